#include "model/core/units.h"
#include "model/kinds/all_kinds.h"
#include "model/kinds/common.h"
#include "model/kinds/database_talk.h"
#include "model/kinds/tls.h"
#include "model/sim/context.h"

#include <algorithm>

namespace faultline::kinds {

namespace {

const sim::Reason dnsNoRecord{"no_record", FL_TR("reason", "%1 has no A record for this name")};
const sim::Reason dnsNoTarget{"record_without_address", FL_TR("reason", "the A record of %1 for this name has no address")};

const sim::EventType dnsChanged{"record_changed", FL_TR("event", "A record of %1 now leads to %3"), sim::EventType::Severity::Info};

/// A name as in a zone file: @ is the zone, a final dot ends a whole name, all else is in the zone.
std::uint32_t dnsName(std::string name, const std::string& zone) {
    if (name == "@" || name.empty())
        name = zone;
    else if (name.ends_with('.'))
        name.pop_back();
    else if (name != zone && !name.ends_with("." + zone))
        name += "." + zone;
    return static_cast<std::uint32_t>(serverName(name));
}

/// A name server for one zone: answers A records, several of one name in turn. The answer's data holds up to four addresses;
/// its version the first in its low half and the time to live in seconds in its high half.
class Dns final : public sim::BehaviourOf<Dns> {
public:
    void configure(sim::Context& ctx) override;
    void onCall(sim::Context& ctx, sim::Call& call) override;
    void onCpu(sim::Context& ctx, sim::Call& call) override { reply(ctx, call); }
    void hash(Fingerprint& digest) const override {
        for (const Record& record : m_records) digest.add(record.address);
    }

private:
    struct Record {
        std::uint32_t name = 0;  ///< low half of its serverName
        std::uint32_t address = 0;
        std::uint32_t alias = 0;  ///< low half of the serverName it stands for; 0: it is an A record
    };
    /// A record that was changed by an update, for as long as the zone says of it what it said then.
    struct Update {
        std::uint32_t name = 0, before = 0, after = 0;
    };
    void reply(sim::Context& ctx, sim::Call& call);
    void update(sim::Context& ctx, sim::Call& call);

