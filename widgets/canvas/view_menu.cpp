#include "model/design/link_edits.h"
#include "widgets/canvas/view.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

#include <cstring>

namespace faultline::canvas {
namespace {

QString menuVerbIcon(const char* verb) {
    const std::pair<const char*, const char*> icons[] = {{"kill", "power"},      {"restore", "refresh"}, {"freeze", "snowflake"}, {"thaw", "sun"},
                                                         {"promote", "promote"}, {"drain", "drain"},     {"ready", "check"},      {"reboot", "reset"}};
    for (const auto& [word, icon] : icons)
        if (std::strcmp(word, verb) == 0) return QString::fromLatin1(icon);
    return {};
}

QAction* menuAdd(QMenu& menu, const QString& icon, const QString& text, const QKeySequence& keys = {}) {
    QAction* action = menu.addAction(text);
    if (!icon.isEmpty()) action->setIcon(widgets::icon(icon));
    if (!keys.isEmpty()) action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);  // shown only: the canvas itself takes the key
    return action;
}

}  // namespace

QMenu* CanvasView::menuFor(const Hit& hit, QPoint view) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const QPointF scene = pointerAt(view).scene;
    if (m_picture.node(hit.node))
        fillComponentMenu(*menu, hit.node);
    else if (m_picture.link(hit.link))
        fillLinkMenu(*menu, hit.link, scene);
    else
        fillCanvasMenu(*menu, scene);
    return menu;
}

void CanvasView::fillComponentMenu(QMenu& menu, ComponentId id) {
    const NodePart& node = *m_picture.node(id);
    connect(menuAdd(menu, QStringLiteral("edit"), tr("Rename"), Qt::Key_F2), &QAction::triggered, this, [this, id] { rename(id); });
    connect(menuAdd(menu, QStringLiteral("settings"), tr("Properties"), Qt::ALT | Qt::Key_Return), &QAction::triggered, this,
            [this, id] { emit activated(id); });
    if (node.kind && node.kind->shape != catalog::Shape::Zone && !node.isAnnotation())
        connect(menuAdd(menu, QStringLiteral("connect"), tr("Link to\u2026"), Qt::Key_C), &QAction::triggered, this, [this, id] {
            setSelection(selectionOf(id));
            startLink();
        });
    if (node.kind) {
        const catalog::ComponentKind& kind = *node.kind;
        QMenu* onto = menu.addMenu(widgets::icon(QStringLiteral("shield")), tr("Put onto it"));
        fillAddMenu(*onto, [this, id](const catalog::ComponentKind& child) { addOnto(child, id, {}); },
                    [this, id](const catalog::ComponentKind& child) {
                        design::Placement where;
                        where.attachTo = id;
                        return design::canPlace(design(), catalog(), child, where).has_value();
                    });
        onto->menuAction()->setVisible(!onto->isEmpty());
        if (node.isContainer()) {
            QMenu* into = menu.addMenu(widgets::icon(QStringLiteral("plus")), tr("Put into it"));
            fillAddMenu(*into, [this, id](const catalog::ComponentKind& child) { addOnto(child, {}, id); },
                        [&kind](const catalog::ComponentKind& child) { return catalog::hostFit(child, kind).in != nullptr; });
            into->menuAction()->setVisible(!into->isEmpty());
        }
        if (!kind.actions.empty()) menu.addSeparator();
        const NodeLive* live = m_live.node(id);
        QMenu* faults = nullptr;  // what alters properties for a while, and what takes that back
        for (const catalog::ActionSpec& action : kind.actions) {
            const QString verb = QString::fromLatin1(action.verb);
            // Of a pair only the one that changes something is offered.
            const bool down = live && live->operatorDown;
            if (live && ((verb == QLatin1String("restore") && !down) || (verb == QLatin1String("kill") && down))) continue;
            const bool isFault = !action.effects.empty() || *action.ends;
            if (isFault && !faults) faults = menu.addMenu(widgets::icon(QStringLiteral("warning")), tr("Faults"));
            QAction* item = menuAdd(isFault ? *faults : menu, menuVerbIcon(action.verb), widgets::say(action.label),
                                    verb == QLatin1String("kill") || verb == QLatin1String("restore") ? QKeySequence(Qt::Key_K) : QKeySequence());
            item->setToolTip(widgets::say(action.help));
            connect(item, &QAction::triggered, this, [this, id, verb] { emit actRequested(id, verb); });
        }
    }
    if (const auto kinds = nextKinds(id); !kinds.empty()) {
        QMenu* next = menu.addMenu(widgets::icon(QStringLiteral("arrow-right")), tr("Add and link"));
        for (const catalog::ComponentKind* kind : kinds) {
            QAction* item = menuAdd(*next, QString::fromUtf8(kind->id), widgets::say(kind->label),
                                    kind == kinds.front() ? QKeySequence(Qt::CTRL | Qt::Key_Right) : QKeySequence());
            connect(item, &QAction::triggered, this, [this, id, kind] { addNext(id, {1, 0}, kind); });
        }
    }
    menu.addSeparator();
    fillTurnMenu(menu, id);
    fillGroupMenu(menu);
    fillLookMenu(menu);
    fillLayerMenu(menu);
    fillArrangeMenu(menu);
    connect(menuAdd(menu, QStringLiteral("copy"), tr("Copy"), QKeySequence::Copy), &QAction::triggered, this, &CanvasView::copy);
    connect(menuAdd(menu, QStringLiteral("duplicate"), tr("Duplicate"), Qt::CTRL | Qt::Key_D), &QAction::triggered, this, &CanvasView::duplicate);
    connect(menuAdd(menu, QStringLiteral("delete"), tr("Delete"), QKeySequence::Delete), &QAction::triggered, this, [this] { deleteSelection(); });
    if (const auto heals = design::healingOf(design(), catalog(), m_selection.componentList()); !heals.empty())
        connect(menuAdd(menu, {}, tr("Delete and close the gap"), Qt::CTRL | Qt::Key_Delete), &QAction::triggered, this, [this] { deleteSelection(true); });
}

