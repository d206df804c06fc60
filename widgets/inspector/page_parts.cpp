#include "widgets/inspector/page.h"

#include "model/design/layers.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QGridLayout>

#include <algorithm>
#include <array>
#include <set>

namespace faultline::inspector {
namespace {

const PropertySpec& inspectorNameSpec() {
    static const PropertySpec spec{.key = "name", .label = FL_TR("inspector", "Name"), .type = PropertyType::Text};
    return spec;
}

const PropertySpec& inspectorLayerSpec() {
    static const PropertySpec spec{.key = "layer",
                                   .label = FL_TR("inspector", "Layer"),
                                   .help = FL_TR("inspector", "What is on a layer is shown, hidden and locked together; what is simulated does not change."),
                                   .type = PropertyType::Integer};
    return spec;
}

}  // namespace

QString actionIcon(const QString& verb) {
    static const std::array<std::pair<const char*, const char*>, 10> icons{{{"kill", "power"},
                                                                            {"restore", "play"},
                                                                            {"freeze", "snowflake"},
                                                                            {"thaw", "sun"},
                                                                            {"ready", "check"},
                                                                            {"maint", "settings"},
                                                                            {"mend", "connect"},
                                                                            {"cut", "unlink"},
                                                                            {"reboot", "refresh"},
                                                                            {"demote", "arrow-down"}}};
    for (const auto& [name, icon] : icons)
        if (verb == QLatin1String(name)) return QString::fromLatin1(icon);
    return widgets::hasIcon(verb) ? verb : QString();
}

Result<void> applyChange(DesignDocument& document, const Result<design::Change>& change) {
    if (!change) return tl::unexpected<Problem>(change.error());
    document.apply(*change);
    return {};
}

bool isShown(const PropertySpec& spec, const std::vector<PropertySpec>& specs, const std::function<Value(const PropertySpec&)>& valueOf) {
    const std::string_view condition = spec.shownWhen;
    const std::size_t equals = condition.find('=');
    if (equals == std::string_view::npos) return true;
    const auto other = std::find_if(specs.begin(), specs.end(), [&](const PropertySpec& one) { return condition.substr(0, equals) == one.key; });
    if (other == specs.end()) return true;
    const Result<Value> wanted = catalog::parseValue(*other, condition.substr(equals + 1));
    return wanted && *wanted == valueOf(*other);
}

QString nameOf(const Design& design, ComponentId id) {
    const Component* part = design.component(id);
    return part ? part->name : QString();
}

Field* Inspector::Private::addField(const PropertySpec& spec, ValueEditor* editor, Field::Commit commit, QVBoxLayout* to) {
    auto* field = new Field(spec, editor, document, std::move(commit), page);
    (to ? to : column)->addWidget(field);
    fields.push_back(field);
    QObject::connect(field, &Field::pointedAt, q, [this](Field* at) {
        Field* focused = nullptr;
        for (Field* other : fields)
            if (other->isAncestorOf(QApplication::focusWidget())) focused = other;
        showInfo(at ? at : focused);
    });
    return field;
}

void Inspector::Private::addHeader(const QString& icon, const QString& title, const QString& second) {
    auto* header = new QWidget(page);
    auto* grid = new QGridLayout(header);
    grid->setContentsMargins(0, 0, 0, 2);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    auto* picture = new QLabel(header);
    picture->setPixmap(widgets::iconPixmap(icon, widgets::theme().text, 24, q->devicePixelRatioF()));
    picture->setFixedWidth(24);
    auto* name = new QLabel(title, header);
    name->setFont(widgets::titleFont());
    name->setWordWrap(true);
    grid->addWidget(picture, 0, 0, 2, 1, Qt::AlignTop);
    grid->addWidget(name, 0, 1);
    QLabel* below = smallLabel(second, header);
    below->setWordWrap(true);
    grid->addWidget(below, 1, 1);
    grid->setColumnStretch(1, 1);
    add(header);
}

Field* Inspector::Private::addName(Field::Commit commit) {
    const ComponentId id = components.front();
    const ComponentKind& kind = *kindOf(id);
    auto* header = new QWidget(page);
    auto* grid = new QGridLayout(header);
    grid->setContentsMargins(0, 0, 0, 2);
    grid->setHorizontalSpacing(4);
    grid->setVerticalSpacing(0);
    auto* picture = new QLabel(header);
    picture->setPixmap(widgets::iconPixmap(QString::fromUtf8(kind.id), widgets::theme().text, 24, q->devicePixelRatioF()));
    picture->setFixedSize(24, 28);
    auto* editor = new TextEditor([](const Value& value) { return QString::fromStdString(value.toText()); },
                                  [](const QString& text) { return Result<Value>(Value(text.toStdString())); }, header);
    editor->line()->setHeading(true);
    editor->line()->setAccessibleName(tr("Name"));
    editor->line()->setObjectName(QStringLiteral("name"));
    auto* field = new Field(inspectorNameSpec(), editor, document, std::move(commit), header);
    field->setBare();
    fields.push_back(field);
    auto* where = smallLabel({}, header);
    where->setContentsMargins(editor->line()->textIndent(), 0, 0, 0);
    where->setObjectName(QStringLiteral("where"));
    grid->addWidget(picture, 0, 0, Qt::AlignTop);
    grid->addWidget(field, 0, 1);
    grid->addWidget(where, 1, 1);
    grid->setColumnStretch(1, 1);
    add(header);
    refreshers.emplace_back([this, id, field, where, &kind] {
        const Component* part = design().component(id);
        if (!part) return;
        field->showValue(Value(part->name.toStdString()), std::nullopt);
        const QString label = widgets::say(kind.label);
        const Link* link = design().link(part->inLine);
        if (part->container.isValid())
            where->setText(tr("%1 in %2").arg(label, nameOf(design(), part->container)));
        else if (part->attachedTo.isValid())
            where->setText(tr("%1 on %2").arg(label, nameOf(design(), part->attachedTo)));
        else if (link)
            where->setText(
                tr("%1 between %2 and %3").arg(label, nameOf(design(), link->from), nameOf(design(), link->to)));
        else
            where->setText(label);
    });
    return field;
}

void Inspector::Private::buildLayer() {
    const auto items = [this] {
        std::vector<ChoiceEditor::Item> all;
        for (const design::DrawingLayer& layer : design::layersOf(design()))
            all.push_back({std::int64_t{layer.id}, design::layerName(design(), layer.id), {}});
        return all;
    };
    const std::vector<ComponentId> ids = components;
    const std::vector<LinkId> linkIds = links;
    Field* field = addField(inspectorLayerSpec(), new ChoiceEditor(items, page), [this, ids, linkIds](const Value& value) -> Result<void> {
        const auto isFixed = [this](ComponentId id) { return design().component(id) && design::isLocked(design(), *design().component(id)); };
        if (std::any_of(ids.begin(), ids.end(), isFixed)) return fail(FL_TR("inspector", "It is locked, or its layer is"));
        document.apply(design::toLayer(design(), ids, linkIds, static_cast<int>(value.toInt())));
        return {};
    });
    refreshers.emplace_back([this, field, ids, linkIds] {
        std::set<int> layers;
        for (const ComponentId id : ids)
            if (const Component* part = design().component(id)) layers.insert(part->layer);
        for (const LinkId id : linkIds)
            if (const Link* link = design().link(id)) layers.insert(link->layer);
        field->showValue(layers.size() == 1 ? Shown(Value(std::int64_t{*layers.begin()})) : std::nullopt, std::nullopt);
        field->setVisible(!design().settings().layers.empty());
    });
}

void Inspector::Private::addRows(const QString& heading, std::function<std::vector<Row>()> rows) {
    auto* box = new QWidget(page);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new Heading(heading, box));
    auto* list = new QWidget(box);
    auto* listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(0, 4, 0, 0);
    listLayout->setSpacing(0);
    layout->addWidget(list);
    add(box);
    auto shown = std::make_shared<std::vector<Row>>();
    auto widgetsOf = std::make_shared<std::vector<PartRow*>>();
    refreshers.emplace_back([this, box, list, listLayout, rows = std::move(rows), shown, widgetsOf] {
        std::vector<Row> now = rows();
        box->setVisible(!now.empty());
        if (now == *shown) return;
        *shown = std::move(now);
        while (widgetsOf->size() > shown->size()) {
            widgetsOf->back()->hide();
            widgetsOf->back()->deleteLater();
            widgetsOf->pop_back();
        }
        while (widgetsOf->size() < shown->size()) {
            auto* row = new PartRow(list);
            const std::size_t index = widgetsOf->size();
            QObject::connect(row, &QAbstractButton::clicked, q, [this, shown, index] {
                if (index >= shown->size()) return;
                const Row chosen = (*shown)[index];  // the row may be gone once the selection has changed
                if (chosen.link.isValid())
                    emit q->linkActivated(chosen.link);
                else
                    emit q->activated(chosen.component);
            });
            listLayout->addWidget(row);
            // Tab would go in the order widgets are made in, and rows are made late. Only what takes the focus can be gone on from.
            list->setFocusPolicy(Qt::TabFocus);
            QWidget::setTabOrder(widgetsOf->empty() ? list : widgetsOf->back(), row);
            list->setFocusPolicy(Qt::NoFocus);
            row->QWidget::show();
            widgetsOf->push_back(row);
        }
        for (std::size_t i = 0; i < shown->size(); ++i) {
            const Row& row = (*shown)[i];
            (*widgetsOf)[i]->show(row.icon, row.name, row.second, row.toolTip);
        }
    });
}

}  // namespace faultline::inspector
