#pragma once
#include "model/catalog/kind.h"

#include <QList>
#include <QString>

namespace faultline::palette {

/// One line of the palette that fits what was searched for.
struct Match {
    const catalog::ComponentKind* kind = nullptr;
    QString software;  ///< The preset that fits; empty: the kind itself.
    QString because;   ///< Why it fits where the name does not say so: "SSL certificate"; empty otherwise.
    int rank = 0;      ///< 0 is best.
};

/// The lines for `query`, in the order of the catalogue; an empty query gives every kind. Words may stand in any order, in
/// upper or lower case;
/// signs between letters do not count ("nodejs" finds "Node.js").
QList<Match> search(const catalog::Catalog& catalog, const QString& query);

}  // namespace faultline::palette
