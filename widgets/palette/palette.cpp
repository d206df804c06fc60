#include "widgets/palette/palette.h"

#include "widgets/common/empty_state.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/common/search_field.h"
#include "widgets/common/theme.h"
#include "widgets/palette/palette_search.h"
#include "widgets/palette/palette_view.h"

#include <QDrag>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace faultline::palette {

namespace {

QString paletteGroupKey(catalog::Group group) {
    switch (group) {
        case catalog::Group::Traffic:
            return QStringLiteral("traffic");
        case catalog::Group::Network:
            return QStringLiteral("network");
        case catalog::Group::Compute:
            return QStringLiteral("compute");
        case catalog::Group::Data:
            return QStringLiteral("data");
        case catalog::Group::Security:
            return QStringLiteral("security");
        case catalog::Group::Monitoring:
            return QStringLiteral("monitoring");
        case catalog::Group::Annotation:
            return QStringLiteral("annotation");
    }
    return {};
}

QString paletteToolTip(const catalog::ComponentKind& kind, const QString& software) {
    const QString title =
        software.isEmpty() ? widgets::say(kind.label) : Palette::tr("%1 as %2").arg(widgets::say(kind.label), software);
    return QStringLiteral("<table width=\"300\"><tr><td><b>%1</b><br>%2<br><span style=\"color:%4\">%3</span></td></tr></table>")
        .arg(title.toHtmlEscaped(), widgets::say(kind.help).toHtmlEscaped(),
             Palette::tr("Drag it onto the canvas, or double-click to add it.").toHtmlEscaped(), widgets::theme().muted.name());
}

// What hangs at the pointer: a small card like the one it will become.
QPixmap paletteDragPixmap(const QString& kind, const QString& name, qreal dpr) {
    const widgets::Theme& t = widgets::theme();
    const QFont font = widgets::strongFont();
    const int width = std::clamp(int(QFontMetricsF(font).horizontalAdvance(name)) + 56, 96, 200);
    QPixmap pixmap(int(std::ceil(width * dpr)), int(std::ceil(44 * dpr)));
    pixmap.setDevicePixelRatio(dpr);
    pixmap.fill(Qt::transparent);
    QPainter p(&pixmap);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(t.accent, 1.5));
    p.setBrush(t.card);
    p.drawRoundedRect(QRectF(1, 1, width - 2, 42), 8, 8);
    widgets::drawIcon(p, QRectF(12, 12, 20, 20), kind, t.text);
    p.setFont(font);
    p.setPen(t.text);
    p.drawText(QRectF(42, 0, width - 50, 44), int(Qt::AlignLeft | Qt::AlignVCenter),
               QFontMetricsF(font).elidedText(name, Qt::ElideRight, width - 50));
    return pixmap;
}

QStandardItem* paletteEntry(const Match& match) {
    auto* item = new QStandardItem(match.software.isEmpty() ? widgets::say(match.kind->label) : match.software);
    item->setData(QString::fromUtf8(match.kind->id), KindRole);
    item->setData(match.software, SoftwareRole);
    item->setData(match.because, BecauseRole);
    item->setData(paletteToolTip(*match.kind, match.software), Qt::ToolTipRole);
    item->setData(match.because.isEmpty() ? item->text() : QStringLiteral("%1 (%2)").arg(item->text(), match.because),
                  Qt::AccessibleTextRole);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
    return item;
}

const QString paletteStencils = QStringLiteral("stencils");

/// Whether every word is in the name or the help.
bool paletteFits(const StencilEntry& stencil, const QString& query) {
    for (const QString& word : query.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        if (!stencil.name.contains(word, Qt::CaseInsensitive) && !stencil.help.contains(word, Qt::CaseInsensitive)) return false;
    return true;
}

}  // namespace

Palette::Palette(const catalog::Catalog& catalog, QWidget* parent)
    : QWidget(parent),
      m_catalog(catalog),
      m_search(new widgets::SearchField(tr("Search components"), this)),
      m_pages(new QStackedWidget(this)),
      m_view(new PaletteView(this)),
      m_nothing(new widgets::EmptyState(QStringLiteral("search"), {}, tr("Clear the search"), this)),
      m_model(new QStandardItemModel(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(12, 12, 12, 8);
    top->addWidget(m_search);
    column->addLayout(top);
    column->addWidget(m_pages, 1);
    m_pages->addWidget(m_view);
    m_pages->addWidget(m_nothing);
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Components"));
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    setFocusProxy(m_search);
    setMinimumWidth(160);

    connect(m_search, &QLineEdit::textChanged, this, &Palette::rebuild);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { add(m_view->currentIndex()); });
    connect(m_search, &widgets::SearchField::resultsRequested, this, &Palette::focusResults);
    connect(m_nothing, &widgets::EmptyState::buttonClicked, this, [this] {
        m_search->clear();
        m_search->setFocus();
    });
    connect(m_view, &PaletteView::addRequested, this, &Palette::add);
    connect(m_view, &PaletteView::dragRequested, this, &Palette::drag);
    connect(m_view, &PaletteView::searchRequested, this, &Palette::focusSearch);
    connect(m_view, &PaletteView::typed, this, [this](const QString& text) {
        m_search->setFocus();
        m_search->insert(text);
    });
    connect(m_view, &QTreeView::collapsed, this, [this](const QModelIndex& index) { rememberGroup(index, true); });
    connect(m_view, &QTreeView::expanded, this, [this](const QModelIndex& index) { rememberGroup(index, false); });
    connect(m_view, &QWidget::customContextMenuRequested, this, &Palette::showMenu);
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this,
            &Palette::rebuild);  // tool tips carry colours
    rebuild();
}

