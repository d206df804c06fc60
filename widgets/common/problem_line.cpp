#include "widgets/common/problem_line.h"

#include "widgets/common/fonts.h"
#include "widgets/common/theme.h"

#include <QAccessible>

namespace faultline::widgets {

ProblemLine::ProblemLine(QWidget* parent) : QLabel(parent) {
    setObjectName(QStringLiteral("problem"));
    setWordWrap(true);
    setFont(smallFont());
    setContentsMargins(12, 4, 12, 4);
    setAutoFillBackground(true);
    hide();
    connect(&ThemeManager::instance(), &ThemeManager::changed, this, &ProblemLine::applyTheme);
    applyTheme();
}

void ProblemLine::say(const QString& sentence) {
    setText(sentence);
    setVisible(!sentence.isEmpty());
    if (sentence.isEmpty()) return;
    setAccessibleName(sentence);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void ProblemLine::applyTheme() {
    const Theme& t = theme();
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, t.of(State::Failing).text);
    colors.setColor(QPalette::Window, t.of(State::Failing).soft);
    setPalette(colors);
}

}  // namespace faultline::widgets
