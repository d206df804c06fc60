#include "widgets/charts/charts_panel.h"

#include "widgets/common/format.h"
#include "widgets/common/theme.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

namespace faultline::widgets {
namespace {

constexpr int panelRefreshMs = 125;
constexpr int panelStretches = 150;      // a joined stretch gives two points: at most 300 a line
constexpr std::size_t panelMostMarks = 400;
constexpr double panelNothing = std::numeric_limits<double>::quiet_NaN();

/// Lies above the charts, which cover the panel that has the focus.
class PanelRing : public QWidget {
public:
    explicit PanelRing(QWidget* parent) : QWidget(parent) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setPen(QPen(theme().focusRing, 4));   // the outer half is cut off
        p.drawRect(rect());
    }
};

QString panelCount(double value) { return formatShort(value); }
QString panelMs(double value) {
    if (value >= 10'000) return formatShort(value);
    return QString::number(value, 'f', value > 0 && value < 9.95 && value != std::floor(value) ? 1 : 0);
}
QString panelSeconds(double value) { return formatShort(value, QStringLiteral("s")); }
QString panelPercent(double value) { return formatPercentShort(value); }

ChartMark::Sign panelSign(const runtime::Event& event) {
    if (event.isCommand) return ChartMark::Sign::Command;
    switch (event.severity) {
        case runtime::Severity::Bad: return ChartMark::Sign::Bad;
        case runtime::Severity::Good: return ChartMark::Sign::Good;
        case runtime::Severity::Warning: return ChartMark::Sign::Warning;
        case runtime::Severity::Info: break;
    }
    return ChartMark::Sign::Info;
}

/// 1: something broke, -1: it is whole again, 0: neither.
int panelFaultStep(std::string_view event) {
    for (const char* name : {"killed", "frozen", "host_down", "link_cut"})
        if (event == name) return 1;
    for (const char* name : {"restored", "thawed", "host_up", "link_mended", "removed"})
        if (event == name) return -1;
    return 0;
}

bool panelAnswersHttp(const catalog::ComponentKind& kind) {
    return std::any_of(kind.ports.begin(), kind.ports.end(), [](const catalog::PortSpec& port) {
        return port.role == catalog::PortRole::Traffic && port.direction == catalog::PortDirection::In &&
               std::string_view(port.protocol).starts_with("http");
    });
}

QColor panelFaded(QColor color, float alpha) {
    color.setAlphaF(alpha);
    return color;
}

/// A cause that does not occur has no line, except where it rises from nothing or falls to it.
void panelLeaveOutZeros(std::vector<ChartPoint>& points) {
    const auto isZero = [&](std::size_t i) { return i >= points.size() || std::isnan(points[i].value) || points[i].value == 0; };
    std::vector<ChartPoint> out = points;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!isZero(i)) continue;
        const bool alone = isZero(i + 1) && (i == 0 || isZero(i - 1));
        out[i].value = alone ? panelNothing : 0;
    }
    points = std::move(out);
}

QToolButton* panelButton(QWidget* parent, QButtonGroup* group, int id, const QString& text, const QString& tip) {
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setFixedHeight(24);
    group->addButton(button, id);
    return button;
}

}  // namespace

ChartsPanel::ChartsPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("charts"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Charts"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildHeader();
    column->addWidget(m_header);
    m_body = new QWidget(this);
    m_ring = new PanelRing(this);
    m_body->setMinimumSize(1, 1);
    column->addWidget(m_body, 1);
    m_grid = new QGridLayout(m_body);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(1);
    m_grid->setSizeConstraint(QLayout::SetNoConstraint);   // four beside each other must not keep a narrow dock wide

    const std::array<QString, chartCount> titles{tr("Requests per second"), tr("Latency, ms"), tr("Replication"), tr("Utilisation")};
    for (std::size_t i = 0; i < chartCount; ++i) {
        m_cards[i] = new ChartCard(titles[i], m_body);
        m_cards[i]->setEvents(&m_marks, &m_faults);
        connect(m_cards[i], &ChartCard::pointed, this, &ChartsPanel::point);
        connect(m_cards[i], &ChartCard::maximiseAsked, this,
                [this, i] { setMaximised(m_maximised ? std::nullopt : std::optional(static_cast<Chart>(i))); });
    }
    m_timer.setSingleShot(true);
    m_timer.setInterval(panelRefreshMs);
    connect(&m_timer, &QTimer::timeout, this, &ChartsPanel::refresh);
    connect(&ThemeManager::instance(), &ThemeManager::changed, this, &ChartsPanel::refresh);
    arrange();
    refresh();
}

