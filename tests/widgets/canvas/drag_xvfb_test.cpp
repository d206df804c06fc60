#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"

#include <QDrag>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QWindow>

using namespace faultline;

namespace {

/// As a palette drags: a press and a move begin a real drag.
class DragSource : public QLabel {
public:
    using QLabel::QLabel;
    Qt::DropAction result = Qt::IgnoreAction;

protected:
    void mousePressEvent(QMouseEvent* event) override { m_start = event->pos(); }
    void mouseMoveEvent(QMouseEvent* event) override {
        if ((event->pos() - m_start).manhattanLength() < QApplication::startDragDistance() || m_dragging) return;
        m_dragging = true;
        auto* payload = new QMimeData;
        payload->setData(QLatin1String(canvas::kindMimeType), "server");
        QDrag drag(this);
        drag.setMimeData(payload);
        result = drag.exec(Qt::CopyAction);
        m_dragging = false;
    }

private:
    QPoint m_start;
    bool m_dragging = false;
};

}  // namespace

class DragXvfbTest : public QObject {
    Q_OBJECT
private slots:
    void aRealDragDropsAComponent() {
        if (QGuiApplication::platformName() == QLatin1String("offscreen")) QSKIP("A real drag needs an X server");
        design::DesignDocument document(tests::testCatalog());
        QWidget window;
        QHBoxLayout layout(&window);
        auto* source = new DragSource(QStringLiteral("server"));
        auto* canvas = new canvas::CanvasWidget(document);
        layout.addWidget(source);
        layout.addWidget(canvas, 1);
        window.resize(900, 600);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QWindow* handle = window.windowHandle();
        const QPoint from = source->mapTo(&window, source->rect().center());
        const QPoint to = canvas->view()->viewport()->mapTo(&window, QPoint(300, 250));
        // The drag runs a loop of its own, in which these come.
        QTimer::singleShot(150, this, [&] { QTest::mouseMove(handle, to - QPoint(20, 0)); });
        QTimer::singleShot(250, this, [&] { QTest::mouseMove(handle, to); });
        QTimer::singleShot(350, this, [&] { QTest::mouseRelease(handle, Qt::LeftButton, {}, to); });
        QTimer guard;
        guard.setSingleShot(true);
        connect(&guard, &QTimer::timeout, [] { QDrag::cancel(); });
        guard.start(5000);
        QTest::mousePress(handle, Qt::LeftButton, {}, from);
        QTest::mouseMove(handle, from + QPoint(6, 3));
        QTest::mouseMove(handle, from + QPoint(25, 10));
        QTRY_COMPARE(document.design().components().size(), 1u);
        QCOMPARE(source->result, Qt::CopyAction);
        const QRect drawn = canvas->componentRect({document.design().lastComponentId()});
        QVERIFY(drawn.contains(QPoint(300, 250)));
        QTRY_COMPARE(canvas->selectedComponents().size(), 1u);
    }
};

FAULTLINE_TEST(DragXvfbTest)
#include "drag_xvfb_test.moc"
