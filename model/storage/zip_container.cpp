#include "model/storage/zip_container.h"

#include <QBuffer>
#include <QDateTime>
#include <QSet>
#include <QtEndian>

#include <quazip/quazip.h>
#include <quazip/quazipfile.h>

#include <algorithm>
#include <optional>

namespace faultline::storage {
namespace {

constexpr int zipLongestName = 255;
constexpr qint64 zipEndBytes = 22;
constexpr qint64 zipRecordBytes = 46;
constexpr qint64 zipLocalBytes = 30;

/// What the directory at the end of the file says of one entry.
struct ZipRecord {
    QString name;
    QByteArray rawName;
    quint16 flags = 0;
    quint16 method = 0;
    quint32 crc = 0;
    qint64 packed = 0;
    qint64 size = 0;
    qint64 offset = 0;  ///< of its local header
    qint64 end = 0;     ///< behind its packed data
};

quint16 zipWord(const QByteArray& bytes, qint64 at) {
    return qFromLittleEndian<quint16>(bytes.constData() + at);
}
quint32 zipLong(const QByteArray& bytes, qint64 at) {
    return qFromLittleEndian<quint32>(bytes.constData() + at);
}

std::string zipQuoted(const QString& name) {
    return excerpt(name.toStdString());
}

Problem zipDamaged() {
    return Problem(FL_TR("storage", "The file is damaged or cut off: the list of what is in it does not fit the rest"));
}

Problem zipDamagedEntry(const QString& name) {
    return Problem(Text(FL_TR("storage", "The file is damaged: \"%1\" inside it is not whole"), {zipQuoted(name)}));
}

/// Names that mean something outside the zip are refused although nothing is ever unpacked onto a disk: no program of ours
/// wrote them, and another tool would.
bool zipNameIsSafe(const QString& name) {
    if (name.isEmpty() || name.size() > zipLongestName || name.startsWith(u'/') || name.endsWith(u'/')) return false;
    for (const QChar c : name) {
        if (c < u' ' || c == u'\\' || c == u':' || c == QChar(0x7F) || c == QChar::ReplacementCharacter) return false;
    }
    const QStringList parts = name.split(u'/');
    return std::none_of(parts.begin(), parts.end(), [](const QString& part) {
        return part.isEmpty() || part == QLatin1String(".") || part == QLatin1String("..");
    });
}

/// Two names are one when a file system that ignores case, or another spelling of the same accents, would hold them for one.
QString zipNameKey(const QString& name) {
    return name.normalized(QString::NormalizationForm_C).toUpper().toCaseFolded().normalized(QString::NormalizationForm_C);
}

std::optional<Problem> zipCheckSize(const QString& name, qint64 size, qint64& total, const ZipLimits& limits) {
    total += size;
    if (size > limits.entryBytes) {
        return Problem(Text(FL_TR("storage", "\"%1\" inside the file is too large: %2 MiB, at most %3 MiB are read"),
                            {zipQuoted(name), std::to_string(size >> 20), std::to_string(limits.entryBytes >> 20)}));
    }
    if (total > limits.totalBytes) {
        return Problem(Text(FL_TR("storage", "The file holds too much: at most %1 MiB are read"),
                            {std::to_string(limits.totalBytes >> 20)}));
    }
    return std::nullopt;
}

std::optional<Problem> zipCheckNames(const std::vector<QString>& names, const ZipLimits& limits) {
    if (static_cast<qint64>(names.size()) > limits.entries) {
        return Problem(Text(FL_TR("storage", "The file holds too many entries: %1, at most %2 are read"),
                            {std::to_string(names.size()), std::to_string(limits.entries)}));
    }
    if (names.empty() || names.front() != QLatin1String("mimetype")) {
        return Problem(FL_TR("storage", "This is a zip file, but not a Faultline project: it does not begin with \"mimetype\""));
    }
    QSet<QString> seen;
    for (const QString& name : names) {
        if (!zipNameIsSafe(name)) {
            return Problem(
                Text(FL_TR("storage", "The file holds an entry with a name that is not allowed: \"%1\""), {zipQuoted(name)}));
        }
        const QString key = zipNameKey(name);
        if (seen.contains(key)) return Problem(Text(FL_TR("storage", "The file holds \"%1\" twice"), {zipQuoted(name)}));
        seen.insert(key);
    }
    return std::nullopt;
}

/// What can be said of one entry from its record alone.
std::optional<Problem> zipCheckRecord(const ZipRecord& record, qint64& total, const ZipLimits& limits) {
    constexpr quint16 encrypted = 0x0001 | 0x0040 | 0x2000;
    if ((record.flags & encrypted) != 0) {
        return Problem(
            Text(FL_TR("storage", "\"%1\" inside the file is encrypted, which is not supported"), {zipQuoted(record.name)}));
    }
    if (record.method != 0 && record.method != 8) {
        return Problem(Text(FL_TR("storage", "\"%1\" inside the file is compressed in a way that is not supported"),
                            {zipQuoted(record.name)}));
    }
    if (std::optional<Problem> problem = zipCheckSize(record.name, record.size, total, limits)) return problem;
    if (record.method == 0 && record.packed != record.size) return zipDamagedEntry(record.name);
    if (record.size > limits.ratioFrom && record.size / limits.ratio > record.packed) {
        return Problem(Text(FL_TR("storage", "\"%1\" inside the file grows suspiciously when it is unpacked: more than %2 times"),
                            {zipQuoted(record.name), std::to_string(limits.ratio)}));
    }
    return std::nullopt;
}

/// The header in front of the packed data must tell the same as the directory; readers differ in which of the two they believe.
bool zipLocalAgrees(const QByteArray& bytes, ZipRecord& record, qint64 directory) {
    const qint64 at = record.offset;
    if (at > directory - zipLocalBytes || !bytes.mid(at, 4).startsWith("PK\x03\x04")) return false;
    const quint16 flags = zipWord(bytes, at + 6);
    const qint64 nameBytes = zipWord(bytes, at + 26);
    const qint64 extraBytes = zipWord(bytes, at + 28);
    record.end = at + zipLocalBytes + nameBytes + extraBytes + record.packed;
    if (record.end > directory || flags != record.flags || zipWord(bytes, at + 8) != record.method) return false;
    if (bytes.mid(at + zipLocalBytes, nameBytes) != record.rawName) return false;
    if ((flags & 0x0008) != 0) return true;  // crc and sizes follow behind the data; the directory's are checked by reading
    return zipLong(bytes, at + 14) == record.crc && zipLong(bytes, at + 18) == record.packed &&
           zipLong(bytes, at + 22) == record.size;
}

/// Reads the directory strictly from the bytes, before any of it reaches the library, and checks all that can be known without
/// unpacking.
Result<std::vector<ZipRecord>> zipDirectory(const QByteArray& bytes, const ZipLimits& limits) {
    const qint64 end = bytes.size() - zipEndBytes;
    if (end < 0 || !bytes.mid(end, 4).startsWith("PK\x05\x06") || zipWord(bytes, end + 20) != 0) {
        return fail(FL_TR("storage", "The file is damaged or cut off: it does not end as a project file does"));
    }
    const qint64 count = zipWord(bytes, end + 10);
    const qint64 directory = zipLong(bytes, end + 16);
    const bool oneDisk = zipWord(bytes, end + 4) == 0 && zipWord(bytes, end + 6) == 0 && zipWord(bytes, end + 8) == count;
    if (!oneDisk || directory + zipLong(bytes, end + 12) != end) return tl::unexpected(zipDamaged());

    std::vector<ZipRecord> records;
    std::vector<QString> names;
    qint64 at = directory;
    while (at < end) {
        if (end - at < zipRecordBytes || !bytes.mid(at, 4).startsWith("PK\x01\x02")) return tl::unexpected(zipDamaged());
        ZipRecord record;
        record.flags = zipWord(bytes, at + 8);
        record.method = zipWord(bytes, at + 10);
        record.crc = zipLong(bytes, at + 16);
        record.packed = zipLong(bytes, at + 20);
        record.size = zipLong(bytes, at + 24);
        record.offset = zipLong(bytes, at + 42);
        const qint64 nameBytes = zipWord(bytes, at + 28);
        const qint64 tailBytes = qint64{zipWord(bytes, at + 30)} + zipWord(bytes, at + 32);
        if (zipWord(bytes, at + 34) != 0 || at + zipRecordBytes + nameBytes + tailBytes > end)
            return tl::unexpected(zipDamaged());
        record.rawName = bytes.mid(at + zipRecordBytes, nameBytes);
        record.name = QString::fromUtf8(record.rawName);
        at += zipRecordBytes + nameBytes + tailBytes;
        names.push_back(record.name);
        records.push_back(std::move(record));
    }
    if (static_cast<qint64>(records.size()) != count) return tl::unexpected(zipDamaged());
    if (std::optional<Problem> problem = zipCheckNames(names, limits)) return tl::unexpected(*problem);

    qint64 total = 0;
    for (ZipRecord& record : records) {
        if (std::optional<Problem> problem = zipCheckRecord(record, total, limits)) return tl::unexpected(*problem);
        if (!zipLocalAgrees(bytes, record, directory)) return tl::unexpected(zipDamagedEntry(record.name));
    }
    if (records.front().offset != 0 || records.front().method != 0) {
        return fail(FL_TR("storage", "This is a zip file, but not a Faultline project: it does not begin with \"mimetype\""));
    }
    std::vector<const ZipRecord*> byOffset;
    for (const ZipRecord& record : records) byOffset.push_back(&record);
    std::sort(byOffset.begin(), byOffset.end(), [](const ZipRecord* a, const ZipRecord* b) { return a->offset < b->offset; });
    for (std::size_t i = 1; i < byOffset.size(); ++i) {
        if (byOffset[i]->offset < byOffset[i - 1]->end) return tl::unexpected(zipDamagedEntry(byOffset[i]->name));
    }
    return records;
}

/// Unpacks the entry the library stands on. The size is compared although the checksum is: after a broken stream the
/// library reads short and reports no error; and a checksum that differs is reported only after closing.
Result<QByteArray> zipUnpack(QuaZip& zip, const ZipRecord& record) {
    QuaZipFileInfo64 info;
    if (!zip.getCurrentFileInfo(&info) || info.crc != record.crc || qint64(info.uncompressedSize) != record.size ||
        qint64(info.compressedSize) != record.packed || info.method != record.method) {
        return tl::unexpected(zipDamagedEntry(record.name));
    }
    QuaZipFile file(&zip);
    if (!file.open(QIODevice::ReadOnly)) return tl::unexpected(zipDamagedEntry(record.name));
    QByteArray data;
    QByteArray block(65'536, Qt::Uninitialized);
    for (;;) {
        const qint64 read = file.read(block.data(), block.size());
        if (read <= 0) break;
        data.append(block.constData(), read);
        if (data.size() > record.size) break;
    }
    file.close();
    if (file.getZipError() != UNZ_OK || data.size() != record.size) return tl::unexpected(zipDamagedEntry(record.name));
    return data;
}

}  // namespace

bool looksLikeZip(const QByteArray& bytes) {
    return bytes.startsWith("PK\x03\x04") || bytes.startsWith("PK\x05\x06");
}

Result<std::vector<ZipEntry>> readZip(const QByteArray& bytes, const ZipLimits& limits) {
    if (!looksLikeZip(bytes)) return fail(FL_TR("storage", "This is not a zip file"));
    const Result<std::vector<ZipRecord>> records = zipDirectory(bytes, limits);
    if (!records) return tl::unexpected(records.error());

    QBuffer device;
    device.setData(bytes);
    QuaZip zip(&device);
    if (!zip.open(QuaZip::mdUnzip)) return tl::unexpected(zipDamaged());
    if (zip.getEntriesCount() != static_cast<int>(records->size())) return tl::unexpected(zipDamaged());
    std::vector<ZipEntry> entries;
    bool more = zip.goToFirstFile();
    for (const ZipRecord& record : *records) {
        if (!more) return tl::unexpected(zipDamaged());
        Result<QByteArray> data = zipUnpack(zip, record);
        if (!data) return tl::unexpected(data.error());
        entries.push_back({record.name, std::move(*data)});
        more = zip.goToNextFile();
    }
    if (more || zip.getZipError() != UNZ_OK) return tl::unexpected(zipDamaged());
    return entries;
}

Result<QByteArray> writeZip(const std::vector<ZipEntry>& entries, const ZipLimits& limits) {
    std::vector<QString> names;
    qint64 total = 0;
    for (const ZipEntry& entry : entries) {
        names.push_back(entry.name);
        if (std::optional<Problem> problem = zipCheckSize(entry.name, entry.data.size(), total, limits))
            return tl::unexpected(*problem);
    }
    if (std::optional<Problem> problem = zipCheckNames(names, limits)) return tl::unexpected(*problem);

    QBuffer device;
    QuaZip zip(&device);
    zip.setUtf8Enabled(true);
    zip.setDataDescriptorWritingEnabled(false);  // whole local headers, which readZip compares
    zip.setOsCode(3);
    const auto failed = [] { return fail(FL_TR("storage", "The project could not be packed: there is not enough memory")); };
    if (!zip.open(QuaZip::mdCreate)) return failed();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const QByteArray& data = entries[i].data;
        // What deflates so well that readZip would take it for a bomb is stored as it is.
        const bool tooGood = data.size() > limits.ratioFrom && qCompress(data).size() < data.size() / limits.ratio * 5 / 4 + 64;
        const bool stored = i == 0 || tooGood;
        QuaZipNewInfo info(entries[i].name);
        info.dateTime = QDateTime(QDate(1980, 1, 1), QTime(0, 0), Qt::UTC);
        info.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
        QuaZipFile file(&zip);
        if (!file.open(QIODevice::WriteOnly, info, nullptr, 0, stored ? 0 : Z_DEFLATED, stored ? 0 : Z_DEFAULT_COMPRESSION)) {
            return failed();
        }
        const bool written = file.write(data) == data.size();
        file.close();
        if (!written || file.getZipError() != ZIP_OK) return failed();
    }
    zip.close();
    if (zip.getZipError() != ZIP_OK) return failed();
    return device.data();
}

}  // namespace faultline::storage
