#include "model/sim/event_queue.h"
#include "model/sim/recording.h"
#include "model/sim/random.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <map>
#include <set>

using namespace faultline;
using namespace faultline::sim;

/// The small parts of the kernel, against the standard library.
class PartsTest : public QObject {
    Q_OBJECT
private slots:
    void theQueueSortsCancelsAndRekeys();
    void logarithmAndExponentialAgreeWithTheLibrary();
    void distributionsHaveTheirMoments();
    void streamsAreIndependentOfEachOther();
    void histogramQuantilesAreWithinABucket();
};

void PartsTest::theQueueSortsCancelsAndRekeys() {
    EventQueue queue;
    Random random(3, 1, Purpose::Misc);
    std::map<std::pair<SimTime, std::uint64_t>, std::uint32_t> model;
    std::map<std::uint32_t, std::pair<SimTime, std::uint64_t>> keyOf;
    std::uint64_t order = 0;
    SimTime now = 0;
    // From nanoseconds to a week ahead, and many at the same moment.
    const auto farOrNear = [&] {
        const std::uint32_t bits = random.below(50);
        return now + static_cast<SimTime>(random.next() >> (63 - bits)) / 100 * 100;
    };
    for (int i = 0; i < 40'000; ++i) {
        const std::uint32_t what = random.below(10);
        if (what < 5 || model.empty()) {
            const std::pair<SimTime, std::uint64_t> key{farOrNear(), ++order};
            const std::uint32_t node = queue.push(key.first, key.second, {});
            QVERIFY(!keyOf.contains(node));
            model[key] = node;
            keyOf[node] = key;
        } else if (what < 7) {
            QCOMPARE(queue.topNode(), model.begin()->second);
            now = model.begin()->first.first;
            keyOf.erase(queue.topNode());
            model.erase(model.begin());
            queue.pop();
        } else {
            auto it = keyOf.lower_bound(random.below(200));
            if (it == keyOf.end()) it = keyOf.begin();
            const std::uint32_t node = it->first;
            model.erase(it->second);
            if (what == 7) {
                keyOf.erase(it);
                queue.remove(node);
            } else {
                const std::pair<SimTime, std::uint64_t> key{farOrNear(), ++order};
                it->second = key;
                model[key] = node;
                queue.rekey(node, key.first, key.second);
            }
        }
        QCOMPARE(queue.size(), model.size());
        if (model.empty()) continue;
        if (random.below(2)) {   // prepared late or at once, it is the same
            const EventQueue copy = queue;
            queue.prepare();
            queue = copy;
        }
        queue.prepare();
        QCOMPARE(queue.topTime(), model.begin()->first.first);
        QCOMPARE(queue.topNode(), model.begin()->second);
    }
}

void PartsTest::logarithmAndExponentialAgreeWithTheLibrary() {
    for (double x = 1e-9; x < 1e9; x *= 1.37) {
        QVERIFY(std::abs(naturalLog(x) - std::log(x)) <= 4e-15 * std::max(1.0, std::abs(std::log(x))));
    }
    for (double x = -60; x < 60; x += 0.173) QVERIFY(std::abs(exponential(x) / std::exp(x) - 1) < 1e-13);
}

void PartsTest::distributionsHaveTheirMoments() {
    Random random(1, 1, Purpose::Service);
    constexpr int n = 1'000'000;
    double sum = 0, squares = 0, tail = 0, normalSum = 0, normalSquares = 0;
    for (int i = 0; i < n; ++i) {
        const double x = random.exponential1();
        sum += x;
        squares += x * x;
        tail += x > 3;
        const double z = random.normal();
        normalSum += z;
        normalSquares += z * z;
    }
    QVERIFY(std::abs(sum / n - 1) < 0.005);
    QVERIFY(std::abs(squares / n - 2) < 0.03);
    QVERIFY(std::abs(tail / n - std::exp(-3)) < 0.001);
    QVERIFY(std::abs(normalSum / n) < 0.005);
    QVERIFY(std::abs(normalSquares / n - 1) < 0.01);
}

void PartsTest::streamsAreIndependentOfEachOther() {
    std::set<std::uint64_t> firsts;
    for (std::uint32_t component = 1; component <= 100; ++component)
        for (const Purpose purpose : {Purpose::Arrivals, Purpose::Service, Purpose::Network})
            firsts.insert(Random(1, component, purpose).next());
    QCOMPARE(firsts.size(), 300u);
}

void PartsTest::histogramQuantilesAreWithinABucket() {
    Histogram histogram;
    for (SimTime v = 1; v <= 1'000'000; ++v) histogram.add(v * 100);
    for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
        const double got = static_cast<double>(histogram.quantile(q));
        QVERIFY2(std::abs(got / (q * 1e8) - 1) < 0.016, qPrintable(QString::number(q)));
    }
}

FAULTLINE_TEST(PartsTest)
#include "parts_test.moc"
