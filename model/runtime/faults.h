#pragma once
#include "model/catalog/kind.h"
#include "model/design/design.h"

#include <string>
#include <vector>

namespace faultline::runtime {

/// A fault that alters properties while it lasts.
struct Fault {
    std::string verb;       ///< the act that began it
    ComponentId component;  ///< what it is done to: this
    LinkId link;            ///< or this
    std::vector<catalog::ActionEffect> effects;  ///< values as they are to be; none is a Date any more
    Literal label;
};

/// The faults of a run that are properties with other values. The design itself is never touched: what is compiled is a copy with the
/// faults on top, so that a fault that ends leaves nothing behind, whatever else began, ended or was edited meanwhile. A value.
class Faults {
public:
    bool isEmpty() const { return m_faults.empty(); }
    const std::vector<Fault>& all() const { return m_faults; }
    /// Null when there is no such fault.
    const Fault* find(const std::string& verb, ComponentId component) const;
    const Fault* find(const std::string& verb, LinkId link) const;
    bool has(ComponentId component) const;
    bool has(LinkId link) const;
    /// The same fault with other values takes the place of the old one.
    void begin(Fault fault);
    /// Take back one, or all of a component or link; they say how many there were.
    std::size_t end(const std::string& verb, ComponentId component);
    std::size_t endAll(ComponentId component);
    std::size_t endAll(LinkId link);
    /// The design with the faults on top. Faults of parts that are not there do nothing.
    design::Design appliedTo(const design::Design& design, const catalog::Catalog& catalog) const;

private:
    std::vector<Fault> m_faults;  ///< in the order in which they began
};

/// What can be done to a link besides cutting it: the property that it alters, in both directions.
struct LinkFaultSpec {
    const char* verb;
    Literal label, help;
    std::vector<catalog::ActionEffect> effects;
};
const std::vector<LinkFaultSpec>& linkFaults();

/// The property "key", or the column of a table "table.column"; null when there is none.
const catalog::PropertySpec* propertyByPath(const std::vector<catalog::PropertySpec>& specs, std::string_view path);

}  // namespace faultline::runtime
