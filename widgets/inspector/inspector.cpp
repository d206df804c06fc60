#include "widgets/inspector/inspector.h"

#include "model/design/document.h"
#include "model/design/link_edits.h"
#include "model/design/style.h"
#include "widgets/common/fonts.h"
#include "widgets/common/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/field.h"
#include "widgets/inspector/look_section.h"
#include "widgets/inspector/parts.h"

#include <QApplication>
#include <QEvent>
#include <QGridLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace faultline::inspector {

namespace {

using catalog::ComponentKind;
using catalog::PropertySpec;
using catalog::PropertyType;
using design::Component;
using design::Design;
using design::DesignDocument;
using design::Link;

constexpr int inspectorPadding = 12;
constexpr int inspectorGap = 6;

/// The icon of an action, when its verb has none of its own name.
QString inspectorActionIcon(const QString& verb) {
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

/// Whether a verb would alter anything for a component that is so.
bool inspectorIsUseful(const QString& verb, const runtime::ComponentStatus& status) {
    const bool isFrozen = status.operatorDown && status.state == runtime::State::Frozen;
    if (verb == QStringLiteral("restore")) return status.operatorDown;
    if (verb == QStringLiteral("thaw")) return isFrozen;
    if (verb == QStringLiteral("freeze")) return !status.operatorDown;
    if (verb == QStringLiteral("kill")) return !status.operatorDown || isFrozen;
    return true;
}

bool inspectorIsShown(const PropertySpec& spec, const ComponentKind& kind, const Component& part) {
    const std::string_view condition = spec.shownWhen;
    const std::size_t equals = condition.find('=');
    if (equals == std::string_view::npos) return true;
    const PropertySpec* other = kind.property(condition.substr(0, equals));
    if (!other) return true;
    const Value value = design::effectiveValue(kind, part, other->key);
    const Result<Value> wanted = catalog::parseValue(*other, condition.substr(equals + 1));
    return wanted && *wanted == value;
}

Result<void> inspectorApply(DesignDocument& document, const Result<design::Change>& change) {
    if (!change) return tl::unexpected<Problem>(change.error());
    document.apply(*change);
    return {};
}

const std::vector<PropertySpec>& inspectorDocumentProperties() {
    static const std::vector<PropertySpec> specs = {
        {.key = "title",
         .label = FL_TR("inspector", "Title"),
         .help = FL_TR("inspector", "Stands above the drawing when it is exported."),
         .type = PropertyType::Text},
        {.key = "description",
         .label = FL_TR("inspector", "Description"),
         .help = FL_TR("inspector", "What the design is for; saved with it."),
         .type = PropertyType::Text},
        {.key = "seed",
         .label = FL_TR("inspector", "Seed"),
         .help = FL_TR("inspector", "Where the random numbers start: the same design, seed and commands give the same run."),
         .type = PropertyType::Text},
        {.key = "start_time",
         .label = FL_TR("inspector", "Starts at"),
         .help = FL_TR("inspector", "The simulated date and time (UTC) at which a run begins; certificates expire by it."),
         .type = PropertyType::DateTime},
    };
    return specs;
}

const PropertySpec& inspectorNameSpec() {
    static const PropertySpec spec{.key = "name", .label = FL_TR("inspector", "Name"), .type = PropertyType::Text};
    return spec;
}

const PropertySpec& inspectorSoftwareSpec() {
    static const PropertySpec spec{.key = "software",
                                   .label = FL_TR("inspector", "Software"),
                                   .help = FL_TR("inspector", "The program it stands for. It brings its own defaults with it."),
                                   .type = PropertyType::Text};
    return spec;
}

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

const PropertySpec& inspectorNumberSpec() {
    static const PropertySpec spec{.key = "number",
                                   .label = FL_TR("inspector", "Port"),
                                   .help = FL_TR("inspector", "The port number the callee listens on; firewalls look at it."),
                                   .type = PropertyType::Integer,
                                   .minimum = 1,
                                   .maximum = 65535};
    return spec;
}

QString inspectorName(const Design& design, ComponentId id) {
    const Component* part = design.component(id);
    return part ? part->name : QString();
}

}  // namespace

/// What the panel holds and how it is built: a page is made for a selection, and `refreshers` bring it up to date.
struct Inspector::Private {
    Private(Inspector* owner, DesignDocument& doc) : q(owner), document(doc) {}

