#include "app/export_dialog.h"

#include "app/picture_export.h"
#include "widgets/common/fonts.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace faultline::app {
namespace {

const QSize exportPreviewSize(480, 400);
constexpr int exportFormWidth = 320;

/// What shows through where a picture is transparent.
void exportPaintChecks(QPainter& painter, const QRect& rect) {
    constexpr int side = 8;
    const widgets::Theme& t = widgets::theme();
    painter.fillRect(rect, t.field);
    for (int y = rect.top(); y <= rect.bottom(); y += side)
        for (int x = rect.left(); x <= rect.right(); x += side)
            if (((x - rect.left()) / side + (y - rect.top()) / side) % 2 == 0)
                painter.fillRect(QRect(x, y, side, side).intersected(rect), t.hover);
}

bool exportIsDrawn(const settings::Export& options) {
    return QStringList{QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")}.contains(options.format);
}

/// The page of a drawing of this size; a null room: one as large as the drawing.
QPageLayout exportLayout(const settings::Export& options, QSizeF size) {
    const canvas::PageOptions page = pageOptions(options);
    if (options.format != QLatin1String("pdf") || !page.size.isValid()) return {};
    const bool wide = page.orientation == canvas::PageOptions::Orientation::Auto ? size.width() > size.height()
                                                                                : page.orientation == canvas::PageOptions::Orientation::Landscape;
    return QPageLayout(page.size, wide ? QPageLayout::Landscape : QPageLayout::Portrait, QMarginsF(page.margin, page.margin, page.margin, page.margin),
                       QPageLayout::Millimeter);
}

}  // namespace

ExportDialog::ExportDialog(Source source, QWidget* parent) : QDialog(parent), m_source(std::move(source)) {
    setWindowTitle(tr("Export"));
    m_preview = new QLabel(this);
    m_preview->setFixedSize(exportPreviewSize);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setAccessibleName(tr("Preview"));
    m_form = new QFormLayout;
    m_form->setVerticalSpacing(8);
    m_form->setHorizontalSpacing(12);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addWidgets();
    auto* side = new QWidget(this);
    side->setFixedWidth(exportFormWidth);
    auto* sideRows = new QVBoxLayout(side);
    sideRows->setContentsMargins(0, 0, 0, 0);
    sideRows->addLayout(m_form);
    sideRows->addStretch(1);
    m_size = new QLabel(this);
    m_size->setObjectName(QStringLiteral("size"));
    m_size->setFont(widgets::smallFont());
    m_size->setWordWrap(true);
    m_size->setMinimumHeight(48);
    m_size->setAlignment(Qt::AlignLeft | Qt::AlignBottom);
    sideRows->addWidget(m_size);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(24);
    columns->addWidget(m_preview);
    columns->addWidget(side);

    auto* buttons = new QHBoxLayout;
    m_copy = new QPushButton(tr("Copy to the clipboard"), this);
    m_copy->setObjectName(QStringLiteral("copy"));
    m_copy->setVisible(static_cast<bool>(m_source.copy));
    auto* cancel = new QPushButton(tr("Cancel"), this);
    m_export = new QPushButton(tr("Export\u2026"), this);
    m_export->setObjectName(QStringLiteral("export"));
    m_export->setDefault(true);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_export);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        remember();
        m_source.copy(options());
        reject();
    });
    connect(m_export, &QPushButton::clicked, this, [this] {
        remember();
        accept();
    });
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 24, 24, 20);
    rows->setSpacing(20);
    rows->setSizeConstraint(QLayout::SetFixedSize);
    rows->addLayout(columns);
    rows->addLayout(buttons);
    fill(settings::exportOptions());
}

