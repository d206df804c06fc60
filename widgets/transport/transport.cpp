#include "widgets/transport/transport.h"

#include "widgets/common/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/transport/rate_control.h"
#include "widgets/transport/transport_parts.h"

#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace faultline::transport {

namespace {

QFrame* transportLine(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setFrameShape(QFrame::VLine);
    line->setFixedSize(9, 20);
    return line;
}

}  // namespace

const QList<double>& Transport::speeds() {
    static const QList<double> offered{0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 0};
    return offered;
}

Transport::Transport(QWidget* parent)
    : QWidget(parent),
      m_clock(new ClockLabel(this)),
      m_notice(new SpeedNotice(this)),
      m_rate(new RateControl(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(makeRun());
    row->addWidget(transportLine(this));
    row->addWidget(m_clock);
    row->addWidget(makeSpeed());
    row->addWidget(m_notice, 1);
    row->addStretch(0);
    row->addWidget(m_rate);
    row->addWidget(transportLine(this));
    row->addWidget(makeSeed());
    setFixedHeight(44);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_rate, &RateControl::rateChanged, this, &Transport::rateChanged);
    connect(m_rate, &RateControl::rateChanging, this, &Transport::rateChanging);
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, &Transport::showPlaying);
    showPlaying();
    showNotice();
}

Transport::~Transport() {
    // A field that goes while it has the focus says that it was left; nobody is here to listen then.
    m_seedField->disconnect(this);
}

QToolButton* Transport::makeButton(const QString& icon, const QString& name, const QString& tip) {
    auto* button = new QToolButton(this);
    button->setIcon(widgets::icon(icon));
    button->setIconSize({18, 18});
    button->setAutoRaise(true);
    button->setFixedSize(28, 28);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    return button;
}

QWidget* Transport::makeRun() {
    auto* group = new QWidget(this);
    auto* row = new QHBoxLayout(group);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_play = new QPushButton(group);
    m_play->setAutoDefault(false);
    m_play->setIconSize({16, 16});
    m_play->setFixedSize(88, 28);  // the same for both words
    m_play->setFocusPolicy(Qt::TabFocus);
    m_step = makeButton(QStringLiteral("step"), tr("Step"), tr("Step: run until the next thing happens"));
    m_reset = makeButton(QStringLiteral("reset"), tr("Reset"), tr("Reset: back to the start of the run"));
    row->addWidget(m_play);
    row->addSpacing(4);
    row->addWidget(m_step);
    row->addWidget(m_reset);
    connect(m_play, &QPushButton::clicked, this, &Transport::toggle);
    connect(m_step, &QToolButton::clicked, this, &Transport::stepRequested);
    connect(m_reset, &QToolButton::clicked, this, &Transport::resetRequested);
    return group;
}

QWidget* Transport::makeSpeed() {
    m_speedBox = new QComboBox(this);
    for (const double speed : speeds()) m_speedBox->addItem(widgets::formatSpeed(speed), speed);
    m_speedBox->setCurrentIndex(int(speeds().indexOf(1)));
    m_speedBox->setFixedWidth(84);
    m_speedBox->setMaxVisibleItems(int(speeds().size()));
    m_speedBox->setAccessibleName(tr("Speed"));
    m_speedBox->setToolTip(tr("Speed: simulated seconds in a real one"));
    m_speedBox->setFocusPolicy(Qt::TabFocus);
    connect(m_speedBox, &QComboBox::activated, this, [this](int index) { chooseSpeed(m_speedBox->itemData(index).toDouble()); });
    return m_speedBox;
}

