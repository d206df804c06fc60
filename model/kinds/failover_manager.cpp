#include "model/kinds/all_kinds.h"
#include "model/kinds/database_talk.h"
#include "model/kinds/parts.h"
#include "model/kinds/tls.h"
#include "model/sim/context.h"

#include <algorithm>
#include <cstring>

namespace faultline::kinds {
namespace {

using sim::Call;
using sim::CallHandle;
using sim::Outcome;
using sim::Slot;
using Severity = sim::EventType::Severity;

const sim::Reason foPrimaryGone{"primary_unreachable",
                                FL_TR("failover_manager", "neither the manager nor any replica reaches %1")};
const sim::EventType foWatching{"watches", FL_TR("failover_manager", "%1 looks after %2"), Severity::Info};
const sim::EventType foDoubt{"primary_in_doubt",
                             FL_TR("failover_manager", "%1 does not reach %2, but a replica does: nothing is done"),
                             Severity::Warning};
const sim::EventType foBegun{"failover_begun", FL_TR("failover_manager", "%1 promotes %2"), Severity::Warning};
const sim::EventType foDone{"failover_done", FL_TR("failover_manager", "%1 has made %2 the primary and tells everybody"),
                            Severity::Good};
const sim::EventType foBlocked{"failover_blocked",
                               FL_TR("failover_manager", "%1 does nothing about %2: the last failover was not long enough ago"),
                               Severity::Bad};
const sim::EventType foNobody{"failover_impossible", FL_TR("failover_manager", "%1 finds no replica that could replace %2"),
                              Severity::Bad};
const sim::EventType foSplit{"split_brain", FL_TR("failover_manager", "%1 sees that %2 takes writes beside the primary"),
                             Severity::Bad};
const sim::EventType foFenced{"fenced", FL_TR("failover_manager", "%1 made %2 read-only"), Severity::Info};

enum class FoOld : std::uint8_t { Leave, ReadOnly, Rejoin };

struct FoConfig {
    SimTime interval = 5 * second;
    SimTime timeout = second;
    std::int64_t rounds = 1;
    SimTime command = 100 * millisecond;
    std::uint64_t record = 0;  ///< serverName of the name that leads to the primary
    SimTime block = 3600 * second;
    FoOld old = FoOld::Leave;
    bool drain = true;
    Slot primary = 0;
};

/// Asks all databases again and again how they are, and replaces a primary that neither it nor any replica can reach, as Orchestrator
/// does. It knows only what it was answered. Invariant: m_asked are the questions of this round that are not answered yet.
class FailoverManager final : public sim::BehaviourOf<FailoverManager> {
public:
    void configure(sim::Context& ctx) override {
        const Settings& values = ctx.values();
        const FoConfig usual;
        m_config.interval = std::max<SimTime>(1, values.value("interval").toInt(usual.interval));
        m_config.timeout = std::max<SimTime>(1, values.value("timeout").toInt(usual.timeout));
        m_config.rounds = std::max<std::int64_t>(1, values.value("rounds").toInt(usual.rounds));
        m_config.record = serverName(values.value("record").toText());
        m_config.command = values.value("command_time").toInt(usual.command);
        m_config.block = values.value("recovery_block").toInt(usual.block);
        const std::string& old = values.value("old_primary").toText();
        m_config.old = old == "read_only" ? FoOld::ReadOnly : old == "rejoin" ? FoOld::Rejoin : FoOld::Leave;
        m_config.drain = values.value("apply_first").toBool(usual.drain);
        const auto primary = static_cast<Slot>(values.value("primary").toInt());
        if (primary != m_config.primary) m_primary = primary;
        m_config.primary = primary;
        m_timer = ctx.timer(m_config.timeout);
        const std::vector<Member> before = std::move(m_members);
        m_members.clear();
        m_apps.clear();
        m_machines.clear();
        m_names.clear();
        for (const sim::Wire& wire : ctx.setup().wires) {
            if (std::strcmp(wire.port, "apps") == 0) m_apps.push_back({wire.target, wire.route});
            if (std::strcmp(wire.port, "machine") == 0) m_machines.push_back({wire.shared, wire.target, wire.route});
            if (std::strcmp(wire.port, "dns") == 0) m_names.push_back({wire.target, wire.route});
            if (std::strcmp(wire.port, "databases") != 0) continue;
            Member member;
            for (const Member& known : before)
                if (known.database == wire.target) member = known;
            member.database = wire.target;
            member.route = wire.route;
            member.address = wire.address;
            if (!find(wire.target)) m_members.push_back(member);
        }
    }