void ExportDialog::addWidgets() {
    const auto choice = [this](const char* name, const QString& label, const QList<std::pair<QString, QString>>& entries) {
        auto* box = new QComboBox(this);
        box->setObjectName(QLatin1String(name));
        for (const auto& [text, value] : entries) box->addItem(text, value);
        m_form->addRow(label, box);
        connect(box, &QComboBox::currentIndexChanged, this, &ExportDialog::update);
        return box;
    };
    const auto number = [this](const char* name, double least, double most, int decimals, const QString& suffix) {
        auto* box = new QDoubleSpinBox(this);
        box->setObjectName(QLatin1String(name));
        box->setRange(least, most);
        box->setDecimals(decimals);
        box->setSuffix(suffix);
        connect(box, &QDoubleSpinBox::valueChanged, this, &ExportDialog::update);
        return box;
    };
    const auto check = [this](const char* name, const QString& text) {
        auto* box = new QCheckBox(text, this);
        box->setObjectName(QLatin1String(name));
        m_form->addRow(box);
        connect(box, &QCheckBox::toggled, this, &ExportDialog::update);
        return box;
    };
    m_format = choice("format", tr("&Form"), {{tr("PNG picture"), QStringLiteral("png")}, {tr("SVG drawing"), QStringLiteral("svg")}, {tr("PDF"), QStringLiteral("pdf")},
                                              {tr("draw.io drawing"), QStringLiteral("drawio")}, {tr("Mermaid text"), QStringLiteral("mmd")}, {tr("Graphviz text"), QStringLiteral("dot")}});
    m_scale = number("scale", 0.1, 32, 2, QStringLiteral(" x"));
    m_scale->setSingleStep(0.5);
    m_dpi = new QSpinBox(this);
    m_dpi->setObjectName(QStringLiteral("dpi"));
    m_dpi->setRange(10, 3072);
    m_dpi->setSuffix(tr(" dpi"));
    // Two ways to say the same; what is typed here is not rounded away by the other.
    connect(m_dpi, &QSpinBox::valueChanged, this, [this](int dpi) {
        const QSignalBlocker blocked(m_scale);
        m_scale->setValue(dpi / 96.0);
        m_chosenScale = dpi / 96.0;
        update();
    });
    connect(m_scale, &QDoubleSpinBox::valueChanged, this, [this](double scale) {
        const QSignalBlocker blocked(m_dpi);
        m_dpi->setValue(qRound(scale * 96));
        m_chosenScale = scale;
        update();
    });
    m_resolution = new QWidget(this);
    auto* row = new QHBoxLayout(m_resolution);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_scale);
    row->addWidget(m_dpi);
    m_form->addRow(tr("&Scale"), m_resolution);
    if (auto* label = qobject_cast<QLabel*>(m_form->labelForField(m_resolution))) label->setBuddy(m_scale);
    m_dpi->setAccessibleName(tr("Dots an inch"));
    QList<std::pair<QString, QString>> papers;
    for (const QString& name : pageNames()) papers.append({name == QLatin1String("drawing") ? tr("As large as the drawing") : name, name});
    m_page = choice("page", tr("&Paper"), papers);
    m_orientation = choice("orientation", tr("&Orientation"), {{tr("As the drawing lies"), QStringLiteral("auto")}, {tr("Portrait"), QStringLiteral("portrait")}, {tr("Landscape"), QStringLiteral("landscape")}});
    m_pages = choice("pages", tr("Sh&eets"), {{tr("Fit on one sheet"), QStringLiteral("fit")}, {tr("As many as it takes"), QStringLiteral("several")}});
    m_pageScale = number("pageScale", 5, 1000, 0, tr(" % of its size"));
    m_pageScale->setSingleStep(10);
    m_form->addRow(tr("S&ize"), m_pageScale);
    m_text = choice("text", tr("Te&xt"), {{tr("Stays text"), QStringLiteral("text")}, {tr("Outlines, which look the same everywhere"), QStringLiteral("outlines")}});
    m_area = choice("area", tr("Sho&w"), {{tr("The whole design"), QStringLiteral("all")}, {tr("The selection"), QStringLiteral("selection")}});
    m_ground = choice("ground", tr("&Background"), {{tr("White"), QStringLiteral("white")}, {tr("Transparent"), QStringLiteral("transparent")},
                                                    {tr("Dark"), QStringLiteral("dark")}, {tr("Dark colours, transparent"), QStringLiteral("dark transparent")}});
    m_border = new QSpinBox(this);
    m_border->setObjectName(QStringLiteral("border"));
    m_border->setRange(0, 1000);
    m_border->setSingleStep(8);
    connect(m_border, &QSpinBox::valueChanged, this, &ExportDialog::update);
    m_form->addRow(tr("Bo&rder"), m_border);
    m_title = check("title", tr("&Title above"));
    m_legend = check("legend", tr("&Legend below"));
    m_state = check("state", tr("The r&un as it is now"));
    m_design = check("design", tr("&Carry the design in the picture"));
    m_design->setToolTip(tr("The picture opens again in Faultline as a document. Some programs and web sites remove this part."));
    m_drawio = check("drawio", tr("Carry a &draw.io drawing too"));
    m_drawio->setToolTip(tr("The picture opens in draw.io as editable shapes."));
    m_compressed = check("compressed", tr("Co&mpressed"));
    m_compressed->setToolTip(tr("Smaller, but no text that people and version control can read."));
    m_allPages = check("allPages", tr("All %1 pages of the document, one a&fter another").arg(m_source.pages));
    m_all = check("all", tr("All %1 op&en designs, one after another").arg(m_source.documents));
}

