#include "model/runtime/engine.h"
#include "model/runtime/simulation.h"
#include "tests/model/runtime/tiny_kinds.h"
#include "tests/support/test_main.h"

#include <set>

using namespace faultline;
using design::Design;
using runtime::Engine;
using runtime::Frame;
using runtime::FramePtr;
using runtime::Simulation;

/// What a window does with an engine: fetches frames and keeps what they bring.
class EngineReader {
public:
    explicit EngineReader(Engine& engine) : m_engine(engine) {}
    /// True when there was a new frame.
    bool poll() {
        const FramePtr frame = m_engine.take();
        if (!frame) return false;
        if (frame->restarted) {
            events.clear();
            hops.clear();
            samples.clear();
            ++restarts;
        }
        events.insert(events.end(), frame->events.begin(), frame->events.end());
        hops.insert(hops.end(), frame->hops.begin(), frame->hops.end());
        samples.insert(samples.end(), frame->samples.begin(), frame->samples.end());
        last = frame;
        ++frames;
        return true;
    }
    /// Polls until everything is answered.
    bool settle() {
        return QTest::qWaitFor([this] {
            poll();
            return !m_engine.needsPolling();
        });
    }
    bool runsTo(SimTime time) {
        return QTest::qWaitFor(
            [this, time] {
                poll();
                return last && last->now >= time;
            },
            30'000);
    }
    bool hasEvent(const char* id) const {
        return std::any_of(events.begin(), events.end(), [id](const runtime::Event& event) { return event.id == id; });
    }

    FramePtr last;
    std::vector<runtime::Event> events;
    std::vector<runtime::TraceHop> hops;
    std::vector<runtime::Sample> samples;
    int frames = 0, restarts = 0;

private:
    Engine& m_engine;
};

class EngineTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = tests::tinyCatalog();

    static runtime::Command act(const char* verb, std::uint32_t id) { return {0, runtime::Act{verb, {id}}}; }
    static QByteArray storyOf(const runtime::SavedRun& run) {
        return QByteArray::number(qulonglong(run.log.size())) + ' ' + QByteArray::number(qlonglong(run.now)) + ' ' + QByteArray::fromStdString(run.fingerprint);
    }
    /// Doing the log of a run again gives the same run.
    void checkReplay(const runtime::SavedRun& run) {
        Simulation replay(m_catalog, run.start, run.seed);
        const auto failure = runtime::runScript(replay, run.log, run.now);
        QVERIFY2(!failure, failure ? (failure->text + ": " + failure->problem.plain()).c_str() : "");
        QCOMPARE(QString::fromStdString(replay.fingerprint()), QString::fromStdString(run.fingerprint));
    }

