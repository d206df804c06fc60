#include "widgets/layers/layers_panel.h"

#include "model/design/document.h"
#include "model/design/layers.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/layers/layer_model.h"

#include <QAccessible>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

using namespace faultline;
using layers::LayerModel;
using layers::LayersPanel;

namespace {

/// A document with a component, and the panel of its layers.
struct ShownLayers {
    design::DesignDocument document{tests::testCatalog()};
    tests::Sample sample{document};
    ComponentId web = sample.add("web_server", {0, 0});
    LayersPanel panel{document};

    ShownLayers() {
        panel.resize(280, 260);
        panel.show();
        panel.activateWindow();
        if (!QTest::qWaitForWindowActive(&panel)) qFatal("The panel does not show");
        panel.view().setFocus();
    }
    const design::Design& design() const { return document.design(); }
    int add(const char* name) {
        document.apply(*design::addLayer(design(), QLatin1String(name)));
        QCoreApplication::processEvents();
        return design().settings().layers.back().id;
    }
    QStringList names() const {
        QStringList all;
        for (int row = 0; row < panel.view().model()->rowCount(); ++row) all << cell(row, LayerModel::Name).data().toString();
        return all;
    }
    QModelIndex cell(int row, int column) const { return panel.view().model()->index(row, column); }
    void click(int row, int column) { QTest::mouseClick(panel.view().viewport(), Qt::LeftButton, {}, panel.view().visualRect(cell(row, column)).center()); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&panel.view(), key, modifiers); }
    QToolButton* button(const char* name) { return panel.findChild<QToolButton*>(QLatin1String(name)); }
    QLineEdit* editor() { return panel.view().findChild<QLineEdit*>(); }
    int steps() { return document.undoStack().count(); }
};

}  // namespace

class LayersPanelTest : public QObject {
    Q_OBJECT
private slots:
    void aLayerIsAddedAndNamedInPlace() {
        ShownLayers s;
        QCOMPARE(s.names(), QStringList{QStringLiteral("Background")});
        const int before = s.steps();
        QTest::mouseClick(s.button("layerAdd"), Qt::LeftButton);
        QCOMPARE(s.names(), (QStringList{QStringLiteral("Layer 1"), QStringLiteral("Background")}));
        QCOMPARE(s.document.currentLayer(), 1);   // new things go there
        QVERIFY(s.editor());
        QTest::keyClicks(s.editor(), QStringLiteral("Security"));
        QTest::keyClick(s.editor(), Qt::Key_Return);
        QTRY_COMPARE(s.names().first(), QStringLiteral("Security"));
        QCOMPARE(s.steps(), before + 2);
        s.document.undo();
        s.document.undo();
        QTRY_COMPARE(s.names(), QStringList{QStringLiteral("Background")});
    }

    void aNameThatIsTakenIsRefusedInASentence() {
        ShownLayers s;
        s.add("One");
        s.add("Two");
        s.panel.view().setCurrentIndex(s.cell(0, LayerModel::Count));
        s.key(Qt::Key_F2);
        QVERIFY(s.editor());
        s.editor()->setText(QStringLiteral("one"));
        QTest::keyClick(s.editor(), Qt::Key_Return);
        QTRY_COMPARE(s.panel.findChild<QLabel*>(QStringLiteral("problem"))->text(), QStringLiteral("There is another layer called One"));
        QCOMPARE(s.names().first(), QStringLiteral("Two"));
        s.panel.view().setCurrentIndex(s.cell(2, LayerModel::Name));   // the background keeps its name
        s.key(Qt::Key_F2);
        QVERIFY(!s.editor() || !s.editor()->isVisible());
    }

    void eyesAndLocksAreClickedAndPressed() {
        ShownLayers s;
        const int one = s.add("One");
        int before = s.steps();
        s.click(0, LayerModel::Shown);
        QVERIFY(design::isLayerHidden(s.design(), one));
        s.click(0, LayerModel::Locked);
        QVERIFY(design::isLayerLocked(s.design(), one));
        s.click(1, LayerModel::Locked);
        QVERIFY(design::isLayerLocked(s.design(), 0));
        QCOMPARE(s.steps(), before + 3);
        s.panel.view().setCurrentIndex(s.cell(0, LayerModel::Name));
        s.key(Qt::Key_Space);
        QVERIFY(!design::isLayerHidden(s.design(), one));
        s.panel.view().setCurrentIndex(s.cell(0, LayerModel::Locked));
        s.key(Qt::Key_Space);
        QVERIFY(!design::isLayerLocked(s.design(), one));
        s.document.undo();
        QVERIFY(design::isLayerLocked(s.design(), one));
        s.document.redo();
        QVERIFY(!design::isLayerLocked(s.design(), one));
    }

