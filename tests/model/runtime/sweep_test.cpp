#include "model/runtime/simulation.h"
#include "model/runtime/sweep.h"
#include "tests/model/runtime/tiny_kinds.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace faultline;
using runtime::Sweep;
using runtime::SweepTable;

/// Many runs of one design: what is varied, that shares and threads change nothing, and the statistics.
class SweepTest : public QObject {
    Q_OBJECT
    const catalog::Catalog& m_catalog = tests::tinyCatalog();

    runtime::SweepPlan plan(std::size_t runs) const {
        runtime::SweepPlan plan;
        plan.design = tests::TinyDesign::usual(100);
        plan.axes = {*runtime::parseSweepAxis("service-1.work=1ms,4ms"), *runtime::parseSweepAxis("clients-1.rate=50..150/50")};
        plan.runs = runs;
        plan.duration = 3 * second;
        plan.seed = 7;
        return plan;
    }
    static SweepTable execute(const Sweep& sweep, std::size_t shard = 0, std::size_t shards = 1, unsigned jobs = 1) {
        std::optional<Sweep::Failure> failure;
        SweepTable table = sweep.execute(shard, shards, jobs, {}, failure);
        if (failure) qWarning("%s", failure->problem.plain().c_str());
        return table;
    }
    static double figure(const SweepTable& table, std::size_t run, const char* name) {
        for (std::size_t i = 0; i < table.figures.size(); ++i)
            if (table.figures[i] == name) return table.runs[run].figures[i];
        qFatal("no figure %s", name);
    }

private slots:
    void axesAreRead_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("values");   // with blanks between; or what the error says, with a ! in front
        QTest::newRow("words") << "lb.balance=roundrobin, leastconn" << "roundrobin leastconn";
        QTest::newRow("range") << "users.rate=200..1000/200" << "200 400 600 800 1000";
        QTest::newRow("the end is not met") << "users.rate=1..6/2" << "1 3 5";
        QTest::newRow("tenths are exact") << "a.b=0.1..0.5/0.1" << "0.1 0.2 0.3 0.4 0.5";
        QTest::newRow("units") << "lb.inter=500ms..2000ms/500ms" << "500ms 1000ms 1500ms 2000ms";
        QTest::newRow("large") << "a.b=1000000..3000000/1000000" << "1000000 2000000 3000000";
        QTest::newRow("mixed") << "a.b=1,5..7/1" << "1 5 6 7";
        QTest::newRow("link") << "A->B.latency=1ms" << "1ms";
        QTest::newRow("file") << "users.schedule=@../a.csv" << "@../a.csv";
        QTest::newRow("no step") << "a.b=1..5" << "!no step";
        QTest::newRow("no number") << "a.b=x..5/1" << "!no range of numbers";
        QTest::newRow("two units") << "a.b=1s..5s/500ms" << "!mixes units";
        QTest::newRow("backwards") << "a.b=5..1/1" << "!goes nowhere";
        QTest::newRow("no step at all") << "a.b=1..5/0" << "!goes nowhere";
        QTest::newRow("endless") << "a.b=0..1e12/1" << "!million";
        QTest::newRow("empty value") << "a.b=1,,2" << "!empty value";
        QTest::newRow("no property") << "lb=1" << "!COMPONENT.PROPERTY=VALUES";
        QTest::newRow("no values") << "lb.balance" << "!COMPONENT.PROPERTY=VALUES";
    }
    void axesAreRead() {
        QFETCH(QString, text);
        QFETCH(QString, values);
        const auto axis = runtime::parseSweepAxis(text.toStdString());
        if (values.startsWith(QLatin1Char('!'))) {
            QVERIFY(!axis);
            QVERIFY2(QString::fromStdString(axis.error().plain()).contains(values.mid(1)), axis.error().plain().c_str());
            return;
        }
        QVERIFY2(axis, axis ? "" : axis.error().plain().c_str());
        QStringList got;
        for (const std::string& value : axis->values) got += QString::fromStdString(value);
        QCOMPARE(got.join(QLatin1Char(' ')), values);
    }

    void everyCombinationIsRun() {
        const auto sweep = Sweep::prepare(m_catalog, plan(2));
        QVERIFY2(sweep, sweep ? "" : sweep.error().plain().c_str());
        QCOMPARE(sweep->points(), 6u);
        const SweepTable table = execute(*sweep);
        QCOMPARE(table.runs.size(), 12u);
        QCOMPARE(table.runs[0].values, (std::vector<std::string>{"1ms", "50"}));
        QCOMPARE(table.runs[11].values, (std::vector<std::string>{"4ms", "150"}));
        // What is varied has its effect: three times the rate, and four times the work of one of two services.
        QVERIFY(std::abs(figure(table, 5, "ok_per_second") / figure(table, 1, "ok_per_second") - 3) < 0.6);
        QVERIFY(figure(table, 8, "latency_mean_ms") > 1.5 * figure(table, 2, "latency_mean_ms"));
        QVERIFY(figure(table, 8, "utilisation service-1") > 2.5 * figure(table, 2, "utilisation service-1"));
        QVERIFY(table.runs[0].seed != table.runs[1].seed);
        QCOMPARE(table.runs[0].seed, table.runs[2].seed);
    }

    void theFirstRunIsThatOfTheRunCommand() {
        const auto sweep = Sweep::prepare(m_catalog, plan(1));
        const SweepTable table = execute(*sweep);
        design::Design design = tests::TinyDesign::usual(100);
        for (const char* words : {"set service-1.work=4ms", "set clients-1.rate=150"})
            std::get<runtime::Edit>(runtime::resolveCommand({0, words}, design, m_catalog)->what).change.apply(design);
        runtime::Simulation simulation(m_catalog, design, 7);
        simulation.runUntil(3 * second);
        QCOMPARE(figure(table, 5, "started"), static_cast<double>(simulation.report().requests.started));
        QCOMPARE(figure(table, 5, "latency_mean_ms"), simulation.report().latency.mean);
    }

    void threadsAndSharesChangeNothing() {
        const auto sweep = Sweep::prepare(m_catalog, plan(3));
        const std::string wanted = runtime::sweepRunsCsv(execute(*sweep));
        QCOMPARE(runtime::sweepRunsCsv(execute(*sweep, 0, 1, 4)), wanted);
        std::vector<SweepTable> shares;
        for (const std::size_t shard : {4u, 0u, 3u, 1u, 2u}) {
            const auto share = runtime::readSweepRuns(runtime::sweepRunsCsv(execute(*sweep, shard, 5, 2)));
            QVERIFY2(share, share ? "" : share.error().plain().c_str());
            shares.push_back(*share);
        }
        const auto merged = runtime::mergeSweeps(shares);
        QVERIFY2(merged, merged ? "" : merged.error().plain().c_str());
        QCOMPARE(runtime::sweepRunsCsv(*merged), wanted);
        QCOMPARE(runtime::sweepSummaryCsv(*merged), runtime::sweepSummaryCsv(execute(*sweep)));
    }

    void sharesThatDoNotFitAreRefused() {
        const auto sweep = Sweep::prepare(m_catalog, plan(1));
        const SweepTable first = execute(*sweep, 0, 2), second = execute(*sweep, 1, 2);
        const auto said = [](const Result<SweepTable>& result) { return result ? std::string() : result.error().plain(); };
        QVERIFY(QString::fromStdString(said(runtime::mergeSweeps({first}))).contains(QLatin1String("3 of 6 runs are missing")));
        QVERIFY(QString::fromStdString(said(runtime::mergeSweeps({first, second, first}))).contains(QLatin1String("there twice")));
        runtime::SweepPlan other = plan(1);
        other.seed = 8;
        const SweepTable foreign = execute(*Sweep::prepare(m_catalog, other), 1, 2);
        QVERIFY(QString::fromStdString(said(runtime::mergeSweeps({first, foreign}))).contains(QLatin1String("different sweeps")));
        QVERIFY(QString::fromStdString(said(runtime::mergeSweeps({}))).contains(QLatin1String("no run")));
        QVERIFY(QString::fromStdString(said(runtime::readSweepRuns("a,b\n1,2\n"))).contains(QLatin1String("not what")));
        std::string broken = runtime::sweepRunsCsv(first);
        broken.replace(broken.rfind(','), 1, ",x");
        QVERIFY(QString::fromStdString(said(runtime::readSweepRuns(broken))).contains(QLatin1String("line 4")));
    }

    void whatTheDesignHasNotIsSaid() {
        const auto said = [&](const char* axis) {
            runtime::SweepPlan wrong = plan(1);
            wrong.axes = {*runtime::parseSweepAxis(axis)};
            const auto sweep = Sweep::prepare(m_catalog, wrong);
            return sweep ? QString() : QString::fromStdString(sweep.error().plain());
        };
        QVERIFY(said("service-3.work=1ms").contains(QLatin1String("near: service-1")));
        QVERIFY(said("service-1.wrok=1ms").contains(QLatin1String("near: work")));
        QVERIFY(!said("service-1.work=fast").isEmpty());
        runtime::SweepPlan twice = plan(1);
        twice.axes.push_back(twice.axes.front());
        QVERIFY(!Sweep::prepare(m_catalog, twice));
    }

    void aCommandThatFailsEndsIt() {
        runtime::SweepPlan failing = plan(2);
        failing.commands = {{second, "fail service-1"}};
        const auto sweep = Sweep::prepare(m_catalog, failing);
        for (const unsigned jobs : {1u, 3u}) {
            std::optional<Sweep::Failure> failure;
            sweep->execute(0, 1, jobs, {}, failure);
            QVERIFY(failure);
            QCOMPARE(failure->point, 0u);
            QCOMPARE(failure->at, second);
            QCOMPARE(failure->values, std::string("service-1.work=1ms, clients-1.rate=50"));
        }
    }

    void intervalsAreStudents() {
        const auto of = [](std::vector<double> values) { return runtime::sweepEstimate(values); };
        // Known by hand: 1..5 has mean 3, deviation sqrt(2.5), t(4) = 2.776445.
        QCOMPARE(of({1, 2, 3, 4, 5}).mean, 3.0);
        QVERIFY(std::abs(of({1, 2, 3, 4, 5}).halfWidth - 2.776445 * std::sqrt(2.5 / 5)) < 1e-6);
        QVERIFY(std::isnan(of({1}).halfWidth));
        QVERIFY(std::isnan(of({}).mean));
        QCOMPARE(of({1, std::nan(""), 3}).count, 2u);
        QCOMPARE(of({1, std::nan(""), 3}).mean, 2.0);
        // t(30) = 2.042272, t(120) = 1.979930 (tables).
        for (const auto& [count, t] : {std::pair{31, 2.042272}, {121, 1.979930}}) {
            std::vector<double> values;
            for (int i = 0; i < count; ++i) values.push_back(i);
            double squares = 0;
            for (const double v : values) squares += (v - (count - 1) / 2.0) * (v - (count - 1) / 2.0);
            QVERIFY(std::abs(of(values).halfWidth / std::sqrt(squares / (count - 1) / count) - t) < 2e-4);
        }
    }
};

FAULTLINE_TEST(SweepTest)
#include "sweep_test.moc"
