#include "model/design/style.h"
#include "tests/support/test_main.h"
#include "tests/widgets/inspector/fixture.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/look_section.h"

#include <QComboBox>
#include <QSpinBox>

using namespace faultline;
using inspector::Swatch;
using tests::InspectorFixture;

/// The look of what is selected, by real mouse and key events.
class LookSectionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<InspectorFixture> f;

    Swatch* swatch(const char* name) const { return f->panel.findChild<Swatch*>(QStringLiteral("look-") + QLatin1String(name)); }
    design::Style style(ComponentId id) const { return f->document.design().component(id)->style; }

private slots:
    void init() {
        widgets::ThemeManager::instance().install(*qApp);
        f = std::make_unique<InspectorFixture>();
        f->panel.resize(300, 2400);
        f->panel.show();
        f->panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f->panel));
    }
    void cleanup() { f.reset(); }

    void aSwatchColoursAllThatIsSelected() {
        f->select({f->lb, f->web});
        QVERIFY(swatch("fill-dbeafe"));
        const int steps = f->document.undoStack().count();
        QTest::mouseClick(swatch("fill-dbeafe"), Qt::LeftButton);
        QCOMPARE(f->document.undoStack().count(), steps + 1);
        QCOMPARE(*style(f->lb).fill, 0xDBEAFEu);
        QCOMPARE(*style(f->web).fill, 0xDBEAFEu);
        QVERIFY(swatch("fill-dbeafe")->isChecked());
        QVERIFY(!swatch("fill-usual")->isChecked());
        QTest::mouseClick(swatch("fill-dbeafe"), Qt::LeftButton);   // again: nothing to do, and it stays chosen
        QCOMPARE(f->document.undoStack().count(), steps + 1);
        QVERIFY(swatch("fill-dbeafe")->isChecked());
        f->document.undo();
        QVERIFY(style(f->lb).isUsual());
        QVERIFY(swatch("fill-usual")->isChecked());
    }

    void whatDiffersShowsNothingChosen() {
        f->document.apply(design::restyle(f->document.design(), {f->lb}, {}, [](design::Style& s) { s.line = 0x123456; s.textSize = 20; }));
        f->select({f->lb, f->web});
        for (const Swatch* one : f->panel.findChildren<Swatch*>())
            if (one->objectName().startsWith(QLatin1String("look-line"))) QVERIFY2(!one->isChecked(), qPrintable(one->objectName()));
        QVERIFY(swatch("fill-usual")->isChecked());
        f->select({f->lb});
        QVERIFY(swatch("line-any")->isChecked());   // a colour that is none of the offered ones
        QCOMPARE(f->panel.findChild<QSpinBox*>(QStringLiteral("look-size"))->value(), 20);
    }

    void sizeDashAndResetByKeys() {
        f->select({f->web});
        auto* size = f->panel.findChild<QSpinBox*>(QStringLiteral("look-size"));
        size->setFocus();
        size->selectAll();
        QTest::keyClicks(size, QStringLiteral("18"));
        QTest::keyClick(size, Qt::Key_Return);
        QCOMPARE(style(f->web).textSize, 18);
        auto* dash = f->panel.findChild<QComboBox*>(QStringLiteral("look-dash"));
        dash->setFocus();
        QTest::keyClick(dash, Qt::Key_Down);
        QTest::keyClick(dash, Qt::Key_Down);
        QVERIFY(style(f->web).dash == design::Style::Dash::Dashed);
        auto* reset = f->panel.findChild<QAbstractButton*>(QStringLiteral("look-reset"));
        QVERIFY(reset->isEnabled());
        reset->setFocus();
        QTest::keyClick(reset, Qt::Key_Space);
        QVERIFY(style(f->web).isUsual());
        QVERIFY(!reset->isEnabled());
    }

    void aPastMomentCannotBeColoured() {
        f->select({f->web});
        f->panel.setReadOnly(true);
        QVERIFY(!swatch("fill-dbeafe")->isEnabled());
        f->select({f->lb});
        QVERIFY(!swatch("fill-dbeafe")->isEnabled());
        f->panel.setReadOnly(false);
        QVERIFY(swatch("fill-dbeafe")->isEnabled());
    }

    void swatchesHaveNames() {
        f->select({f->web});
        for (const Swatch* one : f->panel.findChildren<Swatch*>()) QVERIFY(!one->accessibleName().isEmpty());
        Swatch* first = swatch("fill-usual");   // one stop of Tab, then by arrows
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Right);
        QVERIFY(swatch("fill-none")->hasFocus());
        QTest::keyClick(swatch("fill-none"), Qt::Key_Right);
        QTest::keyClick(swatch("fill-dbeafe"), Qt::Key_Space);
        QCOMPARE(*style(f->web).fill, 0xDBEAFEu);
    }
};

FAULTLINE_TEST(LookSectionTest)
#include "look_section_test.moc"
