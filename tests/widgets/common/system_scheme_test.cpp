#include "widgets/common/system_scheme.h"

#include "tests/support/test_main.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>

using faultline::widgets::SystemScheme;

namespace {

const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");

/// Answers what the settings portal of a desktop answers.
class FakePortal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    uint scheme = 1;
public slots:
    QDBusVariant Read(const QString& group, const QString& key) {
        Q_UNUSED(group);
        Q_UNUSED(key);
        return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
    }
};

}  // namespace

class SystemSchemeTest : public QObject {
    Q_OBJECT
private slots:
    /// On a message bus of its own, with a portal of its own: nothing of the desktop that runs the tests is asked.
    void theDesktopIsAskedAndListenedTo() {
        if (QStandardPaths::findExecutable(QStringLiteral("dbus-daemon")).isEmpty()) QSKIP("needs dbus-daemon");
        QProcess daemon;
        daemon.start(QStringLiteral("dbus-daemon"),
                     {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
        QVERIFY(daemon.waitForReadyRead(10'000));
        const QByteArray address = daemon.readLine().trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", address);

        QDBusConnection bus = QDBusConnection::connectToBus(QString::fromUtf8(address), QStringLiteral("portal"));
        FakePortal portal;
        QVERIFY(bus.registerObject(portalPath, &portal, QDBusConnection::ExportAllSlots));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));

        {
            QVERIFY(!SystemScheme::isDark());
            SystemScheme scheme;
            QSignalSpy changed(&scheme, &SystemScheme::changed);
            QTRY_VERIFY(SystemScheme::isDark());
            QCOMPARE(changed.count(), 1);

            const auto tell = [&](const char* key, uint value) {
                QDBusMessage signal = QDBusMessage::createSignal(portalPath, QStringLiteral("org.freedesktop.portal.Settings"),
                                                                 QStringLiteral("SettingChanged"));
                signal << QStringLiteral("org.freedesktop.appearance") << QString::fromUtf8(key)
                       << QVariant::fromValue(QDBusVariant(value));
                QVERIFY(bus.send(signal));
            };
            tell("contrast", 2);      // another setting
            tell("color-scheme", 0);  // no preference alters nothing
            tell("color-scheme", 2);
            QTRY_VERIFY(!SystemScheme::isDark());
            QCOMPARE(changed.count(), 2);
        }
        QDBusConnection::disconnectFromBus(QStringLiteral("portal"));
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        daemon.kill();
        daemon.waitForFinished();
    }
};

FAULTLINE_TEST(SystemSchemeTest)
#include "system_scheme_test.moc"
