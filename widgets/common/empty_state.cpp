#include "widgets/common/empty_state.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::widgets {

EmptyState::EmptyState(const QString& icon, const QString& sentence, const QString& button, QWidget* parent)
    : QWidget(parent),
      m_iconName(icon),
      m_icon(new QLabel(this)),
      m_sentence(new QLabel(sentence, this)),
      m_button(new QPushButton(button, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    m_icon->setAlignment(Qt::AlignCenter);
    m_sentence->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_sentence->setWordWrap(true);
    m_sentence->setFont(bodyFont());
    m_button->setVisible(!button.isEmpty());
    column->addStretch(1);
    column->addWidget(m_icon);
    column->addWidget(m_sentence);
    column->addSpacing(4);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(1);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::buttonClicked);
    connect(&ThemeManager::instance(), &ThemeManager::changed, this, &EmptyState::applyTheme);
    applyTheme();
}

void EmptyState::setSentence(const QString& sentence) {
    m_sentence->setText(sentence);
}

void EmptyState::setButton(const QString& text) {
    m_button->setText(text);
    m_button->setVisible(!text.isEmpty());
}

QSize EmptyState::sizeHint() const {
    return {240, 140};
}

void EmptyState::applyTheme() {
    m_icon->setPixmap(iconPixmap(m_iconName, theme().disabled, 28, devicePixelRatioF()));
    QPalette muted = m_sentence->palette();
    muted.setColor(QPalette::WindowText, theme().muted);
    m_sentence->setPalette(muted);
}

}  // namespace faultline::widgets
