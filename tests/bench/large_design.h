#pragma once
#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"

namespace faultline::bench {

/// A design of at least this many components, made by edits: groups of users, a load balancer and ten servers with a web server, an
/// application server and a database each. Every group's users start `rate` requests a second.
inline design::Design largeDesign(std::size_t components, double rate) {
    design::Design design;
    const catalog::Catalog& catalog = kinds::allKinds();
    const auto apply = [&](const Result<design::Change>& change) {
        if (!change) qFatal("%s", change.error().plain().c_str());
        change->apply(design);
    };
    double x = 0, y = 0;
    const auto add = [&](const char* kind, ComponentId container = {}) {
        const ComponentId id = design.nextComponentId();
        apply(design::addComponent(design, catalog, kind, {.scenePosition = {x, y}, .container = container, .attachTo = {}, .inLine = {}}));
        return id;
    };
    while (design.components().size() < components) {
        const ComponentId users = add("users");
        apply(design::setProperty(design, catalog, {users}, "rate", Value(rate)));
        x += 300;
        const ComponentId balancer = add("load_balancer");
        const LinkId link = design.nextLinkId();
        apply(design::connect(design, catalog, users, balancer));
        apply(design::setLinkProperty(design, catalog, {link}, "latency", Value(150 * millisecond)));   // so that many are in flight
        for (int i = 0; i < 10 && design.components().size() < components; ++i) {
            x += 300;
            const ComponentId host = add("server"), web = add("web_server", host), app = add("app_server", host), database = add("database", host);
            apply(design::connect(design, catalog, balancer, web));
            apply(design::connect(design, catalog, web, app));
            apply(design::connect(design, catalog, app, database));
        }
        x = 0;
        y += 600;
    }
    return design;
}

}  // namespace faultline::bench
