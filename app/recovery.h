#pragma once
#include "app/document_file.h"
#include "model/design/document.h"

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QTimer>

#include <future>
#include <memory>
#include <vector>

namespace faultline::app {

/// Keeps what is unsaved in one window in a file of its own, so that it outlives the program: written at most a second after an edit,
/// on another thread, and removed when the document is saved or given up. What a program that ended without that left behind is
/// offered by the next one. GUI thread.
class Recovery : public QObject {
    Q_OBJECT
public:
    /// Both must outlive it.
    Recovery(design::DesignDocument& document, const DocumentFile& file, QObject* parent = nullptr);
    ~Recovery() override;

    /// Nothing is left to keep: it was saved, or the user gave it up.
    void forget();
    /// Writes now what is unsaved, and waits for it. False: it cannot be written.
    bool keepNow();

signals:
    /// Whether what is unsaved can be kept (the disk may be full); told when that changes.
    void keepingChanged(bool works);

public:
    /// A document that an ended program left behind.
    struct Item {
        QString file;         ///< where it is kept
        QString original;     ///< the file it came from; empty: it had none
        QString name;
        QDateTime when;
        std::vector<design::Design> pages;
    };
    /// Newest first. What cannot be read any more is left where it is and not listed.
    static std::vector<Item> leftBehind(const catalog::Catalog& catalog);
    static void remove(const QString& file);
    /// Where everything is kept.
    static QString folder();

private:
    void keep();
    void tell(bool works);
    std::unique_ptr<QLockFile> takePlace();

    design::DesignDocument& m_document;
    const DocumentFile& m_file;
    QString m_place;                      ///< empty: none yet
    std::unique_ptr<QLockFile> m_lock;    ///< held as long as this program lives
    QTimer m_timer;                       ///< single shot
    std::future<bool> m_writing;
    bool m_works = true;
};

/// Held while a file is open in a window, so that a second one can tell. Null: another window holds it.
std::unique_ptr<QLockFile> lockDocument(const QString& path);

}  // namespace faultline::app
