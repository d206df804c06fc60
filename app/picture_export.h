#pragma once
#include "app/app_settings.h"
#include "model/catalog/kind.h"
#include "model/core/result.h"
#include "model/design/design.h"
#include "model/runtime/frame.h"
#include "widgets/canvas/export_pages.h"

#include <QByteArray>

#include <vector>

namespace faultline::app {

/// A document that is exported, in the window or from the command line.
struct ExportSource {
    const design::Design* design = nullptr;
    runtime::FramePtr frame;                 ///< null: nothing runs
    std::vector<ComponentId> selection;
    QString name;                            ///< for people: of its file
};

/// How one document is drawn with these options.
canvas::PictureOptions pictureOptions(const settings::Export& options, const ExportSource& source);
canvas::PageOptions pageOptions(const settings::Export& options);
/// The names of the papers a PDF can have, "drawing" first.
QStringList pageNames();

/// Whether an image of `size` scene units at `scale` is one that can be made and opened again; the sentence names its size.
Result<void> checkImage(QSizeF size, double scale);

/// The bytes of the file in the form options.format says. Several sources are only for a PDF and for draw.io, as pages. `note` gets why a picture could not
/// carry its design. Needs a QApplication.
Result<QByteArray> exportBytes(const settings::Export& options, const std::vector<ExportSource>& sources, const catalog::Catalog& catalog, QString* note);

}  // namespace faultline::app
