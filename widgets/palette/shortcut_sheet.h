#pragma once
#include "widgets/palette/command.h"

#include <QDialog>

class QLineEdit;

namespace faultline::palette {

class CommandList;

/// Every key, under the names of the menus, with a field to search them; may stay open beside the work. GUI thread.
class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    ShortcutSheet(const QList<Command>& keys, QWidget* parent);
    const QList<Command>& shown() const { return m_shown; }

private:
    void look();

    QList<Command> m_keys, m_shown;
    QLineEdit* m_edit;
    CommandList* m_list;
};

}  // namespace faultline::palette
