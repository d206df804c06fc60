#include "widgets/common/badges.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/fonts.h"
#include "widgets/common/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/panel_header.h"
#include "widgets/common/search_field.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"

#include "tests/support/test_main.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>

using namespace faultline::widgets;

namespace {

/// Every badge, pill and meter on one sheet.
class GallerySheet : public QWidget {
public:
    GallerySheet() { setFixedSize(620, 250); }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& t = theme();
        QPainter p(this);
        p.fillRect(rect(), t.canvas);
        qreal x = 16;
        for (const State state : allStates) {
            drawStateBadge(p, QRectF(x, 14, 32, 32), state, t);
            drawStateBadge(p, QRectF(x + 4, 54, 20, 20), state, t);
            drawStateBadge(p, QRectF(x + 6, 80, 16, 16), state, t);
            drawStateBadge(p, QRectF(x + 8, 102, 12, 12), state, t);
            p.setFont(smallFont());
            p.setPen(t.of(state).text);
            p.drawText(QRectF(x - 14, 118, 68, 16), Qt::AlignCenter,
                       state == State::Unknown ? QStringLiteral("Unknown") : stateLabel(state));
            x += 76;
        }
        x = 16;
        for (const State state : allStates) {
            const QSizeF size = pillSize(stateLabel(state), statePill(state, t));
            drawPill(p, QRectF(QPointF(x, 146), size), stateLabel(state), statePill(state, t));
            x += size.width() + 8;
        }
        PillStyle https = neutralPill(t);
        https.icon = QStringLiteral("lock");
        https.iconColor = t.locked;
        drawPill(p, QRectF(QPointF(16, 174), pillSize(QStringLiteral("443 HTTPS"), https)), QStringLiteral("443 HTTPS"), https);
        PillStyle http = https;
        http.icon = QStringLiteral("lock-open");
        http.iconColor = t.unlocked;
        drawPill(p, QRectF(QPointF(126, 174), pillSize(QStringLiteral("80 HTTP"), http)), QStringLiteral("80 HTTP"), http);
        drawPill(p, QRectF(220, 174, 60, 18), QStringLiteral("too long for its room"), neutralPill(t));
        qreal y = 206;
        for (const double share : {0.0, 0.35, 0.8, 0.97}) {
            drawMeter(p, QRectF(16 + 150 * (y - 206) / 10, 208, 120, 4), share, t);
            y += 10;
        }
        p.setPen(t.text);
        p.setFont(bodyFont());
        drawTabularText(p, QRectF(16, 222, 100, 20), Qt::AlignLeft, formatClock(71'111'000'000));
        drawTabularText(p, QRectF(116, 222, 100, 20), Qt::AlignLeft, formatClock(78'888'000'000));
        for (int i = 0; i < 6; ++i) {
            p.fillRect(QRectF(260 + i * 56, 228, 20, 3), t.seriesColor(i));
            p.setPen(t.seriesTextColor(i));
            p.drawText(QPointF(284 + i * 56, 233), QStringLiteral("s%1").arg(i));
        }
    }
};

QWidget* galleryIcons() {
    auto* sheet = new QWidget;
    auto* grid = new QGridLayout(sheet);
    grid->setSpacing(10);
    int n = 0;
    for (const auto* folder : {"kinds", "actions"}) {
        const QDir files(faultline::tests::sourcePath(QStringLiteral("resources/icons/") + QLatin1String(folder)));
        for (const QString& file : files.entryList({QStringLiteral("*.svg")}, QDir::Files, QDir::Name)) {
            auto* label = new QLabel;
            const QString name = QLatin1String(folder) + QLatin1Char('/') + file.chopped(4);
            label->setPixmap(iconPixmap(name, theme().text, *folder == 'k' ? 24 : 16, 1));
            label->setToolTip(name);
            grid->addWidget(label, n / 24, n % 24, Qt::AlignCenter);
            ++n;
        }
        n = (n + 23) / 24 * 24;
    }
    return sheet;
}

QWidget* galleryControls() {
    auto* page = new QWidget;
    auto* form = new QFormLayout(page);
    auto* buttons = new QHBoxLayout;
    for (int i = 0; i < 5; ++i) {
        auto* button = new QPushButton(QStringList{QStringLiteral("Primary"), QStringLiteral("Normal"), QStringLiteral("Delete"),
                                                   QStringLiteral("Disabled"), QStringLiteral("Checked")}
                                           .at(i));
        button->setAutoDefault(false);
        if (i == 0) setButtonRole(button, ButtonRole::Primary);
        if (i == 2) setButtonRole(button, ButtonRole::Danger);
        if (i == 3) button->setEnabled(false);
        if (i == 4) {
            button->setCheckable(true);
            button->setChecked(true);
        }
        if (i == 1) button->setIcon(icon(QStringLiteral("plus")));
        buttons->addWidget(button);
    }
    buttons->addStretch();
    form->addRow(QStringLiteral("Buttons"), buttons);
    auto* name = new QLineEdit(QStringLiteral("web-1"));
    name->setObjectName(QStringLiteral("name"));
    form->addRow(QStringLiteral("Name"), name);
    auto* off = new QLineEdit(QStringLiteral("not now"));
    off->setEnabled(false);
    form->addRow(QStringLiteral("Disabled"), off);
    form->addRow(QStringLiteral("Search"), new SearchField(QStringLiteral("Search components")));
    auto* box = new QComboBox;
    box->addItems({QStringLiteral("roundrobin"), QStringLiteral("leastconn")});
    form->addRow(QStringLiteral("Balance"), box);
    auto* spin = new QDoubleSpinBox;
    spin->setSuffix(QStringLiteral(" ms"));
    spin->setValue(18.5);
    form->addRow(QStringLiteral("Latency"), spin);
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setValue(40);
    form->addRow(QStringLiteral("Rate"), slider);
    auto* checks = new QHBoxLayout;
    for (int i = 0; i < 4; ++i) {
        auto* check = new QCheckBox(
            QStringList{QStringLiteral("On"), QStringLiteral("Off"), QStringLiteral("Some"), QStringLiteral("Disabled")}.at(i));
        check->setTristate(i == 2);
        check->setCheckState(i == 0 ? Qt::Checked : i == 2 ? Qt::PartiallyChecked : Qt::Unchecked);
        check->setEnabled(i != 3);
        checks->addWidget(check);
    }
    checks->addStretch();
    form->addRow(QStringLiteral("Checks"), checks);
    auto* radios = new QHBoxLayout;
    auto* one = new QRadioButton(QStringLiteral("Primary"));
    one->setChecked(true);
    radios->addWidget(one);
    radios->addWidget(new QRadioButton(QStringLiteral("Replica")));
    radios->addStretch();
    form->addRow(QStringLiteral("Role"), radios);
    auto* bar = new QProgressBar;
    bar->setValue(60);
    form->addRow(QStringLiteral("Progress"), bar);
    auto* group = new QGroupBox(QStringLiteral("Health checks"));
    group->setCheckable(true);
    auto* inner = new QFormLayout(group);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addRow(QStringLiteral("Fall"), new QSpinBox);
    form->addRow(group);
    return page;
}

QWidget* galleryTable() {
    auto* table = new QTableWidget(12, 3);
    table->setFrameShape(QFrame::NoFrame);
    table->setHorizontalHeaderLabels({QStringLiteral("Time"), QStringLiteral("Component"), QStringLiteral("What happened")});
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft);
    for (int row = 0; row < 12; ++row) {
        table->setItem(row, 0, new QTableWidgetItem(formatClock(row * 1'234'000'000LL)));
        table->setItem(row, 1, new QTableWidgetItem(icon(QStringLiteral("server")), QStringLiteral("server-%1").arg(row)));
        table->setItem(row, 2, new QTableWidgetItem(QStringLiteral("was killed by hand")));
    }
    table->selectRow(2);
    return table;
}

std::unique_ptr<QMainWindow> galleryWindow() {
    auto window = std::make_unique<QMainWindow>();
    window->resize(1180, 900);
    QMenu* file = window->menuBar()->addMenu(QStringLiteral("&File"));
    file->addAction(icon(QStringLiteral("open")), QStringLiteral("&Open..."))->setShortcut(QKeySequence::Open);
    window->menuBar()->addMenu(QStringLiteral("&Edit"));
    QToolBar* bar = window->addToolBar(QStringLiteral("Main"));
    for (const char* name : {"undo", "redo", "select", "connect", "break"}) {
        QAction* action = bar->addAction(icon(QLatin1String(name)), QLatin1String(name));
        action->setCheckable(true);
        if (QLatin1String(name) == QLatin1String("select")) action->setChecked(true);
        if (QLatin1String(name) == QLatin1String("redo")) action->setEnabled(false);
    }
    bar->addSeparator();
    auto* fit = new QToolButton;
    fit->setText(QStringLiteral("Fit"));
    fit->setIcon(icon(QStringLiteral("fit")));
    fit->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addWidget(fit);
    auto* centre = new QWidget;
    auto* column = new QVBoxLayout(centre);
    column->addWidget(new GallerySheet);
    column->addWidget(galleryIcons());
    auto* tabs = new QTabWidget;
    tabs->addTab(galleryTable(), QStringLiteral("Events"));
    tabs->addTab(new QWidget, icon(QStringLiteral("chart")), QStringLiteral("Charts"));
    tabs->addTab(new QWidget, QStringLiteral("Review"));
    column->addWidget(tabs, 1);
    window->setCentralWidget(centre);
    auto* dock = new QDockWidget(QStringLiteral("Inspector"));
    dock->setWidget(galleryControls());
    window->addDockWidget(Qt::RightDockWidgetArea, dock);
    auto* lower = new QDockWidget(QStringLiteral("Monitoring"));
    lower->setWidget(new EmptyState(QStringLiteral("eye"),
                                    QStringLiteral("No agent watches these servers yet. Put one on each of them."),
                                    QStringLiteral("Add agents")));
    window->addDockWidget(Qt::RightDockWidgetArea, lower);
    window->statusBar()->showMessage(QStringLiteral("Ready"));
    return window;
}

}  // namespace

/// Shows everything at once in both themes. With FAULTLINE_GRABS set to a folder the pictures are kept there, to be looked at.
class GalleryTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ThemeManager::instance().install(*qApp); }
    void cleanupTestCase() { ThemeManager::instance().setMode(ThemeManager::Mode::Light); }

    void bothThemesAreDrawn() {
        QList<QImage> grabs;
        for (const auto mode : {ThemeManager::Mode::Light, ThemeManager::Mode::Dark}) {
            ThemeManager::instance().setMode(mode);
            const auto window = galleryWindow();
            window->show();
            QVERIFY(QTest::qWaitForWindowExposed(window.get()));
            window->findChild<QLineEdit*>(QStringLiteral("name"))->setFocus();
            QCoreApplication::processEvents();
            grabs.append(window->grab().toImage());
            QMenu menu;
            menu.addAction(icon(QStringLiteral("copy")), QStringLiteral("Copy"))->setShortcut(QKeySequence::Copy);
            QAction* checked = menu.addAction(QStringLiteral("Show grid"));
            checked->setCheckable(true);
            checked->setChecked(true);
            menu.addSeparator();
            menu.addMenu(QStringLiteral("Break"))->addAction(QStringLiteral("Kill"));
            QAction* off = menu.addAction(icon(QStringLiteral("delete")), QStringLiteral("Delete"));
            off->setEnabled(false);
            menu.setActiveAction(menu.actions().first());
            menu.popup(QPoint(10, 10));
            grabs.append(menu.grab().toImage());
            menu.close();
        }
        const QString folder = qEnvironmentVariable("FAULTLINE_GRABS");
        if (!folder.isEmpty()) {
            for (qsizetype i = 0; i < grabs.size(); ++i) {
                QVERIFY(grabs.at(i).save(QStringLiteral("%1/gallery_%2.png").arg(folder).arg(i)));
            }
        }
        QCOMPARE(grabs.at(0).pixelColor(2, 500), Theme::light().background);
        QCOMPARE(grabs.at(2).pixelColor(2, 500), Theme::darkTheme().background);
    }

    void statesDifferInShapeAlone() {
        // Whoever sees no colours must still tell the states apart: compared as grey shapes, no two are alike.
        QList<QImage> shapes;
        for (const State state : allStates) {
            shapes.append(stateBadgePixmap(state, Theme::light(), 32).toImage().convertToFormat(QImage::Format_Alpha8));
        }
        QList<QImage> signs;
        for (const State state : allStates) {
            signs.append(stateBadgePixmap(state, Theme::light(), 32).toImage().convertToFormat(QImage::Format_Grayscale8));
        }
        for (qsizetype a = 0; a < signs.size(); ++a) {
            for (qsizetype b = a + 1; b < signs.size(); ++b) {
                int differing = 0;
                for (int y = 0; y < 32; ++y) {
                    for (int x = 0; x < 32; ++x) {
                        differing += std::abs(qGray(signs[a].pixel(x, y)) - qGray(signs[b].pixel(x, y))) > 48;
                    }
                }
                QVERIFY2(differing > 30, qPrintable(stateLabel(allStates[std::size_t(a)]) + QLatin1Char('/') +
                                                    stateLabel(allStates[std::size_t(b)])));
            }
        }
    }

    void controlsAreTwentyEightHigh() {
        QPushButton button(QStringLiteral("Save"));
        QLineEdit line;
        QComboBox box;
        QSpinBox spin;
        QToolButton tool;
        tool.setIcon(icon(QStringLiteral("undo")));
        for (QWidget* control : QList<QWidget*>{&button, &line, &box, &spin, &tool}) {
            control->ensurePolished();
            QCOMPARE(control->sizeHint().height(), 28);
        }
    }

    void escapeClearsASearchAndDownLeavesIt() {
        SearchField field(QStringLiteral("Search"));
        QSignalSpy asked(&field, &SearchField::resultsRequested);
        QTest::keyClicks(&field, QStringLiteral("gun"));
        QCOMPARE(field.text(), QStringLiteral("gun"));
        QTest::keyClick(&field, Qt::Key_Down);
        QCOMPARE(asked.count(), 1);
        QTest::keyClick(&field, Qt::Key_Escape);
        QVERIFY(field.text().isEmpty());
    }

    void theButtonOfAnEmptyStateTells() {
        EmptyState empty(QStringLiteral("eye"), QStringLiteral("Nothing here."), QStringLiteral("Add"));
        QSignalSpy clicked(&empty, &EmptyState::buttonClicked);
        empty.show();
        QTest::mouseClick(empty.findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(clicked.count(), 1);
    }
};

FAULTLINE_TEST(GalleryTest)
#include "gallery_test.moc"
