#pragma once
#include <QObject>

namespace faultline::widgets {

/// Tells whether the desktop asks for dark windows, and when it changes its mind; GUI thread.
class SystemScheme : public QObject {
    Q_OBJECT
public:
    explicit SystemScheme(QObject* parent = nullptr);

    /// What is known now: the desktop's answer, else whether the palette the application started with is dark.
    static bool isDark();

signals:
    void changed();
};

}  // namespace faultline::widgets
