#include "model/core/nearest.h"
#include "tests/support/test_main.h"

class NearestTest : public QObject {
    Q_OBJECT

    static QStringList ask(const char* wanted, const std::vector<std::string>& known, std::size_t count = 3) {
        QStringList out;
        for (const std::string& word : faultline::nearest(wanted, known, count)) out << QString::fromStdString(word);
        return out;
    }

private slots:
    void findsWhatWasMeant() {
        const std::vector<std::string> names{"web-1", "web-2", "database-1", "Firewall 1", "users"};
        QCOMPARE(ask("wbe-1", names).value(0), QStringLiteral("web-1"));
        QCOMPARE(ask("firewal 1", names), QStringList{QStringLiteral("Firewall 1")});
        QCOMPARE(ask("USERS", names), QStringList{QStringLiteral("users")});
        QCOMPARE(ask("web", names), (QStringList{QStringLiteral("web-1"), QStringLiteral("web-2")}));
        QCOMPARE(ask("database-1-replica", names), QStringList{QStringLiteral("database-1")});
    }
    void leavesOutWhatIsNothingLikeIt() {
        QVERIFY(ask("zebra", {"kill", "restore", "promote"}).isEmpty());
        QVERIFY(ask("", {"kill"}).isEmpty());
        QVERIFY(ask("kill", {}).isEmpty());
        QVERIFY(ask("x", {"y", "z"}).isEmpty());
    }
    void keepsToTheCountAndNamesNothingTwice() {
        QCOMPARE(ask("web-1", {"web-1", "web-2", "web-3", "web-4", "web-5"}).size(), 3);
        QCOMPARE(ask("web", {"web-1", "web-1", "web-1"}), QStringList{QStringLiteral("web-1")});
        QVERIFY(ask("web", {"web-1"}, 0).isEmpty());
    }
    void exactFirstThenBeginningThenSimilar() {
        QCOMPARE(ask("web", {"wed", "web-server", "Web"}),
                 (QStringList{QStringLiteral("Web"), QStringLiteral("web-server"), QStringLiteral("wed")}));
    }
    void tiesKeepTheGivenOrder() {
        QCOMPARE(ask("db-3", {"db-2", "db-1"}), (QStringList{QStringLiteral("db-2"), QStringLiteral("db-1")}));
    }
    void hostileLengthsCostNothing() {
        const std::string huge(10'000'000, 'a');
        QVERIFY(faultline::nearest(huge, {huge, "web-1"}).empty());
        QVERIFY(faultline::nearest("web-1", {huge}).empty());
    }
};

FAULTLINE_TEST(NearestTest)
#include "nearest_test.moc"
