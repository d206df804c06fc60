#include "model/sim/world.h"
#include "model/validation/rig.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

/// Rows 36 to 42: certificates, firewalls and what encryption costs.
namespace faultline::validation {

namespace {

using sim::Outcome;

QJsonValue securityText(const char* text) {
    return QLatin1String(text);
}

// --- certificates

struct SecurityCertificate {
    const char* key;
    const char* value;
    Outcome outcome;
    const char* name;
};

Finding securityBadCertificates(const catalog::Catalog& catalog) {
    Finding finding{"all verifying clients at once (19 of 19), no HTTP, no request counted, checks UP", {}, "exact", true, {}};
    for (const SecurityCertificate& bad : {SecurityCertificate{"not_after", "2025-12-01T00:00:00Z", Outcome::TlsExpired, "expired"},
                                           {"not_before", "2026-12-01T00:00:00Z", Outcome::TlsNotYetValid, "not yet valid"},
                                           {"names", "www.example.org", Outcome::TlsNameMismatch, "wrong name"}}) {
        Trial verifying = Rig::plain(50).set("cert", bad.key, securityText(bad.value)).trial(catalog);
        verifying.run(10);
        Trial trusting = Rig::plain(50).set("cert", bad.key, securityText(bad.value)).set("users", "verify", false).trial(catalog);
        trusting.run(10);
        const std::size_t failed = verifying.count(bad.outcome), all = verifying.ended();
        const double longest = verifying.span(bad.outcome).second;
        const bool isUp = verifying.when("nginx-1", "server_down") < 0 && verifying.when("nginx-2", "server_down") < 0;
        finding.met = finding.met && failed == all && all > 300 && longest < 0.01 && verifying.calls("haproxy") == 0 && isUp &&
                      trusting.failures() == 0 && verifying.isSound();
        finding.simulated += std::string(finding.simulated.empty() ? "" : "; ") + bad.name + " " + std::to_string(failed) + " of " +
                             std::to_string(all) + " in < " + number(longest * 1000, 1) + " ms";
    }
    return finding;
}

Finding securityReencryption(const catalog::Catalog& catalog) {
    const auto rig = [&](bool verify) {
        Rig made = Rig::plain(100);
        for (const char* nginx : {"nginx-1", "nginx-2"})
            made.design.add("certificate", nginx[6] == '1' ? "inner-1" : "inner-2", {{QStringLiteral("not_after"), securityText("2025-12-01T00:00:00Z")}},
                            on(made.design.id(nginx)));
        for (const int link : made.backendLink) made.design.setEnds(link, "backend", "https");
        made.set("haproxy", "verify_backend", verify);
        return made;
    };
    Trial required = rig(true).trial(catalog), none = rig(false).trial(catalog);
    for (Trial* trial : {&required, &none}) trial->run(10);
    const double down = std::max(required.when("nginx-1", "server_down"), required.when("nginx-2", "server_down"));
    const double longest = required.span(Outcome::Http503, 3).second;
    return judged(required.isSound() ? none : required,
                  {"required: DOWN at the first check, 503 in 3-16 ms; none: UP, 200",
                   "DOWN by " + number(down) + " s, 503 in < " + number(longest * 1000, 1) + " ms; none: " + std::to_string(none.failures()) + " failed",
                   "exact",
                   required.when("nginx-1", "server_down") >= 0 && down >= 0 && down <= 2.1 && required.count(Outcome::Ok, 2.2, 100) == 0 &&
                       longest < 0.02 && required.count(Outcome::Http503, 3, 100) == required.ended(3, 100) && none.failures() == 0,
                   {}});
}

// --- firewalls

QJsonObject securityRule(const char* direction, const char* port, const char* state, const char* action) {
    return {{QStringLiteral("direction"), securityText(direction)},
            {QStringLiteral("port"), securityText(port)},
            {QStringLiteral("state"), securityText(state)},
            {QStringLiteral("action"), securityText(action)}};
}

/// One client, one web server on a machine of its own, and a firewall that guards the machine. A request every tenth of a second.
struct SecurityWall {
    DesignText design;
    int host = 0, link = 0;
    explicit SecurityWall(const QJsonArray& rules, const char* timeout = "3s", bool keepAlive = false) {
        const int users = design.add("users", "users",
                                     {{QStringLiteral("rate"), 10},
                                      {QStringLiteral("arrivals"), securityText("constant")},
                                      {QStringLiteral("statics"), securityText("100%")},
                                      {QStringLiteral("writes"), securityText("0%")},
                                      {QStringLiteral("clients"), 1},
                                      {QStringLiteral("keep_alive"), keepAlive},
                                      {QStringLiteral("timeout"), securityText(timeout)}});
        host = design.add("server", "host");
        const int web = design.add("web_server", "web", {}, in(host));
        link = design.link(users, "web", web, "http", {{QStringLiteral("latency"), securityText("50us")}});
        design.add("firewall", "wall", {{QStringLiteral("rules"), rules}, {QStringLiteral("default_in"), securityText("drop")}}, on(host));
    }
    Trial trial(const catalog::Catalog& catalog) const { return Trial(catalog, design.json()); }
};

const std::vector<std::uint64_t>& securityCounters(const Trial& trial, const char* wall) {
    const design::Component* part = nullptr;
    for (const auto& [id, component] : trial.simulation().design().components())
        if (component->name == QLatin1String(wall)) part = component.get();
    static const std::vector<std::uint64_t> none;
    const sim::ComponentState* state = part ? trial.simulation().world().component(part->id.value) : nullptr;
    return state ? state->filter.packets : none;
}

/// Every ended request had this outcome, in this time.
bool securityAll(Trial& trial, Outcome outcome, double from, double to) {
    const auto [shortest, longest] = trial.span(outcome);
    return trial.ended() > 0 && trial.count(outcome) == trial.ended() && shortest >= from && longest <= to;
}

Finding securityKinds(const catalog::Catalog& catalog) {
    const QJsonArray accept{securityRule("any", "any", "established", "accept"), securityRule("in", "80", "new", "accept")};
    Trial closed = SecurityWall(accept).trial(catalog);
    closed.at("0s kill web").run(2);
    Trial reject = SecurityWall({securityRule("in", "80", "new", "reject")}).trial(catalog);
    reject.run(2);
    Trial drop = SecurityWall({}).trial(catalog), longer = SecurityWall({}, "7700ms").trial(catalog);
    drop.run(6);
    longer.run(12);
    Trial absent = SecurityWall(accept, "30s").trial(catalog);
    absent.at("0s kill host").run(6);
    Finding finding{"closed, rejected: refused in < 1 ms; dropped: 3.00 and 7.70 s; absent: unreachable at 3.06 s", {}, "exact kind; 3 s +-0.2", false, {}};
    finding.simulated = "refused in " + number(closed.span(Outcome::ConnectionRefused).second * 1000, 2) + " and " +
                        number(reject.span(Outcome::ConnectionRefused).second * 1000, 2) + " ms; " + number(drop.span(Outcome::ConnectionTimeout).second) +
                        " and " + number(longer.span(Outcome::ConnectionTimeout).second) + " s; " + number(absent.span(Outcome::HostUnreachable).second) + " s";
    finding.met = securityAll(closed, Outcome::ConnectionRefused, 0, 0.001) && securityAll(reject, Outcome::ConnectionRefused, 0, 0.001) &&
                  securityAll(drop, Outcome::ConnectionTimeout, 2.999, 3.001) && securityAll(longer, Outcome::ConnectionTimeout, 7.699, 7.701) &&
                  securityAll(absent, Outcome::HostUnreachable, 2.86, 3.26);
    return judged(closed.isSound() ? absent : closed, finding);
}

Finding securityEstablished(const catalog::Catalog& catalog) {
    const QJsonObject established = securityRule("any", "any", "established", "accept");
    const char* const removed = R"(5s set wall.rules=[{"direction":"any","port":"any","state":"established","action":"accept"}])";
    Trial live = SecurityWall({established, securityRule("in", "80", "new", "accept")}, "3s", true).trial(catalog);
    live.at(removed).run(10);
    Trial fresh = SecurityWall({established, securityRule("in", "80", "new", "accept")}).trial(catalog);
    fresh.at(removed).run(10);
    // Without the rule: what comes to the allowed port works, each packet of it matches; taken away, the live connection stalls.
    Trial stateless = SecurityWall({securityRule("in", "80", "any", "accept")}, "3s", true).trial(catalog);
    stateless.at("5s set wall.rules=[]").run(10);
    // And what it asks of others gets no answer: name service, and a database.
    DesignText outward;
    const int users = outward.add("users", "users", {{QStringLiteral("rate"), 5}, {QStringLiteral("timeout"), securityText("30s")}});
    const int front = outward.add("server", "front"), back = outward.add("server", "back");
    const int web = outward.add("web_server", "web", {{QStringLiteral("proxy_connect_timeout"), securityText("3s")}}, in(front));
    const int app = outward.add("app_server", "app", {}, in(back));
    outward.add("app_files", "files", {}, on(app));
    outward.link(users, "web", web, "http");
    outward.link(web, "app", app, "app");
    outward.add("firewall", "wall",
                {{QStringLiteral("rules"), QJsonArray{securityRule("in", "80", "any", "accept")}}, {QStringLiteral("default_in"), securityText("drop")}},
                on(front));
    Trial outbound(catalog, outward.json());
    outbound.run(10);
    const std::size_t echoes = live.count(Outcome::Ok, 5, 10), after = live.failures(5, 10);
    Finding finding{"50 of 50 echoes survive; without it they stall, and outbound times out",
                    std::to_string(echoes) + " survive, " + std::to_string(after) + " fail; new ones " + std::to_string(fresh.count(Outcome::Ok, 5, 7)) +
                        "; without: " + std::to_string(stateless.count(Outcome::Ok, 5.2, 7)) + " survive, outbound " +
                        std::to_string(outbound.count(Outcome::Ok)) + " ok",
                    "exact", false, {}};
    finding.met = echoes >= 49 && after == 0 && live.failures() == 0 && fresh.failures(0, 4.9) == 0 && fresh.count(Outcome::Ok, 5.01, 7) == 0 &&
                  stateless.failures(0, 4.9) == 0 && stateless.count(Outcome::Ok, 5.01, 7) == 0 && stateless.count(Outcome::ConnectionRefused) == 0 &&
                  outbound.ended() > 0 && outbound.count(Outcome::Http504) == outbound.ended();
    return judged(!live.isSound() ? live : !stateless.isSound() ? stateless : outbound, finding);
}

Finding securityChains(const catalog::Catalog& catalog) {
    const QJsonObject established = securityRule("any", "any", "established", "accept"), accept = securityRule("in", "80", "new", "accept"),
                      drop = securityRule("in", "80", "new", "drop");
    Trial dropFirst = SecurityWall({established, drop, accept}).trial(catalog), acceptFirst = SecurityWall({established, accept, drop}).trial(catalog);
    const auto twoChains = [&](const QJsonArray& first, const QJsonArray& second) {
        SecurityWall wall(first);
        wall.design.add("firewall", "second", {{QStringLiteral("rules"), second}, {QStringLiteral("default_in"), securityText("drop")}}, on(wall.host));
        return wall.trial(catalog);
    };
    Trial acceptDrop = twoChains({established, accept}, {established, drop}), dropAccept = twoChains({established, drop}, {established, accept}),
          acceptBoth = twoChains({established, accept}, {established, accept});
    // In line: what passes is forwarded; the rules and the default for what is meant for the firewall itself do not touch it.
    const auto forwarding = [&](const char* port, const char* defaultForward) {
        SecurityWall wall({established, accept});
        wall.design.set("wall", "rules", QJsonArray{established, securityRule("in", "any", "new", "drop"), securityRule("forward", port, "new", "accept")});
        wall.design.set("wall", "default_forward", securityText(defaultForward));
        wall.design.move("wall", inLine(wall.link));
        return wall.trial(catalog);
    };
    Trial forwardOpen = forwarding("443", "accept"), forwardAllowed = forwarding("80", "drop"), forwardClosed = forwarding("443", "drop");
    Finding finding{"first match decides; a drop in any chain is final, accept ends its own chain; forward and input apart", {}, "exact", true,
                    "several chains on one hook are several firewalls; jump and return do not exist here and are not looked at"};
    const auto expect = [&](Trial& trial, bool passes, const char* name) {
        trial.run(5);
        const bool isAsExpected = passes ? trial.failures() == 0 && trial.ended() > 0 : securityAll(trial, Outcome::ConnectionTimeout, 2.99, 3.01);
        finding.met = finding.met && isAsExpected && trial.isSound();
        finding.simulated += std::string(finding.simulated.empty() ? "" : ", ") + name + (isAsExpected ? " yes" : " NO");
        if (!trial.isSound()) finding.remark = trial.problem();
    };
    expect(dropFirst, false, "drop first");
    expect(acceptFirst, true, "accept first");
    expect(acceptDrop, false, "accept then drop chain");
    expect(dropAccept, false, "drop then accept chain");
    expect(acceptBoth, true, "both accept");
    expect(forwardOpen, true, "input does not touch forward");
    expect(forwardAllowed, true, "forward allowed");
    expect(forwardClosed, false, "forward dropped");
    const std::vector<std::uint64_t>& counted = securityCounters(dropFirst, "wall");
    finding.met = finding.met && counted.size() > 2 && counted[1] > 0 && counted[2] == 0;
    return finding;
}

Finding securityCounts(const catalog::Catalog& catalog) {
    // A connection a request, and one SYN a second apart while nobody answers.
    Trial open = SecurityWall({securityRule("any", "any", "established", "accept"), securityRule("in", "80", "new", "accept")}).trial(catalog);
    open.run(5);
    const auto dropped = [&](const char* timeout) {
        SecurityWall wall({securityRule("in", "80", "new", "drop")}, timeout);
        wall.design.set("users", "rate", 0.1);   // one attempt, at 10 s
        Trial trial = wall.trial(catalog);
        trial.run(19);
        const auto& counters = securityCounters(trial, "wall");
        return counters.empty() ? 0 : counters[0];
    };
    const std::uint64_t three = dropped("3s"), five = dropped("5200ms");
    const auto& counters = securityCounters(open, "wall");
    const std::uint64_t connections = counters.size() > 1 ? counters[1] : 0;
    const std::uint64_t requests = open.report().requests.started;
    return judged(open, {"1 packet a connection; 3 SYNs in 3 s, 6 in 5.2 s",
                         std::to_string(connections) + " for " + std::to_string(requests) + " connections; " + std::to_string(three) + " and " +
                             std::to_string(five),
                         "exact; +-1", connections == requests && three >= 2 && three <= 4 && five >= 5 && five <= 7, {}});
}

// --- what encryption costs

/// CPU time of HAProxy for one request, milliseconds.
double securityCost(const catalog::Catalog& catalog, const char* key, double rate, bool isStatic) {
    Trial trial = Rig::plain(rate)
                      .set("cert", "key_type", securityText(key))
                      .set("users", "statics", securityText(isStatic ? "100%" : "0%"))
                      .set("users", "timeout", securityText("2s"))
                      .trial(catalog);
    trial.run(20);
    const runtime::Report report = trial.report();
    for (const runtime::ComponentReport& row : report.components)
        if (row.name == "haproxy" && row.requests > 0) return row.utilisation * 20 / static_cast<double>(row.requests) * 1000;
    return 0;
}

Finding securityTls(const catalog::Catalog& catalog) {
    const double ecdsa = securityCost(catalog, "ecdsa_p256", 250, false), rsa = securityCost(catalog, "rsa_2048", 250, false);
    const double fullEcdsa = securityCost(catalog, "ecdsa_p256", 3000, true), fullRsa = securityCost(catalog, "rsa_2048", 3000, true);
    const auto near = [](double value, double wanted) { return std::abs(value / wanted - 1) <= 0.3; };
    return {"RSA - ECDSA 0.38 ms; at saturation 0.45 and 0.91 ms",
            number(rsa - ecdsa) + " ms; " + number(fullEcdsa) + " and " + number(fullRsa) + " ms", "+-30 %",
            near(rsa - ecdsa, 0.38) && near(fullEcdsa, 0.45) && near(fullRsa, 0.91), {}};
}

}  // namespace

std::vector<Case> securityCases(const catalog::Catalog& catalog) {
    return {realityCase(36, "expired, not yet valid, mismatching certificate", [&](Effort) { return securityBadCertificates(catalog); }),
            realityCase(37, "re-encryption: verify required, expired certificate", [&](Effort) { return securityReencryption(catalog); }),
            realityCase(38, "closed port, reject, drop, absent host", [&](Effort) { return securityKinds(catalog); }),
            realityCase(39, "established connections", [&](Effort) { return securityEstablished(catalog); }),
            realityCase(40, "order of rules and chains; forward and input", [&](Effort) { return securityChains(catalog); }),
            realityCase(41, "counters of rules", [&](Effort) { return securityCounts(catalog); }),
            realityCase(42, "CPU cost of TLS handshakes", [&](Effort) { return securityTls(catalog); })};
}

}  // namespace faultline::validation
