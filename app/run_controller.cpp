#include "app/run_controller.h"

#include "model/design/edits.h"

namespace faultline::app {
namespace {

constexpr int runPollMs = 16;

}  // namespace

RunController::RunController(design::DesignDocument& document, QObject* parent) : QObject(parent), m_document(document) {
    m_timer.setInterval(runPollMs);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &RunController::poll);
    connect(&document, &design::DesignDocument::changed, this, &RunController::post);
    connect(&document, &design::DesignDocument::opened, this, [this] { m_parked.clear(); });
    connect(&document, &design::DesignDocument::leavingPage, this, &RunController::leavePage);
    connect(&document, &design::DesignDocument::replaced, this, &RunController::showPage);
    restart();
}

RunController::~RunController() = default;

void RunController::restart() {
    m_seed = m_document.design().settings().seed;
    m_playing = m_hasBegun = false;
    m_resuming.reset();
    m_frame.reset();
    runtime::EngineOptions options;
    options.seed = m_seed;
    m_engine = std::make_unique<runtime::Engine>(m_document.catalog(), m_document.design(), options);
    m_engine->setSpeed(m_speed);
    expect();
    emit frameCame(m_frame);
    emit changed();
}

void RunController::resume(runtime::SavedRun saved) {
    m_playing = false;
    m_hasBegun = true;
    m_resuming = saved;
    m_engine->resume(std::move(saved), m_document.design());
    expect();
    emit changed();
}

void RunController::leavePage() {
    // What is not done again yet is not waited for: it is still what it was.
    if (m_hasBegun) m_parked[m_document.shownPage()] = {m_resuming ? std::move(*m_resuming) : m_engine->run(), m_playing};
}

void RunController::showPage() {
    restart();
    const auto parked = m_parked.find(m_document.shownPage());
    if (parked == m_parked.end()) return;
    Parked there = std::move(parked->second);
    m_parked.erase(parked);
    resume(std::move(there.run));
    setPlaying(there.playing);
}

std::map<int, runtime::SavedRun> RunController::runs() const {
    std::map<int, runtime::SavedRun> out;
    for (const auto& [page, parked] : m_parked) out.emplace(page, parked.run);
    out.insert_or_assign(m_document.shownPage(), run());
    return out;
}

void RunController::setPlaying(bool playing) {
    if (m_playing == playing) return;
    m_playing = playing;
    m_hasBegun = m_hasBegun || playing;
    playing ? m_engine->play() : m_engine->pause();
    expect();
    emit changed();
}

void RunController::step() {
    m_resuming.reset();
    if (m_playing) setPlaying(false);
    m_hasBegun = true;
    m_engine->step();
    expect();
}

void RunController::reset() {
    m_resuming.reset();
    m_hasBegun = m_playing;
    m_engine->reset(m_document.design(), m_seed);
    expect();
    emit changed();
}

void RunController::setSpeed(double speed) {
    m_speed = speed;
    m_engine->setSpeed(speed);
    expect();
    emit changed();
}

void RunController::setSeed(quint64 seed) {
    if (seed == m_seed) return reset();
    design::DocumentSettings settings = m_document.design().settings();
    settings.seed = seed;
    m_document.apply(design::setSettings(m_document.design(), settings));
}

void RunController::act(ComponentId id, const QString& verb) {
    m_resuming.reset();
    m_hasBegun = true;
    m_engine->post(runtime::Command{0, runtime::Act{verb.toStdString(), id}});
    expect();
}

void RunController::actOnLink(LinkId id, const QString& verb) {
    m_resuming.reset();
    const QString word = verb.section(QLatin1Char(' '), 0, 0), argument = verb.section(QLatin1Char(' '), 1);
    m_hasBegun = true;
    m_engine->post(runtime::Command{0, runtime::LinkAct{word.toStdString(), id, argument.toStdString()}});
    expect();
}

void RunController::post(const design::Change& change) {
    m_resuming.reset();
    if (m_document.design().settings().seed != m_seed) {   // other chances are another run
        m_seed = m_document.design().settings().seed;
        return reset();
    }
    // Nothing has happened yet: what is drawn is there from the start, and not as something that came into a run.
    if (!m_hasBegun && change.touchesModel())
        m_engine->reset(m_document.design(), m_seed);
    else
        m_engine->post(change);
    expect();
}

void RunController::expect() {
    if (!m_timer.isActive()) m_timer.start();
}

void RunController::poll() {
    // Asked first: an answer that arrives between the two questions is fetched by the next poll.
    const bool more = m_engine->needsPolling();
    const runtime::FramePtr next = m_engine->take();
    if (next) {
        m_frame = next;
        if (m_resuming && next->now >= m_resuming->now) m_resuming.reset();
        emit frameCame(m_frame);
        if (m_playing && !next->playing && !more) {   // it paused by itself
            m_playing = false;
            emit changed();
        }
    }
    if (!more) m_resuming.reset();   // also when it could not be done again
    if (!more && !next) m_timer.stop();
}

}  // namespace faultline::app