void ChartsPanel::buildHeader() {
    m_header = new QWidget(this);
    m_header->setObjectName(QStringLiteral("chartsHeader"));
    auto* row = new QHBoxLayout(m_header);
    row->setContentsMargins(8, 2, 8, 2);
    row->setSpacing(2);
    // In a narrow dock these go; the charts have a button of their own to be alone.
    m_choices = new QWidget(m_header);
    m_choices->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_choices->setMinimumWidth(0);
    auto* choices = new QHBoxLayout(m_choices);
    choices->setContentsMargins(0, 0, 0, 0);
    choices->setSpacing(2);
    choices->setSizeConstraint(QLayout::SetNoConstraint);
    m_chartButtons = new QButtonGroup(this);
    choices->addWidget(panelButton(m_choices, m_chartButtons, -2, tr("All charts"), tr("All four charts")));
    const std::array<QString, chartCount> names{tr("Requests"), tr("Latency"), tr("Replication"), tr("Utilisation")};
    for (int i = 0; i < static_cast<int>(chartCount); ++i)
        choices->addWidget(panelButton(m_choices, m_chartButtons, i, names[static_cast<std::size_t>(i)], tr("This chart alone")));
    choices->addStretch(1);
    row->addWidget(m_choices, 100);
    row->addStretch(1);
    m_windowButtons = new QButtonGroup(this);
    row->addWidget(panelButton(m_header, m_windowButtons, 60, tr("60 s"), tr("The last 60 simulated seconds")));
    row->addWidget(panelButton(m_header, m_windowButtons, 300, tr("5 min"), tr("The last 5 simulated minutes")));
    row->addWidget(panelButton(m_header, m_windowButtons, 900, tr("15 min"), tr("The last 15 simulated minutes")));
    row->addWidget(panelButton(m_header, m_windowButtons, 0, tr("Whole run", "time window"), tr("Everything since the start of the run")));
    m_chartButtons->button(-2)->setChecked(true);
    m_windowButtons->button(m_window)->setChecked(true);
    connect(m_windowButtons, &QButtonGroup::idClicked, this, &ChartsPanel::setWindow);
    connect(m_chartButtons, &QButtonGroup::idClicked, this,
            [this](int id) { setMaximised(id < 0 ? std::nullopt : std::optional(static_cast<Chart>(id))); });
}

void ChartsPanel::setDesign(const design::Design& design, const catalog::Catalog& catalog) {
    const auto kindOf = [&](const design::Component& component) { return catalog.find(component.kind); };
    std::map<ComponentId, Subject> subjects;
    std::set<ComponentId> users;
    std::vector<std::pair<bool, ComponentId>> owners;
    std::string_view frontKind;   // the first kind of the palette that is here and answers HTTP speaks for "the servers"
    for (const catalog::ComponentKind& kind : catalog.kinds()) {
        if (kind.group != catalog::Group::Compute || kind.isContainer() || !panelAnswersHttp(kind)) continue;
        const bool here = std::any_of(design.components().begin(), design.components().end(),
                                      [&](const auto& entry) { return entry.second->kind == kind.id; });
        if (here) {
            frontKind = kind.id;
            break;
        }
    }
    for (const auto& [id, component] : design.components()) {
        const catalog::ComponentKind* kind = kindOf(*component);
        if (!kind || !kind->create) continue;
        ComponentId owner = id;
        for (ComponentId at = id; at.isValid();) {
            const auto found = design.components().find(at);
            if (found == design.components().end()) break;
            const catalog::ComponentKind* around = kindOf(*found->second);
            if (around && around->shape == catalog::Shape::Host) owner = at;
            at = found->second->container;
        }
        Subject subject;
        subject.name = component->name;
        subject.users = kind->id == std::string_view("users");
        subject.inside = owner != id;
        subject.owner = !subject.inside;
        subject.front = kind->id == frontKind;
        const bool charted = kind->shape == catalog::Shape::Host || (kind->shape == catalog::Shape::Card && !subject.users);
        if (charted) owners.emplace_back(kind->shape != catalog::Shape::Host && !subject.inside, owner);
        if (charted) subject.owned = owner;
        if (subject.users) users.insert(id);
        subjects.emplace(id, subject);
    }
    // Hosts are given the first colours: theirs are the lines one looks at.
    std::sort(owners.begin(), owners.end());
    for (const auto& entry : owners) m_series.emplace(entry.second, static_cast<int>(m_series.size()));
    for (auto& [id, subject] : subjects)
        if (subject.owned.isValid()) subject.series = m_series.at(subject.owned);
    m_subjects = std::move(subjects);
    m_users = std::move(users);
    schedule();
}

