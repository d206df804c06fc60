#pragma once
#include "model/catalog/kind.h"
#include "model/core/result.h"
#include "model/design/design.h"

#include <QByteArray>
#include <QJsonObject>

namespace faultline::storage {

/// The version of design.json that is written; older ones are read, newer ones are refused with a sentence.
inline constexpr int designFormatVersion = 1;

/// The text of design.json (see resources/format/README.md): equal designs give equal text.
QByteArray writeDesign(const design::Design& design, const catalog::Catalog& catalog);
/// Reads design.json: either a whole sound design, which passes design::check, or the first thing that is wrong, with its place as
/// line and column or as a path ("components[3].properties.inter"). Keys that are not known are kept and written back.
Result<design::Design> readDesign(const QByteArray& json, const catalog::Catalog& catalog);

/// The same as an object, for files that hold a design among other things. `path` goes before the place of a problem.
QJsonObject designToJson(const design::Design& design, const catalog::Catalog& catalog);
Result<design::Design> designFromJson(const QJsonObject& object, const catalog::Catalog& catalog, const std::string& path = {});

/// One value as files write it: durations, sizes, bandwidths, shares, dates and addresses as text with units, tables as arrays of
/// objects.
QJsonValue valueToJson(const catalog::PropertySpec& spec, const Value& value);

}  // namespace faultline::storage
