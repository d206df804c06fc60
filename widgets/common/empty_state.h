#pragma once
#include <QWidget>

class QLabel;
class QPushButton;

namespace faultline::widgets {

/// What a panel shows while it has nothing to show: an icon, a sentence that says what to do next, and a button that does it.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    /// `button` may be empty: no button.
    EmptyState(const QString& icon, const QString& sentence, const QString& button = {}, QWidget* parent = nullptr);

    void setSentence(const QString& sentence);
    void setButton(const QString& text);
    QSize sizeHint() const override;

signals:
    void buttonClicked();

private:
    void applyTheme();

    QString m_iconName;
    QLabel* m_icon;
    QLabel* m_sentence;
    QPushButton* m_button;
};

}  // namespace faultline::widgets
