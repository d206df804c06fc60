#pragma once
#include <QColor>
#include <QGraphicsView>
#include <QList>
#include <QPointF>
#include <QRectF>

#include <memory>
#include <vector>

namespace faultline::widgets {

/// One line in pixels of its plot (0,0 is the top left corner); a point whose y is NaN is a gap.
struct PlotLine {
    QList<QPointF> points;
    QColor color;
    qreal width = 1;
    Qt::PenStyle style = Qt::SolidLine;
};

/// A widget with some plots, drawn by the chart library; what it is called here is all that the rest of the program knows of that
/// library. Lines are given in pixels so that the axes never change: an update costs one rebuilding of the lines. What is around,
/// below and above the lines is painted by the subclass. GUI thread.
class PlotSurface : public QGraphicsView {
    Q_OBJECT
public:
    explicit PlotSurface(QWidget* parent = nullptr);
    ~PlotSurface() override;

    /// Where the plots are, in pixels of the widget; lines are clipped to them. Their number may change.
    void setPlots(const std::vector<QRectF>& areas);
    void setLines(std::size_t plot, const std::vector<PlotLine>& lines);

protected:
    virtual void paintBelow(QPainter& painter) = 0;
    virtual void paintAbove(QPainter& painter) = 0;

    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;   // a plot does not scroll

private:
    struct Plot;
    std::vector<std::unique_ptr<Plot>> m_plots;
};

}  // namespace faultline::widgets
