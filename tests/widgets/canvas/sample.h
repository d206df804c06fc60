#pragma once
#include "model/design/document.h"
#include "model/design/edits.h"
#include "model/runtime/frame.h"
#include "tests/support/test_catalog.h"

#include <QtTest>

#include <memory>

namespace faultline::tests {

/// Puts designs together for tests of the canvas, with the rules of the real edits; what is not possible fails the test.
class Sample {
public:
    explicit Sample(design::DesignDocument& document) : m_document(document) {}

    ComponentId add(const char* kind, QPointF at, const char* name = nullptr) { return put(kind, {.scenePosition = at}, name); }
    ComponentId into(const char* kind, ComponentId host, QPointF at = {}, const char* name = nullptr) {
        design::Placement where;
        where.scenePosition = m_document.design().sceneRect(host).topLeft() + at;
        where.container = host;
        return put(kind, where, name);
    }
    ComponentId onto(const char* kind, ComponentId target, const char* name = nullptr) {
        design::Placement where;
        where.attachTo = target;
        return put(kind, where, name);
    }
    ComponentId inLine(const char* kind, LinkId link, const char* name = nullptr) {
        design::Placement where;
        where.inLine = link;
        return put(kind, where, name);
    }
    LinkId link(ComponentId from, ComponentId to) {
        const LinkId id = m_document.design().nextLinkId();
        const auto change = design::connect(m_document.design(), m_document.catalog(), from, to);
        if (!change) qFatal("%s", change.error().plain().c_str());
        m_document.apply(*change);
        return id;
    }
    void rename(ComponentId id, const QString& name) {
        const auto change = design::rename(m_document.design(), id, name);
        if (!change) qFatal("%s", change.error().plain().c_str());
        m_document.apply(*change);
    }

private:
    ComponentId put(const char* kind, const design::Placement& where, const char* name) {
        const ComponentId id = m_document.design().nextComponentId();
        const auto change = design::addComponent(m_document.design(), m_document.catalog(), kind, where);
        if (!change) qFatal("%s", change.error().plain().c_str());
        m_document.apply(*change);
        if (name) rename(id, QString::fromUtf8(name));
        return id;
    }

    design::DesignDocument& m_document;
};

/// A secured, replicated site like the first one every student draws.
struct SampleSite {
    ComponentId users, dns, balancer, certificate, firewall, server1, server2, web1, web2, db1, db2, agent1, zone, note, guard;
    LinkId usersToBalancer, toWeb1, toWeb2, replication;

    explicit SampleSite(design::DesignDocument& document) {
        Sample sample(document);
        users = sample.add("users", {40, 200});
        dns = sample.add("dns", {40, 60});
        zone = sample.add("zone", {340, 20}, "data centre");
        document.apply(design::resize(document.design(), zone, QRectF(320, 20, 720, 480)));
        balancer = sample.add("load_balancer", {400, 200});
        server1 = sample.into("server", zone, {400, 60});
        server2 = sample.into("server", zone, {400, 290});
        web1 = sample.into("web_server", server1);
        db1 = sample.into("database", server1);
        web2 = sample.into("web_server", server2);
        db2 = sample.into("database", server2);
        agent1 = sample.into("agent", server1);
        certificate = sample.onto("certificate", balancer);
        guard = sample.onto("firewall", server1);
        sample.onto("firewall", server2);
        sample.link(users, dns);
        usersToBalancer = sample.link(users, balancer);
        toWeb1 = sample.link(balancer, web1);
        toWeb2 = sample.link(balancer, web2);
        sample.link(web1, db1);
        sample.link(web2, db1);
        replication = sample.link(db2, db1);
        firewall = sample.inLine("firewall", usersToBalancer);
        note = sample.add("note", {40, 340});
    }
};

/// A frame of a run in which everything works.
inline std::shared_ptr<runtime::Frame> healthyFrame(const design::Design& design, SimTime now = 30 * second) {
    auto frame = std::make_shared<runtime::Frame>();
    frame->now = now;
    frame->startTime = design.settings().startTime;
    frame->playing = true;
    for (const auto& [id, component] : design.components()) {
        runtime::ComponentStatus status;
        status.id = id;
        status.state = component->kind == "note" || component->kind == "zone" ? runtime::State::Idle : runtime::State::Ok;
        status.rate = 100 + 37 * id.value;
        status.utilisation = 0.06 * (id.value % 14);
        if (component->kind == "database") status.role = id.value % 2 ? QStringLiteral("primary") : QStringLiteral("replica");
        if (component->kind == "load_balancer") status.role = QStringLiteral("2/2 UP");
        frame->components.push_back(status);
    }
    for (const auto& [id, link] : design.links()) {
        runtime::LinkStatus status;
        status.id = id;
        status.rate = 40.0 * id.value;
        status.load = double(id.value % 6) / 5;
        frame->links.push_back(status);
    }
    return frame;
}

/// Saves what a test saw where FAULTLINE_PICTURES says, for people to look at.
inline void keepPicture(const QImage& image, const QString& name) {
    const QString folder = qEnvironmentVariable("FAULTLINE_PICTURES");
    if (!folder.isEmpty()) image.save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

}  // namespace faultline::tests
