#include "model/runtime/sweep.h"

#include "model/core/fingerprint.h"
#include "model/core/text.h"
#include "model/runtime/edit_text.h"
#include "model/runtime/simulation.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <string_view>
#include <thread>

namespace faultline::runtime {
namespace {

constexpr std::size_t sweepMostRuns = 1'000'000;
constexpr double sweepNone = std::numeric_limits<double>::quiet_NaN();
constexpr const char* sweepFigures[] = {"ok_per_second", "failed_share", "latency_mean_ms", "latency_p50_ms", "latency_p95_ms",
                                        "latency_p99_ms", "started", "stale", "lost_writes"};

std::string_view sweepTrim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// "500ms" in its number and its unit.
bool sweepNumber(std::string_view text, double& number, std::string_view& unit) {
    text = sweepTrim(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    unit = sweepTrim(text.substr(static_cast<std::size_t>(end - text.data())));
    return error == std::errc() && std::isfinite(number);
}

/// Values of "200..2000/200" behind `values`; an empty string when all is well.
Result<void> sweepRange(std::string_view text, std::size_t dots, std::vector<std::string>& values) {
    const std::string shown = excerpt(text);
    const std::size_t slash = text.find('/', dots);
    if (slash == std::string_view::npos) return fail({FL_TR("sweep", "\"%1\" has no step: write FROM..TO/STEP"), {shown}});
    double from = 0, to = 0, step = 0;
    std::string_view units[3];
    if (!sweepNumber(text.substr(0, dots), from, units[0]) || !sweepNumber(text.substr(dots + 2, slash - dots - 2), to, units[1]) ||
        !sweepNumber(text.substr(slash + 1), step, units[2]))
        return fail({FL_TR("sweep", "\"%1\" is no range of numbers: write FROM..TO/STEP, as in 200..2000/200"), {shown}});
    if (units[0] != units[1] || units[1] != units[2])
        return fail({FL_TR("sweep", "\"%1\" mixes units: write all three numbers in the same one"), {shown}});
    if (step <= 0 || to < from) return fail({FL_TR("sweep", "\"%1\" goes nowhere: the step must be above 0 and the end not before the beginning"), {shown}});
    const double steps = std::floor((to - from) / step + 1e-9);
    if (steps >= static_cast<double>(sweepMostRuns)) return fail({FL_TR("sweep", "\"%1\" has more than a million values"), {shown}});
    for (std::size_t i = 0; i <= static_cast<std::size_t>(steps); ++i) {
        char buffer[64];
        const double value = from + static_cast<double>(i) * step;
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 12).ptr;
        double plain = 0;
        std::from_chars(buffer, end, plain);
        const auto last = std::to_chars(buffer, buffer + sizeof buffer, plain, std::chars_format::fixed).ptr;
        values.push_back(std::string(buffer, last) + std::string(units[0]));
    }
    return {};
}

std::uint64_t sweepSeed(std::uint64_t seed, std::size_t run) {
    if (run == 0) return seed;   // the first run is the one that `run` shows
    Fingerprint mix;
    mix.add(seed);
    mix.add(static_cast<std::uint64_t>(run));
    return mix.value();
}

std::vector<double> sweepFiguresOf(const Report& report, const std::vector<std::pair<ComponentId, std::string>>& components) {
    const double seconds = static_cast<double>(report.duration) / 1e9;
    const double ok = static_cast<double>(report.latency.count), ended = static_cast<double>(report.requests.ended);
    const bool any = report.latency.count > 0;
    std::vector<double> figures{seconds > 0 ? ok / seconds : sweepNone,
                                ended > 0 ? (ended - ok) / ended : sweepNone,
                                any ? report.latency.mean : sweepNone,
                                any ? report.latency.p50 : sweepNone,
                                any ? report.latency.p95 : sweepNone,
                                any ? report.latency.p99 : sweepNone,
                                static_cast<double>(report.requests.started),
                                static_cast<double>(report.requests.stale),
                                static_cast<double>(report.requests.lost)};
    for (const auto& [id, column] : components) {
        const auto row = std::find_if(report.components.begin(), report.components.end(), [wanted = id](const ComponentReport& r) { return r.id == wanted; });
        figures.push_back(row == report.components.end() || row->utilisation < 0 ? sweepNone : row->utilisation);
    }
    return figures;
}

}  // namespace

Result<SweepAxis> parseSweepAxis(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string_view property = sweepTrim(std::string_view(text).substr(0, equals));
    const std::size_t dot = property.rfind('.');
    if (equals == std::string::npos || dot == std::string_view::npos || dot == 0 || dot + 1 == property.size())
        return fail({FL_TR("sweep", "\"%1\" is not of the form COMPONENT.PROPERTY=VALUES"), {excerpt(text)}});
    SweepAxis axis;
    axis.property = property;
    std::string_view rest = std::string_view(text).substr(equals + 1);
    for (bool more = true; more;) {
        const std::size_t comma = rest.find(',');
        more = comma != std::string_view::npos;
        const std::string_view part = sweepTrim(rest.substr(0, comma));
        if (more) rest.remove_prefix(comma + 1);
        if (part.empty()) return fail({FL_TR("sweep", "\"%1\" has an empty value"), {excerpt(text)}});
        const std::size_t dots = part.find("..");
        if (dots == std::string_view::npos || part.starts_with('@')) {
            axis.values.emplace_back(part);
            continue;
        }
        const Result<void> read = sweepRange(part, dots, axis.values);
        if (!read) return tl::unexpected<Problem>(read.error());
    }
    return axis;
}

std::vector<std::string> Sweep::valuesOf(std::size_t point) const {
    // The last axis goes round fastest.
    std::vector<std::string> values(m_plan.axes.size());
    for (std::size_t i = m_plan.axes.size(); i-- > 0;) {
        const std::vector<std::string>& all = m_plan.axes[i].values;
        values[i] = all[point % all.size()];
        point /= all.size();
    }
    return values;
}

Result<Sweep> Sweep::prepare(const catalog::Catalog& catalog, SweepPlan plan) {
    Sweep sweep(catalog, std::move(plan));
    std::size_t points = 1;
    for (const SweepAxis& axis : sweep.m_plan.axes) {
        const auto same = [&](const SweepAxis& other) { return other.property == axis.property; };
        if (std::count_if(sweep.m_plan.axes.begin(), sweep.m_plan.axes.end(), same) > 1)
            return fail({FL_TR("sweep", "%1 is varied twice"), {axis.property}});
        points *= axis.values.size();
        if (points * sweep.m_plan.runs > sweepMostRuns) return fail(FL_TR("sweep", "that are more than a million runs"));
    }
    for (std::size_t point = 0; point < points; ++point) {
        design::Design design = sweep.m_plan.design;
        const std::vector<std::string> values = sweep.valuesOf(point);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const Result<Command> command = resolveCommand({0, "set " + sweep.m_plan.axes[i].property + "=" + values[i]}, design, catalog);
            if (!command) return tl::unexpected<Problem>(command.error());
            std::get<Edit>(command->what).change.apply(design);
        }
        sweep.m_designs.push_back(std::move(design));
    }
    const Simulation first(catalog, sweep.m_designs.front(), sweep.m_plan.seed);
    for (const ComponentReport& row : first.report().components) {
        const catalog::ComponentKind* kind = catalog.find(row.kind);
        if (kind && kind->group == catalog::Group::Traffic) continue;
        sweep.m_components.emplace_back(row.id, "utilisation " + row.name);
    }
    return sweep;
}

