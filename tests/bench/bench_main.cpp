#include "tests/bench/bench.h"
#include "tests/bench/station_kinds.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSysInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <malloc.h>
#include <map>

#ifdef FAULTLINE_BENCH_GUI
#include "app/command_line.h"
#include "app/headless.h"
#include "tests/bench/window_bench.h"

#include <QApplication>
#else
#include <QCoreApplication>
#endif

namespace faultline::bench {

namespace {

std::map<std::string, Body>& benches() {
    static std::map<std::string, Body> all;   // by name, so that the order does not depend on the linker
    return all;
}

QString processorName() {
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (!file.open(QIODevice::ReadOnly)) return QSysInfo::currentCpuArchitecture();
    const QRegularExpressionMatch match = QRegularExpression(QStringLiteral("model name\\s*: (.*)")).match(QString::fromUtf8(file.readAll()));
    return match.hasMatch() ? match.captured(1) : QSysInfo::currentCpuArchitecture();
}

}  // namespace

bool add(const char* name, Body body) { return benches().emplace(name, body).second; }

double cpuSeconds() {
    std::timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double medianCpuSeconds(int runs, const std::function<void(int)>& work) {
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) times.push_back(cpuSecondsOf([&] { work(i); }));
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

double bytesInUse() {
    const struct mallinfo2 info = mallinfo2();
    return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

void Report::print(const Line& line) const {
    if (line.isNote) {
        std::printf("  %-46s %s%s\n", line.name.c_str(), line.text.c_str(), line.kept ? "" : "   NOT AS PROMISED");
    } else {
        std::string promise;
        char number[64];
        if (std::isfinite(line.promise.least)) {
            std::snprintf(number, sizeof number, ", promised at least %.6g", line.promise.least);
            promise += number;
        }
        if (std::isfinite(line.promise.most)) {
            std::snprintf(number, sizeof number, ", promised at most %.6g", line.promise.most);
            promise += number;
        }
        std::printf("  %-46s %12.6g %s%s%s\n", line.name.c_str(), line.value, line.unit, promise.c_str(), line.kept ? "" : "   NOT KEPT");
    }
    std::fflush(stdout);
}

void Report::add(const std::string& name, double value, const char* unit, Promise promise) {
    Line line{name, {}, value, unit, promise, false, value >= promise.least && value <= promise.most};
    m_keptAll = m_keptAll && line.kept;
    print(line);
    m_lines.push_back(std::move(line));
}

void Report::note(const std::string& name, const std::string& text) {
    m_lines.push_back({name, text, 0, "", {}, true, true});
    print(m_lines.back());
}

void Report::same(const std::string& name, const std::string& a, const std::string& b) {
    m_lines.push_back({name, a == b ? a : a + " and " + b, 0, "", {}, true, a == b});
    m_keptAll = m_keptAll && a == b;
    print(m_lines.back());
}

bool Report::writeJson(const QString& path) const {
    QJsonArray figures;
    for (const Line& line : m_lines) {
        QJsonObject figure{{QStringLiteral("name"), QString::fromStdString(line.name)}, {QStringLiteral("kept"), line.kept}};
        if (line.isNote) {
            figure[QStringLiteral("text")] = QString::fromStdString(line.text);
        } else {
            figure[QStringLiteral("value")] = line.value;
            figure[QStringLiteral("unit")] = QLatin1String(line.unit);
            if (std::isfinite(line.promise.least)) figure[QStringLiteral("at_least")] = line.promise.least;
            if (std::isfinite(line.promise.most)) figure[QStringLiteral("at_most")] = line.promise.most;
        }
        figures.append(figure);
    }
    const QJsonObject root{{QStringLiteral("cpu"), processorName()},
                           {QStringLiteral("compiler"), QStringLiteral(__VERSION__)},
                           {QStringLiteral("figures"), figures}};
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(root).toJson()) > 0;
}

namespace {

int measure(const QStringList& arguments) {
    QString json;
    QRegularExpression only;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString& word = arguments[i];
        if (word == QLatin1String("--list")) {
            for (const auto& [name, body] : benches()) std::printf("%s\n", name.c_str());
            return 0;
        }
        if ((word == QLatin1String("--json") || word == QLatin1String("--only")) && i + 1 < arguments.size()) {
            ++i;
            if (word == QLatin1String("--json"))
                json = arguments[i];
            else
                only.setPattern(arguments[i]);
            continue;
        }
        std::fputs("Usage: faultline_bench [--json OUT] [--only REGEX] [--list]\n"
                   "       faultline_bench run FILE ...   as `faultline run`, with the kinds of the benchmark's own designs\n",
                   stderr);
        return word == QLatin1String("--help") ? 0 : 2;
    }
    Report report;
    for (const auto& [name, body] : benches()) {
        if (!only.pattern().isEmpty() && !only.match(QString::fromStdString(name)).hasMatch()) continue;
        std::printf("%s\n", name.c_str());
        body(report);
    }
    if (!json.isEmpty() && !report.writeJson(json)) {
        std::fprintf(stderr, "%s cannot be written\n", qPrintable(json));
        return 2;
    }
    return report.keptAll() ? 0 : 1;
}

}  // namespace

}  // namespace faultline::bench

int main(int argc, char** argv) {
    using namespace faultline;
    const QTemporaryDir home;   // settings of whoever runs it are neither read nor altered
    for (const char* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"}) qputenv(variable, home.path().toUtf8());
    qputenv("LC_ALL", "C.UTF-8");
#ifdef FAULTLINE_BENCH_GUI
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.value(0) == QLatin1String("--cold-start")) return bench::showWindowOnce();
    if (arguments.value(0) == QLatin1String("run")) return app::runHeadless(app::parseCommandLine(arguments), bench::stationCatalog());
#else
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().mid(1);
#endif
    return bench::measure(arguments);
}
