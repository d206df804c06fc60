#include "model/kinds/all_kinds.h"
#include "model/runtime/simulation.h"
#include "model/sim/world.h"
#include "model/storage/project_file.h"
#include "tests/support/blueprint_builder.h"
#include "tests/support/station.h"

#include <QDir>

#include <cstdio>

using namespace faultline;

namespace {

void print(const char* name, const sim::World& world, const sim::Recording& recording) {
    // The account is part of it: percentiles and means must not differ either.
    Fingerprint account;
    for (const sim::Bin& bin : recording.bins())
        for (const sim::BinRow& row : bin.rows) {
            account.add(row.ok * 1'000'003ull + row.failed);
            account.add(static_cast<std::uint64_t>(row.p95 + row.latencyMean));
        }
    std::printf("%s %s %s %s\n", name, world.fingerprint().text().c_str(), world.stateHash().text().c_str(), account.text().c_str());
}

void arithmetic() {
    Fingerprint numbers;
    sim::Random random(1, 1, sim::Purpose::Misc);
    for (int i = 0; i < 200'000; ++i) {
        const double e = random.exponential1();
        const double n = random.normal();
        numbers.add(std::bit_cast<std::uint64_t>(e));
        numbers.add(std::bit_cast<std::uint64_t>(n));
        numbers.add(std::bit_cast<std::uint64_t>(sim::exponential(n) + sim::naturalLog(e + 1e-9)));
    }
    std::printf("arithmetic %s\n", numbers.text().c_str());
}

void stations() {
    testing::StationNetwork network = testing::benchmarkNetwork(1440, 50'000);
    sim::Recording recording;
    sim::World world(network.build(3), recording);
    world.runBefore(60 * second, recording);
    print("stations", world, recording);
}

/// Every kind that runs, with two servers, broken and mended in most ways there are.
void infrastructure() {
    tests::BlueprintBuilder b;
    const sim::Slot users = b.add("users", {{"rate", Value(300.0)}});
    const sim::Slot dns = b.add("dns", {{"ttl", Value(5 * second)}});
    const sim::Slot balancer = b.add("load_balancer");
    const sim::Slot certificate = b.add("certificate");
    b.attach(certificate, balancer);
    const sim::Slot monitoring = b.add("monitoring_service");
    sim::Slot hosts[2], webs[2], apps[2], databases[2], agents[2];
    for (int i = 0; i < 2; ++i) {
        hosts[i] = b.add("server");
        webs[i] = b.add("web_server");
        apps[i] = b.add("app_server", {{"distribution", Value(i ? "lognormal" : "exponential")}});
        databases[i] = b.add("database", {{"role", Value(i ? "replica" : "primary")}, {"connect_retry", Value(2 * second)}});
        agents[i] = b.add("monitoring_agent");
        const sim::Slot files = b.add("app_files", {{"error_rate", Value(0.01)}});
        b.attach(files, apps[i]);
        const sim::Slot wall = b.add("firewall", {{"rules", Value(TableRows{{"any", "any", "any", "any", "any", "any", "accept"}})}});
        b.guard(wall, hosts[i]);
        for (const sim::Slot inside : {webs[i], apps[i], databases[i], agents[i], files}) b.put(inside, hosts[i]);
    }
    const TableRows records{{Value("www"), Value(static_cast<std::int64_t>(balancer)), Value(static_cast<std::int64_t>(b.addressOf(balancer)))}};
    b.set(dns, "records", Value(records));
    b.link(users, "dns", dns, "dns", 5 * millisecond);
    b.link(users, "web", balancer, "https", 8 * millisecond);
    for (int i = 0; i < 2; ++i) {
        b.link(balancer, "backend", webs[i], "http");
        b.link(webs[i], "app", apps[i], "app");
        b.link(apps[i], "db", databases[0], "mysql");
        b.link(apps[i], "db", databases[1], "mysql");
        b.link(agents[i], "service", monitoring, "metrics", 10 * millisecond);
    }
    const std::uint32_t replication = b.link(databases[1], "source", databases[0], "mysql");
    sim::Blueprint blueprint = b.build(11);
    for (sim::LinkSetup& link : blueprint.links) {
        link.jitter = 300 * microsecond;
        link.loss = 0.001;
    }
    sim::Recording recording;
    sim::World world(blueprint, recording);
    struct Step {
        int at;
        Result<void> (sim::World::*act)(sim::Slot, sim::Recording&);
        sim::Slot slot;
    };
    const Step steps[] = {{5, &sim::World::kill, webs[0]},       {12, &sim::World::restore, webs[0]},   {15, &sim::World::freeze, apps[1]},
                          {22, &sim::World::thaw, apps[1]},      {25, &sim::World::kill, hosts[1]},     {45, &sim::World::restore, hosts[1]},
                          {60, &sim::World::freeze, hosts[0]},   {64, &sim::World::thaw, hosts[0]},     {70, &sim::World::kill, agents[0]},
                          {75, &sim::World::kill, databases[0]}, {85, &sim::World::restore, databases[0]}};
    for (const Step& step : steps) {
        world.runBefore(step.at * second, recording);
        if (!(world.*step.act)(step.slot, recording)) std::printf("a step failed\n");
    }
    world.runBefore(90 * second, recording);
    if (!world.setLinkUp(replication, 2, false, recording)) std::printf("the cut failed\n");
    world.runBefore(100 * second, recording);
    if (!world.act(databases[1], "promote", recording)) std::printf("the promotion failed\n");
    world.runBefore(110 * second, recording);
    print("infrastructure", world, recording);
    std::printf("requests %llu\n", static_cast<unsigned long long>(recording.requestsEnded()));
}

/// What is done to a design while it runs, as far as it has such parts: the first of a kind is broken and mended, a setting changed.
void breakAndMend(runtime::Simulation& simulation) {
    struct Step {
        int at;
        const char* verb;
        const char* kind;
        const char* argument;
    };
    const Step steps[] = {{3, "kill", "web_server", ""},          {5, "set", "users", ".rate=80"},  {6, "restore", "web_server", ""},
                          {7, "freeze", "app_server", ""},        {9, "thaw", "app_server", ""},    {10, "kill", "database", ""},
                          {12, "kill", "server", ""},             {14, "restore", "database", ""},  {15, "restore", "server", ""},
                          {16, "set", "server", ".cores=1"},      {17, "kill", "load_balancer", ""}, {19, "restore", "load_balancer", ""}};
    for (const Step& step : steps) {
        simulation.runUntil(step.at * second);
        for (const auto& [id, part] : simulation.design().components()) {
            if (part->kind != step.kind) continue;
            const std::string text = std::string(step.verb) + " #" + std::to_string(id.value) + step.argument;
            if (const auto done = simulation.perform(runtime::CommandText{0, text}); !done)
                std::printf("%s was refused: %s\n", text.c_str(), done.error().plain().c_str());
            break;
        }
    }
    simulation.runUntil(25 * second);
}

int examples() {
    const QDir folder(QStringLiteral(FAULTLINE_SOURCE_DIR "/examples"));
    const QStringList names = folder.entryList({QStringLiteral("*.faultline")}, QDir::Files, QDir::Name);
    for (const QString& name : names) {
        const auto project = storage::loadProject(folder.filePath(name), kinds::allKinds());
        if (!project) {
            std::fprintf(stderr, "%s: %s\n", qPrintable(name), project.error().plain().c_str());
            return 1;
        }
        runtime::Simulation simulation(kinds::allKinds(), project->design, project->design.settings().seed);
        breakAndMend(simulation);
        print(qPrintable(name), simulation.world(), simulation.recording());
        std::printf("requests %llu\n", static_cast<unsigned long long>(simulation.recording().requestsEnded()));
    }
    return names.isEmpty() ? 1 : 0;
}

}  // namespace

/// Prints a few lines "name fingerprints"; they are equal however this program was compiled, and on every processor.
int main() {
    arithmetic();
    stations();
    infrastructure();
    return examples();
}
