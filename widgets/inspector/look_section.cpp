#include "widgets/inspector/look_section.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/parts.h"

#include <QColorDialog>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace faultline::inspector {

using design::Style;

Swatch::Swatch(std::optional<std::uint32_t> color, const QString& name, QWidget* parent) : QAbstractButton(parent), m_color(color) {
    setCheckable(true);
    setAccessibleName(name);
    setToolTip(name);
    setFocusPolicy(Qt::StrongFocus);
    setFixedSize(sizeHint());
}

void Swatch::setColor(std::optional<std::uint32_t> color) {
    m_color = color;
    update();
}

void Swatch::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    if (!isEnabled()) p.setOpacity(0.5);
    const QRectF area = QRectF(rect()).adjusted(3.5, 3.5, -3.5, -3.5);
    const bool none = m_color == Style::none;
    p.setPen(QPen(t.borderStrong, 1));
    p.setBrush(m_color && !none ? QColor(QRgb(*m_color)) : t.field);
    p.drawRoundedRect(area, 4, 4);
    if (!m_color && !text().isEmpty()) {
        p.setPen(t.text);
        p.drawText(area, Qt::AlignCenter, text());
    } else if (!m_color) {   // as usual: half of each
        p.setPen(Qt::NoPen);
        p.setBrush(t.muted);
        p.drawPolygon(QPolygonF({area.bottomLeft() + QPointF(2, -2), area.topRight() + QPointF(-2, 2), area.bottomRight() + QPointF(-2, -2)}));
    } else if (none) {
        p.setPen(QPen(t.of(widgets::State::Failing).fill, 1.6, Qt::SolidLine, Qt::RoundCap));
        p.drawLine(area.bottomLeft() + QPointF(2, -2), area.topRight() + QPointF(-2, 2));
    }
    if (!isChecked() && !hasFocus()) return;
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(hasFocus() ? t.focusRing : t.accent, 2));
    p.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    if (isChecked() && hasFocus()) {   // chosen and where the keyboard is
        p.setPen(Qt::NoPen);
        p.setBrush(t.focusRing);
        p.drawEllipse(QPointF(rect().right() - 3, 4), 3, 3);
    }
}

void Swatch::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Left && event->key() != Qt::Key_Right) return QAbstractButton::keyPressEvent(event);
    const bool right = event->key() == Qt::Key_Right;
    Swatch* next = nullptr;
    for (Swatch* other : parentWidget()->findChildren<Swatch*>()) {
        if (other->y() != y() || (right ? other->x() <= x() : other->x() >= x())) continue;
        if (!next || std::abs(other->x() - x()) < std::abs(next->x() - x())) next = other;
    }
    if (next) next->setFocus(Qt::OtherFocusReason);
}

