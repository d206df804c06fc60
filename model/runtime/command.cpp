#include "model/runtime/command.h"

#include "model/core/nearest.h"
#include "model/core/units.h"
#include "model/design/edits.h"
#include "model/runtime/edit_text.h"
#include "model/runtime/faults.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace faultline::runtime {

namespace {

using catalog::ComponentKind;
using catalog::PropertySpec;
using catalog::PropertyType;
using design::Design;

constexpr char linkPrefix[] = "link#";

std::string_view commandTrim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

/// Takes the first word off a text.
std::string_view commandTakeWord(std::string_view& text) {
    text = commandTrim(text);
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view word = text.substr(0, end);
    text = commandTrim(text.substr(end));
    return word;
}

/// The words of a text; a part in double quotes is one word.
std::vector<std::string> commandWordsOf(std::string_view text) {
    std::vector<std::string> words;
    for (text = commandTrim(text); !text.empty(); text = commandTrim(text)) {
        if (text.front() == '"' && text.find('"', 1) != std::string_view::npos) {
            const std::size_t end = text.find('"', 1);
            words.emplace_back(text.substr(1, end - 1));
            text.remove_prefix(end + 1);
        } else {
            words.emplace_back(commandTakeWord(text));
        }
    }
    return words;
}

/// Words [from, to) as one name, as it was written: names may hold blanks.
std::string commandJoin(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
    std::string text;
    for (std::size_t i = from; i < to; ++i) text += (i > from ? " " : "") + words[i];
    return text;
}

/// How many words must follow each verb.
struct CommandVerb {
    const char* verb;
    std::size_t least;
    CommandWord word;
};

const std::vector<CommandVerb>& commandVerbs() {
    static const std::vector<CommandVerb> verbs = {
        {"kill", 1, {"kill COMPONENT", FL_TR("command", "end a process, or take the power from a server")}},
        {"restore", 1, {"restore COMPONENT", FL_TR("command", "start what was killed or frozen, and end its other faults")}},
        {"freeze", 1, {"freeze COMPONENT", FL_TR("command", "stop it without ending it: it hangs")}},
        {"thaw", 1, {"thaw COMPONENT", FL_TR("command", "let it go on")}},
        {"restart", 1, {"restart COMPONENT", FL_TR("command", "end a process and start it again")}},
        {"reboot", 1, {"reboot SERVER", FL_TR("command", "off and on again, with everything on it")}},
        {"maintain", 1, {"maintain SERVER [TIME]", FL_TR("command", "planned: drain it, switch it off for this long, start it again")}},
        {"cut", 1, {"cut LINK [forward|back]", FL_TR("command", "cut a link, or one way of it: A B, A->B or link#ID")}},
        {"mend", 1, {"mend LINK", FL_TR("command", "mend it, whatever is wrong with it")}},
        {"latency", 1, {"latency LINK [TIME]", FL_TR("command", "every message takes so much longer each way")}},
        {"jitter", 1, {"jitter LINK [TIME]", FL_TR("command", "every message takes up to so much longer")}},
        {"loss", 1, {"loss LINK [SHARE]", FL_TR("command", "so many messages more are lost and sent again: 5%")}},
        {"bandwidth", 1, {"bandwidth LINK [RATE]", FL_TR("command", "it carries only so much: 1Mbit/s")}},
        {"flap", 1, {"flap LINK [TIME]", FL_TR("command", "it goes down and up, once in this time")}},
        {"isolate", 1, {"isolate ZONE", FL_TR("command", "nothing passes in or out of it, until: rejoin ZONE")}},
        {"partition", 2, {"partition ZONE ZONE", FL_TR("command", "nothing passes between them, until: unite ZONE")}},
        {"hog", 1, {"hog SERVER [JOBS]", FL_TR("command", "jobs without end take their share of its CPU, until: end_hog SERVER")}},
        {"leak", 1, {"leak COMPONENT [SIZE]", FL_TR("command", "it takes so much more memory every second, until: end_leak COMPONENT")}},
        {"fill_disk", 1, {"fill_disk SERVER", FL_TR("command", "nothing can be written on it, until: free_disk SERVER")}},
        {"slow_disk", 1, {"slow_disk SERVER [TIMES]", FL_TR("command", "its disk takes as many times as long, until: heal_disk SERVER")}},
        {"expire", 1, {"expire CERTIFICATE", FL_TR("command", "it expired yesterday, until: renew CERTIFICATE")}},
        {"wrong_name", 1, {"wrong_name CERTIFICATE [NAME]", FL_TR("command", "it is for another name, until: right_name CERTIFICATE")}},
        {"wrong_record", 1, {"wrong_record DNS [ADDRESS]", FL_TR("command", "its records lead elsewhere, until: right_record DNS")}},
        {"block_all", 1, {"block_all FIREWALL", FL_TR("command", "a first rule drops every new connection, until: unblock FIREWALL")}},
        {"set_read_only", 1, {"set_read_only DATABASE", FL_TR("command", "it refuses writes, until: set_writable DATABASE")}},
        {"limit_connections", 1, {"limit_connections DATABASE [N]",
                                  FL_TR("command", "max_connections is so low, until: unlimit_connections DATABASE")}},
        {"slow_apply", 1, {"slow_apply DATABASE [TIME]", FL_TR("command", "each replicated transaction takes longer, until: heal_apply DATABASE")}},
        {"deploy_slow", 1, {"deploy_slow FILES [TIMES]", FL_TR("command", "a version that takes as many times as long, until: roll_back_slow FILES")}},
        {"close_port", 1, {"close_port FIREWALL [PORT]", FL_TR("command", "a first rule drops new connections to it, until: open_port FIREWALL")}},
        {"deploy_bad", 1, {"deploy_bad FILES [SHARE]", FL_TR("command", "a version that fails so often, until: roll_back FILES")}},
        {"sniff", 1, {"sniff LINK", FL_TR("command", "somebody reads what is not encrypted on it, until: mend LINK")}},
        {"intercept", 1, {"intercept LINK", FL_TR("command", "a man in the middle, until: mend LINK")}},
        {"exploit", 1, {"exploit SOFTWARE", FL_TR("command", "everything that runs it leaks what passes, until: patch SOFTWARE")}},
        {"patch", 1, {"patch SOFTWARE", FL_TR("command", "what was exploited is so no more; also: patch COMPONENT")}},
        {"surge", 1, {"surge USERS [TIMES]", FL_TR("command", "as many times the traffic, until: end_surge USERS")}},
        {"slow_clients", 1, {"slow_clients USERS [SHARE]",
                             FL_TR("command", "so many send their requests drop by drop, until: end_slow_clients USERS")}},
        {"stale_check", 1, {"stale_check LOAD_BALANCER",
                            FL_TR("command", "it checks nobody and goes on with what it knew, until: fresh_check LOAD_BALANCER")}},
        {"chaos", 1, {"chaos TIME [MOST [REPAIR]] | off",
                      FL_TR("command", "random faults, TIME apart, MOST (1) at once, REPAIR (30s) long")}},
        {"rate", 1, {"rate [USERS] N", FL_TR("command", "requests a second that users start")}},
        {"promote", 1, {"promote COMPONENT", FL_TR("command", "make a replica the writable primary")}},
        {"promote_now", 1, {"promote_now COMPONENT", FL_TR("command", "the same without applying its relay log first")}},
        {"switchover", 1, {"switchover COMPONENT", FL_TR("command", "the same, planned: its source hands over without loss")}},
        {"demote", 1, {"demote COMPONENT", FL_TR("command", "a primary takes no writes any more")}},
        {"rejoin", 1, {"rejoin COMPONENT", FL_TR("command", "a database follows whoever is the primary now")}},
        {"rebuild", 1, {"rebuild COMPONENT", FL_TR("command", "the same, after it was filled from a dump of the primary")}},
        {"stop_io", 1, {"stop_io COMPONENT", FL_TR("command", "a replica receives nothing any more")}},
        {"start_io", 1, {"start_io COMPONENT", FL_TR("command", "it receives again")}},
        {"stop_sql", 1, {"stop_sql COMPONENT", FL_TR("command", "a replica applies nothing any more")}},
        {"start_sql", 1, {"start_sql COMPONENT", FL_TR("command", "it applies again")}},
        {"stop_replica", 1, {"stop_replica COMPONENT", FL_TR("command", "both of these")}},
        {"start_replica", 1, {"start_replica COMPONENT", FL_TR("command", "both of these")}},
        {"deploy", 1, {"deploy COMPONENT", FL_TR("command", "an application server restarts with its files as they are now")}},
        {"rollback", 1, {"rollback COMPONENT", FL_TR("command", "it restarts with the version before")}},
        {"flush", 1, {"flush COMPONENT", FL_TR("command", "empty a cache")}},
        {"drain", 1, {"drain COMPONENT", FL_TR("command", "load balancers give it no new requests, but check it")}},
        {"maint", 1, {"maint COMPONENT", FL_TR("command", "load balancers leave it alone")}},
        {"reload", 1, {"reload COMPONENT", FL_TR("command", "start its new process while the old one finishes")}},
        {"ready", 1, {"ready COMPONENT", FL_TR("command", "load balancers use it again")}},
        {"set", 1, {"set COMPONENT.PROPERTY=VALUE", FL_TR("command", "alter a property (A->B.latency of a link; =@F.csv: a table)")}},
        {"edit", 1, {"edit JSON", FL_TR("command", "any other edit, as saved runs hold it")}},
    };
    return verbs;
}

/// Kinds may have acts of their own; they are single words of small letters.
bool commandLooksLikeVerb(std::string_view word) {
    return !word.empty() && word.size() <= 40 &&
           std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; });
}

