#include "widgets/charts/plot_surface.h"

#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QPen>
#include <QResizeEvent>
#include <QWheelEvent>

#include <cmath>

namespace faultline::widgets {
namespace {

constexpr qreal plotMargin = 2;   // so that a line along the border is not cut in half

}  // namespace

struct PlotSurface::Plot {
    QChart* chart = nullptr;          // owned by the scene
    QValueAxis* x = nullptr;
    QValueAxis* y = nullptr;
    QRectF area;
    std::vector<QLineSeries*> series; // kept and reused; those without a line are hidden

    Plot() = default;
    Plot(const Plot&) = delete;
    Plot& operator=(const Plot&) = delete;
    ~Plot() { delete chart; }
};

PlotSurface::PlotSurface(QWidget* parent) : QGraphicsView(parent) {
    setScene(new QGraphicsScene(this));
    scene()->setItemIndexMethod(QGraphicsScene::NoIndex);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setRenderHint(QPainter::Antialiasing);
    setInteractive(false);
}

PlotSurface::~PlotSurface() = default;

void PlotSurface::setPlots(const std::vector<QRectF>& areas) {
    m_plots.resize(areas.size());
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (!m_plots[i]) {
            m_plots[i] = std::make_unique<Plot>();
            Plot& made = *m_plots[i];
            made.chart = new QChart;
            made.x = new QValueAxis(made.chart);
            made.y = new QValueAxis(made.chart);
            made.y->setReverse(true);
            for (QValueAxis* axis : {made.x, made.y}) axis->setVisible(false);
            made.chart->addAxis(made.x, Qt::AlignBottom);
            made.chart->addAxis(made.y, Qt::AlignLeft);
            made.chart->legend()->hide();
            made.chart->setMargins({});
            made.chart->layout()->setContentsMargins(0, 0, 0, 0);
            made.chart->setBackgroundVisible(false);
            made.chart->setPlotAreaBackgroundVisible(false);
            made.chart->setAnimationOptions(QChart::NoAnimation);
            scene()->addItem(made.chart);
        }
        Plot& plot = *m_plots[i];
        if (plot.area == areas[i]) continue;
        plot.area = areas[i];
        const QRectF outer = areas[i].adjusted(-plotMargin, -plotMargin, plotMargin, plotMargin);
        plot.chart->setGeometry(outer);
        plot.chart->setPlotArea(QRectF(QPointF(0, 0), outer.size()));
        plot.x->setRange(-plotMargin, areas[i].width() + plotMargin);
        plot.y->setRange(-plotMargin, areas[i].height() + plotMargin);
    }
}

void PlotSurface::setLines(std::size_t index, const std::vector<PlotLine>& lines) {
    if (index >= m_plots.size()) return;
    Plot& plot = *m_plots[index];
    while (plot.series.size() < lines.size()) {
        auto* series = new QLineSeries;
        plot.chart->addSeries(series);
        series->attachAxis(plot.x);
        series->attachAxis(plot.y);
        plot.series.push_back(series);
    }
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        QLineSeries& series = *plot.series[i];
        const bool used = i < lines.size();
        if (series.isVisible() != used) series.setVisible(used);
        if (!used) continue;
        const PlotLine& line = lines[i];
        const QPen pen(line.color, line.width, line.style, Qt::FlatCap, Qt::RoundJoin);
        if (series.pen() != pen) series.setPen(pen);
        // Unlike append(), replace() keeps points that are NaN, and draws a gap there; before the first number it would draw a line
        // from the corner of the plot.
        qsizetype first = 0;
        while (first < line.points.size() && std::isnan(line.points[first].y())) ++first;
        series.replace(first == 0 ? line.points : line.points.mid(first));
    }
}

void PlotSurface::drawBackground(QPainter* painter, const QRectF&) { paintBelow(*painter); }
void PlotSurface::drawForeground(QPainter* painter, const QRectF&) { paintAbove(*painter); }

void PlotSurface::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    scene()->setSceneRect(QRectF(QPointF(0, 0), QSizeF(viewport()->size())));
}

void PlotSurface::wheelEvent(QWheelEvent* event) { event->ignore(); }

}  // namespace faultline::widgets
