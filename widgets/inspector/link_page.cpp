#include "widgets/inspector/page.h"

#include "model/design/link_edits.h"
#include "model/design/style.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace faultline::inspector {
namespace {

const PropertySpec& inspectorPortSpec() {
    static const PropertySpec spec{.key = "port",
                                   .label = FL_TR("inspector", "Protocol"),
                                   .help = FL_TR("inspector", "What the caller asks for, of what both ends speak."),
                                   .type = PropertyType::Text};
    return spec;
}

const PropertySpec& inspectorShapeSpec() {
    static const PropertySpec spec{.key = "shape",
                                   .label = FL_TR("inspector", "Line"),
                                   .help = FL_TR("inspector", "How the link is drawn; what is simulated does not change."),
                                   .type = PropertyType::Choice,
                                   .defaultValue = "orthogonal",
                                   .choices = {{"orthogonal", FL_TR("inspector", "Right-angled")},
                                               {"straight", FL_TR("inspector", "Straight")},
                                               {"curved", FL_TR("inspector", "Curved")}}};
    return spec;
}

const PropertySpec& inspectorHeadsSpec() {
    static const PropertySpec spec{.key = "heads",
                                   .label = FL_TR("inspector", "Arrowheads"),
                                   .help = FL_TR("inspector", "Where the line has a head. Who calls whom does not change: Reverse does that."),
                                   .type = PropertyType::Choice,
                                   .defaultValue = "end",
                                   .choices = {{"end", FL_TR("inspector", "At the callee")},
                                               {"start", FL_TR("inspector", "At the caller")},
                                               {"both", FL_TR("inspector", "At both ends")},
                                               {"none", FL_TR("inspector", "None")}}};
    return spec;
}

const PropertySpec& inspectorLabelSpec() {
    static const PropertySpec spec{.key = "label",
                                   .label = FL_TR("inspector", "Label"),
                                   .help = FL_TR("inspector", "What stands at the link instead of its port. Double click the link, or F2, to write it there."),
                                   .type = PropertyType::Text,
                                   .defaultValue = ""};
    return spec;
}

const PropertySpec& inspectorNumberSpec() {
    static const PropertySpec spec{.key = "number",
                                   .label = FL_TR("inspector", "Port"),
                                   .help = FL_TR("inspector", "The port number the callee listens on; firewalls look at it."),
                                   .type = PropertyType::Integer,
                                   .minimum = 1,
                                   .maximum = 65535};
    return spec;
}

Value linkValue(const Link& link, const PropertySpec& spec) {
    return link.properties.contains(spec.key) ? link.properties.value(spec.key) : spec.defaultValue;
}

}  // namespace

