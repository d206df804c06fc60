#include "widgets/inspector/page.h"

#include "widgets/common/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <QGridLayout>
#include <QPushButton>

#include <algorithm>
#include <set>

namespace faultline::inspector {
namespace {

/// Whether a verb would alter anything for a component that is so.
bool inspectorIsUseful(const QString& verb, const runtime::ComponentStatus& status) {
    const bool isFrozen = status.operatorDown && status.state == runtime::State::Frozen;
    if (verb == QStringLiteral("restore")) return status.operatorDown;
    if (verb == QStringLiteral("thaw")) return isFrozen;
    if (verb == QStringLiteral("freeze")) return !status.operatorDown;
    if (verb == QStringLiteral("kill")) return !status.operatorDown || isFrozen;
    return true;
}

const PropertySpec& inspectorSoftwareSpec() {
    static const PropertySpec spec{.key = "software",
                                   .label = FL_TR("inspector", "Software"),
                                   .help = FL_TR("inspector", "The program it stands for. It brings its own defaults with it."),
                                   .type = PropertyType::Text};
    return spec;
}

}  // namespace

void Inspector::Private::buildComponents() {
    const ComponentKind& kind = *kindOf(components.front());
    kindHelp = widgets::say(kind.help);
    if (components.size() == 1) {
        const ComponentId id = components.front();
        nameField = addName([this, id](const Value& value) {
            return applyChange(document, design::rename(design(), id, QString::fromStdString(value.toText())));
        });
    } else {
        addHeader(QString::fromUtf8(kind.id), tr("%1 selected").arg(components.size()),
                  tr("All of the kind: %1. An edit goes to all of them.").arg(widgets::say(kind.label)));
    }
    if (kind.create || !kind.actions.empty()) {
        if (components.size() == 1) {
            auto* now = new NowBlock(page);
            add(now);
            const ComponentId id = components.front();
            frameRefreshers.emplace_back([this, now, id] {
                now->setVisible(frame != nullptr);
                if (frame) now->showComponent(frame->component(id));
            });
        }
        buildActions(kind);
    }
    buildProperties(kind);
    buildLayer();
    buildParts();
}

void Inspector::Private::buildActions(const ComponentKind& kind) {
    if (kind.actions.empty()) return;
    auto* box = new QWidget(page);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 2, 0, 4);
    grid->setSpacing(6);
    const std::vector<ComponentId> ids = components;
    int index = 0;
    for (const catalog::ActionSpec& action : kind.actions) {
        if (!action.effects.empty() || *action.ends) continue;  // faults are in the menu of the canvas
        const QString verb = QString::fromUtf8(action.verb);
        auto* button = new QPushButton(widgets::say(action.label), box);
        if (const QString icon = actionIcon(verb); !icon.isEmpty()) button->setIcon(widgets::icon(icon));
        button->setObjectName(QStringLiteral("act-") + verb);
        const QString help = widgets::say(action.help);
        QObject::connect(button, &QPushButton::clicked, q, [this, ids, verb] {
            for (const ComponentId id : ids) emit q->actRequested(id, verb);
        });
        grid->addWidget(button, index / 2, index % 2);
        ++index;
        frameRefreshers.emplace_back([this, button, verb, ids, help] {
            // Only what would do something can be pressed; what is not known (several selected, no frame yet) is left to the run.
            const runtime::ComponentStatus* status = frame && ids.size() == 1 ? frame->component(ids.front()) : nullptr;
            button->setEnabled(frame && !readOnly && (!status || inspectorIsUseful(verb, *status)));
            button->setToolTip(!frame     ? tr("Nothing runs now.")
                               : readOnly ? tr("This moment is over: it can only be looked at.")
                                          : QStringLiteral("<qt>%1</qt>").arg(help.toHtmlEscaped()));
        });
    }
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    add(box);
}

Shown Inspector::Private::inCommon(const std::function<Value(const Component&, const ComponentKind&)>& read) const {
    Shown value;
    for (const ComponentId id : components) {
        const ComponentKind* kind = kindOf(id);
        if (!kind) continue;
        const Value one = read(*design().component(id), *kind);
        if (value && !(*value == one)) return std::nullopt;
        value = one;
    }
    return value;
}

void Inspector::Private::buildProperties(const ComponentKind& kind) {
    const bool hasSoftware = kind.software.size() > 1;
    if (hasSoftware) buildSoftware(kind);
    std::vector<std::string> groups;
    for (const PropertySpec& spec : kind.properties)
        if (std::find(groups.begin(), groups.end(), spec.group.source) == groups.end()) groups.emplace_back(spec.group.source);
    // Properties without a group come first, under the first heading.
    std::stable_sort(groups.begin(), groups.end(),
                     [](const std::string& a, const std::string& b) { return a.empty() && !b.empty(); });
    for (const std::string& name : groups) {
        Group group;
        group.name = QString::fromStdString(name);
        group.id = QString::fromUtf8(kind.id) + QLatin1Char('/') + group.name;
        for (const PropertySpec& spec : kind.properties) {
            if (name != spec.group.source) continue;
            if (group.title.isEmpty()) group.title = spec.group.isEmpty() ? tr("Properties") : widgets::say(spec.group);
            (spec.advanced ? group.advanced : group.plain).push_back(&spec);
        }
        if (hasSoftware && name.empty()) group.title.clear();   // it goes on below the software
        buildGroup(group);
    }
}