int ChartsPanel::seriesOf(ComponentId id) const {
    const auto found = m_subjects.find(id);
    return found == m_subjects.end() ? -1 : found->second.series;
}

void ChartsPanel::append(const runtime::Frame& frame) {
    if (frame.restarted) clear();
    for (const runtime::Sample& sample : frame.samples) m_history.append(sample, m_users);
    takeEvents(frame.events);
    const bool moved = std::floor(m_now) != std::floor(static_cast<double>(frame.now) / second);
    m_now = static_cast<double>(frame.now) / second;
    if (!frame.samples.empty() || !frame.events.empty() || moved || frame.restarted) schedule();
}

void ChartsPanel::clear() {
    m_history.clear();
    m_marks.clear();
    m_faults.clear();
    m_open.clear();
    m_crosshair.reset();
    m_now = 0;
    schedule();
}

void ChartsPanel::takeEvents(const std::vector<runtime::Event>& events) {
    for (const runtime::Event& event : events) {
        const double time = static_cast<double>(event.time) / second;
        const QString text = event.text.isEmpty() ? QString::fromStdString(event.id) : event.text;
        m_marks.push_back({time, panelSign(event), text});
        const int step = panelFaultStep(event.id);
        if (step > 0) {
            m_open.emplace(event.component.value, m_faults.size());
            m_faults.push_back({time, std::numeric_limits<double>::infinity()});
        } else if (step < 0) {
            const auto open = m_open.find(event.component.value);
            if (open == m_open.end()) continue;
            m_faults[open->second].to = time;
            m_open.erase(open);
        }
    }
    if (m_marks.size() > panelMostMarks) m_marks.erase(m_marks.begin(), m_marks.end() - static_cast<std::ptrdiff_t>(panelMostMarks));
    if (m_faults.size() > panelMostMarks && m_open.empty()) m_faults.clear();
}

// ---- what is shown -------------------------------------------------------------------------------------------------------------

void ChartsPanel::schedule() {
    m_stale = true;
    if (isVisible() && !m_timer.isActive()) m_timer.start();
}

void ChartsPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) refresh();
}

void ChartsPanel::setWindow(int seconds) {
    if (m_window == seconds) return;
    m_window = seconds;
    if (QAbstractButton* button = m_windowButtons->button(seconds)) button->setChecked(true);
    refresh();
    emit windowChanged(seconds);
}

void ChartsPanel::setMaximised(std::optional<Chart> chart) {
    m_maximised = chart;
    m_chartButtons->button(chart ? static_cast<int>(*chart) : -2)->setChecked(true);
    arrange();
    refresh();
}

void ChartsPanel::point(double time) {
    // A sample is of a whole second: between two there is nothing to read.
    m_crosshair = std::isnan(time) ? std::nullopt : std::optional(std::clamp(std::round(time), m_from, m_to));
    for (ChartCard* card : m_cards) card->setCrosshair(m_crosshair);
}

