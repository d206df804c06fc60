#include "model/storage/file_io.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <csignal>

using namespace faultline;

namespace {

/// Lets every write beyond a size fail, as a full disk does.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes) {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limited = m_before;
        limited.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~SmallDisk() {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

/// Takes the rights of the superuser away for a while: to it nothing is write protected.
class OrdinaryUser {
public:
    OrdinaryUser() : m_wasRoot(geteuid() == 0) { m_done = !m_wasRoot || setresuid(65534, 65534, 0) == 0; }
    ~OrdinaryUser() {
        if (m_wasRoot && m_done && setresuid(0, 0, 0) != 0) qFatal("cannot become root again");
    }
    OrdinaryUser(const OrdinaryUser&) = delete;
    OrdinaryUser& operator=(const OrdinaryUser&) = delete;
    bool worked() const { return m_done; }

private:
    bool m_wasRoot;
    bool m_done = false;
};

}  // namespace

class FileIoTest : public QObject {
    Q_OBJECT

    static QString what(const Result<void>& result) {
        return result ? QString() : QString::fromStdString(result.error().plain());
    }
    static QString what(const Result<QByteArray>& result) {
        return result ? QString() : QString::fromStdString(result.error().plain());
    }
    static QByteArray content(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(unreadable)");
    }
    static QStringList files(const QTemporaryDir& folder) {
        return QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }

private slots:
    void writesAndReads() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a \u00fc.faultline"));
        for (const QByteArray& bytes : {QByteArray("one"), QByteArray(), QByteArray("\0\r\n\xFF", 4), QByteArray(3 << 20, 'x')}) {
            QVERIFY2(storage::writeFileAtomically(path, bytes).has_value(), "write");
            QVERIFY(*storage::readFile(path, 4 << 20) == bytes);
        }
        QCOMPARE(files(folder).size(), 1);
    }
    void permissionsAreKept() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x"));
        QVERIFY(storage::writeFileAtomically(path, "one").has_value());
        const auto shared = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::WriteGroup;
        QVERIFY(QFile::setPermissions(path, shared));
        QVERIFY(storage::writeFileAtomically(path, "two").has_value());
        QCOMPARE(QFile::permissions(path) & ~(QFile::ReadUser | QFile::WriteUser), shared);
    }
    void aLinkStaysALink() {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("target"));
        const QString link = folder.filePath(QStringLiteral("link"));
        QVERIFY(storage::writeFileAtomically(target, "one").has_value());
        QVERIFY(QFile::link(target, link));
        QVERIFY(storage::writeFileAtomically(link, "two").has_value());
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(content(target), QByteArray("two"));
        QCOMPARE(*storage::readFile(link, 100), QByteArray("two"));
    }
    void aLinkToNothing() {
        const QTemporaryDir folder;
        const QString link = folder.filePath(QStringLiteral("link"));
        QVERIFY(QFile::link(folder.filePath(QStringLiteral("target")), link));
        QVERIFY(what(storage::readFile(link, 100)).contains(QStringLiteral("does not exist")));
        QVERIFY(storage::writeFileAtomically(link, "two").has_value());
        QCOMPARE(content(link), QByteArray("two"));
    }
    void aFullDiskLeavesThePreviousFile_data() {
        QTest::addColumn<int>("room");
        QTest::addColumn<int>("size");
        QTest::newRow("large") << 100'000 << (1 << 20);
        QTest::newRow("all but one") << 99'999 << 100'000;
        QTest::newRow("small") << 0 << 10;  // fits into every buffer, so only the very last write fails
    }
    void aFullDiskLeavesThePreviousFile() {
        QFETCH(int, room);
        QFETCH(int, size);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x"));
        QVERIFY(storage::writeFileAtomically(path, "previous").has_value());
        Result<void> result;
        {
            const SmallDisk disk(static_cast<rlim_t>(room));
            result = storage::writeFileAtomically(path, QByteArray(size, 'x'));
        }
        QVERIFY(!result);
        QVERIFY2(what(result).contains(QStringLiteral("disk may be full")), qPrintable(what(result)));
        QCOMPARE(content(path), QByteArray("previous"));
        QCOMPARE(files(folder).size(), 1);
    }
    void aFullDiskLeavesNoNewFile() {
        const QTemporaryDir folder;
        Result<void> result;
        {
            const SmallDisk disk(0);
            result = storage::writeFileAtomically(folder.filePath(QStringLiteral("x")), "x");
        }
        QVERIFY(files(folder).isEmpty());
        QVERIFY(!result);
    }
    void foldersThatAreNotThere() {
        const QTemporaryDir folder;
        const QString missing = folder.filePath(QStringLiteral("gone/x"));
        QVERIFY(what(storage::writeFileAtomically(missing, "x")).contains(QStringLiteral("gone\" does not exist")));
        const QString plain = folder.filePath(QStringLiteral("plain"));
        QVERIFY(storage::writeFileAtomically(plain, "x").has_value());
        QVERIFY(what(storage::writeFileAtomically(plain + QStringLiteral("/x"), "x"))
                    .contains(QStringLiteral("plain\" is not a folder")));
        QVERIFY(what(storage::writeFileAtomically(QString(), "x")).contains(QStringLiteral("No file name")));
        QVERIFY(what(storage::writeFileAtomically(folder.path(), "x")).contains(QStringLiteral("is a folder")));
    }
    void aNameThatIsTooLong() {
        const QTemporaryDir folder;
        const QString says = what(storage::writeFileAtomically(folder.filePath(QString(300, u'x')), "x"));
        QVERIFY2(says.contains(QStringLiteral("is too long")), qPrintable(says));
    }
    void whatIsNotAllowed() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x"));
        QVERIFY(storage::writeFileAtomically(path, "previous").has_value());
        const QString secret = folder.filePath(QStringLiteral("secret"));
        QVERIFY(storage::writeFileAtomically(secret, "secret").has_value());
        QVERIFY(chmod(QFile::encodeName(secret).constData(), 0) == 0);
        QVERIFY(chmod(QFile::encodeName(path).constData(), 0444) == 0);
        QVERIFY(chmod(QFile::encodeName(folder.path()).constData(), 0555) == 0);
        QString unreadable, readOnly, fresh;
        {
            const OrdinaryUser user;
            if (user.worked()) {
                unreadable = what(storage::readFile(secret, 100));
                readOnly = what(storage::writeFileAtomically(path, "x"));
                fresh = what(storage::writeFileAtomically(folder.filePath(QStringLiteral("new")), "x"));
            }
        }
        QVERIFY(chmod(QFile::encodeName(folder.path()).constData(), 0755) == 0);
        QVERIFY2(unreadable.contains(QStringLiteral("not allowed to read")), qPrintable(unreadable));
        QVERIFY2(readOnly.contains(QStringLiteral("is write protected")), qPrintable(readOnly));
        QVERIFY2(fresh.contains(QStringLiteral("not allowed to write into the folder")), qPrintable(fresh));
        QCOMPARE(content(path), QByteArray("previous"));
    }
    void readingStopsAtTheLimit() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x"));
        QVERIFY(storage::writeFileAtomically(path, QByteArray(1000, 'x')).has_value());
        QCOMPARE(storage::readFile(path, 1000)->size(), 1000);
        QVERIFY(what(storage::readFile(path, 999)).contains(QStringLiteral("is too large")));
    }
    void whatIsNoFile() {
        const QTemporaryDir folder;
        QVERIFY(
            what(storage::readFile(folder.filePath(QStringLiteral("nothing")), 100)).contains(QStringLiteral("does not exist")));
        QVERIFY(what(storage::readFile(folder.path(), 100)).contains(QStringLiteral("is a folder")));
        QVERIFY(what(storage::readFile(QStringLiteral("/dev/zero"), 100)).contains(QStringLiteral("not an ordinary file")));
        QVERIFY(what(storage::writeFileAtomically(QStringLiteral("/dev/full"), "x"))
                    .contains(QStringLiteral("not an ordinary file")));
        const QString pipe = folder.filePath(QStringLiteral("pipe"));
        QVERIFY(mkfifo(QFile::encodeName(pipe).constData(), 0600) == 0);
        QVERIFY(what(storage::readFile(pipe, 100)).contains(QStringLiteral("not an ordinary file")));
    }
};

FAULTLINE_TEST(FileIoTest)
#include "file_io_test.moc"
