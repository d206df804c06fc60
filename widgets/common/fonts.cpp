#include "widgets/common/fonts.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QRectF>

#include <algorithm>

namespace faultline::widgets {

namespace {

qreal fontsDigitWidth(const QFontMetricsF& metrics) {
    qreal width = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
        width = std::max(width, metrics.horizontalAdvance(QChar(digit)));
    }
    return width;
}

// QFont has no OpenType features before Qt 6.7, so the cells are laid out here.
template <typename Visit>
qreal fontsEachRun(const QFontMetricsF& metrics, const QString& text, Visit visit) {
    const qreal cell = fontsDigitWidth(metrics);
    qreal x = 0;
    for (qsizetype i = 0; i < text.size();) {
        if (text.at(i).isDigit()) {
            const QString digit = text.mid(i, 1);
            visit(x + (cell - metrics.horizontalAdvance(digit)) / 2, digit);
            x += cell;
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < text.size() && !text.at(end).isDigit()) {
            ++end;
        }
        const QString run = text.mid(i, end - i);
        visit(x, run);
        x += metrics.horizontalAdvance(run);
        i = end;
    }
    return x;
}

}  // namespace

QStringList fontFamilies() {
    return {QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans"), QStringLiteral("sans-serif")};
}

QFont uiFont(int pixels, QFont::Weight weight) {
    static const QStringList families = [] {
        const QStringList installed = QFontDatabase::families();
        if (installed.isEmpty()) {
            qFatal("No fonts are installed: every text would be blank. Install a font package such as fonts-inter.");
        }
        QStringList found;
        for (const QString& family : fontFamilies()) {
            if (installed.contains(family)) {
                found.append(family);
            }
        }
        return found.isEmpty() ? installed.mid(0, 1) : found;
    }();
    QFont font(families);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    font.setStyleStrategy(QFont::PreferAntialias);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

qreal tabularWidth(const QFont& font, const QString& text) {
    return fontsEachRun(QFontMetricsF(font), text, [](qreal, const QString&) {});
}

void drawTabularText(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    const qreal width = fontsEachRun(metrics, text, [](qreal, const QString&) {});
    qreal left = rect.left();
    if (alignment & Qt::AlignRight) {
        left = rect.right() - width;
    } else if (alignment & Qt::AlignHCenter) {
        left = rect.center().x() - width / 2;
    }
    qreal base = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    if (alignment & Qt::AlignTop) {
        base = rect.top() + metrics.ascent();
    } else if (alignment & Qt::AlignBottom) {
        base = rect.bottom() - metrics.descent();
    }
    fontsEachRun(metrics, text, [&](qreal x, const QString& run) { painter.drawText(QPointF(left + x, base), run); });
}

}  // namespace faultline::widgets
