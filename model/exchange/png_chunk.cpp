#include "model/exchange/png_chunk.h"

#include "model/exchange/deflate.h"

#include <QtEndian>

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
    return checksum(png, chunk.at + 4, chunk.length + 4) ==
           qFromBigEndian<quint32>(png.constData() + chunk.at + 8 + chunk.length);
}

QByteArray pngMakeChunk(const QByteArray& type, const QByteArray& data) {
    QByteArray out(4, '\0');
    qToBigEndian(static_cast<quint32>(data.size()), out.data());
    out += type + data;
    QByteArray sum(4, '\0');
    qToBigEndian(checksum(out, 4, out.size() - 4), sum.data());
    return out + sum;
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
    const std::optional<QByteArray> packed = deflated(payload);
    if (!packed || packed->size() > largestPackedDesign) return tl::unexpected(pngTooLarge());

    QByteArray out = pngSignature;
    for (const PngChunk& chunk : *chunks) {
        if (chunk.type == pngChunkType) continue;
        if (chunk.type == "IEND") out += pngMakeChunk(pngChunkType, pngKeyword + *packed);
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
        found = inflated(data.mid(pngKeyword.size()), largestPlainDesign, tooLarge);
        if (tooLarge) return tl::unexpected(pngTooLarge());
        if (!found) return tl::unexpected(pngDamagedDesign());
    }
    return found;
}

Result<QByteArray> embedText(const QByteArray& png, const QByteArray& keyword, const QByteArray& text) {
    const Result<std::vector<PngChunk>> chunks = pngChunks(png);
    if (!chunks) return tl::unexpected(chunks.error());
    QByteArray out = pngSignature;
    for (const PngChunk& chunk : *chunks) {
        const bool isText = chunk.type == "tEXt" || chunk.type == "zTXt";
        if (isText && png.mid(chunk.at + 8, keyword.size() + 1) == keyword + '\0') continue;
        out += png.mid(chunk.at, chunk.end() - chunk.at);
        if (chunk.type == "IHDR") out += pngMakeChunk("tEXt", keyword + '\0' + text);
    }
    return out;
}

std::optional<QByteArray> pictureText(const QByteArray& png, const QByteArray& keyword) {
    const Result<std::vector<PngChunk>> chunks = pngChunks(png);
    if (!chunks) return std::nullopt;
    for (const PngChunk& chunk : *chunks) {
        const QByteArray data = png.mid(chunk.at + 8, chunk.length);
        if (!data.startsWith(keyword + '\0')) continue;
        const QByteArray rest = data.mid(keyword.size() + 1);
        if (chunk.type == "tEXt") return rest;
        bool tooLarge = false;
        if (chunk.type != "zTXt" || !rest.startsWith('\0')) continue;
        if (const auto text = inflated(rest.mid(1), largestPlainDesign, tooLarge)) return text;
        return inflated(rest.mid(1), largestPlainDesign, tooLarge, Wrapping::None);   // older draw.io left the wrapping out
    }
    return std::nullopt;
}

}  // namespace faultline::exchange