void ChartsPanel::keyPressEvent(QKeyEvent* event) {
    const double step = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    const double start = m_crosshair.value_or(m_to);
    switch (event->key()) {
        case Qt::Key_Left: point(std::max(m_from, std::ceil(start - step))); break;
        case Qt::Key_Right: point(std::min(m_to, std::floor(start + step))); break;
        case Qt::Key_Escape: point(panelNothing); break;
        default: QWidget::keyPressEvent(event);
    }
}

/// As many as can have a label each.
int ChartsPanel::mostLines() const {
    const int rows = m_maximised ? 1 : static_cast<int>(chartCount) / columns();
    return std::clamp(((height() - 28) / rows - 60) / 16, 4, 12);
}

ChartLine ChartsPanel::line(const SeriesKey& key, const QString& name, int series) const {
    const Theme& t = theme();
    ChartLine out;
    out.name = name;
    out.color = series < 0 ? t.muted : t.seriesColor(series);
    out.textColor = series < 0 ? t.muted : t.seriesTextColor(series);
    out.last = panelNothing;
    for (const Stretch& s : m_history.stretches(key, m_from, m_to, panelStretches)) {
        const double low = static_cast<double>(s.low), high = static_cast<double>(s.high);
        if (std::isnan(low) || low == high) {
            out.points.push_back({s.time, low});
        } else {
            const double before = out.points.empty() ? low : out.points.back().value;
            const bool lowFirst = std::abs(before - low) <= std::abs(before - high);
            out.points.push_back({s.time, lowFirst ? low : high});
            out.points.push_back({s.time, lowFirst ? high : low});
        }
        out.last = static_cast<double>(s.mean);
    }
    out.valueAt = [this, key](double time) { return static_cast<double>(m_history.at(key, time, m_from, m_to, panelStretches).mean); };
    return out;
}

std::vector<ComponentId> ChartsPanel::busiest(Metric metric, bool Subject::* wanted, int most, int* omitted) const {
    std::vector<std::pair<float, ComponentId>> found;
    for (const auto& [id, subject] : m_subjects)
        if (subject.*wanted && subject.series >= 0 && m_history.has({id, metric})) found.emplace_back(-m_history.highest({id, metric}, m_from, m_to), id);
    *omitted = std::max(0, static_cast<int>(found.size()) - most);
    if (*omitted > 0) {
        std::stable_sort(found.begin(), found.end());
        found.resize(static_cast<std::size_t>(most));
    }
    std::vector<ComponentId> out;
    for (const auto& entry : found) out.push_back(entry.second);
    std::sort(out.begin(), out.end());
    return out;
}

