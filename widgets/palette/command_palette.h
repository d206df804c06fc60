#pragma once
#include "widgets/palette/command.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace faultline::palette {

class CommandList;

/// A field over the window in which everything that can be done is found by a few letters: arrows choose, Enter does it, Esc or a
/// press elsewhere closes it, and the keyboard is then where it was. GUI thread.
class CommandPalette : public QWidget {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget* window);

    /// Shows it with these commands.
    void open(const QList<Command>& commands);
    void close();
    /// What is listed now, best first.
    const QList<Command>& shown() const { return m_shown; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void look();
    void run(int number);
    void place();

    QLineEdit* m_edit;
    CommandList* m_list;
    QLabel* m_nothing;
    QList<Command> m_commands, m_shown;
    QPointer<QWidget> m_focusBefore;
};

}  // namespace faultline::palette
