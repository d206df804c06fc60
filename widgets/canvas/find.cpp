#include "widgets/canvas/find.h"

#include "model/core/units.h"
#include "model/design/edits.h"
#include "widgets/common/say.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace faultline::canvas {
namespace {

struct FindRanked {
    Found found;
    int rank;
    QPointF at;
};

QString findSaid(const QString& what, const QString& value) { return QStringLiteral("%1: %2").arg(what, value.left(60)); }

/// A value as people read it; rows of tables one after another.
QString findText(const catalog::PropertySpec& spec, const Value& value, const design::Design& design) {
    if (spec.type == catalog::PropertyType::Component) {
        const std::int64_t id = value.toInt();
        const design::Component* named = id > 0 ? design.component({static_cast<std::uint32_t>(id)}) : nullptr;
        return named ? named->name : QString();
    }
    if (spec.type != catalog::PropertyType::Table) return QString::fromStdString(catalog::formatValue(spec, value));
    QStringList cells;
    for (const TableRow& row : value.toTable())
        for (std::size_t c = 0; c < row.size() && c < spec.columns.size(); ++c) cells << findText(spec.columns[c], row[c], design);
    return cells.join(QLatin1Char(' '));
}

std::optional<std::pair<int, QString>> findWhy(const design::Design& design, const catalog::Catalog& catalog, const design::Component& part,
                                               const QString& query) {
    const auto fits = [&](const QString& text) { return text.contains(query, Qt::CaseInsensitive); };
    if (part.name.startsWith(query, Qt::CaseInsensitive)) return std::pair{0, QString()};
    if (fits(part.name)) return std::pair{1, QString()};
    const catalog::ComponentKind* kind = catalog.find(part.kind);
    if (!kind) return std::nullopt;
    const QString label = widgets::say(kind->label);
    if (fits(label)) return std::pair{2, label};
    const QString software = !part.software.empty()  ? QString::fromStdString(part.software)
                             : kind->software.empty() ? QString()
                                                      : QString::fromUtf8(kind->software.front().name);
    if (!software.isEmpty() && fits(software)) return std::pair{2, software};
    for (const char* alias : kind->aliases)
        if (QString::fromUtf8(alias).compare(query, Qt::CaseInsensitive) == 0) return std::pair{3, label};   // nobody sees them: no parts
    if (const std::uint32_t address = design::addressOf(design, catalog, part.id); address != 0) {
        const QString text = QString::fromStdString(formatIPv4(address));
        if (fits(text)) return std::pair{3, findSaid(QCoreApplication::translate("canvas", "Address"), text)};
    }
    for (const catalog::PropertySpec& spec : kind->properties) {
        if (!part.properties.contains(spec.key)) continue;
        const QString text = findText(spec, part.properties.value(spec.key), design);
        if (fits(text)) return std::pair{4, findSaid(widgets::say(spec.label), text)};
    }
    return std::nullopt;
}

}  // namespace

std::vector<Found> findParts(const design::Design& design, const catalog::Catalog& catalog, const QString& query) {
    const QString wanted = query.simplified();
    if (wanted.isEmpty()) return {};
    std::vector<FindRanked> ranked;
    for (const auto& [id, part] : design.components())
        if (const auto why = findWhy(design, catalog, *part, wanted))
            ranked.push_back({{id, {}, why->second}, why->first, design.sceneRect(id).topLeft()});
    for (const auto& [id, link] : design.links())
        if (link->label.contains(wanted, Qt::CaseInsensitive))
            ranked.push_back({{link->from, id, findSaid(QCoreApplication::translate("canvas", "Link"), link->label.simplified())}, 1, design.sceneRect(link->from).topLeft()});
    std::stable_sort(ranked.begin(), ranked.end(), [](const FindRanked& a, const FindRanked& b) {
        if (a.rank != b.rank) return a.rank < b.rank;
        return a.at.y() != b.at.y() ? a.at.y() < b.at.y() : a.at.x() < b.at.x();
    });
    std::vector<Found> out;
    for (FindRanked& one : ranked) out.push_back(std::move(one.found));
    return out;
}

}  // namespace faultline::canvas