    void start(sim::Context& ctx) override { ctx.after(1, RoundTimer); }

    void stop(sim::Context&) override {
        m_asked.clear();
        m_toTell.clear();
        m_state = State::Watching;
        m_missed = 0;
        for (Member& member : m_members) member = {member.database, member.route, member.address};
    }

    void onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) override {
        if (tag == PromotionTimer) {
            if (m_state == State::Promoting) askStatus(ctx, *find(m_candidate));
            return;
        }
        if (tag == TakeTimer || tag == DropTimer) {
            ctx.assignAddress(static_cast<Slot>(payload >> 32), static_cast<Slot>(payload), tag == TakeTimer);
            return;
        }
        ctx.after(m_config.interval, RoundTimer);
        tellOthers(ctx);
        if (m_state != State::Watching || !m_asked.empty()) return;  // the last round is not over
        for (Member& member : m_members) {
            member.answered = false;
            m_asked.push_back(askStatus(ctx, member));
        }
    }

    void onAnswer(sim::Context& ctx, Call& answer) override {
        const auto message = static_cast<DbMessage>(answer.tag);
        if (answer.kind == sim::CallClass::Dns || message == DbMessage::Repoint) {
            if (answer.outcome == Outcome::Ok) std::erase(m_toTell, answer.callee);  // else told again with the next round
            return;
        }
        if (message == DbMessage::TakeAddress || message == DbMessage::DropAddress) {
            if (answer.outcome != Outcome::Ok) return;
            const bool takes = message == DbMessage::TakeAddress;
            if (takes) std::erase(m_toTell, static_cast<Slot>(answer.version));
            ctx.after(m_config.command, takes ? TakeTimer : DropTimer, answer.version << 32 | answer.callee);
            return;
        }
        Member* member = find(answer.callee);
        if (!member || message != DbMessage::Status) return;
        member->answered = answer.outcome == Outcome::Ok;
        if (member->answered) {
            member->flags = answer.data[0];
            member->source = answer.data[1];
            member->received = answer.version;
        }
        if (m_state == State::Promoting) {
            if (member->database == m_candidate) promotionGoesOn(ctx, *member);
            return;
        }
        const auto asked = std::find(m_asked.begin(), m_asked.end(), ctx.handle(answer));
        if (asked == m_asked.end()) return;
        m_asked.erase(asked);
        if (m_asked.empty()) judge(ctx);
    }

    void status(const sim::Context&, sim::Status& status) const override {
        status.metrics = {{"failovers", static_cast<double>(m_failovers)}};
        if (m_members.empty()) {
            status.strained = true;
            status.why = FL_TR("failover_manager", "it is linked to no database");
        } else if (m_state == State::Promoting) {
            status.strained = true;
            status.why = FL_TR("failover_manager", "it promotes a replica");
        } else if (m_missed > 0) {
            status.strained = true;
            status.why = FL_TR("failover_manager", "it does not reach the primary");
        }
    }

    void hash(Fingerprint& print) const override {
        print.add(m_primary);
        print.add(static_cast<std::uint64_t>(m_state));
        print.add(m_toTell.size());
    }

private:
    enum Timer : std::uint16_t { RoundTimer, PromotionTimer, TakeTimer, DropTimer };
    enum class State : std::uint8_t { Watching, Promoting };
    struct Member {
        Slot database = 0;
        sim::RouteId route = sim::none;
        std::uint32_t address = 0;
        bool answered = false;
        std::uint32_t flags = 0;
        Slot source = 0;
        std::uint64_t received = 0;
        bool isSplit = false;  // takes writes beside the primary
        bool has(DbStatusFlag flag) const { return (flags & flag) != 0; }
    };
    /// An application that reads its configuration anew, or a name server.
    struct Other {
        Slot slot = 0;
        sim::RouteId route = sim::none;
    };
    /// A machine that can have a shared address.
    struct Machine {
        Slot address = 0, database = 0;
        sim::RouteId route = sim::none;
    };