void CanvasView::fillLinkMenu(QMenu& menu, LinkId id, QPointF scene) {
    const LinkPart& part = *m_picture.link(id);
    const LinkLive* live = m_live.link(id);
    const bool up = !live || live->up;
    connect(menuAdd(menu, QStringLiteral("cut"), up ? tr("Cut the link") : tr("Mend the link"), Qt::Key_K), &QAction::triggered, this,
            [this, id] { cutOrMend(id); });
    if (const NodePart *from = m_picture.node(part.link->from), *to = m_picture.node(part.link->to); up && from && to) {
        QMenu* oneWay = menu.addMenu(tr("Cut one way"));
        const QString a = from->component->name.left(40), b = to->component->name.left(40);
        connect(menuAdd(*oneWay, {}, tr("%1 \u2192 %2").arg(a, b)), &QAction::triggered, this, [this, id] { emit linkActRequested(id, QStringLiteral("cut forward")); });
        connect(menuAdd(*oneWay, {}, tr("%1 \u2192 %2").arg(b, a)), &QAction::triggered, this, [this, id] { emit linkActRequested(id, QStringLiteral("cut back")); });
    }
    connect(menuAdd(menu, QStringLiteral("edit"), tr("Label\u2026"), Qt::Key_F2), &QAction::triggered, this, [this, id] { rename(id); });
    QAction* reverse = menuAdd(menu, QStringLiteral("refresh"), tr("Reverse"));
    const auto fit = design::canReconnect(design(), catalog(), id, part.link->to, part.link->from);
    reverse->setEnabled(fit.has_value());
    if (!fit) reverse->setToolTip(widgets::say(fit.error().what));
    connect(reverse, &QAction::triggered, this, [this, id] {
        if (mayEdit()) perform(design::reverseLink(design(), catalog(), id));
    });
    fillShapeMenu(menu, id, scene);
    QMenu* inLine = menu.addMenu(widgets::icon(QStringLiteral("shield")), tr("Insert into it"));
    fillAddMenu(*inLine, [this, id](const catalog::ComponentKind& kind) { addInLine(kind, id); },
                [this, id](const catalog::ComponentKind& kind) {
                    design::Placement where;
                    where.inLine = id;
                    return design::canPlace(design(), catalog(), kind, where).has_value();
                });
    inLine->menuAction()->setVisible(!inLine->isEmpty());
    menu.addSeparator();
    fillLookMenu(menu);
    fillLayerMenu(menu);
    connect(menuAdd(menu, QStringLiteral("delete"), tr("Delete"), QKeySequence::Delete), &QAction::triggered, this, [this] { deleteSelection(); });
}