void ExportDialog::fill(const settings::Export& options) {
    const auto choose = [](QComboBox* box, const QString& value) { box->setCurrentIndex(std::max(0, box->findData(value))); };
    choose(m_format, options.format);
    m_scale->setValue(options.scale);
    {
        const QSignalBlocker blocked(m_dpi);
        m_dpi->setValue(qRound(options.scale * 96));
    }
    m_chosenScale = options.scale;
    choose(m_page, options.page);
    choose(m_orientation, options.orientation);
    choose(m_pages, options.severalPages ? QStringLiteral("several") : QStringLiteral("fit"));
    m_pageScale->setValue(options.pageScale * 100);
    choose(m_text, options.outlines ? QStringLiteral("outlines") : QStringLiteral("text"));
    choose(m_area, options.selectionOnly && m_source.hasSelection ? QStringLiteral("selection") : QStringLiteral("all"));
    m_area->setEnabled(m_source.hasSelection);
    if (!m_source.hasSelection) m_area->setToolTip(tr("Nothing is selected."));
    choose(m_ground, options.dark ? (options.transparent ? QStringLiteral("dark transparent") : QStringLiteral("dark"))
                                  : (options.transparent ? QStringLiteral("transparent") : QStringLiteral("white")));
    m_border->setValue(options.border);
    m_title->setChecked(options.title);
    m_legend->setChecked(options.legend);
    m_state->setChecked(options.state && m_source.hasRun);
    m_state->setEnabled(m_source.hasRun);
    if (!m_source.hasRun) m_state->setToolTip(tr("Nothing has run yet."));
    m_design->setChecked(options.carriesDesign);
    m_drawio->setChecked(options.carriesDrawio);
    m_compressed->setChecked(options.compressed);
    m_allPages->setChecked(options.allPages);
    m_all->setChecked(options.allWindows && m_source.documents > 1);
}

settings::Export ExportDialog::options() const {
    settings::Export out;
    out.format = m_format->currentData().toString();
    out.scale = m_chosenScale;
    out.page = m_page->currentData().toString();
    out.orientation = m_orientation->currentData().toString();
    out.severalPages = m_pages->currentData().toString() == QLatin1String("several") && out.page != QLatin1String("drawing");
    out.pageScale = m_pageScale->value() / 100;
    out.outlines = m_text->currentData().toString() == QLatin1String("outlines");
    out.selectionOnly = m_area->currentData().toString() == QLatin1String("selection");
    out.dark = m_ground->currentData().toString().startsWith(QLatin1String("dark"));
    out.transparent = m_ground->currentData().toString().endsWith(QLatin1String("transparent"));
    out.border = m_border->value();
    out.title = m_title->isChecked();
    out.legend = m_legend->isChecked();
    out.state = m_state->isChecked();
    out.carriesDesign = m_design->isChecked();
    out.carriesDrawio = m_drawio->isChecked();
    out.compressed = m_compressed->isChecked();
    out.allPages = m_allPages->isChecked();
    out.allWindows = m_all->isChecked();
    return out;
}

/// What could not be asked this time stays as it was.
void ExportDialog::remember() {
    settings::Export chosen = options();
    const settings::Export before = settings::exportOptions();
    if (!m_source.hasSelection) chosen.selectionOnly = before.selectionOnly;
    if (!m_source.hasRun) chosen.state = before.state;
    if (m_source.documents < 2) chosen.allWindows = before.allWindows;
    if (chosen.page == QLatin1String("drawing")) chosen.severalPages = before.severalPages;
    settings::setExportOptions(chosen);
}

void ExportDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    update();
}

QString ExportDialog::describe(const settings::Export& options, QString& problem) const {
    if (!exportIsDrawn(options)) {
        return options.format == QLatin1String("drawio") ? m_source.pages > 1 ? tr("Editable shapes for draw.io on %1 pages, which come back unchanged.").arg(m_source.pages) : tr("Editable shapes for draw.io, which come back unchanged.")
                                                         : tr("The components and links as text; it cannot be opened again.");
    }
    const QSizeF size = m_source.size(options);
    if (options.format == QLatin1String("png")) {
        const Result<void> possible = checkImage(size, options.scale);
        if (!possible) problem = widgets::say(possible.error().what) + QLatin1Char('.');
        return tr("%1 x %2 pixels").arg(qRound(size.width() * options.scale)).arg(qRound(size.height() * options.scale));
    }
    if (options.format == QLatin1String("svg")) return tr("%1 x %2, sharp at any size").arg(qRound(size.width())).arg(qRound(size.height()));
    const QPageLayout layout = exportLayout(options, size);
    if (!layout.isValid()) return tr("%1 x %2 mm").arg(qRound(size.width() / 96 * 25.4)).arg(qRound(size.height() / 96 * 25.4));
    const canvas::PageGrid grid = canvas::pageGrid(size, pageOptions(options), layout.paintRect(QPageLayout::Inch).size());
    const int pages = grid.columns * grid.rows;
    if (pages > canvas::mostPages) problem = tr("It would take %1 sheets; at most %2 are made.").arg(pages).arg(canvas::mostPages);
    return pages == 1 ? tr("One sheet, at %1 % of its size").arg(qRound(grid.scale * 100)) : tr("%1 sheets: %2 x %3").arg(pages).arg(grid.columns).arg(grid.rows);
}