/// "Did you mean ...": the near ones behind a sentence, in a sentence of its own.
Problem commandUnknown(Literal alone, Literal withNear, const std::string& wanted, const std::vector<std::string>& known,
                       std::vector<std::string> more = {}) {
    std::string list;
    for (const std::string& near : nearest(wanted, known)) list += (list.empty() ? "" : ", ") + near;
    std::vector<std::string> arguments{excerpt(wanted)};
    for (std::string& argument : more) arguments.push_back(std::move(argument));
    if (list.empty()) return Problem(Text(alone, std::move(arguments)));
    arguments.push_back(list);
    return Problem(Text(withNear, std::move(arguments)));
}

Problem commandUnknownComponent(const Design& design, const std::string& wanted) {
    std::vector<std::string> names;
    for (const auto& [id, part] : design.components()) names.push_back(part->name.toStdString());
    return commandUnknown(FL_TR("command", "There is no component called \"%1\""),
                          FL_TR("command", "There is no component called \"%1\"; near: %2"), wanted, names);
}

Problem commandUnknownProperty(const std::vector<PropertySpec>& specs, const std::string& wanted, const std::string& owner) {
    std::vector<std::string> keys;
    for (const PropertySpec& spec : specs) keys.emplace_back(spec.key);
    return commandUnknown(FL_TR("command", "%2 has no property called \"%1\""),
                          FL_TR("command", "%2 has no property called \"%1\"; near: %3"), wanted, keys, {owner});
}

