#pragma once
#include <QTimer>
#include <QWidget>

namespace faultline::app {

/// A sentence that appears over the lower edge of its parent for some seconds, in nobody's way: mouse and keyboard pass through.
/// GUI thread.
class Toast : public QWidget {
    Q_OBJECT
public:
    explicit Toast(QWidget* parent);

    /// Shows a sentence for a time that is enough to read it; empty hides.
    void say(const QString& text, bool warning = false);
    /// Shows a sentence until say() or hold({}) takes it back.
    void hold(const QString& text);
    QString text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();

    QString m_text;
    bool m_warning = false;
    QTimer m_timer;   // single shot
};

}  // namespace faultline::app
