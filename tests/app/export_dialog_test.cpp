#include "app/export_dialog.h"
#include "tests/support/test_main.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>

#include <vector>

using faultline::app::ExportDialog;
namespace settings = faultline::app::settings;

namespace {

struct ExportProbe {
    std::vector<settings::Export> drawn;
    ExportDialog::Source source(bool hasSelection) {
        return {[this](const settings::Export& options, double) {
                    drawn.push_back(options);
                    QImage image(100, 50, QImage::Format_ARGB32);
                    image.fill(Qt::red);
                    return image;
                },
                [](const settings::Export& options) { return options.selectionOnly ? QSizeF(200, 100) : QSizeF(1000, 500); }, hasSelection};
    }
};

void exportPress(ExportDialog& dialog, const char* text) {
    for (QAbstractButton* button : dialog.findChildren<QAbstractButton*>())
        if (button->text() == QString::fromUtf8(text)) {
            QTest::mouseClick(button, Qt::LeftButton, {}, QPoint(10, button->height() / 2));
            return;
        }
    QFAIL(text);
}

bool exportSays(ExportDialog& dialog, const char* text) {
    for (QLabel* label : dialog.findChildren<QLabel*>())
        if (label->text() == QString::fromUtf8(text)) return true;
    return false;
}

}  // namespace

class ExportDialogTest : public QObject {
    Q_OBJECT

private slots:
    void init() { settings::setExportOptions({}); }

    void theChoicesAreShownAndRemembered() {
        ExportProbe probe;
        ExportDialog dialog(probe.source(true), nullptr);
        dialog.show();
        QVERIFY(exportSays(dialog, "2000 x 1000 pixels"));
        exportPress(dialog, "3x");
        QVERIFY(exportSays(dialog, "3000 x 1500 pixels"));
        exportPress(dialog, "The selection");
        QVERIFY(exportSays(dialog, "600 x 300 pixels"));
        exportPress(dialog, "Dark");
        QCOMPARE(probe.drawn.back().background, QStringLiteral("dark"));
        QVERIFY(probe.drawn.back().selectionOnly);
        exportPress(dialog, "Carry the design in the picture");
        QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("export")), Qt::LeftButton);
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
        const settings::Export kept = settings::exportOptions();
        QCOMPARE(kept.scale, 3);
        QCOMPARE(kept.background, QStringLiteral("dark"));
        QVERIFY(kept.selectionOnly && !kept.carriesDesign);

        ExportDialog again(probe.source(true), nullptr);
        QCOMPARE(again.options().scale, 3);
        QVERIFY(again.options().selectionOnly);
    }

    void withoutASelectionThereIsOnlyTheWhole() {
        settings::Export remembered;
        remembered.selectionOnly = true;
        settings::setExportOptions(remembered);
        ExportProbe probe;
        ExportDialog dialog(probe.source(false), nullptr);
        dialog.show();
        QVERIFY(!dialog.options().selectionOnly);
        exportPress(dialog, "The selection");
        QVERIFY(!dialog.options().selectionOnly);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QCOMPARE(dialog.result(), int(QDialog::Rejected));
        QVERIFY(settings::exportOptions().selectionOnly);
    }

    void cancelRemembersNothing() {
        ExportProbe probe;
        ExportDialog dialog(probe.source(true), nullptr);
        dialog.show();
        exportPress(dialog, "1x");
        exportPress(dialog, "Cancel");
        QCOMPARE(settings::exportOptions().scale, 2);
    }
};

FAULTLINE_TEST(ExportDialogTest)
#include "export_dialog_test.moc"
