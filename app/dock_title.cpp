#include "app/dock_title.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace faultline::app {

DockTitle::DockTitle(QDockWidget* dock, QWidget* controls) : QWidget(dock), m_dock(dock), m_label(new QLabel(dock->windowTitle(), this)), m_hasControls(controls != nullptr) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 6, 0);
    row->setSpacing(4);
    m_label->setFont(widgets::strongFont());
    m_label->setAttribute(Qt::WA_TransparentForMouseEvents);   // a drag that begins on it moves the dock
    row->addWidget(m_label);
    if (controls) row->addWidget(controls, 1);
    else row->addStretch(1);
    auto* close = new QToolButton(this);
    close->setAutoRaise(true);
    close->setIcon(widgets::icon(QStringLiteral("close")));
    close->setIconSize({14, 14});
    close->setFixedSize(24, 24);
    close->setToolTip(tr("Hide this panel (the View menu shows it again)"));
    close->setAccessibleName(tr("Hide %1").arg(dock->windowTitle()));
    close->setFocusPolicy(Qt::TabFocus);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, dock, &QDockWidget::close);
    setFixedHeight(32);
    dock->setTitleBarWidget(this);
}

void DockTitle::setTabbed(bool tabbed) { m_label->setVisible(!tabbed || !m_hasControls); }

void DockTitle::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    painter.setPen(t.border);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

}  // namespace faultline::app
