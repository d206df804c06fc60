#pragma once
#include "model/core/result.h"
#include "model/validation/case.h"

#include <QByteArray>

#include <vector>

/// What came out of the cases, in the forms in which it is shown and kept. English, whoever makes it.
namespace faultline::validation {

/// How many of the rows whose id begins so there are, are met, and are not met but explained.
struct Count {
    int all = 0, met = 0, explained = 0;
};
Count count(const std::vector<Verdict>& verdicts, const std::string& prefix = {});

/// Two lines a row for a terminal of `width` columns, and a last line that sums up.
std::string tableText(const std::vector<Verdict>& verdicts, int width = 100);
/// The rows as tables of Markdown, one for theory and one for what was measured.
std::string tableMarkdown(const std::vector<Verdict>& verdicts);
/// The keys are those of resources/format/outputs.md. Equal results give equal bytes.
QByteArray tableJson(const std::vector<Verdict>& verdicts);
/// What tableJson wrote. The error says what is wrong with it.
Result<std::vector<Verdict>> readTable(const QByteArray& json);

}  // namespace faultline::validation
