#include "model/core/text.h"
#include "model/runtime/sweep.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

/// The two tables of a sweep as CSV (RFC 4180, fields in quotes where they must be).
namespace faultline::runtime {
namespace {

constexpr const char* sweepFixed[] = {"sweep", "points", "runs", "point", "run", "seed"};

void sweepField(std::string& line, std::string_view field) {
    if (!line.empty() && line.back() != '\n') line += ',';
    if (field.find_first_of(",\"\n\r") == std::string_view::npos) {
        line += field;
        return;
    }
    line += '"';
    for (const char c : field) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

/// As short as it can be without losing a bit; nothing for NaN.
std::string sweepExact(double value) {
    if (std::isnan(value)) return {};
    char buffer[40];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

/// Nine digits: more is noise.
std::string sweepRounded(double value) {
    if (std::isnan(value)) return {};
    char buffer[40];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 9).ptr};
}

/// The fields of the next line, which is taken off `csv`; false at the end.
bool sweepLine(std::string_view& csv, std::vector<std::string>& fields) {
    fields.clear();
    if (csv.empty()) return false;
    std::string field;
    bool quoted = false;
    std::size_t i = 0;
    for (; i < csv.size(); ++i) {
        const char c = csv[i];
        if (quoted) {
            if (c != '"')
                field += c;
            else if (i + 1 < csv.size() && csv[i + 1] == '"')
                field += csv[++i];
            else
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            fields.push_back(std::move(field));
            field.clear();
        } else if (c == '\n') {
            break;
        } else if (c != '\r') {
            field += c;
        }
    }
    fields.push_back(std::move(field));
    csv.remove_prefix(std::min(i + 1, csv.size()));
    return true;
}

template <class Number> bool sweepRead(const std::string& text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string sweepRunsCsv(const SweepTable& table) {
    std::string out;
    for (const char* column : sweepFixed) sweepField(out, column);
    for (const std::string& axis : table.axes) sweepField(out, "set " + axis);
    for (const std::string& figure : table.figures) sweepField(out, figure);
    out += '\n';
    for (const SweepRun& run : table.runs) {
        sweepField(out, table.plan);
        for (const std::uint64_t number : {std::uint64_t{table.points}, std::uint64_t{table.runsEach}, std::uint64_t{run.point},
                                           std::uint64_t{run.run}, run.seed})
            sweepField(out, std::to_string(number));
        for (const std::string& value : run.values) sweepField(out, value);
        for (const double figure : run.figures) sweepField(out, sweepExact(figure));
        out += '\n';
    }
    return out;
}

Result<SweepTable> readSweepRuns(std::string_view csv) {
    constexpr std::size_t fixed = std::size(sweepFixed);
    SweepTable table;
    std::vector<std::string> fields;
    if (!sweepLine(csv, fields) || fields.size() <= fixed || !std::equal(sweepFixed, sweepFixed + fixed, fields.begin()))
        return fail(FL_TR("sweep", "this is not what `faultline sweep --shard` writes"));
    for (std::size_t i = fixed; i < fields.size(); ++i) {
        if (table.figures.empty() && fields[i].starts_with("set "))
            table.axes.push_back(fields[i].substr(4));
        else
            table.figures.push_back(fields[i]);
    }
    const std::size_t width = fields.size();
    for (std::size_t line = 2; sweepLine(csv, fields); ++line) {
        SweepRun run;
        bool good = fields.size() == width && sweepRead(fields[1], table.points) && sweepRead(fields[2], table.runsEach) &&
                    sweepRead(fields[3], run.point) && sweepRead(fields[4], run.run) && sweepRead(fields[5], run.seed) &&
                    (line == 2 || fields[0] == table.plan);
        if (good) {
            table.plan = fields[0];
            const auto first = fields.begin() + static_cast<std::ptrdiff_t>(fixed);
            run.values.assign(first, first + static_cast<std::ptrdiff_t>(table.axes.size()));
            for (std::size_t i = fixed + table.axes.size(); i < width; ++i) {
                double figure = std::numeric_limits<double>::quiet_NaN();
                good = good && (fields[i].empty() || sweepRead(fields[i], figure));
                run.figures.push_back(figure);
            }
        }
        if (!good) return fail({FL_TR("sweep", "line %1 cannot be read"), {std::to_string(line)}});
        table.runs.push_back(std::move(run));
    }
    return table;
}

Result<SweepTable> mergeSweeps(const std::vector<SweepTable>& shares) {
    SweepTable all;
    for (const SweepTable& share : shares) {
        if (share.runs.empty()) continue;   // of more shares than runs some are empty
        if (all.runs.empty()) {
            all = share;
            continue;
        }
        if (share.plan != all.plan || share.axes != all.axes || share.figures != all.figures)
            return fail(FL_TR("sweep", "the files are of different sweeps: design, options and version must be the same for all shares"));
        all.runs.insert(all.runs.end(), share.runs.begin(), share.runs.end());
    }
    if (all.runs.empty()) return fail(FL_TR("sweep", "there is no run in these files"));
    const auto key = [](const SweepRun& run) { return std::pair(run.point, run.run); };
    std::sort(all.runs.begin(), all.runs.end(), [&](const SweepRun& a, const SweepRun& b) { return key(a) < key(b); });
    const auto twice = std::adjacent_find(all.runs.begin(), all.runs.end(), [&](const SweepRun& a, const SweepRun& b) { return key(a) == key(b); });
    if (twice != all.runs.end())
        return fail({FL_TR("sweep", "run %1 of point %2 is there twice; give every share once"),
                     {std::to_string(twice->run + 1), std::to_string(twice->point + 1)}});
    const std::size_t wanted = all.points * all.runsEach;
    if (all.runs.size() != wanted)
        return fail({FL_TR("sweep", "%1 of %2 runs are missing; give every share"),
                     {std::to_string(wanted > all.runs.size() ? wanted - all.runs.size() : 0), std::to_string(wanted)}});
    return all;
}

std::string sweepSummaryCsv(const SweepTable& table) {
    std::string out;
    for (const std::string& axis : table.axes) sweepField(out, axis);
    sweepField(out, "runs");
    for (const std::string& figure : table.figures) {
        sweepField(out, figure);
        sweepField(out, figure + " low");
        sweepField(out, figure + " high");
    }
    out += '\n';
    for (auto first = table.runs.begin(); first != table.runs.end();) {
        const auto last = std::find_if(first, table.runs.end(), [&](const SweepRun& run) { return run.point != first->point; });
        for (const std::string& value : first->values) sweepField(out, value);
        sweepField(out, std::to_string(last - first));
        for (std::size_t figure = 0; figure < table.figures.size(); ++figure) {
            std::vector<double> values;
            for (auto run = first; run != last; ++run) values.push_back(run->figures[figure]);
            const SweepEstimate estimate = sweepEstimate(values);
            sweepField(out, sweepRounded(estimate.mean));
            sweepField(out, sweepRounded(estimate.mean - estimate.halfWidth));
            sweepField(out, sweepRounded(estimate.mean + estimate.halfWidth));
        }
        out += '\n';
        first = last;
    }
    return out;
}

}  // namespace faultline::runtime
