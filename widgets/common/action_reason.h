#pragma once
#include <QString>

class QAction;

namespace faultline::widgets {

/// Lets an action be done, or not: then its tool tip and whyNot() say why in a few words ("Select two components first").
void allow(QAction* action, bool possible, const QString& why);
/// Empty: it can be done, or nobody said why not.
QString whyNot(const QAction& action);

}  // namespace faultline::widgets
