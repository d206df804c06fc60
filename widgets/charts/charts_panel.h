#pragma once
#include "model/catalog/kind.h"
#include "model/design/design.h"
#include "model/runtime/frame.h"
#include "widgets/charts/chart_card.h"
#include "widgets/charts/chart_history.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <map>
#include <optional>
#include <set>
#include <vector>

class QButtonGroup;
class QGridLayout;

namespace faultline::widgets {

/// Requests, latency, replication and utilisation of a run over simulated time, with its events as marks and one crosshair over all.
/// Repaints at most eight times a second, and only when something came; no timer runs otherwise. GUI thread.
class ChartsPanel : public QWidget {
    Q_OBJECT
public:
    enum class Chart { Requests, Latency, Replication, Utilisation };
    static constexpr std::size_t chartCount = 4;

    explicit ChartsPanel(QWidget* parent = nullptr);

    /// Names, and which component has which colour: a host and what is in it share one, and keep it as long as the panel lives.
    void setDesign(const design::Design& design, const catalog::Catalog& catalog);
    /// Takes what is new in a frame.
    void append(const runtime::Frame& frame);
    void clear();

    /// Length of the shown window in simulated seconds; 0: the whole run.
    int window() const { return m_window; }
    void setWindow(int seconds);
    /// One chart alone, or all.
    std::optional<Chart> maximised() const { return m_maximised; }
    void setMaximised(std::optional<Chart> chart);

    /// The row with the choices of window and chart; may be taken out and shown as the title of a dock.
    QWidget* header() const { return m_header; }
    ChartCard& card(Chart chart) { return *m_cards[static_cast<std::size_t>(chart)]; }
    /// Index into the theme's series colours; -1: a component without a colour of its own.
    int seriesOf(ComponentId id) const;
    /// Brings the charts up to date at once (they follow within an eighth of a second by themselves).
    void refresh();

    QSize sizeHint() const override { return {900, 220}; }
    QSize minimumSizeHint() const override { return {260, 140}; }

signals:
    void windowChanged(int seconds);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Subject {
        QString name;
        ComponentId owned;      // whose colour it has; invalid: none
        int series = -1;
        bool users = false, front = false;
        bool owner = true, inside = false;   // of a series colour: a host or what stands free; what is in a host
    };
    void buildHeader();
    void arrange();
    void placeRing();
    void schedule();
    void point(double time);
    void takeEvents(const std::vector<runtime::Event>& events);
    int columns() const;
    int mostLines() const;
    ChartData requests() const;
    ChartData latency() const;
    ChartData replication() const;
    ChartData utilisation() const;
    ChartLine line(const SeriesKey& key, const QString& name, int series) const;
    std::vector<ComponentId> busiest(Metric metric, bool Subject::* wanted, int most, int* omitted) const;
    ChartBand band(ComponentId id) const;

    ChartHistory m_history;
    std::map<ComponentId, Subject> m_subjects;
    std::map<ComponentId, int> m_series;         // by host, or by itself; never forgotten
    std::set<ComponentId> m_users;
    std::vector<ChartMark> m_marks;
    std::vector<ChartFault> m_faults;
    std::map<std::uint64_t, std::size_t> m_open; // what is broken -> index into m_faults
    double m_now = 0;
    double m_from = 0, m_to = 10;
    int m_window = 60;
    std::optional<Chart> m_maximised;
    std::optional<double> m_crosshair;
    std::array<ChartCard*, chartCount> m_cards{};
    QWidget* m_header = nullptr;
    QWidget* m_choices = nullptr;
    QButtonGroup* m_windowButtons = nullptr;
    QButtonGroup* m_chartButtons = nullptr;
    QWidget* m_ring = nullptr;   ///< around the charts while they have the keyboard
    QWidget* m_body = nullptr;
    QGridLayout* m_grid = nullptr;
    QTimer m_timer;                              // single shot
    bool m_stale = true;
};

}  // namespace faultline::widgets
