#include "model/exchange/drawio_layers.h"

#include "model/design/layers.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace faultline::exchange {

DrawioLayers layersOf(const DrawioPage& page) {
    DrawioLayers read;
    const Result<std::vector<design::DrawingLayer>> written = design::layersFromJson(page.settings.value(QLatin1String("layers")).toArray());
    const std::vector<design::DrawingLayer> before = written ? *written : std::vector<design::DrawingLayer>();
    int last = 0;
    for (const design::DrawingLayer& layer : before) last = std::max(last, layer.id);
    QSet<QString> names;
    for (const DrawioLayer& cell : page.layers) {
        const bool isBackground = read.ids.isEmpty() && cell.name.isEmpty();
        const int number = isBackground ? 0 : cell.id.startsWith(QLatin1String("layer")) ? cell.id.mid(5).toInt() : -1;
        const auto known = std::find_if(before.begin(), before.end(), [number](const design::DrawingLayer& layer) { return layer.id == number; });
        design::DrawingLayer layer;
        if (known != before.end() && !read.ids.values().contains(number))
            layer = *known;
        else if (!isBackground)
            layer.id = ++last;
        layer.hidden = cell.hidden;
        layer.locked = cell.locked;
        if (!isBackground) {
            const QString base = cell.name.isEmpty() ? QStringLiteral("Layer") : cell.name.left(design::longestLayerName - 8);
            if (layer.name != cell.name) layer.name = base;
            for (int n = 2; names.contains(layer.name.toCaseFolded()); ++n) layer.name = QStringLiteral("%1 %2").arg(base).arg(n);
            names.insert(layer.name.toCaseFolded());
        }
        if (static_cast<int>(read.layers.size()) >= design::mostLayers) {   // what is on it goes to the background
            read.ids.insert(cell.id, 0);
            continue;
        }
        read.ids.insert(cell.id, layer.id);
        if (isBackground && layer == design::DrawingLayer{}) continue;   // it need not be listed
        read.layers.push_back(std::move(layer));
    }
    return read;
}

}  // namespace faultline::exchange
