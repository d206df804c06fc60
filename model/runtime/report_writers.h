#pragma once
#include "model/runtime/report.h"

#include <string>

namespace faultline::runtime {

/// The report as JSON with the keys of resources/format/outputs.md, in that order; UTF-8, ends in a newline.
std::string reportJson(const Report& report);
/// One row per simulated second and component, with a header row (RFC 4180 quoting, lines end in \n).
std::string reportCsv(const Report& report);
/// One row per event, with a header row.
std::string reportEventsCsv(const Report& report);
/// What a person wants to know after the run, as aligned text of at most `width` columns where names allow it.
std::string reportSummary(const Report& report, int width = 100);

}  // namespace faultline::runtime
