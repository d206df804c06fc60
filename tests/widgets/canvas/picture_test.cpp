#include "model/design/annotations.h"
#include "model/design/link_edits.h"
#include "model/kinds/all_kinds.h"
#include "model/storage/project_file.h"
#include "tests/model/design/random_edits.h"
#include "tests/support/test_main.h"
#include "widgets/canvas/picture.h"

#include <algorithm>

using namespace faultline;
using canvas::Picture;

/// The picture of a drawing is kept in step with its edits: what is kept has to be what would come out anew.
class PictureTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = kinds::allKinds();

    static bool looksSame(const canvas::NodePart& a, const canvas::NodePart& b) {
        return a.rect == b.rect && a.form == b.form && a.depth == b.depth && a.layer == b.layer && a.hidden == b.hidden && a.collapsed == b.collapsed &&
               a.inside == b.inside && a.owner == b.owner && a.icon == b.icon && a.name == b.name && a.second == b.second && a.text == b.text &&
               a.style == b.style && a.line == b.line && a.variant == b.variant && a.guarded == b.guarded && a.guardShown == b.guardShown &&
               a.rounds == b.rounds && a.kind == b.kind;
    }
    static bool looksSame(const canvas::LinkPart& a, const canvas::LinkPart& b) {
        return a.route.corners() == b.route.corners() && a.shape == b.shape && a.hops == b.hops && a.look == b.look && a.label == b.label &&
               a.lock == b.lock && a.labelRect == b.labelRect && a.style == b.style && a.hidden == b.hidden;
    }

    /// What differs from a picture that never saw another design; empty: nothing.
    QString unlikeNew(const Picture& kept, const design::Design& design) const {
        Picture fresh;
        fresh.setHidden(kept.hidden());
        fresh.sync(design, m_catalog);
        if (kept.nodes().size() != fresh.nodes().size() || kept.links().size() != fresh.links().size()) return QStringLiteral("not the same parts");
        for (const auto& [id, node] : fresh.nodes()) {
            const canvas::NodePart* part = kept.node(id);
            if (part && part->component != node.component) return QStringLiteral("whose picture %1 is").arg(id.value);
            if (part && part->rect != node.rect) return QStringLiteral("where %1 is (%2)").arg(id.value).arg(node.component->name);
            if (!part || !looksSame(*part, node)) return QStringLiteral("component %1 (%2)").arg(id.value).arg(node.component->name);
            if (kept.held(id) != fresh.held(id)) return QStringLiteral("what %1 holds").arg(id.value);
        }
        for (const auto& [id, link] : fresh.links()) {
            const canvas::LinkPart* part = kept.link(id);
            if (!part || part->link != link.link) return QStringLiteral("link %1").arg(id.value);
            if (part->route.corners() != link.route.corners()) return QStringLiteral("the line of link %1").arg(id.value);
            if (part->hops != link.hops) return QStringLiteral("the leaps of link %1").arg(id.value);
            if (part->labelRect != link.labelRect) return QStringLiteral("the label of link %1").arg(id.value);
            if (!looksSame(*part, link)) return QStringLiteral("the look of link %1").arg(id.value);
            if (kept.linkBetween(link.link->from, link.link->to) != fresh.linkBetween(link.link->from, link.link->to)) return QStringLiteral("whom link %1 joins").arg(id.value);
        }
        if (kept.order() != fresh.order()) return QStringLiteral("the order");
        if (kept.collapsed() != fresh.collapsed()) return QStringLiteral("what is collapsed");
        return {};
    }

    /// A picture that tells what it altered, held against what it was.
    struct Watched {
        Picture picture;
        std::map<ComponentId, canvas::NodePart> nodes;
        std::map<LinkId, canvas::LinkPart> links;
        std::vector<ComponentId> order;

        /// What was altered and not told; empty: nothing.
        QString sync(const design::Design& design, const catalog::Catalog& catalog, const std::set<ComponentId>* moving = nullptr,
                     const design::Change* change = nullptr) {
            const Picture::Altered altered = picture.sync(design, catalog, moving, change);
            const QString untold = untoldBy(altered);
            nodes = picture.nodes();
            links = picture.links();
            order = picture.order();
            return untold;
        }
        QString untoldBy(const Picture::Altered& altered) const {
            const auto isDirty = [&](const QRectF& area) {
                return area.isEmpty() || std::any_of(altered.dirty.begin(), altered.dirty.end(), [&](const QRectF& dirty) { return dirty.contains(area); });
            };
            const auto compare = [&](const auto& before, const auto& now, const auto& told, const char* what) -> QString {
                for (const auto& [id, part] : now) {
                    const auto old = before.find(id);
                    if (old != before.end() && looksSame(old->second, part)) continue;
                    if (!altered.isWhole && std::find(told.begin(), told.end(), id) == told.end()) return QStringLiteral("%1 %2 is not told").arg(QLatin1String(what)).arg(id.value);
                    if (!isDirty(part.bounds())) return QStringLiteral("%1 %2 is not painted where it is").arg(QLatin1String(what)).arg(id.value);
                    if (old != before.end() && !isDirty(old->second.bounds())) return QStringLiteral("%1 %2 is not wiped where it was").arg(QLatin1String(what)).arg(id.value);
                }
                for (const auto& [id, part] : before)
                    if (!now.contains(id) && (!altered.isWhole || !isDirty(part.bounds()))) return QStringLiteral("%1 %2 is not wiped").arg(QLatin1String(what)).arg(id.value);
                return {};
            };
            if (const QString text = compare(nodes, picture.nodes(), altered.components, "component"); !text.isEmpty()) return text;
            if (const QString text = compare(links, picture.links(), altered.links, "link"); !text.isEmpty()) return text;
            return !altered.isWhole && order != picture.order() ? QStringLiteral("the order is not told") : QString();
        }
    };

    design::Design example(const char* name) const {
        const auto project = storage::loadProject(tests::sourcePath(QStringLiteral("examples/%1.faultline").arg(QLatin1String(name))), m_catalog);
        if (!project) qFatal("%s", project.error().plain().c_str());
        return project->design;
    }

    static ComponentId anyOf(const design::Design& design, tests::Dice& dice) {
        return std::next(design.components().begin(), std::ptrdiff_t(dice.roll(design.components().size())))->first;
    }
    /// Edits of what lines depend on more than of anything else.
    design::Change anEdit(const design::Design& design, tests::Dice& dice) const {
        const auto somewhere = [&](int reach) { return QPointF(double(dice.roll(2 * reach)) - reach, double(dice.roll(2 * reach)) - reach); };
        if (design.components().empty() || dice.roll(3) == 0) return tests::randomEdit(design, m_catalog, dice);
        const LinkId link = design.links().empty() ? LinkId{} : std::next(design.links().begin(), std::ptrdiff_t(dice.roll(design.links().size())))->first;
        switch (dice.roll(8)) {
        case 0: return design::setCollapsed(design, {anyOf(design, dice)}, dice.roll(2) == 0);
        case 1: return link.isValid() ? design::setLinkShape(design, {link}, design::LinkShape(dice.roll(3))) : design::Change{};
        case 2: return link.isValid() ? design::setWaypoints(design, link, dice.roll(2) == 0 ? std::vector<QPointF>{} : std::vector{somewhere(600), somewhere(600)}) : design::Change{};
        case 3: {
            const ComponentId id = anyOf(design, dice);
            return design::resize(design, id, design.sceneRect(id).adjusted(0, 0, double(dice.roll(200)), double(dice.roll(200))));
        }
        default: return design::moveBy(design, {anyOf(design, dice), anyOf(design, dice)}, somewhere(160));
        }
    }

