#include "model/kinds/all_kinds.h"
#include "model/validation/formulas.h"
#include "model/validation/run_cases.h"
#include "model/validation/table.h"
#include "tests/support/test_main.h"

#include <QFile>

#include <cmath>

using namespace faultline;
using validation::Case;
using validation::Effort;
using validation::Verdict;

/// The cases of `faultline validate`, each a test of its own: short runs, or the whole where FAULTLINE_LONG is set.
class ValidationTest : public QObject {
    Q_OBJECT
private:
    const std::vector<Case> m_cases = validation::allCases(kinds::allKinds());

private slots:
    void formulas() {
        // Known values: Erlang's second formula (tables), and a closed network small enough to solve by hand.
        QVERIFY(std::abs(validation::erlangC(4, 0.75) - 0.5094) < 0.0001);
        QVERIFY(std::abs(validation::erlangC(1, 0.3) - 0.3) < 1e-12);
        QVERIFY(std::abs(validation::responseMD1(0.5, 2) - 3) < 1e-12);
        QVERIFY(std::abs(validation::responsePS(0.75, 1) - 4) < 1e-12);
        QVERIFY(std::abs(validation::responseClosed(1, 5, {1, 2}) - 3) < 1e-12);
        QVERIFY(std::abs(validation::responseClosed(2, 0, {1, 1}) - 3) < 1e-12);  // the other is at either station
    }

    void aCaseCanFail() {
        Case wrong = m_cases.front();
        const auto judge = wrong.judge;
        wrong.judge = [judge](Effort effort, const std::vector<validation::Batch>& batches) {
            std::vector<validation::Batch> more = batches;
            for (validation::Batch& batch : more) batch.sum *= 1.05;
            return judge(effort, more);
        };
        const std::vector<Verdict> outcomes = validation::runCases({wrong, m_cases.front()}, Effort::Quick, 2);
        QVERIFY(!outcomes[0].finding.met);
        QVERIFY(outcomes[1].finding.met);
    }

    /// None of the rows is left out in silence.
    void everyRowIsThere() {
        int theory = 0, row = 0, setup = 0;
        for (const Case& c : m_cases) {
            if (c.id.starts_with("theory/"))
                ++theory;
            else if (c.id.starts_with("setups/"))
                QCOMPARE(QString::fromStdString(c.id), QStringLiteral("setups/%1").arg(++setup, 2, 10, QLatin1Char('0')));
            else
                QCOMPARE(QString::fromStdString(c.id), QStringLiteral("reality/%1").arg(++row, 2, 10, QLatin1Char('0')));
        }
        QCOMPARE(row, 42);
        QCOMPARE(theory, 18);
        QVERIFY(setup >= 31);
    }

    /// The table that the program shows speaks of the cases there are, and says of each that it is met or why not.
    void theTableThatIsShownIsOfTheseCases() {
        QFile file(tests::sourcePath(QStringLiteral("resources/help/validation.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto kept = validation::readTable(file.readAll());
        QVERIFY(kept.has_value());
        QCOMPARE(kept->size(), m_cases.size());
        for (std::size_t i = 0; i < m_cases.size(); ++i) {
            QCOMPARE((*kept)[i].id, m_cases[i].id);
            QCOMPARE((*kept)[i].behaviour, m_cases[i].behaviour);
            QCOMPARE((*kept)[i].excuse, m_cases[i].excuse);
            QVERIFY2((*kept)[i].isExplained(), m_cases[i].id.c_str());
        }
    }

    void theTableCanBeReadBack() {
        const std::vector<Verdict> some{{"theory/a", "first", {}, {"1", "2 | 3", "exact", true, "so"}, 1},
                                        {"reality/02", "second", "it is not modelled", {"4", "5", "", false, {}}, 2},
                                        {"reality/03", "third", {}, {"6", "7", "", false, {}}, 3}};
        const auto back = validation::readTable(validation::tableJson(some));
        QVERIFY(back.has_value());
        QCOMPARE(validation::tableText(*back), validation::tableText(some));
        QCOMPARE(validation::count(some).met, 1);
        QCOMPARE(validation::count(some, "reality/").explained, 1);
        QVERIFY(validation::tableText(some).find("NOT MET") != std::string::npos);
        QVERIFY(validation::tableMarkdown(some).find("2 \\| 3") != std::string::npos);
        QVERIFY(!validation::readTable("nonsense").has_value());
    }

    void threadsDoNotMatter() {
        const std::vector<Case> some(m_cases.begin(), m_cases.begin() + 4);
        const auto one = validation::runCases(some, Effort::Quick, 1), many = validation::runCases(some, Effort::Quick, 3);
        for (std::size_t i = 0; i < some.size(); ++i) QCOMPARE(one[i].finding.simulated, many[i].finding.simulated);
    }

    void holds_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_cases.size(); ++i)
            QTest::addRow("%s: %s", m_cases[i].id.c_str(), m_cases[i].behaviour.c_str()) << static_cast<int>(i);
    }
    void holds() {
        QFETCH(int, index);
        const Effort effort = qEnvironmentVariableIsSet("FAULTLINE_LONG") ? Effort::Full : Effort::Quick;
        const Verdict outcome = validation::runCases({m_cases[static_cast<std::size_t>(index)]}, effort, 1).front();
        const std::string text = "expected " + outcome.finding.expected + ", simulated " + outcome.finding.simulated + ", tolerance " +
                                 outcome.finding.tolerance + ". " + outcome.finding.remark;
        if (outcome.finding.met && !outcome.excuse.empty()) qWarning("It is met: nothing needs to be excused any more.");
        QVERIFY2(outcome.isExplained(), text.c_str());
    }
};

FAULTLINE_TEST(ValidationTest)
#include "validation_test.moc"
