#include "model/storage/file_io.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace faultline::storage {
namespace {

std::string fileShown(const QString& path) {
    return excerpt(QDir::toNativeSeparators(path).toStdString(), 300);
}

/// Why a file could not be opened for writing; the library itself has only the system's words, and not for every case.
Problem fileWhyNotWritable(const QString& path, const QString& systemWords) {
    const QFileInfo file(path);
    const QFileInfo folder(file.absolutePath());
    if (!folder.exists()) {
        return Problem(Text(FL_TR("storage", "The folder \"%1\" does not exist"), {fileShown(folder.filePath())}));
    }
    if (!folder.isDir()) {
        return Problem(Text(FL_TR("storage", "\"%1\" is not a folder"), {fileShown(folder.filePath())}));
    }
    if (file.exists() && !file.isWritable()) {
        return Problem(Text(FL_TR("storage", "\"%1\" is write protected"), {fileShown(path)}));
    }
    if (!folder.isWritable()) {
        return Problem(
            Text(FL_TR("storage", "You are not allowed to write into the folder \"%1\""), {fileShown(folder.filePath())}));
    }
    return Problem(Text(FL_TR("storage", "\"%1\" cannot be written: %2"), {fileShown(path), systemWords.toStdString()}));
}

Problem fileIncomplete(const QString& path) {
    return Problem(Text(FL_TR("storage",
                              "\"%1\" could not be written completely: the disk may be full, or it was removed; "
                              "the previous file is unchanged"),
                        {fileShown(path)}));
}

}  // namespace

Result<void> writeFileAtomically(const QString& path, const QByteArray& bytes) {
    const QFileInfo target(path);
    if (path.isEmpty()) return fail(FL_TR("storage", "No file name was given"));
    if (QFile::encodeName(target.fileName()).size() > 255) {
        return fail(Text(FL_TR("storage", "The file name \"%1\" is too long"), {excerpt(target.fileName().toStdString())}));
    }
    if (target.isDir()) return fail(Text(FL_TR("storage", "\"%1\" is a folder, not a file"), {fileShown(path)}));
    if (target.exists() && !target.isFile()) {
        return fail(Text(FL_TR("storage", "\"%1\" is not an ordinary file"), {fileShown(path)}));
    }
    QSaveFile file(path);
    file.setDirectWriteFallback(false);  // the fallback writes over the previous file and may leave half of it
    // Unbuffered: what fits into the library's buffer would be written by commit(), which overlooks that this failed and puts an
    // empty file in the place of the previous one.
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        return tl::unexpected(fileWhyNotWritable(path, file.errorString()));
    if (file.write(bytes) != bytes.size() || !file.flush()) {
        file.cancelWriting();
        return tl::unexpected(fileIncomplete(path));
    }
    // Commit renames; a folder that went meanwhile is told apart from a full disk.
    if (!file.commit()) {
        if (!QFileInfo(target.absolutePath()).isDir()) return tl::unexpected(fileWhyNotWritable(path, file.errorString()));
        return tl::unexpected(fileIncomplete(path));
    }
    return {};
}

Result<QByteArray> readFile(const QString& path, qint64 largest) {
    const QFileInfo info(path);
    if (!info.exists()) return fail(Text(FL_TR("storage", "The file \"%1\" does not exist"), {fileShown(path)}));
    if (info.isDir()) return fail(Text(FL_TR("storage", "\"%1\" is a folder, not a file"), {fileShown(path)}));
    // A pipe would block for ever and a device never ends.
    if (!info.isFile()) return fail(Text(FL_TR("storage", "\"%1\" is not an ordinary file"), {fileShown(path)}));
    const auto tooLarge = [&] {
        return fail(Text(FL_TR("storage", "\"%1\" is too large: at most %2 MiB are read"),
                         {fileShown(path), std::to_string(largest >> 20)}));
    };
    if (info.size() > largest) return tooLarge();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        if (!info.isReadable()) return fail(Text(FL_TR("storage", "You are not allowed to read \"%1\""), {fileShown(path)}));
        return fail(Text(FL_TR("storage", "\"%1\" cannot be read: %2"), {fileShown(path), file.errorString().toStdString()}));
    }
    QByteArray bytes = file.read(largest);
    if (file.error() != QFileDevice::NoError || bytes.size() < qMin(info.size(), largest)) {
        return fail(Text(FL_TR("storage", "\"%1\" cannot be read: %2"), {fileShown(path), file.errorString().toStdString()}));
    }
    if (char more = 0; bytes.size() == largest && file.read(&more, 1) > 0)
        return tooLarge();  // it grew, or has no size of its own
    return bytes;
}

}  // namespace faultline::storage
