#include "tests/support/test_main.h"
#include "widgets/charts/plot_surface.h"

#include <QImage>
#include <QPainter>

#include <limits>

using namespace faultline::widgets;

namespace {

class SurfaceProbe : public PlotSurface {
public:
    using PlotSurface::PlotSurface;

protected:
    void paintBelow(QPainter& painter) override { painter.fillRect(viewport()->rect(), Qt::white); }
    void paintAbove(QPainter&) override {}
};

bool surfaceHasInk(const QImage& image, const QRect& where) {
    for (int y = where.top(); y <= where.bottom(); ++y)
        for (int x = where.left(); x <= where.right(); ++x)
            if (image.pixelColor(x, y).lightness() < 200) return true;
    return false;
}

}  // namespace

class PlotSurfaceTest : public QObject {
    Q_OBJECT

private slots:
    void linesAreWhereTheirPixelsSay() {
        SurfaceProbe surface;
        surface.resize(300, 200);
        surface.setPlots({QRectF(50, 20, 200, 100)});
        surface.setLines(0, {{{{0, 25}, {200, 25}}, Qt::black, 1, Qt::SolidLine}});
        const QImage image = surface.grab().toImage();
        QVERIFY(surfaceHasInk(image, QRect(60, 43, 180, 5)));
        QVERIFY(!surfaceHasInk(image, QRect(60, 60, 180, 60)));
        QVERIFY(!surfaceHasInk(image, QRect(0, 0, 45, 200)));
        QVERIFY(!surfaceHasInk(image, QRect(256, 0, 44, 200)));
    }

    void aLineAlongTheBorderIsWhole() {
        SurfaceProbe surface;
        surface.resize(300, 200);
        surface.setPlots({QRectF(50, 20, 200, 100)});
        surface.setLines(0, {{{{0, 0}, {200, 0}}, Qt::black, 1, Qt::SolidLine}, {{{0, 100}, {200, 100}}, Qt::black, 1, Qt::SolidLine}});
        const QImage image = surface.grab().toImage();
        QVERIFY(surfaceHasInk(image, QRect(60, 18, 180, 4)));
        QVERIFY(surfaceHasInk(image, QRect(60, 118, 180, 4)));
    }

    void notANumberIsAGap() {
        SurfaceProbe surface;
        surface.resize(300, 200);
        surface.setPlots({QRectF(0, 0, 300, 100)});
        QList<QPointF> points;
        for (int x = 0; x <= 300; x += 10) points.append({double(x), x >= 100 && x <= 200 ? std::numeric_limits<double>::quiet_NaN() : 50.0});
        for (int round = 0; round < 2; ++round) {   // replacing points keeps the gap
            surface.setLines(0, {{points, Qt::black, 1, Qt::SolidLine}});
            const QImage image = surface.grab().toImage();
            QVERIFY(surfaceHasInk(image, QRect(10, 45, 70, 10)));
            QVERIFY(!surfaceHasInk(image, QRect(102, 0, 96, 100)));
            QVERIFY(surfaceHasInk(image, QRect(220, 45, 70, 10)));
        }
    }

    void aLineMayBeginAndEndWithAGap() {
        SurfaceProbe surface;
        surface.resize(300, 200);
        surface.setPlots({QRectF(0, 0, 300, 100)});
        QList<QPointF> points;
        for (int x = 0; x <= 300; x += 10) points.append({double(x), x < 100 || x > 200 ? std::numeric_limits<double>::quiet_NaN() : 50.0});
        surface.setLines(0, {{points, Qt::black, 1, Qt::SolidLine}});
        const QImage image = surface.grab().toImage();
        QVERIFY(!surfaceHasInk(image, QRect(0, 0, 98, 100)));
        QVERIFY(surfaceHasInk(image, QRect(110, 45, 80, 10)));
        QVERIFY(!surfaceHasInk(image, QRect(202, 0, 98, 100)));
        surface.setLines(0, {{QList<QPointF>(5, {0, std::numeric_limits<double>::quiet_NaN()}), Qt::black, 1, Qt::SolidLine}});
        QVERIFY(!surfaceHasInk(surface.grab().toImage(), QRect(0, 0, 300, 100)));
    }

    void plotsAndLinesMayBecomeFewer() {
        SurfaceProbe surface;
        surface.resize(300, 200);
        surface.setPlots({QRectF(0, 0, 300, 90), QRectF(0, 100, 300, 90)});
        surface.setLines(1, {{{{0, 45}, {300, 45}}, Qt::black, 1, Qt::SolidLine}});
        QVERIFY(surfaceHasInk(surface.grab().toImage(), QRect(10, 140, 280, 10)));
        surface.setLines(1, {});
        QVERIFY(!surfaceHasInk(surface.grab().toImage(), QRect(10, 100, 280, 90)));
        surface.setPlots({QRectF(0, 0, 300, 90)});
        surface.setLines(1, {{{{0, 45}, {300, 45}}, Qt::black, 1, Qt::SolidLine}});
        QVERIFY(!surfaceHasInk(surface.grab().toImage(), QRect(10, 100, 280, 90)));
    }
};

FAULTLINE_TEST(PlotSurfaceTest)
#include "plot_surface_test.moc"
