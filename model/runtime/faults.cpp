#include "model/runtime/faults.h"

#include "model/design/edits.h"

#include <algorithm>

namespace faultline::runtime {

namespace {

using catalog::ActionEffect;
using catalog::PropertySpec;
using catalog::PropertyType;

const PropertySpec* faultSpec(const std::vector<PropertySpec>& specs, std::string_view key) {
    const auto it = std::find_if(specs.begin(), specs.end(), [&](const PropertySpec& spec) { return key == spec.key; });
    return it == specs.end() ? nullptr : &*it;
}

/// Kept in the range of the property: a fault does what is possible.
Value faultInRange(const PropertySpec& spec, double number, bool isInteger) {
    number = std::clamp(number, spec.minimum, spec.maximum);
    if (isInteger) return Value(static_cast<std::int64_t>(number + (number < 0 ? -0.5 : 0.5)));
    return Value(number);
}

Value faultValue(const PropertySpec& spec, const Value& present, const ActionEffect& effect, std::string_view column) {
    if (!column.empty()) {
        TableRows rows = present.toTable();
        for (TableRow& row : rows)
            for (std::size_t c = 0; c < row.size() && c < spec.columns.size(); ++c)
                if (column == spec.columns[c].key) row[c] = effect.value;
        return Value(std::move(rows));
    }
    switch (effect.how) {
        case ActionEffect::How::Before: {
            TableRows rows = effect.value.toTable();
            for (const TableRow& row : present.toTable()) rows.push_back(row);
            return Value(std::move(rows));
        }
        case ActionEffect::How::Add:
            return faultInRange(spec, present.toNumber() + effect.value.toNumber(),
                                std::holds_alternative<std::int64_t>(present.data));
        case ActionEffect::How::Scale:
            return faultInRange(spec, present.toNumber() * effect.value.toNumber(),
                                std::holds_alternative<std::int64_t>(present.data));
        case ActionEffect::How::Set:
        case ActionEffect::How::Date:
            break;
    }
    return effect.value;
}

}  // namespace

const PropertySpec* propertyByPath(const std::vector<PropertySpec>& specs, std::string_view path) {
    const std::size_t dot = path.find('.');
    const PropertySpec* spec = faultSpec(specs, path.substr(0, dot));
    return !spec || dot == std::string_view::npos ? spec : faultSpec(spec->columns, path.substr(dot + 1));
}

const std::vector<LinkFaultSpec>& linkFaults() {
    using How = ActionEffect::How;
    // What is set for the way back counts only where that is another.
    const auto both = [](const char* there, const char* back, const Value& value, How how) {
        return std::vector<ActionEffect>{{there, value, how}, {back, value, how}};
    };
    static const std::vector<LinkFaultSpec> specs = {
        {"latency", FL_TR("fault", "Slow"), FL_TR("fault", "Every message takes longer."), both("latency", "latency_back", Value(100'000'000), How::Add)},
        {"jitter", FL_TR("fault", "Jitter"), FL_TR("fault", "Every message takes a random time longer."), both("jitter", "jitter_back", Value(100'000'000), How::Add)},
        {"loss", FL_TR("fault", "Packet loss"), FL_TR("fault", "A share of the messages is lost and sent again."), both("loss", "loss_back", Value(0.1), How::Add)},
        {"bandwidth", FL_TR("fault", "Narrow"), FL_TR("fault", "It carries only so many bits a second."), both("bandwidth", "bandwidth_back", Value(1'000'000), How::Set)},
        {"sniff", FL_TR("fault", "Sniffed"), FL_TR("fault", "Somebody reads what is not encrypted."), {{"tap", Value("sniff")}}},
        {"intercept", FL_TR("fault", "Man in the middle"),
         FL_TR("fault", "Somebody reads and alters what is not encrypted, and shows a forged certificate where it is."), {{"tap", Value("intercept")}}},
    };
    return specs;
}

const Fault* Faults::find(const std::string& verb, ComponentId component) const {
    for (const Fault& fault : m_faults)
        if (fault.verb == verb && fault.component == component && !fault.link.isValid()) return &fault;
    return nullptr;
}

const Fault* Faults::find(const std::string& verb, LinkId link) const {
    for (const Fault& fault : m_faults)
        if (fault.verb == verb && fault.link == link) return &fault;
    return nullptr;
}

bool Faults::has(ComponentId component) const {
    return std::any_of(m_faults.begin(), m_faults.end(), [&](const Fault& fault) { return fault.component == component; });
}

bool Faults::has(LinkId link) const {
    return std::any_of(m_faults.begin(), m_faults.end(), [&](const Fault& fault) { return fault.link == link; });
}

void Faults::begin(Fault fault) {
    for (Fault& known : m_faults)
        if (known.verb == fault.verb && known.component == fault.component && known.link == fault.link) {
            known = std::move(fault);
            return;
        }
    m_faults.push_back(std::move(fault));
}

std::size_t Faults::end(const std::string& verb, ComponentId component) {
    return std::erase_if(m_faults, [&](const Fault& fault) { return fault.verb == verb && fault.component == component; });
}

std::size_t Faults::endAll(ComponentId component) {
    return std::erase_if(m_faults, [&](const Fault& fault) { return component.isValid() && fault.component == component; });
}

std::size_t Faults::endAll(LinkId link) {
    return std::erase_if(m_faults, [&](const Fault& fault) { return link.isValid() && fault.link == link; });
}

design::Design Faults::appliedTo(const design::Design& design, const catalog::Catalog& catalog) const {
    design::Design faulty = design;
    for (const Fault& fault : m_faults)
        for (const ActionEffect& effect : fault.effects) {
            const std::string_view path = effect.key;
            const std::size_t dot = std::min(path.find('.'), path.size());
            const std::string key(path.substr(0, dot));
            const std::string_view column = dot < path.size() ? path.substr(dot + 1) : std::string_view();
            if (const design::Component* part = faulty.component(fault.component)) {
                const catalog::ComponentKind* kind = catalog.find(part->kind);
                const PropertySpec* spec = kind ? kind->property(key) : nullptr;
                if (!spec) continue;
                auto copy = std::make_shared<design::Component>(*part);
                copy->properties.set(key, faultValue(*spec, design::effectiveValue(*kind, *part, key), effect, column));
                faulty.setComponent(fault.component, std::move(copy));
            } else if (const design::Link* link = faulty.link(fault.link)) {
                const PropertySpec* spec = faultSpec(catalog::linkProperties(), key);
                if (!spec) continue;
                const Value present = link->properties.contains(key) ? link->properties.value(key) : spec->defaultValue;
                auto copy = std::make_shared<design::Link>(*link);
                copy->properties.set(key, faultValue(*spec, present, effect, column));
                faulty.setLink(fault.link, std::move(copy));
            }
        }
    return faulty;
}

}  // namespace faultline::runtime
