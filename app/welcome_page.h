#pragma once
#include <QAbstractButton>
#include <QImage>
#include <QString>
#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace faultline::app {

/// A document one can open from the welcome page.
struct WelcomeItem {
    QString path;
    QString title;
    QString text;       ///< what it shows, or where it is
    QImage picture;     ///< null: an icon instead
};

/// A picture with a title that is pressed like a button.
class DocumentCard : public QAbstractButton {
    Q_OBJECT
public:
    DocumentCard(WelcomeItem item, const QString& icon, QWidget* parent);
    const WelcomeItem& item() const { return m_item; }
    void setPicture(const QImage& picture);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    WelcomeItem m_item;
    QString m_iconName;
};

/// The first thing one sees: examples, an empty design, recent files. Everything can be reached with Tab and pressed with Enter.
class WelcomePage : public QWidget {
    Q_OBJECT
public:
    explicit WelcomePage(QWidget* parent = nullptr);

    void setExamples(const std::vector<WelcomeItem>& items);
    /// The picture of an example that had none.
    void setExamplePicture(const QString& path, const QImage& picture);
    /// What was not saved when the program ended; first of all cards.
    void setRecovered(const std::vector<WelcomeItem>& items);
    void setRecent(const std::vector<WelcomeItem>& items);

signals:
    void exampleChosen(const QString& path);
    void recentChosen(const QString& path);
    void recoveredChosen(const QString& kept);
    void allRecoveredChosen();
    void emptyChosen();
    void openChosen();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void restyle();

    QScrollArea* m_scroll;
    QWidget* m_page;
    QLabel* m_title;
    QLabel* m_subtitle;
    QGridLayout* m_cards;
    QPushButton* m_recoverAll;   ///< shown when there are several
    QLabel* m_recentTitle;
    QVBoxLayout* m_recent;
    std::vector<DocumentCard*> m_recovered;
    std::vector<DocumentCard*> m_examples;
    DocumentCard* m_empty;
    DocumentCard* m_open;
    std::vector<QAbstractButton*> m_rows;
};

}  // namespace faultline::app
