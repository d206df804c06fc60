#pragma once
#include "model/design/document.h"
#include "model/design/edits.h"
#include "widgets/inspector/field.h"
#include "widgets/inspector/inspector.h"
#include "widgets/inspector/look_section.h"
#include "widgets/inspector/parts.h"

#include <QScrollArea>
#include <QSet>
#include <QVBoxLayout>

#include <functional>
#include <optional>
#include <vector>

/// What the files of the panel share: a page is made for a selection in document_page, component_page and link_page out of the
/// pieces of page_parts, and shown by inspector.cpp. Nobody else includes it.
namespace faultline::inspector {

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
QString actionIcon(const QString& verb);
Result<void> applyChange(DesignDocument& document, const Result<design::Change>& change);
/// Whether the property that `spec` is shown for has the value it names; `specs` are all of the part, valueOf what they are.
bool isShown(const PropertySpec& spec, const std::vector<PropertySpec>& specs, const std::function<Value(const PropertySpec&)>& valueOf);
/// Empty when there is no such component.
QString nameOf(const Design& design, ComponentId id);

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
    void buildShared();
    void buildProperties(const ComponentKind& kind);
    void buildSoftware(const ComponentKind& kind);
    /// Properties under one heading; the advanced ones are folded away at first.
    struct Group {
        QString id;     ///< "kind/group": remembers whether it is unfolded
        QString name;
        QString title;  ///< empty: no heading
        std::vector<const PropertySpec*> plain, advanced;
    };
    void buildGroup(const Group& group);
    void buildActions(const ComponentKind& kind);
    void buildParts();
    /// The layer of all that is selected; hidden while the background is the only one.
    void buildLayer();

    void add(QWidget* widget) { column->addWidget(widget); }
    void addHeading(const QString& text) { column->addWidget(new Heading(text, page)); }
    /// A header of icon, name field and a line below it; `commit` empty: the name cannot be edited.
    Field* addName(Field::Commit commit);
    void addHeader(const QString& icon, const QString& title, const QString& second);
    /// A field for a property that all selected components have.
    Field* addProperty(const PropertySpec& spec, QVBoxLayout* to);
    /// What is read from every selected component, when it is the same everywhere.
    Shown inCommon(const std::function<Value(const Component&, const ComponentKind&)>& read) const;
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

}  // namespace faultline::inspector
