#include "widgets/palette/palette.h"
#include "widgets/palette/palette_view.h"

#include "widgets/common/search_field.h"
#include "widgets/common/theme.h"
#include "widgets/palette/palette_search.h"

#include "tests/support/test_main.h"
#include "tests/widgets/palette/palette_catalog.h"

#include <QApplication>
#include <QDrag>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeView>

using faultline::palette::Palette;
using faultline::palette::PaletteView;
using faultline::palette::search;
using faultline::tests::paletteCatalog;
using faultline::widgets::ThemeManager;

namespace {

class TestPalette : public Palette {
public:
    using Palette::Palette;
    QList<QByteArray> dragged;

protected:
    Qt::DropAction execDrag(QDrag* drag) override {
        dragged.append(drag->mimeData()->data(QStringLiteral("application/x-faultline-kind")) +
                       drag->mimeData()->data(QStringLiteral("application/x-faultline-parts")));
        delete drag;
        return Qt::CopyAction;
    }
};

QStringList found(const QString& query) {
    QStringList lines;
    for (const auto& match : search(paletteCatalog(), query)) {
        lines.append(QString::fromUtf8(match.kind->id) +
                     (match.software.isEmpty() ? QString() : QLatin1Char('/') + match.software) +
                     (match.because.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(match.because)));
    }
    return lines;
}

}  // namespace

class PaletteTest : public QObject {
    Q_OBJECT

    static std::unique_ptr<TestPalette> shown() {
        auto palette = std::make_unique<TestPalette>(paletteCatalog());
        palette->resize(200, 700);
        palette->show();
        (void)QTest::qWaitForWindowExposed(palette.get());
        palette->activateWindow();
        return palette;
    }

private slots:
    void initTestCase() { ThemeManager::instance().install(*qApp); }

