#include "model/design/draft.h"
#include "model/design/link_edits.h"
#include "model/design/link_sense.h"

#include <QCoreApplication>
#include <algorithm>
#include <cstring>

namespace faultline::design {

namespace {

using catalog::ComponentKind;
using catalog::PortDirection;
using catalog::PortRole;
using catalog::PortSpec;

const ComponentKind* linkingKind(const Design& design, const catalog::Catalog& catalog, ComponentId id) {
    const Component* part = design.component(id);
    return part ? catalog.find(part->kind) : nullptr;
}

bool linkingIsCall(const PortSpec& port) {
    return port.role != PortRole::Attach && port.role != PortRole::Host;
}

/// Who speaks or listens for an end of a link: the component itself and, in a host, the processes on it.
std::vector<ComponentId> linkingParties(const Design& design, const catalog::Catalog& catalog, ComponentId end) {
    std::vector<ComponentId> parties{end};
    const ComponentKind* kind = linkingKind(design, catalog, end);
    if (kind && kind->shape == catalog::Shape::Host)
        for (const ComponentId id : processesIn(design, catalog, end)) parties.push_back(id);
    return parties;
}

bool linkingIsInside(const Design& design, ComponentId inner, ComponentId outer) {
    std::size_t left = design.components().size();
    for (const Component* part = design.component(inner); part && left > 0; --left) {
        const ComponentId next = part->attachedTo.isValid() ? part->attachedTo : part->container;
        if (next == outer) return next.isValid();
        part = design.component(next);
    }
    return false;
}

/// The port a link goes to: found in the kinds at its end, or (when the process has left its host) in any kind; null: nowhere.
const PortSpec* linkingPort(const Design& design, const catalog::Catalog& catalog, const Link& link) {
    const auto find = [&](const ComponentKind& kind) -> const PortSpec* {
        const PortSpec* port = kind.port(link.toPort);
        return port && port->direction == PortDirection::In && linkingIsCall(*port) ? port : nullptr;
    };
    for (const ComponentId party : linkingParties(design, catalog, link.to))
        if (const ComponentKind* kind = linkingKind(design, catalog, party))
            if (const PortSpec* port = find(*kind)) return port;
    for (const ComponentKind& kind : catalog.kinds())
        if (const PortSpec* port = find(kind)) return port;
    return nullptr;
}

PortRole linkingRole(const Design& design, const catalog::Catalog& catalog, const Link& link) {
    const PortSpec* port = linkingPort(design, catalog, link);
    return port ? port->role : PortRole::Traffic;
}

bool linkingExists(const Design& design, const catalog::Catalog& catalog, ComponentId from, ComponentId to, PortRole role,
                   LinkId except) {
    return std::any_of(design.links().begin(), design.links().end(), [&](const auto& entry) {
        const Link& link = *entry.second;
        return entry.first != except && link.from == from && link.to == to && linkingRole(design, catalog, link) == role;
    });
}

/// How many links but `except` use a port of the caller already; `most` limits it.
bool linkingIsFull(const Design& design, const Component& caller, const PortSpec& port, LinkId except) {
    if (port.most <= 0 || !linkingIsCall(port)) return false;
    const auto used = std::count_if(design.links().begin(), design.links().end(), [&](const auto& entry) {
        return entry.first != except && entry.second->from == caller.id && entry.second->fromPort == port.key;
    });
    return used >= port.most;
}

std::string linkingProtocols(const std::vector<const ComponentKind*>& kinds, PortDirection direction) {
    std::string list;
    for (const ComponentKind* kind : kinds)
        for (const PortSpec& port : kind->ports)
            if (port.direction == direction && linkingIsCall(port) && list.find(port.label.source) == std::string::npos)
                list += (list.empty() ? "" : ", ") + std::string(port.label.source);
    return list;
}

/// The sentence that says why `from` cannot call `to`; there is no choice for it.
Text linkingRefusal(const Design& design, const catalog::Catalog& catalog, const Component& from, const Component& to) {
    const auto kindsOf = [&](ComponentId end) {
        std::vector<const ComponentKind*> kinds;
        for (const ComponentId id : linkingParties(design, catalog, end))
            if (const ComponentKind* kind = linkingKind(design, catalog, id)) kinds.push_back(kind);
        return kinds;
    };
    const std::string a = words(from.name), b = words(to.name);
    const ComponentKind* fromKind = catalog.find(from.kind);
    const ComponentKind* toKind = catalog.find(to.kind);
    for (const auto& [kind, name] : {std::pair(fromKind, a), std::pair(toKind, b)}) {
        if (!kind) return {FL_TR("design", "%1 is of an unknown kind"), {name}};
        if (kind->shape == catalog::Shape::Shield)
            return {FL_TR("design", "%1 lets calls pass and makes none: put it onto a link, or onto what it guards"), {name}};
        if (kind->shape == catalog::Shape::Seal) return {FL_TR("design", "%1 is not linked: put it onto what ends TLS"), {name}};
        if (kind->shape == catalog::Shape::Zone) return {FL_TR("design", "%1 is a zone: link a component in it"), {name}};
        if (kind->isAnnotation()) return {FL_TR("design", "%1 is on the drawing alone: it calls nobody and answers nobody"), {name}};
    }
    if (!linkChoices(design, catalog, to.id, from.id).empty())
        return {FL_TR("design", "%1 does not call %2: draw the link from %2 to %1"), {a, b}};
    const std::string answers = linkingProtocols(kindsOf(to.id), PortDirection::In);
    const std::string asks = linkingProtocols(kindsOf(from.id), PortDirection::Out);
    if (toKind->shape == catalog::Shape::Host && answers.empty()) return {FL_TR("design", "%1 holds nothing that listens"), {b}};
    if (fromKind->shape == catalog::Shape::Host && asks.empty()) return {FL_TR("design", "%1 holds nothing that calls"), {a}};
    if (answers.empty()) return {FL_TR("design", "%1 answers no calls"), {b}};
    if (asks.empty()) return {FL_TR("design", "%1 calls nobody"), {a}};
    return {FL_TR("design", "%1 answers only %2; %3 does not ask for that"), {b, answers, a}};
}

}  // namespace

std::vector<LinkChoice> linkChoices(const Design& design, const catalog::Catalog& catalog, ComponentId from, ComponentId to) {
    std::vector<LinkChoice> choices;
    if (from == to) return choices;
    for (const ComponentId caller : linkingParties(design, catalog, from)) {
        for (const ComponentId callee : linkingParties(design, catalog, to)) {
            const ComponentKind* out = linkingKind(design, catalog, caller);
            const ComponentKind* in = linkingKind(design, catalog, callee);
            if (!out || !in || caller == callee) continue;
            for (const catalog::Fit& fit : catalog::linkFits(*out, *in)) choices.push_back({fit, caller, callee});
        }
    }
    // A name is asked for last: users that resolve names anywhere would otherwise never link to a server that answers both.
    const auto rank = [&](const LinkChoice& choice) {
        const bool isSecure = std::strcmp(choice.fit.in->protocol, "https") == 0;
        const bool holdsCertificate = endsTls(design, catalog, choice.callee);
        return isSecure == holdsCertificate ? 0 : 1;
    };
    std::stable_sort(choices.begin(), choices.end(), [&](const LinkChoice& a, const LinkChoice& b) {
        const bool aSecure = std::strcmp(a.fit.in->protocol, "https") == 0,
                   bSecure = std::strcmp(b.fit.in->protocol, "https") == 0;
        return (aSecure || bSecure) && rank(a) < rank(b);
    });
    return choices;
}

namespace {

/// The fits a link between two components may have, best first; `self`: the link itself, where it is there already.
Result<std::vector<catalog::Fit>> linkingFits(const Design& design, const catalog::Catalog& catalog, ComponentId from, ComponentId to,
                                              LinkId self) {
    const Component* caller = design.component(from);
    const Component* callee = design.component(to);
    if (!caller || !callee) return fail(FL_TR("design", "The component does not exist any more"));
    if (from == to) return fail(FL_TR("design", "A link from a component to itself is not possible"));
    if (linkingIsInside(design, from, to))
        return fail({FL_TR("design", "%1 is in %2: they need no link"), {words(caller->name), words(callee->name)}});
    if (linkingIsInside(design, to, from))
        return fail({FL_TR("design", "%1 is in %2: they need no link"), {words(callee->name), words(caller->name)}});

    const std::vector<LinkChoice> choices = linkChoices(design, catalog, from, to);
    if (choices.empty()) return tl::unexpected<Problem>(linkingRefusal(design, catalog, *caller, *callee));
    std::vector<catalog::Fit> fits;
    bool isFull = false;
    for (const LinkChoice& choice : choices) {
        if (linkingExists(design, catalog, from, to, choice.fit.in->role, self)) continue;
        if (linkingIsFull(design, *caller, *choice.fit.out, self))
            isFull = true;
        else
            fits.push_back(choice.fit);
    }
    if (!fits.empty()) return fits;
    if (isFull) return fail({FL_TR("design", "%1 calls as many as it can already"), {words(caller->name)}});
    return fail({FL_TR("design", "%1 and %2 are linked already"), {words(caller->name), words(callee->name)}});
}

}  // namespace

Result<catalog::Fit> canConnect(const Design& design, const catalog::Catalog& catalog, ComponentId from, ComponentId to) {
    const auto fits = linkingFits(design, catalog, from, to, {});
    if (!fits) return tl::unexpected<Problem>(fits.error());
    return fits->front();
}

Result<catalog::Fit> canReconnect(const Design& design, const catalog::Catalog& catalog, LinkId id, ComponentId from, ComponentId to) {
    const Link* link = design.link(id);
    if (!link) return fail(FL_TR("design", "The link does not exist any more"));
    const auto fits = linkingFits(design, catalog, from, to, id);
    if (!fits) return tl::unexpected<Problem>(fits.error());
    const auto isNow = [&](const catalog::Fit& fit) { return link->fromPort == fit.out->key && link->toPort == fit.in->key; };
    const auto kept = std::find_if(fits->begin(), fits->end(), isNow);
    const std::vector<LinkChoice> before = linkChoices(design, catalog, link->from, link->to);
    const bool byHand = link->number != 0 || (!before.empty() && !isNow(before.front().fit));
    if (byHand && kept != fits->end()) return *kept;
    const PortRole role = linkingRole(design, catalog, *link);
    const auto alike = std::find_if(fits->begin(), fits->end(), [&](const catalog::Fit& fit) { return fit.in->role == role; });
    return alike != fits->end() ? *alike : fits->front();
}

Result<Change> reconnect(const Design& design, const catalog::Catalog& catalog, LinkId id, ComponentId from, ComponentId to) {
    const Link* link = design.link(id);
    if (!link) return fail(FL_TR("design", "The link does not exist any more"));
    if (link->from == from && link->to == to) return Change{};
    const Result<catalog::Fit> fit = canReconnect(design, catalog, id, from, to);
    if (!fit) return tl::unexpected<Problem>(fit.error());
    Draft draft(design, catalog);
    Link copy = *link;
    copy.from = from;
    copy.to = to;
    if (copy.fromPort != fit->out->key || copy.toPort != fit->in->key) copy.number = 0;
    copy.fromPort = fit->out->key;
    copy.toPort = fit->in->key;
    copy.waypoints.clear();
    draft.put(std::move(copy));
    return draft.change(QCoreApplication::translate("design", "Link %1 to %2").arg(design.component(from)->name, design.component(to)->name));
}

Result<Change> connect(const Design& design, const catalog::Catalog& catalog, ComponentId from, ComponentId to) {
    const Result<catalog::Fit> fit = canConnect(design, catalog, from, to);
    if (!fit) return tl::unexpected<Problem>(fit.error());
    Draft draft(design, catalog);
    Link link;
    link.id = design.nextLinkId();
    link.from = from;
    link.to = to;
    link.fromPort = fit->out->key;
    link.toPort = fit->in->key;
    const LinkId id = link.id;
    draft.put(std::move(link));
    makeSense(draft, id);
    return draft.change(
        QCoreApplication::translate("design", "Link %1 to %2").arg(design.component(from)->name, design.component(to)->name));
}

int portNumber(const Design& design, const catalog::Catalog& catalog, LinkId id, bool usual) {
    const Link* link = design.link(id);
    if (!link) return 0;
    if (link->number != 0 && !usual) return link->number;
    const PortSpec* port = linkingPort(design, catalog, *link);
    return port ? port->number : 0;
}

QString linkLabel(const Design& design, const catalog::Catalog& catalog, LinkId id) {
    const Link* link = design.link(id);
    const PortSpec* port = link ? linkingPort(design, catalog, *link) : nullptr;
    if (!link) return {};
    const QString name =
        port ? QCoreApplication::translate(port->label.context, port->label.source) : QString::fromStdString(link->toPort);
    const int number = portNumber(design, catalog, id);
    return number == 0 ? name : QCoreApplication::translate("design", "%1 %2").arg(QString::number(number), name);
}

Result<Change> setLinkPort(const Design& design, const catalog::Catalog& catalog, LinkId id, const std::string& fromPort,
                           const std::string& toPort, int number) {
    const Link* link = design.link(id);
    if (!link) return fail(FL_TR("design", "The link does not exist any more"));
    if (number < 0 || number > 65535)
        return fail(
            {FL_TR("design", "%1 is not a port number: use 1 to 65535, or 0 for the usual one"), {std::to_string(number)}});
    if (fromPort != link->fromPort || toPort != link->toPort) {
        const std::vector<LinkChoice> choices = linkChoices(design, catalog, link->from, link->to);
        const auto choice = std::find_if(choices.begin(), choices.end(), [&](const LinkChoice& c) {
            return fromPort == c.fit.out->key && toPort == c.fit.in->key;
        });
        if (choice == choices.end())
            return fail({FL_TR("design", "%1 cannot call %2 in this way"),
                         {words(design.component(link->from)->name), words(design.component(link->to)->name)}});
        if (linkingExists(design, catalog, link->from, link->to, choice->fit.in->role, id))
            return fail({FL_TR("design", "%1 and %2 are linked already"),
                         {words(design.component(link->from)->name), words(design.component(link->to)->name)}});
    }
    Draft draft(design, catalog);
    Link copy = *link;
    copy.fromPort = fromPort;
    copy.toPort = toPort;
    copy.number = number;
    if (!(copy == *link)) draft.put(std::move(copy));
    return draft.change(QCoreApplication::translate("design", "Change port"));
}

}  // namespace faultline::design
