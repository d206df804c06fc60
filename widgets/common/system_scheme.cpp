#include "widgets/common/system_scheme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QPalette>

#include <optional>

namespace faultline::widgets {

namespace {

const QLatin1String schemeService("org.freedesktop.portal.Desktop");
const QLatin1String schemePath("/org/freedesktop/portal/desktop");
const QLatin1String schemeInterface("org.freedesktop.portal.Settings");
const QLatin1String schemeGroup("org.freedesktop.appearance");
const QLatin1String schemeKey("color-scheme");

constexpr int schemePatience = 80;  // ms: waited for at the start, so that the window does not come up in the wrong colours

std::optional<bool>& schemeKnown() {
    static std::optional<bool> known;
    return known;
}

bool schemePaletteIsDark() {
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

}  // namespace

/// Hears the signal of the portal, so that no header needs the types of the bus.
class SchemeListener : public QObject {
    Q_OBJECT
public:
    explicit SchemeListener(SystemScheme& scheme) : QObject(&scheme), m_scheme(scheme) {}

public slots:
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value) {
        if (group == schemeGroup && key == schemeKey) m_scheme.learn(QVariant::fromValue(value));
    }

private:
    SystemScheme& m_scheme;
};

SystemScheme::SystemScheme(QObject* parent) : QObject(parent) {
    // Asked before our own palette is set: afterwards the lightness would be our own.
    if (!schemeKnown()) schemeKnown() = schemePaletteIsDark();
    // Without an address the library would start a bus of its own, or wait for one.
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) ask();
}

bool SystemScheme::isDark() {
    return schemeKnown().value_or(false);
}

void SystemScheme::ask() {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    qRegisterMetaType<QDBusVariant>();  // else the slot is not understood, and not connected, until one has been seen
    bus.connect(schemeService, schemePath, schemeInterface, QStringLiteral("SettingChanged"), new SchemeListener(*this),
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(schemeService, schemePath, schemeInterface, QStringLiteral("Read"));
    question << QString(schemeGroup) << QString(schemeKey);
    const QDBusMessage answer = bus.call(question, QDBus::Block, schemePatience);
    if (answer.type() == QDBusMessage::ReplyMessage) {
        learn(answer.arguments().value(0));
        return;
    }
    // The portal may only just be starting: its answer is taken when it comes.
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (!reply.isError()) learn(QVariant::fromValue(reply.value()));
        call->deleteLater();
    });
}

void SystemScheme::learn(const QVariant& value) {
    QVariant inner = value;  // Read wraps its answer twice, the signal once
    while (inner.canConvert<QDBusVariant>()) inner = inner.value<QDBusVariant>().variant();
    bool ok = false;
    const uint scheme = inner.toUInt(&ok);
    if (!ok || scheme == 0) return;  // 0: no preference; 1: dark; 2: light
    const bool dark = scheme == 1;
    if (schemeKnown() == dark) return;
    schemeKnown() = dark;
    emit changed();
}

}  // namespace faultline::widgets

#include "system_scheme.moc"