    Member* find(Slot database) {
        for (Member& member : m_members)
            if (member.database == database) return &member;
        return nullptr;
    }

    CallHandle send(sim::Context& ctx, sim::RouteId route, DbMessage message, std::uint32_t key = 0, std::uint64_t version = 0,
                    std::uint32_t client = 0) {
        sim::CallSpec spec;
        spec.route = route;
        spec.kind = sim::CallClass::Replication;
        spec.connectTimeout = m_config.timeout;
        spec.responseTimer = m_timer;
        spec.tag = static_cast<std::uint16_t>(message);
        spec.key = key;
        spec.version = version;
        spec.client = client;
        return ctx.handle(ctx.call(spec));
    }
    CallHandle askStatus(sim::Context& ctx, const Member& member) { return send(ctx, member.route, DbMessage::Status); }

    /// All have answered, or not: what does it mean?
    void judge(sim::Context& ctx) {
        Member* primary = find(m_primary);
        if (!primary) {
            for (Member& member : m_members)
                if (!primary && member.answered && member.has(DbWritable)) primary = &member;
            if (!primary) return;
            m_primary = primary->database;
            ctx.event(foWatching, {}, m_primary);
        }
        if (primary->answered) {
            m_missed = 0;
            lookForOthers(ctx);
            return;
        }
        if (++m_missed < m_config.rounds) return;
        bool isSeen = false;
        for (Member& member : m_members) {
            if (&member == primary || !member.answered || member.source != m_primary || !member.has(DbReceives)) continue;
            isSeen = true;
            // It may just not have noticed: it is made to connect anew, and says with the next round whether it could.
            if (m_missed == m_config.rounds) send(ctx, member.route, DbMessage::Reconnect);
        }
        if (isSeen) {
            if (m_missed == m_config.rounds) ctx.event(foDoubt, {}, m_primary);
            return;
        }
        failOver(ctx);
    }

    void failOver(sim::Context& ctx) {
        const bool isNews = m_missed == m_config.rounds || m_missed == m_config.rounds + 1;
        if (m_failovers > 0 && ctx.now() < m_lastFailover + m_config.block) {
            if (isNews) ctx.event(foBlocked, {&foPrimaryGone, m_primary, 0}, m_primary);
            return;
        }
        Member* best = nullptr;
        for (Member& member : m_members)
            if (member.database != m_primary && member.answered && member.has(DbIsReplica) && member.source == m_primary &&
                (!best || member.received > best->received))
                best = &member;
        if (!best) {
            if (isNews) ctx.event(foNobody, {&foPrimaryGone, m_primary, 0}, m_primary);
            return;
        }
        m_state = State::Promoting;
        m_candidate = best->database;
        ctx.event(foBegun, {&foPrimaryGone, m_primary, 0}, m_candidate);
        send(ctx, best->route, m_config.drain ? DbMessage::Promote : DbMessage::PromoteNow);
        ctx.after(promotionPause, PromotionTimer);
    }

    void promotionGoesOn(sim::Context& ctx, const Member& candidate) {
        if (!candidate.answered) {  // it died as well: begin anew with what is left
            m_state = State::Watching;
            return;
        }
        if (!candidate.has(DbWritable)) {
            ctx.after(promotionPause, PromotionTimer);
            return;
        }
        for (const Member& member : m_members)
            if (member.database != m_candidate && member.database != m_primary && member.answered && member.has(DbIsReplica) &&
                member.source == m_primary)
                send(ctx, member.route, DbMessage::Follow, m_candidate);
        m_replaced = m_primary;
        m_primary = m_candidate;
        m_state = State::Watching;
        m_missed = 0;
        ++m_failovers;
        m_lastFailover = ctx.now();
        for (Member& member : m_members) member.isSplit = false;
        m_toTell.clear();
        for (const Other& app : m_apps) m_toTell.push_back(app.slot);
        for (const Other& name : m_names) m_toTell.push_back(name.slot);
        for (const Machine& machine : m_machines)
            if (machine.database == m_primary) m_toTell.push_back(machine.address);
        tellOthers(ctx);
        ctx.event(foDone, {}, m_primary);
    }

