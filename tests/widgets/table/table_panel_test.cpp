#include "widgets/table/table_panel.h"

#include "model/design/edits.h"
#include "model/design/layers.h"
#include "model/kinds/all_kinds.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/common/search_field.h"
#include "widgets/common/theme.h"
#include "widgets/table/part_view.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QtTest>

using namespace faultline;
using table::TablePanel;

namespace {

/// Two web servers behind a load balancer, one of them in a host, and the table of them.
struct Shown {
    design::DesignDocument document{kinds::allKinds()};
    tests::Sample sample{document};
    ComponentId users = sample.add("users", {0, 0}), lb = sample.add("load_balancer", {300, 0}), server = sample.add("server", {600, 0}),
                two = sample.into("web_server", server), ten = sample.add("web_server", {600, 400});
    LinkId way = sample.link(users, lb);
    TablePanel panel{document};

    Shown() {
        rename(ten, "web-10");
        rename(two, "web-2");
        panel.resize(900, 400);
        panel.show();
        if (!QTest::qWaitForWindowActive(&panel)) qFatal("The table does not show");
    }
    void rename(ComponentId id, const char* name) { document.apply(*design::rename(document.design(), id, QLatin1String(name))); }
    const design::Component& part(ComponentId id) const { return *document.design().component(id); }

    /// The cell of the row that begins with `name`.
    QModelIndex cell(table::PartView& view, const QString& name, const QString& column) const {
        for (int c = 0; c < view.model()->columnCount(); ++c)
            if (view.model()->headerData(c, Qt::Horizontal).toString() == column)
                for (int row = 0; row < view.model()->rowCount(); ++row)
                    if (view.model()->index(row, 0).data().toString() == name) return view.model()->index(row, c);
        qFatal("There is no cell %s of %s", qPrintable(column), qPrintable(name));
        return {};
    }
    QStringList names() {
        QStringList out;
        for (int row = 0; row < panel.components().model()->rowCount(); ++row) out << panel.components().model()->index(row, 0).data().toString();
        return out;
    }
    /// Opens the editor of a cell by key; null: it cannot be edited.
    template <class Editor> Editor* edit(table::PartView& view, const QModelIndex& index) {
        view.setFocus();
        view.setCurrentIndex(index);
        QTest::keyClick(&view, Qt::Key_F2);
        for (Editor* editor : view.viewport()->template findChildren<Editor*>(QString(), Qt::FindDirectChildrenOnly))
            if (editor->isVisible()) return editor;   // one that was closed may still wait for its end
        return nullptr;
    }
    QString problem() { return panel.findChild<QLabel*>(QStringLiteral("problem"))->text(); }
};

}  // namespace

class TablePanelTest : public QObject {
    Q_OBJECT

private slots:
    void everyPartIsARowInTheOrderOfNames() {
        Shown shown;
        QCOMPARE(shown.names(), (QStringList{QStringLiteral("lb-1"), QStringLiteral("server-1"), QStringLiteral("users-1"),
                                             QStringLiteral("web-2"), QStringLiteral("web-10")}));
        QCOMPARE(shown.cell(shown.panel.components(), QStringLiteral("web-2"), QStringLiteral("In or on")).data().toString(), QStringLiteral("server-1"));
        QCOMPARE(shown.panel.links().model()->rowCount(), 1);
        QCOMPARE(shown.cell(shown.panel.links(), QStringLiteral("users-1"), QStringLiteral("Port")).data().toString(), QStringLiteral("80"));
        shown.document.undo();   // web-2 is called web-1 again
        QTRY_VERIFY(shown.names().contains(QStringLiteral("web-1")));
    }

