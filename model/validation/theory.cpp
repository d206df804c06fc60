#include "model/validation/theory.h"

#include "model/runtime/simulation.h"
#include "model/runtime/wording.h"
#include "model/sim/recording.h"
#include "model/storage/design_json.h"
#include "model/validation/design_text.h"
#include "model/validation/formulas.h"
#include "model/validation/rig.h"

#include <algorithm>
#include <cmath>

namespace faultline::validation {

namespace {

constexpr double theoryService = 100e-6;     ///< mean service time, seconds: small, so that a simulated second holds much
constexpr double theoryTolerance = 0.02;
constexpr double theoryError = 0.0045;       ///< standard error aimed at, of the mean
constexpr double theoryPromise = 0.005;      ///< and what it must stay below
constexpr double theoryQuickMost = 150'000;  ///< observations in the test suite
constexpr int theoryBatches = 16;            ///< of one part

struct TheoryModel {
    std::string id, behaviour;
    DesignText design;
    double expected = 0;   ///< mean time in system, seconds
    double variance = 0;   ///< N x (relative standard error of the mean of N)^2, as it is known or was measured
    double rate = 0;       ///< of all users, a second
};

QJsonValue theoryTime(double seconds) {
    return QLatin1String((std::to_string(std::llround(seconds * 1e9)) + "ns").c_str());
}

const QJsonValue theoryNothing = QLatin1String("0s");

int theoryUsers(DesignText& design, const char* name, double rate) {
    return design.add("users", name, {{QStringLiteral("rate"), rate}, {QStringLiteral("writes"), QStringLiteral("0%")}});
}

/// Workers that wait, and take no CPU time.
int theoryWorkers(DesignText& design, int workers, const char* distribution, const DesignPlace& place = {}) {
    const int app = design.add("app_server", "station",
                               {{QStringLiteral("workers"), workers},
                                {QStringLiteral("service_time"), theoryTime(theoryService)},
                                {QStringLiteral("distribution"), QLatin1String(distribution)},
                                {QStringLiteral("cpu_time"), theoryNothing},
                                {QStringLiteral("backlog"), 65'535}},
                               place);
    design.add("app_files", "files", {}, on(app));
    return app;
}

void theoryLink(DesignText& design, int from, const char* fromPort, int to, const char* toPort) {
    design.link(from, fromPort, to, toPort, {{QStringLiteral("latency"), theoryNothing}});
}

TheoryModel theoryStation(const char* id, const char* behaviour, double load, int workers, const char* distribution) {
    TheoryModel model;
    model.id = id;
    model.behaviour = behaviour;
    model.rate = load * workers / theoryService;
    const int users = theoryUsers(model.design, "users", model.rate);
    theoryLink(model.design, users, "web", theoryWorkers(model.design, workers, distribution), "http");
    return model;
}

TheoryModel theoryMM1(double load) {
    TheoryModel model = theoryStation("mm1", "M/M/1: users, an application with one worker", load, 1, "exponential");
    model.expected = responseMMc(1, load, theoryService);
    model.variance = 2 * (1 + load) / ((1 - load) * (1 - load));
    return model;
}

TheoryModel theoryMMc(double load) {
    TheoryModel model = theoryStation("mmc", "M/M/c: an application with four workers (Erlang C)", load, 4, "exponential");
    model.expected = responseMMc(4, load, theoryService);
    model.variance = 1.7 * (1 + load) / ((1 - load) * (1 - load));
    return model;
}

TheoryModel theoryMD1(double load) {
    TheoryModel model = theoryStation("md1", "M/D/1: one worker, always the same time (Pollaczek-Khinchine)", load, 1, "fixed");
    model.expected = responseMD1(load, theoryService);
    model.variance = 1.15 * (1 + load) / ((1 - load) * (1 - load));
    return model;
}

/// Two applications on one core, one with nine times the work of the other: the mean depends on the mean work alone.
TheoryModel theoryPS(double load) {
    TheoryModel model;
    model.id = "mg1-ps";
    model.behaviour = "M/G/1-PS: short and long jobs share one core of a server";
    model.rate = load / theoryService;
    const int host = model.design.add("server", "host", {{QStringLiteral("cores"), 1}});
    for (const bool isLong : {false, true}) {
        const int users = theoryUsers(model.design, isLong ? "users-2" : "users-1", model.rate / 2);
        const int app = model.design.add("app_server", isLong ? "long" : "short",
                                         {{QStringLiteral("workers"), 100'000},
                                          {QStringLiteral("service_time"), theoryNothing},
                                          {QStringLiteral("distribution"), QStringLiteral("fixed")},
                                          {QStringLiteral("cpu_time"), theoryTime(theoryService * (isLong ? 1.8 : 0.2))}},
                                         in(host));
        model.design.add("app_files", isLong ? "files-2" : "files-1", {}, on(app));
        theoryLink(model.design, users, "web", app, "http");
    }
    model.expected = responsePS(load, theoryService);
    model.variance = 2.2 * (1 + load) / ((1 - load) * (1 - load));
    return model;
}

/// Open network of product form: what leaves the web server's core (processor sharing) is Poisson again, and meets one worker.
TheoryModel theoryTandem(double load) {
    TheoryModel model;
    model.id = "tandem";
    model.behaviour = "Tandem (Jackson): the core of a web server, then one worker of an application";
    model.rate = load / theoryService;
    const int users = theoryUsers(model.design, "users", model.rate);
    const int front = model.design.add("server", "front", {{QStringLiteral("cores"), 1}});
    const int web = model.design.add("web_server", "web",
                                     {{QStringLiteral("worker_connections"), 1'000'000},
                                      {QStringLiteral("proxy_cost"), theoryTime(theoryService)},
                                      {QStringLiteral("connection_cost"), theoryNothing}},
                                     in(front));
    theoryLink(model.design, users, "web", web, "http");
    theoryLink(model.design, web, "app", theoryWorkers(model.design, 1, "exponential"), "app");
    model.expected = responsePS(load, theoryService) + responseMMc(1, load, theoryService);
    model.variance = 1.15 * (1 + load) / ((1 - load) * (1 - load));
    return model;
}

/// A fixed number of clients who think, then pass the core of a web server and one worker of an application, and think again. As
/// many of them as bring the busier one to the load.
TheoryModel theoryClosed(double load) {
    constexpr double think = 10e-3, front = 0.8 * theoryService;
    const std::vector<double> services{front, theoryService};
    int clients = 1;
    while (clients * theoryService / (think + responseClosed(clients, think, services)) < load) ++clients;
    TheoryModel model;
    model.id = "closed";
    model.behaviour = "Closed network (exact MVA): " + std::to_string(clients) + " clients think, then pass a core and a worker";
    model.expected = responseClosed(clients, think, services);
    model.rate = clients / (think + model.expected);
    const int users = model.design.add("users", "users",
                                       {{QStringLiteral("arrivals"), QStringLiteral("closed")},
                                        {QStringLiteral("clients"), clients},
                                        {QStringLiteral("think_time"), theoryTime(think)},
                                        {QStringLiteral("writes"), QStringLiteral("0%")}});
    const int host = model.design.add("server", "front", {{QStringLiteral("cores"), 1}});
    const int web = model.design.add("web_server", "web",
                                     {{QStringLiteral("worker_connections"), 1'000'000},
                                      {QStringLiteral("proxy_cost"), theoryTime(front)},
                                      {QStringLiteral("connection_cost"), theoryNothing}},
                                     in(host));
    theoryLink(model.design, users, "web", web, "http");
    theoryLink(model.design, web, "app", theoryWorkers(model.design, 1, "exponential"), "app");
    model.variance = 1.2 * (1 + load) / (1 - load);  // so few clients forget quickly
    return model;
}

int theoryParts(const TheoryModel& model, Effort effort) {
    const double count = model.variance / (theoryError * theoryError);
    return effort == Effort::Quick ? 1 : std::clamp(static_cast<int>(count / 2e6), 1, 32);
}

/// Seconds of one part.
double theoryLength(const TheoryModel& model, Effort effort) {
    const double count = model.variance / (theoryError * theoryError);
    return effort == Effort::Quick ? std::min(count, theoryQuickMost) / model.rate
                                   : count / model.rate / theoryParts(model, Effort::Full);
}

std::vector<Batch> theoryRun(const catalog::Catalog& catalog, const TheoryModel& model, Effort effort, int part) {
    if (part >= theoryParts(model, effort)) return {};
    const Result<design::Design> design = storage::readDesign(model.design.json(), catalog);
    if (!design) qFatal("%s: %s", model.id.c_str(), design.error().plain().c_str());
    runtime::Simulation simulation(catalog, *design, static_cast<std::uint64_t>(part) + 1);
    // Until the queue has forgotten that it began empty, then batch by batch.
    const double warmUp = 40 * theoryService * std::sqrt(model.variance);
    const double length = theoryLength(model, effort) / theoryBatches;
    double until = std::ceil(warmUp);
    const auto advance = [&] { simulation.runUntil(static_cast<SimTime>(std::llround(until * 1e9))); };
    advance();
    std::vector<sim::Bin> bins = simulation.recording().takeBins();
    std::vector<Batch> batches;
    for (int i = 0; i < theoryBatches; ++i) {
        until += std::max(1.0, std::round(length));
        advance();
        Batch batch;
        for (const sim::Bin& bin : simulation.recording().takeBins())
            for (const sim::BinRow& row : bin.rows) {
                const runtime::Wording::Known* known = simulation.wording().find(row.component);
                if (known && known->kind->group == catalog::Group::Traffic) {
                    batch.sum += static_cast<double>(row.latencyMean) * 1e-9 * row.ok;
                    batch.count += row.ok;
                }
            }
        batches.push_back(batch);
    }
    return batches;
}

Finding theoryJudge(double expected, Effort effort, const std::vector<Batch>& batches) {
    const Estimate found = estimate(batches);
    const double error = found.error / found.mean, off = found.mean / expected - 1;
    // A short run can promise no more than its own standard error allows.
    const double tolerance = effort == Effort::Full ? theoryTolerance : std::max(theoryTolerance, 4 * error);
    Finding finding;
    finding.expected = number(expected * 1e6, 1) + " us";
    finding.simulated = number(found.mean * 1e6, 1) + " us (" + (off < 0 ? "" : "+") + number(off * 100) + " %)";
    finding.tolerance = "2 %, s.e. " + number(error * 100) + " % of " + whole(found.count);
    finding.met = std::abs(off) <= tolerance && (effort == Effort::Quick || error < theoryPromise);
    if (effort == Effort::Quick) finding.remark = "a short run: " + number(tolerance * 100, 1) + " %";
    return finding;
}

}  // namespace

Estimate estimate(const std::vector<Batch>& batches) {
    Estimate result;
    double sum = 0;
    for (const Batch& batch : batches) {
        sum += batch.sum;
        result.count += batch.count;
    }
    if (batches.size() < 2 || result.count <= 0) return result;
    result.mean = sum / result.count;
    double squares = 0;
    for (const Batch& batch : batches) {
        const double residue = batch.sum - result.mean * batch.count;
        squares += residue * residue;
    }
    const auto n = static_cast<double>(batches.size());
    result.error = std::sqrt(squares * n / (n - 1)) / result.count;
    return result;
}

std::vector<Case> theoryCases(const catalog::Catalog& catalog) {
    std::vector<Case> cases;
    for (const auto& make : {theoryMM1, theoryMMc, theoryPS, theoryMD1, theoryTandem, theoryClosed})
        for (const double load : {0.5, 0.8, 0.95}) {
            TheoryModel model = make(load);
            Case c;
            c.id = "theory/" + model.id + "-" + number(load, load == 0.95 ? 2 : 1);
            c.behaviour = model.behaviour + ", load " + number(load, load == 0.95 ? 2 : 1);
            c.parts = theoryParts(model, Effort::Full);
            const double expected = model.expected;
            c.measure = [&catalog, model](Effort effort, int part) { return theoryRun(catalog, model, effort, part); };
            c.judge = [expected](Effort effort, const std::vector<Batch>& batches) { return theoryJudge(expected, effort, batches); };
            cases.push_back(std::move(c));
        }
    return cases;
}

}  // namespace faultline::validation
