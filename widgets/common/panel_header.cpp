#include "widgets/common/panel_header.h"

#include "widgets/common/fonts.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>

namespace faultline::widgets {

PanelHeader::PanelHeader(const QString& title, QWidget* parent)
    : QWidget(parent),
      m_title(new QLabel(title, this)),
      m_remark(new QLabel(this)),
      m_row(new QHBoxLayout(this)) {
    m_row->setContentsMargins(12, 6, 8, 6);
    m_row->setSpacing(8);
    m_title->setFont(titleFont());
    m_remark->setFont(smallFont());
    m_remark->hide();
    m_row->addWidget(m_title);
    m_row->addWidget(m_remark);
    m_row->addStretch(1);
    setMinimumHeight(40);
    connect(&ThemeManager::instance(), &ThemeManager::changed, this, &PanelHeader::applyTheme);
    applyTheme();
}

void PanelHeader::setTitle(const QString& title) {
    m_title->setText(title);
}

void PanelHeader::setRemark(const QString& remark) {
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

void PanelHeader::addControl(QWidget* control) {
    m_row->addWidget(control);
}

void PanelHeader::applyTheme() {
    QPalette muted = m_remark->palette();
    muted.setColor(QPalette::WindowText, theme().muted);
    m_remark->setPalette(muted);
}

}  // namespace faultline::widgets