void CanvasView::fillCanvasMenu(QMenu& menu, QPointF scene) {
    for (const catalog::Group group : catalog::allGroups) {
        QMenu* add = menu.addMenu(tr("Add: %1").arg(widgets::say(catalog::groupLabel(group))));
        fillAddMenu(*add, [this, scene](const catalog::ComponentKind& kind) { addKind(QString::fromUtf8(kind.id), {}, scene); },
                    [group](const catalog::ComponentKind& kind) { return kind.group == group; });
        add->menuAction()->setVisible(!add->isEmpty());
    }
    menu.addSeparator();
    QAction* pasting = menuAdd(menu, QStringLiteral("paste"), tr("Paste"), QKeySequence::Paste);
    const QMimeData* clip = QGuiApplication::clipboard()->mimeData();
    pasting->setEnabled(clip != nullptr && !QGuiApplication::clipboard()->text().isEmpty());
    connect(pasting, &QAction::triggered, this, [this, scene] { paste(scene); });
    connect(menuAdd(menu, QStringLiteral("select"), tr("Select all"), QKeySequence::SelectAll), &QAction::triggered, this, &CanvasView::selectAll);
    menu.addSeparator();
    connect(menuAdd(menu, QStringLiteral("fit"), tr("Fit everything"), Qt::SHIFT | Qt::Key_1), &QAction::triggered, this, &CanvasView::zoomToFit);
    if (!m_selection.isEmpty())
        connect(menuAdd(menu, QStringLiteral("select"), tr("Fit the selection"), Qt::SHIFT | Qt::Key_2), &QAction::triggered, this, &CanvasView::zoomToSelection);
    connect(menuAdd(menu, QStringLiteral("search"), tr("Zoom to 100 %"), Qt::CTRL | Qt::Key_0), &QAction::triggered, this, [this] { zoomTo(1); });
}

void CanvasView::fillAddMenu(QMenu& menu, std::function<void(const catalog::ComponentKind&)> add,
                             const std::function<bool(const catalog::ComponentKind&)>& allowed) {
    for (const catalog::ComponentKind& kind : catalog().kinds()) {
        if (!allowed(kind)) continue;
        QAction* action = menuAdd(menu, QString::fromUtf8(kind.id), widgets::say(kind.label));
        action->setToolTip(widgets::say(kind.help));
        connect(action, &QAction::triggered, this, [add, &kind] { add(kind); });
    }
}

void CanvasView::addOnto(const catalog::ComponentKind& kind, ComponentId onto, ComponentId into) {
    design::Placement where;
    where.attachTo = onto;
    where.container = into;
    if (const NodePart* node = m_picture.node(into)) where.scenePosition = node->rect.topLeft() + QPointF(16, 48);
    const ComponentId id = design().nextComponentId();
    if (mayEdit() && perform(asNew(design::addComponent(design(), catalog(), kind.id, where)))) setSelection(selectionOf(id));
}

void CanvasView::addInLine(const catalog::ComponentKind& kind, LinkId link) {
    design::Placement where;
    where.inLine = link;
    const ComponentId id = design().nextComponentId();
    if (mayEdit() && perform(asNew(design::addComponent(design(), catalog(), kind.id, where)))) setSelection(selectionOf(id));
}

}  // namespace faultline::canvas
