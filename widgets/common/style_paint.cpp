#include "widgets/common/style_paint.h"

#include "widgets/common/icons.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QStyleOption>
#include <QVariant>

#include <algorithm>

namespace faultline::widgets::paint {

namespace {

bool paintEnabled(const QStyleOption& o) {
    return o.state.testFlag(QStyle::State_Enabled);
}
bool paintHover(const QStyleOption& o) {
    return paintEnabled(o) && o.state.testFlag(QStyle::State_MouseOver);
}
bool paintDown(const QStyleOption& o) {
    return paintEnabled(o) && o.state.testFlag(QStyle::State_Sunken);
}

ButtonRole paintRole(const QStyleOption& option, const QWidget* widget) {
    if (widget != nullptr) {
        const QVariant role = widget->property("faultlineRole");
        if (role.isValid()) {
            return static_cast<ButtonRole>(role.toInt());
        }
    }
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    const bool isDefault = button != nullptr && button->features.testFlag(QStyleOptionButton::DefaultButton);
    return isDefault ? ButtonRole::Primary : ButtonRole::Normal;
}

QColor paintMix(const QColor& top, const QColor& bottom, float share) {
    QColor c = top;
    c.setAlphaF(share);
    return blended(c, bottom);
}

void paintTick(QPainter& p, const QRectF& r, const QColor& color) {
    const qreal s = r.width();
    p.setPen(QPen(color, s * 0.12, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF points[] = {{r.left() + s * 0.26, r.top() + s * 0.52},
                              {r.left() + s * 0.43, r.top() + s * 0.68},
                              {r.left() + s * 0.75, r.top() + s * 0.33}};
    p.drawPolyline(points, 3);
}

}  // namespace

void roundedRect(QPainter& p, const QRectF& rect, qreal radius, const QColor& fill, const QColor& edge, qreal width) {
    p.save();
    p.setRenderHint(QPainter::Antialiasing, true);
    p.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    p.setPen(edge.isValid() ? QPen(edge, width) : QPen(Qt::NoPen));
    const qreal half = edge.isValid() ? width / 2 : 0;
    p.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half);
    p.restore();
}

void hairline(QPainter& p, const QRect& rect, Qt::Edge edge) {
    QRect line = rect;
    switch (edge) {
        case Qt::TopEdge:
            line.setHeight(1);
            break;
        case Qt::BottomEdge:
            line.setTop(rect.bottom());
            break;
        case Qt::LeftEdge:
            line.setWidth(1);
            break;
        case Qt::RightEdge:
            line.setLeft(rect.right());
            break;
    }
    p.fillRect(line, theme().border);
}

bool showsFocus(const QStyleOption& option) {
    return option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange);
}

void pushButton(const QStyleOption& option, QPainter& p, const QWidget* widget) {
    const Theme& t = theme();
    const QRectF r = option.rect;
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    const bool flat = button != nullptr && button->features.testFlag(QStyleOptionButton::Flat);
    const bool on = option.state.testFlag(QStyle::State_On);
    const ButtonRole role = paintRole(option, widget);
    if (!paintEnabled(option)) {
        if (!flat) {
            roundedRect(p, r, controlRadius, t.hover, t.border);
        }
        return;
    }
    QColor fill = t.surface;
    QColor edge = t.borderStrong;
    QColor ring = t.focusRing;
    if (role == ButtonRole::Primary) {
        fill = paintDown(option) ? t.accentPressed : paintHover(option) ? t.accentHover : t.accent;
        edge = QColor();
        ring = t.onAccent;
    } else if (role == ButtonRole::Danger) {
        const StateColors& red = t.of(State::Failing);
        edge = paintMix(red.fill, t.surface, 0.55F);
        fill = paintDown(option) ? paintMix(red.fill, t.surface, 0.25F) : paintHover(option) ? red.soft : t.surface;
    } else {
        fill = paintDown(option) ? t.pressed : on ? t.accentSoft : paintHover(option) ? t.hover : t.surface;
        edge = on ? t.accent : paintHover(option) ? paintMix(t.muted, t.borderStrong, 0.35F) : t.borderStrong;
        if (flat) {
            edge = QColor();
            if (fill == t.surface) {
                fill = QColor();
            }
        }
    }
    roundedRect(p, r, controlRadius, fill, edge);
    if (showsFocus(option)) {
        if (role == ButtonRole::Primary) {
            roundedRect(p, r.adjusted(2, 2, -2, -2), controlRadius - 2, {}, ring, 1.5);
        } else {
            roundedRect(p, r, controlRadius, {}, ring, 2);
        }
    }
}

QColor pushButtonText(const QStyleOption& option, const QWidget* widget) {
    const Theme& t = theme();
    if (!paintEnabled(option)) {
        return t.disabled;
    }
    switch (paintRole(option, widget)) {
        case ButtonRole::Primary:
            return t.onAccent;
        case ButtonRole::Danger:
            return t.of(State::Failing).text;
        case ButtonRole::Normal:
            break;
    }
    return option.state.testFlag(QStyle::State_On) ? t.onAccentSoft : t.text;
}

void toolButton(const QStyleOption& option, QPainter& p, const QWidget*) {
    const Theme& t = theme();
    const bool on = option.state.testFlag(QStyle::State_On);
    QColor fill;
    if (paintDown(option)) {
        fill = on ? paintMix(t.accent, t.accentSoft, 0.18F) : t.pressed;
    } else if (on) {
        fill = paintEnabled(option) ? t.accentSoft : t.hover;
    } else if (paintHover(option)) {
        fill = t.dark ? t.hover : paintMix(t.pressed, t.hover, 0.6F);
    }
    if (fill.isValid()) {
        roundedRect(p, option.rect, controlRadius, fill);
    }
    if (showsFocus(option)) {
        roundedRect(p, option.rect, controlRadius, {}, t.focusRing, 2);
    }
}

void field(const QStyleOption& option, QPainter& p, bool focus) {
    const Theme& t = theme();
    if (!paintEnabled(option)) {
        roundedRect(p, option.rect, controlRadius, t.hover, t.border);
        return;
    }
    const bool readOnly = option.state.testFlag(QStyle::State_ReadOnly);
    QColor edge = paintHover(option) ? paintMix(t.muted, t.borderStrong, 0.35F) : t.borderStrong;
    roundedRect(p, option.rect, controlRadius, readOnly ? t.background : t.field,
                focus      ? t.focusRing
                : readOnly ? t.border
                           : edge,
                focus ? 1.6 : 1);
}

void checkBox(const QStyleOption& option, QPainter& p) {
    const Theme& t = theme();
    const qreal side = std::min(option.rect.width(), option.rect.height());
    const QRectF r(option.rect.x() + (option.rect.width() - side) / 2, option.rect.y() + (option.rect.height() - side) / 2, side,
                   side);
    const bool some = option.state.testFlag(QStyle::State_NoChange);
    const bool on = option.state.testFlag(QStyle::State_On) || some;
    const bool enabled = paintEnabled(option);
    if (on) {
        const QColor fill = !enabled             ? t.borderStrong
                            : paintDown(option)  ? t.accentPressed
                            : paintHover(option) ? t.accentHover
                                                 : t.accent;
        roundedRect(p, r, 4, fill);
        p.save();
        p.setRenderHint(QPainter::Antialiasing, true);
        const QColor sign = enabled ? t.onAccent : t.surface;
        if (some) {
            p.setPen(QPen(sign, 2, Qt::SolidLine, Qt::RoundCap));
            p.drawLine(QPointF(r.left() + side * 0.28, r.center().y()), QPointF(r.right() - side * 0.28, r.center().y()));
        } else {
            paintTick(p, r, sign);
        }
        p.restore();
    } else {
        roundedRect(p, r, 4, enabled ? (paintDown(option) ? t.pressed : t.field) : t.hover,
                    paintHover(option) ? t.accent : paintMix(t.muted, t.borderStrong, enabled ? 0.3F : 0.0F));
    }
    if (showsFocus(option)) {
        roundedRect(p, r.adjusted(-2, -2, 2, 2), 6, {}, t.focusRing, 1.5);
    }
}

void radioButton(const QStyleOption& option, QPainter& p) {
    const Theme& t = theme();
    const qreal side = std::min(option.rect.width(), option.rect.height());
    const QRectF r(option.rect.x(), option.rect.y() + (option.rect.height() - side) / 2, side, side);
    const bool enabled = paintEnabled(option);
    if (option.state.testFlag(QStyle::State_On)) {
        roundedRect(p, r, side / 2, enabled ? (paintHover(option) ? t.accentHover : t.accent) : t.borderStrong);
        roundedRect(p, r.adjusted(5, 5, -5, -5), (side - 10) / 2, enabled ? t.onAccent : t.surface);
    } else {
        roundedRect(p, r, side / 2, enabled ? t.field : t.hover,
                    paintHover(option) ? t.accent : paintMix(t.muted, t.borderStrong, enabled ? 0.3F : 0.0F));
    }
    if (showsFocus(option)) {
        roundedRect(p, r.adjusted(-2, -2, 2, 2), side / 2 + 2, {}, t.focusRing, 1.5);
    }
}

void chevron(const QStyleOption& option, QPainter& p, const QString& icon, const QColor& color) {
    const int side = std::clamp(std::min(option.rect.width(), option.rect.height()), 8, 16);
    const QRectF r(option.rect.center().x() + 0.5 - side / 2.0, option.rect.center().y() + 0.5 - side / 2.0, side, side);
    drawIcon(p, r, icon, color);
}

void comboBox(const QStyleOptionComboBox& option, QPainter& p, const QRect& arrow) {
    const Theme& t = theme();
    if (option.frame) {
        const bool focus = option.state.testFlag(QStyle::State_HasFocus) &&
                           (option.editable || option.state.testFlag(QStyle::State_KeyboardFocusChange));
        QStyleOption plain(option);
        plain.state.setFlag(QStyle::State_ReadOnly, false);
        field(plain, p, focus || option.activeSubControls.testFlag(QStyle::SC_ComboBoxListBoxPopup));
    } else {
        toolButton(option, p, nullptr);
    }
    drawIcon(p, QRectF(arrow.center().x() + 0.5 - 7, arrow.center().y() + 0.5 - 7, 14, 14), QStringLiteral("chevron-down"),
             paintEnabled(option) ? t.muted : t.disabled);
}

void spinBox(const QStyleOptionSpinBox& option, QPainter& p, const QRect& up, const QRect& down) {
    const Theme& t = theme();
    if (option.frame) {
        field(option, p, option.state.testFlag(QStyle::State_HasFocus));
    }
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) {
        return;
    }
    const struct {
        QRect rect;
        QStyle::SubControl control;
        QAbstractSpinBox::StepEnabledFlag step;
        const char* icon;
    } buttons[] = {{up, QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, "chevron-up"},
                   {down, QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, "chevron-down"}};
    for (const auto& button : buttons) {
        const bool usable = paintEnabled(option) && option.stepEnabled.testFlag(button.step);
        const bool active = usable && option.activeSubControls.testFlag(button.control);
        if (active) {
            roundedRect(p, QRectF(button.rect).adjusted(0, 0.5, -0.5, -0.5), 3, paintDown(option) ? t.pressed : t.hover);
        }
        const QPointF c = QRectF(button.rect).center();
        drawIcon(p, QRectF(c.x() - 5.5, c.y() - 5.5, 11, 11), QLatin1String(button.icon),
                 !usable  ? t.disabled
                 : active ? t.text
                          : t.muted);
    }
}

