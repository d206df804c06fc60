#include "app/export_dialog.h"

#include "widgets/common/fonts.h"
#include "widgets/common/theme.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline::app {
namespace {

const QSize exportPreviewSize(440, 330);
const QLatin1String exportBackgrounds[] = {QLatin1String("white"), QLatin1String("transparent"), QLatin1String("dark")};

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

}  // namespace

ExportDialog::ExportDialog(Source source, QWidget* parent) : QDialog(parent), m_source(std::move(source)) {
    setWindowTitle(tr("Export a picture"));
    auto* columns = new QHBoxLayout;
    columns->setSpacing(24);
    m_preview = new QLabel(this);
    m_preview->setFixedSize(exportPreviewSize);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setAccessibleName(tr("Preview"));
    columns->addWidget(m_preview);

    auto* form = new QVBoxLayout;
    form->setSpacing(6);
    columns->addLayout(form);
    const auto heading = [&](const QString& text, bool first = false) {
        auto* label = new QLabel(text, this);
        label->setFont(widgets::strongFont());
        if (!first) form->addSpacing(12);
        form->addWidget(label);
    };
    const auto choices = [&](const QStringList& names, bool inRow) {
        auto* group = new QButtonGroup(this);
        QBoxLayout* layout = inRow ? static_cast<QBoxLayout*>(new QHBoxLayout) : new QVBoxLayout;
        layout->setSpacing(inRow ? 16 : 4);
        for (const QString& name : names) {
            auto* button = new QRadioButton(name, this);
            group->addButton(button, static_cast<int>(group->buttons().size()));
            layout->addWidget(button);
        }
        if (inRow) layout->addStretch(1);
        form->addLayout(layout);
        connect(group, &QButtonGroup::idClicked, this, &ExportDialog::update);
        return group;
    };
    heading(tr("Size"), true);
    m_scale = choices({tr("1x"), tr("2x"), tr("3x")}, true);
    m_size = new QLabel(this);
    m_size->setFont(widgets::smallFont());
    form->addWidget(m_size);
    heading(tr("Background"));
    m_background = choices({tr("White"), tr("Transparent"), tr("Dark")}, false);
    heading(tr("What"));
    m_area = choices({tr("The whole design"), tr("The selection")}, false);
    form->addSpacing(12);
    m_design = new QCheckBox(tr("Carry the design in the picture"), this);
    m_design->setToolTip(tr("The picture opens again in Faultline as a document. Some programs and web sites remove this part."));
    form->addWidget(m_design);
    form->addStretch(1);

    const settings::Export remembered = settings::exportOptions();
    m_scale->button(std::clamp(remembered.scale, 1, 3) - 1)->setChecked(true);
    const auto found = std::find(std::begin(exportBackgrounds), std::end(exportBackgrounds), remembered.background);
    m_background->button(found == std::end(exportBackgrounds) ? 0 : static_cast<int>(found - std::begin(exportBackgrounds)))->setChecked(true);
    m_area->button(1)->setEnabled(m_source.hasSelection);
    if (!m_source.hasSelection) m_area->button(1)->setToolTip(tr("Nothing is selected."));
    m_area->button(m_source.hasSelection && remembered.selectionOnly ? 1 : 0)->setChecked(true);
    m_design->setChecked(remembered.carriesDesign);

    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    m_export = new QPushButton(tr("Export\u2026"), this);
    m_export->setObjectName(QStringLiteral("export"));
    m_export->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_export);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_export, &QPushButton::clicked, this, [this] {
        settings::Export chosen = options();
        if (!m_source.hasSelection) chosen.selectionOnly = settings::exportOptions().selectionOnly;   // was not asked
        settings::setExportOptions(chosen);
        accept();
    });
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 24, 24, 20);
    rows->setSpacing(20);
    rows->setSizeConstraint(QLayout::SetFixedSize);
    rows->addLayout(columns);
    rows->addLayout(buttons);
}

settings::Export ExportDialog::options() const {
    settings::Export out;
    out.scale = m_scale->checkedId() + 1;
    out.background = exportBackgrounds[std::clamp(m_background->checkedId(), 0, 2)];
    out.selectionOnly = m_area->checkedId() == 1;
    out.carriesDesign = m_design->isChecked();
    return out;
}

void ExportDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    update();
}

void ExportDialog::update() {
    const settings::Export chosen = options();
    const QSizeF size = m_source.size(chosen);
    m_size->setText(tr("%1 x %2 pixels").arg(qRound(size.width() * chosen.scale)).arg(qRound(size.height() * chosen.scale)));

    const qreal dpr = devicePixelRatioF();
    QPixmap shown(exportPreviewSize * dpr);
    shown.setDevicePixelRatio(dpr);
    shown.fill(Qt::transparent);
    QPainter painter(&shown);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QSizeF room(exportPreviewSize);
    const double scale = std::min({room.width() / std::max(1.0, size.width()), room.height() / std::max(1.0, size.height()), 1.5});
    const QSizeF drawn = size * scale;
    const QRect frame = QRectF(QPointF((room.width() - drawn.width()) / 2, (room.height() - drawn.height()) / 2), drawn).toAlignedRect();
    if (chosen.background == QLatin1String("transparent")) exportPaintChecks(painter, frame);
    painter.drawImage(QRectF(frame), m_source.draw(chosen, scale * dpr));
    painter.setPen(QPen(widgets::theme().border, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5));
    painter.end();
    m_preview->setPixmap(shown);
}

}  // namespace faultline::app
