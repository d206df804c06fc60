#include "model/kinds/all_kinds.h"
#include "model/runtime/wording.h"
#include "model/storage/design_json.h"
#include "tests/support/conditions.h"
#include "tests/support/test_main.h"
#include "tests/validation/random_run.h"

#include <algorithm>

using namespace faultline;
using tests::RandomRun;

/// What must hold whatever is drawn and whatever is done to it: nothing is lost from the accounts, no queue is negative, time does not
/// go back, and a run can be copied, repeated and left alone without becoming another.
class InvariantsTest : public QObject {
    Q_OBJECT
private:
    /// Rows of so many seeds; ten times as many in a long run.
    static void seeds(int cases) {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        if (qEnvironmentVariableIsSet("FAULTLINE_LONG")) cases *= 10;
        else cases /= 10;
        const int step = 10;
        for (int from = 1; from <= cases; from += step) QTest::addRow("seeds %d to %d", from, from + step - 1) << from << from + step;
    }

private slots:
    /// Cases in which nothing happens would prove nothing.
    void theCasesAreWorthSomething() {
        const catalog::Catalog& catalog = kinds::allKinds();
        std::uint64_t requests = 0, well = 0, commands = 0, replicated = 0;
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            const RandomRun run = tests::randomRun(catalog, seed, seed % 2 == 0);
            runtime::Simulation simulation(catalog, *storage::readDesign(run.design, catalog), seed);
            QVERIFY(!runtime::runScript(simulation, run.commands, run.duration));
            const runtime::Report report = simulation.report();
            requests += report.requests.ended;
            for (const runtime::OutcomeCount& outcome : report.requests.byOutcome) well += outcome.outcome == "ok" ? outcome.count : 0;
            commands += run.commands.size();
            for (const runtime::ReplicationReport& database : report.replication) replicated += database.acknowledged;
        }
        QVERIFY2(requests > 60 * 100, QByteArray::number(qulonglong(requests)).constData());
        QVERIFY2(well > requests / 10 && well < requests * 9 / 10, QByteArray::number(qulonglong(well)).constData());
        QVERIFY2(commands > 60 * 2, QByteArray::number(qulonglong(commands)).constData());
        QVERIFY2(replicated > 100, QByteArray::number(qulonglong(replicated)).constData());
    }

    void whatDoesNotMatterIsLeftOut() {
        const catalog::Catalog& catalog = kinds::allKinds();
        const auto kills = [](const RandomRun& run) {
            return std::any_of(run.commands.begin(), run.commands.end(), [](const runtime::CommandText& c) { return c.text.starts_with("kill"); });
        };
        RandomRun run = tests::randomRun(catalog, 1, false);
        for (std::uint64_t seed = 2; !kills(run) || run.commands.size() < 4; ++seed) run = tests::randomRun(catalog, seed, false);
        const RandomRun least = tests::shrunk(catalog, run, kills);
        QCOMPARE(least.commands.size(), std::size_t{1});
        QVERIFY(storage::readDesign(least.design, catalog)->components().empty());
    }

    void aRepairRestoresEveryCondition_data() { seeds(400); }
    /// Each fault of a random design, alone and with another one, taken back in either order.
    void aRepairRestoresEveryCondition() {
        QFETCH(int, from);
        QFETCH(int, to);
        const catalog::Catalog& catalog = kinds::allKinds();
        for (int seed = from; seed < to; ++seed) {
            const auto number = static_cast<std::uint64_t>(seed);
            const RandomRun run = tests::randomRun(catalog, number, false);
            const design::Design design = *storage::readDesign(run.design, catalog);
            const std::vector<tests::FaultPair> faults = tests::allFaults(catalog, design);
            if (faults.empty()) continue;
            tests::Dice dice(number);
            for (int trial = 0; trial < 6; ++trial) {
                runtime::Simulation simulation(catalog, design, number);
                simulation.runBefore(300 * millisecond, 1'000'000);
                const std::string before = tests::conditions(simulation);
                const tests::FaultPair &a = faults[dice.roll(faults.size())], &b = faults[dice.roll(faults.size())];
                const bool swaps = dice.roll(2) != 0;
                const auto perform = [&](const std::string& words) {
                    simulation.runBefore(simulation.now() + 200 * millisecond, 1'000'000);
                    return simulation.perform(runtime::CommandText{simulation.now(), words}).has_value();
                };
                const bool hasFirst = perform(a.fault), hasSecond = a.undo != b.undo && perform(b.fault);
                const auto undo = [&](bool has, const tests::FaultPair& pair) { return !has || perform(pair.undo); };
                const bool isUndone = swaps ? undo(hasSecond, b) && undo(hasFirst, a) : undo(hasFirst, a) && undo(hasSecond, b);
                const std::string what = "seed " + std::to_string(seed) + ": " + a.fault + " / " + b.fault + (swaps ? " (second first)\n" : "\n") + run.text();
                QVERIFY2(isUndone, what.c_str());
                QVERIFY2(tests::conditions(simulation) == before, what.c_str());
            }
        }
    }

    void aFaultWithoutLossesLeavesNoTrace_data() { seeds(200); }
    /// When the traffic has ended and the queues are empty, nothing tells that there was one, or two.
    void aFaultWithoutLossesLeavesNoTrace() {
        QFETCH(int, from);
        QFETCH(int, to);
        const catalog::Catalog& catalog = kinds::allKinds();
        const auto isLossless = [](const tests::FaultPair& pair) {
            const std::string verb = pair.fault.substr(0, pair.fault.find(' '));
            return verb == "latency" || verb == "jitter" || verb == "loss" || verb == "cut" || verb == "freeze" || verb == "slow_disk" || verb == "hog" || verb == "bandwidth";
        };
        int compared = 0;
        for (int seed = from; seed < to; ++seed) {
            const auto number = static_cast<std::uint64_t>(seed);
            const RandomRun run = tests::randomRun(catalog, number, false);
            const design::Design design = *storage::readDesign(run.design, catalog);
            std::vector<tests::FaultPair> faults = tests::allFaults(catalog, design);
            std::erase_if(faults, [&](const tests::FaultPair& pair) { return !isLossless(pair); });
            if (faults.empty()) continue;
            tests::Dice dice(number);
            const tests::FaultPair &a = faults[dice.roll(faults.size())], &b = faults[dice.roll(faults.size())];
            const bool swaps = dice.roll(2) != 0;
            const auto hash = [&](bool faulty) {
                runtime::Simulation simulation(catalog, design, number);
                const auto perform = [&](const std::string& words) { return simulation.perform(runtime::CommandText{simulation.now(), words}).has_value(); };
                for (const auto& [id, part] : design.components())
                    if (part->kind == "users") perform("set " + part->name.toStdString() + ".writes=0");
                simulation.runBefore(second, 2'000'000);
                const bool hasFirst = faulty && perform(a.fault), hasSecond = faulty && a.undo != b.undo && perform(b.fault);
                simulation.runBefore(1500 * millisecond, 2'000'000);
                if (swaps && hasSecond) perform(b.undo);
                if (hasFirst) perform(a.undo);
                if (!swaps && hasSecond) perform(b.undo);
                simulation.runBefore(2 * second, 2'000'000);
                for (const auto& [id, part] : design.components())
                    if (part->kind == "users") {
                        perform("set " + part->name.toStdString() + ".rate=0");
                        perform("set " + part->name.toStdString() + ".arrivals=poisson");
                    }
                if (!simulation.runBefore(300 * second, 20'000'000)) return std::string();
                std::string text = simulation.world().stateHash().text() + "\n";
                for (const auto& state : simulation.world().components()) {  // to see whose it is
                    if (!state) continue;
                    const std::string_view kind = state->setup->kind;
                    if (state->inFlight > 0 && kind != "database") return std::string();  // its queue has not drained
                    if (kind == "cache") return std::string();                           // it remembers who was answered
                    Fingerprint own;
                    state->behaviour->hash(own);
                    text += simulation.wording().name(state->setup->slot) + " " + own.text() + " " + std::to_string(state->inFlight) + "\n";
                }
                return text;
            };
            const std::string without = hash(false), with = hash(true);
            const std::string what = "seed " + std::to_string(seed) + ": " + a.fault + " / " + b.fault + "\nwithout\n" + without + "with\n" + with + run.text();
            QVERIFY2(without.empty() || with.empty() || without == with, what.c_str());
            compared += !without.empty() && !with.empty();
        }
        QVERIFY(compared >= 3);
    }

    void hold_data() {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        const int cases = qEnvironmentVariableIsSet("FAULTLINE_LONG") ? 4000 : 300, step = 20;
        for (int from = 1; from <= cases; from += step) QTest::addRow("seeds %d to %d", from, from + step - 1) << from << from + step;
    }
    void hold() {
        QFETCH(int, from);
        QFETCH(int, to);
        const catalog::Catalog& catalog = kinds::allKinds();
        for (int seed = from; seed < to; ++seed) {
            const RandomRun run = tests::randomRun(catalog, static_cast<std::uint64_t>(seed), seed % 2 == 0);
            const std::string wrong = tests::violation(catalog, run);
            if (wrong.empty()) continue;
            const RandomRun least = tests::shrunk(catalog, run, [&](const RandomRun& less) { return !tests::violation(catalog, less).empty(); });
            const std::string text = "seed " + std::to_string(seed) + ": " + wrong + "\nThe smallest case found: " + tests::violation(catalog, least) + "\n" + least.text();
            QFAIL(text.c_str());
        }
    }
};

FAULTLINE_TEST(InvariantsTest)
#include "invariants_test.moc"
