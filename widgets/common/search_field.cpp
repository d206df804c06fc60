#include "widgets/common/search_field.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QKeyEvent>

namespace faultline::widgets {

SearchField::SearchField(const QString& placeholder, QWidget* parent)
    : QLineEdit(parent),
      m_glass(addAction(QIcon(), QLineEdit::LeadingPosition)) {
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setClearButtonEnabled(true);
    connect(&ThemeManager::instance(), &ThemeManager::changed, this, &SearchField::applyTheme);
    applyTheme();
}

void SearchField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        event->accept();
        return;
    }
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_PageDown) {
        emit resultsRequested();
        event->accept();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void SearchField::applyTheme() {
    m_glass->setIcon(icon(QStringLiteral("search"), theme().muted));
}

}  // namespace faultline::widgets
