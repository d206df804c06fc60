#include "widgets/common/action_reason.h"

#include <QAction>
#include <QVariant>

namespace faultline::widgets {
namespace {

constexpr char reasonWhy[] = "whyNot";
constexpr char reasonTip[] = "usualToolTip";

}  // namespace

void allow(QAction* action, bool possible, const QString& why) {
    const bool wasRefused = action->property(reasonWhy).isValid();
    action->setEnabled(possible);
    if (!possible && !why.isEmpty()) {
        if (!wasRefused) action->setProperty(reasonTip, action->toolTip());
        action->setProperty(reasonWhy, why);
        action->setToolTip(why);
    } else if (wasRefused) {
        action->setToolTip(action->property(reasonTip).toString());
        action->setProperty(reasonWhy, QVariant());
    }
}

QString whyNot(const QAction& action) { return action.isEnabled() ? QString() : action.property(reasonWhy).toString(); }

}  // namespace faultline::widgets