ChartData ChartsPanel::requests() const {
    const Theme& t = theme();
    ChartData shown;
    ChartPlot plot;
    plot.smallestTop = 10;
    plot.format = panelCount;
    ChartLine total = line({{}, Metric::Rate}, tr("total"), -1);
    total.color = total.textColor = t.text;
    total.width = 1.5;
    plot.lines.push_back(std::move(total));

    // Failures first: they are the news. Red is theirs; the dashes tell the causes apart.
    std::vector<std::pair<float, std::int32_t>> causes;
    for (std::size_t i = 0; i < m_history.causes().size(); ++i) {
        const auto index = static_cast<std::int32_t>(i);
        const float highest = m_history.highest({{}, Metric::Failed, index}, m_from, m_to);
        if (highest > 0) causes.emplace_back(-highest, index);
    }
    std::stable_sort(causes.begin(), causes.end());
    const int most = mostLines();
    constexpr std::array styles{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    const std::size_t named = std::min({causes.size(), styles.size(), static_cast<std::size_t>(std::max(1, most / 2))});
    for (std::size_t i = 0; i < named; ++i) {
        const std::int32_t index = causes[i].second;
        const SeriesKey key{{}, Metric::Failed, index};
        ChartLine failed = line(key, m_history.causes()[static_cast<std::size_t>(index)], -1);
        panelLeaveOutZeros(failed.points);
        failed.last = std::isnan(failed.last) ? 0 : failed.last;
        failed.valueAt = [inner = failed.valueAt](double time) {
            const double value = inner(time);
            return std::isnan(value) ? 0 : value;
        };
        failed.color = t.of(State::Failing).fill;
        failed.textColor = failed.last > 0 ? t.of(State::Failing).text : t.muted;
        failed.style = styles[i];
        plot.lines.push_back(std::move(failed));
    }
    for (const ComponentId id : busiest(Metric::Rate, &Subject::front, most - 1 - static_cast<int>(named), &plot.omitted))
        plot.lines.push_back(line({id, Metric::Rate}, m_subjects.at(id).name, m_subjects.at(id).series));
    shown.plots.push_back(std::move(plot));
    return shown;
}

ChartData ChartsPanel::latency() const {
    const Theme& t = theme();
    ChartData shown;
    ChartPlot plot;
    plot.smallestTop = 10;
    plot.format = panelMs;
    const struct {
        Metric metric;
        QString name;
        QColor color;
    } rows[] = {{Metric::P50, tr("p50"), blended(panelFaded(t.muted, 0.75f), t.surface)}, {Metric::P95, tr("p95"), t.muted}, {Metric::P99, tr("p99"), t.text}};
    for (const auto& row : rows) {
        ChartLine one = line({{}, row.metric}, row.name, -1);
        one.color = row.color;
        one.textColor = row.metric == Metric::P99 ? t.text : t.muted;
        plot.lines.push_back(std::move(one));
    }
    shown.plots.push_back(std::move(plot));
    return shown;
}

ChartBand ChartsPanel::band(ComponentId id) const {
    const Theme& t = theme();
    const int series = std::max(0, m_subjects.at(id).series);
    ChartBand out;
    out.name = m_subjects.at(id).name;
    out.textColor = t.seriesTextColor(series);
    for (const RoleSpan& span : m_history.roles(id)) {
        if (span.to < m_from || span.from > m_to) continue;
        ChartBand::Span shown{span.from, span.to, {}, {}, {}, false};
        if (span.state == runtime::State::Down) {
            shown = {span.from, span.to, tr("down"), t.of(State::Down).soft, t.of(State::Failing).text, true};
        } else if (span.state == runtime::State::Frozen) {
            shown = {span.from, span.to, tr("frozen"), t.of(State::Frozen).soft, t.of(State::Frozen).text, true};
        } else if (span.state == runtime::State::Starting) {
            shown = {span.from, span.to, tr("starting"), t.of(State::Unknown).soft, t.of(State::Unknown).text, true};
        } else if (span.role == 1) {
            shown = {span.from, span.to, tr("primary"), blended(panelFaded(t.seriesColor(series), 0.38f), t.surface), t.text, false};
        } else {
            shown = {span.from, span.to, span.role == 2 ? tr("replica") : tr("read-only"),
                     blended(panelFaded(t.seriesColor(series), 0.14f), t.surface), t.text, false};
        }
        out.spans.push_back(shown);
    }
    return out;
}

ChartData ChartsPanel::replication() const {
    ChartData shown;
    ChartPlot behind, waiting;
    behind.caption = tr("Seconds_Behind_Source");
    behind.format = panelSeconds;
    behind.smallestTop = 1;
    waiting.caption = tr("Transactions not applied yet");
    waiting.format = panelCount;
    waiting.smallestTop = 5;
    const auto mostBands = static_cast<std::size_t>(std::max(2, mostLines() / 2));
    for (const auto& [id, subject] : m_subjects) {
        if (m_history.roles(id).empty()) continue;
        if (shown.bands.size() < mostBands) shown.bands.push_back(band(id));
        const std::vector<RoleSpan>& roles = m_history.roles(id);
        const bool replica = std::any_of(roles.begin(), roles.end(), [](const RoleSpan& span) { return span.role == 2; });
        if (!replica) continue;
        if (behind.lines.size() >= mostBands) continue;
        behind.lines.push_back(line({id, Metric::SecondsBehind}, subject.name, subject.series));
        waiting.lines.push_back(line({id, Metric::TransactionsBehind}, subject.name, subject.series));
    }
    if (shown.bands.empty()) {
        shown.empty = tr("There is no database in this design.");
        return shown;
    }
    if (behind.lines.empty()) {
        shown.empty = tr("No database replicates another.");
        return shown;
    }
    shown.plots.push_back(std::move(behind));
    shown.plots.push_back(std::move(waiting));
    return shown;
}

/// Hosts first; of what runs in them, what is busier than half or, where there is room, the busiest. A process has the colour of its
/// host and a dotted line.
ChartData ChartsPanel::utilisation() const {
    ChartData shown;
    ChartPlot plot;
    plot.fixedTop = 1;
    plot.format = panelPercent;
    const int most = mostLines();
    std::vector<ComponentId> ids = busiest(Metric::Utilisation, &Subject::owner, most, &plot.omitted);
    const bool roomy = m_maximised.has_value() || ids.size() < 2;
    int left = most - static_cast<int>(ids.size());
    for (const ComponentId id : busiest(Metric::Utilisation, &Subject::inside, most, &plot.omitted)) {
        if (left == 0) break;
        if (!roomy && m_history.highest({id, Metric::Utilisation}, m_from, m_to) < 0.5f) continue;
        ids.push_back(id);
        --left;
    }
    for (const ComponentId id : ids) {
        const Subject& subject = m_subjects.at(id);
        ChartLine one = line({id, Metric::Utilisation}, subject.name, subject.series);
        if (subject.inside) one.style = Qt::DotLine;
        plot.lines.push_back(std::move(one));
    }
    if (plot.lines.empty()) shown.empty = tr("Nothing here can be busy yet.");
    shown.plots.push_back(std::move(plot));
    return shown;
}

void ChartsPanel::refresh() {
    m_timer.stop();
    m_stale = false;
    m_to = std::ceil(std::max(m_now, m_history.end()) - 1e-6);
    m_from = m_window == 0 ? 0 : std::max(0.0, m_to - m_window);
    m_to = std::max(m_to, m_from + 10);
    for (std::size_t i = 0; i < chartCount; ++i) {
        if (m_maximised && static_cast<std::size_t>(*m_maximised) != i) continue;
        ChartData shown;
        if (m_history.isEmpty()) {
            shown.empty = tr("Play the run to see this chart.");
        } else {
            switch (static_cast<Chart>(i)) {
                case Chart::Requests: shown = requests(); break;
                case Chart::Latency: shown = latency(); break;
                case Chart::Replication: shown = replication(); break;
                case Chart::Utilisation: shown = utilisation(); break;
            }
        }
        shown.from = m_from;
        shown.to = m_to;
        m_cards[i]->setData(std::move(shown));
    }
}

// ---- where it is shown ---------------------------------------------------------------------------------------------------------

/// Side by side in a flat dock, two by two in a tall one, below each other in a narrow one.
int ChartsPanel::columns() const {
    if (m_maximised || width() < 480) return 1;
    return height() >= 420 || width() < 840 ? 2 : 4;
}

void ChartsPanel::arrange() {
    const int across = columns();
    for (std::size_t i = 0; i < chartCount; ++i) {
        const bool shown = !m_maximised || static_cast<std::size_t>(*m_maximised) == i;
        m_grid->removeWidget(m_cards[i]);
        m_cards[i]->setVisible(shown);
        m_cards[i]->setMaximised(m_maximised.has_value());
        const auto place = m_maximised ? 0 : static_cast<int>(i);
        if (shown) m_grid->addWidget(m_cards[i], place / across, place % across);
    }
    for (int i = 0; i < static_cast<int>(chartCount); ++i) {
        m_grid->setColumnStretch(i, i < across ? 1 : 0);
        m_grid->setRowStretch(i, m_maximised ? i == 0 : i < static_cast<int>(chartCount) / across ? 1 : 0);
    }
}

void ChartsPanel::placeRing() {
    m_ring->setGeometry(m_body->geometry());
    m_ring->raise();
}

void ChartsPanel::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    placeRing();
    m_ring->setVisible(event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason);
}

void ChartsPanel::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    m_ring->hide();
}

void ChartsPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeRing();
    m_choices->setVisible(width() >= 640);
    arrange();
    schedule();
}

void ChartsPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LayoutDirectionChange) schedule();
}

}  // namespace faultline::widgets
