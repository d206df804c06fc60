#include "model/design/layers.h"
#include "model/design/link_edits.h"
#include "widgets/inspector/inspector.h"

#include "model/core/units.h"
#include "tests/support/test_main.h"
#include "tests/widgets/inspector/fixture.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/parts.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QToolButton>

using namespace faultline;
using inspector::Field;
using inspector::PartRow;
using tests::InspectorFixture;

/// Drives the panel by real key and mouse events.
class InspectorTest : public QObject {
    Q_OBJECT

    std::unique_ptr<InspectorFixture> f;

    void type(const char* key, const QString& text) {
        inspector::InputLine* line = f->line(key);
        QVERIFY(line);
        QTest::mouseClick(line, Qt::LeftButton);
        QVERIFY(line->hasFocus());
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(line, text);
    }
    void choose(QComboBox* combo, const QString& text) {
        QVERIFY(combo);
        const int index = combo->findText(text);
        QVERIFY2(index >= 0, qPrintable(text));
        combo->setFocus();
        // By keyboard, as a person would: down or up until it is there. What is refused jumps back each time.
        for (int presses = 0; presses < combo->count() && combo->currentIndex() != index; ++presses)
            QTest::keyClick(combo, combo->currentIndex() < index ? Qt::Key_Down : Qt::Key_Up);
    }
    PartRow* row(const QString& text) const {
        for (PartRow* candidate : f->panel.findChildren<PartRow*>())
            if (candidate->text() == text && candidate->isVisible()) return candidate;
        return nullptr;
    }

    /// What Tab comes to from the name until it is there again.
    QStringList tabOrder() {
        f->panel.startRename();
        QStringList order;
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QWidget* now = QApplication::focusWidget();
            if (!now || now->objectName() == QStringLiteral("name")) break;
            QString what = now->objectName();
            for (const QWidget* at = now; at && what.isEmpty(); at = at->parentWidget())
                if (qobject_cast<const Field*>(at)) what = at->objectName();
            if (what.isEmpty() || what == QStringLiteral("qt_spinbox_lineedit"))
                what = qobject_cast<PartRow*>(now) ? static_cast<PartRow*>(now)->text()
                                                   : QString::fromLatin1(now->metaObject()->className());
            if (!f->panel.rect().contains(now->mapTo(&f->panel, now->rect().center()))) what += QStringLiteral(" out of sight");
            order += what;
        }
        return order;
    }