    /// Two seconds, then something dies and less comes. `document` is what it ends in.
    runtime::SavedRun someRun(Design& document) {
        Engine engine(m_catalog, tests::TinyDesign::usual(300), {.seed = 5});
        EngineReader reader(engine);
        engine.setSpeed(0);
        engine.play();
        if (!reader.runsTo(2 * second)) qFatal("It does not run");
        engine.post(act("kill", 4));
        document = tests::TinyDesign::usual(300);
        const auto rate = design::setProperty(document, m_catalog, {{1}}, "rate", Value(150.0));
        rate->apply(document);
        engine.post(*rate);
        if (!reader.runsTo(reader.last->now + second)) qFatal("It does not run on");
        engine.pause();
        return engine.run();
    }

private slots:
    void aPausedRunIsIdle() {
        Engine engine(m_catalog, tests::TinyDesign::usual(), {});
        EngineReader reader(engine);
        QVERIFY(reader.settle());
        QVERIFY(reader.last);
        QCOMPARE(reader.last->now, SimTime{0});
        QVERIFY(!reader.last->playing);
        QVERIFY(reader.last->restarted);
        QCOMPARE(reader.last->components.size(), std::size_t{4});
        QCOMPARE(reader.last->links.size(), std::size_t{2});
        QVERIFY(!engine.take());
        QVERIFY(!engine.needsPolling());
        engine.pause();
        QVERIFY(engine.needsPolling());
        QVERIFY(reader.settle());
    }
    void playsAtItsSpeed() {
        Engine engine(m_catalog, tests::TinyDesign::usual(), {});
        EngineReader reader(engine);
        engine.setSpeed(20);
        engine.play();
        QElapsedTimer clock;
        clock.start();
        QVERIFY(reader.runsTo(20 * second));
        // At least the time it must take; how much longer is a matter of the machine.
        QVERIFY(clock.elapsed() >= 950);
        QVERIFY(reader.last->playing);
        QCOMPARE(reader.last->requestedSpeed, 20.0);
        QVERIFY(reader.last->trueSpeed > 0 && reader.last->trueSpeed < 25);
        QVERIFY(reader.samples.size() >= 19);
        for (std::size_t i = 0; i < reader.samples.size(); ++i) QCOMPARE(reader.samples[i].time, SimTime(i + 1) * second);
        QVERIFY(reader.last->requestsEnded > 7000 && reader.last->requestsOk == reader.last->requestsEnded);
        const runtime::ComponentStatus* service = reader.last->component({3});
        QVERIFY(service && service->state == runtime::State::Ok && service->rate > 100);
        QVERIFY(service->utilisation > 0.1 && service->utilisation < 0.3);
        QVERIFY(reader.last->link({1})->rate > 100 && reader.last->link({1})->load > 0.5);
        engine.pause();
        QVERIFY(reader.settle());
        QVERIFY(!reader.last->playing);
        const SimTime paused = reader.last->now;
        engine.post(act("freeze", 3));
        QVERIFY(reader.settle());
        QCOMPARE(reader.last->now, paused);
    }
    void isSlowWhenAsked() {
        Engine engine(m_catalog, tests::TinyDesign::usual(5000), {});
        EngineReader reader(engine);
        engine.setSpeed(0.001);
        engine.play();
        QVERIFY(reader.runsTo(50 * microsecond));
        QVERIFY(reader.last->now < second);
        QVERIFY(!reader.last->behind);
    }
    void saysWhenItCannotHoldTheSpeed() {
        Engine engine(m_catalog, tests::TinyDesign::usual(20'000), {});
        EngineReader reader(engine);
        engine.setSpeed(1000);
        engine.play();
        QVERIFY(QTest::qWaitFor(
            [&] {
                reader.poll();
                return reader.last && reader.last->behind;
            },
            20'000));
        QVERIFY(reader.last->trueSpeed < 950);
        QVERIFY(reader.last->now > 0);
        // It answers at once all the same.
        engine.post(act("kill", 4));
        QVERIFY(QTest::qWaitFor([&] {
            reader.poll();
            return reader.hasEvent("killed");
        }));
    }
    void killsAndRestores() {
        Engine engine(m_catalog, tests::TinyDesign::usual(), {});
        EngineReader reader(engine);
        engine.setSpeed(5);
        engine.play();
        engine.post(act("kill", 4));
        QVERIFY(reader.runsTo(3 * second));
        QVERIFY(reader.hasEvent("killed"));
        QVERIFY(reader.events.front().isCommand);
        QCOMPARE(reader.events.front().text, QStringLiteral("service-2 was killed"));
        const runtime::ComponentStatus* service = reader.last->component({4});
        QCOMPARE(service->state, runtime::State::Down);
        QVERIFY(service->operatorDown && !service->why.isEmpty());
        const auto fails = [&] {
            return std::any_of(reader.samples.begin(), reader.samples.end(),
                               [](const runtime::Sample& s) { return !s.failures.empty(); });
        };
        QVERIFY(fails());
        QVERIFY(reader.last->component({1})->failedRate > 100);
        engine.post(act("restore", 4));
        QVERIFY(QTest::qWaitFor([&] {
            reader.poll();
            return reader.last->component({4})->state == runtime::State::Ok;
        }));
        engine.post(act("kill", 2));
        QVERIFY(QTest::qWaitFor([&] {
            reader.poll();
            return reader.last->component({3})->state == runtime::State::Down;
        }));
        QVERIFY(!reader.last->component({3})->operatorDown);
        QVERIFY(reader.last->component({2})->operatorDown);
        engine.post(runtime::Command{0, runtime::LinkAct{"cut", {1}}});
        QVERIFY(QTest::qWaitFor([&] {
            reader.poll();
            return !reader.last->link({1})->up;
        }));
    }
    void tellsWhatCannotBeDone() {
        Engine engine(m_catalog, tests::TinyDesign::usual(), {});
        EngineReader reader(engine);
        engine.post(act("restore", 4));
        QVERIFY(reader.settle());
        QVERIFY(reader.hasEvent("refused"));
        QVERIFY(reader.events.front().text.contains(QStringLiteral("service-2: it is not killed")));
        QVERIFY(engine.run().log.empty());
    }
    void adoptsEditsAndTheirUndo() {
        Engine engine(m_catalog, tests::TinyDesign::usual(), {});
        EngineReader reader(engine);
        Design design = tests::TinyDesign::usual();
        engine.setSpeed(0);
        engine.play();
        const design::Change removal = design::removeParts(design, m_catalog, {{2}}, {});
        engine.post(removal);
        QVERIFY(QTest::qWaitFor([&] {
            reader.poll();
            return reader.last && reader.last->components.size() == 2;
        }));
        engine.post(removal.inverse());
        engine.post(design::moveBy(design, {{4}}, {5, 5}));
        QVERIFY(QTest::qWaitFor([&] {
            reader.poll();
            const runtime::ComponentStatus* service = reader.last ? reader.last->component({3}) : nullptr;
            return service && service->state == runtime::State::Ok && service->rate > 0;
        }));
        engine.pause();
        checkReplay(engine.run());
    }
    /// Played with things done to it at any time: the log says it all.
    void replaysToTheSameFingerprint_data() {
        QTest::addColumn<double>("speed");
        QTest::newRow("5x") << 5.0;
        QTest::newRow("100x") << 100.0;
        QTest::newRow("max") << 0.0;
    }
    void replaysToTheSameFingerprint() {
        QFETCH(double, speed);
        Engine engine(m_catalog, tests::TinyDesign::usual(300), {.seed = 77});
        EngineReader reader(engine);
        Design design = tests::TinyDesign::usual(300);
        engine.setSpeed(speed);
        engine.play();
        SimTime next = second / 2;
        const SimTime gap = speed == 5 ? second / 2 : 3 * second;
        const auto wait = [&] {
            QVERIFY(reader.runsTo(next));
            next = reader.last->now + gap;
        };
        for (const auto& [verb, id] : {std::pair("kill", 4u), std::pair("freeze", 2u), std::pair("restore", 4u),
                                       std::pair("thaw", 2u), std::pair("refuse", 3u)}) {
            wait();
            engine.post(act(verb, id));
            const auto rate = design::setProperty(design, m_catalog, {{1}}, "rate", Value(100.0 + 17 * id));
            rate->apply(design);
            engine.post(*rate);
        }
        wait();
        engine.post(runtime::Command{0, runtime::LinkAct{"cut", {2}}});
        engine.pause();
        engine.step();
        engine.step();
        engine.play();
        wait();
        const runtime::SavedRun run = engine.run();
        QCOMPARE(run.seed, std::uint64_t{77});
        QVERIFY(run.log.size() >= 8);
        QVERIFY(run.start == tests::TinyDesign::usual(300));
        checkReplay(run);
    }
    void goesOnWithASavedRun() {
        Design document;
        const runtime::SavedRun saved = someRun(document);
        Engine engine(m_catalog, document, {});
        EngineReader reader(engine);
        QVERIFY(reader.settle());
        engine.resume(saved, document);
        QVERIFY(engine.needsPolling());
        QCOMPARE(storyOf(engine.run()), storyOf(saved));   // saving again at once loses nothing
        engine.post(act("restore", 4));                     // waits for its turn
        QVERIFY(reader.settle());
        QCOMPARE(reader.last->now, saved.now);
        QCOMPARE(reader.last->catchingUpTo, SimTime{0});
        QVERIFY(!reader.last->playing);
        QVERIFY(!reader.hasEvent("saved_run_differs"));
        QVERIFY(reader.hasEvent("killed"));
        const runtime::SavedRun now = engine.run();
        QCOMPARE(now.log.size(), saved.log.size() + 1);
        QCOMPARE(now.log.back().at, saved.now);
        checkReplay(now);
    }
    void aResetEndsWhatIsDoneAgain() {
        Design document;
        runtime::SavedRun saved = someRun(document);
        saved.now = 1'000'000 * second;
        Engine engine(m_catalog, document, {});
        EngineReader reader(engine);
        engine.resume(saved, document);
        engine.reset(document, 9);
        QVERIFY(reader.settle());
        QCOMPARE(reader.last->now, SimTime{0});
        QCOMPARE(engine.run().seed, std::uint64_t{9});
    }
    void aRunOfAnotherDrawingIsLeftOut() {
        Design document;
        runtime::SavedRun saved = someRun(document);
        const Design other = tests::TinyDesign::usual(77);
        Engine engine(m_catalog, other, {});
        EngineReader reader(engine);
        engine.resume(saved, other);
        QVERIFY(reader.settle());
        QVERIFY(reader.hasEvent("saved_run_left_out"));
        QCOMPARE(reader.last->now, SimTime{0});
        QVERIFY(engine.run().start == other);
        saved.log.insert(saved.log.begin(), {second, "kill #99"});
        engine.resume(saved, document);
        QVERIFY(reader.settle());
        QVERIFY(reader.hasEvent("saved_run_left_out"));
        QVERIFY(engine.run().start == document);
    }
    void saysWhenTheProgramComputesDifferently() {
        Design document;
        runtime::SavedRun saved = someRun(document);
        saved.fingerprint = "0123456789abcdef";
        Engine engine(m_catalog, document, {});
        EngineReader reader(engine);
        engine.resume(saved, document);
        QVERIFY(reader.settle());
        QVERIFY(reader.hasEvent("saved_run_differs"));
        QCOMPARE(reader.last->now, saved.now);
    }
    void stepsToWhatCanBeSeen() {
        Engine engine(m_catalog, tests::TinyDesign::usual(10), {});
        EngineReader reader(engine);
        QVERIFY(reader.settle());
        SimTime before = 0;
        for (int i = 0; i < 20; ++i) {
            const std::size_t seen = reader.hops.size();
            engine.step();
            QVERIFY(reader.settle());
            QVERIFY(reader.last->now > before);
            before = reader.last->now;
            QVERIFY2(reader.hops.size() > seen, "a step shows a message");
        }
        QVERIFY(!reader.last->playing);
        QCOMPARE(reader.last->sampling, 1.0);
        checkReplay(engine.run());
    }
    void startsAgain() {
        Engine engine(m_catalog, tests::TinyDesign::usual(), {.seed = 3});
        EngineReader reader(engine);
        engine.setSpeed(10);
        engine.play();
        QVERIFY(reader.runsTo(3 * second));
        engine.reset(tests::TinyDesign::usual(50), 4);
        QVERIFY(QTest::qWaitFor([&] {
            reader.poll();
            return reader.last->seed == 4;
        }));
        QVERIFY(reader.last->playing);
        QVERIFY(reader.last->now < 3 * second);
        QCOMPARE(reader.restarts, 2);
        QVERIFY(reader.runsTo(4 * second));
        QVERIFY(reader.samples.front().time == second);
        const runtime::SavedRun run = engine.run();
        QCOMPARE(run.seed, std::uint64_t{4});
        checkReplay(run);
    }
    void tracesAtMostSoManyDots() {
        Design design = tests::TinyDesign::usual(8000);
        design::setProperty(design, m_catalog, {{3}, {4}}, "work", Value(50 * microsecond))->apply(design);
        Engine engine(m_catalog, design, {.seed = 1, .maximumDots = 50});
        EngineReader reader(engine);
        engine.play();
        QVERIFY(reader.runsTo(second / 2));
        reader.hops.clear();
        const SimTime from = reader.last->now;
        QVERIFY(reader.runsTo(from + second));
        QVERIFY2(reader.last->sampling >= 32, QByteArray::number(reader.last->sampling).constData());
        // A request has two messages here, each half a second on the screen.
        const double seconds = static_cast<double>(reader.last->now - from) / 1e9;
        QVERIFY2(static_cast<double>(reader.hops.size()) / seconds * 0.5 < 75,
                 QByteArray::number(qulonglong(reader.hops.size())).constData());
        QVERIFY(!reader.hops.empty());
        std::set<std::uint64_t> requests, ended;
        for (const runtime::TraceHop& hop : reader.hops) {
            requests.insert(hop.request);
            if (hop.last) ended.insert(hop.request);
            QVERIFY(hop.arrives >= hop.left);
            QVERIFY(hop.from.isValid() && hop.to.isValid());
        }
        QVERIFY(ended.size() + 5 >= requests.size());
    }
    void keepsLittleWhenNobodyLooks() {
        Engine engine(m_catalog, tests::TinyDesign::usual(50), {});
        engine.setSpeed(0);
        engine.play();
        QVERIFY(QTest::qWaitFor([&] { return engine.run().now > 5000 * second; }, 60'000));
        const FramePtr frame = engine.take();
        QVERIFY(frame);
        QVERIFY(frame->samples.size() <= 3600);
        QVERIFY(frame->hops.size() <= 20'000);
    }
    void endsAtAnyTime() {
        for (int i = 0; i < 20; ++i) {
            Engine engine(m_catalog, tests::TinyDesign::usual(), {});
            if (i % 2) engine.play();
            if (i % 3) engine.post(act("kill", 3));
            if (i % 5 == 0) engine.reset(tests::TinyDesign::usual(), 2);
        }
    }
};

FAULTLINE_TEST(EngineTest)
#include "engine_test.moc"
