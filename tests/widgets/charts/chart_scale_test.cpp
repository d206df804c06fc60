#include "tests/support/test_main.h"
#include "widgets/charts/chart_scale.h"

#include <cmath>

using namespace faultline::widgets;

class ChartScaleTest : public QObject {
    Q_OBJECT

private slots:
    void valueAxesEndAtRoundNumbersAboveTheLargest_data() {
        QTest::addColumn<double>("largest");
        QTest::addColumn<double>("smallestTop");
        QTest::addColumn<int>("most");
        QTest::addColumn<double>("top");
        QTest::addColumn<int>("marks");
        QTest::newRow("nothing") << 0.0 << 10.0 << 2 << 10.0 << 3;
        QTest::newRow("412 in 3") << 412.0 << 10.0 << 3 << 600.0 << 4;
        QTest::newRow("412 in 5") << 412.0 << 10.0 << 5 << 500.0 << 6;
        QTest::newRow("one part") << 7.0 << 1.0 << 1 << 10.0 << 2;
        QTest::newRow("small") << 0.013 << 0.0 << 4 << 0.015 << 4;
        QTest::newRow("a little air") << 100.0 << 1.0 << 2 << 200.0 << 3;
    }
    void valueAxesEndAtRoundNumbersAboveTheLargest() {
        QFETCH(double, largest);
        QFETCH(double, smallestTop);
        QFETCH(int, most);
        QFETCH(double, top);
        QFETCH(int, marks);
        const Ticks ticks = valueTicks(largest, smallestTop, most);
        QCOMPARE(ticks.top, top);
        QCOMPARE(static_cast<int>(ticks.at.size()), marks);
        QCOMPARE(ticks.at.front(), 0.0);
        QVERIFY(std::abs(ticks.at.back() - top) < 1e-9 * top);
    }

    void timeMarksAreRoundAndFew() {
        const std::vector<double> minute = timeTicks(0, 60, 5);
        QCOMPARE(minute, (std::vector<double>{0, 15, 30, 45, 60}));
        QCOMPARE(timeTicks(37, 97, 4), (std::vector<double>{45, 60, 75, 90}));
        QCOMPARE(timeTicks(0, 0.004, 4), (std::vector<double>{0, 0.001, 0.002, 0.003, 0.004}));
        for (const double length : {10.0, 60.0, 300.0, 900.0, 7200.0, 100'000.0, 3e6})
            for (const int most : {2, 4, 9}) {
                const std::size_t count = timeTicks(123.4, 123.4 + length, most).size();
                QVERIFY2(count >= 1 && count <= static_cast<std::size_t>(most) + 1, qPrintable(QString::number(length)));
            }
        QVERIFY(timeTicks(5, 5, 4).empty());
    }

    void labelsStayWhereTheyAreWhenThereIsRoom() {
        QCOMPARE(spreadLabels({80, 20, 50}, 14, 0, 100), (std::vector<double>{80, 20, 50}));
        QVERIFY(spreadLabels({}, 14, 0, 100).empty());
    }

    void labelsNeverOverlap_data() {
        QTest::addColumn<QList<double>>("wished");
        QTest::newRow("equal") << QList<double>{50, 50, 50};
        QTest::newRow("at the top") << QList<double>{0, 1, 2, 3};
        QTest::newRow("at the bottom") << QList<double>{100, 99, 100};
        QTest::newRow("two groups that meet") << QList<double>{40, 41, 42, 60, 61, 62};
        QTest::newRow("outside") << QList<double>{-50, 200, 300};
        QTest::newRow("full") << QList<double>{1, 2, 3, 4, 5, 6, 7};
    }
    void labelsNeverOverlap() {
        QFETCH(QList<double>, wished);
        const std::vector<double> in(wished.begin(), wished.end());
        const std::vector<double> out = spreadLabels(in, 14, 0, 100);
        QCOMPARE(out.size(), in.size());
        for (std::size_t i = 0; i < out.size(); ++i) {
            QVERIFY(out[i] >= 7 - 1e-6 && out[i] <= 93 + 1e-6);
            for (std::size_t j = 0; j < i; ++j) {
                QVERIFY(std::abs(out[i] - out[j]) >= 14 - 1e-6);
                if (in[i] > in[j]) QVERIFY(out[i] > out[j]);
                if (in[i] < in[j]) QVERIFY(out[i] < out[j]);
            }
        }
    }

    void tooManyLabelsAreSqueezedEvenly() {
        const std::vector<double> out = spreadLabels(std::vector<double>(20, 50.0), 14, 0, 100);
        for (std::size_t i = 0; i < out.size(); ++i) QVERIFY(std::abs(out[i] - (2.5 + 5.0 * static_cast<double>(i))) < 1e-6);
    }
};

FAULTLINE_TEST(ChartScaleTest)
#include "chart_scale_test.moc"