    const Design& design() const { return document.design(); }
    const catalog::Catalog& catalog() const { return document.catalog(); }
    const ComponentKind* kindOf(ComponentId id) const {
        const Component* part = design().component(id);
        return part ? catalog().find(part->kind) : nullptr;
    }

    void select(std::vector<ComponentId> components, std::vector<LinkId> links);
    void dropGone();
    QString pageKey() const;
    void rebuild();
    void refresh();
    void showFrame();
    void showInfo(Field* field);
    void finishTyping();

    void buildDocument();
    void buildComponents();
    void buildLinks();
    void buildMixed();
    void buildProperties(const ComponentKind& kind);
    void buildActions(const ComponentKind& kind);
    void buildParts();

    void add(QWidget* widget) { column->addWidget(widget); }
    void addHeading(const QString& text) { column->addWidget(new Heading(text, page)); }
    /// A header of icon, name field and a line below it; `commit` empty: the name cannot be edited.
    Field* addName(Field::Commit commit);
    void addHeader(const QString& icon, const QString& title, const QString& second);
    Field* addField(const PropertySpec& spec, ValueEditor* editor, Field::Commit commit, QVBoxLayout* to = nullptr);
    /// A list that shows whatever `rows` says after each change; hidden with its heading while there is nothing.
    struct Row {
        ComponentId component;
        LinkId link;
        QString icon, name, second, toolTip;
        bool operator==(const Row&) const = default;
    };
    void addRows(const QString& heading, std::function<std::vector<Row>()> rows);

    Inspector* q;
    DesignDocument& document;
    std::vector<ComponentId> components;
    std::vector<LinkId> links;
    runtime::FramePtr frame;
    bool readOnly = false;
    bool refreshing = false;
    QString key;
    QString kindHelp;

