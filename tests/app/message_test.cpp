#include "app/message.h"
#include "app/toast.h"
#include "tests/app/modal.h"
#include "tests/support/test_main.h"

#include <QLabel>
#include <QPushButton>

using namespace faultline;
using namespace faultline::app;
using faultline::tests::whenAsked;

class MessageTest : public QObject {
    Q_OBJECT

private slots:
    void savingIsAsked_data() {
        QTest::addColumn<QString>("button");
        QTest::addColumn<SaveAnswer>("answer");
        QTest::newRow("save") << QStringLiteral("save") << SaveAnswer::Save;
        QTest::newRow("discard") << QStringLiteral("discard") << SaveAnswer::Discard;
        QTest::newRow("cancel") << QStringLiteral("cancel") << SaveAnswer::Cancel;
    }
    void savingIsAsked() {
        QFETCH(QString, button);
        QFETCH(SaveAnswer, answer);
        QString title;
        whenAsked([&](QDialog& dialog) {
            title = dialog.findChild<QLabel*>(QStringLiteral("messageTitle"))->text();
            QTest::mouseClick(dialog.findChild<QPushButton*>(button), Qt::LeftButton);
        });
        QCOMPARE(askToSave(nullptr, QStringLiteral("my site")), answer);
        QVERIFY(title.contains(QLatin1String("my site")));
    }

    void enterSavesAndEscapeCancels() {
        whenAsked([](QDialog& dialog) { QTest::keyClick(&dialog, Qt::Key_Return); });
        QCOMPARE(askToSave(nullptr, QStringLiteral("x")), SaveAnswer::Save);
        whenAsked([](QDialog& dialog) { QTest::keyClick(&dialog, Qt::Key_Escape); });
        QCOMPARE(askToSave(nullptr, QStringLiteral("x")), SaveAnswer::Cancel);
    }

    void aProblemIsSaidWithItsPlace() {
        QString text;
        whenAsked([&](QDialog& dialog) { text = dialog.findChild<QLabel*>(QStringLiteral("messageText"))->text(); });
        showProblem(nullptr, QStringLiteral("It cannot be opened"), Problem(Text(FL_TR("test", "\"%1\" is no number"), {"<b>x</b>"}), "components[3].name"));
        QVERIFY(text.contains(QLatin1String("\"<b>x</b>\" is no number")));
        QVERIFY(text.contains(QLatin1String("components[3].name")));
    }

    void aToastPassesTheMouseAndGoesByItself() {
        QWidget parent;
        parent.resize(400, 300);
        Toast toast(&parent);
        parent.show();
        toast.say(QStringLiteral("Saved"));
        QVERIFY(toast.isVisible());
        QVERIFY(parent.rect().contains(toast.geometry()));
        QVERIFY(toast.testAttribute(Qt::WA_TransparentForMouseEvents));
        parent.resize(300, 200);
        QVERIFY(parent.rect().contains(toast.geometry()));
        toast.say(QString(400, QLatin1Char('x')));
        QVERIFY(parent.rect().contains(toast.geometry()));
        toast.say({});
        QVERIFY(!toast.isVisible());
        toast.hold(QStringLiteral("A hint"));
        QVERIFY(toast.isVisible());
        toast.say(QStringLiteral("Saved"));
        toast.hold({});   // the hint is taken back, what was said since stays
        QVERIFY(toast.isVisible());
        QCOMPARE(toast.text(), QStringLiteral("Saved"));
    }
};

FAULTLINE_TEST(MessageTest)
#include "message_test.moc"
