#include "model/design/layers.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace faultline::design {
namespace {

const QLatin1String layerIdKey("id"), layerNameKey("name"), layerHiddenKey("hidden"), layerLockedKey("locked");

QString layerText(const char* text) { return QCoreApplication::translate("design", text); }

const DrawingLayer* layerFind(const Design& design, int id) {
    const std::vector<DrawingLayer>& all = design.settings().layers;
    const auto it = std::find_if(all.begin(), all.end(), [id](const DrawingLayer& layer) { return layer.id == id; });
    return it == all.end() ? nullptr : &*it;
}

/// The settings with these layers; the background is listed only where something is to be said of it.
SettingsStep layerStep(const Design& design, std::vector<DrawingLayer> layers) {
    if (!layers.empty() && layers.front() == DrawingLayer{}) layers.erase(layers.begin());
    SettingsStep step{design.settings(), design.settings()};
    step.after.layers = std::move(layers);
    return step;
}

Change layerChange(const Design& design, std::vector<DrawingLayer> layers, QString label) {
    SettingsStep step = layerStep(design, std::move(layers));
    if (step.before == step.after) return {};
    return {std::move(label), {std::move(step)}};
}

template <class F>
Change layerAltered(const Design& design, int id, F alter, const char* label) {
    std::vector<DrawingLayer> all = layersOf(design);
    const auto it = std::find_if(all.begin(), all.end(), [id](const DrawingLayer& layer) { return layer.id == id; });
    if (it == all.end()) return {};
    alter(*it);
    return layerChange(design, std::move(all), layerText(label).arg(layerName(design, id)));
}

Result<QString> layerCheckedName(const Design& design, int id, const QString& name) {
    const QString wanted = name.simplified();
    if (wanted.isEmpty()) return fail(FL_TR("design", "A layer needs a name"));
    if (wanted.size() > longestLayerName)
        return fail({FL_TR("design", "The name of a layer has at most %1 characters"), {std::to_string(longestLayerName)}});
    if (const std::optional<int> other = layerNamed(design, wanted); other && *other != id)
        return fail({FL_TR("design", "There is another layer called %1"), {layerName(design, *other).toStdString()}});
    return wanted;
}

/// Alters the layer of a part, and notes the step.
template <class StepType, class Ptr>
void layerPut(Change& change, const Ptr& part, int layer) {
    if (part->layer == layer) return;
    auto copy = *part;
    copy.layer = layer;
    change.steps.emplace_back(StepType{part, std::make_shared<const decltype(copy)>(std::move(copy))});
}

/// What is in and on these, at any depth, and itself.
std::set<ComponentId> layerWithHeld(const Design& design, const std::vector<ComponentId>& ids) {
    std::set<ComponentId> all;
    for (const ComponentId id : ids)
        if (design.component(id)) all.insert(id);
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& [id, part] : design.components())
            if ((all.contains(part->container) || all.contains(part->attachedTo)) && all.insert(id).second) grown = true;
    }
    return all;
}

}  // namespace

std::vector<DrawingLayer> layersOf(const Design& design) {
    std::vector<DrawingLayer> all = design.settings().layers;
    if (all.empty() || all.front().id != 0) all.insert(all.begin(), DrawingLayer{});
    return all;
}

QString layerName(const Design& design, int id) {
    if (id == 0) return layerText(QT_TRANSLATE_NOOP("design", "Background"));
    const DrawingLayer* layer = layerFind(design, id);
    return layer ? layer->name : QString();
}

std::optional<int> layerNamed(const Design& design, const QString& name) {
    for (const DrawingLayer& layer : layersOf(design))
        if (layerName(design, layer.id).compare(name, Qt::CaseInsensitive) == 0) return layer.id;
    return std::nullopt;
}

bool isLayerHidden(const Design& design, int id) {
    const DrawingLayer* layer = layerFind(design, id);
    return layer && layer->hidden;
}

bool isLayerLocked(const Design& design, int id) {
    const DrawingLayer* layer = layerFind(design, id);
    return layer && layer->locked;
}

std::set<int> hiddenLayers(const Design& design) {
    std::set<int> hidden;
    for (const DrawingLayer& layer : design.settings().layers)
        if (layer.hidden) hidden.insert(layer.id);
    return hidden;
}

int layerRank(const Design& design, int id) {
    int rank = 0;
    for (const DrawingLayer& layer : design.settings().layers) {
        rank += layer.id != 0;
        if (layer.id == id) return id == 0 ? 0 : rank;
    }
    return 0;
}