    QScrollArea* scroll = nullptr;
    QWidget* page = nullptr;
    QVBoxLayout* column = nullptr;
    QLabel* infoTitle = nullptr;
    ClampedText* infoText = nullptr;
    Field* nameField = nullptr;
    Field* infoField = nullptr;
    LookSection* look = nullptr;
    std::vector<Field*> fields;
    std::vector<std::function<void()>> refreshers;
    std::vector<std::function<void()>> frameRefreshers;
    QSet<QString> unfolded;  ///< "kind/group": whose advanced properties are open
};

void Inspector::Private::select(std::vector<ComponentId> newComponents, std::vector<LinkId> newLinks) {
    finishTyping();
    components = std::move(newComponents);
    links = std::move(newLinks);
    dropGone();
    if (pageKey() != key)
        rebuild();
    else
        refresh();
}

void Inspector::Private::dropGone() {
    std::erase_if(components, [&](ComponentId id) { return !design().component(id); });
    std::erase_if(links, [&](LinkId id) { return !design().link(id); });
}

/// What the page is made for: as long as it stays the same, values change in place.
QString Inspector::Private::pageKey() const {
    QString text;
    for (const ComponentId id : components)
        text += QStringLiteral("c%1:%2 ").arg(id.value).arg(QString::fromStdString(design().component(id)->kind));
    for (const LinkId id : links) text += QStringLiteral("l%1 ").arg(id.value);
    return text;
}

/// What is being typed is taken before its field goes.
void Inspector::Private::finishTyping() {
    QWidget* focus = QApplication::focusWidget();
    if (focus && page && page->isAncestorOf(focus)) focus->clearFocus();
}

void Inspector::Private::rebuild() {
    key = pageKey();
    fields.clear();
    refreshers.clear();
    frameRefreshers.clear();
    nameField = nullptr;
    infoField = nullptr;
    kindHelp.clear();
    if (QWidget* old = scroll->takeWidget()) {
        old->hide();
        old->deleteLater();  // it may be one of its buttons that is being clicked
    }
    page = new QWidget;
    page->setAutoFillBackground(true);
    page->setBackgroundRole(QPalette::Window);
    column = new QVBoxLayout(page);
    column->setContentsMargins(inspectorPadding, inspectorPadding, inspectorPadding, inspectorPadding);
    column->setSpacing(inspectorGap);

    const auto sameKind = [&] {
        return std::all_of(components.begin(), components.end(), [&](ComponentId id) {
            return design().component(id)->kind == design().component(components.front())->kind;
        });
    };
    if (components.empty() && links.empty())
        buildDocument();
    else if (components.empty())
        buildLinks();
    else if (links.empty() && sameKind() && kindOf(components.front()))
        buildComponents();
    else
        buildMixed();

    look = nullptr;
    if (!components.empty() || !links.empty()) {
        addHeading(tr("Look"));
        look = new LookSection(document, components, links, page);
        look->setEnabled(!readOnly);
        add(look);
        refreshers.emplace_back([this] { look->refresh(); });
    }

    column->addStretch(1);
    scroll->setWidget(page);
    scroll->verticalScrollBar()->setValue(0);
    for (Field* field : fields) field->setEditable(!readOnly);
    refresh();
    showFrame();
    showInfo(nullptr);
}

void Inspector::Private::refresh() {
    if (refreshing) return;
    refreshing = true;
    for (Field* field : fields) field->editor()->refreshNames();
    for (const auto& show : refreshers) show();
    refreshing = false;
}

void Inspector::Private::showFrame() {
    for (const auto& show : frameRefreshers) show();
}

void Inspector::Private::showInfo(Field* field) {
    infoField = field;
    infoTitle->setText(field && !field->info().isEmpty() ? widgets::say(field->spec().label) : QString());
    infoText->setText(field ? field->info() : kindHelp);
    infoTitle->setVisible(!infoTitle->text().isEmpty());
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
            where->setText(tr("%1 in %2").arg(label, inspectorName(design(), part->container)));
        else if (part->attachedTo.isValid())
            where->setText(tr("%1 on %2").arg(label, inspectorName(design(), part->attachedTo)));
        else if (link)
            where->setText(
                tr("%1 between %2 and %3").arg(label, inspectorName(design(), link->from), inspectorName(design(), link->to)));
        else
            where->setText(label);
    });
    return field;
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
            row->QWidget::show();
            widgetsOf->push_back(row);
        }
        for (std::size_t i = 0; i < shown->size(); ++i) {
            const Row& row = (*shown)[i];
            (*widgetsOf)[i]->show(row.icon, row.name, row.second, row.toolTip);
        }
    });
}

