#include "model/catalog/kind.h"

#include <cstring>

namespace faultline::catalog {

Literal groupLabel(Group group) {
    switch (group) {
        case Group::Traffic:
            return FL_TR("catalog", "Traffic");
        case Group::Network:
            return FL_TR("catalog", "Network");
        case Group::Compute:
            return FL_TR("catalog", "Compute");
        case Group::Data:
            return FL_TR("catalog", "Data");
        case Group::Security:
            return FL_TR("catalog", "Security");
        case Group::Monitoring:
            return FL_TR("catalog", "Monitoring");
        case Group::Annotation:
            return FL_TR("catalog", "Annotation");
    }
    return {};
}

const PropertySpec* ComponentKind::property(std::string_view key) const {
    for (const PropertySpec& spec : properties)
        if (key == spec.key) return &spec;
    return nullptr;
}

const PortSpec* ComponentKind::port(std::string_view key) const {
    for (const PortSpec& spec : ports)
        if (key == spec.key) return &spec;
    return nullptr;
}

const ComponentKind* Catalog::find(std::string_view id) const {
    for (const ComponentKind& kind : m_kinds)
        if (id == kind.id) return &kind;
    return nullptr;
}

namespace {
bool portsFit(const PortSpec& out, const PortSpec& in) {
    return out.direction == PortDirection::Out && in.direction == PortDirection::In && out.role == in.role &&
           std::strcmp(out.protocol, in.protocol) == 0;
}

Fit firstFit(const ComponentKind& child, const ComponentKind& target, PortRole role) {
    for (const PortSpec& out : child.ports)
        for (const PortSpec& in : target.ports)
            if (out.role == role && portsFit(out, in)) return {&out, &in};
    return {};
}
}  // namespace

const std::vector<PropertySpec>& linkProperties() {
    static const std::vector<PropertySpec> specs = {
        {.key = "latency",
         .label = FL_TR("link", "Latency"),
         .help = FL_TR("link", "One-way delay of the link; a TCP connection costs one round trip before the request can go."),
         .type = PropertyType::Duration,
         .defaultValue = Value(100'000),
         .maximum = 60e9},
        {.key = "jitter",
         .label = FL_TR("link", "Jitter"),
         .help = FL_TR("link", "Each message is delayed by a further random time between zero and this."),
         .type = PropertyType::Duration,
         .defaultValue = Value(0),
         .maximum = 60e9},
        {.key = "loss",
         .label = FL_TR("link", "Packet loss"),
         .help = FL_TR("link", "Share of messages lost and sent again by TCP: a lost SYN costs about one second."),
         .type = PropertyType::Share,
         .defaultValue = Value(0.0),
         .maximum = 1},
        {.key = "bandwidth",
         .label = FL_TR("link", "Bandwidth"),
         .help = FL_TR("link", "Bits a second in each direction, independently; 0 means no limit."),
         .type = PropertyType::Bandwidth,
         .defaultValue = Value(0),
         .maximum = 1e13},
        {.key = "asymmetric",
         .label = FL_TR("link", "Another way back"),
         .help = FL_TR("link", "Messages back are treated otherwise than those there, as on a subscriber's line. Else both ways are alike."),
         .type = PropertyType::Bool,
         .defaultValue = false,
         .advanced = true},
        {.key = "latency_back",
         .label = FL_TR("link", "Latency back"),
         .help = FL_TR("link", "Delay of messages back."),
         .type = PropertyType::Duration,
         .defaultValue = Value(100'000),
         .maximum = 60e9,
         .advanced = true,
         .shownWhen = "asymmetric=true"},
        {.key = "jitter_back",
         .label = FL_TR("link", "Jitter back"),
         .help = FL_TR("link", "Each message back is delayed by a further random time between zero and this."),
         .type = PropertyType::Duration,
         .defaultValue = Value(0),
         .maximum = 60e9,
         .advanced = true,
         .shownWhen = "asymmetric=true"},
        {.key = "loss_back",
         .label = FL_TR("link", "Packet loss back"),
         .help = FL_TR("link", "Share of messages back that are lost and sent again."),
         .type = PropertyType::Share,
         .defaultValue = Value(0.0),
         .maximum = 1,
         .advanced = true,
         .shownWhen = "asymmetric=true"},
        {.key = "bandwidth_back",
         .label = FL_TR("link", "Bandwidth back"),
         .help = FL_TR("link", "Bits a second of messages back; 0 means no limit."),
         .type = PropertyType::Bandwidth,
         .defaultValue = Value(0),
         .maximum = 1e13,
         .advanced = true,
         .shownWhen = "asymmetric=true"},
        {.key = "tap",
         .label = FL_TR("link", "Somebody in it"),
         .help = FL_TR("link",
                       "Who sniffs reads what is not encrypted. Who sits in between can alter it as well, and shows a certificate of "
                       "his own where it is encrypted: clients that verify leave, the others are read too."),
         .type = PropertyType::Choice,
         .defaultValue = "none",
         .choices = {{"none", FL_TR("link", "Nobody")},
                     {"sniff", FL_TR("link", "Somebody who sniffs")},
                     {"intercept", FL_TR("link", "A man in the middle")}},
         .advanced = true},
    };
    return specs;
}

std::vector<Fit> linkFits(const ComponentKind& from, const ComponentKind& to) {
    std::vector<Fit> fits;
    for (const PortSpec& out : from.ports) {
        if (out.role == PortRole::Attach || out.role == PortRole::Host) continue;
        for (const PortSpec& in : to.ports)
            if (portsFit(out, in)) fits.push_back({&out, &in});
    }
    return fits;
}

Fit attachFit(const ComponentKind& child, const ComponentKind& target) {
    return firstFit(child, target, PortRole::Attach);
}
Fit hostFit(const ComponentKind& child, const ComponentKind& target) {
    return firstFit(child, target, PortRole::Host);
}

}  // namespace faultline::catalog