    void aNameIsEditedByKeysAsOneUndoStep() {
        Shown shown;
        const int before = shown.document.undoStack().count();
        auto* line = shown.edit<QLineEdit>(shown.panel.components(), shown.cell(shown.panel.components(), QStringLiteral("web-2"), QStringLiteral("Name")));
        QVERIFY(line);
        line->setText(QStringLiteral("shop"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(shown.part(shown.two).name, QStringLiteral("shop"));
        QCOMPARE(shown.document.undoStack().count(), before + 1);
    }

    void whatCannotBeIsSaidAndStaysToBeCorrected() {
        Shown shown;
        auto* line = shown.edit<QLineEdit>(shown.panel.components(), shown.cell(shown.panel.components(), QStringLiteral("web-2"), QStringLiteral("Name")));
        line->setText(QStringLiteral("LB-1"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY2(shown.problem().contains(QStringLiteral("lb-1"), Qt::CaseInsensitive), qPrintable(shown.problem()));
        QCOMPARE(shown.part(shown.two).name, QStringLiteral("web-2"));
        // The editor is back with what was typed.
        QTRY_VERIFY([&] {
            const auto lines = shown.panel.components().viewport()->findChildren<QLineEdit*>();
            return std::any_of(lines.begin(), lines.end(), [](QLineEdit* one) { return one->isVisible() && one->text() == QLatin1String("LB-1"); });
        }());
    }

    void softwareAndPlaceAreChosen() {
        Shown shown;
        const auto choose = [&](const QString& column, const QString& value) {
            auto* box = shown.edit<QComboBox>(shown.panel.components(), shown.cell(shown.panel.components(), QStringLiteral("web-10"), column));
            QVERIFY2(box, qPrintable(column));
            const int at = box->findText(value);
            QVERIFY2(at >= 0, qPrintable(value));
            box->setCurrentIndex(at);
            emit box->activated(at);
        };
        choose(QStringLiteral("In or on"), QStringLiteral("server-1"));
        QCOMPARE(shown.part(shown.ten).container, shown.server);
        choose(QStringLiteral("In or on"), QStringLiteral("(nothing)"));
        QVERIFY(!shown.part(shown.ten).container.isValid());
        QVERIFY(!shown.document.design().sceneRect(shown.ten).intersects(shown.document.design().sceneRect(shown.server)));
    }

    void linksAreEditedWithUnits() {
        Shown shown;
        shown.panel.findChild<QTabBar*>()->setCurrentIndex(1);
        table::PartView& links = shown.panel.links();
        auto* line = shown.edit<QLineEdit>(links, shown.cell(links, QStringLiteral("users-1"), QStringLiteral("Latency")));
        QVERIFY(line);
        line->setText(QStringLiteral("0.2 s"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(shown.document.design().link(shown.way)->properties.value("latency"), Value(200'000'000));
        QCOMPARE(shown.cell(links, QStringLiteral("users-1"), QStringLiteral("Latency")).data().toString(), QStringLiteral("200ms"));
        line = shown.edit<QLineEdit>(links, shown.cell(links, QStringLiteral("users-1"), QStringLiteral("Port")));
        line->setText(QStringLiteral("70000"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY2(shown.problem().contains(QStringLiteral("65535")), qPrintable(shown.problem()));
        QCOMPARE(shown.document.design().link(shown.way)->number, 0);
    }

    void headingsHaveRoomForTheSignOfTheOrder() {
        Shown shown;
        shown.panel.findChild<QTabBar*>()->setCurrentIndex(1);
        const QHeaderView& header = *shown.panel.links().horizontalHeader();
        for (int column = 0; column + 1 < header.count(); ++column) {
            if (header.isSectionHidden(column)) continue;
            const QString text = header.model()->headerData(column, Qt::Horizontal).toString();
            const int needed = header.fontMetrics().horizontalAdvance(text) + 40;
            QVERIFY2(header.sectionSize(column) >= needed, qPrintable(QStringLiteral("%1: %2 of %3").arg(text).arg(header.sectionSize(column)).arg(needed)));
        }
    }

    void linksAreLabelled() {
        Shown shown;
        shown.panel.findChild<QTabBar*>()->setCurrentIndex(1);
        table::PartView& links = shown.panel.links();
        auto* line = shown.edit<QLineEdit>(links, shown.cell(links, QStringLiteral("users-1"), QStringLiteral("Label")));
        QVERIFY(line);
        line->setText(QStringLiteral("visits"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(shown.document.design().link(shown.way)->label, QStringLiteral("visits"));
        QCOMPARE(shown.cell(links, QStringLiteral("users-1"), QStringLiteral("Label")).data().toString(), QStringLiteral("visits"));
    }

    void selectionGoesBothWays() {
        Shown shown;
        QSignalSpy told(&shown.panel, &TablePanel::selected);
        shown.panel.setSelection({shown.ten, shown.lb}, {});
        QCOMPARE(told.count(), 0);   // what comes from the drawing does not go back
        QCOMPARE(shown.panel.components().selectionModel()->selectedRows().size(), 2);
        shown.panel.components().setFocus();
        shown.panel.components().selectRow(0);
        QCOMPARE(told.count(), 1);
        QCOMPARE(told.first().first().value<std::vector<ComponentId>>(), std::vector{shown.lb});
    }

    void layersAreAColumnOnceThereAreSome() {
        Shown shown;
        table::PartView& parts = shown.panel.components();
        const auto column = [](const table::PartView& view) {
            for (int c = 0; c < view.model()->columnCount(); ++c)
                if (view.model()->headerData(c, Qt::Horizontal).toString() == QStringLiteral("Layer")) return c;
            return -1;
        };
        QVERIFY(parts.isColumnHidden(column(parts)));
        shown.document.apply(*design::addLayer(shown.document.design(), QStringLiteral("Front")));
        QTRY_VERIFY(!parts.isColumnHidden(column(parts)) && !shown.panel.links().isColumnHidden(column(shown.panel.links())));
        const QModelIndex cell = shown.cell(parts, QStringLiteral("web-10"), QStringLiteral("Layer"));
        QCOMPARE(cell.data().toString(), QStringLiteral("Background"));
        const int steps = shown.document.undoStack().count();
        auto* box = shown.edit<QComboBox>(parts, cell);
        QVERIFY(box);
        box->setCurrentIndex(box->findText(QStringLiteral("Front")));
        emit box->activated(box->currentIndex());
        QCOMPARE(shown.part(shown.ten).layer, 1);
        QCOMPARE(shown.document.undoStack().count(), steps + 1);
        shown.panel.findChild<widgets::SearchField*>()->setText(QStringLiteral("front"));
        QTRY_COMPARE(shown.names(), QStringList{QStringLiteral("web-10")});   // the table is searched by it
    }

    void linksAreAddedToWhatCanBeCalled() {
        Shown shown;
        shown.panel.findChild<QTabBar*>()->setCurrentIndex(1);
        const auto boxes = shown.panel.findChildren<QComboBox*>();
        const auto named = [&](const char* name) {
            for (QComboBox* box : boxes)
                if (box->accessibleName() == QLatin1String(name)) return box;
            return static_cast<QComboBox*>(nullptr);
        };
        QComboBox *from = named("The new link goes from"), *to = named("The new link goes to");
        from->setCurrentIndex(from->findText(QStringLiteral("lb-1")));
        QCOMPARE(to->findText(QStringLiteral("users-1")), -1);
        to->setCurrentIndex(to->findText(QStringLiteral("web-10")));
        for (QPushButton* button : shown.panel.findChildren<QPushButton*>())
            if (button->accessibleName() == QLatin1String("Add the link")) QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(shown.document.design().links().size(), 2U);
        QCOMPARE(shown.document.design().links().rbegin()->second->to, shown.ten);
        QCOMPARE(shown.panel.links().model()->rowCount(), 2);
    }

    void searchingSortingAndCopying() {
        Shown shown;
        table::PartView& view = shown.panel.components();
        shown.panel.findChild<QLineEdit*>()->setText(QStringLiteral("web-"));
        QCOMPARE(shown.names(), (QStringList{QStringLiteral("web-2"), QStringLiteral("web-10")}));
        view.sortByColumn(0, Qt::DescendingOrder);
        QCOMPARE(shown.names().first(), QStringLiteral("web-10"));
        view.setFocus();
        view.selectRow(0);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines.first().startsWith(QStringLiteral("Name\tKind")));
        QVERIFY(lines.last().startsWith(QStringLiteral("web-10\tWeb server")));
    }

    void nothingIsEditedWhileAnotherMomentIsShown() {
        Shown shown;
        shown.panel.setReadOnly(true);
        QVERIFY(!shown.edit<QLineEdit>(shown.panel.components(), shown.cell(shown.panel.components(), QStringLiteral("web-2"), QStringLiteral("Name"))));
    }

    void statesOfTheRunAreShown() {
        Shown shown;
        auto frame = std::make_shared<runtime::Frame>();
        runtime::ComponentStatus status;
        status.id = shown.lb;
        status.state = runtime::State::Down;
        status.why = QStringLiteral("killed");
        frame->components.push_back(status);
        shown.panel.setFrame(frame);
        QCOMPARE(shown.cell(shown.panel.components(), QStringLiteral("lb-1"), QStringLiteral("State")).data().toString(), QStringLiteral("Down: killed"));
        shown.panel.setFrame({});
        QCOMPARE(shown.cell(shown.panel.components(), QStringLiteral("lb-1"), QStringLiteral("State")).data().toString(), QString());
    }

    void theTabsFitIntoTheTitleOfADock() {
        widgets::ThemeManager::instance().install(*static_cast<QApplication*>(QCoreApplication::instance()));
        Shown s;
        QVERIFY(s.panel.findChild<QTabBar*>()->sizeHint().height() <= 32);   // else the line below the chosen one is cut off
    }

    void aLongNameLeavesTheOtherColumnsInSight() {
        Shown s;
        s.rename(s.lb, QByteArray(200, 'W').constData());
        s.panel.hide();
        s.panel.show();
        for (const QTableView* table : s.panel.findChildren<QTableView*>())
            for (int column = 0; column + 1 < table->model()->columnCount(); ++column) QVERIFY(table->columnWidth(column) <= 280);   // the last takes the rest
    }

    void aThousandRowsAreFollowed() {
        Shown shown;
        for (int i = 0; i < 400; ++i) shown.sample.add("web_server", {double(i % 40) * 200, 600.0 + i / 40 * 90});
        QTRY_COMPARE(shown.panel.components().model()->rowCount(), 405);
        const QAccessibleInterface* rows = QAccessible::queryAccessibleInterface(&shown.panel.components());
        QVERIFY(rows);
        QCOMPARE(rows->role(), QAccessible::Table);
    }
};

FAULTLINE_TEST(TablePanelTest)
#include "table_panel_test.moc"
