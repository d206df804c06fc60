#include "widgets/transport/rate_control.h"

#include "model/core/units.h"
#include "widgets/common/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>

namespace faultline::transport {

namespace {

constexpr double rateMost = 1e6;
constexpr int rateSteps = 1000;

double rateRounded(double value, int figures) {
    if (value <= 0) return 0;
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - figures + 1);
    return std::round(value / unit) * unit;
}

}  // namespace

RateField::RateField(QWidget* parent) : QDoubleSpinBox(parent) {
    setRange(0, rateMost);
    setDecimals(3);
    setSuffix(QStringLiteral(" /s"));
    setKeyboardTracking(false);
    setAccelerated(true);
    setAlignment(Qt::AlignRight);
}

QString RateField::textFromValue(double value) const {
    // Exact where it is short, so that what was typed stays what it was.
    return QString::number(value, 'g', value < 1e5 ? 6 : 7);
}

double RateField::valueFromText(const QString& text) const {
    QString plain = text;
    plain.remove(suffix()).remove(QChar(0x00A0)).remove(u' ').remove(QStringLiteral("/s"));
    const Result<double> value = parseNumber(plain.toStdString());
    return value ? std::clamp(*value, minimum(), maximum()) : this->value();
}

QValidator::State RateField::validate(QString& text, int&) const {
    QString plain = text;
    plain.remove(suffix()).remove(QChar(0x00A0)).remove(u' ').remove(QStringLiteral("/s"));
    const Result<double> value = parseNumber(plain.toStdString());
    if (!value) return QValidator::Intermediate;  // fixed up to the last good value when left
    return *value >= minimum() && *value <= maximum() ? QValidator::Acceptable : QValidator::Intermediate;
}

void RateField::stepBy(int steps) {
    const double now = value();
    const double unit = now < 10 ? 1 : std::pow(10.0, std::floor(std::log10(now) + (steps < 0 ? -1e-9 : 1e-9)) - 1);
    setValue(std::max(0.0, rateRounded(now + steps * std::max(unit, 1.0), 3)));
    lineEdit()->selectAll();
}

RateControl::RateControl(QWidget* parent)
    : QWidget(parent),
      m_icon(new QLabel(this)),
      m_slider(new QSlider(Qt::Horizontal, this)),
      m_field(new RateField(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_icon);
    row->addWidget(m_slider, 1);
    row->addWidget(m_field);
    m_slider->setRange(0, rateSteps);
    m_slider->setMinimumWidth(56);
    m_slider->setMaximumWidth(160);
    m_slider->setPageStep(50);
    m_slider->setSingleStep(5);
    m_slider->setAccessibleName(tr("Traffic"));
    m_field->setFixedWidth(104);
    m_field->setAccessibleName(tr("Traffic in requests a second"));
    setUnavailable({});
    connect(m_slider, &QSlider::valueChanged, this, [this](int position) {
        // From here to the release it is one act of the user.
        if (m_slider->isSliderDown()) {
            show(rateAt(position));
            emit rateChanging(m_rate);
        } else {
            choose(rateAt(position));
        }
    });
    connect(m_slider, &QSlider::sliderReleased, this, [this] { emit rateChanged(m_rate); });
    connect(m_field, &QDoubleSpinBox::valueChanged, this, &RateControl::choose);
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, &RateControl::applyTheme);
    applyTheme();
}

RateControl::~RateControl() {
    m_field->disconnect(this);
}  // it tells a last value when it goes with the focus

int RateControl::positionOf(double perSecond) {
    if (perSecond < 1) return 0;
    return std::clamp(int(std::lround(std::log10(perSecond) / std::log10(rateMost) * (rateSteps - 1))) + 1, 1, rateSteps);
}

double RateControl::rateAt(int position) {
    if (position <= 0) return 0;
    return rateRounded(std::pow(rateMost, double(position - 1) / (rateSteps - 1)), 2);
}

void RateControl::setRate(double perSecond) {
    if (!m_slider->isSliderDown() && !m_field->isBeingTyped()) show(perSecond);
}

void RateControl::show(double perSecond) {
    m_rate = perSecond;
    const QSignalBlocker quietSlider(m_slider);
    const QSignalBlocker quietField(m_field);
    if (!m_slider->isSliderDown()) m_slider->setValue(positionOf(perSecond));
    m_field->setValue(perSecond);
}

void RateControl::choose(double perSecond) {
    if (perSecond == m_rate) return;
    show(perSecond);
    emit rateChanged(perSecond);
}

void RateControl::setUnavailable(const QString& reason) {
    for (QWidget* part : {static_cast<QWidget*>(m_slider), static_cast<QWidget*>(m_field)}) part->setEnabled(reason.isEmpty());
    setToolTip(reason.isEmpty() ? tr("Traffic: requests a second from all users together") : reason);
}

void RateControl::applyTheme() {
    m_icon->setPixmap(widgets::iconPixmap(QStringLiteral("users"), widgets::theme().muted, 16, devicePixelRatioF()));
}

}  // namespace faultline::transport
