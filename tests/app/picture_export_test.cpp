#include "app/picture_export.h"
#include "model/kinds/all_kinds.h"
#include "model/storage/project_file.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/common/theme.h"

#include <QImage>
#include <QPainter>
#include <QProcess>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <cmath>

using namespace faultline;
using namespace faultline::app;

namespace {

/// A site and what it is exported as.
struct ExportSite {
    design::DesignDocument document{tests::testCatalog()};
    tests::SampleSite site{document};
    runtime::FramePtr frame = tests::healthyFrame(document.design());

    ExportSource source(std::vector<ComponentId> selection = {}) const { return {&document.design(), frame, std::move(selection), QStringLiteral("site")}; }
    QByteArray bytes(const settings::Export& options, std::vector<ComponentId> selection = {}) const {
        QString note;
        const Result<QByteArray> out = exportBytes(options, {source(std::move(selection))}, document.catalog(), &note);
        if (!out) qFatal("%s", out.error().plain().c_str());
        return *out;
    }
    QImage image(const settings::Export& options, std::vector<ComponentId> selection = {}) const {
        return QImage::fromData(bytes(options, std::move(selection)), "PNG");
    }
};

qsizetype exportCount(const QByteArray& pdf, const char* what) { return pdf.count(what); }

/// The pages of a PDF, width by height in points.
QList<QSizeF> exportPages(const QByteArray& pdf) {
    QList<QSizeF> out;
    for (qsizetype at = pdf.indexOf("/MediaBox"); at >= 0; at = pdf.indexOf("/MediaBox", at + 1)) {
        const QList<QByteArray> numbers = pdf.mid(pdf.indexOf('[', at) + 1, pdf.indexOf(']', at) - pdf.indexOf('[', at) - 1).simplified().split(' ');
        out.append(QSizeF(numbers.value(2).toDouble(), numbers.value(3).toDouble()));
    }
    return out;
}

int exportTexts(const QByteArray& svg) {
    int texts = 0;
    QXmlStreamReader reader(svg);
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String("text")) ++texts;
    return reader.hasError() ? -1 : texts;
}

QImage exportRendered(const QByteArray& svg) {
    QSvgRenderer renderer(svg);
    QImage out(renderer.defaultSize(), QImage::Format_RGB32);
    out.fill(Qt::white);
    QPainter painter(&out);
    renderer.render(&painter);
    return out;
}

/// How many pixels differ visibly, of all.
double exportDifference(const QImage& a, const QImage& b) {
    if (a.size() != b.size()) return 1;
    qint64 differ = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) differ += std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y))) > 96;
    return double(differ) / (double(a.width()) * a.height());
}

/// What another program makes of a file; null where it is not installed. `arguments` name %1, the file, and %2, the picture.
QImage exportBy(const QString& program, const QStringList& arguments, const QByteArray& bytes) {
    const QString path = QStandardPaths::findExecutable(program);
    if (path.isEmpty()) return {};
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("drawing")));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("Cannot write");
    file.close();
    const QString picture = folder.filePath(QStringLiteral("picture"));
    QStringList filled;
    for (const QString& argument : arguments) filled << QString(argument).replace(QLatin1String("%1"), file.fileName()).replace(QLatin1String("%2"), picture);
    if (QProcess::execute(path, filled) != 0) qFatal("%s fails", qPrintable(program));
    for (const char* ending : {"", ".png"})
        if (const QImage image(picture + QLatin1String(ending)); !image.isNull()) return image;
    qFatal("%s made no picture", qPrintable(program));
}

}  // namespace

class PictureExportTest : public QObject {
    Q_OBJECT

private slots:
    /// A large design as PNG, SVG and PDF, in this program and in others: one drawing.
    void everyFormIsTheSameDrawing() {
        const auto project = storage::loadProject(tests::sourcePath(QStringLiteral("examples/secured-three-of-everything.faultline")), kinds::allKinds());
        QVERIFY(project && project->design.components().size() >= 30);
        const auto bytes = [&](const char* format, bool dark) {
            settings::Export options;
            options.format = QLatin1String(format);
            options.scale = 1;
            options.title = options.legend = true;
            options.dark = dark;
            QString note;
            const Result<QByteArray> out = exportBytes(options, {{&project->design, tests::healthyFrame(project->design), {}, QString()}}, kinds::allKinds(), &note);
            if (!out) qFatal("%s", out.error().plain().c_str());
            return *out;
        };
        for (const bool dark : {false, true}) {
            const QString tail = dark ? QStringLiteral("-dark") : QString();
            const QImage png = QImage::fromData(bytes("png", dark)).convertToFormat(QImage::Format_RGB32);
            tests::keepPicture(png, QStringLiteral("large-png") + tail);
            const QByteArray svg = bytes("svg", dark), pdf = bytes("pdf", dark);
            const std::pair<const char*, QImage> others[] = {
                {"svg in Qt", exportRendered(svg)},
                {"svg in librsvg", exportBy(QStringLiteral("rsvg-convert"), {QStringLiteral("%1"), QStringLiteral("-o"), QStringLiteral("%2")}, svg)},
                {"pdf in poppler", exportBy(QStringLiteral("pdftoppm"), {QStringLiteral("-png"), QStringLiteral("-r"), QStringLiteral("96"), QStringLiteral("-singlefile"), QStringLiteral("%1"), QStringLiteral("%2")}, pdf)}};
            for (const auto& [name, image] : others) {
                if (image.isNull()) continue;   // not installed
                tests::keepPicture(image, QStringLiteral("large-") + QString::fromLatin1(name).section(QLatin1Char(' '), -1) + tail);
                QVERIFY2(std::abs(image.width() - png.width()) <= 1 && std::abs(image.height() - png.height()) <= 1,
                         qPrintable(QStringLiteral("%1: %2x%3 for %4x%5").arg(QLatin1String(name)).arg(image.width()).arg(image.height()).arg(png.width()).arg(png.height())));
                const double differ = exportDifference(png, image.copy(QRect(QPoint(), png.size())));
                qInfo("%s%s: %.3f %% differ", name, dark ? ", dark" : "", differ * 100);
                QVERIFY2(differ < 0.02, name);
            }
        }
    }