    void enterMakesItTheCurrentOne() {
        ShownLayers s;
        const int one = s.add("One"), two = s.add("Two");
        s.panel.view().setCurrentIndex(s.cell(1, LayerModel::Name));
        s.key(Qt::Key_Return);
        QCOMPARE(s.document.currentLayer(), one);
        s.key(Qt::Key_Up);
        QTest::mouseClick(s.button("layerCurrent"), Qt::LeftButton);
        QCOMPARE(s.document.currentLayer(), two);
        s.click(0, LayerModel::Shown);
        QVERIFY(!s.button("layerCurrent")->isEnabled());
        QTRY_COMPARE(s.button("layerCurrent")->toolTip(), QStringLiteral("Show and unlock it first"));
        QCOMPARE(s.document.currentLayer(), 0);   // where what is new can be seen
    }

    void aDeletedLayerSaysWhereItsThingsAre() {
        ShownLayers s;
        const int one = s.add("One");
        s.document.apply(design::toLayer(s.design(), {s.web}, {}, one));
        QTRY_COMPARE(s.cell(0, LayerModel::Count).data().toInt(), 1);
        QSignalSpy told(&s.panel, &LayersPanel::told);
        s.panel.view().setCurrentIndex(s.cell(0, LayerModel::Name));
        s.key(Qt::Key_Delete);
        QCOMPARE(s.names(), QStringList{QStringLiteral("Background")});
        QVERIFY(told.last().first().toString().contains(QStringLiteral("went to the background")));
        QCOMPARE(s.design().component(s.web)->layer, 0);
        s.key(Qt::Key_Delete);   // the background stays
        QCOMPARE(told.size(), 1);
        QVERIFY(!s.button("layerRemove")->isEnabled());
        s.document.undo();
        QCOMPARE(s.design().component(s.web)->layer, one);
    }

    void layersArePutInOrderByKeys() {
        ShownLayers s;
        s.add("One");
        s.add("Two");
        s.add("Three");
        s.panel.view().setCurrentIndex(s.cell(0, LayerModel::Name));
        s.key(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(s.names(), (QStringList{QStringLiteral("Two"), QStringLiteral("Three"), QStringLiteral("One"), QStringLiteral("Background")}));
        QCOMPARE(s.panel.view().currentIndex().row(), 1);   // the keyboard stays on it
        s.key(Qt::Key_Down, Qt::AltModifier);
        s.key(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(s.names().at(2), QStringLiteral("Three"));
        QTest::mouseClick(s.button("layerForward"), Qt::LeftButton);
        QCOMPARE(s.names().at(1), QStringLiteral("Three"));
        s.key(Qt::Key_Up, Qt::AltModifier);
        QTRY_VERIFY(!s.button("layerForward")->isEnabled());
    }

    void theSelectionIsMovedAndTakenByButtons() {
        ShownLayers s;
        const int one = s.add("One");
        QSignalSpy move(&s.panel, &LayersPanel::moveRequested), select(&s.panel, &LayersPanel::selectRequested);
        s.panel.view().setCurrentIndex(s.cell(0, LayerModel::Name));
        QVERIFY(!s.button("layerMove")->isEnabled());
        QCOMPARE(s.button("layerMove")->toolTip(), QStringLiteral("Select something on the drawing first"));
        QVERIFY(!s.button("layerSelect")->isEnabled());
        s.panel.setSelection({s.web}, {});
        QTest::mouseClick(s.button("layerMove"), Qt::LeftButton);
        QCOMPARE(move.last().first().toInt(), one);
        s.document.apply(design::toLayer(s.design(), {s.web}, {}, one));
        QTRY_VERIFY(s.button("layerSelect")->isEnabled());
        QTest::mouseClick(s.button("layerSelect"), Qt::LeftButton);
        QCOMPARE(select.last().first().toInt(), one);
    }

    void readersAreTold() {
        ShownLayers s;
        s.add("One");
        QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&s.panel.view());
        QCOMPARE(list->text(QAccessible::Name), QStringLiteral("Layers"));
        QStringList said;
        for (int i = 0; i < list->childCount(); ++i) said << list->child(i)->text(QAccessible::Name);
        QVERIFY(said.contains(QStringLiteral("One is shown")));
        QVERIFY(said.contains(QStringLiteral("Background is not locked")));
        QVERIFY(said.contains(QStringLiteral("Background, the current layer: new things go here")));
        for (const QToolButton* button : s.panel.findChildren<QToolButton*>()) QVERIFY(!button->accessibleName().isEmpty());
    }

    void nothingIsAlteredWhileAMomentIsLookedAt() {
        ShownLayers s;
        s.add("One");
        s.panel.setReadOnly(true);
        const design::Design before = s.design();
        s.click(0, LayerModel::Shown);
        s.panel.view().setCurrentIndex(s.cell(0, LayerModel::Name));
        s.key(Qt::Key_Delete);
        s.key(Qt::Key_Space);
        s.key(Qt::Key_Down, Qt::AltModifier);
        QVERIFY(!s.button("layerAdd")->isEnabled());
        QVERIFY(s.design() == before);
    }
};

FAULTLINE_TEST(LayersPanelTest)
#include "layers_panel_test.moc"
