#include "widgets/common/icons.h"

#include "widgets/common/theme.h"

#include <QApplication>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>
#include <cmath>
#include <memory>

namespace faultline::widgets {

namespace {

QString iconsPath(const QString& name) {
    if (name.contains(u'/')) {
        const QString exact = QStringLiteral(":/icons/%1.svg").arg(name);
        return QFile::exists(exact) ? exact : QString();
    }
    for (const auto* folder : {"kinds", "actions"}) {
        const QString path = QStringLiteral(":/icons/%1/%2.svg").arg(QLatin1String(folder), name);
        if (QFile::exists(path)) {
            return path;
        }
    }
    return {};
}

// 1.5 pixels where there is room; slightly less where the drawing is small, or its parts would touch.
qreal iconsStroke(qreal size) {
    return std::clamp(36.0 / std::max(size, 1.0), 1.5, 2.0);
}

const QByteArray& iconsSource(const QString& name) {
    static QHash<QString, QByteArray> sources;
    auto found = sources.find(name);
    if (found == sources.end()) {
        QString path = iconsPath(name);
        if (path.isEmpty()) {
            qWarning("There is no icon named \"%s\"", qPrintable(name));
            path = iconsPath(QStringLiteral("question"));
        }
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            qFatal("The icons are missing from the program");
        }
        found = sources.insert(name, file.readAll());
    }
    return *found;
}

// Parsed once per name, colour and stroke: parsing costs more than drawing.
QSvgRenderer& iconsRenderer(const QString& name, const QColor& color, qreal stroke) {
    static QHash<QString, std::shared_ptr<QSvgRenderer>> renderers;
    const QString key = QStringLiteral("%1 %2 %3").arg(name, color.name(QColor::HexArgb)).arg(stroke, 0, 'f', 2);
    auto found = renderers.find(key);
    if (found == renderers.end()) {
        if (renderers.size() > 512) {
            renderers.clear();
        }
        QByteArray svg = iconsSource(name);
        svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
        svg.replace("stroke-width=\"2\"", "stroke-width=\"" + QByteArray::number(stroke, 'f', 2) + "\"");
        found = renderers.insert(key, std::make_shared<QSvgRenderer>(svg));
    }
    return **found;
}

void iconsPaint(QPainter& painter, const QRectF& rect, const QString& name, const QColor& color, qreal stroke) {
    QSvgRenderer& renderer = iconsRenderer(name, color, stroke);
    const qreal side = std::min(rect.width(), rect.height());
    const QRectF square(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side);
    const qreal opacity = painter.opacity();
    painter.setOpacity(opacity * color.alphaF());
    const bool smooth = painter.testRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::Antialiasing, true);
    renderer.render(&painter, square);
    painter.setRenderHint(QPainter::Antialiasing, smooth);
    painter.setOpacity(opacity);
}

class IconsEngine : public QIconEngine {
public:
    IconsEngine(QString name, QColor color, int size) : m_name(std::move(name)), m_color(std::move(color)), m_size(size) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const qreal dpr = painter->device() != nullptr ? painter->device()->devicePixelRatioF() : 1.0;
        const int side = std::min(rect.width(), rect.height());
        const QRect square(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side);
        painter->drawPixmap(square, iconPixmap(m_name, colorOf(mode, state), side, dpr));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        // Qt asks in device pixels here; the scaled variant knows the ratio.
        return iconPixmap(m_name, colorOf(mode, state), std::min(size.width(), size.height()), 1.0);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override {
        const int side = std::max(1, int(std::lround(std::min(size.width(), size.height()) / scale)));
        return iconPixmap(m_name, colorOf(mode, state), side, scale);
    }
    QSize actualSize(const QSize& size, QIcon::Mode, QIcon::State) override {
        const int side = std::min(size.width(), size.height());
        return {side, side};
    }
    QList<QSize> availableSizes(QIcon::Mode, QIcon::State) override { return {QSize(m_size, m_size)}; }
    QIconEngine* clone() const override { return new IconsEngine(*this); }
    bool isNull() override { return false; }

private:
    QColor colorOf(QIcon::Mode mode, QIcon::State) const {
        if (mode == QIcon::Disabled) {
            return theme().disabled;
        }
        return m_color.isValid() ? m_color : theme().text;
    }

    QString m_name;
    QColor m_color;  // invalid: the text colour of the theme in force
    int m_size;
};

}  // namespace

bool hasIcon(const QString& name) {
    return !iconsPath(name).isEmpty();
}

QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal dpr) {
    const QString key =
        QStringLiteral("faultline icon %1 %2 %3 %4").arg(name, color.name(QColor::HexArgb)).arg(size).arg(dpr, 0, 'f', 3);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    const int device = std::max(1, int(std::ceil(size * dpr)));
    pixmap = QPixmap(device, device);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    iconsPaint(painter, QRectF(0, 0, device, device), name, color, iconsStroke(size));
    painter.end();
    pixmap.setDevicePixelRatio(dpr);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon icon(const QString& name, const QColor& color, int size) {
    return QIcon(new IconsEngine(name, color, size));
}

QIcon icon(const QString& name) {
    return QIcon(new IconsEngine(name, QColor(), 16));
}

void drawIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& color) {
    iconsPaint(painter, rect, name, color, iconsStroke(std::min(rect.width(), rect.height())));
}

}  // namespace faultline::widgets
