#include "model/core/nearest.h"
#include "model/core/units.h"
#include "model/design/draft.h"
#include "model/design/edits.h"

#include <QHash>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace faultline::design {

namespace {

using catalog::ComponentKind;
using catalog::PortDirection;
using catalog::PortRole;
using catalog::PortSpec;
using catalog::PropertySpec;
using catalog::PropertyType;

constexpr double checkFarthest = 1e7;  // scene units: beyond it, drawing loses precision
constexpr int checkLongestName = 200;

/// Goes over a design once and collects what is wrong.
class Checker {
public:
    Checker(const Design& design, const catalog::Catalog& catalog, std::size_t most)
        : m_design(design),
          m_catalog(catalog),
          m_most(most) {}

    std::vector<Problem> run() {
        for (const DrawingLayer& layer : m_design.settings().layers) m_layers.insert(layer.id);
        std::size_t index = 0;
        for (const auto& [id, part] : m_design.components()) {
            if (m_problems.size() >= m_most) break;
            component(id, *part, "components[" + std::to_string(index++) + "]");
        }
        index = 0;
        for (const auto& [id, link] : m_design.links()) {
            if (m_problems.size() >= m_most) break;
            checkLink(id, *link, "links[" + std::to_string(index++) + "]");
        }
        return std::move(m_problems);
    }

private:
    void add(Text what, std::string where) { m_problems.emplace_back(std::move(what), std::move(where)); }
    void pass(const Problem& problem, std::string where) { m_problems.emplace_back(problem.what, std::move(where)); }

    void component(ComponentId id, const Component& part, const std::string& at) {
        if (!id.isValid() || part.id != id) add(FL_TR("design", "A component needs an id above 0"), at + ".id");
        const ComponentKind* kind = m_catalog.find(part.kind);
        if (!kind) {
            std::vector<std::string> known;
            for (const ComponentKind& k : m_catalog.kinds()) known.emplace_back(k.id);
            const std::vector<std::string> near = nearest(part.kind, known, 1);
            if (near.empty())
                add({FL_TR("design", "There is no kind of component called \"%1\""), {excerpt(part.kind)}}, at + ".kind");
            else
                add({FL_TR("design", "There is no kind of component called \"%1\"; did you mean %2?"),
                     {excerpt(part.kind), near.front()}},
                    at + ".kind");
            return;
        }
        name(part, at);
        if (!part.software.empty() &&
            std::none_of(kind->software.begin(), kind->software.end(),
                         [&](const catalog::SoftwarePreset& preset) { return part.software == preset.name; }))
            add({FL_TR("design", "A %1 cannot be \"%2\""), {kind->id, excerpt(part.software)}}, at + ".software");
        const auto isSane = [](double v) { return std::isfinite(v) && std::abs(v) <= checkFarthest; };
        if (!isSane(part.rect.x()) || !isSane(part.rect.y()) || !isSane(part.rect.width()) || !isSane(part.rect.height()) ||
            part.rect.width() < 0 || part.rect.height() < 0)
            add(FL_TR("design", "The position or size is not a sensible number"), at + ".rect");
        onLayer(part.layer, at);
        placement(part, *kind, at);
        for (const auto& [key, value] : part.properties.entries())
            property(kind->properties, key, value, at + ".properties." + key);
        if (const std::int64_t address = part.properties.value("address").toInt(); address != 0 && kind->property("address")) {
            const auto [it, isNew] = m_addresses.emplace(address, part.name);
            if (!isNew)
                add({FL_TR("design", "%1 is the address of %2 already"),
                     {formatIPv4(static_cast<std::uint32_t>(address)), words(it->second)}},
                    at + ".properties.address");
        }
    }

    void onLayer(int layer, const std::string& at) {
        if (!m_layers.contains(layer)) add({FL_TR("design", "There is no layer %1"), {std::to_string(layer)}}, at + ".layer");
    }

