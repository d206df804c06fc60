#pragma once
#include <QString>

#include <functional>
#include <limits>
#include <string>
#include <vector>

/// A small harness: measures in CPU time, prints a line for each figure, writes all of them as JSON.
namespace faultline::bench {

/// What a figure should be; nothing by default.
struct Promise {
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
};
inline Promise atLeast(double value) { return {value, std::numeric_limits<double>::infinity()}; }
inline Promise atMost(double value) { return {-std::numeric_limits<double>::infinity(), value}; }
inline Promise within(double value, double tolerance) { return {value - tolerance, value + tolerance}; }

/// Where the figures of one run of the program go.
class Report {
public:
    void add(const std::string& name, double value, const char* unit, Promise promise = {});
    /// A word that belongs to the figures: a fingerprint, why something was left out.
    void note(const std::string& name, const std::string& text);
    /// Two words that must be equal.
    void same(const std::string& name, const std::string& a, const std::string& b);
    bool keptAll() const { return m_keptAll; }
    /// Writes {"cpu": ..., "compiler": ..., "figures": [...]}.
    bool writeJson(const QString& path) const;

private:
    struct Line {
        std::string name, text;
        double value = 0;
        const char* unit = "";
        Promise promise;
        bool isNote = false, kept = true;
    };
    void print(const Line& line) const;
    std::vector<Line> m_lines;
    bool m_keptAll = true;
};

/// CPU seconds of this process, all threads: on a machine that others use as well the clock on the wall says nothing.
double cpuSeconds();
template <class Work> double cpuSecondsOf(Work work) {
    const double before = cpuSeconds();
    work();
    return cpuSeconds() - before;
}
/// The median of `runs` measurements.
double medianCpuSeconds(int runs, const std::function<void(int)>& work);
/// Bytes the program has got from the allocator and not given back.
double bytesInUse();

/// A file of the source tree, and the built `faultline` program, which exists only where the window is built as well.
inline QString sourcePath(const QString& relative) { return QStringLiteral(FAULTLINE_SOURCE_DIR "/") + relative; }
inline QString programFile() { return QStringLiteral(FAULTLINE_PROGRAM); }

using Body = void (*)(Report&);
/// Makes a measurement part of the program; always true.
bool add(const char* name, Body body);

}  // namespace faultline::bench

/// FAULTLINE_BENCH(name) { report.add(...); }
#define FAULTLINE_BENCH(name)                                                                     \
    static void bench_##name([[maybe_unused]] faultline::bench::Report& report);                  \
    [[maybe_unused]] static const bool added_##name = faultline::bench::add(#name, &bench_##name); \
    static void bench_##name([[maybe_unused]] faultline::bench::Report& report)
