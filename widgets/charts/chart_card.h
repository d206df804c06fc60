#pragma once
#include "widgets/charts/chart_scale.h"
#include "widgets/charts/plot_surface.h"

#include <QString>

#include <functional>
#include <optional>
#include <vector>

class QToolButton;

namespace faultline::widgets {

struct PillStyle;

/// A point of a line: simulated seconds, value (NaN: a gap).
struct ChartPoint {
    double time = 0;
    double value = 0;
};

/// One series of a plot as it is shown.
struct ChartLine {
    QString name;
    QColor color;
    QColor textColor;
    Qt::PenStyle style = Qt::SolidLine;
    qreal width = 1.25;
    std::vector<ChartPoint> points;   ///< ascending; decimated
    double last = 0;                  ///< at the right end; NaN: nothing
    /// The value at a simulated time, NaN where there is none.
    std::function<double(double)> valueAt;
};

/// Lines that share an axis.
struct ChartPlot {
    QString caption;                  ///< small, inside the plot; empty when the title of the card says it
    std::vector<ChartLine> lines;
    double smallestTop = 1;           ///< the axis never ends below
    double fixedTop = 0;              ///< > 0: the axis ends there
    QString (*format)(double) = nullptr;
    int omitted = 0;                  ///< lines left out for want of room
};

/// A strip that says in words and colour how something was over time.
struct ChartBand {
    struct Span {
        double from = 0, to = 0;
        QString text;
        QColor fill;
        QColor ink;                   ///< of the text and the hatching
        bool hatched = false;
    };
    QString name;
    QColor textColor;
    std::vector<Span> spans;
};

/// Something that happened, as a sign above the plots.
struct ChartMark {
    enum class Sign { Command, Bad, Good, Warning, Info };
    double time = 0;
    Sign sign = Sign::Info;
    QString text;
};

/// A span during which something was broken.
struct ChartFault {
    double from = 0, to = 0;
};

/// Everything one card shows.
struct ChartData {
    double from = 0, to = 1;          ///< simulated seconds
    std::vector<ChartPlot> plots;
    std::vector<ChartBand> bands;
    QString empty;                    ///< said instead of the plots when not empty
};

/// One chart: title, signs of events, plots with their axes, direct labels at the line ends, bands, crosshair. GUI thread.
class ChartCard : public PlotSurface {
    Q_OBJECT
public:
    explicit ChartCard(const QString& title, QWidget* parent = nullptr);

    void setData(ChartData data);
    /// Shared by all cards; must outlive them.
    void setEvents(const std::vector<ChartMark>* marks, const std::vector<ChartFault>* faults);
    /// The simulated time under the crosshair; none: no crosshair.
    void setCrosshair(std::optional<double> time);
    void setMaximised(bool maximised);

    const ChartData& data() const { return m_data; }
    /// What the labels at the line ends say now, for people who cannot see them and for tests.
    QStringList readOut() const;
    /// The marks whose sign is at a position of the widget.
    std::vector<const ChartMark*> marksAt(QPointF position) const;
    /// Where a simulated time is, in pixels of the widget.
    double xOf(double time) const;
    QSize sizeHint() const override { return {320, 190}; }
    QSize minimumSizeHint() const override { return {150, 110}; }

signals:
    /// The mouse is at this time, or (NaN) has left.
    void pointed(double time);
    void maximiseAsked();

protected:
    void paintBelow(QPainter& painter) override;
    void paintAbove(QPainter& painter) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Label {
        QString name, value;
        QColor color;
        double y = 0;
    };
    struct Area {
        QRectF rect;
        Ticks ticks;
        std::vector<Label> labels;
    };
    void arrange();
    QString labelAt(QPointF position) const;
    void arrangeLabels(const ChartPlot& plot, Area& area) const;
    QString valueText(const ChartPlot& plot, const ChartLine& line) const;
    QRectF crosshairPill(QString* text, PillStyle* style) const;
    void paintTimeAxis(QPainter& painter) const;
    void paintBands(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;
    void paintCrosshair(QPainter& painter) const;
    void paintEmpty(QPainter& painter) const;

    QString m_title;
    ChartData m_data;
    const std::vector<ChartMark>* m_marks = nullptr;
    const std::vector<ChartFault>* m_faults = nullptr;
    std::optional<double> m_crosshair;
    std::vector<Area> m_areas;
    std::vector<QRectF> m_bandRects;
    QRectF m_span;            // x of the plots, y from the lane of signs to the time axis
    QRectF m_lane;
    QToolButton* m_button;
};

}  // namespace faultline::widgets