std::string Sweep::describe() const {
    Fingerprint plan;
    plan.add(changeText(design::difference(design::Design(), m_plan.design, QString())));
    for (const SweepAxis& axis : m_plan.axes) {
        plan.add(axis.property);
        for (const std::string& value : axis.values) plan.add(value);
    }
    plan.add(static_cast<std::uint64_t>(m_plan.runs));
    plan.add(static_cast<std::uint64_t>(m_plan.duration));
    plan.add(m_plan.seed);
    for (const CommandText& command : m_plan.commands) {
        plan.add(static_cast<std::uint64_t>(command.at));
        plan.add(command.text);
    }
    return plan.text();
}

SweepTable Sweep::execute(std::size_t shard, std::size_t shards, unsigned jobs, const Progress& progress,
                          std::optional<Failure>& failure) const {
    SweepTable table;
    table.plan = describe();
    table.points = points();
    table.runsEach = m_plan.runs;
    for (const SweepAxis& axis : m_plan.axes) table.axes.push_back(axis.property);
    for (const char* figure : sweepFigures) table.figures.emplace_back(figure);
    for (const auto& [id, column] : m_components) table.figures.push_back(column);
    for (std::size_t i = shard; i < size(); i += shards) {
        const std::size_t point = i / m_plan.runs, run = i % m_plan.runs;
        table.runs.push_back({point, run, sweepSeed(m_plan.seed, run), valuesOf(point), {}});
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::size_t done = 0, running = 0;
    std::size_t failed = table.runs.size();
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (;;) {
            const std::size_t i = next.fetch_add(1);
            if (i >= table.runs.size()) break;
            SweepRun& mine = table.runs[i];
            Simulation simulation(*m_catalog, m_designs[mine.point], mine.seed);
            const auto stopped = runScript(simulation, m_plan.commands, m_plan.duration);
            if (!stopped) mine.figures = sweepFiguresOf(simulation.report(), m_components);
            const std::lock_guard lock(mutex);
            ++done;
            if (stopped && i < failed) {
                failed = i;
                failure = Failure{mine.point, mine.run, {}, stopped->at, stopped->text, stopped->problem};
                for (std::size_t a = 0; a < mine.values.size(); ++a)
                    failure->values += (a ? ", " : "") + table.axes[a] + "=" + mine.values[a];
                next = table.runs.size();   // what is running may still fail earlier in the order
            }
            changed.notify_one();
        }
        const std::lock_guard lock(mutex);
        --running;
        changed.notify_one();
    };
    {
        const std::size_t count = std::clamp<std::size_t>(jobs, 1, std::max<std::size_t>(table.runs.size(), 1));
        running = count;
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work);
        std::unique_lock lock(mutex);
        while (running > 0) {
            changed.wait_for(lock, std::chrono::milliseconds(100));
            const std::size_t now = done;
            lock.unlock();
            if (progress) progress(now, table.runs.size());
            lock.lock();
        }
    }
    return table;
}

