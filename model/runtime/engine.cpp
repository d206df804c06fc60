#include "model/runtime/engine.h"

#include "model/runtime/frame_maker.h"
#include "model/runtime/pacing.h"
#include "model/runtime/simulation.h"
#include "model/sim/world.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <variant>

namespace faultline::runtime {

namespace {

using EngineClock = std::chrono::steady_clock;

constexpr std::uint64_t engineChunk = 500;         // events between two looks at the clock
constexpr std::uint64_t engineStepMost = 100'000;  // events of one step in which nothing can be seen
constexpr auto engineFrameGap = std::chrono::milliseconds(15);

constexpr auto engineReplaySlice = std::chrono::milliseconds(12);

const sim::EventType engineRefused{"refused", FL_TR("event", "Not done: %2"), sim::EventType::Severity::Warning};
const sim::EventType engineNotItsRun{"saved_run_left_out", FL_TR("event", "The saved run does not belong to this drawing and was left out"),
                                     sim::EventType::Severity::Warning};
const sim::EventType engineDiffers{"saved_run_differs",
                                   FL_TR("event", "The run is not the one that was saved: this version of the program computes differently"),
                                   sim::EventType::Severity::Warning};

}  // namespace

/// Members above `worker` that are marked so are shared under `mutex`; the rest belongs to the worker.
struct Engine::Private {
    struct PlayOrder {
        bool playing = false;
    };
    struct StepOrder {};
    struct SpeedOrder {
        double speed = 1;
    };
    /// A saved run and how far it was done again.
    struct Replay {
        SavedRun saved;
        design::Design document;  ///< what its log must end in
        std::size_t next = 0;     ///< of the log
    };
    struct ResetOrder {
        design::Design design;
        std::uint64_t seed = 1;
        std::unique_ptr<Replay> replay;  ///< null: stay at time 0
    };
    struct RunOrder {
        std::shared_ptr<std::promise<SavedRun>> promise;
    };
    using Order = std::variant<PlayOrder, StepOrder, SpeedOrder, ResetOrder, RunOrder, Command>;

    Private(const catalog::Catalog& catalogue, design::Design design, EngineOptions wanted)
        : catalog(catalogue),
          options(wanted),
          worker([this](const std::stop_token& stop) { work(stop); }) {
        give(ResetOrder{std::move(design), wanted.seed, nullptr});
    }
    ~Private() {
        worker.request_stop();
        wake.notify_all();
    }

    void give(Order order) {
        {
            const std::lock_guard lock(mutex);
            if (const auto* play = std::get_if<PlayOrder>(&order)) wantsToPlay = play->playing;
            if (std::holds_alternative<StepOrder>(order)) wantsToPlay = false;
            orders.push_back(std::move(order));
            ++ordersGiven;
        }
        wake.notify_all();
    }

    void work(const std::stop_token& stop);
    bool takeOrders(const std::stop_token& stop, std::deque<Order>& taken);
    void carryOut(Order& order);
    void carryOut(std::deque<Order>& taken);
    void perform(const Command& command);
    void restart(ResetOrder& order);
    void stepOnce();
    void runSlice();
    void replaySlice();
    bool replayCommands();
    void tell(const sim::EventType& type);
    void leaveOut();
    void endReplay();
    void postpone(std::deque<Order>& taken);
    void publish(bool isUrgent);
    void chooseTracing();

    const catalog::Catalog& catalog;
    const EngineOptions options;

    // shared
    mutable std::mutex mutex;
    std::condition_variable_any wake;
    std::deque<Order> orders;
    std::uint64_t ordersGiven = 0, ordersDone = 0;
    bool wantsToPlay = false;
    std::shared_ptr<Frame> mailbox;

    // the worker's
    std::optional<Simulation> simulation;
    FrameMaker frames;
    Pacing pacing;
    bool playing = false;
    bool isRestarted = true;
    std::unique_ptr<Replay> replay;  // null: none going on
    std::deque<Order> waiting;       // for its end
    std::uint64_t frameNumber = 0;
    EngineClock::time_point published{};
    std::uint64_t ordersTaken = 0;
    TracingChoice tracing;

