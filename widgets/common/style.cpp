#include "widgets/common/style.h"

namespace faultline::widgets {

Style::Style() : QProxyStyle(QStringLiteral("Fusion")) {}

}  // namespace faultline::widgets
