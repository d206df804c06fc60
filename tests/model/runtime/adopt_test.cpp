#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "model/runtime/compile.h"
#include "model/sim/world.h"
#include "model/storage/project_file.h"
#include "tests/model/design/random_edits.h"
#include "tests/support/test_main.h"

#include <QDir>

using namespace faultline;
using design::Change;
using design::Design;
using runtime::Compiler;

namespace {

bool same(const sim::LinkSetup& a, const sim::LinkSetup& b) {
    return a.id == b.id && a.from == b.from && a.to == b.to && a.latency == b.latency && a.jitter == b.jitter && a.loss == b.loss &&
           a.bandwidth == b.bandwidth && a.intercepted == b.intercepted;
}
bool same(const sim::Route& a, const sim::Route& b) {
    const auto sameElement = [](const sim::PathElement& x, const sim::PathElement& y) {
        return x.type == y.type && x.hook == y.hook && x.reversed == y.reversed && x.index == y.index;
    };
    return a.caller == b.caller && a.callee == b.callee && a.port == b.port && a.transport == b.transport && a.exists == b.exists &&
           a.secure == b.secure && a.divided == b.divided && a.extraLatency == b.extraLatency && a.linkId == b.linkId &&
           std::equal(a.path.begin(), a.path.end(), b.path.begin(), b.path.end(), sameElement) && a.ways == b.ways &&
           a.shared == b.shared && a.secondLink == b.secondLink;
}

/// Where two blueprints differ; empty: nowhere.
QString difference(const sim::Blueprint& a, const sim::Blueprint& b) {
    if (a.startTime != b.startTime) return QStringLiteral("the date");
    if (a.links.size() != b.links.size()) return QStringLiteral("%1 links instead of %2").arg(a.links.size()).arg(b.links.size());
    for (std::size_t i = 0; i < a.links.size(); ++i)
        if (!same(a.links[i], b.links[i])) return QStringLiteral("link %1 (%2)").arg(b.links[i].id).arg(i);
    if (a.routes.size() != b.routes.size()) return QStringLiteral("%1 routes instead of %2").arg(a.routes.size()).arg(b.routes.size());
    for (std::size_t i = 0; i < a.routes.size(); ++i)
        if (!same(a.routes[i], b.routes[i]))
            return QStringLiteral("route %1 from %2 to %3, there: %4").arg(i).arg(b.routes[i].caller).arg(b.routes[i].callee).arg(b.routes[i].exists);
    if (a.setups.size() != b.setups.size()) return QStringLiteral("%1 setups instead of %2").arg(a.setups.size()).arg(b.setups.size());
    for (std::size_t i = 0; i < a.setups.size(); ++i)
        if (!a.setups[i]->sameAs(*b.setups[i])) return QStringLiteral("the setup of %1, a %2").arg(b.setups[i]->slot).arg(QLatin1String(b.setups[i]->kind));
    return {};
}

}  // namespace

