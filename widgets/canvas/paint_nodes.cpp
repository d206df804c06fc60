#include "widgets/canvas/look.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/paint.h"
#include "widgets/canvas/stamp.h"
#include "widgets/common/badges.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QPainterPathStroker>

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline::canvas {
namespace {

using runtime::State;
using widgets::Theme;

constexpr double nodesShadow = 4;        ///< how far the shadow of a card reaches
constexpr double nodesFineScale = 0.62;  ///< below: no second line, no figures
constexpr double nodesFarText = 11;      ///< pixels on the screen that a name alone should have
constexpr double nodesNameScale = 0.28;  ///< below: no text at all

const QFont& nodesSmall() {
    static const QFont font = widgets::smallFont();
    return font;
}
const QFont& nodesSmallStrong() {
    static const QFont font = widgets::smallStrongFont();
    return font;
}

/// One line of text with its middle at `y`.
void nodesText(QPainter& p, double x, double y, const QString& text, const QFont& font, const QColor& color) {
    p.setFont(font);
    p.setPen(color);
    p.drawText(QPointF(x, y + font.pixelSize() * 0.36), text);
}

/// The name where there is no second line: as large on the screen as it has to be to be read, as far as `width` allows, else cut.
void nodesFarName(QPainter& p, double x, double y, double width, double largest, const QString& name, const QColor& color, double scale,
                  QFont font) {
    const double usual = font.pixelSize();
    const double wanted = std::clamp(nodesFarText / scale, usual, std::max(usual, largest));
    const double advance = QFontMetricsF(font).horizontalAdvance(name);
    font.setPixelSize(std::max(qRound(usual), static_cast<int>(std::min(wanted, usual * width / std::max(1.0, advance)))));
    nodesText(p, x, y, QFontMetricsF(font).elidedText(name, Qt::ElideRight, width), font, color);
}

const NodeLive* nodesLive(const NodePart& node, const PaintContext& c) { return c.live ? c.live->node(node.id) : nullptr; }

struct NodesColors {
    QColor fill, border, name, muted, icon;
    double width = 1;
    design::Style::Dash dash = design::Style::Dash::Usual;

    /// What is behind words: nothing chosen shows the canvas.
    QColor behind(const Theme& t) const { return fill.alpha() ? widgets::blended(fill, t.canvas) : t.canvas; }
};

NodesColors nodesColors(const NodePart& node, const NodeLive* live, const Theme& t) {
    NodesColors colors{chosenColor(node.style.fill, node.form == Form::Host ? t.container : t.card), chosenColor(node.style.line, t.cardBorder), {}, {}, {}};
    if (node.style.line) colors.width = 1.5;
    colors.dash = node.style.dash;
    const Ink ink = inkOn(colors.behind(t), node.style, t);
    colors.name = ink.text;
    colors.muted = ink.muted;
    colors.icon = widgets::blended(QColor(ink.text.red(), ink.text.green(), ink.text.blue(), 200), colors.behind(t));
    if (!live) return colors;
    // What state it is in is told before what was chosen.
    switch (live->state) {
    case State::Strained:
        colors.border = t.of(widgets::State::Strained).fill;
        colors.width = 1.5;
        break;
    case State::Failing:
        colors.border = t.of(widgets::State::Failing).fill;
        colors.width = 2;
        break;
    case State::Down:
        colors.fill = widgets::blended(t.of(widgets::State::Down).soft, t.canvas);
        colors.border = t.of(widgets::State::Down).fill;
        colors.name = colors.muted = t.muted;
        colors.icon = t.of(widgets::State::Down).fill;
        colors.dash = design::Style::Dash::Dashed;
        colors.width = 1.5;
        break;
    case State::Frozen:
        colors.fill = widgets::blended(t.of(widgets::State::Frozen).soft, t.canvas);
        colors.name = t.text;
        colors.muted = t.muted;
        colors.border = t.of(widgets::State::Frozen).fill;
        colors.width = 1.5;
        break;
    case State::Ok:
    case State::Starting:
    case State::Idle: break;
    }
    return colors;
}

/// Slanted lines over what is dead, so that it does not rest on the colour alone.
void nodesHatch(QPainter& p, const QRectF& rect, double radius, const QColor& color) {
    // Cut to the rectangle here: not every paint device can clip.
    const double inset = radius * 0.3;
    const QRectF r = rect.adjusted(inset, inset, -inset, -inset);
    p.setPen(QPen(color, 1));
    for (double x = r.left() - r.height(); x < r.right(); x += 9) {
        const double from = std::max(0.0, r.left() - x), to = std::min(r.height(), r.right() - x);
        if (from < to) p.drawLine(QPointF(x + from, r.bottom() - from), QPointF(x + to, r.bottom() - to));
    }
}

void nodesBox(QPainter& p, const QRectF& rect, double radius, const NodesColors& colors) {
    QPen pen(colors.border, colors.width);
    applyDash(pen, colors.dash);
    p.setPen(pen);
    p.setBrush(colors.fill);
    const double half = colors.width / 2;
    p.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half);
}

/// The second line; the role counts more than the software where both do not fit.
QString nodesSecond(const NodePart& node, const NodeLive* live, double width) {
    if (!live || live->role.isEmpty()) return node.second;
    const QFontMetricsF metrics(nodesSmall());
    const QString behind = QStringLiteral(" \u00b7 ") + live->role;
    const bool fits = !node.software.isEmpty() && metrics.horizontalAdvance(node.software + behind) <= width;
    return fits ? node.software + behind : metrics.elidedText(live->role, Qt::ElideRight, width);
}

/// Rate, what fails of it, and how busy it is, from `left` to `right` with the middle at `y`.
void nodesFigures(QPainter& p, double left, double right, double y, const NodeLive& live, const NodesColors& colors, const PaintContext& c) {
    const Theme& t = c.theme;
    const auto onFill = [&](const QColor& color) { return widgets::readable(color, colors.behind(t)); };
    if (live.state == State::Down || live.state == State::Frozen || live.state == State::Starting) {
        const auto badge = widgets::badgeOf(live.state);
        nodesText(p, left, y, stateName(live.state), nodesSmallStrong(), onFill(badge ? t.of(*badge).text : t.muted));
        return;
    }
    nodesText(p, left, y, live.rate, nodesSmallStrong(), colors.name);
    double end = right;
    const QFontMetricsF metrics(nodesSmall());
    if (live.percent >= 0) {
        const QString text = QStringLiteral("%1\u00a0%").arg(live.percent);
        end -= metrics.horizontalAdvance(text);
        nodesText(p, end, y, text, nodesSmall(), colors.muted);
    }
    if (live.failed.isEmpty()) return;
    const double x = left + QFontMetricsF(nodesSmallStrong()).horizontalAdvance(live.rate) + 8;
    if (x + 12 + metrics.horizontalAdvance(live.failed) > end - 4) return;
    const QColor bad = onFill(t.of(widgets::State::Failing).text);
    p.setPen(QPen(bad, 1.6, Qt::SolidLine, Qt::RoundCap));
    p.drawLine(QPointF(x, y - 3), QPointF(x + 6, y + 3));
    p.drawLine(QPointF(x, y + 3), QPointF(x + 6, y - 3));
    nodesText(p, x + 10, y, live.failed, nodesSmallStrong(), bad);
}

void nodesMeter(QPainter& p, const QRectF& rect, int percent, const PaintContext& c) {
    stamp(p, c, QStringLiteral("meter %1").arg(percent), rect, [&](QPainter& bar, const QRectF& all) {
        const widgets::State state = widgets::utilisationState(percent / 100.0);
        widgets::drawMeter(bar, all, percent / 100.0, c.theme, &state);
    });
}

void nodesCard(QPainter& p, const NodePart& node, const PaintContext& c) {
    const Theme& t = c.theme;
    const NodeLive* live = nodesLive(node, c);
    const NodesColors colors = nodesColors(node, live, t);
    const QRectF& r = node.rect;
    const bool dead = live && live->state == State::Down;
    const bool shadow = c.scale >= nodesFineScale && !dead && colors.fill.alpha() > 0;
    const QString look = QStringLiteral("card %1 %2 %3 %4 %5 %6").arg(shadow).arg(dead).arg(colors.border.rgba()).arg(colors.fill.rgba()).arg(int(colors.dash)).arg(node.collapsed);
    stamp(p, c, look, r.adjusted(-nodesShadow, -nodesShadow, nodesShadow, nodesShadow), [&](QPainter& body, const QRectF& all) {
        const QRectF box = all.adjusted(nodesShadow, nodesShadow, -nodesShadow, -nodesShadow);
        if (shadow) widgets::drawCardShadow(body, box, cardRadius, t.cardShadow);
        if (node.collapsed) {   // more lie below the one that is seen
            NodesColors below = colors;
            below.fill = colors.behind(t);
            nodesBox(body, box.translated(0, 3).adjusted(6, 0, -6, 0), cardRadius, below);
        }
        nodesBox(body, box, cardRadius, colors);
        if (dead) nodesHatch(body, box.adjusted(1, 1, -1, -1), cardRadius - 1, widgets::blended(QColor(t.track), colors.behind(t)));
    });
    const bool figures = live && live->state != State::Idle && c.scale >= nodesFineScale && r.height() >= 56;
    const double top = r.top() + (r.height() - 64) / 2;
    if (c.scale < nodesNameScale) {
        paintIcon(p, QRectF(r.center().x() - 18, r.center().y() - 18, 36, 36), node.icon, colors.icon, c);
        if (dead) paintSlash(p, QRectF(r.center().x() - 18, r.center().y() - 18, 36, 36), c);
        return;
    }
    const QRectF icon(r.left() + 12, figures ? top + 14 : r.center().y() - 12, 24, 24);
    paintIcon(p, icon, node.icon, colors.icon, c);
    const double x = r.left() + cardTextLeft;
    if (c.scale < nodesFineScale) {
        nodesFarName(p, x, r.center().y() + 2, r.width() - cardTextLeft - (node.name.size() > 7 ? 24 : 8), 26, node.name, colors.name, c.scale, nameFont(node));
    } else if (figures) {
        nodesText(p, x, top + 14.5, node.name, nameFont(node), colors.name);
        nodesText(p, x, top + 31, nodesSecond(node, live, r.width() - cardTextLeft - 12), nodesSmall(), colors.muted);
        nodesFigures(p, x, r.right() - 12, top + 46.5, *live, colors, c);
    } else {
        const double larger = std::max(0.0, nameFont(node).pixelSize() - 13.0);
        nodesText(p, x, r.center().y() - 8.5 - larger / 4, node.name, nameFont(node), colors.name);
        nodesText(p, x, r.center().y() + 9 + larger / 3, nodesSecond(node, live, r.width() - cardTextLeft - 12), nodesSmall(), colors.muted);
    }
    if (dead) paintSlash(p, icon.adjusted(-3, -3, 3, 3), c);
    if (!live) return;
    if (live->percent >= 0 && !dead && c.scale >= nodesFineScale) {
        const double left = 10 + (node.rounds > 0 ? node.rounds * (roundSize + 4) + 2 : 0);  // the bar begins behind a seal
        nodesMeter(p, QRectF(r.left() + left, r.bottom() - 7, r.width() - left - 10, 3), live->percent, c);
    }
    const double size = c.scale < nodesFineScale ? 22 : 16;
    paintBadge(p, QRectF(r.right() - size - 8, r.top() + 8, size, size), live->state, c);
}

/// A course of bricks along the upper edge of what a firewall guards.
void nodesBricks(QPainter& p, const QRectF& r, double radius, const Theme& t) {
    // Cut as a path, not by a clip, which an SVG does not take over.
    QPainterPath box, course;
    box.addRoundedRect(r, radius, radius);
    const QRectF wall(r.left(), r.top(), r.width(), 6);
    course.addRect(wall);
    p.fillPath(course.intersected(box), t.wire);
    p.setPen(QPen(t.canvas, 1));
    const double inset = radius - std::sqrt(radius * radius - (radius - 3) * (radius - 3));   // of the arc in the middle of the course
    p.drawLine(QPointF(wall.left() + inset, wall.top() + 3), QPointF(wall.right() - inset, wall.top() + 3));
    for (double x = wall.left() + 18; x < wall.right() - radius / 2; x += 12) p.drawLine(QPointF(x, wall.top()), QPointF(x, wall.top() + 3));
    for (double x = wall.left() + 12; x < wall.right() - inset; x += 12) p.drawLine(QPointF(x, wall.top() + 3), QPointF(x, wall.bottom()));
}

void nodesHost(QPainter& p, const NodePart& node, const PaintContext& c) {
    const Theme& t = c.theme;
    const NodeLive* live = nodesLive(node, c);
    const NodesColors colors = nodesColors(node, live, t);
    const QRectF& r = node.rect;
    const bool dead = live && live->state == State::Down;
    nodesBox(p, r, hostRadius, colors);
    if (dead) nodesHatch(p, r.adjusted(1, 1, -1, -1), hostRadius - 1, widgets::blended(QColor(t.track), colors.behind(t)));
    if (node.guardShown && c.scale >= nodesNameScale) nodesBricks(p, r.adjusted(0.5, 0.5, -0.5, -0.5), hostRadius, t);
    const double y = r.top() + hostHeaderHeight / 2 + (node.guarded ? 2 : 0);
    const QRectF icon(r.left() + 14, y - 11, 22, 22);
    paintIcon(p, icon, node.icon, colors.icon, c);
    if (dead) paintSlash(p, icon.adjusted(-3, -3, 3, 3), c);
    if (c.scale < nodesNameScale) return;
    const bool fine = c.scale >= nodesFineScale;
    const bool second = fine && !node.second.isEmpty();
    if (fine)
        nodesText(p, r.left() + hostNameLeft, second ? y - 7 : y, node.name, nameFont(node), colors.name);
    else
        nodesFarName(p, r.left() + hostNameLeft, y, r.width() - hostNameLeft - 40 - node.rounds * (roundSize + 4), 22, node.name, colors.name, c.scale, nameFont(node));
    if (second) nodesText(p, r.left() + hostNameLeft, y + 8, node.second, nodesSmall(), colors.muted);
    if (!live) return;
    const double right = r.right() - 12 - node.rounds * (roundSize + 4);
    if (live->state != State::Idle) paintBadge(p, QRectF(right - 16, y - 15, 16, 16), live->state, c);
    if (!fine || live->state == State::Idle) return;
    const QFontMetricsF metrics(nodesSmall());
    if (dead || live->state == State::Frozen || live->state == State::Starting) {
        const auto badge = widgets::badgeOf(live->state);
        const QString text = stateName(live->state);
        nodesText(p, right - QFontMetricsF(nodesSmallStrong()).horizontalAdvance(text), y + 9, text, nodesSmallStrong(),
                  widgets::readable(badge ? t.of(*badge).text : t.muted, colors.behind(t)));
    } else if (live->percent >= 0) {
        QString text = QCoreApplication::translate("canvas", "CPU %1\u00a0%").arg(live->percent);
        const double taken = r.left() + hostNameLeft + metrics.horizontalAdvance(node.second) + 8;
        if (right - metrics.horizontalAdvance(text) < taken) text = QStringLiteral("%1\u00a0%").arg(live->percent);
        nodesText(p, right - metrics.horizontalAdvance(text), y + 9, text, nodesSmall(), colors.muted);
        nodesMeter(p, QRectF(r.left() + 12, r.top() + hostHeaderHeight + 1, r.width() - 24, 3), live->percent, c);
    }
}

void nodesZone(QPainter& p, const NodePart& node, const PaintContext& c) {
    const Theme& t = c.theme;
    // Green and amber would be read as states.
    constexpr std::array quiet{0, 1, 4};
    const QColor tint = t.zones.at(quiet[node.id.value % quiet.size()]);
    QColor edge = tint;
    edge.setAlpha(std::min(255, tint.alpha() * 6));
    const QColor fill = chosenColor(node.style.fill, tint);
    const Ink ink = inkOn(widgets::blended(fill, t.canvas), node.style, t);
    p.setBrush(fill);
    QPen pen(chosenColor(node.style.line, edge), node.style.line ? 1.5 : 1);
    pen.setDashPattern({5, 4});
    applyDash(pen, node.style.dash);
    p.setPen(pen);
    p.drawRoundedRect(node.rect.adjusted(0.5, 0.5, -0.5, -0.5), hostRadius, hostRadius);
    if (c.scale < nodesNameScale) return;
    const QFont font = nameFont(node);
    nodesText(p, node.rect.left() + 12, node.rect.top() + 16, node.name, font, node.style.text ? ink.text : ink.muted);
    if (c.scale < nodesFineScale || node.second.isEmpty()) return;
    const double x = node.rect.left() + 12 + QFontMetricsF(font).horizontalAdvance(node.name) + 8;
    if (x < node.rect.right() - 90) nodesText(p, x, node.rect.top() + 16, node.second, nodesSmall(), ink.muted);
}

}  // namespace

