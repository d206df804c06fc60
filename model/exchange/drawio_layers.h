#pragma once
#include "model/exchange/drawio.h"

#include <QHash>

namespace faultline::exchange {

/// The layers of a page as a design has them, and which each of them is, by its cell. A background without a name is ours.
struct DrawioLayers {
    std::vector<design::DrawingLayer> layers;
    QHash<QString, int> ids;
};

DrawioLayers layersOf(const DrawioPage& page);

}  // namespace faultline::exchange
