#pragma once
#include "model/core/result.h"

#include <QByteArray>
#include <QJsonValue>

namespace faultline::storage {

/// What JSON text may cost to read.
struct JsonLimits {
    int depth = 64;                  ///< objects and arrays inside each other
    qint64 values = 4'000'000;       ///< all together
    qint64 keys = 10'000;            ///< of one object
    qint64 stringBytes = 8ll << 20;  ///< of one text, as written
};

/// Reads JSON strictly: UTF-8 (a byte order mark is passed over), no key twice in an object, nothing behind the value, no lone
/// surrogates, no number that a double or a 64-bit integer cannot hold. The place of an error is a line and column, or the path
/// of the value ("components[3].name").
Result<QJsonValue> parseJson(const QByteArray& text, const JsonLimits& limits = {});

/// Writes JSON for people and for line-wise comparison: keys sorted, two spaces a level, what fits into one line in one line, a
/// line feed at the end. Equal values give equal text. What is no number becomes null.
QByteArray formatJson(const QJsonValue& value);

}  // namespace faultline::storage
