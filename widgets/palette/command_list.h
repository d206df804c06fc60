#pragma once
#include "widgets/palette/command.h"

#include <QListView>

class QStandardItemModel;

namespace faultline::palette {

/// Commands in rows: icon, title, where it is, and its keys at the right; optionally under the names of their groups. GUI thread.
class CommandList : public QListView {
    Q_OBJECT
public:
    explicit CommandList(QWidget* parent);
    /// Shows these, the first one that can be done selected. `grouped`: under headings, in the order in which groups come.
    void setCommands(const QList<Command>& commands, bool grouped);
    /// Selects the row so many further; stops at the ends.
    void step(int rows);
    /// The number in what setCommands() was given; -1: none.
    int selected() const;
    /// The number of the row under an index; -1: a heading.
    static int commandAt(const QModelIndex& index);

private:
    void selectRow(int row);

    QStandardItemModel* m_model;
};

}  // namespace faultline::palette
