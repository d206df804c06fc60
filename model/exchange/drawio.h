#pragma once
#include "model/catalog/kind.h"
#include "model/core/result.h"
#include "model/core/text.h"
#include "model/design/design.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace faultline::exchange {

/// A shape of a draw.io page. What Faultline wrote into it is in `own`; empty: somebody drew it there.
struct DrawioBox {
    QString id, parent;   ///< of cells; `parent` is a layer or the shape it is in
    QString text;         ///< plain
    QString style;
    QRectF rect;          ///< relative to its parent
    QJsonObject own;
    QString written;      ///< the style as Faultline wrote it
    bool relative = false;    ///< `rect` begins at shares of its parent, moved by `offset`
    QPointF offset{};
    bool hidden = false;      ///< by itself or with what it is in; not with its layer
    QStringList attributes{};   ///< names of what it carries besides
};

/// Words on a connection.
struct DrawioLabel {
    QString text;
    double along = 0;   ///< from -1, its beginning, to 1, its end
};

/// A connection of a draw.io page; ends that hang free are empty. Its points are relative to its parent.
struct DrawioEdge {
    QString id, parent, style, from, to;
    std::vector<DrawioLabel> labels;
    std::vector<QPointF> points;
    QJsonObject own;
    QString written;
    std::optional<QPointF> begins, ends;   ///< where free ends hang
};

/// A layer of a draw.io page; the first one is its background.
struct DrawioLayer {
    QString id, name;
    bool hidden = false, locked = false;
};

/// A page of a draw.io file.
struct DrawioPage {
    QString name;
    QJsonObject settings;   ///< of the design, as Faultline wrote it; empty: a foreign file
    std::vector<DrawioBox> boxes;   ///< as drawn, outer ones before what is in them
    std::vector<DrawioEdge> edges;
    std::vector<DrawioLayer> layers;   ///< from the back to the front
};

/// Whether the bytes begin as a draw.io file does (`.drawio`, `.xml`).
bool looksLikeDrawio(const QByteArray& bytes);

/// The drawing that a PNG or SVG picture of draw.io carries; nothing: none.
std::optional<QByteArray> drawioInPicture(const QByteArray& picture);

/// Reads the pages, compressed or not; empty ones that are not ours are passed over, one at least is there. The error says that the
/// drawing is damaged, where, or too large.
Result<std::vector<DrawioPage>> readDrawio(const QByteArray& bytes);

/// A design, and the same as the object of design.json.
struct DrawioDesign {
    const design::Design* design;
    QJsonObject json;
};

/// Designs as the pages of a draw.io file of editable shapes that carries everything they need to come back unchanged. See
/// https://www.drawio.com/doc/faq/diagram-source-edit for the form.
QByteArray writeDrawio(const std::vector<DrawioDesign>& pages, const catalog::Catalog& catalog);

/// The same file with its pages compressed, as draw.io does it when asked to: percent-encoded, deflated, base64.
QByteArray compressedDrawio(const QByteArray& drawing);

/// The object of design.json that the shapes of ours make, as they were moved, renamed and linked in draw.io. A page that was given a name
/// has it as its title.
QJsonObject ownDesign(const DrawioPage& page);

/// Adds what is not ours to a design made of ownDesign(): boxes become the kinds their words name, the rest annotations. Each sentence
/// says what could not be taken over.
std::vector<Text> addForeign(design::Design& design, const catalog::Catalog& catalog, const DrawioPage& page);

/// The kind that a label or the style of a shape names; empty: none.
std::string kindNamed(const catalog::Catalog& catalog, const QString& words, const QString& style = {});
/// The program of a kind that the words name: "MariaDB" means "MariaDB 10.11" too; empty: none.
std::string softwareNamed(const catalog::ComponentKind& kind, const QString& words);

/// The same drawing as text for Mermaid (`.mmd`) and for Graphviz (`.dot`): hosts and zones as groups, links with their ports.
QByteArray mermaidText(const design::Design& design, const catalog::Catalog& catalog);
QByteArray graphvizText(const design::Design& design, const catalog::Catalog& catalog);

}  // namespace faultline::exchange
