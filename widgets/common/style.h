#pragma once
#include <QProxyStyle>

namespace faultline::widgets {

/// Draws every standard control in the colours and measures of the theme, over Fusion.
class Style : public QProxyStyle {
    Q_OBJECT
public:
    Style();
};

}  // namespace faultline::widgets
