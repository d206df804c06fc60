#include "app/export_dialog.h"
#include "tests/support/test_main.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

#include <vector>

using faultline::app::ExportDialog;
namespace settings = faultline::app::settings;

namespace {

struct ExportProbe {
    std::vector<settings::Export> drawn;
    int copied = 0;
    ExportDialog::Source source(bool hasSelection, int documents = 1) {
        ExportDialog::Source out;
        out.draw = [this](const settings::Export& options, double) {
            drawn.push_back(options);
            QImage image(100, 50, QImage::Format_ARGB32);
            image.fill(Qt::red);
            return image;
        };
        out.size = [](const settings::Export& options) { return options.selectionOnly ? QSizeF(200, 100) : QSizeF(1000, 500); };
        out.copy = [this](const settings::Export&) { ++copied; };
        out.hasSelection = hasSelection;
        out.hasRun = true;
        out.documents = documents;
        return out;
    }
};

template <class Widget> Widget& exportPart(ExportDialog& dialog, const char* name) {
    auto* found = dialog.findChild<Widget*>(QLatin1String(name));
    if (!found) qFatal("no %s", name);
    return *found;
}

void exportChoose(ExportDialog& dialog, const char* name, const char* value) {
    auto& box = exportPart<QComboBox>(dialog, name);
    const int index = box.findData(QLatin1String(value));
    QVERIFY2(index >= 0, value);
    box.setCurrentIndex(index);
}

QString exportSays(ExportDialog& dialog) { return exportPart<QLabel>(dialog, "size").text(); }

}  // namespace

class ExportDialogTest : public QObject {
    Q_OBJECT

private slots:
    void init() { settings::setExportOptions({}); }

    void theChoicesAreShownAndRemembered() {
        ExportProbe probe;
        ExportDialog dialog(probe.source(true), nullptr);
        dialog.show();
        QCOMPARE(exportSays(dialog), QStringLiteral("2000 x 1000 pixels"));
        exportPart<QDoubleSpinBox>(dialog, "scale").setValue(3);
        QCOMPARE(exportSays(dialog), QStringLiteral("3000 x 1500 pixels"));
        QCOMPARE(exportPart<QSpinBox>(dialog, "dpi").value(), 288);
        exportPart<QSpinBox>(dialog, "dpi").setValue(96);
        QCOMPARE(exportSays(dialog), QStringLiteral("1000 x 500 pixels"));
        exportChoose(dialog, "area", "selection");
        QCOMPARE(exportSays(dialog), QStringLiteral("200 x 100 pixels"));
        exportChoose(dialog, "ground", "dark transparent");
        QVERIFY(probe.drawn.back().dark && probe.drawn.back().transparent && probe.drawn.back().selectionOnly);
        exportPart<QSpinBox>(dialog, "border").setValue(10);
        for (const char* name : {"title", "legend"}) exportPart<QCheckBox>(dialog, name).click();
        for (const char* name : {"state", "design"}) exportPart<QCheckBox>(dialog, name).click();
        const settings::Export chosen = dialog.options();
        QTest::mouseClick(&exportPart<QPushButton>(dialog, "export"), Qt::LeftButton);
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
        QVERIFY(settings::exportOptions() == chosen);
        QVERIFY(chosen.title && chosen.legend && !chosen.state && !chosen.carriesDesign);
        QCOMPARE(chosen.border, 10);

        ExportDialog again(probe.source(true), nullptr);
        QVERIFY(again.options() == chosen);
    }

    void eachFormHasItsOwnChoices() {
        ExportProbe probe;
        ExportDialog dialog(probe.source(true, 3), nullptr);
        dialog.show();
        const auto shown = [&](const char* name) { return exportPart<QWidget>(dialog, name).isVisible(); };
        QVERIFY(shown("drawio") && !shown("compressed"));
        QVERIFY(shown("scale") && shown("dpi") && shown("design") && !shown("text") && !shown("page") && !shown("all"));
        exportChoose(dialog, "format", "svg");
        QVERIFY(!shown("scale") && !shown("design") && shown("text") && shown("legend"));
        exportChoose(dialog, "format", "pdf");
        QVERIFY(shown("page") && shown("all") && !shown("orientation"));
        exportChoose(dialog, "page", "A4");
        QVERIFY(shown("orientation") && shown("pages") && !shown("pageScale"));
        QVERIFY2(exportSays(dialog).contains(QLatin1String("One sheet")), qPrintable(exportSays(dialog)));
        exportChoose(dialog, "pages", "several");
        QVERIFY(shown("pageScale"));
        QCOMPARE(exportSays(dialog), QStringLiteral("One sheet, at 100 % of its size"));
        exportPart<QDoubleSpinBox>(dialog, "pageScale").setValue(200);
        QCOMPARE(exportSays(dialog), QStringLiteral("4 sheets: 2 x 2"));
        exportChoose(dialog, "format", "drawio");
        QVERIFY(shown("compressed") && !shown("drawio"));
        exportChoose(dialog, "format", "mmd");
        QVERIFY(!shown("page") && !shown("legend") && !shown("border"));
        QVERIFY(!exportPart<QPushButton>(dialog, "copy").isEnabled());
    }

    void aPictureThatIsTooLargeIsRefusedWithItsNumbers() {
        ExportProbe probe;
        ExportDialog::Source source = probe.source(false);
        source.size = [](const settings::Export&) { return QSizeF(4000, 3000); };
        ExportDialog dialog(std::move(source), nullptr);
        dialog.show();
        QVERIFY(exportPart<QPushButton>(dialog, "export").isEnabled());
        exportPart<QSpinBox>(dialog, "dpi").setValue(1000);
        QVERIFY(!exportPart<QPushButton>(dialog, "export").isEnabled());
        QVERIFY2(exportSays(dialog).contains(QLatin1String("41667 x 31250")), qPrintable(exportSays(dialog)));
        exportPart<QSpinBox>(dialog, "dpi").setValue(192);
        QVERIFY(exportPart<QPushButton>(dialog, "export").isEnabled());
    }

    void withoutASelectionThereIsOnlyTheWhole() {
        settings::Export remembered;
        remembered.selectionOnly = true;
        settings::setExportOptions(remembered);
        ExportProbe probe;
        ExportDialog dialog(probe.source(false), nullptr);
        dialog.show();
        QVERIFY(!dialog.options().selectionOnly);
        QVERIFY(!exportPart<QComboBox>(dialog, "area").isEnabled());
        QTest::mouseClick(&exportPart<QPushButton>(dialog, "export"), Qt::LeftButton);
        QVERIFY(settings::exportOptions().selectionOnly);   // was not asked
    }

    void cancelRemembersNothing() {
        ExportProbe probe;
        ExportDialog dialog(probe.source(true), nullptr);
        dialog.show();
        exportPart<QDoubleSpinBox>(dialog, "scale").setValue(1);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QCOMPARE(dialog.result(), int(QDialog::Rejected));
        QCOMPARE(settings::exportOptions().scale, 2.0);
    }

    void copyingEndsItAndIsRemembered() {
        ExportProbe probe;
        ExportDialog dialog(probe.source(true), nullptr);
        dialog.show();
        exportPart<QCheckBox>(dialog, "legend").click();
        QTest::mouseClick(&exportPart<QPushButton>(dialog, "copy"), Qt::LeftButton);
        QCOMPARE(probe.copied, 1);
        QVERIFY(!dialog.isVisible());
        QVERIFY(settings::exportOptions().legend);
    }
};

FAULTLINE_TEST(ExportDialogTest)
#include "export_dialog_test.moc"
