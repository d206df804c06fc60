#pragma once
#include <QByteArray>

#include <optional>

namespace faultline::exchange {

/// What the deflated bytes are wrapped in.
enum class Wrapping { Zlib, None };

/// As small as it gets; nothing when there is no memory for it.
std::optional<QByteArray> deflated(const QByteArray& plain, Wrapping wrapping = Wrapping::Zlib);

/// Inflates in blocks, so that a small lie costs little and a bomb ends at `largest` bytes (`tooLarge`). Nothing when damaged; the
/// stream must end exactly at the end of the data.
std::optional<QByteArray> inflated(const QByteArray& packed, qint64 largest, bool& tooLarge, Wrapping wrapping = Wrapping::Zlib);

/// The checksum of PNG and zip, of one part of the bytes.
quint32 checksum(const QByteArray& bytes, qint64 at, qint64 length);

}  // namespace faultline::exchange
