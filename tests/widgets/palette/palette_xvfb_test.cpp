#include "widgets/palette/palette.h"

#include "widgets/common/theme.h"

#include "tests/support/test_main.h"
#include "tests/widgets/palette/palette_catalog.h"

#include <QApplication>
#include <QDrag>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QTimer>
#include <QWindow>

using faultline::palette::Palette;

namespace {

class Target : public QWidget {
public:
    Target() { setAcceptDrops(true); }
    QByteArray dropped;

protected:
    void dragEnterEvent(QDragEnterEvent* event) override { event->acceptProposedAction(); }
    void dragMoveEvent(QDragMoveEvent* event) override { event->acceptProposedAction(); }
    void dropEvent(QDropEvent* event) override {
        dropped = event->mimeData()->data(QStringLiteral("application/x-faultline-kind"));
        event->acceptProposedAction();
    }
};

}  // namespace

/// A drag as a person does it, through the window system; the offscreen platform has no drag loop.
class PaletteDragTest : public QObject {
    Q_OBJECT
private slots:
    void anEntryIsDraggedToAnotherWidget() {
        if (QGuiApplication::platformName() == QLatin1String("offscreen")) {
            QSKIP("needs a window system");
        }
        faultline::widgets::ThemeManager::instance().install(*qApp);
        QWidget window;
        window.resize(700, 600);
        auto* row = new QHBoxLayout(&window);
        auto* palette = new Palette(faultline::tests::paletteCatalog());
        auto* target = new Target;
        row->addWidget(palette);
        row->addWidget(target, 1);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QWindow* handle = window.windowHandle();
        const QPoint from = palette->viewport()->mapTo(&window, palette->entryRect(QStringLiteral("server")).center());
        const QPoint to = target->mapTo(&window, QPoint(200, 200));
        // These fire inside the loop of the drag, one after the other.
        QTimer::singleShot(150, this, [&] { QTest::mouseMove(handle, to - QPoint(20, 0)); });
        QTimer::singleShot(250, this, [&] { QTest::mouseMove(handle, to); });
        QTimer::singleShot(350, this, [&] { QTest::mouseRelease(handle, Qt::LeftButton, {}, to); });
        QTimer guard;
        guard.setSingleShot(true);
        connect(&guard, &QTimer::timeout, this, [] { QDrag::cancel(); });
        guard.start(5000);
        QTest::mousePress(handle, Qt::LeftButton, {}, from);
        QTest::mouseMove(handle, from + QPoint(5, 3));
        QTest::mouseMove(handle, from + QPoint(25, 10));
        QTRY_COMPARE(target->dropped, QByteArray("server"));
    }
};

FAULTLINE_TEST(PaletteDragTest)
#include "palette_xvfb_test.moc"
