#include "widgets/palette/shortcut_sheet.h"

#include "widgets/common/search_field.h"
#include "widgets/palette/command_list.h"

#include <QVBoxLayout>

#include <algorithm>

namespace faultline::palette {

ShortcutSheet::ShortcutSheet(const QList<Command>& keys, QWidget* parent)
    : QDialog(parent), m_keys(keys), m_edit(new widgets::SearchField(tr("Search the shortcuts"), this)), m_list(new CommandList(this)) {
    setWindowTitle(tr("Keyboard shortcuts"));
    setObjectName(QStringLiteral("shortcutSheet"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(560, 640);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(8);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(12, 0, 12, 0);
    m_edit->setObjectName(QStringLiteral("shortcutEdit"));
    top->addWidget(m_edit);
    column->addLayout(top);
    m_list->setAccessibleName(windowTitle());
    column->addWidget(m_list, 1);
    connect(m_edit, &QLineEdit::textChanged, this, &ShortcutSheet::look);
    connect(static_cast<widgets::SearchField*>(m_edit), &widgets::SearchField::resultsRequested, m_list, [this] { m_list->setFocus(); });
    look();
    m_edit->setFocus();
}

/// By the key as well: "Ctrl+K" is looked for as often as what it does.
void ShortcutSheet::look() {
    const QString query = m_edit->text().simplified();
    m_shown = matchingCommands(m_keys, query);
    if (!query.isEmpty())
        for (const Command& key : m_keys) {
            const bool there = std::any_of(m_shown.begin(), m_shown.end(), [&](const Command& other) { return other.title == key.title && other.group == key.group; });
            if (!there && key.keys.contains(query, Qt::CaseInsensitive)) m_shown.append(key);
        }
    m_list->setCommands(m_shown, true);
}

}  // namespace faultline::palette