void slider(const QStyleOptionSlider& option, QPainter& p, const QRect& groove, const QRect& handle) {
    const Theme& t = theme();
    const bool enabled = paintEnabled(option);
    const QColor filled = enabled ? t.accent : t.borderStrong;
    const QPointF c = QRectF(handle).center();
    if (option.orientation == Qt::Horizontal) {
        const QRectF bar(groove.left(), QRectF(groove).center().y() - 2, groove.width(), 4);
        roundedRect(p, bar, 2, t.track);
        QRectF done = bar;
        option.upsideDown ? done.setLeft(c.x()) : done.setRight(c.x());
        roundedRect(p, done, 2, filled);
    } else {
        const QRectF bar(QRectF(groove).center().x() - 2, groove.top(), 4, groove.height());
        roundedRect(p, bar, 2, t.track);
        QRectF done = bar;
        option.upsideDown ? done.setTop(c.y()) : done.setBottom(c.y());
        roundedRect(p, done, 2, filled);
    }
    if (option.tickPosition != QSlider::NoTicks && option.tickInterval > 0 && option.maximum > option.minimum) {
        for (int v = option.minimum; v <= option.maximum; v += option.tickInterval) {
            const double at = double(v - option.minimum) / (option.maximum - option.minimum);
            if (option.orientation == Qt::Horizontal) {
                const qreal x = groove.left() + handle.width() / 2.0 + at * (groove.width() - handle.width());
                p.fillRect(QRectF(x - 0.5, QRectF(groove).center().y() + 9, 1, 3), t.borderStrong);
            }
        }
    }
    const bool active =
        enabled && (paintDown(option) || (paintHover(option) && option.activeSubControls.testFlag(QStyle::SC_SliderHandle)));
    const qreal radius = active ? 7.5 : 7;
    roundedRect(p, QRectF(c.x() - radius, c.y() - radius, 2 * radius, 2 * radius), radius,
                enabled ? (t.dark ? t.text : t.surface) : t.hover, enabled ? (active ? t.accentHover : t.accent) : t.borderStrong,
                enabled ? 2 : 1);
    if (showsFocus(option)) {
        roundedRect(p, QRectF(c.x() - 9.5, c.y() - 9.5, 19, 19), 9.5, {}, paintMix(t.focusRing, t.surface, 0.5F), 1.5);
    }
}