    std::jthread worker;  // last: it uses everything above
};

/// Waits for orders as long as there is nothing else to do; false: the end.
bool Engine::Private::takeOrders(const std::stop_token& stop, std::deque<Order>& taken) {
    std::unique_lock lock(mutex);
    const auto isOrdered = [this] { return !orders.empty(); };
    if (!replay) ordersDone = ordersTaken;
    if (!replay && !playing)
        wake.wait(lock, stop, isOrdered);
    else if (!replay)
        wake.wait_until(lock, stop, pacing.nextSlice(), isOrdered);
    taken.swap(orders);
    ordersTaken = ordersGiven;
    return !stop.stop_requested();
}

void Engine::Private::work(const std::stop_token& stop) {
    std::deque<Order> taken;
    while (takeOrders(stop, taken)) {
        bool isOrdered =
            std::any_of(taken.begin(), taken.end(), [](const Order& order) { return !std::holds_alternative<RunOrder>(order); });
        if (replay) postpone(taken);
        carryOut(taken);
        taken.clear();
        if (replay) {
            replaySlice();
            if (!replay) {
                isOrdered = true;
                taken.swap(waiting);
                carryOut(taken);
                taken.clear();
            }
        } else if (playing) {
            runSlice();
        }
        publish(isOrdered);
    }
}

/// While a saved run is done again, the rest waits; a reset ends it, and what is asked of the run is answered with the saved one.
void Engine::Private::postpone(std::deque<Order>& taken) {
    const auto isReset = [](const Order& order) { return std::holds_alternative<ResetOrder>(order); };
    if (std::any_of(taken.begin(), taken.end(), isReset)) {
        replay.reset();
        waiting.insert(waiting.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
        taken.swap(waiting);
        waiting.clear();
        return;
    }
    for (Order& order : taken) {
        if (const auto* run = std::get_if<RunOrder>(&order))
            run->promise->set_value(replay->saved);
        else
            waiting.push_back(std::move(order));
    }
    taken.clear();
}

void Engine::Private::carryOut(std::deque<Order>& taken) {
    for (std::size_t i = 0; i < taken.size(); ++i) {
        // A drag of the mouse is many edits of one instant: the run adopts what became of them.
        auto* command = std::get_if<Command>(&taken[i]);
        auto* edit = command ? std::get_if<Edit>(&command->what) : nullptr;
        while (edit && i + 1 < taken.size()) {
            auto* next = std::get_if<Command>(&taken[i + 1]);
            auto* nextEdit = next ? std::get_if<Edit>(&next->what) : nullptr;
            if (!nextEdit) break;
            nextEdit->change = design::joined(std::move(edit->change), nextEdit->change);
            ++i;
            edit = nextEdit;
        }
        carryOut(taken[i]);
        if (!replay) continue;
        std::deque<Order> rest(std::make_move_iterator(taken.begin() + static_cast<std::ptrdiff_t>(i) + 1), std::make_move_iterator(taken.end()));
        taken.clear();
        postpone(rest);
        carryOut(rest);  // not empty only behind another reset
    }
}

void Engine::Private::carryOut(Order& order) {
    if (const auto* play = std::get_if<PlayOrder>(&order)) {
        playing = play->playing;
        simulation->finishInstant();
        pacing.restart(simulation->now());
        tracing.forget();
    } else if (std::holds_alternative<StepOrder>(order)) {
        playing = false;
        stepOnce();
    } else if (const auto* speed = std::get_if<SpeedOrder>(&order)) {
        pacing.setSpeed(speed->speed, simulation->now());
        tracing.forget();
    } else if (auto* reset = std::get_if<ResetOrder>(&order)) {
        restart(*reset);
    } else if (const auto* run = std::get_if<RunOrder>(&order)) {
        run->promise->set_value(simulation->saved());
    } else {
        perform(std::get<Command>(order));
    }
}

void Engine::Private::perform(const Command& command) {
    const Result<void> done = simulation->perform(command);
    if (done) return;
    sim::RecordedEvent refused;
    refused.time = simulation->now();
    if (const auto* act = std::get_if<Act>(&command.what)) refused.component = act->component.value;
    refused.type = &engineRefused;
    refused.text = done.error().plain();
    simulation->recording().add(std::move(refused));
}

void Engine::Private::restart(ResetOrder& order) {
    simulation.emplace(catalog, std::move(order.design), order.seed);
    frames = FrameMaker();
    tracing = TracingChoice(options.maximumDots);
    pacing.restart(0);
    isRestarted = true;
    replay = std::move(order.replay);
    if (replay) playing = false;
}

void Engine::Private::replaySlice() {
    const EngineClock::time_point end = EngineClock::now() + engineReplaySlice;
    do {
        const auto& log = replay->saved.log;
        const SimTime until = replay->next < log.size() ? std::min(log[replay->next].at, replay->saved.now) : replay->saved.now;
        if (!simulation->runBefore(until, engineChunk)) continue;
        if (!replayCommands()) return;
        if (replay->next == log.size() && simulation->now() >= replay->saved.now) return endReplay();
    } while (EngineClock::now() < end);
}

/// Those whose time has come; false: one cannot be carried out, which ends it.
bool Engine::Private::replayCommands() {
    const auto& log = replay->saved.log;
    for (; replay->next < log.size() && log[replay->next].at <= simulation->now(); ++replay->next) {
        if (simulation->perform(log[replay->next])) continue;
        leaveOut();
        return false;
    }
    return true;
}

void Engine::Private::tell(const sim::EventType& type) {
    sim::RecordedEvent event;
    event.time = simulation->now();
    event.type = &type;
    simulation->recording().add(std::move(event));
}

/// Its log is not that of the document: the run begins anew.
void Engine::Private::leaveOut() {
    ResetOrder order{std::move(replay->document), replay->saved.seed, nullptr};
    restart(order);
    tell(engineNotItsRun);
}

void Engine::Private::endReplay() {
    if (!(simulation->design() == replay->document)) return leaveOut();
    const std::unique_ptr<Replay> done = std::move(replay);
    if (!done->saved.fingerprint.empty() && done->saved.fingerprint != simulation->fingerprint())
        tell(engineDiffers);
    pacing.restart(simulation->now());
    tracing.forget();
}

/// To the next instant in which a message of a request moves, a request ends or something happens that is told.
void Engine::Private::stepOnce() {
    sim::Recording& recording = simulation->recording();
    if (recording.tracing() != 1) recording.setTracing(1);
    const std::uint64_t ended = recording.requestsEnded();
    const std::size_t events = recording.events().size();
    const std::uint64_t hops = recording.hopsRecorded();
    const std::uint64_t eventsDone = simulation->world().eventsDone();
    while (simulation->nextEvent() != never) {
        simulation->runBefore(simulation->nextEvent() + 1);
        if (recording.requestsEnded() != ended || recording.events().size() != events || recording.hopsRecorded() != hops) break;
        if (simulation->world().eventsDone() - eventsDone >= engineStepMost) break;
    }
}

void Engine::Private::runSlice() {
    pacing.beginSlice();
    while (!pacing.isSliceOver(simulation->now())) simulation->runBefore(pacing.target(), engineChunk);
    pacing.endSlice(simulation->now());
    chooseTracing();
}

void Engine::Private::chooseTracing() {
    const sim::Recording& recording = simulation->recording();
    const double every = tracing.choose({.now = simulation->now(),
                                         .started = recording.requestsStarted(),
                                         .inFlight = recording.requestsStarted() - recording.requestsEnded(),
                                         .hops = frames.hopsRead(),
                                         .lastHops = frames.lastHopsRead(),
                                         .isTrueTime = pacing.isTrueTime()});
    if (every != recording.tracing()) simulation->recording().setTracing(every);
}

/// A frame for the window: at most sixty a second, and none while the one before was not fetched, but at once for what was
/// ordered.
void Engine::Private::publish(bool isUrgent) {
    const EngineClock::time_point now = EngineClock::now();
    if (!isUrgent && now - published < engineFrameGap) return;
    std::shared_ptr<Frame> frame;
    {
        const std::lock_guard lock(mutex);
        if (mailbox && !isUrgent && !pacing.isStale(published)) return;
        frame = std::move(mailbox);  // nobody else sees it now
        mailbox.reset();
    }
    published = now;
    if (!frame) frame = std::make_shared<Frame>();
    if (isRestarted) {
        *frame = Frame();
        frame->restarted = true;
        isRestarted = false;
    }
    frame->number = ++frameNumber;
    frame->playing = playing;
    frame->requestedSpeed = pacing.speed();
    frame->trueSpeed = playing ? pacing.trueSpeed() : 0;
    frame->behind = playing && pacing.isBehind();
    frame->catchingUpTo = replay ? replay->saved.now : 0;
    frames.fill(*frame, *simulation);
    const std::lock_guard lock(mutex);
    mailbox = std::move(frame);
}

Engine::Engine(const catalog::Catalog& catalog, design::Design design, EngineOptions options)
    : d(std::make_unique<Private>(catalog, std::move(design), options)) {}

Engine::~Engine() = default;

void Engine::play() {
    d->give(Private::PlayOrder{true});
}
void Engine::pause() {
    d->give(Private::PlayOrder{false});
}
void Engine::step() {
    d->give(Private::StepOrder{});
}
void Engine::setSpeed(double speed) {
    d->give(Private::SpeedOrder{speed});
}
void Engine::reset(design::Design design, std::uint64_t seed) {
    d->give(Private::ResetOrder{std::move(design), seed, nullptr});
}
void Engine::resume(SavedRun saved, design::Design document) {
    design::Design start = saved.start;
    const std::uint64_t seed = saved.seed;
    d->give(Private::PlayOrder{false});
    d->give(Private::ResetOrder{std::move(start), seed,
                                std::make_unique<Private::Replay>(Private::Replay{std::move(saved), std::move(document)})});
}
void Engine::post(Command command) {
    d->give(std::move(command));
}
void Engine::post(design::Change change) {
    d->give(Command{0, Edit{std::move(change)}});
}

FramePtr Engine::take() {
    const std::lock_guard lock(d->mutex);
    return std::exchange(d->mailbox, nullptr);
}

bool Engine::needsPolling() const {
    const std::lock_guard lock(d->mutex);
    return d->wantsToPlay || d->ordersDone < d->ordersGiven || d->mailbox;
}

SavedRun Engine::run() const {
    const auto promise = std::make_shared<std::promise<SavedRun>>();
    std::future<SavedRun> future = promise->get_future();
    d->give(Private::RunOrder{promise});
    return future.get();
}

}  // namespace faultline::runtime