    /// Those that have not confirmed it yet: applications are given another configuration, records of DNS another address, and a shared
    /// address is taken from the old machine, if that can be reached, and given to the new one.
    void tellOthers(sim::Context& ctx) {
        const auto isToTell = [this](Slot slot) { return std::find(m_toTell.begin(), m_toTell.end(), slot) != m_toTell.end(); };
        for (const Other& app : m_apps)
            if (isToTell(app.slot)) send(ctx, app.route, DbMessage::Repoint, m_primary, m_replaced);
        const Member *before = find(m_replaced), *now = find(m_primary);
        for (const Other& name : m_names)
            if (isToTell(name.slot) && before && now) updateName(ctx, name, before->address, now->address);
        for (const bool takes : {false, true})
            for (const Machine& machine : m_machines)
                if (isToTell(machine.address) && machine.database == (takes ? m_primary : m_replaced)) command(ctx, machine, takes);
    }
    void updateName(sim::Context& ctx, const Other& name, std::uint32_t before, std::uint32_t now) {
        sim::CallSpec spec;
        spec.route = name.route;
        spec.kind = sim::CallClass::Dns;
        spec.connectTimeout = m_config.timeout;
        spec.responseTimer = m_timer;
        spec.tag = dnsUpdate;
        spec.key = now;
        spec.client = before;
        spec.version = m_config.record;
        ctx.call(spec);
    }
    void command(sim::Context& ctx, const Machine& machine, bool takes) {
        sim::CallSpec spec;
        spec.route = machine.route;
        spec.kind = sim::CallClass::Observation;
        spec.connectTimeout = m_config.timeout;
        spec.connectOnly = true;
        spec.tag = static_cast<std::uint16_t>(takes ? DbMessage::TakeAddress : DbMessage::DropAddress);
        spec.version = machine.address;
        ctx.call(spec);
    }

    /// Somebody else who takes writes: two primaries.
    void lookForOthers(sim::Context& ctx) {
        for (Member& member : m_members) {
            const bool isOther = member.answered && member.database != m_primary && member.has(DbWritable);
            if (isOther && !member.isSplit) ctx.event(foSplit, {}, member.database);
            member.isSplit = isOther;
            if (!isOther || m_config.old == FoOld::Leave) continue;
            if (m_config.old == FoOld::Rejoin) {
                send(ctx, member.route, DbMessage::Follow, m_primary);
            } else {
                send(ctx, member.route, DbMessage::SetReadOnly);
                ctx.event(foFenced, {}, member.database);
            }
        }
    }

    static constexpr SimTime promotionPause = 100 * millisecond;
    FoConfig m_config;
    sim::TimerListId m_timer = sim::noTimerList;
    std::vector<Member> m_members;
    std::vector<Other> m_apps, m_names;
    std::vector<Machine> m_machines;
    // on disk
    Slot m_primary = 0, m_replaced = 0;
    std::uint64_t m_failovers = 0;
    SimTime m_lastFailover = 0;
    // in memory
    State m_state = State::Watching;
    std::vector<CallHandle> m_asked;
    std::vector<Slot> m_toTell;
    std::int64_t m_missed = 0;
    Slot m_candidate = 0;
};

std::unique_ptr<sim::Behaviour> foCreate() {
    return std::make_unique<FailoverManager>();
}

}  // namespace

