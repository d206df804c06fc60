#include "model/kinds/haproxy_balance.h"
#include "tests/support/test_main.h"

using namespace faultline::kinds;

class HaproxyBalanceTest : public QObject {
    Q_OBJECT
private slots:
    void weightsGiveTheMeasuredOrder_data();
    void weightsGiveTheMeasuredOrder();
    void theAvoidedServerComesOnlyAlone();
    void aFullServerIsPassedOver();
    void fallAndRise();
    void theFirstCheckOfAnUnknownServerDecides();
};

void HaproxyBalanceTest::weightsGiveTheMeasuredOrder_data() {
    QTest::addColumn<QList<int>>("weights");
    QTest::addColumn<QString>("order");
    QTest::newRow("1:1") << QList<int>{1, 1} << QStringLiteral("abababababab");
    QTest::newRow("3:2:1") << QList<int>{3, 2, 1} << QStringLiteral("abacababacab");
    QTest::newRow("5:1:1") << QList<int>{5, 1, 1} << QStringLiteral("aaabaacaaabaac");
    QTest::newRow("1:0") << QList<int>{1, 0} << QStringLiteral("aaaa");
}

void HaproxyBalanceTest::weightsGiveTheMeasuredOrder() {
    QFETCH(QList<int>, weights);
    QFETCH(QString, order);
    WeightedRing ring;
    ring.setWeights(std::vector<std::uint32_t>(weights.begin(), weights.end()));
    QString got;
    for (qsizetype i = 0; i < order.size(); ++i) got += QChar(u'a' + ring.next(-1, {}));
    QCOMPARE(got, order);
}

void HaproxyBalanceTest::theAvoidedServerComesOnlyAlone() {
    WeightedRing ring;
    ring.setWeights({1, 1});
    for (int i = 0; i < 10; ++i) QCOMPARE(ring.next(0, {}), 1);
    ring.setWeights({1, 0});
    QCOMPARE(ring.next(0, {}), 0);
    ring.setWeights({0, 0});
    QCOMPARE(ring.next(-1, {}), -1);
}

void HaproxyBalanceTest::aFullServerIsPassedOver() {
    WeightedRing ring;
    ring.setWeights({1, 1, 1});
    for (int i = 0; i < 9; ++i) QVERIFY(ring.next(-1, {false, true, false}) != 1);
    QCOMPARE(ring.next(-1, {true, true, true}), -1);
    QCOMPARE(ring.next(2, {true, true, false}), 2);
}

void HaproxyBalanceTest::fallAndRise() {
    CheckHealth health;
    health.configure(2, 3);
    health.startUnknown();
    QVERIFY(!health.add(true));
    QVERIFY(!health.add(false));
    QVERIFY(!health.add(false));
    QVERIFY(!health.add(true));   // one success is enough to be whole again
    QVERIFY(!health.add(false));
    QVERIFY(!health.add(false));
    QVERIFY(health.add(false));
    QVERIFY(!health.isUp());
    QVERIFY(!health.add(true));
    QVERIFY(!health.add(false));
    QVERIFY(!health.add(true));
    QVERIFY(health.add(true));
    QVERIFY(health.isUp());
}

void HaproxyBalanceTest::theFirstCheckOfAnUnknownServerDecides() {
    CheckHealth health;
    health.configure(2, 3);
    health.startUnknown();
    QVERIFY(health.isUp());
    QVERIFY(health.add(false));
    QVERIFY(!health.isUp());
}

FAULTLINE_TEST(HaproxyBalanceTest)
#include "haproxy_balance_test.moc"