QWidget* Transport::makeSeed() {
    auto* group = new QWidget(this);
    auto* row = new QHBoxLayout(group);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    auto* label = new QLabel(tr("Seed"), group);
    m_seedField = new QLineEdit(QString::number(m_seed), group);
    m_seedField->setFixedWidth(72);
    m_seedField->setAlignment(Qt::AlignRight);
    m_seedField->setAccessibleName(tr("Seed"));
    m_seedField->setToolTip(tr("The same design, seed and acts give the same run. A new seed starts the run again."));
    m_seedField->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{1,20}")), m_seedField));
    label->setBuddy(m_seedField);
    QToolButton* dice =
        makeButton(QStringLiteral("dice"), tr("Another seed"), tr("Another seed: other chances, the same design"));
    row->addWidget(label);
    row->addSpacing(4);
    row->addWidget(m_seedField);
    row->addWidget(dice);
    connect(m_seedField, &QLineEdit::editingFinished, this, &Transport::acceptSeed);
    connect(dice, &QToolButton::clicked, this, [this] {
        // Short enough to be told to somebody else.
        setSeed(QRandomGenerator::global()->bounded(1U, 100'000U));
        emit seedChanged(m_seed);
    });
    return group;
}

double Transport::rate() const {
    return m_rate->rate();
}
SimTime Transport::time() const {
    return m_clock->time();
}

void Transport::setPlaying(bool playing) {
    if (playing == m_playing) return;
    m_playing = playing;
    showPlaying();
    showNotice();
}

void Transport::showPlaying() {
    const widgets::Theme& t = widgets::theme();
    m_play->setText(m_playing ? tr("Pause") : tr("Play"));
    m_play->setToolTip(m_playing ? tr("Pause the run") : tr("Play: let the run go on"));
    m_play->setIcon(widgets::icon(m_playing ? QStringLiteral("pause") : QStringLiteral("play"), m_playing ? t.text : t.onAccent));
    widgets::setButtonRole(m_play, m_playing ? widgets::ButtonRole::Normal : widgets::ButtonRole::Primary);
    m_step->setEnabled(!m_playing);
    m_step->setToolTip(m_playing ? tr("Step: pause first") : tr("Step: run until the next thing happens"));
}

void Transport::toggle() {
    if (m_playing)
        emit pauseRequested();
    else
        emit playRequested();
}

void Transport::setTime(SimTime time) {
    m_clock->setTime(time);
}

void Transport::setSpeed(double speed) {
    m_speed = speed;
    int index = m_speedBox->findData(speed);
    if (index < 0) {
        // A speed from elsewhere is listed while it is in force.
        index = 0;
        while (index < int(speeds().size()) - 1 && speeds().at(index) < speed) ++index;
        m_speedBox->insertItem(index, widgets::formatSpeed(speed), speed);
    }
    m_speedBox->setCurrentIndex(index);
    for (int i = m_speedBox->count() - 1; i >= 0; --i) {
        if (i != m_speedBox->currentIndex() && !speeds().contains(m_speedBox->itemData(i).toDouble())) m_speedBox->removeItem(i);
    }
    showNotice();
}

void Transport::chooseSpeed(double speed) {
    if (speed == m_speed) return;
    m_behind = false;  // measured at the old speed
    setSpeed(speed);
    emit speedChanged(speed);
}

void Transport::faster() {
    for (const double speed : speeds()) {
        if (m_speed != 0 && (speed == 0 || speed > m_speed * 1.0001)) return chooseSpeed(speed);
    }
}

void Transport::slower() {
    if (m_speed == 0) return chooseSpeed(speeds().at(speeds().size() - 2));
    for (qsizetype i = speeds().size() - 2; i >= 0; --i) {
        if (speeds().at(i) < m_speed * 0.9999) return chooseSpeed(speeds().at(i));
    }
}

void Transport::setTrueSpeed(double speed, bool behind) {
    m_trueSpeed = speed;
    m_behind = behind;
    showNotice();
}

void Transport::showNotice() {
    if (!m_playing || (!m_behind && m_speed != 0)) return m_notice->setTexts({}, {}, false);
    const QString now = widgets::formatSpeed(m_trueSpeed > 0 ? m_trueSpeed : qQNaN());
    if (m_speed == 0) return m_notice->setTexts(now, now, false);
    const QString wanted = widgets::formatSpeed(m_speed);
    m_notice->setTexts(tr("%1 of %2: the engine is at its limit").arg(now, wanted), tr("%1 of %2").arg(now, wanted), true);
}

QString Transport::notice() const {
    return m_notice->accessibleName();
}

void Transport::setSeed(quint64 seed) {
    m_seed = seed;
    m_seedField->setText(QString::number(seed));
}

void Transport::acceptSeed() {
    bool ok = false;
    const quint64 seed = m_seedField->text().toULongLong(&ok);
    if (!ok) return setSeed(m_seed);
    if (seed == m_seed) return;
    m_seed = seed;
    emit seedChanged(seed);
}

void Transport::setRate(double perSecond) {
    m_rate->setRate(perSecond);
}

void Transport::setRateUnavailable(const QString& reason) {
    m_rate->setUnavailable(reason);
}

}  // namespace faultline::transport
