#pragma once
#include "model/core/result.h"
#include "model/design/change.h"

#include <QJsonArray>

#include <set>

/// The layers of a drawing (DrawingLayer): what is asked of them, and every edit of them. Edits of layers never reach a run.
namespace faultline::design {

/// All layers from the back to the front; the background, which is always there, first.
std::vector<DrawingLayer> layersOf(const Design&);
/// "Background" for layer 0; empty where there is none of that number.
QString layerName(const Design&, int layer);
/// The layer of a name, case-insensitively; nothing: there is none.
std::optional<int> layerNamed(const Design&, const QString& name);
bool isLayerHidden(const Design&, int layer);
bool isLayerLocked(const Design&, int layer);
/// The layers that are hidden, and those that are locked.
std::set<int> hiddenLayers(const Design&);
/// Where a layer stands among all: 0 for the background, higher ones in front of it.
int layerRank(const Design&, int layer);

/// Whether it stays where and what it is: locked by itself, or on a layer that is.
bool isLocked(const Design&, const Component&);
bool isLocked(const Design&, const Link&);
/// Whether its layer is not shown, or that of what it is in, on or in line with.
bool isHidden(const Design&, const Component&);
/// Whether its layer is not shown, or one of its ends.
bool isHidden(const Design&, const Link&);

struct OnLayer {
    std::vector<ComponentId> components;
    std::vector<LinkId> links;
};
OnLayer partsOn(const Design&, int layer);

/// Adds a layer in front of the others, under the next number; an empty name becomes "Layer 1" or the next that is free. The error
/// says what is wrong with the name, or that there are too many.
Result<Change> addLayer(const Design&, const QString& name = {});
/// The error says which other layer has the name, or that it is empty or too long; the background keeps its own.
Result<Change> renameLayer(const Design&, int layer, const QString& name);
/// What is on it goes to the background; the background itself stays.
Change removeLayer(const Design&, int layer);
Change showLayer(const Design&, int layer, bool shown);
Change lockLayer(const Design&, int layer, bool locked);
/// Puts it so many steps nearer to the front (below 0: to the back); the background stays behind all.
Change moveLayer(const Design&, int layer, int steps);
/// Puts components, with what is in and on them and the links between these, and links onto a layer. What is locked stays.
Change toLayer(const Design&, const std::vector<ComponentId>&, const std::vector<LinkId>&, int layer);
/// Puts what a change adds onto a layer, unless it is on one already.
Change onLayer(Change change, int layer);

/// As in files and recorded edits. The place of an error is within the list: "[1].name".
QJsonArray layersToJson(const std::vector<DrawingLayer>&);
Result<std::vector<DrawingLayer>> layersFromJson(const QJsonArray&);

}  // namespace faultline::design