Result<ComponentId> commandComponent(const Design& design, const std::string& word) {
    if (const design::Component* part = componentByWord(design, word)) return part->id;
    return tl::unexpected<Problem>(commandUnknownComponent(design, word));
}

/// The only link between two components, or between the hosts they are on.
Result<LinkId> commandLinkBetween(const Design& design, const catalog::Catalog& catalog, ComponentId a, ComponentId b) {
    const auto outer = [&](ComponentId id) {
        const ComponentId host = design::hostOf(design, catalog, id);
        return host.isValid() ? host : id;
    };
    std::vector<const design::Link*> found;
    for (const bool byHost : {false, true}) {
        if (!found.empty()) break;
        for (const auto& [id, link] : design.links()) {
            const auto at = [&](ComponentId end, ComponentId wanted) {
                return byHost ? outer(end) == outer(wanted) : end == wanted;
            };
            if (at(link->from, a) && at(link->to, b)) found.push_back(link.get());
        }
        if (!found.empty()) break;
        for (const auto& [id, link] : design.links()) {
            const auto at = [&](ComponentId end, ComponentId wanted) {
                return byHost ? outer(end) == outer(wanted) : end == wanted;
            };
            if (at(link->from, b) && at(link->to, a)) found.push_back(link.get());
        }
    }
    const std::string nameA = design.component(a)->name.toStdString(), nameB = design.component(b)->name.toStdString();
    if (found.empty()) return fail({FL_TR("command", "There is no link between %1 and %2"), {nameA, nameB}});
    if (found.size() > 1) {
        std::string list;
        for (const design::Link* link : found)
            list += (list.empty() ? "" : ", ") + (linkPrefix + std::to_string(link->id.value)) + " (" + link->fromPort + ")";
        return fail({FL_TR("command", "There are several links between %1 and %2; name one: %3"), {nameA, nameB, list}});
    }
    return found.front()->id;
}

