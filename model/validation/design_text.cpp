#include "model/validation/design_text.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace faultline::validation {

namespace {

void designTextPlace(QJsonObject& part, const DesignPlace& place) {
    for (const auto& [key, where] : {std::pair("container", place.container), {"attached_to", place.attachedTo}, {"in_line", place.inLine}}) {
        if (where != 0)
            part.insert(QLatin1String(key), where);
        else
            part.remove(QLatin1String(key));
    }
}

}  // namespace

int DesignText::add(const char* kind, const char* name, const QJsonObject& properties, const DesignPlace& place) {
    const int id = static_cast<int>(m_components.size()) + 1;
    QJsonObject part{{QStringLiteral("id"), id},
                     {QStringLiteral("kind"), QLatin1String(kind)},
                     {QStringLiteral("name"), QLatin1String(name)},
                     {QStringLiteral("properties"), properties},
                     {QStringLiteral("rect"), QJsonArray{0, 100 * id, 168, 64}}};
    designTextPlace(part, place);
    m_components.append(part);
    return id;
}

int DesignText::link(int from, const char* fromPort, int to, const char* toPort, const QJsonObject& properties) {
    const int id = static_cast<int>(m_links.size()) + 1;
    m_links.append(QJsonObject{{QStringLiteral("id"), id},
                               {QStringLiteral("from"), from},
                               {QStringLiteral("from_port"), QLatin1String(fromPort)},
                               {QStringLiteral("to"), to},
                               {QStringLiteral("to_port"), QLatin1String(toPort)},
                               {QStringLiteral("properties"), properties}});
    return id;
}

QJsonObject& DesignText::component(const char* name) {
    for (QJsonObject& part : m_components)
        if (part.value(QStringLiteral("name")).toString() == QLatin1String(name)) return part;
    qFatal("A case speaks of \"%s\", which its design does not have", name);
}

void DesignText::set(const char* name, const char* key, const QJsonValue& value) {
    QJsonObject& part = component(name);
    QJsonObject properties = part.value(QStringLiteral("properties")).toObject();
    properties.insert(QLatin1String(key), value);
    part.insert(QStringLiteral("properties"), properties);
}

void DesignText::setSoftware(const char* name, const char* software) {
    component(name).insert(QStringLiteral("software"), QLatin1String(software));
}

void DesignText::move(const char* name, const DesignPlace& place) {
    designTextPlace(component(name), place);
}

void DesignText::setEnds(int link, const char* fromPort, const char* toPort) {
    m_links[link - 1].insert(QStringLiteral("from_port"), QLatin1String(fromPort));
    m_links[link - 1].insert(QStringLiteral("to_port"), QLatin1String(toPort));
}

void DesignText::setLink(int id, const char* key, const QJsonValue& value) {
    QJsonObject& line = m_links[id - 1];
    QJsonObject properties = line.value(QStringLiteral("properties")).toObject();
    properties.insert(QLatin1String(key), value);
    line.insert(QStringLiteral("properties"), properties);
}

int DesignText::id(const char* name) const {
    return const_cast<DesignText*>(this)->component(name).value(QStringLiteral("id")).toInt();
}

QByteArray DesignText::json() const {
    const auto list = [](const QList<QJsonObject>& objects) {
        QJsonArray array;
        for (const QJsonObject& object : objects) array.append(object);
        return array;
    };
    const QJsonObject design{{QStringLiteral("format"), QStringLiteral("faultline-design")},
                             {QStringLiteral("version"), 1},
                             {QStringLiteral("components"), list(m_components)},
                             {QStringLiteral("links"), list(m_links)},
                             {QStringLiteral("last_component_id"), static_cast<int>(m_components.size())},
                             {QStringLiteral("last_link_id"), static_cast<int>(m_links.size())}};
    return QJsonDocument(design).toJson();
}

}  // namespace faultline::validation