private slots:
    void init() {
        widgets::ThemeManager::instance().install(*qApp);
        f = std::make_unique<InspectorFixture>();
        f->panel.resize(300, 900);
        f->panel.show();
        f->panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f->panel));
    }
    void cleanup() { f.reset(); }

    void eachEditIsOneStep() {
        f->select({f->lb});
        type("inter", QStringLiteral("200ms"));
        QCOMPARE(f->value(f->lb, "inter"), Value(2 * second));  // nothing is taken while it is typed
        QTest::keyClick(f->line("inter"), Qt::Key_Return);
        QCOMPARE(f->value(f->lb, "inter"), Value(200 * millisecond));
        QCOMPARE(f->document.undoStack().count(), 1);
        QCOMPARE(f->line("inter")->text(), QStringLiteral("200 ms"));
        type("fall", QStringLiteral("1k"));  // too many: at most 100
        QTest::keyClick(f->line("fall"), Qt::Key_Return);
        QCOMPARE(f->document.undoStack().count(), 1);
        f->document.undo();
        QCOMPARE(f->line("inter")->text(), QStringLiteral("2 s"));
    }

    void typedUnitsAreRead_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<qint64>("value");
        QTest::newRow("number is seconds") << QStringLiteral("3") << qint64{3 * second};
        QTest::newRow("ms") << QStringLiteral("200ms") << qint64{200 * millisecond};
        QTest::newRow("space") << QStringLiteral("1.5 s") << qint64{1500 * millisecond};
        QTest::newRow("minutes") << QStringLiteral("2m") << qint64{2 * minute};
    }
    void typedUnitsAreRead() {
        QFETCH(QString, typed);
        QFETCH(qint64, value);
        f->select({f->lb});
        type("inter", typed);
        QTest::keyClick(f->line("inter"), Qt::Key_Tab);  // leaving the field takes it as well
        QCOMPARE(f->value(f->lb, "inter"), Value(std::int64_t{value}));
    }

    void sizesAndNumbersAreRead() {
        f->select({f->server});
        type("memory", QStringLiteral("2 GiB"));
        QTest::keyClick(f->line("memory"), Qt::Key_Return);
        QCOMPARE(f->value(f->server, "memory"), Value(std::int64_t{2} << 30));
        f->select({f->users});
        type("rate", QStringLiteral("1.5k"));
        QTest::keyClick(f->line("rate"), Qt::Key_Return);
        QCOMPARE(f->value(f->users, "rate"), Value(1500.0));
        type("writes", QStringLiteral("35%"));
        QTest::keyClick(f->line("writes"), Qt::Key_Return);
        QCOMPARE(f->value(f->users, "writes"), Value(0.35));
    }

    void aWrongValueSaysWhyAndIsNotTaken() {
        f->select({f->lb});
        type("inter", QStringLiteral("often"));
        QTest::keyClick(f->line("inter"), Qt::Key_Return);
        QVERIFY(f->line("inter")->isInvalid());
        QVERIFY2(f->field("inter")->errorText().contains(QStringLiteral("\"often\" is not a duration")),
                 qPrintable(f->field("inter")->errorText()));
        QCOMPARE(f->value(f->lb, "inter"), Value(2 * second));
        QCOMPARE(f->line("inter")->text(), QStringLiteral("often"));
        // It stays while something else of the design changes.
        f->apply(design::setProperty(f->design(), f->document.catalog(), {f->lb}, "fall", 7));
        QCOMPARE(f->line("inter")->text(), QStringLiteral("often"));
        QCOMPARE(f->line("fall")->text(), QStringLiteral("7"));
        QTest::keyClick(f->line("inter"), Qt::Key_Escape);
        QVERIFY(!f->line("inter")->isInvalid());
        QCOMPARE(f->line("inter")->text(), QStringLiteral("2 s"));
        QVERIFY(f->field("inter")->errorText().isEmpty());
        // Out of range: the range is named.
        type("fall", QStringLiteral("0"));
        QTest::keyClick(f->line("fall"), Qt::Key_Return);
        QVERIFY2(f->field("fall")->errorText().contains(QStringLiteral("at least 1")), qPrintable(f->field("fall")->errorText()));
        // Correcting it takes the outline away before it is taken.
        QTest::keyClick(f->line("fall"), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(f->line("fall"), QStringLiteral("5"));
        QVERIFY(!f->line("fall")->isInvalid());
        QTest::keyClick(f->line("fall"), Qt::Key_Return);
        QCOMPARE(f->value(f->lb, "fall"), Value(5));
    }

    void whatIsTypedSurvivesOtherChanges() {
        f->select({f->lb});
        type("inter", QStringLiteral("75"));
        f->panel.setFrame(f->frame());
        f->apply(design::setProperty(f->design(), f->document.catalog(), {f->lb}, "inter", Value(9 * second)));
        QVERIFY(f->line("inter")->hasFocus());
        QCOMPARE(f->line("inter")->text(), QStringLiteral("75"));
        QTest::keyClicks(f->line("inter"), QStringLiteral("ms"));
        QTest::keyClick(f->line("inter"), Qt::Key_Return);
        QCOMPARE(f->value(f->lb, "inter"), Value(75 * millisecond));
    }

    void typingIsTakenWhenTheSelectionChanges() {
        f->select({f->lb});
        type("inter", QStringLiteral("4s"));
        f->select({f->web});
        QCOMPARE(f->value(f->lb, "inter"), Value(4 * second));
    }

    void resetGoesBackToTheDefault() {
        f->select({f->lb});
        Field* field = f->field("fall");
        auto* reset = field->findChild<QToolButton*>();
        QVERIFY(!reset->isVisible());
        type("fall", QStringLiteral("9"));
        QTest::keyClick(f->line("fall"), Qt::Key_Return);
        QVERIFY(reset->isVisible());
        QVERIFY(reset->toolTip().contains(QStringLiteral("3")));
        QTest::mouseClick(reset, Qt::LeftButton);
        QCOMPARE(f->value(f->lb, "fall"), Value(3));
        QVERIFY(!f->design().component(f->lb)->properties.contains("fall"));
        QVERIFY(!reset->isVisible());
        QCOMPARE(f->document.undoStack().count(), 2);
    }

    void softwareBringsItsDefaults() {
        f->select({f->lb});
        choose(f->combo("software"), QStringLiteral("nginx"));
        QCOMPARE(f->design().component(f->lb)->software, std::string("nginx"));
        QTest::mouseClick(f->named("fold-Timeouts"), Qt::LeftButton);
        QCOMPARE(f->line("retries")->text(), QStringLiteral("1"));
    }

    void choicesSwitchesAndComponents() {
        f->select({f->lb});
        choose(f->combo("balance"), QStringLiteral("Least connections"));
        QCOMPARE(f->value(f->lb, "balance"), Value("leastconn"));
        f->select({f->users});
        auto* box = f->field("verify")->findChild<QCheckBox*>();
        QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        QCOMPARE(f->value(f->users, "verify"), Value(false));
        // "Source" is shown for a replica only, and names other databases.
        f->select({f->db});
        QVERIFY(!f->field("source")->isVisible());
        choose(f->combo("role"), QStringLiteral("Replica"));
        QVERIFY(f->field("source")->isVisible());
        QComboBox* source = f->combo("source");
        QCOMPARE(source->count(), 2);  // none, db-2
        choose(source, QStringLiteral("db-2"));
        QCOMPARE(f->value(f->db, "source"), Value(std::int64_t{f->db2.value}));
        f->apply(design::rename(f->design(), f->db2, QStringLiteral("backup")));
        QCOMPARE(source->currentText(), QStringLiteral("backup"));
        f->document.apply(design::removeParts(f->design(), f->document.catalog(), {f->db2}, {}));
        QCOMPARE(source->currentText(), QStringLiteral("None"));
    }

    void layersAreChosenForAllThatIsSelected() {
        f->select({f->web});
        QVERIFY(!f->field("layer")->isVisible());   // nothing to choose from
        f->apply(design::addLayer(f->design(), QStringLiteral("Front")));
        f->apply(design::addLayer(f->design(), QStringLiteral("Data")));
        QVERIFY(f->field("layer")->isVisible());
        const int steps = f->document.undoStack().count();
        choose(f->combo("layer"), QStringLiteral("Front"));
        QCOMPARE(f->design().component(f->web)->layer, 1);
        QCOMPARE(f->document.undoStack().count(), steps + 1);
        f->select({f->web, f->db}, {f->link});   // of several kinds
        QCOMPARE(f->combo("layer")->currentIndex(), -1);
        choose(f->combo("layer"), QStringLiteral("Data"));
        QCOMPARE(f->design().component(f->web)->layer, 2);
        QCOMPARE(f->design().component(f->db)->layer, 2);
        QCOMPARE(f->design().link(f->link)->layer, 2);
        f->select({}, {f->link});
        choose(f->combo("layer"), QStringLiteral("Background"));
        QCOMPARE(f->design().link(f->link)->layer, 0);
        f->apply(design::lockLayer(f->design(), 2, true));
        f->select({f->web});
        choose(f->combo("layer"), QStringLiteral("Background"));
        QCOMPARE(f->design().component(f->web)->layer, 2);
        QVERIFY(f->field("layer")->errorText().contains(QStringLiteral("locked")));
    }

    void theWheelScrollsAndAltersNothing() {
        f->select({f->lb});
        QComboBox* combo = f->combo("balance");
        combo->setFocus();
        QWheelEvent wheel(QPointF(5, 5), combo->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, -120), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(combo, &wheel);
        QCOMPARE(f->value(f->lb, "balance"), Value("roundrobin"));
    }

    void advancedOnesAreFolded() {
        f->select({f->lb});
        QVERIFY(!f->field("retries")->isVisible());
        auto* fold = qobject_cast<QAbstractButton*>(f->named("fold-Timeouts"));
        fold->setFocus();
        QTest::keyClick(fold, Qt::Key_Space);
        QVERIFY(f->field("retries")->isVisible());
        f->select({f->web});
        f->select({f->lb});
        QVERIFY(f->field("retries")->isVisible());  // it stays open for the kind
    }

    void renamesInPlace() {
        f->select({f->lb});
        f->panel.startRename();
        auto* name = qobject_cast<inspector::InputLine*>(f->named("name")->isVisible() ? QApplication::focusWidget() : nullptr);
        QVERIFY(name);
        QTest::keyClicks(name, QStringLiteral("Front"));
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(f->design().component(f->lb)->name, QStringLiteral("Front"));
        f->panel.startRename();
        QTest::keyClicks(name, QStringLiteral("WEB-1"));
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(name->isInvalid());
        QVERIFY(f->field("name")->errorText().contains(QStringLiteral("another component called web-1")));
        QTest::keyClick(name, Qt::Key_Escape);
        QCOMPARE(name->text(), QStringLiteral("Front"));
    }

    void undoInAFieldIsTheDocuments() {
        f->select({f->lb});
        type("fall", QStringLiteral("9"));
        QTest::keyClick(f->line("fall"), Qt::Key_Return);
        QKeyEvent override(QEvent::ShortcutOverride, Qt::Key_Z, Qt::ControlModifier);
        override.ignore();
        QApplication::sendEvent(f->line("fall"), &override);
        QVERIFY(!override.isAccepted());  // the window's action gets it
        QTest::keyClicks(f->line("fall"), QStringLiteral("1"));
        QKeyEvent typed(QEvent::ShortcutOverride, Qt::Key_Z, Qt::ControlModifier);
        typed.ignore();
        QApplication::sendEvent(f->line("fall"), &typed);
        QVERIFY(typed.isAccepted());  // there is something typed to take back
    }

    void severalOfOneKind() {
        f->apply(design::setProperty(f->design(), f->document.catalog(), {f->web}, "workers", 100));
        f->document.undoStack().clear();
        f->select({f->web, f->web2});
        QCOMPARE(f->line("workers")->text(), QString());
        QCOMPARE(f->line("workers")->placeholderText(), QStringLiteral("Mixed"));
        QCOMPARE(f->line("service_time")->text(), QStringLiteral("1 ms"));
        type("workers", QStringLiteral("64"));
        QTest::keyClick(f->line("workers"), Qt::Key_Return);
        QCOMPARE(f->value(f->web, "workers"), Value(64));
        QCOMPARE(f->value(f->web2, "workers"), Value(64));
        QCOMPARE(f->document.undoStack().count(), 1);
        choose(f->combo("software"), QStringLiteral("Apache"));
        QCOMPARE(f->document.undoStack().count(), 2);
        QCOMPARE(f->design().component(f->web2)->software, std::string("Apache"));
        type("address", QStringLiteral("10.9.9.9"));
        QTest::keyClick(f->line("address"), Qt::Key_Return);
        QVERIFY(f->line("address")->isInvalid());
    }

    void severalKindsShareWhatMeansTheSame() {
        const ComponentId other = f->add("users");
        f->apply(design::setProperty(f->design(), f->document.catalog(), {other}, "rate", 7.0));
        f->document.undoStack().clear();
        f->select({f->users, other}, {f->link});   // a rubber band takes the links along
        QCOMPARE(f->line("rate")->placeholderText(), QStringLiteral("Mixed"));
        type("rate", QStringLiteral("1.5k"));
        QTest::keyClick(f->line("rate"), Qt::Key_Return);
        QCOMPARE(f->value(f->users, "rate"), Value(1500.0));
        QCOMPARE(f->value(other, "rate"), Value(1500.0));
        QCOMPARE(f->document.undoStack().count(), 1);
        f->select({f->users, f->web});             // a rate means nothing to a web server
        QVERIFY(!f->named("rate") && !f->named("workers"));
        const ComponentId note = f->add("note"), text = f->add("text");
        f->document.undoStack().clear();
        f->select({note, text});
        QVERIFY(f->named("text"));
        auto* edit = f->field("text")->findChild<QPlainTextEdit*>();
        QVERIFY(edit);
        edit->setFocus();
        QTest::keyClicks(edit, QStringLiteral("Both"));
        f->named("look-size")->setFocus();
        QCOMPARE(f->value(note, "text"), Value("Both"));
        QCOMPARE(f->value(text, "text"), Value("Both"));
        QCOMPARE(f->document.undoStack().count(), 1);
    }

    void mixedSwitches() {
        const ComponentId other = f->add("users");
        f->apply(design::setProperty(f->design(), f->document.catalog(), {other}, "verify", false));
        f->select({f->users, other});
        auto* box = f->field("verify")->findChild<QCheckBox*>();
        QCOMPARE(box->checkState(), Qt::PartiallyChecked);
        QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        QCOMPARE(f->value(f->users, "verify"), f->value(other, "verify"));
        QVERIFY(box->checkState() != Qt::PartiallyChecked);
    }

    void attachedThingsAreRowsToClick() {
        QSignalSpy activated(&f->panel, &inspector::Inspector::activated);
        QSignalSpy linkActivated(&f->panel, &inspector::Inspector::linkActivated);
        f->select({f->lb});
        QVERIFY(row(QStringLiteral("cert-1")));
        QTest::mouseClick(row(QStringLiteral("cert-1")), Qt::LeftButton);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.first().first().value<ComponentId>(), f->certificate);
        QTest::mouseClick(row(QStringLiteral("users-1")), Qt::LeftButton);
        QCOMPARE(linkActivated.first().first().value<LinkId>(), f->link);
        f->select({f->server});
        for (const char* name : {"lb-1", "agent-1", "fw-1"}) QVERIFY2(row(QString::fromLatin1(name)), name);
        row(QStringLiteral("lb-1"))->setFocus();
        QTest::keyClick(row(QStringLiteral("lb-1")), Qt::Key_Space);
        QCOMPARE(activated.count(), 2);
        f->document.apply(design::removeParts(f->design(), f->document.catalog(), {f->firewall}, {}));
        QVERIFY(!row(QStringLiteral("fw-1")));
    }

    void aNestedComponentHasNoAddressField() {
        f->select({f->lb});
        QVERIFY(!f->field("address")->isVisible());
        f->select({f->web});
        QVERIFY(f->field("address")->isVisible());
        QCOMPARE(f->line("address")->text(),
                 QString::fromStdString(formatIPv4(design::addressOf(f->design(), f->document.catalog(), f->web))));
    }

    void actionsAreAskedFor() {
        QSignalSpy acts(&f->panel, &inspector::Inspector::actRequested);
        f->select({f->web});
        auto* kill = qobject_cast<QAbstractButton*>(f->named("act-kill"));
        auto* restore = qobject_cast<QAbstractButton*>(f->named("act-restore"));
        QVERIFY(!kill->isEnabled() && !kill->toolTip().isEmpty());  // nothing runs
        auto frame = f->frame();
        f->panel.setFrame(frame);
        QVERIFY(!kill->isEnabled() && restore->isEnabled());  // it is down
        QTest::mouseClick(restore, Qt::LeftButton);
        QCOMPARE(acts.count(), 1);
        QCOMPARE(acts.first().at(0).value<ComponentId>(), f->web);
        QCOMPARE(acts.first().at(1).toString(), QStringLiteral("restore"));
        f->select({f->web, f->web2});
        QTest::mouseClick(f->named("act-kill"), Qt::LeftButton);
        QCOMPARE(acts.count(), 3);
        QCOMPARE(f->document.undoStack().count(), 0);  // a fault is no edit
    }

    void showsTheServersOfABalancer() {
        inspector::NowBlock block;
        runtime::ComponentStatus status;
        block.showComponent(&status);
        QVERIFY(block.serversText().isEmpty());
        status.servers = {{{7}, QStringLiteral("web<1>"), QStringLiteral("UP 3/3"), 4, 12, 0, 33, 5'678, 0, true},
                          {{8}, QStringLiteral("web-2"), QStringLiteral("DOWN 0/2"), 0, 9, 3, 0, 1'234, 56, false}};
        block.showComponent(&status);
        for (const char* part : {"web&lt;1&gt;", "UP 3/3", "4 (12)", "DOWN 0/2", "56"}) QVERIFY2(block.serversText().contains(QLatin1String(part)), part);
        block.showLink(nullptr);
        QVERIFY(block.serversText().isEmpty());
    }

    void showsHowItIsNow() {
        f->select({f->lb});
        f->panel.setFrame(f->frame());
        auto* now = qobject_cast<inspector::NowBlock*>(f->named("now"));
        QVERIFY(now);
        QCOMPARE(now->stateText(), QStringLiteral("Strained"));
        QVERIFY(now->whyText().contains(QStringLiteral("web-1")));
        const int height = now->height();
        f->select({f->web2});
        now = qobject_cast<inspector::NowBlock*>(f->named("now"));
        QCOMPARE(now->stateText(), QStringLiteral("OK"));
        QCOMPARE(now->height(), height);  // nothing below it jumps
        f->panel.setFrame({});
        QVERIFY(!f->named("now"));
    }

    void linksAreEdited() {
        f->select({}, {f->link});
        QCOMPARE(f->combo("port")->currentText(), QStringLiteral("HTTPS"));
        QCOMPARE(f->line("number")->text(), QStringLiteral("443"));
        type("number", QStringLiteral("8443"));
        QTest::keyClick(f->line("number"), Qt::Key_Return);
        QCOMPARE(f->design().link(f->link)->number, 8443);
        type("number", QStringLiteral("443"));
        QTest::keyClick(f->line("number"), Qt::Key_Return);
        QCOMPARE(f->design().link(f->link)->number, 0);  // the usual one
        choose(f->combo("port"), QStringLiteral("HTTP"));
        QCOMPARE(f->design().link(f->link)->toPort, std::string("http"));
        QCOMPARE(f->line("number")->text(), QStringLiteral("80"));
        for (const auto& [key, text] : {std::pair("latency", "5ms"), std::pair("jitter", "1 ms"), std::pair("loss", "2%"),
                                        std::pair("bandwidth", "100 Mbit/s")}) {
            type(key, QString::fromLatin1(text));
            QTest::keyClick(f->line(key), Qt::Key_Return);
        }
        choose(f->combo("shape"), QStringLiteral("Curved"));
        QVERIFY(f->design().link(f->link)->shape == design::LinkShape::Curved);
        choose(f->combo("heads"), QStringLiteral("At both ends"));
        QVERIFY(f->design().link(f->link)->heads == design::LinkHeads::Both);
        type("label", QStringLiteral("reads"));
        QTest::keyClick(f->line("label"), Qt::Key_Return);
        QCOMPARE(f->design().link(f->link)->label, QStringLiteral("reads"));
        const Settings& properties = f->design().link(f->link)->properties;
        QCOMPARE(properties.value("latency"), Value(5 * millisecond));
        QCOMPARE(properties.value("loss"), Value(0.02));
        QCOMPARE(properties.value("bandwidth"), Value(100'000'000));
        type("loss", QStringLiteral("200%"));
        QTest::keyClick(f->line("loss"), Qt::Key_Return);
        QVERIFY(f->line("loss")->isInvalid());

        QSignalSpy acts(&f->panel, &inspector::Inspector::linkActRequested);
        f->panel.setFrame(f->frame());
        QTest::mouseClick(f->named("act-cut"), Qt::LeftButton);
        QCOMPARE(acts.first().at(1).toString(), QStringLiteral("cut"));
        QVERIFY(!f->named("act-mend")->isEnabled());
    }

    void theDocumentIsEdited() {
        f->select({});
        type("title", QStringLiteral("Shop"));
        QTest::keyClick(f->line("title"), Qt::Key_Return);
        QCOMPARE(f->design().settings().title, QStringLiteral("Shop"));
        type("seed", QStringLiteral("18446744073709551615"));
        QTest::keyClick(f->line("seed"), Qt::Key_Return);
        QCOMPARE(f->design().settings().seed, std::numeric_limits<std::uint64_t>::max());
        type("seed", QStringLiteral("-1"));
        QTest::keyClick(f->line("seed"), Qt::Key_Return);
        QVERIFY(f->line("seed")->isInvalid());
        QTest::keyClick(f->line("seed"), Qt::Key_Escape);
        type("start_time", QStringLiteral("2026-11-20 18:45"));
        QTest::keyClick(f->line("start_time"), Qt::Key_Return);
        QCOMPARE(f->design().settings().startTime, *parseDateTime("2026-11-20T18:45:00Z"));
        QCOMPARE(f->line("start_time")->text(), QStringLiteral("2026-11-20 18:45"));
        auto* description = f->field("description")->findChild<QPlainTextEdit*>();
        QTest::mouseClick(description->viewport(), Qt::LeftButton);
        QTest::keyClicks(description, QStringLiteral("two lines"));
        QTest::keyClick(description, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(f->design().settings().description, QStringLiteral("two lines"));
        QCOMPARE(f->document.undoStack().count(), 4);
    }

    void removalAndUndoAreFollowed() {
        f->select({f->web});
        f->document.apply(design::removeParts(f->design(), f->document.catalog(), {f->web}, {}));
        QVERIFY(f->line("title"));  // the document
        f->document.reset(design::Design());
        QVERIFY(f->line("title"));
        f->select({f->web}, {f->link});  // gone ids are passed over
        QVERIFY(f->line("title"));
    }

    void thePanelPassesTheCursorOn() {
        f->select({f->web});
        f->panel.setFocus();
        QVERIFY(f->field("software")->isAncestorOf(QApplication::focusWidget()));
        f->select({});
        f->panel.setFocus();
        QVERIFY(f->field("title")->isAncestorOf(QApplication::focusWidget()));
    }

    void everythingIsReachedByTab() {
        f->select({f->lb});
        f->panel.setFrame(f->frame());
        QVERIFY(f->named("name"));
        const QStringList look{QStringLiteral("look-fill-usual"), QStringLiteral("look-line-usual"), QStringLiteral("look-text-usual"),
                               QStringLiteral("look-size"), QStringLiteral("look-dash")};
        const QStringList rows{QStringLiteral("act-kill"), QStringLiteral("software"), QStringLiteral("balance"), QStringLiteral("inter"),
                               QStringLiteral("fall"), QStringLiteral("fold-Timeouts"), QStringLiteral("cert-1"),
                               QStringLiteral("users-1"), QStringLiteral("web-1")};
        QCOMPARE(tabOrder(), rows + look);
        f->connect(f->lb, f->web2);
        QCOMPARE(tabOrder(), rows + QStringList{f->design().component(f->web2)->name} + look);   // what comes later has its place, too
    }

    void readOnlyShowsAndTakesNothing() {
        f->panel.setFrame(f->frame());
        f->panel.setReadOnly(true);
        f->select({f->lb});
        inspector::InputLine* line = f->line("inter");
        QTest::mouseClick(line, Qt::LeftButton);
        QTest::keyClicks(line, QStringLiteral("9"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(f->document.undoStack().count(), 0);
        QVERIFY(!f->combo("balance")->isEnabled());
        QVERIFY(!f->named("act-kill")->isEnabled());
        f->panel.setReadOnly(false);
        QVERIFY(f->combo("balance")->isEnabled());
    }

    void theInfoLineFollowsTheFocus() {
        f->select({f->lb});
        auto* info = f->panel.findChild<QWidget*>(QStringLiteral("info"))->findChild<inspector::ClampedText*>();
        QCOMPARE(info->text(), QStringLiteral("Spreads requests over servers."));
        f->line("inter")->setFocus();
        QVERIFY(info->text().contains(QStringLiteral("Time between two health checks.")));
        QVERIFY(info->text().contains(QStringLiteral("1ms to 1h")));
        QVERIFY(info->text().contains(QStringLiteral("2 s")));
    }

    void theThemeIsFollowed() {
        f->select({f->lb});
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Dark);
        const QColor dark = f->panel.grab().toImage().pixelColor(3, 3);
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
        const QColor light = f->panel.grab().toImage().pixelColor(3, 3);
        QVERIFY(dark.lightness() < 80 && light.lightness() > 200);
        QVERIFY(f->line("inter"));
    }

    void aDragCostsThePanelNothing() {
        for (int i = 0; i < 500; ++i) f->add("database");
        f->select({f->db});  // it lists all the others
        const QList<QWidget*> parts = f->panel.findChildren<QWidget*>();
        design::Gesture gesture(f->document, QStringLiteral("Drag"));
        for (int i = 0; i < 100; ++i) gesture.update(design::moveBy(gesture.start(), {f->db}, QPointF(i, 1)));
        QCOMPARE(f->panel.findChildren<QWidget*>(), parts);   // nothing is made anew
    }

    void unchangedFramesCostNothing() {
        f->select({f->lb});
        const auto frame = f->frame();
        f->panel.setFrame(frame);
        const QList<QWidget*> parts = f->panel.findChildren<QWidget*>();
        for (int i = 0; i < 1000; ++i) f->panel.setFrame(frame);
        QCOMPARE(f->panel.findChildren<QWidget*>(), parts);
    }
};

FAULTLINE_TEST(InspectorTest)
#include "inspector_test.moc"