void ExportDialog::update() {
    const settings::Export chosen = options();
    const bool isPng = chosen.format == QLatin1String("png"), isPdf = chosen.format == QLatin1String("pdf"), isDrawn = exportIsDrawn(chosen);
    const bool hasPaper = isPdf && chosen.page != QLatin1String("drawing");
    m_form->setRowVisible(m_resolution, isPng);
    m_form->setRowVisible(m_page, isPdf);
    m_form->setRowVisible(m_orientation, hasPaper);
    m_form->setRowVisible(m_pages, hasPaper);
    m_form->setRowVisible(m_pageScale, hasPaper && chosen.severalPages);
    m_form->setRowVisible(m_text, chosen.format == QLatin1String("svg"));
    for (QWidget* field : std::initializer_list<QWidget*>{m_area, m_ground, m_border, m_title, m_legend, m_state}) m_form->setRowVisible(field, isDrawn);
    m_form->setRowVisible(m_design, isPng);
    m_form->setRowVisible(m_drawio, isPng);
    m_form->setRowVisible(m_compressed, chosen.format == QLatin1String("drawio"));
    m_form->setRowVisible(m_allPages, isPdf && m_source.pages > 1);
    m_form->setRowVisible(m_all, isPdf && m_source.documents > 1);
    QString problem;
    const QString size = describe(chosen, problem);
    m_size->setText(problem.isEmpty() ? size : problem);
    QPalette colors = m_size->palette();
    colors.setColor(QPalette::WindowText, problem.isEmpty() ? widgets::theme().muted : widgets::theme().of(widgets::State::Failing).text);
    m_size->setPalette(colors);
    m_export->setEnabled(problem.isEmpty());
    m_copy->setEnabled(isDrawn);
    if (isVisible()) drawPreview(chosen);
}

void ExportDialog::drawPreview(const settings::Export& chosen) {
    const QSizeF size = m_source.size(chosen);
    const QPageLayout layout = exportLayout(chosen, size);
    // What is shown is the drawing, or the sheet all its pages make together; both in scene units.
    canvas::PageGrid grid;
    QSizeF sheet = size, page;
    if (layout.isValid()) {
        page = layout.fullRect(QPageLayout::Inch).size() * 96;
        grid = canvas::pageGrid(size, pageOptions(chosen), layout.paintRect(QPageLayout::Inch).size());
        sheet = QSizeF(page.width() * grid.columns, page.height() * grid.rows);
    }
    const qreal dpr = devicePixelRatioF();
    QPixmap shown(exportPreviewSize * dpr);
    shown.setDevicePixelRatio(dpr);
    shown.fill(Qt::transparent);
    QPainter painter(&shown);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QSizeF room(exportPreviewSize - QSize(2, 2));
    const double scale = std::min({room.width() / std::max(1.0, sheet.width()), room.height() / std::max(1.0, sheet.height()), 1.5});
    const QSizeF outer = sheet * scale, inner = size * grid.scale * scale;
    const QPointF middle(exportPreviewSize.width() / 2.0, exportPreviewSize.height() / 2.0);
    const auto around = [&](const QSizeF& of) { return QRectF(middle - QPointF(of.width() / 2, of.height() / 2), of); };
    const QRect frame = around(outer).toAlignedRect();
    if (layout.isValid()) painter.fillRect(frame, Qt::white);
    else if (chosen.transparent) exportPaintChecks(painter, frame);
    painter.drawImage(around(inner), m_source.draw(chosen, grid.scale * scale * dpr));
    painter.setPen(QPen(widgets::theme().border, 1));
    for (int column = 1; column < grid.columns; ++column) {
        const double x = std::round(frame.left() + page.width() * scale * column) + 0.5;
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()));
    }
    for (int line = 1; line < grid.rows; ++line) {
        const double y = std::round(frame.top() + page.height() * scale * line) + 0.5;
        painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y));
    }
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5));
    painter.end();
    m_preview->setPixmap(shown);
}

}  // namespace faultline::app
