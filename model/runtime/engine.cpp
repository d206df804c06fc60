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

const sim::EventType engineRefused{"refused", FL_TR("event", "Not done: %2"), sim::EventType::Severity::Warning};

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
    struct ResetOrder {
        design::Design design;
        std::uint64_t seed = 1;
    };
    struct RunOrder {
        std::shared_ptr<std::promise<Engine::Run>> promise;
    };
    using Order = std::variant<PlayOrder, StepOrder, SpeedOrder, ResetOrder, RunOrder, Command>;

    Private(const catalog::Catalog& catalogue, design::Design design, EngineOptions wanted)
        : catalog(catalogue),
          options(wanted),
          orders{ResetOrder{std::move(design), wanted.seed}},
          ordersGiven(1),
          worker([this](const std::stop_token& stop) { work(stop); }) {}
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
    void publish(bool isUrgent);
    void chooseTracing();
    Engine::Run runSoFar();

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
    std::uint64_t frameNumber = 0;
    EngineClock::time_point published{};
    std::uint64_t ordersTaken = 0;
    TracingChoice tracing;

    std::jthread worker;  // last: it uses everything above
};

/// Waits for orders as long as there is nothing else to do; false: the end.
bool Engine::Private::takeOrders(const std::stop_token& stop, std::deque<Order>& taken) {
    std::unique_lock lock(mutex);
    ordersDone = ordersTaken;
    const auto isOrdered = [this] { return !orders.empty(); };
    if (!playing)
        wake.wait(lock, stop, isOrdered);
    else
        wake.wait_until(lock, stop, pacing.nextSlice(), isOrdered);
    taken.swap(orders);
    ordersTaken = ordersGiven;
    return !stop.stop_requested();
}

void Engine::Private::work(const std::stop_token& stop) {
    std::deque<Order> taken;
    while (takeOrders(stop, taken)) {
        const bool isOrdered =
            std::any_of(taken.begin(), taken.end(), [](const Order& order) { return !std::holds_alternative<RunOrder>(order); });
        carryOut(taken);
        taken.clear();
        if (playing) runSlice();
        publish(isOrdered);
    }
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
        run->promise->set_value(runSoFar());
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
    frames.fill(*frame, *simulation);
    const std::lock_guard lock(mutex);
    mailbox = std::move(frame);
}

Engine::Run Engine::Private::runSoFar() {
    simulation->finishInstant();
    Run run;
    run.start = simulation->start();
    run.seed = simulation->seed();
    run.log = simulation->log();
    run.now = simulation->now();
    run.fingerprint = simulation->fingerprint();
    return run;
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
    d->give(Private::ResetOrder{std::move(design), seed});
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

Engine::Run Engine::run() const {
    const auto promise = std::make_shared<std::promise<Run>>();
    std::future<Run> future = promise->get_future();
    d->give(Private::RunOrder{promise});
    return future.get();
}

}  // namespace faultline::runtime
