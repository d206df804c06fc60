#pragma once
#include "app/app_settings.h"

#include <QDialog>
#include <QImage>
#include <QSize>

#include <functional>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QPushButton;

namespace faultline::app {

/// Asks how a picture of the design should look, with a preview; what was chosen is remembered. GUI thread.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    /// What the dialog needs to know of the design.
    struct Source {
        /// Draws with these options, `scale` pixels a scene unit.
        std::function<QImage(const settings::Export&, double scale)> draw;
        /// Size in scene units.
        std::function<QSizeF(const settings::Export&)> size;
        bool hasSelection = false;
    };
    ExportDialog(Source source, QWidget* parent);

    settings::Export options() const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void update();

    Source m_source;
    QLabel* m_preview;
    QLabel* m_size;
    QButtonGroup* m_scale;
    QButtonGroup* m_background;
    QButtonGroup* m_area;
    QCheckBox* m_design;
    QPushButton* m_export;
};

}  // namespace faultline::app
