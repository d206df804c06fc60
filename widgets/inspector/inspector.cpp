#include "widgets/inspector/page.h"

#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QEvent>
#include <QScrollBar>

#include <algorithm>

namespace faultline::inspector {

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

Inspector::Inspector(DesignDocument& document, QWidget* parent) : QWidget(parent), d(std::make_unique<Private>(this, document)) {
    setObjectName(QStringLiteral("inspector"));
    setMinimumWidth(296);   // what the widest page takes, a scroll bar beside it
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
