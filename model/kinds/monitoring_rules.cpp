#include "model/kinds/monitoring_rules.h"

#include <algorithm>

namespace faultline::kinds {

namespace {

using Severity = sim::EventType::Severity;

/// How an alert of each kind reads: its stable name is that of its reason.
struct RuleWords {
    sim::Reason reason;
    sim::EventType raised[3];
    sim::EventType resolved;
};

RuleWords ruleWords(const char* id, Literal why, Literal raised, Literal resolved) {
    return {{id, why},
            {{"alert_raised", raised, Severity::Info}, {"alert_raised", raised, Severity::Warning}, {"alert_raised", raised, Severity::Bad}},
            {"alert_resolved", resolved, Severity::Good}};
}

const RuleWords& ruleWordsOf(Observed what) {
    // In the order of Observed.
    static const RuleWords words[observedCount] = {
        ruleWords("cpu", FL_TR("monitoring_rules", "the CPU of the server of %1 is beyond a threshold"),
                  FL_TR("monitoring_rules", "alert from %1: the CPU of the server of %2"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: the CPU of the server of %2")),
        ruleWords("memory", FL_TR("monitoring_rules", "the memory of the server of %1 is beyond a threshold"),
                  FL_TR("monitoring_rules", "alert from %1: the memory of the server of %2"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: the memory of the server of %2")),
        ruleWords("disk", FL_TR("monitoring_rules", "the disk of the server of %1 is beyond a threshold"),
                  FL_TR("monitoring_rules", "alert from %1: the disk of the server of %2"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: the disk of the server of %2")),
        ruleWords("error_rate", FL_TR("monitoring_rules", "the web server log that %1 reads has many errors"),
                  FL_TR("monitoring_rules", "alert from %1: errors in the web server log that %2 reads"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: errors in the web server log that %2 reads")),
        ruleWords("qps", FL_TR("monitoring_rules", "the requests a second in the log that %1 reads are beyond a threshold"),
                  FL_TR("monitoring_rules", "alert from %1: requests a second in the log that %2 reads"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: requests a second in the log that %2 reads")),
        ruleWords("connections", FL_TR("monitoring_rules", "the connections on the server of %1 are beyond a threshold"),
                  FL_TR("monitoring_rules", "alert from %1: the connections on the server of %2"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: the connections on the server of %2")),
        ruleWords("process_down", FL_TR("monitoring_rules", "%1 does not run"), FL_TR("monitoring_rules", "alert from %1: %2 does not run"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: %2 runs")),
        ruleWords("probe_failed", FL_TR("monitoring_rules", "%1 did not answer a probe as it should"),
                  FL_TR("monitoring_rules", "alert from %1: %2 cannot be reached from outside"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: %2 answers again")),
        ruleWords("probe_time", FL_TR("monitoring_rules", "%1 answers probes slowly"), FL_TR("monitoring_rules", "alert from %1: %2 answers slowly"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: %2 answers in time")),
        ruleWords("certificate_days", FL_TR("monitoring_rules", "the certificate of %1 expires soon"),
                  FL_TR("monitoring_rules", "alert from %1: the certificate of %2 expires soon"),
                  FL_TR("monitoring_rules", "alert of %1 resolved: the certificate of %2 is valid for long"))};
    return words[static_cast<std::size_t>(what)];
}

const sim::EventType ruleNotified{"notified", FL_TR("monitoring_rules", "%1 notifies %2"), Severity::Info};

}  // namespace

const std::vector<ObservedName>& observedNames() {
    static const std::vector<ObservedName> names = {{"cpu", FL_TR("monitoring_rules", "CPU, %")},
                                                    {"memory", FL_TR("monitoring_rules", "Memory, %")},
                                                    {"disk", FL_TR("monitoring_rules", "Disk, %")},
                                                    {"error_rate", FL_TR("monitoring_rules", "Errors in the log, %")},
                                                    {"qps", FL_TR("monitoring_rules", "Requests a second in the log")},
                                                    {"connections", FL_TR("monitoring_rules", "Open connections")},
                                                    {"process_down", FL_TR("monitoring_rules", "Processes that do not run")},
                                                    {"probe_failed", FL_TR("monitoring_rules", "Probe failed")},
                                                    {"probe_time", FL_TR("monitoring_rules", "Probe time, ms")},
                                                    {"certificate_days", FL_TR("monitoring_rules", "Certificate valid for, days")}};
    return names;
}

void AlertRules::configure(const TableRows& rows) {
    std::vector<Rule> rules;
    for (const TableRow& row : rows) {
        if (row.size() < 6) continue;
        Rule rule;
        const auto& names = observedNames();
        const auto named = std::find_if(names.begin(), names.end(), [&](const ObservedName& name) { return row[0].toText() == name.key; });
        if (named == names.end()) continue;
        rule.what = static_cast<Observed>(named - names.begin());
        rule.isBelow = row[1].toText() == "below";
        rule.threshold = row[2].toNumber();
        rule.patience = row[3].toInt();
        rule.severity = row[4].toText() == "critical" ? 2 : row[4].toText() == "warning" ? 1 : 0;
        rule.notify = row[5].toText();
        rules.push_back(std::move(rule));
    }
    std::vector<Alarm> alarms;
    for (Alarm& alarm : m_alarms) {
        const auto kept = std::find(rules.begin(), rules.end(), m_rules[alarm.rule]);
        if (kept == rules.end()) continue;
        alarm.rule = static_cast<std::size_t>(kept - rules.begin());
        alarms.push_back(alarm);
    }
    m_rules = std::move(rules);
    m_alarms = std::move(alarms);
}

void AlertRules::observe(sim::Context& ctx, Observed what, sim::Slot subject, double value, sim::Slot about) {
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        const Rule& rule = m_rules[i];
        if (rule.what != what) continue;
        auto alarm = std::find_if(m_alarms.begin(), m_alarms.end(), [&](const Alarm& a) { return a.rule == i && a.subject == subject; });
        const bool isSo = rule.isBelow ? value < rule.threshold : value > rule.threshold;
        if (alarm == m_alarms.end()) {
            if (!isSo) continue;
            m_alarms.push_back({i, subject, never, 0, false});
            alarm = std::prev(m_alarms.end());
        }
        const RuleWords& words = ruleWordsOf(what);
        if (!isSo) {
            if (alarm->isRaised) ctx.event(words.resolved, {}, alarm->about, words.reason.id);
            m_alarms.erase(alarm);
            continue;
        }
        if (alarm->since == never) alarm->since = ctx.now();
        if (alarm->isRaised || ctx.now() - alarm->since < rule.patience) continue;
        alarm->isRaised = true;
        alarm->about = about;
        ctx.event(words.raised[rule.severity], {&words.reason, about, 0}, about);
        if (!rule.notify.empty()) ctx.event(ruleNotified, {}, 0, rule.notify);
    }
}

std::size_t AlertRules::raised() const {
    return static_cast<std::size_t>(std::count_if(m_alarms.begin(), m_alarms.end(), [](const Alarm& alarm) { return alarm.isRaised; }));
}

void AlertRules::hash(Fingerprint& print) const {
    for (const Alarm& alarm : m_alarms) print.add(alarm.subject * 2ull + (alarm.isRaised ? 1 : 0));
}

}  // namespace faultline::kinds
