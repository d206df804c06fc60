#include "model/design/change.h"

#include "model/design/annotations.h"

#include <algorithm>
#include <set>

namespace faultline::design {

namespace {

template <class Ptr>
bool changeSame(const Ptr& a, const Ptr& b) {
    return a == b || (a && b && *a == *b);
}

template <class Ptr>
auto changeIdOf(const Ptr& before, const Ptr& after) {
    return before ? before->id : after->id;
}

bool changeAlters(const ComponentStep& step) {
    return !changeSame(step.before, step.after);
}
bool changeAlters(const LinkStep& step) {
    return !changeSame(step.before, step.after);
}
bool changeAlters(const SettingsStep& step) {
    return !(step.before == step.after);
}

// Annotations are no part of what is simulated, whatever happens to them.
bool changeIsNote(const ComponentPtr& part) {
    return !part || isAnnotation(part->kind);
}

bool changeTouchesModel(const ComponentStep& step) {
    if (changeIsNote(step.before) && changeIsNote(step.after)) return false;
    if (!step.before || !step.after) return true;
    const Component& a = *step.before;
    const Component& b = *step.after;
    return a.kind != b.kind || a.software != b.software || a.container != b.container || a.attachedTo != b.attachedTo ||
           a.inLine != b.inLine || a.properties != b.properties;
}

bool changeTouchesModel(const LinkStep& step) {
    if (!step.before || !step.after) return changeAlters(step);
    const Link& a = *step.before;
    const Link& b = *step.after;
    return a.from != b.from || a.to != b.to || a.fromPort != b.fromPort || a.toPort != b.toPort || a.number != b.number ||
           a.properties != b.properties;
}

bool changeTouchesModel(const SettingsStep& step) {
    return step.before.startTime != step.after.startTime || step.before.seed != step.after.seed;
}

void changeApply(const ComponentStep& step, Design& design) {
    if (!step.before && !step.after) return;
    const ComponentId id = changeIdOf(step.before, step.after);
    [[maybe_unused]] const auto held = design.components().find(id);
    Q_ASSERT(held == design.components().end() ? !step.before : changeSame(held->second, step.before));
    design.setComponent(id, step.after);
}

void changeApply(const LinkStep& step, Design& design) {
    if (!step.before && !step.after) return;
    const LinkId id = changeIdOf(step.before, step.after);
    [[maybe_unused]] const auto held = design.links().find(id);
    Q_ASSERT(held == design.links().end() ? !step.before : changeSame(held->second, step.before));
    design.setLink(id, step.after);
}

void changeApply(const SettingsStep& step, Design& design) {
    Q_ASSERT(design.settings() == step.before);
    design.setSettings(step.after);
}

// Whoever adopts a change step by step meets ends before links and links gone before their ends, both ways round.
/// Steps from one map of parts to another. Both are in order: going along them costs less than to look for each.
template <class PartStep, class Parts> void changeCollect(std::vector<Step>& steps, const Parts& before, const Parts& after) {
    auto a = before.begin();
    auto b = after.begin();
    while (a != before.end() || b != after.end()) {
        if (b == after.end() || (a != before.end() && a->first < b->first)) {
            steps.emplace_back(PartStep{(a++)->second, nullptr});
        } else if (a == before.end() || b->first < a->first) {
            steps.emplace_back(PartStep{nullptr, (b++)->second});
        } else {
            if (!changeSame(a->second, b->second)) steps.emplace_back(PartStep{a->second, b->second});
            ++a;
            ++b;
        }
    }
}

int changeTurn(const Step& step) {
    if (const auto* link = std::get_if<LinkStep>(&step)) return !link->after ? 1 : link->before ? 6 : 5;
    if (const auto* part = std::get_if<ComponentStep>(&step)) return !part->after ? 2 : part->before ? 4 : 3;
    return 0;
}

}  // namespace

Change Change::inverse() const {
    Change back{label, {}};
    back.steps.reserve(steps.size());
    for (auto it = steps.rbegin(); it != steps.rend(); ++it) {
        back.steps.push_back(*it);
        std::visit([](auto& step) { std::swap(step.before, step.after); }, back.steps.back());
    }
    return back;
}

void Change::apply(Design& design) const {
    for (const Step& step : steps) std::visit([&design](const auto& s) { changeApply(s, design); }, step);
}

bool Change::touchesModel() const {
    return std::any_of(steps.begin(), steps.end(),
                       [](const Step& step) { return std::visit([](const auto& s) { return changeTouchesModel(s); }, step); });
}

bool Change::onlyMoves() const {
    return std::all_of(steps.begin(), steps.end(), [](const Step& step) {
        if (const auto* part = std::get_if<ComponentStep>(&step)) {
            if (!part->before || !part->after) return false;
            Component moved = *part->before;
            moved.rect = part->after->rect;
            return moved == *part->after;
        }
        if (const auto* link = std::get_if<LinkStep>(&step)) {
            if (!link->before || !link->after) return false;
            Link bent = *link->before;
            bent.waypoints = link->after->waypoints;
            return bent == *link->after;
        }
        return false;
    });
}

std::vector<ComponentId> Change::componentIds() const {
    std::set<ComponentId> ids;
    for (const Step& step : steps)
        if (const auto* part = std::get_if<ComponentStep>(&step); part && (part->before || part->after))
            ids.insert(changeIdOf(part->before, part->after));
    return {ids.begin(), ids.end()};
}

std::vector<LinkId> Change::linkIds() const {
    std::set<LinkId> ids;
    for (const Step& step : steps)
        if (const auto* part = std::get_if<LinkStep>(&step); part && (part->before || part->after))
            ids.insert(changeIdOf(part->before, part->after));
    return {ids.begin(), ids.end()};
}

Change joined(Change first, const Change& second) {
    std::map<ComponentId, ComponentStep> components;
    std::map<LinkId, LinkStep> links;
    std::vector<SettingsStep> settings;
    const auto take = [&](const Change& change) {
        for (const Step& step : change.steps) {
            if (const auto* part = std::get_if<ComponentStep>(&step)) {
                if (!part->before && !part->after) continue;
                const auto [it, isNew] = components.try_emplace(changeIdOf(part->before, part->after), *part);
                if (!isNew) it->second.after = part->after;
            } else if (const auto* link = std::get_if<LinkStep>(&step)) {
                if (!link->before && !link->after) continue;
                const auto [it, isNew] = links.try_emplace(changeIdOf(link->before, link->after), *link);
                if (!isNew) it->second.after = link->after;
            } else if (const auto* whole = std::get_if<SettingsStep>(&step)) {
                if (settings.empty())
                    settings.push_back(*whole);
                else
                    settings.front().after = whole->after;
            }
        }
    };
    take(first);
    take(second);

    Change both{first.label.isEmpty() ? second.label : first.label, {}};
    for (const SettingsStep& step : settings)
        if (changeAlters(step)) both.steps.emplace_back(step);
    for (const auto& [id, step] : components)
        if (changeAlters(step)) both.steps.emplace_back(step);
    for (const auto& [id, step] : links)
        if (changeAlters(step)) both.steps.emplace_back(step);
    std::stable_sort(both.steps.begin(), both.steps.end(),
                     [](const Step& a, const Step& b) { return changeTurn(a) < changeTurn(b); });
    return both;
}

Change difference(const Design& before, const Design& after, QString label) {
    Change all{std::move(label), {}};
    if (!(before.settings() == after.settings())) all.steps.emplace_back(SettingsStep{before.settings(), after.settings()});
    changeCollect<ComponentStep>(all.steps, before.components(), after.components());
    changeCollect<LinkStep>(all.steps, before.links(), after.links());
    std::stable_sort(all.steps.begin(), all.steps.end(),
                     [](const Step& a, const Step& b) { return changeTurn(a) < changeTurn(b); });
    return all;
}

}  // namespace faultline::design
