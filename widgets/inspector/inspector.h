#pragma once
#include "model/core/ids.h"
#include "model/runtime/frame.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace faultline::design {
class DesignDocument;
}

namespace faultline::inspector {

/// The property panel: shows and edits what is selected, or the document when nothing is. Every edit is one change of the
/// document, also while a run goes on; what should happen to the run is asked for by signals. GUI thread.
class Inspector : public QWidget {
    Q_OBJECT
public:
    explicit Inspector(design::DesignDocument& document, QWidget* parent = nullptr);
    ~Inspector() override;

    QSize sizeHint() const override;

public slots:
    /// Shows exactly these; ids that are gone are passed over. Nothing: the document.
    void setSelection(const std::vector<faultline::ComponentId>& components, const std::vector<faultline::LinkId>& links);
    /// What the run looks like now; a null frame means that nothing runs.
    void setFrame(const faultline::runtime::FramePtr& frame);
    /// While true everything can be looked at, but not edited.
    void setReadOnly(bool readOnly);
    /// Puts the cursor into the name of the selected component.
    void startRename();

signals:
    /// A row that stands for another component or link was clicked: it should be selected.
    void activated(faultline::ComponentId id);
    void linkActivated(faultline::LinkId id);
    /// `verb` is a command word of the kind's actions: "kill", "restore", "promote" ...
    void actRequested(faultline::ComponentId id, const QString& verb);
    /// `verb` is "cut" or "mend".
    void linkActRequested(faultline::LinkId id, const QString& verb);

protected:
    void focusInEvent(QFocusEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace faultline::inspector