void Inspector::Private::buildLinks() {
    const std::vector<LinkId> ids = links;
    kindHelp = tr("A link is a way for calls from one component to another. Health checks, replication and samples take it too.");
    if (ids.size() == 1) {
        const LinkId id = ids.front();
        addHeader(QStringLiteral("route"), {}, {});
        auto* header = column->itemAt(column->count() - 1)->widget();
        const QList<QLabel*> labels = header->findChildren<QLabel*>();
        refreshers.emplace_back([this, id, labels] {
            const Link* link = design().link(id);
            if (!link || labels.size() < 3) return;
            labels[1]->setText(tr("%1 \u2192 %2").arg(nameOf(design(), link->from), nameOf(design(), link->to)));
            labels[2]->setText(tr("Link, %1").arg(design::linkLabel(design(), catalog(), id)));
        });
        auto* now = new NowBlock(page);
        add(now);
        frameRefreshers.emplace_back([this, now, id] {
            now->setVisible(frame != nullptr);
            if (frame) now->showLink(frame->link(id));
        });
    } else {
        addHeader(QStringLiteral("route"), tr("%1 links").arg(ids.size()), tr("An edit goes to all of them."));
    }
    auto* acts = new QWidget(page);
    auto* actsLayout = new QHBoxLayout(acts);
    actsLayout->setContentsMargins(0, 2, 0, 4);
    actsLayout->setSpacing(6);
    for (const auto& [verb, label] :
         {std::pair(QStringLiteral("cut"), tr("Cut")), std::pair(QStringLiteral("mend"), tr("Mend"))}) {
        auto* button = new QPushButton(widgets::icon(actionIcon(verb)), label, acts);
        button->setObjectName(QStringLiteral("act-") + verb);
        actsLayout->addWidget(button);
        const QString word = verb;
        QObject::connect(button, &QPushButton::clicked, q, [this, ids, word] {
            for (const LinkId id : ids) emit q->linkActRequested(id, word);
        });
        frameRefreshers.emplace_back([this, button, ids, word] {
            const runtime::LinkStatus* status = frame && ids.size() == 1 ? frame->link(ids.front()) : nullptr;
            button->setEnabled(frame && !readOnly && (!status || status->up == (word == QStringLiteral("cut"))));
            button->setToolTip(frame ? QString() : tr("Nothing runs now."));
        });
    }
    add(acts);
    addHeading(tr("Properties"));

    if (ids.size() == 1) {
        const LinkId id = ids.front();
        Field* protocol = addField(
            inspectorPortSpec(),
            new ChoiceEditor(
                [this, id] {
                    std::vector<ChoiceEditor::Item> items;
                    const Link* link = design().link(id);
                    if (!link) return items;
                    const std::string present = link->fromPort + ">" + link->toPort;
                    bool isThere = false;
                    for (const design::LinkChoice& choice : design::linkChoices(design(), catalog(), link->from, link->to)) {
                        const std::string ports = std::string(choice.fit.out->key) + ">" + choice.fit.in->key;
                        if (std::any_of(items.begin(), items.end(),
                                        [&](const ChoiceEditor::Item& item) { return item.value == Value(ports); }))
                            continue;
                        isThere = isThere || ports == present;
                        const bool inside = choice.callee != link->to;
                        const QString label = widgets::say(choice.fit.in->label);
                        items.push_back(
                            {ports, inside ? tr("%1 (%2)").arg(label, nameOf(design(), choice.callee)) : label, {}});
                    }
                    if (!isThere)
                        items.push_back({present, tr("%1 (nobody listens)").arg(QString::fromStdString(link->toPort)), {}});
                    return items;
                },
                page),
            [this, id](const Value& value) {
                const std::string& ports = value.toText();
                const std::size_t at = ports.find('>');
                return applyChange(document,
                                      design::setLinkPort(design(), catalog(), id, ports.substr(0, at), ports.substr(at + 1), 0));
            });
        auto* numberEditor = new TextEditor(
            [](const Value& value) { return QString::number(value.toInt()); },
            [](const QString& text) { return catalog::parseValue(inspectorNumberSpec(), text.toStdString()); }, page);
        Field* number = addField(inspectorNumberSpec(), numberEditor, [this, id](const Value& value) -> Result<void> {
            const Link* link = design().link(id);
            if (!link) return {};
            const int usual = design::portNumber(design(), catalog(), id, true);
            const int wanted = static_cast<int>(value.toInt());
            return applyChange(document, design::setLinkPort(design(), catalog(), id, link->fromPort, link->toPort,
                                                                wanted == usual ? 0 : wanted));
        });
        refreshers.emplace_back([this, id, protocol, number] {
            const Link* link = design().link(id);
            if (!link) return;
            protocol->showValue(Value(link->fromPort + ">" + link->toPort), std::nullopt);
            number->showValue(Value(design::portNumber(design(), catalog(), id)),
                              Value(design::portNumber(design(), catalog(), id, true)));
        });
    }
    for (const PropertySpec& spec : catalog::linkProperties()) {
        const std::string propertyKey = spec.key;
        Field* field = addField(spec, makeEditor(spec, document, {}, false, page), [this, ids, propertyKey](const Value& value) {
            return applyChange(document, design::setLinkProperty(design(), catalog(), ids, propertyKey, value));
        });
        refreshers.emplace_back([this, field, ids, &spec] {
            Shown value;
            bool differs = false;
            for (const LinkId id : ids) {
                const Link* link = design().link(id);
                if (!link) continue;
                const Value one = linkValue(*link, spec);
                differs = differs || (value && !(*value == one));
                value = one;
            }
            field->showValue(differs ? std::nullopt : value, spec.defaultValue);
            field->setVisible(std::any_of(ids.begin(), ids.end(), [this, &spec](LinkId id) {
                const Link* link = design().link(id);
                return link && isShown(spec, catalog::linkProperties(), [link](const PropertySpec& other) { return linkValue(*link, other); });
            }));
        });
    }
    // What is drawn of them; `of` says it of one link, `set` alters all.
    const auto drawn = [&](const PropertySpec& spec, std::function<Value(const Link&)> of, std::function<Result<design::Change>(const Value&)> set) {
        Field* field = addField(spec, makeEditor(spec, document, {}, false, page),
                                [this, set = std::move(set)](const Value& value) { return applyChange(document, set(value)); });
        refreshers.emplace_back([this, field, ids, &spec, of = std::move(of)] {
            Shown value;
            bool differs = false;
            for (const LinkId id : ids) {
                const Link* link = design().link(id);
                if (!link) continue;
                const Value one = of(*link);
                differs = differs || (value && !(*value == one));
                value = one;
            }
            field->showValue(differs ? std::nullopt : value, spec.defaultValue);
        });
    };
    drawn(inspectorLabelSpec(), [](const Link& link) { return Value(link.label.toStdString()); },
          [this, ids](const Value& value) { return design::setLinkLabel(design(), ids, QString::fromStdString(value.toText())); });
    drawn(inspectorShapeSpec(), [](const Link& link) { return Value(design::shapeName(link.shape).toStdString()); },
          [this, ids](const Value& value) -> Result<design::Change> {
              for (const design::LinkShape shape : {design::LinkShape::Orthogonal, design::LinkShape::Straight, design::LinkShape::Curved})
                  if (design::shapeName(shape).toStdString() == value.toText()) return design::setLinkShape(design(), ids, shape);
              return design::Change{};
          });
    drawn(inspectorHeadsSpec(), [](const Link& link) { return Value(design::headsName(link.heads).toStdString()); },
          [this, ids](const Value& value) -> Result<design::Change> {
              for (const design::LinkHeads heads : {design::LinkHeads::End, design::LinkHeads::Start, design::LinkHeads::Both, design::LinkHeads::None})
                  if (design::headsName(heads).toStdString() == value.toText()) return design::setLinkHeads(design(), ids, heads);
              return design::Change{};
          });
    buildLayer();
    if (ids.size() != 1) return;
    const LinkId id = ids.front();
    addRows(tr("In line"), [this, id] {
        std::vector<Row> rows;
        for (const ComponentId part : design().inLineOf(id))
            rows.push_back(
                {part, {}, QString::fromStdString(design().component(part)->kind), nameOf(design(), part), {}, {}});
        return rows;
    });
    addRows(tr("Ends"), [this, id] {
        std::vector<Row> rows;
        if (const Link* link = design().link(id))
            for (const ComponentId part : {link->from, link->to}) {
                const QString role = part == link->from ? tr("Caller") : tr("Callee");
                rows.push_back(
                    {part, {}, QString::fromStdString(design().component(part)->kind), nameOf(design(), part), role, {}});
            }
        return rows;
    });
}

}  // namespace faultline::inspector
