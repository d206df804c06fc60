#pragma once
#include "model/design/document.h"
#include "model/design/edits.h"
#include "tests/support/test_catalog.h"
#include "widgets/inspector/field.h"
#include "widgets/inspector/inspector.h"

#include <QtTest>

namespace faultline::tests {

/// users -> lb (certificate on it, in server) -> web, web2, a firewall on the server, a dns; and a panel that shows them.
struct InspectorFixture {
    design::DesignDocument document{testCatalog()};
    ComponentId users, dns, server, lb, web, web2, db, db2, certificate, firewall, agent;
    LinkId link;
    inspector::Inspector panel{document};

    InspectorFixture() {
        using design::Placement;
        const auto in = [](ComponentId id) {
            return Placement{.scenePosition = {}, .container = id, .attachTo = {}, .inLine = {}};
        };
        const auto on = [](ComponentId id) {
            return Placement{.scenePosition = {}, .container = {}, .attachTo = id, .inLine = {}};
        };
        users = add("users");
        dns = add("dns");
        server = add("server");
        lb = add("load_balancer", in(server));
        web = add("web_server");
        web2 = add("web_server");
        db = add("database");
        db2 = add("database");
        certificate = add("certificate", on(lb));
        firewall = add("firewall", on(server));
        agent = add("agent", in(server));
        link = document.design().nextLinkId();
        connect(users, lb);
        connect(lb, web);
        connect(web, db);
        apply(design::setProperty(design(), document.catalog(), {dns}, "records",
                                  TableRows{{"www", std::int64_t{server.value}}, {"api", std::int64_t{web.value}}}));
        apply(design::setProperty(
            design(), document.catalog(), {firewall}, "rules",
            TableRows{{"in", 443, 0, "accept"}, {"in", 80, std::int64_t{lb.value}, "accept"}, {"out", 53, 0, "accept"}}));
        document.undoStack().clear();
    }

    const design::Design& design() const { return document.design(); }
    void apply(const Result<design::Change>& change) {
        QVERIFY2(change, change ? "" : change.error().plain().c_str());
        document.apply(*change);
    }
    ComponentId add(const char* kind, const design::Placement& where = {}) {
        const ComponentId id = design().nextComponentId();
        apply(design::addComponent(design(), document.catalog(), kind, where));
        return id;
    }
    void connect(ComponentId from, ComponentId to) { apply(design::connect(design(), document.catalog(), from, to)); }
    void select(const std::vector<ComponentId>& components, const std::vector<LinkId>& links = {}) {
        panel.setSelection(components, links);
    }

    inspector::Field* field(const char* key) const { return panel.findChild<inspector::Field*>(QString::fromLatin1(key)); }
    inspector::InputLine* line(const char* key) const {
        const inspector::Field* found = field(key);
        return found ? found->findChild<inspector::InputLine*>() : nullptr;
    }
    QComboBox* combo(const char* key) const {
        const inspector::Field* found = field(key);
        return found ? found->findChild<QComboBox*>() : nullptr;
    }
    QWidget* named(const char* name) const {
        for (QWidget* candidate : panel.findChildren<QWidget*>(QString::fromLatin1(name)))
            if (candidate->isVisibleTo(candidate->window())) return candidate;
        return nullptr;
    }
    Value value(ComponentId id, const char* key) const {
        const design::Component& part = *design().component(id);
        return design::effectiveValue(*document.catalog().find(part.kind), part, key);
    }

    /// A run in which all is well but for the first web server, which is down.
    std::shared_ptr<runtime::Frame> frame() const {
        auto frame = std::make_shared<runtime::Frame>();
        for (const auto& [id, part] : design().components()) {
            runtime::ComponentStatus status;
            status.id = id;
            status.state = runtime::State::Ok;
            status.rate = 412;
            status.utilisation = 0.25;
            if (id == lb) {
                status.role = QStringLiteral("1/2 UP");
                status.state = runtime::State::Strained;
                status.failedRate = 3.2;
                status.utilisation = 0.83;
                status.queue = 17;
                status.why = QStringLiteral("web-1 answers no health check since 0:12; its share goes to web-2.");
            } else if (id == web) {
                status.state = runtime::State::Down;
                status.rate = status.utilisation = 0;
                status.operatorDown = true;
                status.why = QStringLiteral("Killed by hand at 0:12.");
            }
            frame->components.push_back(status);
        }
        for (const auto& [id, part] : design().links()) frame->links.push_back({id, 412, 0, 0.3, true, id == link});
        return frame;
    }
};

}  // namespace faultline::tests
