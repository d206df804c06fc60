#pragma once
#include <QLabel>

namespace faultline::widgets {

/// A sentence below a list that says why something is not possible, to who sees it and to screen readers; hidden while there is none.
class ProblemLine : public QLabel {
    Q_OBJECT
public:
    explicit ProblemLine(QWidget* parent = nullptr);
    /// Empty: nothing is wrong any more.
    void say(const QString& sentence);

private:
    void applyTheme();
};

}  // namespace faultline::widgets