catalog::ComponentKind failoverManagerKind() {
    using namespace catalog;
    const FoConfig usual;
    const Literal telling = FL_TR("failover_manager", "Telling the applications");
    ComponentKind kind{.id = "failover_manager", .label = FL_TR("failover_manager", "Failover manager")};
    kind.help = FL_TR("failover_manager",
                      "Replaces a primary database that has failed, as Orchestrator does. It asks every database it is linked to "
                      "how it is. A primary "
                      "counts as dead when the manager does not reach it and no replica receives from it: what the replicas see "
                      "protects against "
                      "mistaking a broken link of its own for a dead server. Then it promotes the replica that received most, "
                      "lets the others follow it, and tells those it is linked to: a virtual IP that is moved by commands is moved to the "
                      "new primary, records of a DNS that led to the old one lead to the new one, and applications read another "
                      "configuration (13 ms, measured). It does not do so twice within a "
                      "while. Where it "
                      "runs matters: on the server of the primary it dies with it.");
    kind.group = Group::Data;
    kind.namePrefix = "failover";
    kind.aliases = {"Orchestrator",      "MHA",      "failover",       "automatic failover",
                    "high availability", "MaxScale", "InnoDB Cluster", "Pacemaker"};
    kind.software = {{.name = "Orchestrator"},
                     {.name = "MHA", .values = {{"interval", Value(std::int64_t{3 * second})}, {"rounds", Value(3)}}}};
    kind.properties = {
        durationProperty("interval", FL_TR("failover_manager", "Interval"),
                         FL_TR("failover_manager",
                               "Pause between two rounds of questions. Orchestrator: 5 s (InstancePollSeconds); MHA: 3 s."),
                         usual.interval, 1e6, 3600e9, {}),
        durationProperty("timeout", FL_TR("failover_manager", "Timeout"),
                         FL_TR("failover_manager", "How long it waits for a connection or an answer. Orchestrator: 1 to 2 s."),
                         usual.timeout, 1e6, 600e9, {}),
        integerProperty("rounds", FL_TR("failover_manager", "Rounds"),
                        FL_TR("failover_manager", "Rounds in a row in which the primary must be missed before anything is done."),
                        usual.rounds, 1, 1000, "rounds", {}),
        durationProperty("recovery_block", FL_TR("failover_manager", "Pause after a failover"),
                         FL_TR("failover_manager",
                               "How long it does not act again, so that two servers do not take turns. Orchestrator: one hour "
                               "(RecoveryPeriodBlockSeconds)."),
                         usual.block, 0, 31'536'000e9, {}),
        {.key = "primary",
         .label = FL_TR("failover_manager", "Primary at first"),
         .help = FL_TR("failover_manager", "Empty: the first database it finds that takes writes."),
         .type = PropertyType::Component,
         .defaultValue = Value(0),
         .kinds = {"database"},
         .advanced = true},
        {.key = "apply_first",
         .label = FL_TR("failover_manager", "Apply relay log first"),
         .help = FL_TR(
             "failover_manager",
             "Whether the new primary applies what it has received before it takes writes. If not, that is lost, but writes "
             "return sooner."),
         .type = PropertyType::Bool,
         .defaultValue = usual.drain,
         .advanced = true},
        {.key = "old_primary",
         .label = FL_TR("failover_manager", "Old primary that returns"),
         .help = FL_TR(
             "failover_manager",
             "It comes back taking writes: two primaries, until somebody does something about it. Orchestrator leaves it alone "
             "unless a script is given to it."),
         .type = PropertyType::Choice,
         .defaultValue = "leave",
         .choices = {{"leave", FL_TR("failover_manager", "Leave it (split brain)")},
                     {"read_only", FL_TR("failover_manager", "Make it read-only")},
                     {"rejoin", FL_TR("failover_manager", "Let it follow the new primary")}}},
        {.key = "record",
         .label = FL_TR("failover_manager", "Name in DNS"),
         .help = FL_TR("failover_manager", "The name whose records it changes in the DNS it is linked to; the applications must ask for it."),
         .type = PropertyType::Text,
         .defaultValue = "db.foobar.com",
         .group = telling},
        durationProperty("command_time", FL_TR("failover_manager", "Command by SSH"),
                         FL_TR("failover_manager",
                               "How long it takes to log in on a machine and give it the virtual IP, or take it away; estimated."),
                         usual.command, 0, 3600e9, telling, true),
        startUpProperty(second, FL_TR("failover_manager", "From its start until it asks the first time.")),
        addressProperty()};
    kind.ports = {{"databases", FL_TR("failover_manager", "Databases"), PortRole::Observe, PortDirection::Out, "mysql", 3306},
                  {"addresses", FL_TR("failover_manager", "Virtual IP"), PortRole::Observe, PortDirection::Out, "address", 22},
                  {"dns", FL_TR("failover_manager", "DNS"), PortRole::Resolve, PortDirection::Out, "dns", 53},
                  {"apps", FL_TR("failover_manager", "Applications"), PortRole::Observe, PortDirection::Out, "control", 22},
                  guardPort(),
                  processPort()};
    kind.metrics = {{"failovers", FL_TR("failover_manager", "Failovers"), "", MetricSpec::Aggregation::Last, ""}};
    kind.actions = processActions();
    kind.create = foCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
