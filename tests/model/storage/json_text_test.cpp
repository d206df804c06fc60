#include "model/storage/json_text.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace faultline;

class JsonTextTest : public QObject {
    Q_OBJECT

    static QString error(const QByteArray& text, const storage::JsonLimits& limits = {}) {
        const auto result = storage::parseJson(text, limits);
        return result ? QStringLiteral("(read)") : QString::fromStdString(result.error().plain());
    }

private slots:
    void reads() {
        const QByteArray text = R"( {"a": [1, -2.5, 1e3, true, false, null, "x\n\u00e9\ud83d\ude00/"], "b": {}, "c": []} )";
        const auto value = storage::parseJson(text);
        QVERIFY2(value.has_value(), qPrintable(error(text)));
        QCOMPARE(value->toObject(), QJsonDocument::fromJson(text).object());
        QCOMPARE(storage::parseJson("\xEF\xBB\xBF[1]")->toArray().size(), 1);
        QCOMPARE(storage::parseJson("9223372036854775807")->toInteger(), std::numeric_limits<qint64>::max());
        QCOMPARE(storage::parseJson("\"\xEF\xBB\xBFx\"")->toString(), QStringLiteral("\ufeffx"));
    }
    void saysWhere_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const QByteArray& text, const char* says) {
            QTest::newRow(text.left(40).constData()) << text << QString::fromUtf8(says);
        };
        row("", "line 1, column 1: The JSON text ends too early");
        row("{\n  \"a\": 1,\n  b: 2\n}", "line 3, column 3: A key in double quotes is expected here");
        row("{\"a\" 1}", "line 1, column 6: A colon is expected here");
        row("{\"a\": 1 \"b\": 2}", "A comma or the end of the object is expected here");
        row("[1 2]", "A comma or the end of the array is expected here");
        row("[1,]", "line 1, column 4: A JSON value is expected here");
        row("{\"a\": 1,}", "A key in double quotes is expected here");
        row("[1] x", "line 1, column 5: The JSON text should end here");
        row("[1", "The JSON text ends too early");
        row("{\"a\": \"x", "The JSON text ends too early");
        row("{\"a\": tru}", "A JSON value is expected here");
        row("nul", "A JSON value is expected here");
        row("[NaN]", "A JSON value is expected here");
        row("[Infinity]", "A JSON value is expected here");
        row("[-]", "not a number");
        row("[01]", "A comma or the end of the array");
        row("[1.]", "not a number");
        row("[.5]", "A JSON value is expected here");
        row("[+1]", "A JSON value is expected here");
        row("[1e]", "not a number");
        row("[0x10]", "A comma or the end of the array");
        row("[1e999]", "[0]: The number 1e999 is out of range");
        row("{\"a\": {\"b\": [0, -1e400]}}", "a.b[1]: The number -1e400 is out of range");
        row("[\"a\nb\"]", "A control character");
        row("[\"\\x\"]", "There is no such escape");
        row("[\"\\u12G4\"]", "Four hexadecimal digits");
        row("[\"\\u12", "Four hexadecimal digits|ends too early");
        row("[\"\\ud800\"]", "lacks its other half");
        row("[\"\\udc00\"]", "lacks its other half");
        row("[\"\\ud800\\u0041\"]", "lacks its other half");
        row("[\"\xFF\"]", "not valid UTF-8");
        row("[\"\xC0\xAF\"]", "not valid UTF-8");
        row("[\"\xED\xA0\x80\"]", "not valid UTF-8");
        row("[\"\xE2\x82\"]", "not valid UTF-8");
        row("// comment\n1", "A JSON value is expected here");
        row("{'a': 1}", "A key in double quotes");
        row("{\"a\": 1, \"b\": {\"x\": 1, \"x\": 2}}", "b.x: The key is there twice");
        row("{\"a\": 1, \"\\u0061\": 2}", "a: The key is there twice");
        row(QByteArray("[\"a\0b\"]", 7), "A control character");
        row(QByteArray("[1\0]", 4), "A comma or the end");
    }
    void saysWhere() {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const QString got = error(text);
        bool found = false;
        for (const QString& one : says.split(u'|')) found = found || got.contains(one);
        QVERIFY2(found, qPrintable(got));
    }

    void limits() {
        QVERIFY(error(QByteArray(100'000, '[')).contains(QStringLiteral("nested too deeply")));
        QVERIFY(error(QByteArray("{\"a\":").repeated(100'000)).contains(QStringLiteral("nested too deeply")));
        QCOMPARE(error(QByteArray(64, '[') + QByteArray(64, ']')), QStringLiteral("(read)"));
        QVERIFY(error(QByteArray(65, '[') + QByteArray(65, ']')).contains(QStringLiteral("nested too deeply")));
        storage::JsonLimits limits;
        limits.values = 10;
        QVERIFY(error("[1,2,3,4,5,6,7,8,9,10]", limits).contains(QStringLiteral("[9]: The JSON text holds too many values")));
        limits = {};
        limits.keys = 2;
        QVERIFY(error(R"({"a":1,"b":2,"c":3})", limits).contains(QStringLiteral("c: The object has too many keys")));
        limits = {};
        limits.stringBytes = 10;
        QVERIFY(error(R"(["aaaaaaaaaaaaaaaaa"])", limits).contains(QStringLiteral("[0]: The text is too long")));
        QVERIFY(error("[\"" + QByteArray("\\n").repeated(6) + "\"]", limits).contains(QStringLiteral("too long")));
        QCOMPARE(error(R"(["aaaaaaaaaa"])", limits), QStringLiteral("(read)"));
    }

    void writes() {
        QCOMPARE(storage::formatJson(QJsonObject()), QByteArray("{}\n"));
        QCOMPARE(storage::formatJson(QJsonArray()), QByteArray("[]\n"));
        const QJsonObject object{{QStringLiteral("b"), QJsonArray{1, 2.5, QStringLiteral("\"\\\n\u0001\u00e9")}},
                                 {QStringLiteral("a"), QJsonArray{QJsonObject{{QStringLiteral("long"), QString(120, u'x')}}}}};
        QCOMPARE(storage::formatJson(object), "{\n  \"a\": [\n    {\n      \"long\": \"" + QByteArray(120, 'x') +
                                                  "\"\n    }\n  ],\n  \"b\": [1, 2.5, \"\\\"\\\\\\n\\u0001\xC3\xA9\"]\n}\n");
        QCOMPARE(storage::formatJson(QJsonArray{qint64{9'007'199'254'740'993}, 1e150, std::numeric_limits<double>::infinity()}),
                 QByteArray("[\n  9007199254740993,\n  1e+150,\n  null\n]\n"));
    }
    void linesStayShort() {
        QJsonArray array;
        for (int i = 0; i < 100; ++i)
            array.append(QJsonObject{{QStringLiteral("id"), i}, {QStringLiteral("name"), QString(i, u'n')}});
        for (const QByteArray& line : storage::formatJson(array).split('\n')) QVERIFY(line.size() <= 130);
    }

    void noiseAgreesWithQt() {
        quint32 state = 7;
        const auto draw = [&state] { return (state = state * 1664525 + 1013904223) >> 8; };
        const char* const pieces[] = {"{",      "}",    "[",    "]", ",",  ":",           "\"a\"", "\"b\"", "1",
                                      "-0.5e2", "true", "null", " ", "\n", "\"\\u00e9\"", "\"",    "x"};
        int read = 0;
        for (int i = 0; i < 100'000; ++i) {
            QByteArray text;
            for (quint32 n = draw() % 9 + 1; n > 0; --n) text += pieces[draw() % std::size(pieces)];
            const auto ours = storage::parseJson("[" + text + "]");
            if (!ours) continue;
            ++read;
            const QJsonDocument theirs = QJsonDocument::fromJson("[" + text + "]");
            QCOMPARE(ours->toArray(), theirs.array());
            QCOMPARE(storage::parseJson(storage::formatJson(*ours))->toArray(), ours->toArray());
        }
        QVERIFY(read > 1000);
    }
};

FAULTLINE_TEST(JsonTextTest)
#include "json_text_test.moc"
