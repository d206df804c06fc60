#include "tests/support/test_main.h"
#include "widgets/charts/chart_history.h"

#include <cmath>

using namespace faultline;
using namespace faultline::widgets;

namespace {

constexpr ComponentId historyUsers{1}, historyServer{2}, historyDatabase{3};

runtime::Sample historySample(int second_, float rate) {
    runtime::Sample sample;
    sample.time = second_ * second;
    runtime::ComponentSample users;
    users.id = historyUsers;
    users.rate = rate;
    users.ok = rate;
    users.p50 = rate / 10;
    users.state = runtime::State::Ok;
    runtime::ComponentSample server = users;
    server.id = historyServer;
    server.utilisation = 0.5f;
    sample.components = {users, server};
    return sample;
}

int historyCount(const std::vector<Stretch>& all) {
    return static_cast<int>(std::count_if(all.begin(), all.end(), [](const Stretch& s) { return !std::isnan(s.mean); }));
}

}  // namespace

class ChartHistoryTest : public QObject {
    Q_OBJECT

private slots:
    void keepsEverySecondOfAMinute() {
        ChartHistory history;
        QVERIFY(history.isEmpty());
        for (int n = 1; n <= 60; ++n) history.append(historySample(n, static_cast<float>(n)), {historyUsers});
        const auto all = history.stretches({historyServer, Metric::Rate}, 0, 60, 150);
        QCOMPARE(all.size(), std::size_t{60});
        QCOMPARE(all.front().time, 1.0);
        QCOMPARE(all.front().mean, 1.0f);
        QCOMPARE(all.back().time, 60.0);
        QCOMPARE(all.back().mean, 60.0f);
        QCOMPARE(history.at({historyServer, Metric::Rate}, 29.5, 0, 60, 150).mean, 30.0f);
        QCOMPARE(history.highest({historyServer, Metric::Rate}, 0, 40), 40.0f);
        QCOMPARE(history.stretches({{}, Metric::Rate}, 0, 60, 150).back().mean, 60.0f);
    }

    void joinsSecondsAtFixedBorders() {
        ChartHistory history;
        for (int n = 1; n <= 400; ++n) history.append(historySample(n, static_cast<float>(n)), {historyUsers});
        const auto before = history.stretches({historyServer, Metric::Rate}, 100, 400, 150);
        history.append(historySample(401, 401), {historyUsers});
        const auto after = history.stretches({historyServer, Metric::Rate}, 101, 401, 150);
        QVERIFY(before.size() <= 152);
        QCOMPARE(before[10].time, after[10].time);   // the same pairs of seconds, though the window moved
        QCOMPARE(before[10].low, after[10].low);
        QCOMPARE(before[10].high - before[10].low, 1.0f);
    }

    void isBoundedAndKeepsExtremes() {
        ChartHistory history;
        for (int n = 1; n <= 20'000; ++n) history.append(historySample(n, n == 7'777 ? 5000 : n == 12'345 ? 1 : 100), {historyUsers});
        const auto all = history.stretches({historyServer, Metric::Rate}, 0, 20'000, 150);
        QVERIFY2(all.size() <= ChartHistory::coarseBuckets && all.size() > ChartHistory::coarseBuckets / 4, qPrintable(QString::number(all.size())));
        float low = 1e9f, high = 0;
        double seconds = 0, last = 0;
        for (const Stretch& s : all) {
            low = std::min(low, s.low);
            high = std::max(high, s.high);
            QVERIFY(s.time > last);
            seconds += s.time - last;
            last = s.time;
        }
        QCOMPARE(low, 1.0f);
        QCOMPARE(high, 5000.0f);
        QCOMPARE(seconds, 20'000.0);
        QCOMPARE(history.stretches({historyServer, Metric::Rate}, 19'940, 20'000, 150).size(), std::size_t{60});
    }

    void whatWasNotThereIsAGap() {
        ChartHistory history;
        for (int n = 1; n <= 30; ++n) {
            if (n > 10 && n <= 20) continue;   // a pause in the samples
            history.append(historySample(n, 5), {historyUsers});
        }
        const auto all = history.stretches({historyServer, Metric::Rate}, 0, 30, 150);
        QCOMPARE(all.size(), std::size_t{30});
        QCOMPARE(historyCount(all), 20);
        QVERIFY(std::isnan(all[14].mean));
        QVERIFY(history.stretches({ComponentId{99}, Metric::Rate}, 0, 30, 150).empty());
    }

    void lagIsNullNotZero() {
        ChartHistory history;
        for (int n = 1; n <= 3; ++n) {
            runtime::Sample sample = historySample(n, 5);
            runtime::ComponentSample database;
            database.id = historyDatabase;
            database.role = 2;
            database.secondsBehind = n == 2 ? -1.0f : 4.0f;
            database.transactionsBehind = 7;
            database.state = n == 3 ? runtime::State::Down : runtime::State::Ok;
            sample.components.push_back(database);
            history.append(sample, {historyUsers});
        }
        const auto lag = history.stretches({historyDatabase, Metric::SecondsBehind}, 0, 3, 150);
        QCOMPARE(lag[0].mean, 4.0f);
        QVERIFY(std::isnan(lag[1].mean));
        QCOMPARE(history.stretches({historyDatabase, Metric::TransactionsBehind}, 0, 3, 150)[1].mean, 7.0f);
        const auto& roles = history.roles(historyDatabase);
        QCOMPARE(roles.size(), std::size_t{2});
        QCOMPARE(roles[0].from, 0.0);
        QCOMPARE(roles[0].to, 2.0);
        QCOMPARE(roles[1].state, runtime::State::Down);
    }

    void causesAreCountedAndBounded() {
        ChartHistory history;
        for (int n = 1; n <= 40; ++n) {
            runtime::Sample sample = historySample(n, 5);
            sample.failures.push_back({QStringLiteral("cause %1").arg(n), 2});
            history.append(sample, {historyUsers});
        }
        QCOMPARE(history.causes().size(), std::size_t{ChartHistory::mostCauses});
        QCOMPARE(history.causes().back(), QStringLiteral("other causes"));
        QCOMPARE(history.highest({{}, Metric::Failed, 0}, 0, 40), 2.0f);
        QCOMPARE(history.stretches({{}, Metric::Failed, ChartHistory::mostCauses - 1}, 0, 40, 150).back().mean, 2.0f);
        QCOMPARE(history.stretches({{}, Metric::Failed, 0}, 0, 40, 150).back().mean, 0.0f);
    }

    void anOldSecondIsIgnored() {
        ChartHistory history;
        history.append(historySample(5, 5), {historyUsers});
        history.append(historySample(5, 9), {historyUsers});
        history.append(historySample(3, 9), {historyUsers});
        QCOMPARE(history.highest({historyServer, Metric::Rate}, 0, 10), 5.0f);
        history.clear();
        QVERIFY(history.isEmpty());
        QVERIFY(!history.has({historyServer, Metric::Rate}));
    }
};

FAULTLINE_TEST(ChartHistoryTest)
#include "chart_history_test.moc"
