#pragma once
#include "model/catalog/kind.h"

#include <QByteArray>
#include <QJsonObject>

namespace faultline::storage {

/// JSON Schema (draft 2020-12) of design.json: every key this version writes, and for each kind of the catalogue its properties with
/// their ranges and choices. It is stricter than readDesign(), which keeps keys it does not know: what a schema is asked for is
/// whether a file is spelt right.
QJsonObject designSchema(const catalog::Catalog& catalog);
/// The same of run.json; it refers to the schema of the design by its `$id`.
QJsonObject runSchema();
/// A schema as it is printed and stored in resources/format.
QByteArray schemaText(const QJsonObject& schema);

}  // namespace faultline::storage