Result<LinkId> commandLinkById(const Design& design, std::string_view digits, const std::string& word) {
    std::uint32_t id = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (error != std::errc() || end != digits.data() + digits.size() || !design.link({id}))
        return fail({FL_TR("command", "There is no link %1"), {excerpt(word)}});
    return LinkId{id};
}

/// "A->B", "link#4"; nothing when it is no such form.
std::optional<Result<LinkId>> commandLinkWord(const Design& design, const catalog::Catalog& catalog, const std::string& word) {
    if (word.starts_with(linkPrefix)) return commandLinkById(design, std::string_view(word).substr(sizeof(linkPrefix) - 1), word);
    for (const std::string_view arrow : {"->", "\u2192"}) {
        const std::size_t at = word.find(arrow);
        if (at == std::string::npos) continue;
        const Result<ComponentId> a = commandComponent(design, std::string(commandTrim(std::string_view(word).substr(0, at))));
        if (!a) return Result<LinkId>(tl::unexpected<Problem>(a.error()));
        const Result<ComponentId> b =
            commandComponent(design, std::string(commandTrim(std::string_view(word).substr(at + arrow.size()))));
        if (!b) return Result<LinkId>(tl::unexpected<Problem>(b.error()));
        return commandLinkBetween(design, catalog, *a, *b);
    }
    return std::nullopt;
}

Result<LinkId> commandLink(const Design& design, const catalog::Catalog& catalog, std::string_view rest) {
    const std::string whole(rest);
    if (const auto link = commandLinkWord(design, catalog, whole)) return *link;
    const std::vector<std::string> words = commandWordsOf(rest);
    if (words.size() == 1 && words[0].starts_with('#'))
        return commandLinkById(design, std::string_view(words[0]).substr(1), words[0]);
    // Names may hold blanks: the split at which both are known is meant.
    for (std::size_t i = 1; i < words.size(); ++i) {
        const design::Component* a = componentByWord(design, commandJoin(words, 0, i));
        const design::Component* b = componentByWord(design, commandJoin(words, i, words.size()));
        if (a && b) return commandLinkBetween(design, catalog, a->id, b->id);
    }
    if (words.size() == 2)
        for (const std::string& word : words)
            if (!componentByWord(design, word)) return tl::unexpected<Problem>(commandUnknownComponent(design, word));
    return fail({FL_TR("command", "\"%1\" names no link: write A B, A->B or link#ID"), {excerpt(whole)}});
}

/// The value of a property from its words: components by name, tables as JSON, the rest as people type it.
Result<Value> commandValue(const PropertySpec& spec, const std::string& text, const Design& design) {
    if (spec.type == PropertyType::Table && text.starts_with('@')) return tableFromCsv(spec, text.substr(1), design);
    if (spec.type == PropertyType::Table) return tableFromText(spec, text, design);
    if (spec.type == PropertyType::Component && !text.empty() && text != "0" && text != "none") {
        const Result<ComponentId> id = commandComponent(design, text);
        if (!id) return tl::unexpected<Problem>(id.error());
        return Value(std::int64_t{id->value});
    }
    if (spec.type == PropertyType::Component) return Value(0);
    Result<Value> value = catalog::parseValue(spec, text);
    if (!value) return fail({FL_TR("command", "%1: %2"), {spec.key, value.error().plain()}});
    return value;
}

const PropertySpec* commandSpec(const std::vector<PropertySpec>& specs, std::string_view key) {
    const auto it = std::find_if(specs.begin(), specs.end(), [&](const PropertySpec& spec) { return key == spec.key; });
    return it == specs.end() ? nullptr : &*it;
}

