#pragma once
#include "model/core/text.h"

#include <QString>

namespace faultline::widgets {

/// A user text of the model in the language of the window.
QString say(const Literal& literal);
QString say(const Text& text);

}  // namespace faultline::widgets