bool isLocked(const Design& design, const Component& part) { return part.locked || isLayerLocked(design, part.layer); }
bool isLocked(const Design& design, const Link& link) { return isLayerLocked(design, link.layer); }

bool isHidden(const Design& design, const Component& part) {
    const Component* at = &part;
    for (std::size_t depth = 0; at && depth <= design.components().size(); ++depth) {
        if (isLayerHidden(design, at->layer)) return true;
        if (const Link* link = design.link(at->inLine)) return isHidden(design, *link);
        at = design.component(at->attachedTo.isValid() ? at->attachedTo : at->container);
    }
    return false;
}

bool isHidden(const Design& design, const Link& link) {
    if (isLayerHidden(design, link.layer)) return true;
    const Component *from = design.component(link.from), *to = design.component(link.to);
    return (from && isHidden(design, *from)) || (to && isHidden(design, *to));
}

OnLayer partsOn(const Design& design, int layer) {
    OnLayer on;
    for (const auto& [id, part] : design.components())
        if (part->layer == layer) on.components.push_back(id);
    for (const auto& [id, link] : design.links())
        if (link->layer == layer) on.links.push_back(id);
    return on;
}

Result<Change> addLayer(const Design& design, const QString& name) {
    std::vector<DrawingLayer> all = layersOf(design);
    if (all.size() > mostLayers) return fail({FL_TR("design", "A drawing has at most %1 layers"), {std::to_string(mostLayers)}});
    QString wanted = name;
    for (int n = 1; wanted.isEmpty(); ++n)
        if (const QString free = layerText(QT_TRANSLATE_NOOP("design", "Layer %1")).arg(n); !layerNamed(design, free)) wanted = free;
    Result<QString> checked = layerCheckedName(design, -1, wanted);
    if (!checked) return tl::unexpected<Problem>(checked.error());
    DrawingLayer layer;
    for (const DrawingLayer& other : all) layer.id = std::max(layer.id, other.id);
    ++layer.id;
    layer.name = std::move(*checked);
    const QString label = layerText(QT_TRANSLATE_NOOP("design", "Add layer %1")).arg(layer.name);
    all.push_back(std::move(layer));
    return layerChange(design, std::move(all), label);
}

Result<Change> renameLayer(const Design& design, int id, const QString& name) {
    if (id == 0) return fail(FL_TR("design", "The background keeps its name"));
    if (!layerFind(design, id)) return fail(FL_TR("design", "The layer does not exist any more"));
    const Result<QString> checked = layerCheckedName(design, id, name);
    if (!checked) return tl::unexpected<Problem>(checked.error());
    return layerAltered(design, id, [&](DrawingLayer& layer) { layer.name = *checked; }, QT_TRANSLATE_NOOP("design", "Rename layer %1"));
}

Change removeLayer(const Design& design, int id) {
    if (id == 0 || !layerFind(design, id)) return {};
    std::vector<DrawingLayer> all = layersOf(design);
    std::erase_if(all, [id](const DrawingLayer& layer) { return layer.id == id; });
    Change change = layerChange(design, std::move(all), layerText(QT_TRANSLATE_NOOP("design", "Delete layer %1")).arg(layerName(design, id)));
    for (const auto& [partId, part] : design.components())
        if (part->layer == id) layerPut<ComponentStep>(change, part, 0);
    for (const auto& [linkId, link] : design.links())
        if (link->layer == id) layerPut<LinkStep>(change, link, 0);
    return change;
}

Change showLayer(const Design& design, int id, bool shown) {
    return layerAltered(design, id, [shown](DrawingLayer& layer) { layer.hidden = !shown; },
                        shown ? QT_TRANSLATE_NOOP("design", "Show layer %1") : QT_TRANSLATE_NOOP("design", "Hide layer %1"));
}

Change lockLayer(const Design& design, int id, bool locked) {
    return layerAltered(design, id, [locked](DrawingLayer& layer) { layer.locked = locked; },
                        locked ? QT_TRANSLATE_NOOP("design", "Lock layer %1") : QT_TRANSLATE_NOOP("design", "Unlock layer %1"));
}

Change moveLayer(const Design& design, int id, int steps) {
    std::vector<DrawingLayer> all = layersOf(design);
    const auto it = std::find_if(all.begin(), all.end(), [id](const DrawingLayer& layer) { return layer.id == id; });
    if (id == 0 || it == all.end()) return {};
    const auto from = it - all.begin();
    const auto to = std::clamp<std::ptrdiff_t>(from + steps, 1, static_cast<std::ptrdiff_t>(all.size()) - 1);
    if (from < to) std::rotate(it, it + 1, all.begin() + to + 1);
    if (to < from) std::rotate(all.begin() + to, it, it + 1);
    return layerChange(design, std::move(all), layerText(QT_TRANSLATE_NOOP("design", "Move layer %1")).arg(layerName(design, id)));
}

