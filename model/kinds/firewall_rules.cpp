#include "model/kinds/firewall_rules.h"

#include "model/core/units.h"

#include <charconv>

namespace faultline::kinds {

namespace {

std::string_view ruleTrimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

template <class Number>
bool ruleNumber(std::string_view text, Number maximum, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() && number <= maximum;
}

Result<sim::AddressMatch> ruleEndpoint(std::string_view whole) {
    const std::string_view text = ruleTrimmed(whole);
    sim::AddressMatch match;
    if (text.empty() || text == "any") return match;
    if (text == "internet") {
        match.type = sim::AddressMatch::Type::Internet;
        return match;
    }
    if (text.front() == '#') {
        match.type = sim::AddressMatch::Type::Host;
        if (ruleNumber<sim::Slot>(text.substr(1), 0xFFFFFFFFu, match.host)) return match;
    } else {
        const std::size_t slash = text.find('/');
        std::uint32_t bits = 32;
        const Result<std::uint32_t> address = parseIPv4(text.substr(0, slash));
        if (address && (slash == std::string_view::npos || ruleNumber<std::uint32_t>(text.substr(slash + 1), 32, bits))) {
            match.type = sim::AddressMatch::Type::Network;
            match.mask = bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
            match.address = *address & match.mask;
            return match;
        }
    }
    return fail({FL_TR("firewall", "\"%1\" is neither any, internet, a component, an address nor a network"), {excerpt(whole)}});
}

struct RulePorts {
    std::uint16_t from = 0, to = 65'535;
};

Result<std::vector<RulePorts>> rulePorts(std::string_view whole) {
    std::vector<RulePorts> ports;
    if (const std::string_view text = ruleTrimmed(whole); text.empty() || text == "any")
        return std::vector<RulePorts>{RulePorts()};
    std::string_view left = whole;
    for (;;) {
        const std::size_t comma = left.find(',');
        const std::string_view part = ruleTrimmed(left.substr(0, comma));
        const std::size_t dash = part.find('-');
        RulePorts range;
        const bool isFirst = ruleNumber<std::uint16_t>(ruleTrimmed(part.substr(0, dash)), 65'535, range.from);
        range.to = range.from;
        const bool isSecond =
            dash == std::string_view::npos || ruleNumber<std::uint16_t>(ruleTrimmed(part.substr(dash + 1)), 65'535, range.to);
        if (!isFirst || !isSecond || range.to < range.from)
            return fail({FL_TR("firewall", "\"%1\" is no port: write 443, 80,443, 8000-9000 or any"), {excerpt(whole)}});
        ports.push_back(range);
        if (comma == std::string_view::npos) return ports;
        left.remove_prefix(comma + 1);
    }
}

std::uint8_t ruleHooks(const std::string& direction) {
    if (direction == "in") return 1u << static_cast<unsigned>(sim::Hook::In);
    if (direction == "out") return 1u << static_cast<unsigned>(sim::Hook::Out);
    if (direction == "forward") return 1u << static_cast<unsigned>(sim::Hook::Forward);
    return 7;
}

/// Number of the chain that an action sends to; 0: none.
std::uint32_t ruleChain(const std::string& action) {
    return action == "chain_1" ? 1 : action == "chain_2" ? 2 : action == "chain_3" ? 3 : 0;
}

/// Writes the rules of a table one after the other, with those of chains where they are called.
class RuleWriter {
public:
    RuleWriter(const TableRows& chains, FirewallMistake& mistake) : m_mistake(mistake) {
        for (const TableRow& row : chains) {
            const std::uint32_t chain = row.empty() ? 0 : ruleChain(row[0].toText());
            if (chain > 0) m_chains[chain].emplace_back(row.begin() + 1, row.end());
        }
    }
    std::vector<sim::FirewallRule> write(const TableRows& table) {
        writeChain(table, 0);
        return std::move(m_rules);
    }

private:
    static constexpr std::size_t mostRules = 10'000;
    void writeChain(const TableRows& table, std::uint32_t chain) {
        std::vector<std::size_t> leaving;
        std::uint32_t number = chain * 100;
        m_isOpen[chain] = true;
        for (const TableRow& row : table) {
            ++number;
            Result<std::vector<sim::FirewallRule>> parsed = parseFirewallRow(row);
            if (!parsed) {
                mistake(number, parsed.error());
                continue;
            }
            const std::uint32_t called = ruleChain(row[6].toText());
            if (called > 0 && m_isOpen[called]) {
                mistake(number, Problem(Text(FL_TR("firewall", "the chain leads back to itself"))));
                continue;
            }
            for (sim::FirewallRule& rule : *parsed) {
                if (m_rules.size() >= mostRules) return;
                rule.row = number;
                const std::size_t place = m_rules.size();
                m_rules.push_back(rule);
                if (rule.action == sim::RuleAction::Leave) leaving.push_back(place);
                if (called == 0) continue;
                writeChain(m_chains[called], called);
                m_rules[place].next = static_cast<std::uint32_t>(m_rules.size());
            }
        }
        m_isOpen[chain] = false;
        for (const std::size_t place : leaving) m_rules[place].next = static_cast<std::uint32_t>(m_rules.size());
    }
    void mistake(std::uint32_t number, const Problem& why) {
        if (m_mistake.row == 0) m_mistake = {number, why};
    }

    FirewallMistake& m_mistake;
    TableRows m_chains[4];
    bool m_isOpen[4] = {};
    std::vector<sim::FirewallRule> m_rules;
};

}  // namespace

std::vector<sim::FirewallRule> firewallRules(const TableRows& table, const TableRows& chains, FirewallMistake& mistake) {
    return RuleWriter(chains, mistake).write(table);
}

Result<std::vector<sim::FirewallRule>> parseFirewallRow(const TableRow& row) {
    if (row.size() < 7) return fail(FL_TR("firewall", "the row is not complete"));
    sim::FirewallRule rule;
    rule.hooks = ruleHooks(row[0].toText());
    const Result<sim::AddressMatch> source = ruleEndpoint(row[1].toText());
    if (!source) return tl::unexpected<Problem>(source.error());
    const Result<sim::AddressMatch> destination = ruleEndpoint(row[2].toText());
    if (!destination) return tl::unexpected<Problem>(destination.error());
    const Result<std::vector<RulePorts>> ports = rulePorts(row[3].toText());
    if (!ports) return tl::unexpected<Problem>(ports.error());
    rule.source = *source;
    rule.destination = *destination;
    const std::string& protocol = row[4].toText();
    rule.transports = protocol == "tcp" ? 1 : protocol == "udp" ? 2 : protocol == "vrrp" ? 4 : 7;
    const std::string& state = row[5].toText();
    rule.state = state == "new"           ? sim::RuleState::New
                 : state == "established" ? sim::RuleState::Established
                                          : sim::RuleState::Any;
    const std::string& action = row[6].toText();
    rule.action = action == "drop"     ? sim::RuleAction::Drop
                  : action == "reject" ? sim::RuleAction::Reject
                  : action == "return" ? sim::RuleAction::Leave
                  : ruleChain(action)  ? sim::RuleAction::Enter
                                       : sim::RuleAction::Accept;
    std::vector<sim::FirewallRule> rules;
    for (const RulePorts& range : *ports) {
        rule.portFrom = range.from;
        rule.portTo = range.to;
        rules.push_back(rule);
    }
    return rules;
}

}  // namespace faultline::kinds