Result<design::Change> commandSet(std::string_view rest, const Design& design, const catalog::Catalog& catalog) {
    const std::size_t equals = rest.find('=');
    const std::string_view left = commandTrim(rest.substr(0, equals));
    const std::size_t dot = left.rfind('.');
    if (equals == std::string_view::npos || dot == std::string_view::npos || dot == 0)
        return fail({FL_TR("command", "\"%1\" is not of the form COMPONENT.PROPERTY=VALUE"), {excerpt(rest)}});
    const std::string owner(commandTrim(left.substr(0, dot)));
    const std::string key(commandTrim(left.substr(dot + 1)));
    const std::string text(commandTrim(rest.substr(equals + 1)));
    if (const design::Component* part = componentByWord(design, owner)) {
        const ComponentKind* kind = catalog.find(part->kind);
        const PropertySpec* spec = kind ? kind->property(key) : nullptr;
        if (!spec && key == "software") return design::setSoftware(design, catalog, part->id, text);
        if (!spec)
            return tl::unexpected<Problem>(
                commandUnknownProperty(kind ? kind->properties : std::vector<PropertySpec>(), key, owner));
        const Result<Value> value = commandValue(*spec, text, design);
        if (!value) return tl::unexpected<Problem>(value.error());
        return design::setProperty(design, catalog, {part->id}, key, *value);
    }
    if (const auto link = commandLinkWord(design, catalog, owner)) {
        if (!*link) return tl::unexpected<Problem>(link->error());
        const PropertySpec* spec = commandSpec(catalog::linkProperties(), key);
        if (!spec) return tl::unexpected<Problem>(commandUnknownProperty(catalog::linkProperties(), key, owner));
        const Result<Value> value = commandValue(*spec, text, design);
        if (!value) return tl::unexpected<Problem>(value.error());
        return design::setLinkProperty(design, catalog, {**link}, key, *value);
    }
    return tl::unexpected<Problem>(commandUnknownComponent(design, owner));
}

Result<design::Change> commandRate(std::string_view rest, const Design& design, const catalog::Catalog& catalog) {
    const std::vector<std::string> words = commandWordsOf(rest);
    std::vector<ComponentId> users;
    std::string names;
    if (words.size() > 1) {
        const Result<ComponentId> id = commandComponent(design, commandJoin(words, 0, words.size() - 1));
        if (!id) return tl::unexpected<Problem>(id.error());
        users.push_back(*id);
    } else {
        for (const auto& [id, part] : design.components()) {
            const ComponentKind* kind = catalog.find(part->kind);
            if (!kind || kind->group != catalog::Group::Traffic || !kind->property("rate")) continue;
            users.push_back(id);
            names += (names.empty() ? "" : ", ") + part->name.toStdString();
        }
        if (users.empty()) return fail(FL_TR("command", "There are no users whose rate could be set"));
        if (users.size() > 1) return fail({FL_TR("command", "There are several users; name one: %1"), {names}});
    }
    const design::Component& part = *design.component(users.front());
    const ComponentKind* kind = catalog.find(part.kind);
    const PropertySpec* spec = kind ? kind->property("rate") : nullptr;
    if (!spec) return fail({FL_TR("command", "%1 starts no requests: it has no rate"), {part.name.toStdString()}});
    const Result<Value> value = commandValue(*spec, words.back(), design);
    if (!value) return tl::unexpected<Problem>(value.error());
    return design::setProperty(design, catalog, users, "rate", *value);
}

/// A name in double quotes may be written so; without them the whole rest is the name.
std::string commandName(std::string_view rest) {
    const std::vector<std::string> words = commandWordsOf(rest);
    return words.size() == 1 ? words[0] : std::string(rest);
}

Problem commandUnknownAct(const ComponentKind& kind, const std::string& verb, const std::string& name) {
    std::vector<std::string> verbs;
    std::string list;
    for (const catalog::ActionSpec& action : kind.actions) {
        verbs.emplace_back(action.verb);
        list += (list.empty() ? "" : ", ") + std::string(action.verb);
    }
    if (list.empty())
        return Problem(Text(FL_TR("command", "%1 is not part of the simulation: nothing can be done to it"), {name}));
    return Problem(Text(FL_TR("command", "\"%1\" cannot be done to %2; what can: %3"), {excerpt(verb), name, list}));
}

bool commandIsForLink(std::string_view verb) {
    return verb == "cut" || verb == "mend" || verb == "flap" ||
           std::any_of(linkFaults().begin(), linkFaults().end(), [&](const LinkFaultSpec& spec) { return verb == spec.verb; });
}

