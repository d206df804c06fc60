#include "model/runtime/wording.h"

#include <QCoreApplication>
#include <cstring>

namespace faultline::runtime {

void Wording::learn(const design::Design& design) {
    for (const auto& [id, part] : design.components()) learn(*part);
}

void Wording::learn(const design::Change& change) {
    for (const design::Step& step : change.steps)
        if (const auto* part = std::get_if<design::ComponentStep>(&step); part && part->after) learn(*part->after);
}

void Wording::learn(const design::Component& part) {
    m_known[part.id.value] = {part.name.toStdString(), m_catalog->find(part.kind)};
}

const Wording::Known* Wording::find(sim::Slot slot) const {
    const auto it = m_known.find(slot);
    return it == m_known.end() ? nullptr : &it->second;
}

std::string Wording::name(sim::Slot slot) const {
    const Known* known = find(slot);
    return known ? known->name : std::string();
}

Text Wording::event(const sim::RecordedEvent& event) const {
    if (!event.type) return {};
    return {event.type->sentence, {name(event.component), event.other ? name(event.other) : event.text, event.text}};
}

Text Wording::cause(const sim::Cause& cause) const {
    if (!cause.reason) return {};
    if (cause.detail == 0 && cause.reason == &sim::reason::firewallDrop)
        return {FL_TR("reason", "firewall %1 drops it: no rule accepts it"), {name(cause.component)}};
    if (cause.detail == 0 && cause.reason == &sim::reason::firewallReject)
        return {FL_TR("reason", "firewall %1 rejects it: no rule accepts it"), {name(cause.component)}};
    return {cause.reason->sentence, {name(cause.component), std::to_string(cause.detail)}};
}

QString translated(const Text& text) {
    if (text.isEmpty()) return {};
    QString sentence = QCoreApplication::translate(text.literal.context, text.literal.source);
    // All at once, so that an argument which looks like a placeholder is left alone.
    QString out;
    for (qsizetype i = 0; i < sentence.size(); ++i) {
        const int digit = sentence[i] == QLatin1Char('%') && i + 1 < sentence.size() ? sentence[i + 1].digitValue() : -1;
        if (digit < 1 || static_cast<std::size_t>(digit) > text.arguments.size()) {
            out += sentence[i];
            continue;
        }
        out += QString::fromStdString(text.arguments[static_cast<std::size_t>(digit) - 1]);
        ++i;
    }
    return out;
}

std::string Wording::serverState(const sim::Status::Server& server) {
    std::string state = server.state;
    if (server.needed > 0) state += " " + std::to_string(server.passed) + "/" + std::to_string(server.needed);
    return state;
}

}  // namespace faultline::runtime
