#include "model/kinds/database.h"

#include <algorithm>

/// Group replication, with one primary: a write is done when a majority has it; members that fall silent are expelled by the others,
/// which elect a new primary; a minority blocks. Each member has a view of its own, made of what the others answered it.
namespace faultline::kinds {

using sim::Outcome;

namespace {
const sim::Reason groupExpelled{"expelled", FL_TR("database", "%1 was expelled from its group and forgets what no majority had")};
const sim::EventType groupLeft{"member_expelled",
                               FL_TR("database", "%1 has not heard of %2 for too long: it is out of the group"),
                               sim::EventType::Severity::Warning};
const sim::EventType groupJoined{"member_joined", FL_TR("database", "%1 counts %2 as a member of the group again"),
                                 sim::EventType::Severity::Good};
const sim::EventType groupBlocked{"majority_lost", FL_TR("database", "%1 reaches no majority of its group: writes wait"),
                                  sim::EventType::Severity::Bad};
const sim::EventType groupElected{"elected", FL_TR("database", "the group elects %1 as its primary"),
                                  sim::EventType::Severity::Info};
constexpr SimTime groupRound = second;
constexpr SimTime groupSuspicion =
    5 * second;  // without a message; then the expel timeout begins (Reference Manual 8.0, 18.7.7.1)
}  // namespace

void Database::startGroup(sim::Context& ctx) {
    m_members.clear();
    m_pings.clear();
    m_isMinority = false;
    if (m_config.replication != DbReplication::Group) return;
    for (const Peer& other : m_peers) m_members.push_back({other.database, ctx.now(), true, false, false});
    // Who comes back joins what the others have become meanwhile (group_replication_start_on_boot).
    if (m_hasRun) setRole(DbRole::Replica, true);
    ctx.after(groupRound, GroupTimer);
}

/// How many others must have a write before it is done.
std::int64_t Database::acksNeeded() const {
    if (m_config.replication != DbReplication::Group) return m_config.semiCount;
    const auto others = std::count_if(m_members.begin(), m_members.end(), [](const Member& m) { return m.isInView; });
    return (others + 1) / 2;
}

void Database::groupRoundIsDue(sim::Context& ctx) {
    if (m_config.replication != DbReplication::Group) return;
    ctx.after(groupRound, GroupTimer);
    judgeGroup(ctx);
    for (const Peer& other : m_peers) {
        const bool isAsked =
            std::any_of(m_pings.begin(), m_pings.end(), [&](const Ping& p) { return p.member == other.database; });
        if (!isAsked) m_pings.push_back({other.database, send(ctx, other, DbMessage::Status, 0, 0, 0)});
    }
}

void Database::heardOfMember(sim::Context& ctx, const Call& answer) {
    if (answer.outcome != Outcome::Ok) return;
    for (Member& member : m_members)
        if (member.database == answer.callee) {
            member.heard = ctx.now();
            member.isKnown = true;
            member.isWritable = (answer.data[0] & DbWritable) != 0;
        }
}

void Database::judgeGroup(sim::Context& ctx) {
    const SimTime patience = groupSuspicion + m_config.expelTimeout;
    const auto isHeard = [&](const Member& member) { return ctx.now() - member.heard <= patience; };
    std::size_t size = 1, reached = 1;
    for (const Member& member : m_members) {
        size += member.isInView;
        reached += member.isInView && isHeard(member);
    }
    const bool wasMinority = m_isMinority;
    if (reached * 2 <= size) {
        m_isMinority = true;
        if (!wasMinority) ctx.event(groupBlocked);
    }
    Member* primary = nullptr;
    bool isFirst = true, knowsAll = true;
    for (Member& member : m_members) {
        if (member.isInView != isHeard(member) && (member.isInView ? reached * 2 > size : true)) {
            member.isInView = !member.isInView;
            ctx.event(member.isInView ? groupJoined : groupLeft, {}, member.database);
        }
        if (!member.isInView || !isHeard(member)) continue;
        if (member.isWritable && (!primary || member.database != m_source)) primary = &member;
        knowsAll = knowsAll && member.isKnown;
        isFirst = isFirst && ctx.self() < member.database;
    }
    if (reached * 2 <= size) return;
    m_isMinority = false;
    settleAcks(ctx);
    if (m_promoting || m_errand != Errand::None) return;
    if (primary && isWritable()) {
        if (wasMinority) leaveMinority(ctx);
    } else if (primary && isReplica()) {
        if (m_source != primary->database) follow(ctx, primary->database);
    } else if (!primary && isReplica() && isFirst && knowsAll) {
        ctx.event(groupElected);
        Problem why;
        promote(ctx, true, why);
    }
}

/// The others went on without it: what it could not bring before a majority is forgotten, and it is filled anew.
void Database::leaveMinority(sim::Context& ctx) {
    while (!m_awaiting.isEmpty()) {
        Call& call = ctx.calls()[m_awaiting.pop(ctx.calls())];
        endStatement(call);
        ctx.answer(call, Outcome::DbError, {&groupExpelled, ctx.self(), 0});
    }
    Problem why;
    startErrand(ctx, Errand::Rebuild, why);
}

}  // namespace faultline::kinds