void Inspector::Private::buildDocument() {
    addHeader(QStringLiteral("settings"), tr("Document"), tr("Nothing is selected"));
    kindHelp = tr("Select a component or a link on the drawing to see and change its properties.");
    const auto& specs = inspectorDocumentProperties();
    const auto addSetting = [&](const PropertySpec& spec, ValueEditor* editor, auto read, auto write, Shown defaultValue) {
        Field* field = addField(spec, editor, [this, write](const Value& value) -> Result<void> {
            design::DocumentSettings settings = design().settings();
            write(settings, value);
            document.apply(design::setSettings(design(), settings));
            return {};
        });
        refreshers.emplace_back([this, field, read, defaultValue] { field->showValue(read(design().settings()), defaultValue); });
    };
    addSetting(
        specs[0], makeEditor(specs[0], document, {}, false, page),
        [](const design::DocumentSettings& s) { return Shown(Value(s.title.toStdString())); },
        [](design::DocumentSettings& s, const Value& v) { s.title = QString::fromStdString(v.toText()); }, std::nullopt);
    addSetting(
        specs[1], makeEditor(specs[1], document, {}, true, page),
        [](const design::DocumentSettings& s) { return Shown(Value(s.description.toStdString())); },
        [](design::DocumentSettings& s, const Value& v) { s.description = QString::fromStdString(v.toText()); }, std::nullopt);
    // A seed has all 64 bits, which no Value of a property has: it is carried as its digits.
    auto* seed = new TextEditor(
        [](const Value& value) { return QString::fromStdString(value.toText()); },
        [](const QString& text) -> Result<Value> {
            const std::string digits = text.trimmed().toStdString();
            std::uint64_t number = 0;
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
                return fail({FL_TR("inspector", "\"%1\" is not a seed: use a whole number from 0 to 18446744073709551615"),
                             {excerpt(digits)}});
            return Value(std::to_string(number));
        },
        page);
    addSetting(
        specs[2], seed, [](const design::DocumentSettings& s) { return Shown(Value(std::to_string(s.seed))); },
        [](design::DocumentSettings& s, const Value& v) {
            const std::string& digits = v.toText();
            std::from_chars(digits.data(), digits.data() + digits.size(), s.seed);
        },
        Value(std::to_string(design::DocumentSettings{}.seed)));
    addSetting(
        specs[3], makeEditor(specs[3], document, {}, false, page),
        [](const design::DocumentSettings& s) { return Shown(Value(s.startTime)); },
        [](design::DocumentSettings& s, const Value& v) { s.startTime = v.toInt(); },
        Value(design::DocumentSettings{}.startTime));

    addHeading(tr("Contents"));
    auto* count = smallLabel({}, page);
    count->setObjectName(QStringLiteral("contents"));
    count->setWordWrap(true);
    add(count);
    refreshers.emplace_back([this, count] {
        const auto parts = design().components().size(), lines = design().links().size();
        count->setText(tr("%1, %2").arg(parts == 1 ? tr("1 component") : tr("%1 components").arg(parts),
                                        lines == 1 ? tr("1 link") : tr("%1 links").arg(lines)));
    });
}

