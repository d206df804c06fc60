#pragma once
#include "model/catalog/kind.h"
#include "model/design/style.h"

#include <QString>

/// Looks of draw.io shapes: "rounded=1;fillColor=#FFFFFF;..." (https://www.drawio.com/doc/faq/style-reference).
namespace faultline::exchange {

/// How a component of a kind is drawn there, with what was chosen by hand.
QString drawioShape(const catalog::ComponentKind& kind, const design::Component& component);
/// How a link is drawn there.
QString drawioEdge(const design::Link& link);
/// The line of a connection there.
design::LinkShape drawioLine(const QString& style);
/// The heads of a connection there.
design::LinkHeads drawioHeads(const QString& style);
/// The colours, text size and dash that a style of draw.io names.
design::Style styleOfDrawio(const QString& style);
/// What a person altered there: `own` with all in which `now` differs from what was `written`.
design::Style styleAlteredIn(const design::Style& own, const QString& written, const QString& now);
/// Which kind of annotation a shape without a meaning is, and of a plain shape its outline (`outline` is not touched otherwise).
std::string annotationOfDrawio(const QString& style, std::string& outline);

}  // namespace faultline::exchange
