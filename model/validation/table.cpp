#include "model/validation/table.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace faultline::validation {

namespace {

constexpr std::size_t tableIdWidth = 19, tableMarkWidth = 10;

std::string tableMark(const Verdict& verdict) {
    return verdict.finding.met ? "met" : verdict.isExplained() ? "explained" : "NOT MET";
}

std::string tablePadded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

/// Words in lines of at most `width`, each behind `indent` blanks.
void tableWrap(std::string& out, const std::string& text, std::size_t indent, std::size_t width) {
    std::string line;
    const auto flush = [&] {
        if (!line.empty()) out += std::string(indent, ' ') + line + '\n';
        line.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        if (!line.empty() && indent + line.size() + 1 + word.size() > width) flush();
        line += (line.empty() ? "" : " ") + word;
        at = end + 1;
    }
    flush();
}

std::string tableSum(const std::vector<Verdict>& verdicts, const char* prefix, const char* name) {
    const Count sum = count(verdicts, prefix);
    if (sum.all == 0) return {};
    std::string text = std::string(name) + ": " + std::to_string(sum.met) + " of " + std::to_string(sum.all) + " met";
    if (sum.explained > 0) text += ", " + std::to_string(sum.explained) + " explained";
    return text;
}

std::string tableCell(std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return text.empty() ? " " : text;
}

}  // namespace

Count count(const std::vector<Verdict>& verdicts, const std::string& prefix) {
    Count sum;
    for (const Verdict& verdict : verdicts) {
        if (!verdict.id.starts_with(prefix)) continue;
        ++sum.all;
        sum.met += verdict.finding.met ? 1 : 0;
        sum.explained += !verdict.finding.met && verdict.isExplained() ? 1 : 0;
    }
    return sum;
}

std::string tableText(const std::vector<Verdict>& verdicts, int width) {
    const std::size_t indent = tableIdWidth + tableMarkWidth, columns = std::max<std::size_t>(indent + 30, static_cast<std::size_t>(std::max(0, width)));
    std::string out;
    for (const Verdict& verdict : verdicts) {
        const Finding& finding = verdict.finding;
        std::string head;
        tableWrap(head, verdict.behaviour, indent, columns);
        head.replace(0, indent, tablePadded(verdict.id, tableIdWidth) + tablePadded(tableMark(verdict), tableMarkWidth));
        out += head;
        tableWrap(out, "expected  " + finding.expected, indent + 2, columns);
        tableWrap(out, "simulated " + finding.simulated + (finding.tolerance.empty() ? "" : "   [" + finding.tolerance + "]"), indent + 2, columns);
        if (!finding.remark.empty()) tableWrap(out, finding.remark, indent + 2, columns);
        if (!finding.met && !verdict.excuse.empty()) tableWrap(out, "because " + verdict.excuse, indent + 2, columns);
    }
    std::string sums;
    for (const auto& [prefix, name] : {std::pair("theory/", "Theory"), {"reality/", "Reality"}, {"setups/", "Other set-ups"}}) {
        const std::string sum = tableSum(verdicts, prefix, name);
        sums += (sums.empty() || sum.empty() ? "" : ". ") + sum;
    }
    out += '\n' + sums + ".\n";
    return out;
}

std::string tableMarkdown(const std::vector<Verdict>& verdicts) {
    std::string out;
    for (const auto& [prefix, title] : {std::pair("theory/", "Queueing theory"), {"reality/", "The real programs"}, {"setups/", "Other set-ups of the real programs"}}) {
        if (count(verdicts, prefix).all == 0) continue;
        out += (out.empty() ? "## " : "\n## ") + std::string(title) + "\n\n" + tableSum(verdicts, prefix, "Rows") +
               ".\n\n| # | what | expected | simulated | tolerance | |\n|---|---|---|---|---|---|\n";
        for (const Verdict& verdict : verdicts) {
            if (!verdict.id.starts_with(prefix)) continue;
            std::string simulated = verdict.finding.simulated;
            if (!verdict.finding.met && !verdict.excuse.empty()) simulated += " (because " + verdict.excuse + ")";
            out += "| " + verdict.id.substr(verdict.id.find('/') + 1) + " | " + tableCell(verdict.behaviour) + " | " + tableCell(verdict.finding.expected) +
                   " | " + tableCell(simulated) + " | " + tableCell(verdict.finding.tolerance) + " | " + tableMark(verdict) + " |\n";
        }
    }
    return out;
}

QByteArray tableJson(const std::vector<Verdict>& verdicts) {
    QJsonArray rows;
    const auto text = [](const std::string& words) { return QString::fromStdString(words); };
    for (const Verdict& verdict : verdicts)
        rows.append(QJsonObject{{QStringLiteral("id"), text(verdict.id)},
                                {QStringLiteral("behaviour"), text(verdict.behaviour)},
                                {QStringLiteral("expected"), text(verdict.finding.expected)},
                                {QStringLiteral("simulated"), text(verdict.finding.simulated)},
                                {QStringLiteral("tolerance"), text(verdict.finding.tolerance)},
                                {QStringLiteral("met"), verdict.finding.met},
                                {QStringLiteral("remark"), text(verdict.finding.remark)},
                                {QStringLiteral("excuse"), text(verdict.excuse)}});
    const Count sum = count(verdicts);
    return QJsonDocument(QJsonObject{{QStringLiteral("cases"), sum.all},
                                     {QStringLiteral("met"), sum.met},
                                     {QStringLiteral("explained"), sum.explained},
                                     {QStringLiteral("rows"), rows}})
        .toJson();
}

Result<std::vector<Verdict>> readTable(const QByteArray& json) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject()) return fail({FL_TR("validation", "The table cannot be read: %1"), {error.errorString().toStdString()}});
    std::vector<Verdict> verdicts;
    for (const QJsonValue& value : document.object().value(QStringLiteral("rows")).toArray()) {
        const QJsonObject row = value.toObject();
        const auto text = [&](const char* key) { return row.value(QLatin1String(key)).toString().toStdString(); };
        Verdict verdict;
        verdict.id = text("id");
        verdict.behaviour = text("behaviour");
        verdict.excuse = text("excuse");
        verdict.finding = {text("expected"), text("simulated"), text("tolerance"), row.value(QStringLiteral("met")).toBool(), text("remark")};
        if (verdict.id.empty()) return fail(FL_TR("validation", "A row of the table has no id"));
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

}  // namespace faultline::validation
