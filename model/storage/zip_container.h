#pragma once
#include "model/core/result.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace faultline::storage {

/// One file inside a zip.
struct ZipEntry {
    QString name;
    QByteArray data;
    friend bool operator==(const ZipEntry&, const ZipEntry&) = default;
};

/// What a zip may cost to read; a file beyond that is refused before anything is unpacked.
struct ZipLimits {
    qint64 entries = 500;
    qint64 entryBytes = 64ll << 20;   ///< unpacked, each
    qint64 totalBytes = 256ll << 20;  ///< unpacked, all together
    qint64 ratio = 200;               ///< unpacked to packed, asked of entries above ratioFrom
    qint64 ratioFrom = 1ll << 20;
};

/// Packs the entries in the given order into a zip; the first must be called "mimetype" and is stored, the others are deflated.
/// The same entries give the same bytes. The error says which entry readZip would refuse.
Result<QByteArray> writeZip(const std::vector<ZipEntry>& entries, const ZipLimits& limits = {});

/// Unpacks a whole zip in memory; nothing is written anywhere. It must begin with a stored entry "mimetype" and end with its
/// directory: no junk around it, no comment, no zip64, no encryption. Either every entry is whole (names, sizes and checksums
/// agree) or the error names what is wrong.
Result<std::vector<ZipEntry>> readZip(const QByteArray& bytes, const ZipLimits& limits = {});

/// Whether the bytes begin as a zip does.
bool looksLikeZip(const QByteArray& bytes);

}  // namespace faultline::storage
