#pragma once
#include "model/core/result.h"

#include <QByteArray>
#include <QString>

namespace faultline::storage {

/// Replaces a file whole or not at all: the bytes go to a file beside it, which takes its place when everything is on the disk. A
/// symbolic link stays and what it points to is replaced; permissions are kept. After an error the previous file is as it was;
/// the sentence says why (no such folder, not allowed, write protected, no space).
Result<void> writeFileAtomically(const QString& path, const QByteArray& bytes);

/// Reads a whole file of at most `largest` bytes. Folders, devices and pipes are refused.
Result<QByteArray> readFile(const QString& path, qint64 largest);

}  // namespace faultline::storage
