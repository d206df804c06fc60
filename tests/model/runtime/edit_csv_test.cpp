#include "model/core/sim_time.h"
#include "model/runtime/edit_text.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace faultline;
using catalog::PropertySpec;
using catalog::PropertyType;

/// A table property read from a CSV file.
class EditCsvTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    PropertySpec m_spec{.key = "schedule", .label = {},
                        .type = PropertyType::Table,
                        .defaultValue = TableRows{},
                        .columns = {{.key = "at", .label = {}, .type = PropertyType::Duration, .defaultValue = Value(std::int64_t{0})},
                                    {.key = "rate", .label = {}, .type = PropertyType::Number, .defaultValue = 7.0, .maximum = 1000},
                                    {.key = "note", .label = {}, .type = PropertyType::Text, .defaultValue = ""}}};

    Result<Value> read(const char* text) const {
        QFile file(m_dir.filePath(QStringLiteral("trace.csv")));
        if (!file.open(QIODevice::WriteOnly)) qFatal("no file");
        file.write(text);
        file.close();
        return runtime::tableFromCsv(m_spec, file.fileName().toStdString(), design::Design());
    }

private slots:
    void readsRows_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("by place") << QByteArray("0,10\n30,20.5,\"a, \"\"b\"\"\"\n");
        QTest::newRow("by name") << QByteArray("note;rate;ignored;at\n;10;x;0s\n\"a, \"\"b\"\"\";20.5;y;30s\n");
        QTest::newRow("comments and Windows lines") << QByteArray("# a trace\r\n\r\nat,rate,note\r\n0, 10\r\n0.5min ,20.5,\"a, \"\"b\"\"\"\r\n");
    }
    void readsRows() {
        QFETCH(QByteArray, text);
        const Result<Value> table = read(text.constData());
        QVERIFY2(table.has_value(), table ? "" : table.error().plain().c_str());
        QVERIFY(table->toTable() == (TableRows{{Value(std::int64_t{0}), Value(10.0), Value("")},
                                               {Value(std::int64_t{30 * second}), Value(20.5), Value("a, \"b\"")}}));
    }

    void saysWhichLineIsBad() {
        const Result<Value> table = read("at,rate\n0,10\n10,5000\n");
        QVERIFY(!table);
        QVERIFY2(table.error().plain().find("line 3") != std::string::npos, table.error().plain().c_str());
        const Result<Value> missing = runtime::tableFromCsv(m_spec, "/nowhere/trace.csv", design::Design());
        QVERIFY(!missing);
        QVERIFY(missing.error().plain().find("/nowhere/trace.csv") != std::string::npos);
    }
};

FAULTLINE_TEST(EditCsvTest)
#include "edit_csv_test.moc"
