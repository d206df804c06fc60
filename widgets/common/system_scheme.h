#pragma once
#include <QObject>

namespace faultline::widgets {

/// Tells whether the desktop asks for dark windows, and when it changes its mind; GUI thread. It asks the settings portal of the desktop
/// where there is one; Qt itself knows only from 6.5 on.
class SystemScheme : public QObject {
    Q_OBJECT
public:
    explicit SystemScheme(QObject* parent = nullptr);

    /// What is known now: the desktop's answer, else whether the palette the application started with is dark.
    static bool isDark();

signals:
    void changed();

private:
    void ask();
    void learn(const QVariant& value);

    friend class SchemeListener;
};

}  // namespace faultline::widgets
