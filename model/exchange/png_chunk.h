#pragma once
#include "model/core/result.h"

#include <QByteArray>

#include <optional>

namespace faultline::exchange {

/// The chunk of ours: "flTd", after its letters ancillary (a viewer may ignore it), private, and safe to copy (a program that
/// alters the picture may keep it). Its data: "faultline", a zero byte, a version byte, and the payload compressed by zlib.
inline constexpr qint64 largestPackedDesign = 4ll << 20;
inline constexpr qint64 largestPlainDesign = 64ll << 20;

/// Puts a payload into a PNG, before its end; one of ours that is there already is replaced. The error says that these bytes are
/// no whole PNG, or that the payload is too large to be carried (more than largestPlainDesign, or than largestPackedDesign packed).
Result<QByteArray> embedDesign(const QByteArray& png, const QByteArray& payload);

/// Takes the payload out of a PNG again. Nothing: a sound picture without a design (see noDesignInPicture). The error says that
/// these bytes are no PNG, or that they are damaged.
Result<std::optional<QByteArray>> extractDesign(const QByteArray& png);

/// Puts a tEXt chunk into a PNG, before the image itself; one with this keyword that is there already is replaced. `text` is Latin-1
/// without zero bytes. The error says that these bytes are no whole PNG.
Result<QByteArray> embedText(const QByteArray& png, const QByteArray& keyword, const QByteArray& text);
/// The text of a tEXt or zTXt chunk with this keyword; nothing when there is none or it is damaged.
std::optional<QByteArray> pictureText(const QByteArray& png, const QByteArray& keyword);

/// What to tell the user about a picture without a design.
Problem noDesignInPicture();

/// Whether the bytes begin as a PNG does.
bool looksLikePng(const QByteArray& bytes);

}  // namespace faultline::exchange