/// A link, and behind it perhaps how it is to be: "A B 50ms", "A->B forward".
Result<LinkAct> commandLinkAct(const std::string& verb, std::string_view rest, const Design& design, const catalog::Catalog& catalog) {
    const Result<LinkId> whole = commandLink(design, catalog, rest);
    if (whole) return LinkAct{verb, *whole, {}};
    const std::vector<std::string> words = commandWordsOf(rest);
    if (words.size() < 2 || verb == "mend") return tl::unexpected<Problem>(whole.error());
    const std::string& last = words.back();
    const std::size_t blank = rest.find_last_of(" \t");
    const Result<LinkId> link = commandLink(design, catalog, commandTrim(rest.substr(0, blank)));
    if (!link) return tl::unexpected<Problem>(words.size() == 2 ? whole.error() : link.error());
    if (verb == "cut") {
        if (last == "both") return LinkAct{verb, *link, {}};
        if (last == "forward" || last == "back") return LinkAct{verb, *link, last};
        return fail({FL_TR("command", "\"%1\" is no way of a link: forward, back or both"), {excerpt(last)}});
    }
    if (verb == "flap") {
        if (const Result<SimTime> time = parseDuration(last); !time) return tl::unexpected<Problem>(time.error());
        return LinkAct{verb, *link, last};
    }
    for (const LinkFaultSpec& spec : linkFaults())
        if (verb == spec.verb)
            if (const Result<Value> value = catalog::parseValue(*propertyByPath(catalog::linkProperties(), spec.effects.front().key), last); !value)
                return fail({FL_TR("command", "%1: %2"), {verb, value.error().plain()}});
    return LinkAct{verb, *link, last};
}

Result<ChaosAct> commandChaos(std::string_view rest) {
    const std::vector<std::string> words = commandWordsOf(rest);
    if (words.size() == 1 && words[0] == "off") return ChaosAct{};
    ChaosAct act{0, 1, 30 * second};
    const Result<SimTime> every = words.empty() ? Result<SimTime>(0) : parseDuration(words[0]);
    if (!every) return tl::unexpected<Problem>(every.error());
    act.every = *every;
    if (words.size() > 1) {
        const auto [end, error] = std::from_chars(words[1].data(), words[1].data() + words[1].size(), act.most);
        if (error != std::errc() || end != words[1].data() + words[1].size() || act.most < 1)
            return fail({FL_TR("command", "\"%1\" is no number of faults"), {excerpt(words[1])}});
    }
    if (words.size() > 2) {
        const Result<SimTime> repair = parseDuration(words[2]);
        if (!repair) return tl::unexpected<Problem>(repair.error());
        act.repair = *repair;
    }
    if (act.every <= 0 || words.size() > 3) return fail(FL_TR("command", "Random faults are ordered so: chaos 30s 1 20s, or chaos off"));
    return act;
}

/// The component of an act and what is written behind its name.
Result<Act> commandAct(const std::string& verb, std::string_view rest, const Design& design, const catalog::Catalog& catalog) {
    const Result<ComponentId> whole = commandComponent(design, commandName(rest));
    if (whole) return Act{verb, *whole, {}};
    const std::vector<std::string> words = commandWordsOf(rest);
    for (std::size_t i = words.size(); i-- > 1;) {
        const design::Component* part = componentByWord(design, commandJoin(words, 0, i));
        const ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
        if (!kind) continue;
        for (const catalog::ActionSpec& action : kind->actions) {
            if (verb != action.verb || !*action.argument) continue;
            const PropertySpec* spec = propertyByPath(kind->properties, action.argument);
            std::string argument = commandJoin(words, i, words.size());
            if (!spec) continue;
            if (spec->type == PropertyType::Component) {
                const Result<ComponentId> named = commandComponent(design, argument);
                if (!named) return tl::unexpected<Problem>(named.error());
                argument = "#" + std::to_string(named->value);
            } else if (const Result<Value> value = catalog::parseValue(*spec, argument); !value) {
                return fail({FL_TR("command", "%1: %2"), {verb, value.error().plain()}});
            }
            return Act{verb, part->id, argument};
        }
        return fail({FL_TR("command", "nothing can be written behind \"%1 %2\""), {verb, part->name.toStdString()}});
    }
    return tl::unexpected<Problem>(whole.error());
}

bool commandIsForEverything(std::string_view verb) {
    return verb == "kill" || verb == "restore" || verb == "freeze" || verb == "thaw" || verb == "drain" || verb == "maint" ||
           verb == "ready";
}

