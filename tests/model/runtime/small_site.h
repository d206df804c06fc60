#pragma once
#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "model/runtime/simulation.h"

#include <QtGlobal>

namespace faultline::tests {

/// Two zones with a server each, users that call the web server of the first, and everything that can have a fault.
struct SmallSite {
    const catalog::Catalog& catalog = kinds::allKinds();
    design::Design design;

    SmallSite() {
        const ComponentId zoneA = add("zone", {}), zoneB = add("zone", {});
        const ComponentId serverA = add("server", zoneA), serverB = add("server", zoneB);
        const ComponentId web = add("web_server", serverA);
        add("app_server", serverA);
        add("app_files", serverA);
        const ComponentId primary = add("database", serverA);
        const ComponentId replica = add("database", serverB);
        const ComponentId users = add("users", {});
        const ComponentId dns = add("dns", {});
        onto("certificate", web);
        onto("firewall", serverA);
        add("monitoring_agent", serverA);
        const ComponentId service = add("monitoring_service", {});
        set("users-1", "rate", Value(20.0));
        set("users-1", "statics", Value(0.4));
        set("firewall-1", "default_in", Value("accept"));
        set("app-1", "service_time", Value(2 * millisecond));
        for (const auto& [id, part] : design.components())
            if (part->kind == "web_server" || part->kind == "app_server" || part->kind == "database" || part->kind == "server")
                set(part->name.toStdString(), "start_up", Value(100 * millisecond));
        set("db-2", "role", Value("replica"));
        set("db-2", "connect_retry", Value(second));
        link(users, dns);
        link(users, web);
        link(replica, primary);
        link(serverA, service);
        set("dns-1", "records", Value(TableRows{{Value("www"), Value(std::int64_t{web.value}), Value(0), Value("")}}));
    }
    void take(const Result<design::Change>& change) {
        if (!change) qFatal("%s", change.error().plain().c_str());
        change->apply(design);
    }
    ComponentId add(const char* kind, ComponentId container) {
        const ComponentId id = design.nextComponentId();
        take(design::addComponent(design, catalog, kind, {.container = container}));
        return id;
    }
    ComponentId onto(const char* kind, ComponentId target) {
        const ComponentId id = design.nextComponentId();
        take(design::addComponent(design, catalog, kind, {.attachTo = target}));
        return id;
    }
    void link(ComponentId from, ComponentId to) { take(design::connect(design, catalog, from, to)); }
    ComponentId id(const std::string& name) const {
        const design::Component* part = design.componentByName(QString::fromStdString(name));
        if (!part) qFatal("no %s", name.c_str());
        return part->id;
    }
    void set(const std::string& name, const char* key, const Value& value) {
        take(design::setProperty(design, catalog, {id(name)}, key, value));
    }
};

/// Done now; the test ends when it cannot be.
inline void perform(runtime::Simulation& simulation, const std::string& words) {
    const Result<void> done = simulation.perform(runtime::CommandText{simulation.now(), words});
    if (!done) qFatal("%s: %s", words.c_str(), done.error().plain().c_str());
}

/// How many requests ended so.
inline std::uint64_t outcome(const runtime::Report& report, const char* name) {
    for (const runtime::OutcomeCount& count : report.requests.byOutcome)
        if (count.outcome == name) return count.count;
    return 0;
}

}  // namespace faultline::tests
