#pragma once
#include "model/catalog/kind.h"

namespace faultline::tests {

/// A catalogue in all groups, small enough to know by heart.
inline const catalog::Catalog& paletteCatalog() {
    static const catalog::Catalog catalog = [] {
        std::vector<catalog::ComponentKind> kinds;
        const auto add = [&](const char* id, Literal label, catalog::Group group, std::vector<const char*> aliases,
                             std::vector<const char*> software) {
            catalog::ComponentKind kind;
            kind.id = id;
            kind.label = label;
            kind.group = group;
            kind.help = FL_TR("test", "What it is, what it does here, and what can go wrong with it.");
            kind.aliases = std::move(aliases);
            for (const char* name : software) {
                kind.software.push_back({name, {}});
            }
            kinds.push_back(std::move(kind));
        };
        using catalog::Group;
        add("users", FL_TR("test", "Users"), Group::Traffic, {"clients", "browser", "traffic"}, {});
        add("dns", FL_TR("test", "DNS"), Group::Network, {"domain name", "name server", "www record"}, {});
        add("load_balancer", FL_TR("test", "Load balancer"), Group::Network, {"LB", "reverse proxy"}, {"HAProxy", "nginx"});
        add("server", FL_TR("test", "Server"), Group::Compute, {"host", "machine", "VM"}, {});
        add("web_server", FL_TR("test", "Web server"), Group::Compute, {"HTTP server"}, {"nginx", "Apache"});
        add("app_server", FL_TR("test", "Application server"), Group::Compute, {"WSGI"}, {"PHP-FPM", "Node.js", "Gunicorn"});
        add("app_files", FL_TR("test", "Application files"), Group::Compute, {"code base"}, {});
        add("database", FL_TR("test", "Database"), Group::Data, {"primary", "replica", "master/slave"},
            {"MySQL 8.0", "MariaDB 10.11"});
        add("firewall", FL_TR("test", "Firewall"), Group::Security, {"packet filter"}, {});
        add("certificate", FL_TR("test", "Certificate"), Group::Security, {"SSL certificate", "TLS", "HTTPS"}, {});
        add("monitoring_agent", FL_TR("test", "Monitoring agent"), Group::Monitoring, {"monitoring client", "data collector"},
            {"Datadog Agent"});
        add("monitoring_service", FL_TR("test", "Monitoring service"), Group::Monitoring, {"metrics"}, {"Datadog", "Sumo Logic"});
        add("zone", FL_TR("test", "Zone"), Group::Annotation, {"subnet", "DMZ"}, {});
        add("note", FL_TR("test", "Note"), Group::Annotation, {"text"}, {});
        return catalog::Catalog(std::move(kinds));
    }();
    return catalog;
}

}  // namespace faultline::tests
