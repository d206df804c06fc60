#include "model/kinds/all_kinds.h"
#include "model/kinds/common.h"
#include "model/kinds/firewall_rules.h"
#include "model/sim/context.h"

#include <algorithm>

namespace faultline::kinds {

namespace {

/// A packet filter: reads its table; the kernel applies it to what passes.
class Firewall final : public sim::BehaviourOf<Firewall> {
public:
    void configure(sim::Context& ctx) override;
    void status(const sim::Context& ctx, sim::Status& status) const override;

private:
    enum class Verdict : std::uint8_t { None, Passes, Stops };
    std::vector<Verdict> m_verdicts;   ///< of each rule, then of each policy
    std::uint32_t m_badRow = 0;  ///< the first row that is not understood, from 1; 0: none
    std::string m_badCell;
};

sim::RuleAction firewallPolicy(const std::string& word) {
    return word == "accept" ? sim::RuleAction::Accept : word == "reject" ? sim::RuleAction::Reject : sim::RuleAction::Drop;
}

void Firewall::configure(sim::Context& ctx) {
    const Settings& s = ctx.values();
    FirewallMistake mistake;
    std::vector<sim::FirewallRule> rules = firewallRules(s.value("rules").toTable(), s.value("chains").toTable(), mistake);
    m_badRow = mistake.row;
    m_badCell = mistake.row != 0 ? mistake.why.plain() : std::string();
    m_verdicts.clear();
    for (const sim::FirewallRule& rule : rules) {
        const bool hasVerdict = rule.action != sim::RuleAction::Enter && rule.action != sim::RuleAction::Leave;
        m_verdicts.push_back(!hasVerdict ? Verdict::None : rule.action == sim::RuleAction::Accept ? Verdict::Passes : Verdict::Stops);
    }
    const sim::RuleAction policy[3] = {firewallPolicy(s.value("default_in").toText()),
                                       firewallPolicy(s.value("default_out").toText()),
                                       firewallPolicy(s.value("default_forward").toText())};
    for (const sim::RuleAction action : policy) m_verdicts.push_back(action == sim::RuleAction::Accept ? Verdict::Passes : Verdict::Stops);
    ctx.setFilter(std::move(rules), policy);
}

void Firewall::status(const sim::Context& ctx, sim::Status& status) const {
    const std::vector<std::uint64_t>& packets = ctx.filter().packets;
    double passed = 0, stopped = 0;
    for (std::size_t i = 0; i < std::min(packets.size(), m_verdicts.size()); ++i)
        if (m_verdicts[i] != Verdict::None) (m_verdicts[i] == Verdict::Stops ? stopped : passed) += static_cast<double>(packets[i]);
    status.metrics = {{"passed", passed}, {"stopped", stopped}};
    if (m_badRow != 0) {
        status.strained = true;
        status.why = FL_TR("firewall", "Rule %1 matches nothing: %2");
        status.whyArguments = {std::to_string(m_badRow), m_badCell};
    }
}

}  // namespace

catalog::ComponentKind firewallKind() {
    using namespace catalog;
    const std::vector<Choice> actions = {
        {"accept", FL_TR("firewall", "Accept")}, {"drop", FL_TR("firewall", "Drop")}, {"reject", FL_TR("firewall", "Reject")}};
    std::vector<Choice> ruleActions = actions;
    ruleActions.push_back({"return", FL_TR("firewall", "Return")});
    ruleActions.push_back({"chain_1", FL_TR("firewall", "Chain 1")});
    ruleActions.push_back({"chain_2", FL_TR("firewall", "Chain 2")});
    ruleActions.push_back({"chain_3", FL_TR("firewall", "Chain 3")});
    const Literal otherwise = FL_TR("firewall", "What no rule matches");
    const std::vector<PropertySpec> columns = {{.key = "direction",
                      .label = FL_TR("firewall", "Direction"),
                      .help = FL_TR("firewall", "In and out as seen by what it guards; forward where it stands in a link."),
                      .type = PropertyType::Choice,
                      .defaultValue = "any",
                      .choices = {{"any", FL_TR("firewall", "Any")},
                                  {"in", FL_TR("firewall", "In")},
                                  {"out", FL_TR("firewall", "Out")},
                                  {"forward", FL_TR("firewall", "Forward")}}},
                     {.key = "source",
                      .label = FL_TR("firewall", "Source"),
                      .help =
                          FL_TR("firewall", "any, internet, a component's name, an address, or a network such as 10.0.0.0/24."),
                      .type = PropertyType::Text,
                      .defaultValue = "any",
                      .unit = "endpoint"},
                     {.key = "destination",
                      .label = FL_TR("firewall", "Destination"),
                      .help = FL_TR("firewall", "As the source."),
                      .type = PropertyType::Text,
                      .defaultValue = "any",
                      .unit = "endpoint"},
                     {.key = "port",
                      .label = FL_TR("firewall", "Port"),
                      .help = FL_TR("firewall", "Of the destination: 443, 80,443, 8000-9000 or any."),
                      .type = PropertyType::Text,
                      .defaultValue = "443"},
                     {.key = "protocol",
                      .label = FL_TR("firewall", "Protocol"),
                      .help = FL_TR("firewall", "Names are asked over UDP, a pair with a virtual IP talks VRRP, all else is TCP."),
                      .type = PropertyType::Choice,
                      .defaultValue = "tcp",
                      .choices = {{"any", FL_TR("firewall", "Any")},
                                  {"tcp", FL_TR("firewall", "TCP")},
                                  {"udp", FL_TR("firewall", "UDP")},
                                  {"vrrp", FL_TR("firewall", "VRRP")}}},
                     {.key = "state",
                      .label = FL_TR("firewall", "State"),
                      .help = FL_TR("firewall",
                                    "New: the first packet of a connection. Established: all that follow, in both directions."),
                      .type = PropertyType::Choice,
                      .defaultValue = "new",
                      .choices = {{"any", FL_TR("firewall", "Any")},
                                  {"new", FL_TR("firewall", "New")},
                                  {"established", FL_TR("firewall", "Established")}}},
                     {.key = "action",
                      .label = FL_TR("firewall", "Action"),
                      .help = FL_TR("firewall", "Accept, drop silently, refuse, go on in a chain, or leave the chain it is in."),
                      .type = PropertyType::Choice,
                      .defaultValue = "accept",
                      .choices = ruleActions}};
    std::vector<PropertySpec> chainColumns = columns;
    chainColumns.insert(chainColumns.begin(), {.key = "chain",
                                               .label = FL_TR("firewall", "Chain"),
                                               .help = FL_TR("firewall", "The one this rule belongs to."),
                                               .type = PropertyType::Choice,
                                               .defaultValue = "chain_1",
                                               .choices = {{"chain_1", FL_TR("firewall", "Chain 1")},
                                                           {"chain_2", FL_TR("firewall", "Chain 2")},
                                                           {"chain_3", FL_TR("firewall", "Chain 3")}}});
    ComponentKind kind{
        .id = "firewall",
        .label = FL_TR("firewall", "Firewall"),
        .help = FL_TR("firewall",
                      "Lets pass what its rules accept. Drop it onto a server or a component to guard that, or onto a link to "
                      "stand in line. Rules are read from the top and the first that matches decides; what none matches gets the "
                      "default of its "
                      "direction. What is dropped is met with silence, so that the caller waits for its timeout; what is "
                      "rejected is refused "
                      "at once. Health checks, replication, name queries and monitoring pass through it as well: a rule too few "
                      "stops those "
                      "too. Answers need a rule that accepts established connections, or they do not come back."),
        .group = Group::Security,
        .namePrefix = "firewall",
        .aliases = {"packet filter", "iptables", "nftables", "ufw", "security group", "network security", "port filter",
                    "closed port"}};
    kind.software = {{.name = "nftables"}, {.name = "iptables"}, {.name = "ufw"}, {.name = "Security group"}};
    kind.properties = {
        {.key = "rules",
         .label = FL_TR("firewall", "Rules"),
         .help = FL_TR("firewall", "The first rule that matches decides."),
         .type = PropertyType::Table,
         .defaultValue = TableRows{{"any", "any", "any", "any", "any", "established", "accept"},
                                   {"any", "any", "any", "80,443", "tcp", "new", "accept"}},
         .columns = columns},
        {.key = "chains",
         .label = FL_TR("firewall", "Chains"),
         .help = FL_TR("firewall",
                       "Rules of their own that a rule above can send packets to. Accept, drop and reject there are final; return, or no rule "
                       "that matches, goes on behind the rule that sent the packet. Numbered 101, 102 ... in the first chain."),
         .type = PropertyType::Table,
         .defaultValue = TableRows{},
         .columns = chainColumns,
         .advanced = true},
        {.key = "default_in",
         .label = FL_TR("firewall", "In"),
         .help = FL_TR("firewall", "Towards what it guards."),
         .type = PropertyType::Choice,
         .defaultValue = "drop",
         .choices = actions,
         .group = otherwise},
        {.key = "default_out",
         .label = FL_TR("firewall", "Out"),
         .help = FL_TR("firewall", "From what it guards."),
         .type = PropertyType::Choice,
         .defaultValue = "accept",
         .choices = actions,
         .group = otherwise},
        {.key = "default_forward",
         .label = FL_TR("firewall", "Forward"),
         .help = FL_TR("firewall", "Through the link it stands in."),
         .type = PropertyType::Choice,
         .defaultValue = "drop",
         .choices = actions,
         .group = otherwise}};
    kind.ports = {{"guards", FL_TR("firewall", "Guards"), PortRole::Attach, PortDirection::Out, "guard"}};
    kind.metrics = {{"passed", FL_TR("firewall", "Packets passed"), "", MetricSpec::Aggregation::Last, ""},
                    {"stopped", FL_TR("firewall", "Packets stopped"), "", MetricSpec::Aggregation::Last, ""}};
    kind.actions = {
        {"kill", FL_TR("firewall", "Kill"), FL_TR("firewall", "Nothing passes any more, in either direction."), true},
        {"restore", FL_TR("firewall", "Restore"), FL_TR("firewall", "It filters again, with the rules it had."), false}};
    kind.shape = Shape::Shield;
    kind.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<Firewall>()); };
    return kind;
}

}  // namespace faultline::kinds
