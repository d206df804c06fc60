#pragma once
#include "model/design/design.h"
#include "tests/support/test_catalog.h"

#include <QJsonArray>

namespace faultline::tests {

/// A design of the kinds of testCatalog() in which everything a file can hold occurs at least once.
inline design::Design sampleDesign() {
    using design::Component;
    using design::Design;
    using design::Link;
    Design design;
    const auto add = [&design](std::uint32_t id, const char* kind, const char* name, QRectF rect, auto&& more) {
        Component component;
        component.id = {id};
        component.kind = kind;
        component.name = QString::fromUtf8(name);
        component.rect = rect;
        more(component);
        design.setComponent(component.id, std::make_shared<const Component>(component));
    };
    const auto link = [&design](std::uint32_t id, std::uint32_t from, std::uint32_t to, const char* out, const char* in,
                                auto&& more) {
        Link made;
        made.id = {id};
        made.from = {from};
        made.to = {to};
        made.fromPort = out;
        made.toPort = in;
        more(made);
        design.setLink(made.id, std::make_shared<const Link>(made));
    };
    add(1, "users", "Gr\u00fc\u00dfe \U0001F600", {0, 0, 168, 64}, [](Component& c) {
        c.properties.set("rate", Value(1234.5));
        c.properties.set("writes", Value(0.125));
        c.properties.set("verify", Value(false));
        c.properties.set("timeout", Value(std::int64_t{1'500'000'001}));
        c.extra = {{QStringLiteral("mood"), QStringLiteral("busy")},
                   {QStringLiteral("properties"), QJsonObject{{QStringLiteral("browser"), QStringLiteral("any")}}}};
    });
    add(2, "load_balancer", "lb-1", {300, 0.1, 168, 64}, [](Component& c) {
        c.software = "nginx";
        c.properties.set("balance", Value("leastconn"));
        c.properties.set("inter", Value(std::int64_t{2'500'000'000}));
        c.properties.set("fall", Value(5));
        c.properties.set("address", Value(std::int64_t{0x0A000005}));
        c.locked = true;
        c.order = -3;
        c.style = {.fill = 0xDBEAFE, .line = design::Style::none, .text = std::nullopt, .textSize = 14, .dash = design::Style::Dash::Usual};
    });
    add(3, "certificate", "cert-1", {400, -20, 48, 24}, [](Component& c) {
        c.attachedTo = {2};
        c.properties.set("names", Value("www.example.com\nexample.com"));
        c.properties.set("not_after", Value(std::int64_t{1'795'200'300}));
    });
    add(5, "zone", "zone-1", {500, 200, 600, 400}, [](Component&) {});
    add(6, "server", "server-1", {20, 40, 400, 300}, [](Component& c) {
        c.container = {5};
        c.collapsed = true;
        c.properties.set("memory", Value(std::int64_t{1536} << 20));
    });
    add(7, "web_server", "web-1", {12, 40, 168, 64}, [](Component& c) {
        c.container = {6};
        c.software = "Apache";
    });
    add(8, "database", "db-1", {12, 120, 168, 64}, [](Component& c) {
        c.container = {6};
        c.layer = 2;
        c.properties.set("role", Value("replica"));
        c.properties.set("source", Value(9));
        c.properties.set("link_rate", Value(std::int64_t{100'000'000}));
    });
    add(9, "database", "db-2", {900, 0, 168, 64}, [](Component&) {});
    add(10, "firewall", "fw-1", {200, 0, 32, 32}, [](Component& c) {
        c.inLine = {1};
        c.properties.set("rules", Value(TableRows{{"in", 443, 0, "accept"}, {"out", 53, 2, "drop"}}));
        c.extra = {{QStringLiteral("properties"),
                    QJsonObject{{QStringLiteral("rules"),
                                 QJsonArray{QJsonObject{{QStringLiteral("comment"), QStringLiteral("https")}}, QJsonObject()}}}}};
    });
    add(11, "dns", "dns-1", {0, 300, 168, 64}, [](Component& c) { c.properties.set("records", Value(TableRows{{"www", 2}})); });
    add(12, "note", "note-1", {0, 500, 200, 100},
        [](Component& c) {
            c.layer = 4;
            c.properties.set("text", Value("Line one\nline \"two\""));
        });
    link(1, 1, 2, "https", "https", [](Link& l) {
        l.number = 8443;
        l.shape = design::LinkShape::Curved;
        l.style.dash = design::Style::Dash::Dotted;
        l.properties.set("latency", Value(std::int64_t{20'000'000}));
        l.properties.set("loss", Value(0.001));
        l.properties.set("bandwidth", Value(std::int64_t{1'000'000'000}));
        l.waypoints = {{100, 20.25}, {-200, 1e-3}};
        l.extra = {{QStringLiteral("colour"), QStringLiteral("red")},
                   {QStringLiteral("properties"), QJsonObject{{QStringLiteral("duplex"), QStringLiteral("half")}}}};
    });
    link(2, 1, 11, "dns", "dns", [](Link&) {});
    link(4, 2, 7, "backend", "http", [](Link&) {});
    link(5, 7, 9, "sql", "mysql", [](Link& l) { l.layer = 2; });
    link(6, 8, 9, "replicate", "replicas", [](Link&) {});
    design::DocumentSettings settings;
    settings.title = QStringLiteral("A sample");
    settings.description = QStringLiteral("All there is.");
    settings.startTime = 1'795'200'300;
    settings.seed = 42;
    design::DrawingLayer back{.id = 0, .name = {}, .hidden = false, .locked = true, .extra = {{QStringLiteral("tint"), 3}}};
    design::DrawingLayer notes{.id = 4, .name = QStringLiteral("Notizen \u00fc"), .hidden = true, .locked = false, .extra = {}};
    design::DrawingLayer data{.id = 2, .name = QStringLiteral("Data"), .hidden = false, .locked = false, .extra = {}};
    settings.layers = {back, notes, data};
    settings.extra = {{QStringLiteral("author"), QJsonObject{{QStringLiteral("name"), QStringLiteral("Ada")}}}};
    design.setSettings(settings);
    design.reserveIds(20, 9);
    return design;
}

}  // namespace faultline::tests
