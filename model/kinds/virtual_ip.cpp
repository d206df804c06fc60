#include "model/kinds/virtual_ip.h"

#include "model/kinds/all_kinds.h"
#include "model/kinds/parts.h"

#include <algorithm>
#include <cstring>

namespace faultline::kinds {

namespace {

using Severity = sim::EventType::Severity;
const sim::EventType virtualIpTaken{"address_taken", FL_TR("event", "%2 takes over the address %1"), Severity::Info};
const sim::EventType virtualIpGiven{"address_given_up", FL_TR("event", "%2 gives up the address %1"), Severity::Warning};
const sim::EventType virtualIpSplit{
    "split_brain", FL_TR("event", "Several machines hold the address %1: they do not hear each other"), Severity::Bad};
const sim::EventType virtualIpWhole{"split_brain_over", FL_TR("event", "One machine holds the address %1 again"), Severity::Good};

}  // namespace

// --- what is drawn and set

void VirtualIp::configure(sim::Context& ctx) {
    const Settings& s = ctx.values();
    m_interval = std::max<SimTime>(millisecond, s.value("advert_interval").toInt(second));
    m_look = std::max<SimTime>(millisecond, s.value("track_interval").toInt(second));
    m_preempts = s.value("preempt").toBool(true);
    m_tracks = s.value("track").toBool(true);
    m_isCommanded = s.value("moved_by").toText() == "command";
    if (m_isCommanded) m_tracks = false;
    m_version = s.value("vrrp_version").toText() == "3" ? 3 : 2;
    m_lost = ctx.timer(m_interval);

    std::vector<Member> members;
    std::vector<sim::Slot> added;
    m_heard.clear();
    m_isInRow = false;
    for (const sim::Wire& wire : ctx.setup().wires) {
        if (std::strcmp(wire.port, "peer") == 0) m_heard.push_back(wire.route);
        if (std::strcmp(wire.port, "member") != 0) continue;
        m_isInRow = m_isInRow || std::strcmp(wire.targetKind, "virtual_ip") == 0;
        if (std::any_of(members.begin(), members.end(), [&](const Member& m) { return m.slot == wire.target; })) continue;
        Member member;
        if (Member* known = find(wire.target)) {
            member = *known;
            known->slot = 0;
        } else {
            added.push_back(wire.target);
        }
        member.slot = wire.target;
        member.address = wire.address;
        member.priority = members.empty() ? 101 : 100;
        for (const TableRow& row : s.value("priorities").toTable())
            if (row.size() >= 2 && row[0].toInt() == static_cast<std::int64_t>(wire.target))
                member.priority = static_cast<std::uint8_t>(std::clamp<std::int64_t>(row[1].toInt(100), 1, 254));
        members.push_back(member);
    }
    for (Member& gone : m_members) {
        if (gone.slot == 0) continue;
        ctx.cancel(gone.timer);
        if (m_holder == gone.slot) m_holder = 0;
    }
    m_members = std::move(members);
    ctx.setHolder(m_holder);
    if (!m_isRunning) return;
    for (const sim::Slot slot : added) {
        become(ctx, *find(slot), State::Backup);
        ctx.after(m_look, Look, slot);
    }
    countMasters(ctx);
}

void VirtualIp::start(sim::Context& ctx) {
    m_isRunning = true;
    // They have been running for a while: the first in rank whose machine is up has the address.
    Member* first = nullptr;
    for (Member& member : m_members) {
        const bool isWell = ctx.isMachineRunning(member.slot) && (!m_tracks || ctx.isProcessAlive(member.slot));
        member.state = State::Backup;
        member.slept = false;
        if (isWell && (first == nullptr || outranks(member, *first))) first = &member;
    }
    SimTime turn = 0;
    for (Member& member : m_members) {
        if (&member == first) {
            member.state = State::Master;
            m_holder = member.slot;
            arm(ctx, member, m_interval);
        } else {
            arm(ctx, member, masterDown(member));
        }
        ctx.after(m_look * ++turn / static_cast<SimTime>(m_members.size()), Look, member.slot);
    }
    ctx.setHolder(m_holder);
}

void VirtualIp::stop(sim::Context& ctx) {
    m_isRunning = false;
    for (Member& member : m_members) member.timer = {};
    m_holder = 0;
    m_isSplit = false;
    ctx.setHolder(0);
}

VirtualIp::Member* VirtualIp::find(sim::Slot slot) {
    const auto it = std::find_if(m_members.begin(), m_members.end(), [slot](const Member& m) { return m.slot == slot; });
    return it == m_members.end() ? nullptr : &*it;
}

/// By priority; of equal ones the higher address (RFC 5798).
bool VirtualIp::outranks(const Member& a, const Member& b) const {
    return a.priority != b.priority ? a.priority > b.priority : a.address > b.address;
}

/// (256 - priority) / 256 of a second in version 2 (RFC 3768), of the interval in version 3 (RFC 5798).
SimTime VirtualIp::skew(const Member& member) const {
    return (256 - SimTime{member.priority}) * (m_version == 3 ? m_interval : second) / 256;
}

// --- what the daemons do

void VirtualIp::arm(sim::Context& ctx, Member& member, SimTime delay) {
    ctx.cancel(member.timer);
    if (m_isCommanded) return;
    member.timer = ctx.after(delay, Due, member.slot);
}

void VirtualIp::advertise(sim::Context& ctx, Member& member, std::uint32_t priority) {
    const std::size_t count = m_members.size(), self = place(member);
    if (m_heard.size() != count * (count - 1)) return;
    for (std::size_t other = 0, way = self * (count - 1); other < count; ++other) {
        if (other == self) continue;
        sim::CallSpec spec;
        spec.route = m_heard[way++];
        spec.kind = sim::CallClass::Observation;
        spec.connectOnly = true;
        spec.responseTimer = m_lost;
        spec.key = priority;
        spec.version = std::uint64_t{member.slot} << 32 | m_members[other].slot;
        ctx.call(spec);
    }
}

void VirtualIp::onAnswer(sim::Context& ctx, sim::Call& advert) {
    if (advert.outcome != sim::Outcome::Ok) return;  // nobody heard it
    const Member* sender = find(static_cast<sim::Slot>(advert.version >> 32));
    Member* member = find(static_cast<sim::Slot>(advert.version));
    if (sender != nullptr && member != nullptr && ctx.isMachineRunning(member->slot)) heard(ctx, *member, *sender, advert.key);
}

void VirtualIp::heard(sim::Context& ctx, Member& member, const Member& sender, std::uint32_t priority) {
    if (member.state == State::Backup) {
        if (priority == 0)
            arm(ctx, member, skew(member));
        else if (!m_preempts || priority >= member.priority)
            arm(ctx, member, masterDown(member));
    } else if (member.state == State::Master) {
        const bool isBetter = priority > member.priority || (priority == member.priority && sender.address > member.address);
        if (priority != 0 && isBetter) {
            become(ctx, member, State::Backup);
            if (m_holder == member.slot) hold(ctx, sender.slot);
            if (m_isSplit) countMasters(ctx);
        } else if (m_holder != member.slot) {  // it tells the network again who has the address
            hold(ctx, member.slot);
        }
    }
}

void VirtualIp::hold(sim::Context& ctx, sim::Slot slot) {
    m_holder = slot;
    ctx.setHolder(slot);
    ++m_takeovers;
    ctx.event(virtualIpTaken, {}, slot);
}

void VirtualIp::become(sim::Context& ctx, Member& member, State state, SimTime wait) {
    member.state = state;
    member.slept = false;
    if (state == State::Backup)
        arm(ctx, member, wait > 0 ? wait : masterDown(member));
    else
        ctx.cancel(member.timer);
}

void VirtualIp::takeOver(sim::Context& ctx, Member& member) {
    become(ctx, member, State::Master);
    hold(ctx, member.slot);
    advertise(ctx, member, member.priority);
    arm(ctx, member, m_interval);
}

void VirtualIp::due(sim::Context& ctx, Member& member) {
    member.timer = {};
    if (!ctx.isMachineRunning(member.slot)) {
        member.slept = true;  // frozen, or dead: look() will see which
        return;
    }
    if (member.state == State::Master) {
        countMasters(ctx);  // whoever was to step back for it has heard of it by now
        advertise(ctx, member, member.priority);
        arm(ctx, member, m_interval);
    } else if (member.state == State::Backup) {
        takeOver(ctx, member);
    }
}

/// Every now and then: is my machine up, and does the process live that I am there for?
void VirtualIp::look(sim::Context& ctx, Member& member) {
    if (!ctx.isMachineRunning(member.slot)) {
        if (!ctx.isMachineFrozen(member.slot) && member.state != State::Off) {
            become(ctx, member, State::Off);
            if (m_holder == member.slot) ctx.setHolder(m_holder = 0);
            countMasters(ctx);
        }
        return;
    }
    if (member.state == State::Off) become(ctx, member, State::Backup);
    const bool isWell = !m_tracks || ctx.isProcessAlive(member.slot);
    if (!isWell && member.state != State::Fault) {
        const bool wasMaster = member.state == State::Master;
        become(ctx, member, State::Fault);
        if (wasMaster) {
            advertise(ctx, member, 0);  // "I stop": the others need not wait
            ctx.event(virtualIpGiven, {}, member.slot);
        }
        if (m_holder == member.slot) ctx.setHolder(m_holder = 0);
        countMasters(ctx);
    } else if (isWell && member.state == State::Fault) {
        become(ctx, member, State::Backup);
    }
    if (member.slept) {
        member.slept = false;
        due(ctx, member);
    }
}

void VirtualIp::onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) {
    Member* member = find(static_cast<sim::Slot>(payload));
    if (member == nullptr) return;
    if (tag == Due) {
        due(ctx, *member);
    } else {
        look(ctx, *member);
        ctx.after(m_look, Look, payload);
    }
}

