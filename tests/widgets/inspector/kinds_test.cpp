#include "model/design/document.h"
#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "tests/support/test_main.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/field.h"
#include "widgets/inspector/inspector.h"

#include <QAbstractButton>
#include <QDir>
#include <QScrollArea>

using namespace faultline;

/// Shows one component of every kind there is.
class InspectorKindsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { widgets::ThemeManager::instance().install(*qApp); }

    void everyKindCanBeEdited_data() {
        QTest::addColumn<QString>("kind");
        for (const catalog::ComponentKind& kind : kinds::allKinds().kinds()) QTest::newRow(kind.id) << QString::fromUtf8(kind.id);
    }
    void everyKindCanBeEdited() {
        QFETCH(QString, kind);
        design::DesignDocument document(kinds::allKinds());
        const auto change = design::addComponent(document.design(), document.catalog(), kind.toStdString(), {});
        QVERIFY(change);
        document.apply(*change);
        const ComponentId id = document.design().components().begin()->first;
        inspector::Inspector panel(document);
        panel.resize(300, 900);
        panel.show();
        panel.setSelection({id}, {});
        auto frame = std::make_shared<runtime::Frame>();
        frame->components.push_back({id, runtime::State::Ok, 10, 0, 0.5, 3, QStringLiteral("role"), {}, {}, false});
        panel.setFrame(frame);
        const QList<QAbstractButton*> buttons = panel.findChildren<QAbstractButton*>();
        for (QAbstractButton* button : buttons)
            if (button->objectName().startsWith(QStringLiteral("fold-")) && button->isVisible()) button->click();

        const catalog::ComponentKind& spec = *document.catalog().find(kind.toStdString());
        for (const catalog::PropertySpec& property : spec.properties) {
            auto* field = panel.findChild<inspector::Field*>(QString::fromUtf8(property.key));
            QVERIFY2(field, property.key);
            QVERIFY2(!field->info().isEmpty(), property.key);
            QVERIFY2(!field->isChanged(), property.key);
            // What is shown for the default is what would be read for it.
            if (property.type == catalog::PropertyType::Table || property.type == catalog::PropertyType::Component) continue;
            const Value value = design::effectiveValue(spec, *document.design().component(id), property.key);
            const QString text = inspector::displayText(property, value, document);
            const auto again = inspector::readText(property, text, document);
            if (!text.isEmpty()) QVERIFY2(again && *again == value, property.key);
        }
        auto* scroll = panel.findChild<QScrollArea*>();
        panel.resize(panel.minimumWidth(), 600);   // nothing is cut off, however narrow it is made
        const int needed = scroll->widget()->minimumSizeHint().width(), room = scroll->viewport()->width();
        QVERIFY2(needed <= room, qPrintable(QStringLiteral("%1 pixels are needed, %2 there").arg(needed).arg(room)));
        const QString folder = qEnvironmentVariable("FAULTLINE_PICTURES");
        if (folder.isEmpty()) return;
        panel.resize(300, scroll->widget()->sizeHint().height() + 120);
        panel.grab().save(QDir(folder).filePath(QStringLiteral("inspector-kind-%1.png").arg(kind)));
    }
};

FAULTLINE_TEST(InspectorKindsTest)
#include "kinds_test.moc"
