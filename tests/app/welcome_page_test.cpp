#include "app/welcome_page.h"
#include "tests/support/test_main.h"

#include <QPainter>
#include <QSignalSpy>

using faultline::app::DocumentCard;
using faultline::app::WelcomeItem;
using faultline::app::WelcomePage;

namespace {

WelcomeItem welcomeItem(const char* path, const char* title) {
    QImage picture(64, 36, QImage::Format_ARGB32);
    picture.fill(Qt::blue);
    return {QString::fromUtf8(path), QString::fromUtf8(title), QStringLiteral("What it shows, in a sentence that is longer than one line of the card."), picture};
}

}  // namespace

class WelcomePageTest : public QObject {
    Q_OBJECT

private slots:
    void cardsAreClicked() {
        WelcomePage page;
        page.resize(1000, 700);
        page.setExamples({welcomeItem(":/examples/one.faultline", "One"), welcomeItem(":/examples/two.faultline", "Two")});
        page.show();
        QSignalSpy examples(&page, &WelcomePage::exampleChosen), empty(&page, &WelcomePage::emptyChosen), open(&page, &WelcomePage::openChosen);
        for (DocumentCard* card : page.findChildren<DocumentCard*>()) QTest::mouseClick(card, Qt::LeftButton);
        QCOMPARE(examples.size(), 2);
        QCOMPARE(examples[1][0].toString(), QStringLiteral(":/examples/two.faultline"));
        QCOMPARE(empty.size(), 1);
        QCOMPARE(open.size(), 1);
    }

    void keysReachEverything() {
        WelcomePage page;
        page.resize(1000, 700);
        page.setRecent({welcomeItem("/designs/mine.faultline", "mine")});
        page.setExamples({welcomeItem(":/examples/one.faultline", "One")});
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        QSignalSpy examples(&page, &WelcomePage::exampleChosen), empty(&page, &WelcomePage::emptyChosen), recent(&page, &WelcomePage::recentChosen);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(examples.size(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(empty.size(), 1);
        for (int i = 0; i < 8 && recent.isEmpty(); ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            if (!qobject_cast<DocumentCard*>(QApplication::focusWidget())) QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        }
        QCOMPARE(recent.size(), 1);
        QCOMPARE(recent[0][0].toString(), QStringLiteral("/designs/mine.faultline"));
    }

    void nothingIsCutInANarrowWindow_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("small") << QSize(760, 480);
        QTest::newRow("usual") << QSize(1280, 800);
        QTest::newRow("large") << QSize(2560, 1440);
    }
    void nothingIsCutInANarrowWindow() {
        QFETCH(QSize, size);
        WelcomePage page;
        page.setExamples({welcomeItem("a", "One"), welcomeItem("b", "Two"), welcomeItem("c", "Three")});
        page.resize(size);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        for (DocumentCard* card : page.findChildren<DocumentCard*>()) {
            const QRect where(card->mapTo(&page, QPoint()), card->size());
            QVERIFY2(where.left() >= 0 && where.right() < size.width(), qPrintable(card->text()));
        }
    }
};

FAULTLINE_TEST(WelcomePageTest)
#include "welcome_page_test.moc"