void Inspector::Private::buildComponents() {
    const ComponentKind& kind = *kindOf(components.front());
    kindHelp = widgets::say(kind.help);
    if (components.size() == 1) {
        const ComponentId id = components.front();
        nameField = addName([this, id](const Value& value) {
            return inspectorApply(document, design::rename(design(), id, QString::fromStdString(value.toText())));
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
        if (const QString icon = inspectorActionIcon(verb); !icon.isEmpty()) button->setIcon(widgets::icon(icon));
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

void Inspector::Private::buildProperties(const ComponentKind& kind) {
    const std::vector<ComponentId> ids = components;
    const auto inCommon = [this, ids](auto read) -> Shown {
        Shown value;
        for (const ComponentId id : ids) {
            const Component* part = design().component(id);
            if (!part) continue;
            const Value one = read(*part);
            if (value && !(*value == one)) return std::nullopt;
            value = one;
        }
        return value;
    };
    bool firstGroup = true;
    const auto startGroup = [&](const QString& title) {
        addHeading(title);
        firstGroup = false;
    };
    if (kind.software.size() > 1) {
        startGroup(tr("Properties"));
        std::vector<ChoiceEditor::Item> items;
        for (const catalog::SoftwarePreset& preset : kind.software)
            items.push_back({preset.name, QString::fromUtf8(preset.name), {}});
        Field* field = addField(inspectorSoftwareSpec(), new ChoiceEditor([items] { return items; }, page),
                                [this, ids](const Value& value) -> Result<void> {
                                    design::Change all;
                                    Design after = design();
                                    for (const ComponentId id : ids) {
                                        const Result<design::Change> change =
                                            design::setSoftware(after, catalog(), id, value.toText());
                                        if (!change) return tl::unexpected<Problem>(change.error());
                                        change->apply(after);
                                        all = joined(std::move(all), *change);
                                    }
                                    document.apply(all);
                                    return {};
                                });
        refreshers.emplace_back([field, inCommon, &kind] {
            field->showValue(inCommon([&](const Component& part) {
                                 return Value(part.software.empty() ? kind.software.front().name : part.software);
                             }),
                             std::nullopt);
        });
    }

    std::vector<std::string> groups;
    for (const PropertySpec& spec : kind.properties)
        if (std::find(groups.begin(), groups.end(), spec.group.source) == groups.end()) groups.emplace_back(spec.group.source);
    // Properties without a group come first, under the first heading.
    std::stable_sort(groups.begin(), groups.end(),
                     [](const std::string& a, const std::string& b) { return a.empty() && !b.empty(); });
    for (const std::string& group : groups) {
        std::vector<const PropertySpec*> plain, advanced;
        QString title;
        for (const PropertySpec& spec : kind.properties) {
            if (group != spec.group.source) continue;
            if (title.isEmpty()) title = spec.group.isEmpty() ? tr("Properties") : widgets::say(spec.group);
            (spec.advanced ? advanced : plain).push_back(&spec);
        }
        auto* box = new QWidget(page);
        auto* boxColumn = new QVBoxLayout(box);
        boxColumn->setContentsMargins(0, 0, 0, 0);
        boxColumn->setSpacing(inspectorGap);
        if (firstGroup || !group.empty()) {
            boxColumn->addWidget(new Heading(title, box));
            firstGroup = false;
        }
        std::vector<Field*> shownFields, foldedFields;
        const auto addProperty = [&](const PropertySpec& spec, std::vector<Field*>& list) {
            const std::string propertyKey = spec.key;
            Field* field = addField(
                spec, makeEditor(spec, document, ids, kind.shape == catalog::Shape::Note, page),
                [this, ids, propertyKey](const Value& value) {
                    return inspectorApply(document, design::setProperty(design(), catalog(), ids, propertyKey, value));
                },
                boxColumn);
            list.push_back(field);
            refreshers.emplace_back([this, field, inCommon, &kind, &spec, ids] {
                const Shown unset =
                    inCommon([&](const Component& part) { return design::unsetValue(kind, part.software, spec.key); });
                // What was given to fit its place has no default.
                const bool canReset = spec.type != PropertyType::Address &&
                                      !(kind.shape == catalog::Shape::Zone && std::string_view(spec.key) == "subnet");
                field->showValue(inCommon([&](const Component& part) { return design::effectiveValue(kind, part, spec.key); }),
                                 canReset ? unset : std::nullopt);
                field->setProperty("applies", std::all_of(ids.begin(), ids.end(), [&](ComponentId id) {
                                       const Component* part = design().component(id);
                                       if (!part || !inspectorIsShown(spec, kind, *part)) return false;
                                       // The address of what is in a host is its host's.
                                       return spec.type != PropertyType::Address || std::string_view(spec.key) != "address" ||
                                              part->properties.contains("address");
                                   }));
            });
        };
        for (const PropertySpec* spec : plain) addProperty(*spec, shownFields);
        PartRow* fold = nullptr;
        const QString foldKey = QString::fromUtf8(kind.id) + QLatin1Char('/') + QString::fromStdString(group);
        if (!advanced.empty()) {
            fold = new PartRow(box);
            fold->setQuiet(true);
            fold->setObjectName(QStringLiteral("fold-") + QString::fromStdString(group));
            boxColumn->addWidget(fold);
            for (const PropertySpec* spec : advanced) addProperty(*spec, foldedFields);
        }
        add(box);
        const auto arrange = [this, box, shownFields, foldedFields, fold, foldKey] {
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
        if (fold) {
            QObject::connect(fold, &QAbstractButton::clicked, q, [this, foldKey, arrange] {
                if (!unfolded.remove(foldKey)) unfolded.insert(foldKey);
                arrange();
            });
        }
    }
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
            labels[1]->setText(tr("%1 \u2192 %2").arg(inspectorName(design(), link->from), inspectorName(design(), link->to)));
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
        auto* button = new QPushButton(widgets::icon(inspectorActionIcon(verb)), label, acts);
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
                            {ports, inside ? tr("%1 (%2)").arg(label, inspectorName(design(), choice.callee)) : label, {}});
                    }
                    if (!isThere)
                        items.push_back({present, tr("%1 (nobody listens)").arg(QString::fromStdString(link->toPort)), {}});
                    return items;
                },
                page),
            [this, id](const Value& value) {
                const std::string& ports = value.toText();
                const std::size_t at = ports.find('>');
                return inspectorApply(document,
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
            return inspectorApply(document, design::setLinkPort(design(), catalog(), id, link->fromPort, link->toPort,
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
            return inspectorApply(document, design::setLinkProperty(design(), catalog(), ids, propertyKey, value));
        });
        refreshers.emplace_back([this, field, ids, &spec] {
            Shown value;
            bool differs = false;
            for (const LinkId id : ids) {
                const Link* link = design().link(id);
                if (!link) continue;
                const Value one = link->properties.contains(spec.key) ? link->properties.value(spec.key) : spec.defaultValue;
                differs = differs || (value && !(*value == one));
                value = one;
            }
            field->showValue(differs ? std::nullopt : value, spec.defaultValue);
        });
    }
    const PropertySpec& shapeSpec = inspectorShapeSpec();
    Field* line = addField(shapeSpec, makeEditor(shapeSpec, document, {}, false, page), [this, ids](const Value& value) -> Result<void> {
        for (const design::LinkShape shape : {design::LinkShape::Orthogonal, design::LinkShape::Straight, design::LinkShape::Curved})
            if (design::shapeName(shape).toStdString() == value.toText()) document.apply(design::setLinkShape(design(), ids, shape));
        return {};
    });
    refreshers.emplace_back([this, line, ids, &shapeSpec] {
        Shown value;
        bool differs = false;
        for (const LinkId id : ids) {
            const Link* link = design().link(id);
            if (!link) continue;
            const Value one(design::shapeName(link->shape).toStdString());
            differs = differs || (value && !(*value == one));
            value = one;
        }
        line->showValue(differs ? std::nullopt : value, shapeSpec.defaultValue);
    });
    if (ids.size() != 1) return;
    const LinkId id = ids.front();
    addRows(tr("In line"), [this, id] {
        std::vector<Row> rows;
        for (const ComponentId part : design().inLineOf(id))
            rows.push_back(
                {part, {}, QString::fromStdString(design().component(part)->kind), inspectorName(design(), part), {}, {}});
        return rows;
    });
    addRows(tr("Ends"), [this, id] {
        std::vector<Row> rows;
        if (const Link* link = design().link(id))
            for (const ComponentId part : {link->from, link->to}) {
                const QString role = part == link->from ? tr("Caller") : tr("Callee");
                rows.push_back(
                    {part, {}, QString::fromStdString(design().component(part)->kind), inspectorName(design(), part), role, {}});
            }
        return rows;
    });
}

void Inspector::Private::buildMixed() {
    const std::size_t count = components.size() + links.size();
    addHeader(QStringLiteral("select"), tr("%1 selected").arg(count), tr("Of several kinds: choose one to edit it."));
    kindHelp = tr("Select components of one kind to edit a property of all of them at once.");
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
                                tr("%1 \u2192 %2").arg(inspectorName(design(), link->from), inspectorName(design(), link->to)),
                                design::linkLabel(design(), catalog(), id),
                                {}});
        return rows;
    });
}

