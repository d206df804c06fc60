#pragma once
#include "model/catalog/kind.h"

namespace faultline::tests {

/// A small catalogue for tests that must not depend on the real kinds: users, dns, load_balancer, server, web_server, database,
/// certificate, firewall, agent, zone, note. Nothing in it can be simulated.
inline const catalog::Catalog& testCatalog() {
    using namespace catalog;
    using enum PortRole;
    using enum PortDirection;
    const auto text = [](const char* source) { return Literal{"test", source}; };
    const auto port = [&](const char* key, const char* label, PortRole role, PortDirection direction, const char* protocol,
                          int number = 0, int most = 0) {
        return PortSpec{key, Literal{"test", label}, role, direction, protocol, number, most};
    };
    static const Catalog catalogue = [&] {
        const PropertySpec address{.key = "address",
                                   .label = text("Address"),
                                   .help = text("IPv4 address."),
                                   .type = PropertyType::Address,
                                   .group = text("Network")};
        const PortSpec guarded = port("guard", "Firewall", Attach, In, "guard", 0, 1);
        const PortSpec process = port("process", "Process", Host, Out, "process");

        ComponentKind users{.id = "users",
                            .label = text("Users"),
                            .help = text("People with browsers."),
                            .group = Group::Traffic,
                            .namePrefix = "users",
                            .aliases = {"clients", "visitors"}};
        users.properties = {{.key = "rate",
                             .label = text("Rate"),
                             .help = text("Requests started a second."),
                             .type = PropertyType::Number,
                             .defaultValue = 100.0,
                             .minimum = 0,
                             .maximum = 1e6,
                             .unit = "req/s"},
                            {.key = "writes",
                             .label = text("Writes"),
                             .help = text("Share of writes."),
                             .type = PropertyType::Share,
                             .defaultValue = 0.2,
                             .maximum = 1},
                            {.key = "verify",
                             .label = text("Verify certificates"),
                             .help = text("Refuse a bad certificate."),
                             .type = PropertyType::Bool,
                             .defaultValue = true},
                            {.key = "timeout",
                             .label = text("Timeout"),
                             .help = text("Gives up after this."),
                             .type = PropertyType::Duration,
                             .defaultValue = 10'000'000'000,
                             .minimum = 1e6,
                             .maximum = 600e9,
                             .group = text("Patience"),
                             .advanced = true}};
        users.ports = {port("dns", "DNS", Resolve, Out, "dns", 53), port("https", "HTTPS", Traffic, Out, "https", 443),
                       port("http", "HTTP", Traffic, Out, "http", 80)};

        ComponentKind dns{
            .id = "dns", .label = text("DNS"), .help = text("Answers names."), .group = Group::Network, .namePrefix = "dns"};
        dns.properties = {{.key = "records",
                           .label = text("Records"),
                           .help = text("Names and where they lead."),
                           .type = PropertyType::Table,
                           .defaultValue = TableRows{},
                           .columns = {{.key = "name", .label = text("Name"), .type = PropertyType::Text, .defaultValue = "www"},
                                       {.key = "target",
                                        .label = text("Target"),
                                        .type = PropertyType::Component,
                                        .defaultValue = 0,
                                        .kinds = {"load_balancer", "server", "web_server"}}}},
                          address};
        dns.ports = {port("dns", "DNS", Resolve, In, "dns", 53), guarded, process};
        dns.needsAddress = true;

        ComponentKind balancer{.id = "load_balancer",
                               .label = text("Load balancer"),
                               .help = text("Spreads requests over servers."),
                               .group = Group::Network,
                               .namePrefix = "lb",
                               .aliases = {"reverse proxy"}};
        balancer.software = {{.name = "HAProxy"}, {.name = "nginx", .values = {{"retries", Value(1)}}}};
        balancer.properties = {{.key = "balance",
                                .label = text("Balance"),
                                .help = text("Which server is next."),
                                .type = PropertyType::Choice,
                                .defaultValue = "roundrobin",
                                .choices = {{"roundrobin", text("Round robin")}, {"leastconn", text("Least connections")}}},
                               {.key = "inter",
                                .label = text("Check interval"),
                                .help = text("Time between two health checks."),
                                .type = PropertyType::Duration,
                                .defaultValue = 2'000'000'000,
                                .minimum = 1e6,
                                .maximum = 3600e9,
                                .group = text("Health checks")},
                               {.key = "fall",
                                .label = text("Fall"),
                                .help = text("Failed checks until a server is down."),
                                .type = PropertyType::Integer,
                                .defaultValue = 3,
                                .minimum = 1,
                                .maximum = 100,
                                .group = text("Health checks")},
                               {.key = "retries",
                                .label = text("Retries"),
                                .help = text("Connection attempts after the first."),
                                .type = PropertyType::Integer,
                                .defaultValue = 3,
                                .minimum = 0,
                                .maximum = 100,
                                .group = text("Timeouts"),
                                .advanced = true},
                               address};
        balancer.ports = {port("https", "HTTPS", Traffic, In, "https", 443),
                          port("http", "HTTP", Traffic, In, "http", 80),
                          port("backend", "HTTP", Traffic, Out, "http", 80),
                          port("certificate", "Certificate", Attach, In, "certificate"),
                          guarded,
                          process};
        balancer.actions = {{"kill", text("Kill"), text("Ends the process at once."), true},
                            {"restore", text("Restore"), text("Starts it."), false}};
        balancer.needsAddress = true;

        ComponentKind server{.id = "server",
                             .label = text("Server"),
                             .help = text("A machine that holds processes."),
                             .group = Group::Compute,
                             .namePrefix = "server",
                             .aliases = {"host", "machine"}};
        server.properties = {{.key = "cores",
                              .label = text("Cores"),
                              .help = text("Processor cores."),
                              .type = PropertyType::Integer,
                              .defaultValue = 4,
                              .minimum = 1,
                              .maximum = 1024,
                              .unit = "cores"},
                             {.key = "memory",
                              .label = text("Memory"),
                              .help = text("Main memory."),
                              .type = PropertyType::Size,
                              .defaultValue = std::int64_t{8} << 30,
                              .minimum = 1 << 20,
                              .maximum = 1e15},
                             address};
        server.ports = {port("processes", "Processes", Host, In, "process"), port("host", "Host", Host, Out, "host"), guarded};
        server.actions = {{"kill", text("Power off"), text("Takes the power away."), true},
                          {"restore", text("Power on"), text("Starts it."), false}};
        server.shape = Shape::Host;
        server.width = 192;
        server.height = 128;
        server.needsAddress = true;

        ComponentKind web{.id = "web_server",
                          .label = text("Web server"),
                          .help = text("Answers HTTP."),
                          .group = Group::Compute,
                          .namePrefix = "web",
                          .aliases = {"http server"}};
        web.software = {{.name = "nginx"}, {.name = "Apache", .values = {{"workers", Value(150)}}}};
        web.properties = {{.key = "workers",
                           .label = text("Workers"),
                           .help = text("Requests served at once."),
                           .type = PropertyType::Integer,
                           .defaultValue = 512,
                           .minimum = 1,
                           .maximum = 100'000},
                          {.key = "service_time",
                           .label = text("Service time"),
                           .help = text("CPU time of a request."),
                           .type = PropertyType::Duration,
                           .defaultValue = 1'000'000,
                           .maximum = 60e9},
                          address};
        web.ports = {port("http", "HTTP", Traffic, In, "http", 80),
                     port("https", "HTTPS", Traffic, In, "https", 443),
                     port("sql", "MySQL", Traffic, Out, "mysql", 3306),
                     port("certificate", "Certificate", Attach, In, "certificate"),
                     guarded,
                     process};
        web.actions = balancer.actions;
        web.needsAddress = true;

        ComponentKind database{.id = "database",
                               .label = text("Database"),
                               .help = text("Keeps the data."),
                               .group = Group::Data,
                               .namePrefix = "db",
                               .aliases = {"master/slave"}};
        database.software = {{.name = "MySQL 8.0"}, {.name = "MariaDB 10.11"}};
        database.properties = {{.key = "role",
                                .label = text("Role"),
                                .help = text("Primary or replica."),
                                .type = PropertyType::Choice,
                                .defaultValue = "primary",
                                .choices = {{"primary", text("Primary")}, {"replica", text("Replica")}}},
                               {.key = "source",
                                .label = text("Source"),
                                .help = text("Whose binlog it follows."),
                                .type = PropertyType::Component,
                                .defaultValue = 0,
                                .kinds = {"database"},
                                .shownWhen = "role=replica"},
                               {.key = "link_rate",
                                .label = text("Replication rate"),
                                .help = text("At most this much."),
                                .type = PropertyType::Bandwidth,
                                .defaultValue = 1'000'000'000,
                                .maximum = 1e12,
                                .advanced = true},
                               address};
        database.ports = {port("mysql", "MySQL", Traffic, In, "mysql", 3306),
                          port("replicas", "Replication", Replicate, In, "mysql", 3306),
                          port("replicate", "Replication", Replicate, Out, "mysql", 3306, 1), guarded, process};
        database.actions = {{"kill", text("Kill"), text("Ends the process at once."), true},
                            {"restore", text("Restore"), text("Starts it."), false},
                            {"promote", text("Promote"), text("Makes it writable."), false}};
        database.needsAddress = true;

        ComponentKind certificate{.id = "certificate",
                                  .label = text("Certificate"),
                                  .help = text("Proves a name."),
                                  .group = Group::Security,
                                  .namePrefix = "cert",
                                  .aliases = {"SSL certificate"}};
        certificate.properties = {{.key = "names",
                                   .label = text("Names"),
                                   .help = text("Names it is valid for."),
                                   .type = PropertyType::Text,
                                   .defaultValue = "www.example.com"},
                                  {.key = "not_after",
                                   .label = text("Valid until"),
                                   .help = text("Then it expires."),
                                   .type = PropertyType::DateTime,
                                   .defaultValue = 1'798'761'600}};
        certificate.ports = {port("install", "Installed on", Attach, Out, "certificate")};
        certificate.shape = Shape::Seal;

        ComponentKind firewall{.id = "firewall",
                               .label = text("Firewall"),
                               .help = text("Lets through what its rules accept."),
                               .group = Group::Security,
                               .namePrefix = "fw"};
        firewall.properties = {
            {.key = "rules",
             .label = text("Rules"),
             .help = text("The first rule that matches decides."),
             .type = PropertyType::Table,
             .defaultValue = TableRows{{"in", 443, 0, "accept"}},
             .columns =
                 {{.key = "direction",
                   .label = text("Direction"),
                   .type = PropertyType::Choice,
                   .defaultValue = "in",
                   .choices = {{"in", text("In")}, {"out", text("Out")}}},
                  {.key = "port", .label = text("Port"), .type = PropertyType::Integer, .defaultValue = 443, .maximum = 65535},
                  {.key = "source", .label = text("Source"), .type = PropertyType::Component, .defaultValue = 0},
                  {.key = "action",
                   .label = text("Action"),
                   .type = PropertyType::Choice,
                   .defaultValue = "accept",
                   .choices = {{"accept", text("Accept")}, {"drop", text("Drop")}}}}},
            {.key = "default_in",
             .label = text("Otherwise, in"),
             .help = text("What becomes of the rest."),
             .type = PropertyType::Choice,
             .defaultValue = "drop",
             .choices = {{"accept", text("Accept")}, {"drop", text("Drop")}}}};
        firewall.ports = {port("guards", "Guards", Attach, Out, "guard")};
        firewall.shape = Shape::Shield;

        ComponentKind agent{.id = "agent",
                            .label = text("Agent"),
                            .help = text("Watches its host."),
                            .group = Group::Monitoring,
                            .namePrefix = "agent",
                            .aliases = {"monitoring client"}};
        agent.properties = {{.key = "interval",
                             .label = text("Interval"),
                             .help = text("Time between samples."),
                             .type = PropertyType::Duration,
                             .defaultValue = 10'000'000'000,
                             .minimum = 1e8,
                             .maximum = 3600e9}};
        agent.ports = {process};
        agent.shape = Shape::Eye;

        ComponentKind zone{
            .id = "zone", .label = text("Zone"), .help = text("A subnet."), .group = Group::Network, .namePrefix = "zone"};
        zone.properties = {{.key = "subnet",
                            .label = text("Subnet"),
                            .help = text("The addresses of what is in it."),
                            .type = PropertyType::Text,
                            .defaultValue = ""}};
        zone.ports = {port("hosts", "Hosts", Host, In, "host")};
        zone.shape = Shape::Zone;
        zone.width = 400;
        zone.height = 300;

        ComponentKind note{.id = "note",
                           .label = text("Note"),
                           .help = text("Words on the drawing."),
                           .group = Group::Annotation,
                           .namePrefix = "note"};
        note.properties = {{.key = "text",
                            .label = text("Text"),
                            .help = text("What it says."),
                            .type = PropertyType::Text,
                            .defaultValue = ""}};
        note.shape = Shape::Note;

        ComponentKind words = note;
        words.id = words.namePrefix = "text";
        words.label = text("Text");
        words.shape = Shape::Text;
        words.width = 160;
        words.height = 32;
        ComponentKind plain = note;
        plain.id = plain.namePrefix = "shape";
        plain.label = text("Shape");
        plain.shape = Shape::Plain;
        plain.width = 120;
        plain.height = 64;
        ComponentKind frame = note;
        frame.id = frame.namePrefix = "frame";
        frame.label = text("Frame");
        frame.properties.clear();
        frame.shape = Shape::Frame;
        frame.width = 360;
        frame.height = 240;
        ComponentKind arrow = frame;
        arrow.id = arrow.namePrefix = "arrow";
        arrow.label = text("Arrow");
        arrow.properties = {{.key = "from",
                             .label = text("Begins"),
                             .help = text("Its corner."),
                             .type = PropertyType::Choice,
                             .defaultValue = "bottom_left",
                             .choices = {{"top_left", text("Top left")},
                                         {"top_right", text("Top right")},
                                         {"bottom_left", text("Bottom left")},
                                         {"bottom_right", text("Bottom right")}}},
                            {.key = "heads",
                             .label = text("Heads"),
                             .help = text("Its heads."),
                             .type = PropertyType::Choice,
                             .defaultValue = "end",
                             .choices = {{"end", text("End")}, {"both", text("Both")}, {"none", text("None")}}}};
        arrow.shape = Shape::Arrow;
        arrow.width = 160;
        arrow.height = 64;

        return Catalog({users, dns, balancer, server, web, database, certificate, firewall, agent, zone, note, words, frame, arrow, plain});
    }();
    return catalogue;
}

}  // namespace faultline::tests