LookSection::LookSection(design::DesignDocument& document, std::vector<ComponentId> components, std::vector<LinkId> links, QWidget* parent)
    : QWidget(parent), m_document(document), m_components(std::move(components)), m_links(std::move(links)) {
    setObjectName(QStringLiteral("look"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    // Pale areas and strong lines: both are seen on a light and on a dark canvas and on white paper.
    const std::vector<std::pair<std::uint32_t, QString>> pale{{0xDBEAFE, tr("Blue")}, {0xEDE9FE, tr("Violet")}, {0xFCE7F3, tr("Pink")},
                                                              {0xCCFBF1, tr("Teal")}, {0xFEF3C7, tr("Sand")},   {0xE2E8F0, tr("Grey")}};
    const std::vector<std::pair<std::uint32_t, QString>> strong{{0x2563EB, tr("Blue")}, {0x7C3AED, tr("Violet")}, {0xDB2777, tr("Pink")},
                                                                {0x0D9488, tr("Teal")}, {0xB45309, tr("Brown")},  {0x64748B, tr("Grey")}};
    if (!m_components.empty()) addRow(&Style::fill, tr("Fill"), "fill", pale);
    addRow(&Style::line, tr("Line"), "line", strong);
    addRow(&Style::text, tr("Text"), "text", strong);

    auto* more = new QHBoxLayout;
    more->setSpacing(8);
    m_size = new QSpinBox(this);
    m_size->setObjectName(QStringLiteral("look-size"));
    m_size->setAccessibleName(tr("Text size"));
    m_size->setToolTip(tr("Text size in pixels at 100 %"));
    m_size->setRange(Style::smallestText - 1, Style::largestText);
    m_size->setSpecialValueText(tr("usual"));
    m_size->setKeyboardTracking(false);
    more->addWidget(m_size, 1);
    m_dash = new QComboBox(this);
    m_dash->setObjectName(QStringLiteral("look-dash"));
    m_dash->setAccessibleName(tr("Dash of the line"));
    for (const QString& text : {tr("Usual line"), tr("Solid"), tr("Dashed"), tr("Dotted")}) m_dash->addItem(text);
    more->addWidget(m_dash, 2);
    grid->addWidget(smallLabel(tr("Size"), this), grid->rowCount(), 0);
    grid->addLayout(more, grid->rowCount() - 1, 1);
    auto* reset = new QPushButton(widgets::icon(QStringLiteral("reset")), tr("Reset the look"), this);
    reset->setObjectName(QStringLiteral("look-reset"));
    m_reset = reset;
    grid->addWidget(reset, grid->rowCount(), 1, Qt::AlignLeft);

    connect(m_size, &QSpinBox::valueChanged, this, [this](int size) {
        if (!m_refreshing) apply([size](Style& style) { style.textSize = size < Style::smallestText ? 0 : size; });
    });
    connect(m_dash, &QComboBox::activated, this, [this](int index) {
        apply([index](Style& style) { style.dash = static_cast<Style::Dash>(index); });
    });
    connect(reset, &QPushButton::clicked, this, [this] { apply([](Style& style) { style = {}; }); });
    refresh();
}

void LookSection::addRow(Color member, const QString& name, const char* key, const std::vector<std::pair<std::uint32_t, QString>>& colors) {
    auto* grid = static_cast<QGridLayout*>(layout());
    Row row{member, name, {}, nullptr};
    auto* line = new QHBoxLayout;
    line->setSpacing(1);
    const int index = grid->rowCount();
    const auto add = [&](std::optional<std::uint32_t> color, const QString& says, const QString& objectName) {
        auto* swatch = new Swatch(color, QStringLiteral("%1: %2").arg(name, says), this);
        if (line->count() > 0) swatch->setFocusPolicy(Qt::ClickFocus);
        swatch->setObjectName(QStringLiteral("look-%1-%2").arg(QLatin1String(key), objectName));
        line->addWidget(swatch);
        return swatch;
    };
    const auto choose = [&](std::optional<std::uint32_t> color, const QString& says, const QString& objectName) {
        Swatch* swatch = add(color, says, objectName);
        connect(swatch, &Swatch::clicked, this, [this, member, color] { apply([&](Style& style) { style.*member = color; }); });
        row.swatches.push_back(swatch);
    };
    choose(std::nullopt, tr("as usual"), QStringLiteral("usual"));
    if (member != &Style::text) choose(Style::none, tr("none"), QStringLiteral("none"));
    for (const auto& [color, says] : colors) choose(color, says, QStringLiteral("%1").arg(color, 6, 16, QLatin1Char('0')));
    row.custom = add(std::nullopt, tr("any colour\u2026"), QStringLiteral("any"));
    row.custom->setText(QStringLiteral("\u2026"));
    connect(row.custom, &Swatch::clicked, this, [this, member, name] { chooseAny(member, name); });
    line->addStretch(1);
    grid->addWidget(smallLabel(name, this), index, 0);
    grid->addLayout(line, index, 1);
    m_rows.push_back(std::move(row));
}

std::vector<Style> LookSection::styles() const {
    std::vector<Style> all;
    for (const ComponentId id : m_components)
        if (const design::Component* part = m_document.design().component(id)) all.push_back(part->style);
    for (const LinkId id : m_links)
        if (const design::Link* link = m_document.design().link(id)) all.push_back(link->style);
    return all;
}

void LookSection::refresh() {
    const std::vector<Style> all = styles();
    if (all.empty()) return;
    m_refreshing = true;
    const auto common = [&](auto member) {
        return std::all_of(all.begin(), all.end(), [&](const Style& style) { return style.*member == all.front().*member; });
    };
    for (const Row& row : m_rows) {
        const bool same = common(row.member);
        const auto color = all.front().*row.member;
        bool found = false;
        for (Swatch* swatch : row.swatches) {
            const bool chosen = same && swatch->color() == color;
            swatch->setChecked(chosen);
            found = found || chosen;
        }
        row.custom->setColor(same && !found ? color : std::nullopt);
        row.custom->setChecked(same && !found);
    }
    m_size->setValue(common(&Style::textSize) && all.front().textSize > 0 ? all.front().textSize : m_size->minimum());
    m_dash->setCurrentIndex(common(&Style::dash) ? static_cast<int>(all.front().dash) : -1);
    m_reset->setEnabled(std::any_of(all.begin(), all.end(), [](const Style& style) { return !style.isUsual(); }));
    m_refreshing = false;
}

void LookSection::apply(const std::function<void(Style&)>& alter) {
    const design::Change change = design::restyle(m_document.design(), m_components, m_links, alter);
    if (change.isEmpty()) return refresh();   // a click unchecked what is chosen
    m_document.apply(change);
}

void LookSection::chooseAny(Color member, const QString& name) {
    const std::vector<Style> all = styles();
    const auto now = all.empty() ? std::nullopt : all.front().*member;
    const QColor color = QColorDialog::getColor(now && *now != Style::none ? QColor(QRgb(*now)) : QColor(0xDB, 0xEA, 0xFE), this, name);
    if (!color.isValid()) return refresh();
    apply([&](Style& style) { style.*member = color.rgb() & 0xFF'FFFF; });
}

}  // namespace faultline::inspector