Inspector::Inspector(DesignDocument& document, QWidget* parent) : QWidget(parent), d(std::make_unique<Private>(this, document)) {
    setObjectName(QStringLiteral("inspector"));
    setMinimumWidth(260);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    d->scroll = new QScrollArea(this);
    d->scroll->setWidgetResizable(true);
    d->scroll->setFrameShape(QFrame::NoFrame);
    d->scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    d->scroll->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(d->scroll, 1);

    auto* footer = new QWidget(this);
    footer->setObjectName(QStringLiteral("info"));
    auto* footerLayout = new QVBoxLayout(footer);
    footerLayout->setContentsMargins(inspectorPadding, 8, inspectorPadding, 8);
    footerLayout->setSpacing(2);
    d->infoTitle = new QLabel(footer);
    d->infoTitle->setFont(widgets::smallStrongFont());
    d->infoText = new ClampedText(4, false, footer);
    footerLayout->addWidget(d->infoTitle);
    footerLayout->addWidget(d->infoText, 1);
    footer->setFixedHeight(8 + 8 + 2 + QFontMetrics(widgets::smallStrongFont()).height() +
                           4 * QFontMetrics(widgets::smallFont()).lineSpacing());
    auto* rule = new QFrame(this);
    rule->setObjectName(QStringLiteral("rule"));
    rule->setFixedHeight(1);
    rule->setAutoFillBackground(true);
    layout->addWidget(rule);
    layout->addWidget(footer);

    const auto colours = [this, rule] {
        const widgets::Theme& t = widgets::theme();
        QPalette panel = palette();
        panel.setColor(QPalette::Window, t.surface);
        panel.setColor(QPalette::WindowText, t.text);
        setPalette(panel);
        QPalette line = rule->palette();
        line.setColor(QPalette::Window, t.border);
        rule->setPalette(line);
    };
    setAutoFillBackground(true);
    colours();
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, [this, colours] {
        colours();
        d->rebuild();
    });
    connect(&document, &DesignDocument::changed, this, [this](const design::Change& change) {
        if (change.onlyMoves()) return;  // a drag sends one with every movement of the mouse
        d->dropGone();
        if (d->pageKey() != d->key)
            d->rebuild();
        else
            d->refresh();
    });
    connect(&document, &DesignDocument::replaced, this, [this] {
        d->components.clear();
        d->links.clear();
        d->rebuild();
    });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        for (Field* field : d->fields) {
            if (!now || !field->isAncestorOf(now)) continue;
            d->showInfo(field);
            d->scroll->ensureWidgetVisible(now, 0, 24);
        }
        if (now && d->look && d->look->isAncestorOf(now)) d->scroll->ensureWidgetVisible(now, 0, 24);
    });
    d->rebuild();
}