    void scaleAndBorderAreKept() {
        const ExportSite site;
        settings::Export options;
        options.scale = 1;
        const QImage once = site.image(options);
        QCOMPARE(qRound(once.dotsPerMeterX() * 0.0254), 96);
        options.scale = 3;
        const QImage thrice = site.image(options);
        QCOMPARE(thrice.size(), once.size() * 3);
        QCOMPARE(qRound(thrice.dotsPerMeterX() * 0.0254), 288);
        options.scale = 1;
        options.border = 0;
        QCOMPARE(site.image(options).size(), once.size() - QSize(48, 48));
    }

    void paperIsWhiteWhateverTheWindowHas() {
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Dark);
        const ExportSite site;
        settings::Export options;
        const QRgb paper = site.image(options).pixel(0, 0);
        options.dark = true;
        const QRgb dark = site.image(options).pixel(0, 0);
        options.transparent = true;
        const QRgb none = site.image(options).pixel(0, 0);
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
        QCOMPARE(paper, qRgb(255, 255, 255));
        QVERIFY(qGray(dark) < 64 && qAlpha(dark) == 255);
        QCOMPARE(qAlpha(none), 0);
    }

    void theSelectionAloneIsSmaller() {
        const ExportSite site;
        settings::Export options;
        options.selectionOnly = true;
        const QImage whole = site.image(options), part = site.image(options, {site.site.server2});
        QVERIFY(part.width() < whole.width() && part.height() < whole.height());
    }

    void aSelectedFrameBringsWhatItHolds() {
        design::DesignDocument document(tests::testCatalog());
        tests::Sample sample(document);
        const ComponentId frame = sample.add("frame", {0, 0}), web = sample.add("web_server", {40, 60});
        document.apply(design::resize(document.design(), frame, QRectF(0, 0, 400, 300)));
        settings::Export options;
        options.selectionOnly = true;
        ExportSource source;
        source.design = &document.design();
        source.selection = {frame};
        QCOMPARE(pictureOptions(options, source).only, (std::vector{frame, web}));
        source.selection = {web};
        QCOMPARE(pictureOptions(options, source).only, std::vector{web});
    }

    void titleAndLegendStandAroundTheDrawing() {
        ExportSite site;
        settings::Export options;
        options.carriesDesign = false;
        const QImage plain = site.image(options);
        options.title = true;
        const QImage titled = site.image(options);
        QVERIFY(titled.height() > plain.height());
        options.title = false;
        options.legend = true;
        const QImage legend = site.image(options);
        QVERIFY(legend.height() > plain.height());
        const QByteArray svg = [&] {
            options.format = QStringLiteral("svg");
            options.title = true;
            return site.bytes(options);
        }();
        QVERIFY(svg.contains(">site<"));        // it has no title of its own
        QVERIFY(svg.contains(">encrypted<") && svg.contains(">calls<"));
    }

    void thePlainDrawingShowsNoRun() {
        const ExportSite site;
        settings::Export options;
        const QByteArray running = site.bytes(options);
        options.state = false;
        const QByteArray plain = site.bytes(options);
        QVERIFY(running != plain);
        ExportSource still = site.source();
        still.frame.reset();
        QString note;
        QCOMPARE(*exportBytes(settings::Export(), {still}, site.document.catalog(), &note), plain);
    }

    void thePictureCarriesItsDesignUnlessItShouldNot() {
        const ExportSite site;
        settings::Export options;
        const auto again = storage::readProject(site.bytes(options), site.document.catalog());
        QVERIFY(again && again->design == site.document.design());
        options.carriesDesign = false;
        QVERIFY(!storage::readProject(site.bytes(options), site.document.catalog()));
    }

    void aHugePictureIsRefusedWithItsNumbers() {
        QVERIFY(checkImage(QSizeF(1000, 500), 2));
        QVERIFY(checkImage(QSizeF(16384, 100), 1));
        QVERIFY(!checkImage(QSizeF(16384, 100), 1.01));
        const Result<void> refused = checkImage(QSizeF(4000, 3000), 1000 / 96.0);
        QVERIFY(!refused);
        const std::string said = refused.error().plain();
        for (const char* word : {"41667 x 31250", "4967 MiB", "16384", "128 million", "3.26", "312 dpi"}) QVERIFY2(said.find(word) != std::string::npos, said.c_str());
    }

    void textsOfAnSvgStayTextsOrBecomeOutlines() {
        const ExportSite site;
        settings::Export options;
        options.format = QStringLiteral("svg");
        const QByteArray text = site.bytes(options);
        QVERIFY(exportTexts(text) > 20);
        QVERIFY(text.contains("sans-serif"));
        QVERIFY(text.contains(">web-1<"));
        options.outlines = true;
        const QByteArray outlines = site.bytes(options);
        QCOMPARE(exportTexts(outlines), 0);
        const double difference = exportDifference(exportRendered(text), exportRendered(outlines));
        QVERIFY2(difference < 0.01, qPrintable(QString::number(difference)));
        QVERIFY(exportDifference(exportRendered(text), exportRendered(QByteArray(outlines).replace("<path fill", "<pat fill"))) > difference);
    }

    void pagesHaveTheirSize_data() {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("orientation");
        QTest::addColumn<QSizeF>("points");
        QTest::newRow("A4 as it lies") << QStringLiteral("A4") << QStringLiteral("auto") << QSizeF(842, 595);
        QTest::newRow("A4 portrait") << QStringLiteral("A4") << QStringLiteral("portrait") << QSizeF(595, 842);
        QTest::newRow("Letter landscape") << QStringLiteral("Letter") << QStringLiteral("landscape") << QSizeF(792, 612);
        QTest::newRow("A3") << QStringLiteral("A3") << QStringLiteral("auto") << QSizeF(1191, 842);
    }
    void pagesHaveTheirSize() {
        QFETCH(const QString, page);
        QFETCH(const QString, orientation);
        QFETCH(const QSizeF, points);
        const ExportSite site;
        settings::Export options;
        options.format = QStringLiteral("pdf");
        options.page = page;
        options.orientation = orientation;
        const QList<QSizeF> pages = exportPages(site.bytes(options));
        QCOMPARE(pages.size(), 1);
        QVERIFY2(std::abs(pages[0].width() - points.width()) < 1.5 && std::abs(pages[0].height() - points.height()) < 1.5,
                 qPrintable(QStringLiteral("%1 x %2").arg(pages[0].width()).arg(pages[0].height())));
    }

    void severalPagesCoverTheDrawing() {
        const ExportSite site;
        settings::Export options;
        options.format = QStringLiteral("pdf");
        options.page = QStringLiteral("A5");
        options.severalPages = true;
        const QSizeF area = canvas::exportBounds(site.document.design(), site.document.catalog(), pictureOptions(options, site.source()), site.frame).size();
        const auto needed = [](double units, double millimetres) { return int(std::ceil(units / 96 / ((millimetres - 20) / 25.4))); };
        const int expected = needed(area.width(), 210) * needed(area.height(), 148);
        QVERIFY(expected > 1);
        QCOMPARE(exportPages(site.bytes(options)).size(), expected);
        options.pageScale = 40;
        QString note;
        const auto tooMany = exportBytes(options, {site.source()}, site.document.catalog(), &note);
        QVERIFY(!tooMany);
        QVERIFY2(tooMany.error().plain().find("at most 400") != std::string::npos, tooMany.error().plain().c_str());
    }

    void severalDesignsMakeOnePdf() {
        const ExportSite one, two;
        settings::Export options;
        options.format = QStringLiteral("pdf");
        QString note;
        const auto pdf = exportBytes(options, {one.source(), two.source()}, one.document.catalog(), &note);
        QVERIFY(pdf);
        QCOMPARE(exportPages(*pdf).size(), 2);
        QCOMPARE(exportCount(*pdf, "%PDF"), 1);
    }

    void anEmptyDesignIsExportedToo() {
        const design::Design empty;
        for (const char* format : {"png", "svg", "pdf"}) {
            settings::Export options;
            options.format = QLatin1String(format);
            options.legend = options.title = true;
            QString note;
            const auto out = exportBytes(options, {{&empty, {}, {}, QStringLiteral("nothing")}}, tests::testCatalog(), &note);
            QVERIFY2(out && !out->isEmpty(), format);
        }
    }
};

FAULTLINE_TEST(PictureExportTest)
#include "picture_export_test.moc"
