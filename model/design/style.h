#pragma once
#include "model/core/result.h"
#include "model/design/change.h"

#include <functional>

namespace faultline::design {

/// The object that stands for a style in files, and back; what of it makes no sense is passed over.
QJsonObject styleToJson(const Style&);
Style styleFromJson(const QJsonObject&);
/// The word for a shape in files: "orthogonal", "straight", "curved".
QString shapeName(LinkShape);

/// The word for where the heads of a link are in files: "end", "start", "both", "none".
QString headsName(LinkHeads);

/// Writes the looks of a part to the keys they have in files, on the clipboard and in recorded edits: "order", "collapsed",
/// "layer" and "style" of a component, "shape", "heads", "label", "layer" and "style" of a link. What is as usual is not written; keys of a style that are there stay.
void writeLook(QJsonObject& json, const Component&);
void writeLook(QJsonObject& json, const Link&);
/// Takes these keys out of `json` into the part; keys of a style that are not known stay in it. The error names the first that
/// makes no sense ("style.fill"); then the part has the looks that did.
Result<void> takeLook(QJsonObject& json, Component&);
Result<void> takeLook(QJsonObject& json, Link&);

/// Alters the style of each of these parts; an empty change: they have it already.
Change restyle(const Design&, const std::vector<ComponentId>& components, const std::vector<LinkId>& links,
               const std::function<void(Style&)>& alter);
/// Gives a style to what a change adds and has none; `styleFor` is asked with the kind of a component, "link" for a link.
Change withStyle(Change change, const std::function<Style(const std::string&)>& styleFor);

}  // namespace faultline::design
