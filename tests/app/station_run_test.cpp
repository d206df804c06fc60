#include "app/command_line.h"
#include "app/headless.h"
#include "model/runtime/simulation.h"
#include "model/storage/project_file.h"
#include "tests/bench/station_kinds.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace faultline;

/// The queueing network whose speed is measured is a design like any other: what is measured is what the command line runs.
class StationRunTest : public QObject {
    Q_OBJECT
private slots:
    void isTheRunOfTheCommandLine() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("network.faultline")), json = folder.filePath(QStringLiteral("report.json"));
        storage::Project project;
        project.design = bench::stationNetwork(1120);
        QVERIFY(storage::saveProject(file, project, bench::stationCatalog()).has_value());

        runtime::Simulation simulation(bench::stationCatalog(), project.design, project.design.settings().seed);
        simulation.runUntil(20 * second);

        const QStringList words{QStringLiteral("run"), file, QStringLiteral("--for"), QStringLiteral("20s"), QStringLiteral("--json"), json};
        QCOMPARE(app::runHeadless(app::parseCommandLine(words), bench::stationCatalog()), 0);
        QFile report(json);
        QVERIFY(report.open(QIODevice::ReadOnly));
        const QJsonObject root = QJsonDocument::fromJson(report.readAll()).object();
        QCOMPARE(root[QLatin1String("fingerprint")].toString(), QString::fromStdString(simulation.fingerprint()));
        QVERIFY(root[QLatin1String("requests")].toObject()[QLatin1String("ended")].toInt() > 20'000);
    }
};

FAULTLINE_TEST(StationRunTest)
#include "station_run_test.moc"