/// "set ..." for a step that alters one value; empty when it is more than that.
std::string commandShortEdit(const design::Change& change, const catalog::Catalog& catalog) {
    if (change.steps.size() != 1) return {};
    const auto differing = [](const Settings& before, const Settings& after) {
        std::vector<std::string> keys;
        for (const auto& [key, value] : after.entries())
            if (!(before.value(key) == value) || !before.contains(key)) keys.push_back(key);
        for (const auto& [key, value] : before.entries())
            if (!after.contains(key)) keys.push_back(key);
        return keys;
    };
    const auto write = [](const PropertySpec& spec, const Value& value) {
        if (spec.type == PropertyType::Table) return tableText(spec, value);
        if (spec.type == PropertyType::Component)
            return value.toInt() == 0 ? std::string("none") : "#" + std::to_string(value.toInt());
        return catalog::formatValue(spec, value);
    };
    if (const auto* part = std::get_if<design::ComponentStep>(&change.steps.front()); part && part->before && part->after) {
        const ComponentKind* kind = catalog.find(part->after->kind);
        const std::vector<std::string> keys = differing(part->before->properties, part->after->properties);
        const PropertySpec* spec = kind && keys.size() == 1 ? kind->property(keys.front()) : nullptr;
        if (!spec) return {};
        return "set #" + std::to_string(part->after->id.value) + "." + spec->key + "=" +
               write(*spec, design::effectiveValue(*kind, *part->after, spec->key));
    }
    if (const auto* link = std::get_if<design::LinkStep>(&change.steps.front()); link && link->before && link->after) {
        const std::vector<std::string> keys = differing(link->before->properties, link->after->properties);
        const PropertySpec* spec = keys.size() == 1 ? commandSpec(catalog::linkProperties(), keys.front()) : nullptr;
        if (!spec || !link->after->properties.contains(spec->key)) return {};
        return "set " + (linkPrefix + std::to_string(link->after->id.value)) + "." + spec->key + "=" +
               write(*spec, link->after->properties.value(spec->key));
    }
    return {};
}

template <class Ptr> bool commandIsSame(const Ptr& a, const Ptr& b) {
    return a == b || (a && b && *a == *b);
}
/// Whether two edits of one design do the same.
bool commandIsSame(const design::Change& a, const design::Change& b) {
    return std::equal(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(), [](const design::Step& x, const design::Step& y) {
        if (x.index() != y.index()) return false;
        if (const auto* part = std::get_if<design::ComponentStep>(&x)) {
            const auto& other = std::get<design::ComponentStep>(y);
            return commandIsSame(part->before, other.before) && commandIsSame(part->after, other.after);
        }
        if (const auto* link = std::get_if<design::LinkStep>(&x)) {
            const auto& other = std::get<design::LinkStep>(y);
            return commandIsSame(link->before, other.before) && commandIsSame(link->after, other.after);
        }
        return std::get<design::SettingsStep>(x).after == std::get<design::SettingsStep>(y).after;
    });
}

std::string commandEdit(const design::Change& change, const Design& design, const catalog::Catalog& catalog) {
    const std::string brief = commandShortEdit(change, catalog);
    if (!brief.empty()) {
        // Only what is read back as the very same edit is written so.
        const Result<Command> again = resolveCommand({0, brief}, design, catalog);
        if (again && commandIsSame(design::joined({}, std::get<Edit>(again->what).change), design::joined({}, change))) return brief;
    }
    return "edit " + changeText(change);
}

}  // namespace

Result<CommandText> parseTimedCommand(const std::string& text) {
    // "1m 30s kill web-1": as many words as read as a time.
    std::string_view rest = text, after;
    std::string timeText;
    SimTime at = -1;
    for (std::string_view left = rest; !left.empty() && timeText.size() < 100;) {
        const std::string_view word = commandTakeWord(left);
        if (word.empty()) break;
        timeText += (timeText.empty() ? "" : " ") + std::string(word);
        const Result<SimTime> time = parseDuration(timeText);
        if (time) {
            at = *time;
            after = left;
        } else if (at >= 0) {
            break;
        }
    }
    if (at < 0) {
        const std::string_view word = commandTakeWord(rest);
        return fail(
            {FL_TR("command", "\"%1\" is no time: a command begins with one, as in \"20s kill web-1\""), {excerpt(word)}});
    }
    const std::string command(commandTrim(after));
    const std::string verb(commandTakeWord(after));
    if (verb.empty()) return fail({FL_TR("command", "There is no command after the time %1"), {formatDuration(at)}});
    const auto& verbs = commandVerbs();
    const auto known = std::find_if(verbs.begin(), verbs.end(), [&](const CommandVerb& v) { return verb == v.verb; });
    if (known == verbs.end() && (!commandLooksLikeVerb(verb) || after.empty())) {
        std::vector<std::string> words;
        for (const CommandVerb& v : verbs) words.emplace_back(v.verb);
        return tl::unexpected<Problem>(commandUnknown(FL_TR("command", "There is no command \"%1\""),
                                                      FL_TR("command", "There is no command \"%1\"; near: %2"), verb, words));
    }
    if (known != verbs.end() && commandWordsOf(after).size() < known->least)
        return fail({FL_TR("command", "\"%1\" needs more words: %2"), {verb, known->word.form}});
    return CommandText{at, command};
}

