#include "model/exchange/deflate.h"

#include <zlib.h>

namespace faultline::exchange {
namespace {

int deflateBits(Wrapping wrapping) { return wrapping == Wrapping::Zlib ? MAX_WBITS : -MAX_WBITS; }

}  // namespace

std::optional<QByteArray> deflated(const QByteArray& plain, Wrapping wrapping) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, deflateBits(wrapping), 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
    QByteArray packed(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(plain.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.constData()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int code = deflate(&stream, Z_FINISH);
    packed.truncate(packed.size() - static_cast<qsizetype>(stream.avail_out));
    deflateEnd(&stream);
    if (code != Z_STREAM_END) return std::nullopt;
    return packed;
}

std::optional<QByteArray> inflated(const QByteArray& packed, qint64 largest, bool& tooLarge, Wrapping wrapping) {
    z_stream stream{};
    if (inflateInit2(&stream, deflateBits(wrapping)) != Z_OK) return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.constData()));
    stream.avail_in = static_cast<uInt>(packed.size());
    QByteArray plain;
    QByteArray block(65'536, Qt::Uninitialized);
    int code = Z_OK;
    while (code == Z_OK && !tooLarge) {
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
        code = inflate(&stream, Z_NO_FLUSH);
        const auto produced = block.size() - static_cast<qsizetype>(stream.avail_out);
        tooLarge = plain.size() + produced > largest;
        if (!tooLarge) plain.append(block.constData(), produced);
    }
    const bool whole = code == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (tooLarge || !whole) return std::nullopt;
    return plain;
}

quint32 checksum(const QByteArray& bytes, qint64 at, qint64 length) {
    return static_cast<quint32>(
        crc32(crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes.constData() + at), static_cast<uInt>(length)));
}

}  // namespace faultline::exchange