Inspector::~Inspector() {
    // What is on the page still speaks to `d` while it goes.
    disconnect(qApp, nullptr, this, nullptr);
    d->fields.clear();
    delete d->scroll;
}

QSize Inspector::sizeHint() const {
    return {300, 640};
}

void Inspector::focusInEvent(QFocusEvent*) {
    // Whoever gives the panel the cursor means what is to be edited, not the name. (A focus proxy would alter the order of Tab.)
    const auto first = std::find_if(d->fields.begin(), d->fields.end(),
                                    [&](Field* field) { return field != d->nameField && field->isVisible(); });
    if (first != d->fields.end())
        (*first)->editor()->setFocus(Qt::TabFocusReason);
    else if (d->nameField)
        d->nameField->editor()->setFocus(Qt::TabFocusReason);
}

void Inspector::setSelection(const std::vector<ComponentId>& components, const std::vector<LinkId>& links) {
    d->select(components, links);
}

void Inspector::setFrame(const runtime::FramePtr& frame) {
    d->frame = frame;
    d->showFrame();
}

void Inspector::setReadOnly(bool readOnly) {
    if (d->readOnly == readOnly) return;
    d->readOnly = readOnly;
    for (Field* field : d->fields) field->setEditable(!readOnly);
    if (d->look) d->look->setEnabled(!readOnly);
    d->showFrame();
}

void Inspector::startRename() {
    if (!d->nameField) return;
    d->nameField->editor()->setFocus(Qt::ShortcutFocusReason);
    if (auto* editor = qobject_cast<TextEditor*>(d->nameField->editor())) editor->line()->selectAll();
}

}  // namespace faultline::inspector