Change toLayer(const Design& design, const std::vector<ComponentId>& ids, const std::vector<LinkId>& linkIds, int layer) {
    Change change{layerText(QT_TRANSLATE_NOOP("design", "Move to layer %1")).arg(layerName(design, layer)), {}};
    const std::set<ComponentId> all = layerWithHeld(design, ids);
    const std::set<LinkId> chosen(linkIds.begin(), linkIds.end());
    for (const auto& [id, part] : design.components()) {
        const Link* link = design.link(part->inLine);
        const bool goes = all.contains(id) || (link && (chosen.contains(link->id) || (all.contains(link->from) && all.contains(link->to))));
        if (goes && !isLocked(design, *part)) layerPut<ComponentStep>(change, part, layer);
    }
    for (const auto& [id, link] : design.links())
        if ((chosen.contains(id) || (all.contains(link->from) && all.contains(link->to))) && !isLocked(design, *link))
            layerPut<LinkStep>(change, link, layer);
    return change;
}

Change onLayer(Change change, int layer) {
    const auto put = [layer](auto& step) {
        if (step.before || !step.after || step.after->layer != 0 || layer == 0) return;
        auto copy = *step.after;
        copy.layer = layer;
        step.after = std::make_shared<const decltype(copy)>(std::move(copy));
    };
    for (Step& step : change.steps) {
        if (auto* part = std::get_if<ComponentStep>(&step)) put(*part);
        if (auto* link = std::get_if<LinkStep>(&step)) put(*link);
    }
    return change;
}

QJsonArray layersToJson(const std::vector<DrawingLayer>& layers) {
    QJsonArray out;
    for (const DrawingLayer& layer : layers) {
        QJsonObject json = layer.extra;
        json.insert(layerIdKey, layer.id);
        if (!layer.name.isEmpty()) json.insert(layerNameKey, layer.name);
        if (layer.hidden) json.insert(layerHiddenKey, true);
        if (layer.locked) json.insert(layerLockedKey, true);
        out.append(json);
    }
    return out;
}

Result<std::vector<DrawingLayer>> layersFromJson(const QJsonArray& list) {
    std::vector<DrawingLayer> layers;
    QSet<QString> names;
    std::set<int> ids;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const std::string at = "[" + std::to_string(i) + "]";
        if (!list.at(i).isObject()) return fail(FL_TR("design", "A layer is an object in { }"), at);
        QJsonObject json = list.at(i).toObject();
        DrawingLayer layer;
        layer.id = json.take(layerIdKey).toInt(-1);
        if (layer.id < 0 || layer.id > largestLayerId) return fail(FL_TR("design", "The number of a layer is expected here"), at + ".id");
        if (!ids.insert(layer.id).second) return fail({FL_TR("design", "Another layer has the number %1 already"), {std::to_string(layer.id)}}, at + ".id");
        if (layer.id == 0 && i > 0) return fail(FL_TR("design", "Layer 0, the background, comes before the others"), at + ".id");
        if (layer.id != 0) {
            const QJsonValue name = json.take(layerNameKey);
            layer.name = name.toString();
            if (layer.name.trimmed().isEmpty()) return fail(FL_TR("design", "A layer needs a name"), at + ".name");
            if (layer.name.size() > longestLayerName)
                return fail({FL_TR("design", "The name of a layer has at most %1 characters"), {std::to_string(longestLayerName)}}, at + ".name");
            if (names.contains(layer.name.toCaseFolded()))
                return fail({FL_TR("design", "There is another layer called %1"), {excerpt(layer.name.toStdString())}}, at + ".name");
            names.insert(layer.name.toCaseFolded());
        }
        for (const auto& [key, flag] : {std::pair(layerHiddenKey, &DrawingLayer::hidden), std::pair(layerLockedKey, &DrawingLayer::locked)}) {
            const QJsonValue given = json.take(key);
            if (!given.isUndefined() && !given.isBool()) return fail(FL_TR("design", "true or false is expected here"), at + "." + std::string(key.data()));
            layer.*flag = given.toBool();
        }
        layer.extra = json;
        layers.push_back(std::move(layer));
    }
    if (ids.size() > static_cast<std::size_t>(mostLayers) + ids.contains(0))
        return fail({FL_TR("design", "A drawing has at most %1 layers"), {std::to_string(mostLayers)}});
    return layers;
}

}  // namespace faultline::design
