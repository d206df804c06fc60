#include "model/exchange/png_chunk.h"

#include <QtEndian>

#include <zlib.h>

#include <algorithm>
#include <vector>

namespace faultline::exchange {
namespace {

const QByteArray pngSignature("\x89PNG\r\n\x1a\n", 8);
const QByteArray pngChunkType("flTd");
const QByteArray pngKeyword("faultline\0\1", 11);
constexpr qint64 pngFrameBytes = 12;  // length, type and checksum of a chunk

Problem pngDamaged() {
    return Problem(FL_TR("exchange", "The picture is damaged or cut off"));
}
Problem pngDamagedDesign() {
    return Problem(FL_TR("exchange", "The design inside the picture is damaged"));
}

Problem pngTooLarge() {
    return Problem(
        Text(FL_TR("exchange", "The design is too large to be carried by a picture: at most %1 MiB compressed and %2 MiB plain"),
             {std::to_string(largestPackedDesign >> 20), std::to_string(largestPlainDesign >> 20)}));
}

quint32 pngChecksum(const QByteArray& bytes, qint64 at, qint64 length) {
    return static_cast<quint32>(
        crc32(crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes.constData() + at), static_cast<uInt>(length)));
}

struct PngChunk {
    qint64 at = 0;      // of its length field
    qint64 length = 0;  // of its data
    QByteArray type;
    qint64 end() const { return at + pngFrameBytes + length; }
};

/// All chunks from IHDR to IEND, with lengths that fit. The checksum of a foreign chunk is its reader's business.
Result<std::vector<PngChunk>> pngChunks(const QByteArray& png) {
    if (!looksLikePng(png)) return fail(FL_TR("exchange", "This is not a PNG picture"));
    std::vector<PngChunk> chunks;
    qint64 at = pngSignature.size();
    while (png.size() - at >= pngFrameBytes) {
        PngChunk chunk{at, qFromBigEndian<quint32>(png.constData() + at), png.mid(at + 4, 4)};
        const bool letters = std::all_of(chunk.type.begin(), chunk.type.end(),
                                         [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
        if (!letters || chunk.length > png.size() - at - pngFrameBytes) break;
        if (chunks.empty() != (chunk.type == "IHDR")) break;
        at = chunk.end();
        chunks.push_back(chunk);
        if (chunk.type == "IEND") return chunks;  // what follows is no part of the picture
    }
    return tl::unexpected(pngDamaged());
}

bool pngIsSound(const QByteArray& png, const PngChunk& chunk) {
    return pngChecksum(png, chunk.at + 4, chunk.length + 4) ==
           qFromBigEndian<quint32>(png.constData() + chunk.at + 8 + chunk.length);
}

std::optional<QByteArray> pngDeflate(const QByteArray& plain) {
    QByteArray packed(static_cast<qsizetype>(compressBound(static_cast<uLong>(plain.size()))), Qt::Uninitialized);
    uLongf length = static_cast<uLongf>(packed.size());
    const int code =
        compress2(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(plain.constData()),
                  static_cast<uLong>(plain.size()), Z_BEST_COMPRESSION);
    if (code != Z_OK) return std::nullopt;
    packed.truncate(static_cast<qsizetype>(length));
    return packed;
}

/// Inflates in blocks, so that a small lie costs little and a bomb ends at the limit. Nothing when damaged; the stream must end
/// exactly at the end of the data.
std::optional<QByteArray> pngInflate(const QByteArray& packed, bool& tooLarge) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return std::nullopt;
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
        tooLarge = plain.size() + produced > largestPlainDesign;
        if (!tooLarge) plain.append(block.constData(), produced);
    }
    const bool whole = code == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (tooLarge || !whole) return std::nullopt;
    return plain;
}

QByteArray pngMakeChunk(const QByteArray& data) {
    QByteArray out(4, '\0');
    qToBigEndian(static_cast<quint32>(data.size()), out.data());
    out += pngChunkType + data;
    QByteArray checksum(4, '\0');
    qToBigEndian(pngChecksum(out, 4, out.size() - 4), checksum.data());
    return out + checksum;
}

}  // namespace

bool looksLikePng(const QByteArray& bytes) {
    return bytes.startsWith(pngSignature);
}

Problem noDesignInPicture() {
    return Problem(FL_TR("exchange",
                         "This is a picture without a design inside; some programs remove the design when they save or send "
                         "a picture, so ask for the original file"));
}

Result<QByteArray> embedDesign(const QByteArray& png, const QByteArray& payload) {
    const Result<std::vector<PngChunk>> chunks = pngChunks(png);
    if (!chunks) return tl::unexpected(chunks.error());
    if (payload.size() > largestPlainDesign) return tl::unexpected(pngTooLarge());
    const std::optional<QByteArray> packed = pngDeflate(payload);
    if (!packed || packed->size() > largestPackedDesign) return tl::unexpected(pngTooLarge());

    QByteArray out = pngSignature;
    for (const PngChunk& chunk : *chunks) {
        if (chunk.type == pngChunkType) continue;
        if (chunk.type == "IEND") out += pngMakeChunk(pngKeyword + *packed);
        out += png.mid(chunk.at, chunk.end() - chunk.at);
    }
    return out;
}

Result<std::optional<QByteArray>> extractDesign(const QByteArray& png) {
    const Result<std::vector<PngChunk>> chunks = pngChunks(png);
    if (!chunks) return tl::unexpected(chunks.error());
    std::optional<QByteArray> found;
    for (const PngChunk& chunk : *chunks) {
        if (chunk.type != pngChunkType) {
            // A flipped bit must not turn our chunk into another's and the design into "never there".
            if (!pngIsSound(png, chunk)) return tl::unexpected(pngDamaged());
            continue;
        }
        if (found || !pngIsSound(png, chunk)) return tl::unexpected(pngDamagedDesign());
        const QByteArray data = png.mid(chunk.at + 8, chunk.length);
        if (!data.startsWith(pngKeyword.left(pngKeyword.size() - 1)) || data.size() <= pngKeyword.size()) {
            return tl::unexpected(pngDamagedDesign());
        }
        if (data.at(pngKeyword.size() - 1) != pngKeyword.back()) {
            return fail(FL_TR("exchange", "The design inside the picture was written by a newer version of Faultline"));
        }
        if (data.size() - pngKeyword.size() > largestPackedDesign) return tl::unexpected(pngTooLarge());
        bool tooLarge = false;
        found = pngInflate(data.mid(pngKeyword.size()), tooLarge);
        if (tooLarge) return tl::unexpected(pngTooLarge());
        if (!found) return tl::unexpected(pngDamagedDesign());
    }
    return found;
}

}  // namespace faultline::exchange
