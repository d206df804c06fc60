#pragma once
#include <QLineEdit>

class QAction;

namespace faultline::widgets {

/// A line edit to look for something: a magnifying glass, a clear button; Escape clears it, and leaves it when it is empty.
class SearchField : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchField(const QString& placeholder, QWidget* parent = nullptr);

signals:
    /// Down or Page Down: the results should take the focus.
    void resultsRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void applyTheme();

    QAction* m_glass;
};

}  // namespace faultline::widgets