/// An edit that a run adopts costs what it touches; what comes of it is what looking at the whole design anew gives.
class AdoptTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = kinds::allKinds();
    std::vector<Design> m_starts;

    static ComponentId anyOf(const Design& design, const char* kind, tests::Dice& dice) {
        std::vector<ComponentId> found;
        for (const auto& [id, part] : design.components())
            if (part->kind == kind) found.push_back(id);
        return found.empty() ? ComponentId{} : found[dice.roll(found.size())];
    }
    /// What random edits rarely hit upon: rules that name parts of the drawing, network cards, addresses, zones cut off from each other.
    Change pointedEdit(const Design& design, tests::Dice& dice) const {
        const auto set = [&](ComponentId id, const char* key, const Value& value) {
            const auto change = design::setProperty(design, m_catalog, {id}, key, value);
            return change ? *change : Change{};
        };
        const auto anyName = [&] {
            const auto& parts = design.components();
            return parts.empty() ? std::string("any") : std::next(parts.begin(), static_cast<std::ptrdiff_t>(dice.roll(parts.size())))->second->name.toStdString();
        };
        const auto any = [&] { return std::int64_t{std::next(design.components().begin(), static_cast<std::ptrdiff_t>(dice.roll(design.components().size())))->first.value}; };
        if (design.components().empty()) return {};
        switch (dice.roll(6)) {
            case 0: {
                const ComponentId wall = anyOf(design, "firewall", dice);
                const Value rules(TableRows{{"any", anyName(), anyName(), "any", "any", "any", dice.roll(2) ? "accept" : "drop"}});
                return wall.isValid() ? set(wall, "rules", rules) : Change{};
            }
            case 1: {
                const ComponentId host = anyOf(design, "server", dice);
                return host.isValid() ? set(host, "network_card", Value(static_cast<std::int64_t>(dice.roll(3)) * 1'000'000'000)) : Change{};
            }
            case 2: {
                const ComponentId host = anyOf(design, "server", dice);
                return host.isValid() ? set(host, "address", Value(static_cast<std::int64_t>(0x0A000001 + dice.roll(200)))) : Change{};
            }
            case 3: {
                const ComponentId zone = anyOf(design, "zone", dice);
                if (!zone.isValid()) return {};
                return dice.roll(2) ? set(zone, "isolated", Value(dice.roll(2) == 0)) : set(zone, "cut_from", Value(TableRows{{Value(any())}}));
            }
            case 4: {
                const ComponentId a = anyOf(design, "database", dice), b = anyOf(design, "database", dice);
                const auto change = design::connect(design, m_catalog, a, b);
                return change ? *change : Change{};
            }
            default: {
                const ComponentId service = anyOf(design, dice.roll(2) ? "monitoring_service" : "attacker", dice);
                if (!service.isValid()) return {};
                for (const catalog::PropertySpec& spec : m_catalog.find(design.component(service)->kind)->properties)
                    if (spec.type == catalog::PropertyType::Component && dice.roll(2)) return set(service, spec.key, Value(any()));
                return {};
            }
        }
    }

    /// One sequence of edits; empty: all was well.
    QString play(std::uint64_t seed, int edits) const {
        tests::Dice dice(seed);
        const std::size_t start = dice.roll(m_starts.size() + 1);
        Design design = start < m_starts.size() ? m_starts[start] : Design();
        Compiler byEdit(m_catalog, 1), whole(m_catalog, 1);
        sim::Recording recordingByEdit, recordingWhole;
        sim::World worldByEdit(byEdit.compile(design), recordingByEdit), worldWhole(whole.compileWhole(design), recordingWhole);
        std::vector<Change> undo;
        for (int i = 0; i < edits; ++i) {
            Change change;
            for (std::size_t steps = dice.roll(4) ? 1 : 3; steps > 0; --steps) {   // sometimes some at once, as from a drag of the mouse
                Change next;
                if (!undo.empty() && dice.roll(4) == 0) {
                    next = undo.back().inverse();
                    undo.pop_back();
                } else {
                    next = dice.roll(3) ? tests::randomEdit(design, m_catalog, dice) : pointedEdit(design, dice);
                    undo.push_back(next);
                }
                next.apply(design);
                change = design::joined(std::move(change), next);
            }
            const sim::Blueprint& a = byEdit.compile(design);
            const sim::Blueprint& b = whole.compileWhole(design);
            if (const QString where = difference(a, b); !where.isEmpty())
                return QStringLiteral("after edit %1 (%2): %3 is not as in the whole").arg(i).arg(change.label, where);
            worldByEdit.adopt(a, recordingByEdit, true, &byEdit.alteredRoutes());
            worldWhole.adopt(b, recordingWhole);
            const SimTime until = (i + 1) * 50 * millisecond;
            const bool isDone = worldByEdit.runBefore(until, recordingByEdit, 3'000);
            if (worldWhole.runBefore(until, recordingWhole, 3'000) != isDone || worldByEdit.fingerprint().text() != worldWhole.fingerprint().text() ||
                worldByEdit.stateHash().text() != worldWhole.stateHash().text())
                return QStringLiteral("after edit %1 (%2): the run is another one").arg(i).arg(change.label);
        }
        return {};
    }

private slots:
    void initTestCase() {
        for (const QString& name : QDir(tests::sourcePath(QStringLiteral("examples"))).entryList({QStringLiteral("*.faultline")})) {
            const auto project = storage::loadProject(tests::sourcePath(QStringLiteral("examples/") + name), m_catalog);
            QVERIFY2(project.has_value(), qPrintable(name));
            m_starts.push_back(project->design);
        }
        QVERIFY(m_starts.size() > 5);
    }
    void equalsTheWhole_data() {
        QTest::addColumn<int>("from");
        for (int i = 0; i < (qEnvironmentVariableIsSet("FAULTLINE_LONG") ? 2'000 : 40); i += 10) QTest::addRow("seeds %d to %d", i, i + 9) << i;
    }
    void equalsTheWhole() {
        QFETCH(const int, from);
        for (int seed = from; seed < from + 10; ++seed) {
            const QString wrong = play(static_cast<std::uint64_t>(seed), 40);
            QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(wrong)));
        }
    }
    /// An edit of one part leaves the setups of those that have nothing to do with it the same objects, and their routes alone.
    void leavesTheRestAlone() {
        Design design = m_starts.front();
        Compiler compiler(m_catalog, 1);
        const std::vector<std::shared_ptr<const sim::Setup>> before = compiler.compile(design).setups;
        tests::Dice dice(1);
        const ComponentId balancer = anyOf(design, "load_balancer", dice);
        QVERIFY(balancer.isValid());
        const auto change = design::setProperty(design, m_catalog, {balancer}, "balance", Value("leastconn"));
        QVERIFY(change.has_value());
        change->apply(design);
        const auto& after = compiler.compile(design).setups;
        QVERIFY(compiler.alteredRoutes().empty());
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < after.size(); ++i) QCOMPARE(after[i] == before[i], before[i]->slot != balancer.value);
    }
};

FAULTLINE_TEST(AdoptTest)
#include "adopt_test.moc"
