#include "app/headless.h"

#include "widgets/common/say.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <limits>

namespace faultline::app {
namespace {

using catalog::PropertySpec;
using catalog::PropertyType;

const char* kindsTypeName(PropertyType type) {
    switch (type) {
        case PropertyType::Bool: return "bool";
        case PropertyType::Integer: return "integer";
        case PropertyType::Number: return "number";
        case PropertyType::Duration: return "duration";
        case PropertyType::Size: return "size";
        case PropertyType::Bandwidth: return "bandwidth";
        case PropertyType::Share: return "share";
        case PropertyType::Text: return "text";
        case PropertyType::Choice: return "choice";
        case PropertyType::Component: return "component";
        case PropertyType::Address: return "address";
        case PropertyType::DateTime: return "datetime";
        case PropertyType::Table: return "table";
    }
    return "";
}

const char* kindsGroupName(catalog::Group group) {
    switch (group) {
        case catalog::Group::Traffic: return "traffic";
        case catalog::Group::Network: return "network";
        case catalog::Group::Compute: return "compute";
        case catalog::Group::Data: return "data";
        case catalog::Group::Security: return "security";
        case catalog::Group::Monitoring: return "monitoring";
        case catalog::Group::Annotation: return "annotation";
    }
    return "";
}

const char* kindsRoleName(catalog::PortRole role) {
    switch (role) {
        case catalog::PortRole::Traffic: return "traffic";
        case catalog::PortRole::Resolve: return "resolve";
        case catalog::PortRole::Replicate: return "replicate";
        case catalog::PortRole::Observe: return "observe";
        case catalog::PortRole::Attach: return "attach";
        case catalog::PortRole::Host: return "host";
    }
    return "";
}

QString kindsText8(const char* text) { return QString::fromUtf8(text); }

/// Words for people to put before the help of a property.
QString kindsDefault(const PropertySpec& spec) {
    if (spec.type == PropertyType::Table || spec.defaultValue.isNull()) return {};
    return QString::fromStdString(catalog::formatValue(spec, spec.defaultValue));
}

/// Lines of at most `width` columns, each after `indent`.
QString kindsWrapped(const QString& text, const QString& indent, qsizetype width) {
    QString out, line;
    for (const QString& word : text.simplified().split(QLatin1Char(' '))) {
        if (!line.isEmpty() && indent.size() + line.size() + 1 + word.size() > width) {
            out += indent + line + QLatin1Char('\n');
            line.clear();
        }
        line += (line.isEmpty() ? QString() : QStringLiteral(" ")) + word;
    }
    return line.isEmpty() ? out : out + indent + line + QLatin1Char('\n');
}

QJsonArray kindsProperties(const std::vector<PropertySpec>& specs) {
    QJsonArray out;
    for (const PropertySpec& spec : specs) {
        QJsonObject property{{QStringLiteral("key"), kindsText8(spec.key)},
                             {QStringLiteral("label"), kindsText8(spec.label.source)},
                             {QStringLiteral("type"), kindsText8(kindsTypeName(spec.type))},
                             {QStringLiteral("unit"), kindsText8(spec.unit)},
                             {QStringLiteral("help"), kindsText8(spec.help.source)},
                             {QStringLiteral("default"), kindsDefault(spec)}};
        const bool ranged = spec.type == PropertyType::Integer || spec.type == PropertyType::Number || spec.type == PropertyType::Duration ||
                            spec.type == PropertyType::Size || spec.type == PropertyType::Bandwidth || spec.type == PropertyType::Share;
        if (ranged) property.insert(QStringLiteral("minimum"), spec.minimum);
        if (ranged && spec.maximum < std::numeric_limits<double>::max()) property.insert(QStringLiteral("maximum"), spec.maximum);
        if (!spec.choices.empty()) {
            QJsonArray choices;
            for (const catalog::Choice& choice : spec.choices) choices.append(kindsText8(choice.key));
            property.insert(QStringLiteral("choices"), choices);
        }
        if (!spec.columns.empty()) property.insert(QStringLiteral("columns"), kindsProperties(spec.columns));
        out.append(property);
    }
    return out;
}

}  // namespace

QString kindsText(const catalog::Catalog& catalog) {
    const auto label = [](const char* text) { return QCoreApplication::translate("CommandLine", text); };
    QString out;
    for (const catalog::ComponentKind& kind : catalog.kinds()) {
        if (!out.isEmpty()) out += QLatin1Char('\n');
        out += QStringLiteral("%1  (%2, %3)\n").arg(kindsText8(kind.id), widgets::say(kind.label), widgets::say(catalog::groupLabel(kind.group)));
        QStringList aliases, software;
        for (const char* alias : kind.aliases) aliases.append(kindsText8(alias));
        for (const catalog::SoftwarePreset& preset : kind.software) software.append(kindsText8(preset.name));
        const QString indent = QStringLiteral("  ");
        if (!aliases.isEmpty()) out += kindsWrapped(label("Also: %1").arg(aliases.join(QStringLiteral(", "))), indent, 80);
        if (!software.isEmpty()) out += kindsWrapped(label("As: %1").arg(software.join(QStringLiteral(", "))), indent, 80);
        qsizetype keys = 0, values = 0;
        for (const PropertySpec& spec : kind.properties) {
            keys = std::max(keys, kindsText8(spec.key).size());
            values = std::max(values, std::min<qsizetype>(16, kindsDefault(spec).size()));
        }
        for (const PropertySpec& spec : kind.properties) {
            QString row = QStringLiteral("    %1  %2").arg(kindsText8(spec.key).leftJustified(keys), kindsDefault(spec).leftJustified(values));
            row += QStringLiteral("  ") + widgets::say(spec.label);
            if (*spec.unit) row += QStringLiteral(" (%1)").arg(kindsText8(spec.unit));
            while (row.endsWith(QLatin1Char(' '))) row.chop(1);
            out += row + QLatin1Char('\n');
        }
    }
    return out;
}

QByteArray kindsJson(const catalog::Catalog& catalog) {
    QJsonArray kinds;
    for (const catalog::ComponentKind& kind : catalog.kinds()) {
        QJsonArray aliases, software, ports, actions;
        for (const char* alias : kind.aliases) aliases.append(kindsText8(alias));
        for (const catalog::SoftwarePreset& preset : kind.software) software.append(kindsText8(preset.name));
        for (const catalog::PortSpec& port : kind.ports)
            ports.append(QJsonObject{{QStringLiteral("key"), kindsText8(port.key)},
                                     {QStringLiteral("role"), kindsText8(kindsRoleName(port.role))},
                                     {QStringLiteral("direction"), port.direction == catalog::PortDirection::In ? QStringLiteral("in") : QStringLiteral("out")},
                                     {QStringLiteral("protocol"), kindsText8(port.protocol)},
                                     {QStringLiteral("number"), port.number}});
        for (const catalog::ActionSpec& action : kind.actions) actions.append(kindsText8(action.verb));
        kinds.append(QJsonObject{{QStringLiteral("id"), kindsText8(kind.id)},
                                 {QStringLiteral("label"), kindsText8(kind.label.source)},
                                 {QStringLiteral("help"), kindsText8(kind.help.source)},
                                 {QStringLiteral("group"), kindsText8(kindsGroupName(kind.group))},
                                 {QStringLiteral("aliases"), aliases},
                                 {QStringLiteral("software"), software},
                                 {QStringLiteral("properties"), kindsProperties(kind.properties)},
                                 {QStringLiteral("ports"), ports},
                                 {QStringLiteral("actions"), actions}});
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("kinds"), kinds}}).toJson();
}

}  // namespace faultline::app
