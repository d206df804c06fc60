#include "widgets/common/say.h"

#include <QCoreApplication>

namespace faultline::widgets {

QString say(const Literal& literal) {
    return QCoreApplication::translate(literal.context, literal.source);
}

QString say(const Text& text) {
    const std::string pattern = say(text.literal).toStdString();
    return QString::fromStdString(fillPlaceholders(pattern, text.arguments));
}

}  // namespace faultline::widgets