    void name(const Component& part, const std::string& at) {
        if (part.name.trimmed().isEmpty()) {
            add(FL_TR("design", "A name cannot be empty"), at + ".name");
        } else if (part.name.size() > checkLongestName) {
            add({FL_TR("design", "A name has at most %1 characters"), {std::to_string(checkLongestName)}}, at + ".name");
        } else if (m_names.contains(part.name.toCaseFolded())) {
            add({FL_TR("design", "There is another component called %1"), {excerpt(words(part.name))}}, at + ".name");
        }
        m_names.insert(part.name.toCaseFolded(), true);
    }

    void placement(const Component& part, const ComponentKind& kind, const std::string& at) {
        if (part.container.isValid() + part.attachedTo.isValid() + part.inLine.isValid() > 1) {
            add(FL_TR("design", "A component is in, on or in line with one thing only"), at);
            return;
        }
        if (part.container.isValid() && !m_design.component(part.container))
            return add({FL_TR("design", "There is no component %1"), {std::to_string(part.container.value)}}, at + ".container");
        if (part.attachedTo.isValid() && !m_design.component(part.attachedTo))
            return add({FL_TR("design", "There is no component %1"), {std::to_string(part.attachedTo.value)}},
                       at + ".attached_to");
        if (part.inLine.isValid() && !m_design.link(part.inLine))
            return add({FL_TR("design", "There is no link %1"), {std::to_string(part.inLine.value)}}, at + ".in_line");
        if (isInCycle(part)) return add(FL_TR("design", "A component cannot be in or on itself"), at + ".container");
        const std::string key = part.container.isValid() ? ".container" : part.attachedTo.isValid() ? ".attached_to" : ".in_line";
        const ComponentId target = part.container.isValid() ? part.container : part.attachedTo;
        if (target.isValid() && !m_catalog.find(m_design.component(target)->kind)) return;  // said where it stands
        const Placement where{
            .scenePosition = {}, .container = part.container, .attachTo = part.attachedTo, .inLine = part.inLine};
        if (const Result<void> ok = canPlace(m_design, m_catalog, kind, where, part.id); !ok) pass(ok.error(), at + key);
    }

    bool isInCycle(const Component& part) const {
        std::size_t left = m_design.components().size();
        for (const Component* outer = &part; outer; --left) {
            if (left == 0) return true;
            outer = m_design.component(outer->attachedTo.isValid() ? outer->attachedTo : outer->container);
            if (outer && outer->id == part.id) return true;
        }
        return false;
    }

    void property(const std::vector<PropertySpec>& specs, const std::string& key, const Value& value, const std::string& at) {
        const auto spec = std::find_if(specs.begin(), specs.end(), [&](const PropertySpec& s) { return key == s.key; });
        if (spec == specs.end()) return add({FL_TR("design", "There is no property \"%1\""), {excerpt(key)}}, at);
        if (const Result<void> ok = catalog::checkValue(*spec, value); !ok) return pass(ok.error(), at);
        if (spec->type == PropertyType::Component) reference(*spec, value, at);
        if (spec->type != PropertyType::Table) return;
        std::size_t index = 0;
        for (const TableRow& row : value.toTable()) {
            for (std::size_t c = 0; c < row.size() && c < spec->columns.size(); ++c)
                if (spec->columns[c].type == PropertyType::Component)
                    reference(spec->columns[c], row[c], at + "[" + std::to_string(index) + "]." + spec->columns[c].key);
            ++index;
        }
    }

    void reference(const PropertySpec& spec, const Value& value, const std::string& at) {
        const std::int64_t id = value.toInt();
        if (id == 0) return;
        const Component* named = id > 0 && id <= 0xFFFF'FFFF ? m_design.component({static_cast<std::uint32_t>(id)}) : nullptr;
        if (!named) return add({FL_TR("design", "There is no component %1"), {std::to_string(id)}}, at);
        if (!spec.kinds.empty() &&
            std::none_of(spec.kinds.begin(), spec.kinds.end(), [&](const char* k) { return named->kind == k; }))
            add({FL_TR("design", "%1 is of the wrong kind for this"), {excerpt(words(named->name))}}, at);
    }

