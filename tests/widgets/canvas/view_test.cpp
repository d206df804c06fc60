#include "widgets/canvas/canvas_widget.h"

#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QGraphicsView>

using namespace faultline;

class ViewTest : public QObject {
    Q_OBJECT
private slots:
    void looks() {
        widgets::ThemeManager::instance().install(*qApp);
        design::DesignDocument document(tests::testCatalog());
        const tests::SampleSite site(document);
        for (const bool dark : {false, true}) {
            widgets::ThemeManager::instance().setMode(dark ? widgets::ThemeManager::Mode::Dark : widgets::ThemeManager::Mode::Light);
            canvas::CanvasWidget canvas(document);
            canvas.resize(1180, 720);
            canvas.show();
            QVERIFY(QTest::qWaitForWindowExposed(&canvas));
            canvas.zoomToFit();
            canvas.setFrame(tests::healthyFrame(document.design()));
            canvas.select({site.server1});
            QTest::mouseMove(canvas.view()->viewport(), canvas.componentRect(site.balancer).center());
            tests::keepPicture(canvas.grab().toImage(), dark ? QStringLiteral("view-dark") : QStringLiteral("view-light"));
        }
    }
};

FAULTLINE_TEST(ViewTest)
#include "view_test.moc"