    void searching_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("lines");
        const auto row = [](const char* query, const QStringList& lines) {
            QTest::newRow(query) << QString::fromUtf8(query) << lines;
        };
        row("SSL certificate", {QStringLiteral("certificate (SSL certificate)")});
        row("certificate", {QStringLiteral("certificate")});
        row("gunicorn", {QStringLiteral("app_server/Gunicorn (Application server)")});
        row("nodejs", {QStringLiteral("app_server/Node.js (Application server)")});
        row("node.js", {QStringLiteral("app_server/Node.js (Application server)")});
        row("nginx", {QStringLiteral("load_balancer/nginx (Load balancer)"), QStringLiteral("web_server/nginx (Web server)")});
        row("monitoring client", {QStringLiteral("monitoring_agent (monitoring client)")});
        row("balancer load", {QStringLiteral("load_balancer")});
        row("load_balancer", {QStringLiteral("load_balancer")});
        row("slave", {QStringLiteral("database (master/slave)")});
        row("data replica", {QStringLiteral("database")});
        row("flux capacitor", {});
    }
    void searching() {
        QFETCH(QString, query);
        QTEST(found(query), "lines");
    }

    void withoutAQueryEveryKindIsListed() {
        QCOMPARE(search(paletteCatalog(), {}).size(), qsizetype(paletteCatalog().kinds().size()));
        QCOMPARE(search(paletteCatalog(), QStringLiteral("  ")).size(), qsizetype(paletteCatalog().kinds().size()));
        const auto palette = shown();
        for (const auto& kind : paletteCatalog().kinds()) {
            QVERIFY2(palette->entryRect(QString::fromUtf8(kind.id)).isValid(), kind.id);
        }
    }

    void everythingFitsTwoHundredPixels() {
        const auto palette = shown();
        QVERIFY(palette->minimumSizeHint().width() <= 200);
        QVERIFY(palette->entryRect(QStringLiteral("load_balancer")).right() < palette->viewport()->width());
    }

    void aDragCarriesTheKindAndThePreset() {
        const auto palette = shown();
        const auto dragEntry = [&](const QRect& entry) {
            const QPoint from = entry.center();
            QTest::mousePress(palette->viewport(), Qt::LeftButton, {}, from);
            QTest::mouseMove(palette->viewport(), from + QPoint(QApplication::startDragDistance() + 4, 0));
            QTest::mouseMove(palette->viewport(), from + QPoint(QApplication::startDragDistance() + 20, 4));
            QTest::mouseRelease(palette->viewport(), Qt::LeftButton, {}, from);
        };
        dragEntry(palette->entryRect(QStringLiteral("server")));
        QCOMPARE(palette->dragged, QList<QByteArray>{"server"});
        palette->setQuery(QStringLiteral("gunicorn"));
        dragEntry(palette->entryRect(QStringLiteral("app_server"), QStringLiteral("Gunicorn")));
        QCOMPARE(palette->dragged.value(1), QByteArray("app_server\nGunicorn"));
    }

    void aPressWithoutMovingDragsNothing() {
        const auto palette = shown();
        QTest::mouseClick(palette->viewport(), Qt::LeftButton, {}, palette->entryRect(QStringLiteral("server")).center());
        QVERIFY(palette->dragged.isEmpty());
    }

    void doubleClickAdds() {
        const auto palette = shown();
        QSignalSpy added(palette.get(), &Palette::kindActivated);
        const QPoint at = palette->entryRect(QStringLiteral("database")).center();
        QTest::mouseClick(palette->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(added.count(), 0);
        QTest::mouseDClick(palette->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(added.count(), 1);
        QCOMPARE(added.at(0).at(0).toString(), QStringLiteral("database"));
        QCOMPARE(added.at(0).at(1).toString(), QString());
    }

    void byKeyboardAlone() {
        const auto palette = shown();
        QSignalSpy added(palette.get(), &Palette::kindActivated);
        palette->focusSearch();
        auto* field = palette->findChild<faultline::widgets::SearchField*>();
        auto* view = palette->findChild<QTreeView*>();
        QTest::keyClicks(field, QStringLiteral("monitoring"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(added.count(), 1);  // the best one, without leaving the field
        QCOMPARE(added.at(0).at(0).toString(), QStringLiteral("monitoring_agent"));
        QTest::keyClick(field, Qt::Key_Down);
        QTRY_VERIFY(view->hasFocus());
        QTest::keyClick(view, Qt::Key_Down);
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(added.at(1).at(0).toString(), QStringLiteral("monitoring_service"));
        QTest::keyClick(view, Qt::Key_Escape);
        QTRY_VERIFY(field->hasFocus());
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(palette->query().isEmpty());
        QTest::keyClick(field, Qt::Key_Down);
        QTRY_VERIFY(view->hasFocus());
        QTest::keyClick(view, Qt::Key_D);  // a letter searches
        QCOMPARE(palette->query(), QStringLiteral("d"));
    }

    void aGroupClosesByClickAndKeyAndIsRemembered() {
        const auto palette = shown();
        auto* view = palette->findChild<QTreeView*>();
        QSignalSpy closed(palette.get(), &Palette::closedGroupsChanged);
        const QModelIndex network = view->model()->index(1, 0);
        QVERIFY(view->isExpanded(network));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(network).center());
        QVERIFY(!view->isExpanded(network));
        QCOMPARE(closed.last().at(0).toStringList(), QStringList{QStringLiteral("network")});
        QTest::keyClick(view, Qt::Key_Return);
        QVERIFY(view->isExpanded(network));
        QTest::keyClick(view, Qt::Key_Left);
        QCOMPARE(palette->closedGroups(), QStringList{QStringLiteral("network")});
        // A search looks into closed groups too, and leaves them closed.
        palette->setQuery(QStringLiteral("load"));
        QVERIFY(palette->entryRect(QStringLiteral("load_balancer")).isValid());
        palette->setQuery({});
        QVERIFY(!view->isExpanded(view->model()->index(1, 0)));
        TestPalette other(paletteCatalog());
        other.setClosedGroups(palette->closedGroups());
        QVERIFY(!other.findChild<QTreeView*>()->isExpanded(other.findChild<QTreeView*>()->model()->index(1, 0)));
    }

    void stencilsAreListedSearchedDraggedAndAdded() {
        const auto palette = shown();
        QImage picture(64, 40, QImage::Format_ARGB32);
        picture.fill(Qt::blue);
        palette->setStencils({{QStringLiteral("pair"), QStringLiteral("Load balancer pair"), QStringLiteral("Two of them"), picture, "parts-1", false},
                              {QStringLiteral("mine"), QStringLiteral("A name of mine that takes more than one line"), {}, {}, "parts-2", true}});
        palette->resize(200, 2000);
        QTRY_VERIFY(palette->stencilRect(QStringLiteral("pair")).isValid());
        QVERIFY(palette->stencilRect(QStringLiteral("pair")).height() >= 44);
        palette->grab();
        QSignalSpy added(palette.get(), &Palette::stencilActivated), kinds(palette.get(), &Palette::kindActivated);
        QTest::mouseDClick(palette->viewport(), Qt::LeftButton, {}, palette->stencilRect(QStringLiteral("mine")).center());
        QCOMPARE(added.size(), 1);
        QCOMPARE(added[0][0].toByteArray(), QByteArray("parts-2"));
        QVERIFY(kinds.isEmpty());
        palette->setQuery(QStringLiteral("TWO of"));
        QVERIFY(palette->stencilRect(QStringLiteral("pair")).isValid());
        QVERIFY(!palette->stencilRect(QStringLiteral("mine")).isValid());
        QTest::keyClick(palette->focusProxy(), Qt::Key_Return);
        QCOMPARE(added.size(), 2);
        QCOMPARE(added[1][0].toByteArray(), QByteArray("parts-1"));
        palette->setQuery({});
        auto* view = palette->findChild<QTreeView*>();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, palette->stencilRect(QStringLiteral("pair")).center());
        emit static_cast<PaletteView*>(view)->dragRequested(view->currentIndex());
        QCOMPARE(palette->dragged, QList<QByteArray>{"parts-1"});
        palette->setStencils({});
        QVERIFY(!palette->stencilRect(QStringLiteral("pair")).isValid());
    }

    void nothingFoundSaysSoAndOffersTheWayBack() {
        const auto palette = shown();
        palette->setQuery(QStringLiteral("flux capacitor"));
        auto* clear = palette->findChild<QPushButton*>();
        QTRY_VERIFY(clear->isVisible());
        QTest::mouseClick(clear, Qt::LeftButton);
        QVERIFY(palette->query().isEmpty());
        QVERIFY(palette->entryRect(QStringLiteral("users")).isValid());
    }

    void theToolTipTellsTheHelp() {
        const auto palette = shown();
        auto* view = palette->findChild<QTreeView*>();
        const QString tip = view->model()->index(0, 0, view->model()->index(0, 0)).data(Qt::ToolTipRole).toString();
        QVERIFY(tip.contains(QStringLiteral("what can go wrong")));
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("FAULTLINE_GRABS");
        for (const auto mode : {ThemeManager::Mode::Light, ThemeManager::Mode::Dark}) {
            ThemeManager::instance().setMode(mode);
            for (const QString& query : {QString(), QStringLiteral("ser"), QStringLiteral("tls"), QStringLiteral("zzz")}) {
                const auto palette = shown();
                palette->resize(200, query.isEmpty() ? 720 : 420);
                palette->setQuery(query);
                QCoreApplication::processEvents();
                const QImage grab = palette->grab().toImage();
                QCOMPARE(grab.pixelColor(2, 2), ThemeManager::instance().theme().background);
                if (!folder.isEmpty()) {
                    QVERIFY(grab.save(QStringLiteral("%1/palette_%2_%3.png").arg(folder, query).arg(int(mode))));
                }
            }
        }
        ThemeManager::instance().setMode(ThemeManager::Mode::Light);
    }
};

FAULTLINE_TEST(PaletteTest)
#include "palette_test.moc"