int VirtualIp::masters() const {
    return static_cast<int>(
        std::count_if(m_members.begin(), m_members.end(), [](const Member& m) { return m.state == State::Master; }));
}

void VirtualIp::countMasters(sim::Context& ctx) {
    int count = 0;
    for (const Member& member : m_members) count += member.state == State::Master && ctx.isMachineRunning(member.slot);
    if ((count > 1) == m_isSplit) return;
    m_isSplit = count > 1;
    if (m_isSplit) ++m_splits;
    ctx.event(m_isSplit ? virtualIpSplit : virtualIpWhole);
}

/// `ip addr add` or `del` on one of the machines; the network is told who has the address now.
void VirtualIp::onAssigned(sim::Context& ctx, sim::Slot machine, bool given) {
    Member* member = find(machine);
    if (!m_isCommanded || member == nullptr || !ctx.isMachineRunning(machine)) return;
    if (given) {
        become(ctx, *member, State::Master);
        if (m_holder != machine) hold(ctx, machine);
    } else if (member->state == State::Master) {
        become(ctx, *member, State::Backup);
        ctx.event(virtualIpGiven, {}, machine);
        if (m_holder == machine) ctx.setHolder(m_holder = 0);
    }
    countMasters(ctx);
}

// --- what people see

void VirtualIp::status(const sim::Context&, sim::Status& status) const {
    status.metrics = {{"masters", static_cast<double>(masters())},
                      {"takeovers", static_cast<double>(m_takeovers)},
                      {"split_brains", static_cast<double>(m_splits)}};
    if (m_isInRow) {
        status.failing = true;
        status.why = FL_TR("virtual_ip", "Another virtual IP is linked behind it: an address belongs to machines, and does not lead to another address");
    } else if (m_members.empty()) {
        status.failing = true;
        status.why = FL_TR("virtual_ip", "No machine is linked that could have this address");
    } else if (m_isSplit) {
        status.failing = true;
        status.why = FL_TR("virtual_ip", "Several machines hold the address: they do not hear each other's advertisements");
    } else if (m_holder == 0) {
        status.failing = true;
        status.why = FL_TR("virtual_ip", "No machine has the address");
    }
}

