#pragma once
#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>

namespace faultline::validation {

/// Where a component is: free, in a host, put onto something, or in a link.
struct DesignPlace {
    int container = 0, attachedTo = 0, inLine = 0;
};

/// Writes a design as a user's file has it (resources/format/README.md), component by component.
class DesignText {
public:
    /// Returns its id.
    int add(const char* kind, const char* name, const QJsonObject& properties = {}, const DesignPlace& place = {});
    int link(int from, const char* fromPort, int to, const char* toPort, const QJsonObject& properties = {});
    /// Alters a property of a component that was added; an unknown name is a mistake of the case and ends the program.
    void set(const char* name, const char* key, const QJsonValue& value);
    void setSoftware(const char* name, const char* software);
    /// Puts it elsewhere.
    void move(const char* name, const DesignPlace& place);
    /// The ports at both ends of a link.
    void setEnds(int link, const char* fromPort, const char* toPort);
    void setLink(int id, const char* key, const QJsonValue& value);
    /// Id of a component by its name.
    int id(const char* name) const;
    QByteArray json() const;

private:
    QJsonObject& component(const char* name);
    QList<QJsonObject> m_components, m_links;
};

/// In a host.
inline DesignPlace in(int host) { return {host, 0, 0}; }
/// Put onto a component.
inline DesignPlace on(int component) { return {0, component, 0}; }
/// In a link.
inline DesignPlace inLine(int link) { return {0, 0, link}; }

}  // namespace faultline::validation