SweepEstimate sweepEstimate(const std::vector<double>& values) {
    SweepEstimate estimate;
    double sum = 0;
    for (const double value : values)
        if (!std::isnan(value)) {
            sum += value;
            ++estimate.count;
        }
    estimate.mean = estimate.count ? sum / static_cast<double>(estimate.count) : sweepNone;
    estimate.halfWidth = sweepNone;
    if (estimate.count < 2) return estimate;
    double squares = 0;
    for (const double value : values)
        if (!std::isnan(value)) squares += (value - estimate.mean) * (value - estimate.mean);
    const std::size_t freedom = estimate.count - 1;
    // Quantile 0.975 of Student's t by degrees of freedom; beyond the table its expansion in 1/freedom (Abramowitz and Stegun 26.7.5).
    static constexpr double table[] = {12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
                                       2.200985,  2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963};
    constexpr double z = 1.959963985;
    const auto f = static_cast<double>(freedom);
    const double t = freedom <= std::size(table)
                         ? table[freedom - 1]
                         : z + (z * z * z + z) / (4 * f) + (5 * z * z * z * z * z + 16 * z * z * z + 3 * z) / (96 * f * f);
    estimate.halfWidth = t * std::sqrt(squares / f / static_cast<double>(estimate.count));
    return estimate;
}

}  // namespace faultline::runtime
