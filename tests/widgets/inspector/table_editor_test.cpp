#include "widgets/inspector/table_editor.h"

#include "tests/support/test_main.h"
#include "tests/widgets/inspector/fixture.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QMouseEvent>
#include <QTableView>
#include <QToolButton>

using namespace faultline;
using tests::InspectorFixture;

/// The rules of a firewall: in 443 from anybody, in 80 from lb-1, out 53; edited by keys and mouse.
class TableEditorTest : public QObject {
    Q_OBJECT

    std::unique_ptr<InspectorFixture> f;
    inspector::TableEditor* table = nullptr;
    QTableView* view = nullptr;

    TableRows rows() const { return f->value(f->firewall, "rules").toTable(); }
    void goTo(int row, int column) {
        view->setFocus();
        view->setCurrentIndex(view->model()->index(row, column));
    }
    QToolButton* button(const QString& name) const {
        for (QToolButton* candidate : table->findChildren<QToolButton*>())
            if (candidate->accessibleName() == name) return candidate;
        return nullptr;
    }
    template <class Editor>
    Editor* openEditor() {
        QTest::keyClick(view, Qt::Key_F2);
        const QList<Editor*> editors = view->viewport()->findChildren<Editor*>();
        return editors.isEmpty() ? nullptr : editors.last();
    }

private slots:
    void init() {
        widgets::ThemeManager::instance().install(*qApp);
        f = std::make_unique<InspectorFixture>();
        f->panel.resize(300, 700);
        f->panel.show();
        f->panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f->panel));
        f->select({f->firewall});
        table = f->panel.findChild<inspector::TableEditor*>();
        QVERIFY(table);
        view = table->view();
    }
    void cleanup() { f.reset(); }

    void showsNamesAndLabels() {
        QCOMPARE(view->model()->rowCount(), 3);
        QCOMPARE(view->model()->index(1, 2).data().toString(), QStringLiteral("lb-1"));
        QCOMPARE(view->model()->index(0, 3).data().toString(), QStringLiteral("Accept"));
        QVERIFY(!view->model()->index(0, 2).data().toString().isEmpty());  // a dash for nobody
        f->apply(design::rename(f->design(), f->lb, QStringLiteral("front")));
        QCOMPARE(view->model()->index(1, 2).data().toString(), QStringLiteral("front"));
    }

    void aCellIsEdited() {
        goTo(0, 1);
        const QPoint at = view->visualRect(view->model()->index(0, 1)).center();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, at);
        auto* line = view->viewport()->findChild<inspector::InputLine*>();
        QVERIFY(line);
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(line, QStringLiteral("8443"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(rows()[0][1], Value(8443));  // a view takes it when the key has been dealt with
        QCOMPARE(f->document.undoStack().count(), 1);
        f->document.undo();
        QCOMPARE(view->model()->index(0, 1).data().toString(), QStringLiteral("443"));
    }

    void aWrongCellStaysOpenAndSaysWhy() {
        goTo(0, 1);
        auto* line = openEditor<inspector::InputLine>();
        QVERIFY(line);
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(line, QStringLiteral("70000"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(line->isVisible() && line->isInvalid());
        QVERIFY2(f->field("rules")->errorText().contains(QStringLiteral("at most 65535")),
                 qPrintable(f->field("rules")->errorText()));
        QCOMPARE(f->document.undoStack().count(), 0);
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(f->field("rules")->errorText().isEmpty());
        QCOMPARE(rows()[0][1], Value(443));
    }

    void choicesAndComponentsHaveLists() {
        goTo(2, 3);
        auto* combo = openEditor<QComboBox>();
        QVERIFY(combo);
        QCOMPARE(combo->count(), 2);
        combo->setCurrentIndex(1);
        emit combo->activated(1);
        QCOMPARE(rows()[2][3], Value("drop"));
        goTo(2, 2);
        combo = openEditor<QComboBox>();
        QVERIFY(combo);
        const int index = combo->findText(QStringLiteral("web-1"));
        QVERIFY(index > 0);
        combo->setCurrentIndex(index);
        emit combo->activated(index);
        QCOMPARE(rows()[2][2], Value(std::int64_t{f->web.value}));
    }

    void typingSurvivesAChangeElsewhere() {
        goTo(0, 1);
        auto* line = openEditor<inspector::InputLine>();
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(line, QStringLiteral("84"));
        f->apply(design::rename(f->design(), f->lb, QStringLiteral("front")));
        f->panel.setFrame(f->frame());
        QVERIFY(line->isVisible());
        QCOMPARE(line->text(), QStringLiteral("84"));
    }

    void rowsAreAddedRemovedAndMoved() {
        goTo(0, 0);
        QTest::mouseClick(button(QStringLiteral("Add row")), Qt::LeftButton);
        QCOMPARE(rows().size(), std::size_t{4});
        QCOMPARE(rows()[1], (TableRow{"in", 443, 0, "accept"}));  // below the current one, with the columns' defaults
        QCOMPARE(view->currentIndex().row(), 1);
        QTest::mouseClick(button(QStringLiteral("Move row down")), Qt::LeftButton);
        QCOMPARE(rows()[1][1], Value(80));
        QCOMPARE(view->currentIndex().row(), 2);
        QTest::keyClick(view, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(rows()[2][1], Value(80));
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(rows().size(), std::size_t{3});
        QTest::keyClick(view, Qt::Key_Insert);
        QCOMPARE(rows().size(), std::size_t{4});
        QCOMPARE(f->document.undoStack().count(), 5);
        while (!rows().empty()) {
            goTo(0, 0);
            QTest::keyClick(view, Qt::Key_Delete);
        }
        QVERIFY(!button(QStringLiteral("Remove rows"))->isEnabled());
        QTest::keyClick(view, Qt::Key_Insert);
        QCOMPARE(rows().size(), std::size_t{1});
    }

    void rowsAreDraggedByTheirNumbers() {
        QHeaderView* numbers = view->verticalHeader();
        QVERIFY(numbers->isVisible());
        const auto drag = [&](int from, int to) {
            const auto at = [&](int row) { return QPoint(8, numbers->sectionViewportPosition(row) + numbers->sectionSize(row) / 2); };
            QTest::mousePress(numbers->viewport(), Qt::LeftButton, {}, at(from));
            for (int step = 1; step <= 4; ++step) {   // a test's mouseMove has no buttons
                const QPointF point = QPointF(at(from)) + (at(to) + QPointF(0, to > from ? 8 : -8) - at(from)) * step / 4;
                QMouseEvent move(QEvent::MouseMove, point, numbers->viewport()->mapToGlobal(point), Qt::NoButton, Qt::LeftButton, {});
                QApplication::sendEvent(numbers->viewport(), &move);
            }
            QTest::mouseRelease(numbers->viewport(), Qt::LeftButton, {}, at(to) + QPoint(0, to > from ? 8 : -8));
        };
        drag(0, 2);
        QCOMPARE(rows()[0][1], Value(80));
        QCOMPARE(rows()[1][1], Value(53));
        QCOMPARE(rows()[2][1], Value(443));
        QCOMPARE(f->document.undoStack().count(), 1);
        QCOMPARE(view->model()->index(2, 1).data().toString(), QStringLiteral("443"));
        QCOMPARE(numbers->visualIndex(2), 2);   // the header itself keeps its order
        drag(2, 1);
        QCOMPARE(rows()[1][1], Value(443));
        f->document.undo();
        f->document.undo();
        QCOMPARE(rows()[0][1], Value(443));
        table->setEditable(false);
        drag(0, 2);
        QCOMPARE(rows()[0][1], Value(443));
    }

    void whatIsBesideAPieceOfASpreadsheetIsPassedOver() {
        QApplication::clipboard()->setText(QStringLiteral("in\t22\t\tdrop\t\t\r\n out\t 23 \r\n\r\n\r\n"));
        goTo(1, 0);
        QTest::keyClick(view, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(rows().size(), std::size_t{3});
        QCOMPARE(rows()[1], (TableRow{"in", 22, 0, "drop"}));
        QCOMPARE(rows()[2][1], Value(23));
        QCOMPARE(rows()[2][3], Value("accept"));   // fewer columns: the others stay
    }

    void aPieceOfASpreadsheetIsPasted() {
        QApplication::clipboard()->setText(
            QStringLiteral("Direction\tPort\tSource\tAction\nin\t22\tweb-1\tdrop\nOut\t8k\t\t\"Accept\"\n"));
        goTo(2, 0);
        QTest::keyClick(view, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(rows().size(), std::size_t{4});
        QCOMPARE(rows()[2], (TableRow{"in", 22, std::int64_t{f->web.value}, "drop"}));
        QCOMPARE(rows()[3], (TableRow{"out", 8000, 0, "accept"}));
        QCOMPARE(f->document.undoStack().count(), 1);
        view->selectAll();
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("In\t443\t\tAccept\nIn\t80\tlb-1\tAccept\n")));
    }

    void aWrongPasteTakesNothing_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("number") << QStringLiteral("in\t22\nin\tmany") << QStringLiteral("Row 2 of what is pasted, Port");
        QTest::newRow("number below a heading") << QStringLiteral("Direction\tPort\nin\tmany") << QStringLiteral("Row 2 of what is pasted, Port");
        QTest::newRow("component") << QStringLiteral("in\t22\twbe-1\tdrop") << QStringLiteral("did you mean web-1");
        QTest::newRow("too many") << QStringLiteral("in\t22\t\tdrop\tmore") << QStringLiteral("too many cells");
    }
    void aWrongPasteTakesNothing() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        QApplication::clipboard()->setText(text);
        goTo(0, 0);
        QTest::keyClick(view, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(f->document.undoStack().count(), 0);
        QVERIFY2(f->field("rules")->errorText().contains(says), qPrintable(f->field("rules")->errorText()));
    }

    void theWindowEditsTheSameRows() {
        QTest::mouseClick(button(QStringLiteral("Open in a window")), Qt::LeftButton);
        auto* dialog = f->panel.findChild<QDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        auto* large = dialog->findChild<inspector::TableEditor*>();
        QVERIFY(large);
        large->view()->setCurrentIndex(large->view()->model()->index(0, 0));
        large->removeRows();
        QCOMPARE(rows().size(), std::size_t{2});
        QCOMPARE(view->model()->rowCount(), 2);
        f->document.undo();
        QCOMPARE(large->view()->model()->rowCount(), 3);
        f->select({f->web});  // the table it belongs to goes: so does the window
        QTRY_VERIFY(!f->panel.findChild<QDialog*>());
    }

    void deleteIsTheTablesWhileItHasTheCursor() {
        goTo(0, 0);
        QKeyEvent override(QEvent::ShortcutOverride, Qt::Key_Delete, Qt::NoModifier);
        override.ignore();
        QApplication::sendEvent(view, &override);
        QVERIFY(override.isAccepted());
    }
};

FAULTLINE_TEST(TableEditorTest)
#include "table_editor_test.moc"