Palette::~Palette() = default;

QMimeData* Palette::mimeFor(const QString& kind, const QString& software) {
    auto* mime = new QMimeData;
    const QString payload = software.isEmpty() ? kind : kind + QLatin1Char('\n') + software;
    mime->setData(QStringLiteral("application/x-faultline-kind"), payload.toUtf8());
    return mime;
}

QString Palette::query() const {
    return m_search->text();
}

void Palette::setQuery(const QString& query) {
    m_search->setText(query);
}

void Palette::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QSize Palette::sizeHint() const {
    return {200, 480};
}

QWidget* Palette::viewport() const {
    return m_view->viewport();
}

QStringList Palette::closedGroups() const {
    return m_closed;
}

void Palette::setClosedGroups(const QStringList& groups) {
    m_closed = groups;
    rebuild();
}

void Palette::rememberGroup(const QModelIndex& index, bool closed) {
    // While searching every group is open, which is no wish to be remembered.
    if (m_rebuilding || !m_search->text().trimmed().isEmpty()) return;
    const QString key = index.data(GroupRole).toString();
    m_closed.removeAll(key);
    if (closed) m_closed.append(key);
    emit closedGroupsChanged(m_closed);
}

void Palette::rebuild() {
    m_rebuilding = true;
    const bool searching = !m_search->text().trimmed().isEmpty();
    const QList<Match> matches = search(m_catalog, m_search->text());
    m_model->clear();
    QStandardItem* best = nullptr;
    int bestRank = 0;
    for (const catalog::Group group : catalog::allGroups) {
        QStandardItem* heading = nullptr;
        for (const Match& match : matches) {
            if (match.kind->group != group) continue;
            if (heading == nullptr) {
                heading = new QStandardItem(widgets::say(catalog::groupLabel(group)));
                heading->setData(paletteGroupKey(group), GroupRole);
                heading->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
                m_model->appendRow(heading);
            }
            QStandardItem* entry = paletteEntry(match);
            heading->appendRow(entry);
            if (best == nullptr || match.rank < bestRank) {
                best = entry;
                bestRank = match.rank;
            }
        }
        if (heading != nullptr) {
            m_view->setExpanded(heading->index(), searching || !m_closed.contains(paletteGroupKey(group)));
        }
    }
    QStandardItem* const stencil = addStencils();
    if (best == nullptr) best = stencil;
    m_pages->setCurrentWidget(m_model->rowCount() == 0 ? static_cast<QWidget*>(m_nothing) : m_view);
    m_nothing->setSentence(tr("No component is called \u201c%1\u201d.").arg(m_search->text().trimmed()));
    if (searching && best != nullptr) {
        m_view->setCurrentIndex(best->index());
    }
    m_rebuilding = false;
}

void Palette::focusResults() {
    if (!m_view->currentIndex().isValid()) {
        m_view->setCurrentIndex(m_view->indexBelow(m_model->index(0, 0)));
    }
    m_view->setFocus(Qt::TabFocusReason);
}

void Palette::add(const QModelIndex& index) {
    if (const StencilEntry* entry = stencil(index)) return emit stencilActivated(entry->parts);
    const QString kind = index.data(KindRole).toString();
    if (!kind.isEmpty()) {
        emit kindActivated(kind, index.data(SoftwareRole).toString());
    }
}

void Palette::drag(const QModelIndex& index) {
    const QString kind = index.data(KindRole).toString();
    auto* drag = new QDrag(this);
    if (const StencilEntry* entry = stencil(index)) {
        drag->setMimeData(mimeFor(*entry));
        drag->setPixmap(paletteDragPixmap(QStringLiteral("palette"), entry->name, devicePixelRatioF()));
        drag->setHotSpot(QPoint(22, 22));
        execDrag(drag);
        return;
    }
    drag->setMimeData(mimeFor(kind, index.data(SoftwareRole).toString()));
    drag->setPixmap(paletteDragPixmap(kind, index.data(Qt::DisplayRole).toString(), devicePixelRatioF()));
    drag->setHotSpot(QPoint(22, 22));
    execDrag(drag);
}

Qt::DropAction Palette::execDrag(QDrag* drag) {
    return drag->exec(Qt::CopyAction);
}

