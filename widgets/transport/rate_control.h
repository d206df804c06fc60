#pragma once
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QWidget>

class QLabel;
class QSlider;

namespace faultline::transport {

/// A field for requests a second that reads and writes "1.5k" and steps by about a tenth.
class RateField : public QDoubleSpinBox {
    Q_OBJECT
public:
    explicit RateField(QWidget* parent = nullptr);
    QString textFromValue(double value) const override;
    double valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& position) const override;
    void stepBy(int steps) override;
    /// Whether something was typed that is not taken yet.
    bool isBeingTyped() const { return hasFocus() && lineEdit()->isModified(); }
};

/// Slider and field for one rate, 0 to 1 000 000 requests a second, the slider by powers of ten. Setting a value tells nothing.
class RateControl : public QWidget {
    Q_OBJECT
public:
    explicit RateControl(QWidget* parent = nullptr);
    ~RateControl() override;

    double rate() const { return m_rate; }
    void setRate(double perSecond);
    /// Greys it out and says why on hover; an empty reason makes it usable.
    void setUnavailable(const QString& reason);

    /// The place of a rate on the slider, 0..1000, and back (two significant figures).
    static int positionOf(double perSecond);
    static double rateAt(int position);

signals:
    /// The user chose a rate.
    void rateChanged(double perSecond);
    /// The slider is being dragged and stands here now; rateChanged follows at the end.
    void rateChanging(double perSecond);

private:
    void show(double perSecond);
    void choose(double perSecond);
    void applyTheme();

    QLabel* m_icon;
    QSlider* m_slider;
    RateField* m_field;
    double m_rate = 0;
};

}  // namespace faultline::transport
