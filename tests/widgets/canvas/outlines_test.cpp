#include "widgets/canvas/outlines.h"

#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "model/storage/project_file.h"
#include "tests/model/design/random_edits.h"
#include "tests/support/test_main.h"
#include "widgets/canvas/rect_grid.h"

#include <QImage>
#include <QPainter>

#include <algorithm>
#include <map>

using namespace faultline;
using canvas::RectGrid;
using canvas::Selection;

/// What is found and painted by going along lists made for it is what looking at each part finds.
class OutlinesTest : public QObject {
    Q_OBJECT

    using Found = std::vector<std::pair<std::uint64_t, int>>;

    design::Design example() const {
        const auto project = storage::loadProject(tests::sourcePath(QStringLiteral("examples/secured-three-of-everything.faultline")), kinds::allKinds());
        if (!project) qFatal("%s", project.error().plain().c_str());
        return project->design;
    }
    static QRectF somewhere(tests::Dice& dice) {
        const auto upTo = [&](std::uint64_t most) { return double(dice.roll(most)); };
        const double x = upTo(3000) - 1500, y = upTo(3000) - 1500;
        switch (dice.roll(4)) {
        case 0: return {x, y, upTo(4000), upTo(3)};          // long and level
        case 1: return {x, y, upTo(3), upTo(4000)};
        case 2: return {x, y, upTo(900), upTo(900)};
        default: return {x, y, upTo(40), upTo(40)};
        }
    }
    static Selection inBand(const canvas::Picture& picture, const QRectF& area, const Selection& before) {
        Selection selection = before;
        for (const auto& [id, node] : picture.nodes()) {
            if (!node.canBeTaken()) continue;
            const bool isIn = node.isGround()                   ? area.contains(node.rect)
                              : node.form == canvas::Form::Arrow ? area.contains(node.line.p1()) && area.contains(node.line.p2())
                                                                 : area.intersects(node.rect);
            if (isIn) selection.components.insert(id);
        }
        for (const auto& [id, link] : picture.links())
            if (link.canBeTaken() && !link.route.isEmpty() && area.contains(link.route.corners().front()) && area.contains(link.route.corners().back()))
                selection.links.insert(id);
        return selection;
    }

private slots:
    void aGridFindsWhatTouches_data() {
        QTest::addColumn<bool>("strips");
        QTest::newRow("squares") << false;
        QTest::newRow("strips") << true;
    }
    void aGridFindsWhatTouches() {
        QFETCH(bool, strips);
        tests::Dice dice(7);
        RectGrid grid = strips ? RectGrid(2048, 16) : RectGrid(64);
        std::map<std::uint64_t, std::vector<QRectF>> owned;
        for (int i = 0; i < 600; ++i) {
            const std::uint64_t owner = dice.roll(60) * 0x1'0000'0001U;
            std::vector<QRectF> rects;
            for (std::uint64_t n = dice.roll(4); n > 0; --n) rects.push_back(somewhere(dice));
            QCOMPARE(grid.set(owner, rects), owned[owner] != rects);
            owned[owner] = rects;
            QCOMPARE(grid.rects(owner), rects);
            const QRectF area = somewhere(dice);
            Found expected, found;
            for (const auto& [id, all] : owned)
                for (std::size_t k = 0; k < all.size(); ++k)
                    if (canvas::areasTouch(all[k], area)) expected.emplace_back(id, int(k));
            grid.query(area, [&](std::uint64_t id, int k, const QRectF& rect) {
                found.emplace_back(id, k);
                QCOMPARE(rect, owned[id][std::size_t(k)]);
            });
            std::sort(found.begin(), found.end());
            QCOMPARE(found, expected);
            const std::uint64_t meant = dice.roll(60) * 0x1'0000'0001U;
            QCOMPARE(grid.any(area, [&](std::uint64_t id) { return id == meant; }),
                     std::any_of(expected.begin(), expected.end(), [&](const auto& one) { return one.first == meant; }));
            int asked = 0;
            grid.queryUntil(area, [&](std::uint64_t, int, const QRectF&) { return ++asked == 2; });
            QCOMPARE(asked, int(std::min<std::size_t>(2, expected.size())));
        }
    }

    void aBandSelectsWhatItTouches() {
        tests::Dice dice(3);
        design::Design design = example();
        canvas::Picture picture;
        canvas::Outlines outlines(picture);
        for (int i = 0; i < 40; ++i) {
            tests::randomEdit(design, kinds::allKinds(), dice).apply(design);
            if (i == 20) picture.setHidden({catalog::Group::Security});
            picture.sync(design, kinds::allKinds());
            const QRectF all = picture.bounds();
            const auto part = [&](double of) { return of * double(dice.roll(100)) / 100; };
            const QRectF area(all.topLeft() + QPointF(part(all.width() / 2), part(all.height() / 2)), QSizeF(part(all.width()), part(all.height())));
            const Selection before = i % 3 ? Selection{} : inBand(picture, all, {});
            Selection expected = inBand(picture, area, before);
            if (!expected.components.empty()) expected.current = *expected.components.begin();
            QCOMPARE(outlines.within(area, before).componentList(), expected.componentList());
            QCOMPARE(outlines.within(area, before).linkList(), expected.linkList());
            QCOMPARE(outlines.within(area, before).current, expected.current);
        }
    }

    void whatIsSelectedIsOutlined() {
        design::Design design = example();
        canvas::Picture picture;
        picture.sync(design, kinds::allKinds());
        canvas::Outlines outlines(picture);
        const QRect view(0, 0, 500, 400);
        for (const double zoom : {0.1, 0.37, 1.0}) {
            const QTransform transform = QTransform::fromTranslate(17, -9).scale(zoom, zoom);
            Selection selection;
            QImage plain(view.size(), QImage::Format_RGB32), ours(plain);
            plain.fill(Qt::white);
            ours.fill(Qt::white);
            QPainter p(&plain);
            p.setPen(QPen(Qt::blue, 1));
            for (const auto& [id, node] : picture.nodes()) {
                if (id.value % 3 == 0) continue;
                selection.components.insert(id);
                const QRect r = transform.mapRect(node.rect).adjusted(-2, -2, 2, 2).toRect();
                if (!node.hidden) p.drawRect(r.adjusted(0, 0, -1, -1));
            }
            for (const auto& [id, link] : picture.links()) {
                if (id.value % 3 == 0) continue;
                selection.links.insert(id);
                const auto& corners = link.route.corners();
                for (std::size_t i = 1; !link.hidden && i < corners.size(); ++i)
                    if (transform.map(corners[i - 1]).toPoint() != transform.map(corners[i]).toPoint()) p.drawLine(transform.map(corners[i - 1]).toPoint(), transform.map(corners[i]).toPoint());
            }
            p.end();
            QPainter q(&ours);
            q.setRenderHint(QPainter::Antialiasing);
            outlines.paint(q, selection, transform, view, Qt::blue);
            QVERIFY(q.testRenderHint(QPainter::Antialiasing));
            q.end();
            QVERIFY(ours != QImage(ours.size(), ours.format()));
            QCOMPARE(ours, plain);
        }
    }
};

FAULTLINE_TEST(OutlinesTest)
#include "outlines_test.moc"