void scrollBar(const QStyleOptionSlider& option, QPainter& p, const QRect& slider) {
    const Theme& t = theme();
    if (option.maximum <= option.minimum) {
        return;
    }
    const bool active = paintHover(option) || paintDown(option);
    const qreal thick = active ? 8 : 6;
    QRectF handle = slider;
    if (option.orientation == Qt::Vertical) {
        handle = QRectF(QRectF(option.rect).right() - thick - 1, slider.top() + 1, thick, slider.height() - 2);
    } else {
        handle = QRectF(slider.left() + 1, QRectF(option.rect).bottom() - thick - 1, slider.width() - 2, thick);
    }
    const bool held = paintDown(option) && option.activeSubControls.testFlag(QStyle::SC_ScrollBarSlider);
    roundedRect(p, handle, thick / 2, held ? t.muted : active ? paintMix(t.muted, t.scrollBar, 0.4F) : t.scrollBar);
}

void tabShape(const QStyleOptionTab& option, QPainter& p) {
    const Theme& t = theme();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (!selected && paintHover(option)) {
        roundedRect(p, QRectF(option.rect).adjusted(2, 4, -2, -4), controlRadius, t.dark ? t.hover : t.pressed);
    }
    const bool above = option.shape == QTabBar::RoundedNorth || option.shape == QTabBar::TriangularNorth;
    if (selected) {
        const QRectF r = option.rect;
        const qreal y = above ? r.bottom() - 2 : r.top();
        roundedRect(p, QRectF(r.left() + 10, y, r.width() - 20, 2), 1, t.accent);
    }
    if (showsFocus(option) && selected) {
        roundedRect(p, QRectF(option.rect).adjusted(2, 4, -2, -4), controlRadius, {}, t.focusRing, 1.5);
    }
}

void itemRow(const QStyleOption& option, QPainter& p) {
    const Theme& t = theme();
    if (option.state.testFlag(QStyle::State_Selected)) {
        const bool active = option.state.testFlag(QStyle::State_Active);
        p.fillRect(option.rect, active || !t.dark ? t.accentSoft : t.pressed);
    } else if (paintHover(option)) {
        p.fillRect(option.rect, t.hover);
    }
}

void progress(const QStyleOption& option, QPainter& p) {
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(&option);
    if (bar == nullptr) {
        return;
    }
    const Theme& t = theme();
    const QRectF r(option.rect.left(), QRectF(option.rect).center().y() - 3, option.rect.width(), 6);
    roundedRect(p, r, 3, t.track);
    const int range = bar->maximum - bar->minimum;
    if (range > 0 && bar->progress > bar->minimum) {
        const qreal width = std::max(6.0, r.width() * (bar->progress - bar->minimum) / range);
        roundedRect(p, QRectF(r.topLeft(), QSizeF(width, 6)), 3, t.accent);
    }
}

}  // namespace faultline::widgets::paint