    /// A port of the component, or, for a host, of anything that could be in it: a link to a host outlives the process it meant.
    std::vector<const PortSpec*> ports(const Component& end, const std::string& key, PortDirection direction) const {
        std::vector<const PortSpec*> found;
        const auto take = [&](const ComponentKind& kind) {
            for (const PortSpec& port : kind.ports)   // one key may stand for several protocols
                if (key == port.key && port.direction == direction && port.role != PortRole::Attach && port.role != PortRole::Host)
                    found.push_back(&port);
        };
        const ComponentKind* kind = m_catalog.find(end.kind);
        if (!kind) return found;
        take(*kind);
        if (kind->shape == catalog::Shape::Host)
            for (const ComponentKind& other : m_catalog.kinds()) take(other);
        return found;
    }

    void checkLink(LinkId id, const Link& link, const std::string& at) {
        if (!id.isValid() || link.id != id) add(FL_TR("design", "A link needs an id above 0"), at + ".id");
        const Component* from = m_design.component(link.from);
        const Component* to = m_design.component(link.to);
        if (!from) add({FL_TR("design", "There is no component %1"), {std::to_string(link.from.value)}}, at + ".from");
        if (!to) add({FL_TR("design", "There is no component %1"), {std::to_string(link.to.value)}}, at + ".to");
        if (link.number < 0 || link.number > 65535)
            add({FL_TR("design", "%1 is not a port number: use 1 to 65535, or 0 for the usual one"),
                 {std::to_string(link.number)}},
                at + ".number");
        for (const auto& [key, value] : link.properties.entries())
            property(catalog::linkProperties(), key, value, at + ".properties." + key);
        for (const QPointF& point : link.waypoints)
            if (!std::isfinite(point.x()) || !std::isfinite(point.y()) || std::abs(point.x()) > checkFarthest ||
                std::abs(point.y()) > checkFarthest)
                add(FL_TR("design", "The position or size is not a sensible number"), at + ".waypoints");
        onLayer(link.layer, at);
        if (!from || !to) return;
        if (link.from == link.to) return add(FL_TR("design", "A link from a component to itself is not possible"), at);
        linkPorts(link, *from, *to, at);
    }

    void linkPorts(const Link& link, const Component& from, const Component& to, const std::string& at) {
        if (!m_catalog.find(from.kind) || !m_catalog.find(to.kind)) return;
        const std::vector<const PortSpec*> outs = ports(from, link.fromPort, PortDirection::Out);
        const std::vector<const PortSpec*> ins = ports(to, link.toPort, PortDirection::In);
        if (outs.empty())
            return add(
                {FL_TR("design", "%1 has no port \"%2\" to call from"), {excerpt(words(from.name)), excerpt(link.fromPort)}},
                at + ".from_port");
        if (ins.empty())
            return add({FL_TR("design", "%1 has no port \"%2\" to answer on"), {excerpt(words(to.name)), excerpt(link.toPort)}},
                       at + ".to_port");
        for (const PortSpec* out : outs) {
            for (const PortSpec* in : ins) {
                if (out->role != in->role || std::string_view(out->protocol) != in->protocol) continue;
                if (!m_links.emplace(link.from, link.to, in->role).second)
                    add({FL_TR("design", "%1 and %2 are linked already"), {excerpt(words(from.name)), excerpt(words(to.name))}},
                        at);
                return;
            }
        }
        add({FL_TR("design", "The ports \"%1\" and \"%2\" do not fit"), {excerpt(link.fromPort), excerpt(link.toPort)}},
            at + ".to_port");
    }

    const Design& m_design;
    const catalog::Catalog& m_catalog;
    const std::size_t m_most;
    std::vector<Problem> m_problems;
    QHash<QString, bool> m_names;
    std::set<int> m_layers{0};
    std::map<std::int64_t, QString> m_addresses;
    std::set<std::tuple<ComponentId, ComponentId, PortRole>> m_links;
};

}  // namespace

std::vector<Problem> check(const Design& design, const catalog::Catalog& catalog, std::size_t most) {
    return Checker(design, catalog, most).run();
}

}  // namespace faultline::design