    std::vector<Record> m_records;
    std::vector<Update> m_updates;  // on disk, in the journal of the zone
    std::uint64_t m_ttl = 0;  ///< seconds
    SimTime m_work = 0;
    std::uint32_t m_turn = 0;
};

void Dns::configure(sim::Context& ctx) {
    const Settings& s = ctx.values();
    std::string zone = s.value("zone").toText();
    if (zone.ends_with('.')) zone.pop_back();
    m_records.clear();
    for (const TableRow& row : s.value("records").toTable()) {
        if (row.size() < 3) continue;
        // A literal address wins over the component: that is how a record comes to be wrong.
        const std::int64_t literal = row[2].toInt();
        const std::string alias = row.size() > 3 ? row[3].toText() : std::string();
        m_records.push_back({dnsName(row[0].toText(), zone), static_cast<std::uint32_t>(literal != 0 ? literal : row[1].toInt()),
                             alias.empty() ? 0 : dnsName(alias, zone)});
        Record& record = m_records.back();
        for (const Update& update : m_updates)
            if (record.alias == 0 && record.name == update.name && record.address == update.before) {
                record.address = update.after;
                break;
            }
    }
    m_ttl =
        std::min<std::uint64_t>(static_cast<std::uint64_t>(std::max<SimTime>(0, s.value("ttl").toInt())) / second, 0xFFFFFFFFu);
    m_work = s.value("cpu_per_query").toInt();
}

void Dns::onCall(sim::Context& ctx, sim::Call& call) {
    if (m_work > 0)
        ctx.cpu(call, m_work);
    else
        reply(ctx, call);
}

/// What leads to one address under a name leads to another from now on.
void Dns::update(sim::Context& ctx, sim::Call& call) {
    bool isChanged = false;
    for (Record& record : m_records) {
        const bool isMeant = record.name == static_cast<std::uint32_t>(call.version) && record.alias == 0 && record.address == call.client;
        if (!isMeant || record.address == 0) continue;
        const auto known = std::find_if(m_updates.begin(), m_updates.end(), [&](const Update& update) {
            return update.name == record.name && update.after == record.address;
        });
        if (known != m_updates.end())
            known->after = call.key;
        else
            m_updates.push_back({record.name, record.address, call.key});
        record.address = call.key;
        isChanged = true;
    }
    if (isChanged) ctx.event(dnsChanged, {}, 0, formatIPv4(call.key));
    ctx.answer(call, sim::Outcome::Ok);
}

/// Follows aliases, then gives all addresses of the name, each time beginning with the next one.
void Dns::reply(sim::Context& ctx, sim::Call& call) {
    if (call.tag == dnsUpdate) {
        update(ctx, call);
        return;
    }
    auto asked = static_cast<std::uint32_t>(call.version);
    constexpr int mostAliases = 8;  // longer chains are loops to a resolver
    for (int i = 0; i < mostAliases; ++i) {
        const auto alias = std::find_if(m_records.begin(), m_records.end(),
                                        [&](const Record& record) { return record.name == asked && record.alias != 0; });
        if (alias == m_records.end()) break;
        asked = alias->alias;
    }
    std::vector<std::uint32_t> addresses;
    bool isKnown = false;
    for (const Record& record : m_records) {
        if (record.name != asked || record.alias != 0) continue;
        isKnown = true;
        if (record.address != 0) addresses.push_back(record.address);
    }
    if (addresses.empty()) {
        ctx.answer(call, sim::Outcome::DnsFailure, {isKnown ? &dnsNoTarget : &dnsNoRecord, ctx.self(), 0});
        return;
    }
    const std::uint32_t turn = m_turn++;
    for (std::size_t i = 0; i < std::size(call.data); ++i)
        call.data[i] = i < addresses.size() ? addresses[(turn + i) % addresses.size()] : 0;
    call.version = m_ttl << 32 | call.data[0];
    ctx.answer(call, sim::Outcome::Ok);
}

}  // namespace

catalog::ComponentKind dnsKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "dns",
        .label = FL_TR("dns", "DNS"),
        .help =
            FL_TR("dns",
                  "The name server of a domain: it turns a host name such as www.foobar.com into an IPv4 address by its A "
                  "records. Of a name with several records (up to four are used) all are given, beginning with another each "
                  "time: clients "
                  "spread over them, and try the next when they cannot connect to one. Resolvers keep an answer for its time to "
                  "live, so a dead "
                  "name server hurts only as those answers expire, and a changed record is noticed just as slowly. It is "
                  "asked over UDP, "
                  "port 53; nobody hears from a silent one for five seconds, twice."),
        .group = Group::Network,
        .namePrefix = "dns",
        .aliases = {"domain name", "domain", "name server", "domain name system", "www record", "A record", "foobar.com",
                    "BIND"}};
    kind.software = {{.name = "BIND"}, {.name = "Managed DNS"}};
    kind.properties = {
        {.key = "zone",
         .label = FL_TR("dns", "Domain"),
         .help = FL_TR("dns", "The domain whose names it knows."),
         .type = PropertyType::Text,
         .defaultValue = "foobar.com"},
        {.key = "records",
         .label = FL_TR("dns", "Records"),
         .help = FL_TR("dns", "Names and where they lead. @ is the domain itself."),
         .type = PropertyType::Table,
         .defaultValue = TableRows{{Value("www"), Value(0), Value(0), Value("")}},
         .columns = {{.key = "name",
                      .label = FL_TR("dns", "Name"),
                      .help = FL_TR("dns", "www stands for www in this domain."),
                      .type = PropertyType::Text,
                      .defaultValue = "www"},
                     {.key = "target",
                      .label = FL_TR("dns", "Leads to"),
                      .help = FL_TR("dns", "The component whose address is given out."),
                      .type = PropertyType::Component,
                      .defaultValue = Value(0),
                      .kinds = {"load_balancer", "virtual_ip", "server", "web_server", "app_server", "database"},
                      .unit = "address"},
                     {.key = "address",
                      .label = FL_TR("dns", "Or address"),
                      .help = FL_TR("dns", "An address given out instead, right or wrong; 0.0.0.0: that of the component."),
                      .type = PropertyType::Address,
                      .defaultValue = Value(0)},
                     {.key = "alias",
                      .label = FL_TR("dns", "Or alias of"),
                      .help = FL_TR("dns",
                                    "Another name of this domain whose addresses it has (a CNAME record); empty: an A record."),
                      .type = PropertyType::Text,
                      .defaultValue = ""}}},
        {.key = "ttl",
         .label = FL_TR("dns", "Time to live"),
         .help = FL_TR("dns", "How long resolvers may keep an answer, in whole seconds."),
         .type = PropertyType::Duration,
         .defaultValue = 300 * second,
         .minimum = 0,
         .maximum = 604'800e9},
        {.key = "cpu_per_query",
         .label = FL_TR("dns", "CPU per query"),
         .help = FL_TR("dns", "CPU time of one answer; estimated."),
         .type = PropertyType::Duration,
         .defaultValue = 10 * microsecond,
         .minimum = 0,
         .maximum = 1e9,
         .group = FL_TR("kinds", "Process"),
         .advanced = true},
        startUpProperty(500 * millisecond, FL_TR("dns", "From its restart until it answers; estimated.")),
        addressProperty()};
    kind.ports = {{"dns", FL_TR("dns", "DNS"), PortRole::Resolve, PortDirection::In, "dns", 53}, guardPort(), processPort()};
    kind.actions = processActions();
    kind.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<Dns>()); };
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
