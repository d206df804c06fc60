#pragma once
#include "model/catalog/kind.h"
#include "model/core/result.h"
#include "model/design/change.h"

#include <string>
#include <string_view>

namespace faultline::runtime {

/// A change as one line of JSON that says what the parts it alters are afterwards; what the log keeps of an edit that is more
/// than the value of one property.
std::string changeText(const design::Change& change);
/// Reads it back against the design it is to alter. Refused when it is no such text or would leave the design damaged.
Result<design::Change> changeFromText(std::string_view json, const design::Design& design, const catalog::Catalog& catalog);

/// The rows of a table property from JSON: a list of rows, each an object by column key (a column left out has its default) or
/// a list of cells. Cells are numbers, booleans, or text as a person types it; components are named by name or "#id".
Result<Value> tableFromText(const catalog::PropertySpec& spec, std::string_view json, const design::Design& design);
/// The rows of a table property from a CSV file: a first line with the keys of columns, or cells in the order of the columns; commas or
/// semicolons between, # begins a comment. A bare number in a column of durations counts seconds.
Result<Value> tableFromCsv(const catalog::PropertySpec& spec, const std::string& path, const design::Design& design);
/// The rows as such a JSON text, components as "#id".
std::string tableText(const catalog::PropertySpec& spec, const Value& value);

/// The component a text names by its name or as "#id"; null when there is none.
const design::Component* componentByWord(const design::Design& design, std::string_view word);

}  // namespace faultline::runtime
