#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/workspace.h"
#include "tests/app/modal.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/canvas_widget.h"

#include <QFile>
#include <QGraphicsView>
#include <QLineEdit>
#include <QPrintDialog>
#include <QPrintPreviewDialog>
#include <QPrintPreviewWidget>
#include <QPrinter>
#include <QPrinterInfo>
#include <QTemporaryDir>

#include <memory>

using namespace faultline;
using namespace faultline::app;

namespace {

/// A window with a wide drawing, and Ctrl+P in it.
struct Printing {
    std::unique_ptr<MainWindow> window = std::make_unique<MainWindow>(tests::testCatalog());
    QTemporaryDir folder;

    Printing() {
        window->resize(1280, 800);
        window->show();
        window->newDesign();
        if (!QTest::qWaitForWindowActive(window.get())) qFatal("The window does not become active");
        tests::Sample sample(window->document());
        for (int i = 0; i < 6; ++i) sample.add("web_server", {300.0 * i, 40.0 * i});
    }
    ~Printing() { settings::setExportOptions({}); }
    QString path() const { return folder.filePath(QStringLiteral("out.pdf")); }
    /// Opens the preview, does this to it, and closes it.
    void preview(const std::function<void(QPrintPreviewDialog&, QPrintPreviewWidget&)>& act) {
        bool shown = false;
        tests::whenAsked([&](QDialog& dialog) {
            auto* preview = qobject_cast<QPrintPreviewDialog*>(&dialog);
            QVERIFY(preview);
            shown = true;
            act(*preview, *preview->findChild<QPrintPreviewWidget*>());
        });
        QTest::keyClick(window->workspace().canvas().view(), Qt::Key_P, Qt::ControlModifier);
        QVERIFY(shown);
    }
    /// Prints as the preview's button does once a place is chosen; the pages, width by height in points.
    QList<QSizeF> printed(QPrintPreviewDialog& dialog, QPrintPreviewWidget& pages) const {
        dialog.printer()->setOutputFormat(QPrinter::PdfFormat);
        dialog.printer()->setOutputFileName(path());
        pages.print();
        return pagesOf(path());
    }
    static QList<QSizeF> pagesOf(const QString& path) {
        QFile file(path);
        QList<QSizeF> out;
        if (!file.open(QIODevice::ReadOnly)) return out;
        const QByteArray pdf = file.readAll();
        for (qsizetype at = pdf.indexOf("/MediaBox"); at >= 0; at = pdf.indexOf("/MediaBox", at + 1)) {
            const QList<QByteArray> numbers = pdf.mid(pdf.indexOf('[', at) + 1, pdf.indexOf(']', at) - pdf.indexOf('[', at) - 1).simplified().split(' ');
            out.append(QSizeF(numbers.value(2).toDouble(), numbers.value(3).toDouble()));
        }
        return out;
    }
};

}  // namespace

/// Ctrl+P: the preview and what comes out of it, through a printer that writes a PDF.
class PrintTest : public QObject {
    Q_OBJECT
private slots:
    void init() { settings::setExportOptions({}); }

    void aWideDrawingIsPrintedOnOneWidePage() {
        Printing p;
        p.preview([&](QPrintPreviewDialog& dialog, QPrintPreviewWidget& pages) {
            QTRY_COMPARE(pages.pageCount(), 1);
            QCOMPARE(dialog.printer()->pageLayout().orientation(), QPageLayout::Landscape);
            const QList<QSizeF> sizes = p.printed(dialog, pages);
            QCOMPARE(sizes.size(), 1);
            QVERIFY(sizes.front().width() > sizes.front().height());
        });
    }

    void thePaperIsTurnedInThePreview() {
        Printing p;
        p.preview([&](QPrintPreviewDialog& dialog, QPrintPreviewWidget& pages) {
            pages.setPortraitOrientation();
            QTRY_COMPARE(pages.pageCount(), 1);
            const QList<QSizeF> sizes = p.printed(dialog, pages);
            QCOMPARE(sizes.size(), 1);
            QVERIFY(sizes.front().width() < sizes.front().height());
        });
    }

    void naturalSizeTakesSeveralPages() {
        Printing p;
        settings::Export options;
        options.severalPages = true;
        options.page = QStringLiteral("A4");
        settings::setExportOptions(options);
        p.preview([&](QPrintPreviewDialog& dialog, QPrintPreviewWidget& pages) {
            QTRY_VERIFY(pages.pageCount() > 1);
            QCOMPARE(p.printed(dialog, pages).size(), pages.pageCount());
        });
    }

    void closingThePreviewDoesNothing() {
        Printing p;
        const design::Design before = p.window->document().design();
        p.preview([&](QPrintPreviewDialog& dialog, QPrintPreviewWidget& pages) {
            QTRY_VERIFY(pages.pageCount() > 0);
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QVERIFY(!QFile::exists(p.path()));
        QVERIFY(p.window->document().design() == before);
        QVERIFY(!QApplication::activeModalWidget());   // and says nothing
    }

    void withoutAPrinterItsButtonWritesAFile() {
        if (!QPrinterInfo::availablePrinterNames().isEmpty()) QSKIP("This machine has a printer");
        Printing p;
        p.preview([&](QPrintPreviewDialog& dialog, QPrintPreviewWidget& pages) {
            QVERIFY(dialog.windowTitle().contains(QStringLiteral("there is no printer")));
            QTRY_VERIFY(pages.pageCount() > 0);
            QAction* print = nullptr;
            for (QAction* action : dialog.findChildren<QAction*>())
                if (action->text() == QPrintPreviewDialog::tr("Print")) print = action;
            QVERIFY(print);
            tests::whenAsked([&](QDialog& asked) {
                auto* file = asked.findChild<QLineEdit*>(QStringLiteral("filename"));
                QVERIFY(qobject_cast<QPrintDialog*>(&asked) && file && file->isVisible());
                file->setText(p.path());
                QTest::keyClick(&asked, Qt::Key_Return);
            });
            print->trigger();
        });
        QCOMPARE(Printing::pagesOf(p.path()).size(), 1);
    }
};

FAULTLINE_TEST(PrintTest)
#include "print_test.moc"