private slots:
    void whatIsKeptIsWhatWouldComeOutAnew_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<quint64>("seed");
        const quint64 most = qEnvironmentVariableIsSet("FAULTLINE_LONG") ? 40 : 2;
        for (const char* name : {"secured-and-monitored", "secured-three-of-everything", "scale-up"})
            for (quint64 seed = 1; seed <= most; ++seed) QTest::addRow("%s %llu", name, static_cast<unsigned long long>(seed)) << QString::fromLatin1(name) << seed;
    }
    void whatIsKeptIsWhatWouldComeOutAnew() {
        QFETCH(QString, name);
        QFETCH(quint64, seed);
        tests::Dice dice(seed);
        Watched watched;
        design::Design design = example(qPrintable(name));
        std::vector<design::Change> done;
        QCOMPARE(watched.sync(design, m_catalog), QString());
        for (int i = 0; i < 60; ++i) {
            design::Change change;
            if (dice.roll(5) == 0 && !done.empty()) {
                change = done.back().inverse();
                done.pop_back();
            } else {
                change = anEdit(design, dice);
                done.push_back(change);
            }
            change.apply(design);
            if (dice.roll(10) == 0) watched.picture.setHidden(dice.roll(2) == 0 ? std::set<catalog::Group>{} : std::set{catalog::Group::Security, catalog::Group::Monitoring});
            QCOMPARE(watched.sync(design, m_catalog, nullptr, dice.roll(2) == 0 ? &change : nullptr), QString());
            QCOMPARE(unlikeNew(watched.picture, design), QString());
        }
    }

    /// What is dragged, and then let go or taken back.
    void aDragEndsAsIfDrawnAnew_data() { whatIsKeptIsWhatWouldComeOutAnew_data(); }
    void aDragEndsAsIfDrawnAnew() {
        QFETCH(QString, name);
        QFETCH(quint64, seed);
        tests::Dice dice(seed);
        Watched watched;
        design::Design design = example(qPrintable(name));
        watched.sync(design, m_catalog);
        for (int i = 0; i < 25; ++i) {
            const design::Design start = design;
            const std::set<ComponentId> moving{anyOf(design, dice), anyOf(design, dice)};
            for (int k = 0; k < 4; ++k) {
                // From the start each time, as a drag does it; now and then it does more than to move.
                design::Change change = design::moveBy(start, {moving.begin(), moving.end()}, QPointF(40.0 * k - 60, 24.0 * double(dice.roll(5)) - 48));
                design::Design next = start;
                change.apply(next);
                if (dice.roll(6) == 0) tests::randomEdit(next, m_catalog, dice).apply(next);
                const design::Change step = design::difference(design, next, {});
                design = next;
                QCOMPARE(watched.sync(design, m_catalog, &moving, dice.roll(2) == 0 ? &step : nullptr), QString());
            }
            if (dice.roll(3) == 0) {
                const design::Change back = design::difference(design, start, {});
                back.apply(design);
                QCOMPARE(watched.sync(design, m_catalog, &moving, &back), QString());
            }
            QCOMPARE(watched.sync(design, m_catalog), QString());
            QCOMPARE(unlikeNew(watched.picture, design), QString());
        }
    }

    /// A line goes along with both its ends as it is, and what it leapt over stays behind.
    void whatGoesAlongKeepsItsLine() {
        design::Design design = example("secured-and-monitored");
        Watched watched;
        watched.sync(design, m_catalog);
        std::set<ComponentId> all;
        for (const auto& [id, component] : design.components()) all.insert(id);
        const std::map<LinkId, canvas::LinkPart> before = watched.picture.links();
        const QPointF distance(400, -104);
        const design::Change move = design::moveBy(design, {all.begin(), all.end()}, distance);
        move.apply(design);
        QCOMPARE(watched.sync(design, m_catalog, &all, &move), QString());
        for (const auto& [id, link] : watched.picture.links()) {
            const auto& old = before.at(id).route.corners();
            QCOMPARE(link.route.corners().size(), old.size());
            for (std::size_t i = 0; i < old.size(); ++i) QCOMPARE(link.route.corners()[i], old[i] + distance);
            if (!link.labelRect.isNull()) QCOMPARE(link.labelRect, before.at(id).labelRect.translated(distance));
        }
        QCOMPARE(watched.sync(design, m_catalog), QString());
        QCOMPARE(unlikeNew(watched.picture, design), QString());
    }

    /// So many parts come at once that the picture begins anew, and go again.
    void aLargePasteIsTakenBackAndDoneAgain() {
        Watched watched;
        design::Design design = example("secured-and-monitored");
        watched.sync(design, m_catalog);
        std::vector<ComponentId> all;
        for (const auto& [id, component] : design.components()) all.push_back(id);
        const QByteArray copied = design::copyParts(design, all);
        std::vector<design::Change> pastes;
        design::Design pasted = design;
        while (pasted.components().size() < design.components().size() + 400) {
            const auto paste = design::pasteParts(pasted, m_catalog, copied, QPointF(double(pasted.components().size()) * 3, 300));
            QVERIFY(paste);
            paste->apply(pasted);
        }
        const design::Change paste = design::difference(design, pasted, {});
        const design::Change nudge = design::moveBy(design, {all.front()}, QPointF(8, 8));
        for (int i = 0; i < 2; ++i) {
            paste.apply(design);
            QCOMPARE(watched.sync(design, m_catalog, nullptr, &paste), QString());
            QCOMPARE(unlikeNew(watched.picture, design), QString());
            paste.inverse().apply(design);
            const design::Change back = paste.inverse();
            QCOMPARE(watched.sync(design, m_catalog, nullptr, &back), QString());
            QCOMPARE(unlikeNew(watched.picture, design), QString());
            nudge.apply(design);   // what is brought back is followed like any other
            QCOMPARE(watched.sync(design, m_catalog, nullptr, &nudge), QString());
            QCOMPARE(unlikeNew(watched.picture, design), QString());
            nudge.inverse().apply(design);
            watched.sync(design, m_catalog);
        }
        // Not with what was hidden at another time.
        paste.apply(design);
        watched.sync(design, m_catalog, nullptr, &paste);
        watched.picture.setHidden({catalog::Group::Monitoring});
        watched.sync(design, m_catalog);
        const design::Change back = paste.inverse();
        back.apply(design);
        QCOMPARE(watched.sync(design, m_catalog, nullptr, &back), QString());
        QCOMPARE(unlikeNew(watched.picture, design), QString());
    }

    /// What one edit costs depends on what it concerns: far away nothing is told.
    void whatIsFarAwayIsNotAltered() {
        design::Design design = example("secured-three-of-everything");
        const auto note = design::addComponent(design, m_catalog, "note", {.scenePosition = {5000, 5000}});
        QVERIFY(note);
        note->apply(design);
        const ComponentId id = design.components().rbegin()->first;
        Picture picture;
        picture.sync(design, m_catalog);
        const design::Change move = design::moveBy(design, {id}, QPointF(40, 40));
        move.apply(design);
        const Picture::Altered altered = picture.sync(design, m_catalog, nullptr, &move);
        QCOMPARE(altered.components, std::vector{id});
        QVERIFY(altered.links.empty());
        QVERIFY(!altered.isWhole);
    }
};

FAULTLINE_TEST(PictureTest)
#include "picture_test.moc"