void Inspector::Private::buildSoftware(const ComponentKind& kind) {
    addHeading(tr("Properties"));
    std::vector<ChoiceEditor::Item> items;
    for (const catalog::SoftwarePreset& preset : kind.software)
        items.push_back({preset.name, QString::fromUtf8(preset.name), {}});
    const std::vector<ComponentId> ids = components;
    Field* field = addField(inspectorSoftwareSpec(), new ChoiceEditor([items] { return items; }, page),
                            [this, ids](const Value& value) -> Result<void> {
                                design::Change all;
                                Design after = design();
                                for (const ComponentId id : ids) {
                                    const Result<design::Change> change = design::setSoftware(after, catalog(), id, value.toText());
                                    if (!change) return tl::unexpected<Problem>(change.error());
                                    change->apply(after);
                                    all = joined(std::move(all), *change);
                                }
                                document.apply(all);
                                return {};
                            });
    refreshers.emplace_back([this, field] {
        field->showValue(inCommon([](const Component& part, const ComponentKind& of) {
                             return Value(part.software.empty() ? of.software.front().name : part.software);
                         }),
                         std::nullopt);
    });
}

Field* Inspector::Private::addProperty(const PropertySpec& spec, QVBoxLayout* to) {
    const std::string propertyKey = spec.key;
    const std::vector<ComponentId> ids = components;
    const ComponentKind& first = *kindOf(ids.front());
    Field* field = addField(
        spec, makeEditor(spec, document, ids, first.shape == catalog::Shape::Note, page),
        [this, ids, propertyKey](const Value& value) {
            return applyChange(document, design::setProperty(design(), catalog(), ids, propertyKey, value));
        },
        to);
    refreshers.emplace_back([this, field, &spec, ids] {
        const Shown unset = inCommon(
            [&](const Component& part, const ComponentKind& kind) { return design::unsetValue(kind, part.software, spec.key); });
        // What was given to fit its place has no default.
        const ComponentKind* kind = kindOf(ids.front());
        const bool canReset = spec.type != PropertyType::Address &&
                              !(kind && kind->shape == catalog::Shape::Zone && std::string_view(spec.key) == "subnet");
        field->showValue(
            inCommon([&](const Component& part, const ComponentKind& of) { return design::effectiveValue(of, part, spec.key); }),
            canReset ? unset : std::nullopt);
        field->setProperty("applies", std::all_of(ids.begin(), ids.end(), [&](ComponentId id) {
                               const ComponentKind* of = kindOf(id);
                               const PropertySpec* own = of ? of->property(spec.key) : nullptr;
                               if (!own || !isShown(*own, of->properties, [&](const PropertySpec& other) { return design::effectiveValue(*of, *design().component(id), other.key); })) return false;
                               // The address of what is in a host is its host's.
                               return spec.type != PropertyType::Address || std::string_view(spec.key) != "address" ||
                                      design().component(id)->properties.contains("address");
                           }));
    });
    return field;
}

void Inspector::Private::buildGroup(const Group& group) {
    auto* box = new QWidget(page);
    auto* boxColumn = new QVBoxLayout(box);
    boxColumn->setContentsMargins(0, 0, 0, 0);
    boxColumn->setSpacing(inspectorGap);
    if (!group.title.isEmpty()) boxColumn->addWidget(new Heading(group.title, box));
    std::vector<Field*> shownFields, foldedFields;
    for (const PropertySpec* spec : group.plain) shownFields.push_back(addProperty(*spec, boxColumn));
    PartRow* fold = nullptr;
    if (!group.advanced.empty()) {
        fold = new PartRow(box);
        fold->setQuiet(true);
        fold->setObjectName(QStringLiteral("fold-") + group.name);
        boxColumn->addWidget(fold);
        for (const PropertySpec* spec : group.advanced) foldedFields.push_back(addProperty(*spec, boxColumn));
    }
    add(box);
    const auto arrange = [this, box, shownFields, foldedFields, fold, foldKey = group.id] {
        const bool open = unfolded.contains(foldKey);
        int applies = 0, changed = 0, visible = 0;
        for (Field* field : shownFields) {
            field->setVisible(field->property("applies").toBool());
            visible += field->property("applies").toBool();
        }
        for (Field* field : foldedFields) {
            const bool does = field->property("applies").toBool();
            applies += does;
            changed += does && field->isChanged();
            field->setVisible(does && open);
        }
        if (fold) {
            fold->setVisible(applies > 0);
            const QString icon = open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
            fold->show(icon, tr("Advanced"),
                       open          ? QString()
                       : changed > 0 ? tr("%1, %2 changed").arg(applies).arg(changed)
                                     : QString::number(applies));
        }
        box->setVisible(visible + applies > 0);
    };
    refreshers.emplace_back(arrange);
    if (fold)
        QObject::connect(fold, &QAbstractButton::clicked, q, [this, foldKey = group.id, arrange] {
            if (!unfolded.remove(foldKey)) unfolded.insert(foldKey);
            arrange();
        });
}