void VirtualIp::hash(Fingerprint& digest) const {
    digest.add(m_holder);
    for (const Member& member : m_members) digest.add(member.slot << 3 | static_cast<std::uint32_t>(member.state));
}

catalog::ComponentKind virtualIpKind() {
    using namespace catalog;
    const Literal vrrp = FL_TR("virtual_ip", "VRRP");
    ComponentKind kind{
        .id = "virtual_ip",
        .label = FL_TR("virtual_ip", "Virtual IP"),
        .help =
            FL_TR("virtual_ip",
                  "An address that a pair of machines shares, as keepalived does it: link it to the pair, and let the clients "
                  "call it. The one with the highest priority has the address and says so every interval; when the other "
                  "has not heard that for three intervals and a little more, it takes the address over, and connections to "
                  "the first one are dead. If the process is gone but the machine lives, the address moves only because "
                  "keepalived looks after the process. If the two cannot hear each other, both take the address (split "
                  "brain): a firewall that drops VRRP is enough for that."),
        .group = Group::Network,
        .namePrefix = "vip",
        .aliases = {"VIP", "floating IP", "keepalived", "VRRP", "high availability", "failover", "heartbeat"}};
    kind.software = {{.name = "keepalived"}};
    kind.properties = {
        {.key = "moved_by",
         .label = FL_TR("virtual_ip", "Moved by"),
         .help = FL_TR("virtual_ip",
                       "Keepalived on the machines themselves, or commands on them: those of a failover manager that is linked to it. "
                       "By commands alone it stays where it is until somebody moves it; a machine that starts again does not have it."),
         .type = PropertyType::Choice,
         .defaultValue = "vrrp",
         .choices = {{"vrrp", FL_TR("virtual_ip", "Keepalived (VRRP)")}, {"command", FL_TR("virtual_ip", "Commands")}}},
        durationProperty("advert_interval", FL_TR("virtual_ip", "Advertisement interval"),
                         FL_TR("virtual_ip", "How often the master says that it lives (advert_int); 1s by keepalived's manual."),
                         second, 10e6, 255e9, vrrp),
        {.key = "priorities",
         .label = FL_TR("virtual_ip", "Priorities"),
         .help =
             FL_TR("virtual_ip", "The highest has the address. Not listed: 101 for the one linked first, 100 for the others."),
         .type = PropertyType::Table,
         .defaultValue = TableRows{},
         .columns = {{.key = "member",
                      .label = FL_TR("virtual_ip", "Member"),
                      .help = FL_TR("virtual_ip", "What the virtual IP is linked to."),
                      .type = PropertyType::Component,
                      .defaultValue = Value(0),
                      .kinds = {"load_balancer", "web_server", "database"}},
                     {.key = "priority",
                      .label = FL_TR("virtual_ip", "Priority"),
                      .help = FL_TR("virtual_ip", "1 to 254."),
                      .type = PropertyType::Integer,
                      .defaultValue = Value(100),
                      .minimum = 1,
                      .maximum = 254}},
         .group = vrrp},
        {.key = "preempt",
         .label = FL_TR("virtual_ip", "Preempt"),
         .help = FL_TR("virtual_ip",
                       "One with a higher priority takes the address back when it returns, which cuts connections once more. "
                       "Otherwise (nopreempt) it stays where it is."),
         .type = PropertyType::Bool,
         .defaultValue = true,
         .group = vrrp},
        {.key = "track",
         .label = FL_TR("virtual_ip", "Watch the process"),
         .help =
             FL_TR("virtual_ip",
                   "Give the address up when the process it is for does not exist any more (a vrrp_script with killall -0). A "
                   "frozen process exists."),
         .type = PropertyType::Bool,
         .defaultValue = true,
         .group = vrrp},
        durationProperty("track_interval", FL_TR("virtual_ip", "Watch every"),
                         FL_TR("virtual_ip", "How often it looks after the process; 1s by keepalived's manual."), second, 10e6,
                         3600e9, vrrp, true),
        {.key = "vrrp_version",
         .label = FL_TR("virtual_ip", "Version"),
         .help = FL_TR("virtual_ip",
                       "A backup waits three intervals and (256 - priority) / 256 of a second in version 2, keepalived's own "
                       "choice, or of the interval in version 3."),
         .type = PropertyType::Choice,
         .defaultValue = "2",
         .choices = {{"2", FL_TR("virtual_ip", "VRRP 2")}, {"3", FL_TR("virtual_ip", "VRRP 3")}},
         .group = vrrp,
         .advanced = true},
        addressProperty()};
    kind.ports = {{"https", FL_TR("virtual_ip", "HTTPS"), PortRole::Traffic, PortDirection::In, "https", 443},
                  {"http", FL_TR("virtual_ip", "HTTP"), PortRole::Traffic, PortDirection::In, "http", 80},
                  {"mysql", FL_TR("virtual_ip", "MySQL"), PortRole::Traffic, PortDirection::In, "mysql", 3306},
                  {"control", FL_TR("virtual_ip", "Where it is"), PortRole::Observe, PortDirection::In, "address", 22},
                  {"member", FL_TR("virtual_ip", "HTTPS"), PortRole::Traffic, PortDirection::Out, "https", 443},
                  {"member", FL_TR("virtual_ip", "HTTP"), PortRole::Traffic, PortDirection::Out, "http", 80},
                  {"member", FL_TR("virtual_ip", "MySQL"), PortRole::Traffic, PortDirection::Out, "mysql", 3306}};
    kind.metrics = {{"masters", FL_TR("virtual_ip", "Machines that hold it"), "", MetricSpec::Aggregation::Last, ""},
                    {"takeovers", FL_TR("virtual_ip", "Takeovers"), "", MetricSpec::Aggregation::Last, ""},
                    {"split_brains", FL_TR("virtual_ip", "Split brains"), "", MetricSpec::Aggregation::Last, ""}};
    kind.actions = {{"kill", FL_TR("virtual_ip", "Lose"),
                     FL_TR("virtual_ip", "Nobody has the address any more: packets to it find no machine."), true},
                    {"restore", FL_TR("virtual_ip", "Restore"), FL_TR("virtual_ip", "The machines share it again."), false}};
    kind.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<VirtualIp>()); };
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