void Palette::showMenu(const QPoint& position) {
    const QModelIndex index = m_view->indexAt(position);
    if (const StencilEntry* entry = stencil(index)) return showStencilMenu(position, *entry);
    if (index.data(GroupRole).toString() == paletteStencils) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("Import a stencil\u2026"), this, &Palette::stencilImportRequested);
        return menu->popup(m_view->viewport()->mapToGlobal(position));
    }
    const catalog::ComponentKind* kind = m_catalog.find(index.data(KindRole).toString().toStdString());
    if (kind == nullptr) return;
    const QString id = QString::fromUtf8(kind->id);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(widgets::icon(QStringLiteral("plus")), tr("Add %1").arg(widgets::say(kind->label)), this,
                    [this, id] { emit kindActivated(id, {}); });
    if (!kind->software.empty()) {
        QMenu* presets = menu->addMenu(tr("Add as"));
        for (const catalog::SoftwarePreset& preset : kind->software) {
            const QString name = QString::fromUtf8(preset.name);
            presets->addAction(name, this, [this, id, name] { emit kindActivated(id, name); });
        }
    }
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

QMimeData* Palette::mimeFor(const StencilEntry& stencil) {
    auto* mime = new QMimeData;
    mime->setData(QStringLiteral("application/x-faultline-parts"), stencil.parts);
    return mime;
}

void Palette::setStencils(std::vector<StencilEntry> stencils) {
    m_stencils = std::move(stencils);
    rebuild();
}

/// The group of stencils, as far as they fit the search; the first of them.
QStandardItem* Palette::addStencils() {
    const QString query = m_search->text().trimmed();
    QStandardItem* heading = nullptr;
    for (const StencilEntry& entry : m_stencils) {
        if (!paletteFits(entry, query)) continue;
        if (heading == nullptr) {
            heading = new QStandardItem(tr("Stencils"));
            heading->setData(paletteStencils, GroupRole);
            heading->setToolTip(tr("Several components, wired already. Save one of your own with Edit > Save selection as stencil."));
            heading->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            m_model->appendRow(heading);
        }
        auto* item = new QStandardItem(entry.name);
        item->setData(entry.id, StencilRole);
        item->setData(entry.picture, PictureRole);
        item->setToolTip(entry.help.isEmpty() ? tr("Drag it onto the canvas, or double-click to add it.") : entry.help);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
        heading->appendRow(item);
    }
    if (heading == nullptr) return nullptr;
    m_view->setExpanded(heading->index(), !query.isEmpty() || !m_closed.contains(paletteStencils));
    return heading->child(0);
}

const StencilEntry* Palette::stencil(const QModelIndex& index) const {
    const QString id = index.data(StencilRole).toString();
    const auto found = std::find_if(m_stencils.begin(), m_stencils.end(), [&](const StencilEntry& entry) { return entry.id == id; });
    return id.isEmpty() || found == m_stencils.end() ? nullptr : &*found;
}

void Palette::showStencilMenu(const QPoint& position, const StencilEntry& stencil) {
    const QString id = stencil.id;
    const QByteArray parts = stencil.parts;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(widgets::icon(QStringLiteral("plus")), tr("Add %1").arg(stencil.name), this, [this, parts] { emit stencilActivated(parts); });
    menu->addSeparator();
    if (stencil.isOwn) {
        menu->addAction(widgets::icon(QStringLiteral("edit")), tr("Rename\u2026"), this, [this, id] { emit stencilRenameRequested(id); });
        menu->addAction(widgets::icon(QStringLiteral("delete")), tr("Delete\u2026"), this, [this, id] { emit stencilRemoveRequested(id); });
    }
    menu->addAction(widgets::icon(QStringLiteral("export")), tr("Save as a file\u2026"), this, [this, id] { emit stencilExportRequested(id); });
    menu->addAction(tr("Import a stencil\u2026"), this, &Palette::stencilImportRequested);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

QRect Palette::stencilRect(const QString& id) const {
    for (int group = 0; group < m_model->rowCount(); ++group) {
        const QModelIndex heading = m_model->index(group, 0);
        for (int row = 0; row < m_model->rowCount(heading); ++row)
            if (const QModelIndex index = m_model->index(row, 0, heading); index.data(StencilRole).toString() == id) return m_view->visualRect(index);
    }
    return {};
}

QModelIndex Palette::find(const QString& kind, const QString& software) const {
    for (int group = 0; group < m_model->rowCount(); ++group) {
        const QModelIndex heading = m_model->index(group, 0);
        for (int row = 0; row < m_model->rowCount(heading); ++row) {
            const QModelIndex index = m_model->index(row, 0, heading);
            if (index.data(KindRole).toString() == kind && index.data(SoftwareRole).toString() == software) return index;
        }
    }
    return {};
}

QRect Palette::entryRect(const QString& kind, const QString& software) const {
    const QModelIndex index = find(kind, software);
    return index.isValid() ? m_view->visualRect(index) : QRect();
}

}  // namespace faultline::palette