void Inspector::Private::buildParts() {
    if (components.size() != 1) return;
    const ComponentId id = components.front();
    const auto rowOf = [this](ComponentId part) {
        const ComponentKind* kind = kindOf(part);
        const Component* component = design().component(part);
        QString second = kind ? widgets::say(kind->label) : QString();
        if (kind && !kind->software.empty())
            second = component->software.empty() ? QString::fromUtf8(kind->software.front().name)
                                                 : QString::fromStdString(component->software);
        return Row{part, {}, QString::fromStdString(component->kind), component->name, second, {}};
    };
    addRows(tr("On it"), [this, id, rowOf] {
        std::vector<Row> rows;
        for (const ComponentId part : design().attachmentsOf(id)) rows.push_back(rowOf(part));
        return rows;
    });
    addRows(tr("In it"), [this, id, rowOf] {
        std::vector<Row> rows;
        const ComponentKind* kind = kindOf(id);
        if (!kind || !kind->isContainer()) return rows;
        const std::vector<ComponentId> children = design().childrenOf(id);
        const std::set<ComponentId> direct(children.begin(), children.end());
        for (const ComponentId part : design::processesIn(design(), catalog(), id))  // in the order traffic passes
            if (direct.contains(part)) rows.push_back(rowOf(part));
        return rows;
    });
    for (const bool out : {false, true}) {
        addRows(out ? tr("Calls") : tr("Called by"), [this, id, out] {
            std::vector<Row> rows;
            for (const LinkId linkId : design().linksOf(id)) {
                const Link& link = *design().link(linkId);
                if ((link.from == id) != out) continue;
                const Component* other = design().component(out ? link.to : link.from);
                if (!other) continue;
                rows.push_back({{},
                                linkId,
                                QString::fromStdString(other->kind),
                                other->name,
                                design::linkLabel(design(), catalog(), linkId),
                                tr("Select the link")});
            }
            return rows;
        });
    }
}

/// The properties that all selected kinds have, and mean the same by.
void Inspector::Private::buildShared() {
    const auto isSame = [](const PropertySpec& a, const PropertySpec* b) {
        return b && a.type == b->type && std::string_view(a.label.source) == b->label.source &&
               std::equal(a.choices.begin(), a.choices.end(), b->choices.begin(), b->choices.end(),
                          [](const catalog::Choice& x, const catalog::Choice& y) { return std::string_view(x.key) == y.key; });
    };
    Group group;
    group.id = group.name = QStringLiteral("shared");
    group.title = tr("Properties");
    const ComponentKind* first = kindOf(components.front());
    if (!first) return;
    for (const PropertySpec& spec : first->properties) {
        // Tables are about the component they belong to, and an address is of one only.
        if (spec.type == PropertyType::Table || spec.type == PropertyType::Address) continue;
        if (std::all_of(components.begin(), components.end(), [&](ComponentId id) {
                const ComponentKind* kind = kindOf(id);
                return kind && isSame(spec, kind->property(spec.key));
            }))
            group.plain.push_back(&spec);
    }
    if (!group.plain.empty()) buildGroup(group);
}

void Inspector::Private::buildMixed() {
    const std::size_t count = components.size() + links.size();
    addHeader(QStringLiteral("select"), tr("%1 selected").arg(count), tr("Of several kinds. An edit goes to all of them."));
    kindHelp = tr("What all of them have in common is edited at once. Select components of one kind to see all their properties.");
    buildShared();
    buildLayer();
    const std::vector<ComponentId> ids = components;
    addRows(tr("Selected"), [this, ids] {
        std::vector<Row> rows;
        for (const ComponentId id : ids) {
            const ComponentKind* kind = kindOf(id);
            if (const Component* part = design().component(id))
                rows.push_back(
                    {id, {}, QString::fromStdString(part->kind), part->name, kind ? widgets::say(kind->label) : QString(), {}});
        }
        return rows;
    });
    const std::vector<LinkId> linkIds = links;
    addRows(tr("Links"), [this, linkIds] {
        std::vector<Row> rows;
        for (const LinkId id : linkIds)
            if (const Link* link = design().link(id))
                rows.push_back({{},
                                id,
                                QStringLiteral("route"),
                                tr("%1 \u2192 %2").arg(nameOf(design(), link->from), nameOf(design(), link->to)),
                                design::linkLabel(design(), catalog(), id),
                                {}});
        return rows;
    });
}

}  // namespace faultline::inspector
