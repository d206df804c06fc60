#include "model/kinds/all_kinds.h"
#include "model/storage/design_json.h"
#include "tests/support/test_main.h"
#include "tests/validation/random_run.h"

#include <algorithm>

using namespace faultline;
using tests::RandomRun;

/// What must hold whatever is drawn and whatever is done to it: nothing is lost from the accounts, no queue is negative, time does not
/// go back, and a run can be copied, repeated and left alone without becoming another.
class InvariantsTest : public QObject {
    Q_OBJECT
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