Result<Command> resolveCommand(const CommandText& text, const Design& design, const catalog::Catalog& catalog) {
    std::string_view rest = text.text;
    const std::string verb(commandTakeWord(rest));
    if (verb.empty() || rest.empty()) return fail({FL_TR("command", "\"%1\" is no command"), {excerpt(text.text)}});
    if (commandIsForLink(verb)) {
        const Result<LinkAct> link = commandLinkAct(verb, rest, design, catalog);
        if (!link) return tl::unexpected<Problem>(link.error());
        return Command{text.at, *link};
    }
    if (verb == "exploit" || verb == "patch") return Command{text.at, Act{verb, {}, commandName(rest)}};
    if (verb == "chaos") {
        const Result<ChaosAct> chaos = commandChaos(rest);
        if (!chaos) return tl::unexpected<Problem>(chaos.error());
        return Command{text.at, *chaos};
    }
    if (verb == "set" || verb == "rate" || verb == "edit") {
        Result<design::Change> change = verb == "set"    ? commandSet(rest, design, catalog)
                                        : verb == "rate" ? commandRate(rest, design, catalog)
                                                         : changeFromText(rest, design, catalog);
        if (!change) return tl::unexpected<Problem>(change.error());
        return Command{text.at, Edit{std::move(*change)}};
    }
    const bool isVerb = commandIsForEverything(verb) ||
                        std::any_of(catalog.kinds().begin(), catalog.kinds().end(), [&](const ComponentKind& kind) {
                            return std::any_of(kind.actions.begin(), kind.actions.end(),
                                               [&](const catalog::ActionSpec& action) { return verb == action.verb; });
                        });
    if (!isVerb) {
        std::vector<std::string> words;
        for (const CommandVerb& v : commandVerbs()) words.emplace_back(v.verb);
        return tl::unexpected<Problem>(commandUnknown(FL_TR("command", "There is no command \"%1\""),
                                                      FL_TR("command", "There is no command \"%1\"; near: %2"), verb, words));
    }
    const Result<Act> act = commandAct(verb, rest, design, catalog);
    if (!act) return tl::unexpected<Problem>(act.error());
    const ComponentKind* kind = catalog.find(design.component(act->component)->kind);
    const bool knows = kind && std::any_of(kind->actions.begin(), kind->actions.end(),
                                           [&](const catalog::ActionSpec& action) { return verb == action.verb; });
    const bool isSimulated = kind && kind->create;
    if (kind && !knows && !(isSimulated && commandIsForEverything(verb)))
        return tl::unexpected<Problem>(commandUnknownAct(*kind, verb, design.component(act->component)->name.toStdString()));
    return Command{text.at, *act};
}

std::string formatCommand(const Command& command, const Design& design, const catalog::Catalog& catalog) {
    const auto behind = [](const std::string& argument) { return argument.empty() ? argument : " " + argument; };
    if (const auto* act = std::get_if<Act>(&command.what))
        return act->verb + (act->component.isValid() ? " #" + std::to_string(act->component.value) : std::string()) + behind(act->argument);
    if (const auto* link = std::get_if<LinkAct>(&command.what))
        return link->verb + " " + (linkPrefix + std::to_string(link->link.value)) + behind(link->argument);
    if (const auto* chaos = std::get_if<ChaosAct>(&command.what))
        return chaos->every <= 0 ? "chaos off"
                                 : "chaos " + formatDuration(chaos->every) + " " + std::to_string(chaos->most) + " " +
                                       formatDuration(chaos->repair);
    return commandEdit(std::get<Edit>(command.what).change, design, catalog);
}

const std::vector<CommandWord>& commandWords() {
    static const std::vector<CommandWord> words = [] {
        std::vector<CommandWord> all;
        for (const CommandVerb& verb : commandVerbs()) all.push_back(verb.word);
        return all;
    }();
    return words;
}

}  // namespace faultline::runtime
