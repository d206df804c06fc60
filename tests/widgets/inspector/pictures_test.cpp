#include "model/design/edits.h"
#include "tests/support/test_main.h"
#include "tests/widgets/inspector/fixture.h"
#include "widgets/common/theme.h"

#include <QAbstractButton>
#include <QDir>
#include <QScrollArea>

using namespace faultline;
using tests::InspectorFixture;

/// Grabs the panel as people see it, 300 pixels wide, light and dark. With FAULTLINE_PICTURES=<folder> the pictures are kept.
class InspectorPicturesTest : public QObject {
    Q_OBJECT

    static void grab(InspectorFixture& fixture, const QString& name, int height = 760) {
        fixture.panel.resize(300, height);
        QCoreApplication::sendPostedEvents();  // what is laid out and what goes
        const QImage image = fixture.panel.grab().toImage();
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 3)
            for (int x = 0; x < image.width(); x += 3) colours.insert(image.pixel(x, y));
        QVERIFY2(colours.size() > 10, "there must be something to see");
        const QString folder = qEnvironmentVariable("FAULTLINE_PICTURES");
        if (!folder.isEmpty()) image.save(QDir(folder).filePath(QStringLiteral("inspector-%1.png").arg(name)));
    }

    static void show(bool dark, const QString& suffix) {
        widgets::ThemeManager::instance().install(*qApp);
        widgets::ThemeManager::instance().setMode(dark ? widgets::ThemeManager::Mode::Dark : widgets::ThemeManager::Mode::Light);
        InspectorFixture f;
        f.panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        const auto frame = f.frame();
        f.panel.setFrame(frame);

        grab(f, QStringLiteral("document-") + suffix, 520);
        f.select({f.lb});
        f.apply(design::setProperty(f.design(), f.document.catalog(), {f.lb}, "inter", Value(500'000'000)));
        grab(f, QStringLiteral("balancer-") + suffix);
        QWidget* inter = f.line("inter");
        inter->setFocus();
        QTest::keyClicks(inter, QStringLiteral("fast"));
        QTest::keyClick(inter, Qt::Key_Return);
        grab(f, QStringLiteral("wrong-") + suffix);
        QTest::keyClick(inter, Qt::Key_Escape);
        f.panel.findChild<QAbstractButton*>(QStringLiteral("fold-Timeouts"))->click();
        grab(f, QStringLiteral("unfolded-") + suffix);
        f.select({f.web});
        grab(f, QStringLiteral("down-") + suffix);
        f.select({f.server});
        grab(f, QStringLiteral("server-") + suffix);
        f.select({f.firewall});
        grab(f, QStringLiteral("firewall-") + suffix);
        f.select({f.web, f.web2});
        grab(f, QStringLiteral("several-") + suffix, 520);
        f.select({f.web, f.lb, f.users});
        grab(f, QStringLiteral("mixed-") + suffix, 400);
        f.select({}, {f.link});
        grab(f, QStringLiteral("link-") + suffix);
        f.select({f.dns});
        grab(f, QStringLiteral("dns-") + suffix);
    }

private slots:
    void light() { show(false, QStringLiteral("light")); }
    void dark() { show(true, QStringLiteral("dark")); }
};

FAULTLINE_TEST(InspectorPicturesTest)
#include "pictures_test.moc"