void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& color, const PaintContext& context) {
    stamp(painter, context, QStringLiteral("icon %1 %2").arg(name).arg(color.rgba()), rect,
          [&](QPainter& p, const QRectF& all) { widgets::drawIcon(p, all, name, color); });
}

void paintBadge(QPainter& painter, const QRectF& rect, State state, const PaintContext& context, const QColor& behind) {
    if (const auto badge = widgets::badgeOf(state)) {
        const double halo = behind.isValid() ? 3 : 0;
        stamp(painter, context, QStringLiteral("badge %1 %2").arg(int(*badge)).arg(behind.isValid() ? behind.rgba() : 0),
              rect.adjusted(-halo, -halo, halo, halo), [&](QPainter& p, const QRectF& all) {
                  widgets::drawStateBadge(p, all.adjusted(halo, halo, -halo, -halo), *badge, context.theme, behind);
              });
    } else if (state == State::Starting) {
        paintIcon(painter, rect, QStringLiteral("hourglass"), context.theme.muted, context);
    }
}

void paintSlash(QPainter& painter, const QRectF& rect, const PaintContext& context) {
    painter.setPen(QPen(context.theme.of(widgets::State::Failing).fill, std::max(2.5, 1.5 / context.scale), Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(rect.bottomLeft(), rect.topRight());
}

void paintNode(QPainter& painter, const NodePart& node, const PaintContext& context) {
    switch (node.form) {
    case Form::Zone: nodesZone(painter, node, context); break;
    case Form::Host: nodesHost(painter, node, context); break;
    case Form::Note:
    case Form::Text:
    case Form::Frame:
    case Form::Arrow:
    case Form::Plain: paintAnnotation(painter, node, context); break;
    case Form::Card: nodesCard(painter, node, context); break;
    case Form::Tab:
    case Form::Pill:
    case Form::Seal:
    case Form::Eye: paintSmall(painter, node, context); break;
    }
}

QPainterPath outlineOf(const NodePart& node, double grow) {
    QPainterPath path;
    if (node.form == Form::Arrow) {
        path.moveTo(node.line.p1());
        path.lineTo(node.line.p2());
        QPainterPathStroker stroker;
        stroker.setWidth(8 + 2 * grow);
        stroker.setCapStyle(Qt::RoundCap);
        return stroker.createStroke(path);
    }
    const QRectF r = node.rect.adjusted(-grow, -grow, grow, grow);
    double radius = cardRadius;
    if (node.isContainer()) radius = hostRadius;
    if (node.form == Form::Pill || node.form == Form::Seal || node.form == Form::Eye) radius = node.rect.height() / 2;
    if (node.form == Form::Tab || node.form == Form::Note || node.form == Form::Text || node.form == Form::Plain) radius = 5;
    path.addRoundedRect(r, radius + grow, radius + grow);
    return path;
}

}  // namespace faultline::canvas
