#include "widgets/common/system_scheme.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>

#include <optional>

namespace faultline::widgets {

namespace {

std::optional<bool>& schemeKnown() {
    static std::optional<bool> known;
    return known;
}

}  // namespace

SystemScheme::SystemScheme(QObject* parent) : QObject(parent) {
    if (!schemeKnown()) {
        // Asked before our own palette is set: afterwards the lightness would be our own.
        schemeKnown() = QApplication::palette().color(QPalette::Window).lightness() < 128;
    }
}

bool SystemScheme::isDark() {
    return schemeKnown().value_or(false);
}

}  // namespace faultline::widgets
