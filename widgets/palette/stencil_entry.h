#pragma once
#include <QByteArray>
#include <QImage>
#include <QString>

namespace faultline::palette {

/// Several components with their links that are put onto the canvas in one move.
struct StencilEntry {
    QString id;             ///< told back by the signals of the palette
    QString name;
    QString help;           ///< a sentence; may be empty
    QImage picture;         ///< small
    QByteArray parts;       ///< what is dragged: design::copyParts()
    bool isOwn = false;     ///< the user's: can be renamed and deleted
};

}  // namespace faultline::palette
