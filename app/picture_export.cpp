#include "app/picture_export.h"

#include "model/design/annotations.h"
#include "model/exchange/drawio.h"
#include "model/exchange/png_chunk.h"
#include "model/storage/project_file.h"
#include "widgets/common/say.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QUrl>

#include <array>
#include <cmath>

namespace faultline::app {
namespace {

struct PaperName {
    const char* name;
    QPageSize::PageSizeId id;
};
constexpr std::array pictureSizes{PaperName{"A3", QPageSize::A3},         PaperName{"A4", QPageSize::A4},       PaperName{"A5", QPageSize::A5},
                                  PaperName{"Letter", QPageSize::Letter}, PaperName{"Legal", QPageSize::Legal}, PaperName{"Tabloid", QPageSize::Tabloid}};

}  // namespace

QStringList pageNames() {
    QStringList out{QStringLiteral("drawing")};
    for (const PaperName& size : pictureSizes) out.append(QLatin1String(size.name));
    return out;
}

canvas::PictureOptions pictureOptions(const settings::Export& options, const ExportSource& source) {
    using Background = canvas::PictureOptions::Background;
    canvas::PictureOptions out;
    out.dark = options.dark;
    out.background = options.transparent ? Background::Transparent : options.dark ? Background::Theme : Background::White;
    if (options.selectionOnly) out.only = design::withWhatLiesWithin(*source.design, source.selection);   // a frame is what it holds
    out.margin = options.border;
    if (options.title) out.title = source.design->settings().title.isEmpty() ? source.name : source.design->settings().title;
    out.legend = options.legend;
    return out;
}

canvas::PageOptions pageOptions(const settings::Export& options) {
    using Orientation = canvas::PageOptions::Orientation;
    canvas::PageOptions out;
    for (const PaperName& size : pictureSizes)
        if (options.page.compare(QLatin1String(size.name), Qt::CaseInsensitive) == 0) out.size = QPageSize(size.id);
    if (options.orientation == QLatin1String("portrait")) out.orientation = Orientation::Portrait;
    if (options.orientation == QLatin1String("landscape")) out.orientation = Orientation::Landscape;
    out.fits = !options.severalPages;
    if (options.severalPages) out.scale = options.pageScale;
    return out;
}

Result<void> checkImage(QSizeF size, double scale) {
    const double width = std::ceil(size.width() * scale), height = std::ceil(size.height() * scale);
    if (std::max(width, height) <= canvas::pictureLongestSide && width * height <= canvas::pictureMostPixels) return {};
    const double fits = std::min({canvas::pictureLongestSide / size.width(), canvas::pictureLongestSide / size.height(),
                                  std::sqrt(canvas::pictureMostPixels / (size.width() * size.height()))});
    const auto whole = [](double number) { return std::to_string(static_cast<long long>(number)); };
    const double shown = std::floor(fits * 100) / 100;
    return fail(Text(FL_TR("app", "The picture would have %1 x %2 pixels and take %3 MiB; at most %4 a side and %5 million together are made. "
                                  "The largest scale for it is %6 (%7 dpi)"),
                     {whole(width), whole(height), whole(width * height * 4 / (1 << 20)), whole(canvas::pictureLongestSide),
                      whole(canvas::pictureMostPixels / 1e6), QString::number(shown).toStdString(), whole(shown * 96)}));
}

Result<QByteArray> exportBytes(const settings::Export& options, const std::vector<ExportSource>& sources, const catalog::Catalog& catalog, QString* note) {
    const ExportSource& first = sources.front();
    if (options.format == QLatin1String("drawio")) {
        std::vector<const design::Design*> pages;
        for (const ExportSource& source : sources) pages.push_back(source.design);
        const QByteArray drawing = storage::drawioText(pages, catalog);
        return options.compressed ? exchange::compressedDrawio(drawing) : drawing;
    }
    if (const std::optional<QByteArray> text = storage::foreignText(QStringLiteral("out.") + options.format, *first.design, catalog)) return *text;
    const auto frameOf = [&](const ExportSource& source) { return options.state ? source.frame : runtime::FramePtr(); };
    const canvas::PictureOptions look = pictureOptions(options, first);
    if (options.format == QLatin1String("svg")) return canvas::svgOf(*first.design, catalog, frameOf(first), look, options.outlines);
    if (options.format == QLatin1String("pdf")) {
        std::vector<canvas::PageDrawing> drawings;
        for (const ExportSource& source : sources) drawings.push_back({source.design, frameOf(source), pictureOptions(options, source), source.name});
        const QString title = first.design->settings().title.isEmpty() ? first.name : first.design->settings().title;
        return canvas::pdfOf(drawings, catalog, pageOptions(options), title);
    }
    if (const Result<void> possible = checkImage(canvas::exportBounds(*first.design, catalog, look, frameOf(first)).size(), options.scale); !possible)
        return tl::unexpected(possible.error());
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    if (!canvas::renderDesign(*first.design, catalog, frameOf(first), look, options.scale).save(&buffer, "PNG"))
        return fail(FL_TR("CommandLine", "The picture cannot be made"));
    if (options.carriesDrawio) {
        const std::optional<QByteArray> drawing = storage::foreignText(QStringLiteral("out.drawio"), *first.design, catalog);
        // As draw.io writes it: the keyword "mxfile", and percent-encoded, for a chunk of text holds Latin-1.
        if (const Result<QByteArray> both = exchange::embedText(png, "mxfile", QUrl::toPercentEncoding(QString::fromUtf8(*drawing)))) png = *both;
    }
    if (!options.carriesDesign) return png;
    Result<QByteArray> with = storage::pictureWithDesign(png, *first.design, catalog);
    if (with) return with;
    *note = QCoreApplication::translate("CommandLine", "The picture is written without the design: %1").arg(widgets::say(with.error().what));
    return png;
}

}  // namespace faultline::app
