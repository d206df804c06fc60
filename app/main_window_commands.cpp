#include "app/main_window.h"
#include "app/workspace.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/action_reason.h"
#include "widgets/common/say.h"
#include "widgets/pages/page_bar.h"
#include "widgets/palette/command_palette.h"
#include "widgets/palette/shortcut_sheet.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>

/// Everything that can be done, by name: the command palette and the sheet of shortcuts.
namespace faultline::app {
namespace {

using palette::Command;

QString commandsPlain(QString text) { return text.remove(QLatin1Char('&')).remove(QChar(0x2026)).section(QLatin1Char('\t'), 0, 0); }

QString commandsKeys(const QAction& action) {
    QStringList keys;
    for (const QKeySequence& sequence : action.shortcuts()) keys << sequence.toString(QKeySequence::NativeText);
    return keys.join(QStringLiteral(", "));
}

/// The actions of a menu and of those in it. The texts of undo and redo say what they would undo.
void commandsOf(const QMenu& menu, const QString& path, QList<Command>& out) {
    for (QAction* action : menu.actions()) {
        if (action->isSeparator() || !action->isVisible()) continue;
        const QString text = commandsPlain(action->text());
        if (action->menu()) {
            if (action->menu()->objectName() != QLatin1String("recent"))
                commandsOf(*action->menu(), QStringLiteral("%1 \u203a %2").arg(path, text), out);
            continue;
        }
        QString words;
        if (action->isCheckable()) words = action->isChecked() ? MainWindow::tr("on hide switch") : MainWindow::tr("off show switch");
        out.append({.title = text, .group = path, .keys = commandsKeys(*action), .icon = {}, .words = words, .enabled = action->isEnabled(),
                    .run = [action] { action->trigger(); }, .whyNot = widgets::whyNot(*action)});
    }
}

}  // namespace

QList<Command> MainWindow::menuCommands() const {
    QList<Command> out;
    for (const QAction* top : menuBar()->actions())
        if (top->menu()) commandsOf(*top->menu(), commandsPlain(top->text()), out);
    if (showsWelcome())
        for (Command& command : out)
            if (!command.enabled) command.whyNot = tr("Open or begin a design first");
    return out;
}

QList<Command> MainWindow::commands() {
    QList<Command> out = menuCommands();
    if (!showsWelcome()) {
        canvas::CanvasWidget* canvas = &m_workspace->canvas();
        for (const int page : m_document.pages())
            if (page != m_document.shownPage())
                out.append({.title = tr("Go to %1").arg(pages::pageName(m_document, page)), .group = tr("Page"), .keys = {}, .icon = {}, .words = {}, .enabled = true,
                            .run = [this, page] { m_document.showPage(page); }});
        for (const auto& [id, component] : m_document.design().components()) {
            const catalog::ComponentKind* kind = m_catalog.find(component->kind);
            out.append({.title = tr("Go to %1").arg(component->name), .group = kind ? widgets::say(kind->label) : QString(), .keys = {},
                        .icon = QString::fromStdString(component->kind), .words = {}, .enabled = true,
                        .run = [canvas, id = id] { canvas->select({id}); canvas->setFocus(); }});
        }
        for (const catalog::ComponentKind& kind : m_catalog.kinds()) {
            QStringList words;
            for (const char* alias : kind.aliases) words << QString::fromUtf8(alias);
            const QString id = QString::fromUtf8(kind.id), label = widgets::say(kind.label);
            const bool isShort = label.size() > 1 && label[1].isUpper();   // DNS
            out.append({.title = tr("Add %1").arg(isShort ? label : label.left(1).toLower() + label.mid(1)), .group = tr("Component"), .keys = {}, .icon = id,
                        .words = words.join(QLatin1Char(' ')), .enabled = !canvas->isReadOnly(), .run = [canvas, id] { canvas->addAtCentre(id); }});
            for (const catalog::SoftwarePreset& preset : kind.software) {
                const QString software = QString::fromUtf8(preset.name);
                out.append({.title = tr("Add %1").arg(software), .group = label, .keys = {}, .icon = id, .words = {}, .enabled = !canvas->isReadOnly(),
                            .run = [canvas, id, software] { canvas->addAtCentre(id, software); }});
            }
        }
    }
    for (const QString& path : examples()) {
        const QString name = path.section(QLatin1Char('/'), -1).section(QLatin1Char('.'), 0, 0).replace(QLatin1Char('-'), QLatin1Char(' '));
        out.append({.title = tr("Open example: %1").arg(name), .group = tr("Example"), .keys = {}, .icon = QStringLiteral("open"), .words = {},
                    .enabled = true, .run = [this, path] { openFile(path); }});
    }
    return out;
}

void MainWindow::openCommands() {
    if (!m_commands) m_commands = new palette::CommandPalette(this);
    m_commands->open(commands());
}

void MainWindow::showShortcuts() {
    QList<Command> keys;
    for (Command& command : menuCommands()) {
        if (command.keys.isEmpty()) continue;
        if (command.keys == commandsKeys(*action(QStringLiteral("undo")))) command.title = tr("Undo");
        if (command.keys == commandsKeys(*action(QStringLiteral("redo")))) command.title = tr("Redo");
        command.group = command.group.section(QStringLiteral(" \u203a "), 0, 0);
        command.enabled = true;
        keys.append(command);
    }
    const std::pair<QString, QString> onCanvas[] = {
        {tr("Walk from component to component"), tr("Tab, Shift+Tab")},
        {tr("Move the selection by one, by a step of the grid"), tr("Arrow keys, Shift+arrow keys")},
        {tr("Add what it calls next, already linked"), tr("Ctrl+arrow key")},
        {tr("Edit the name"), tr("F2, Enter, double click")},
        {tr("Properties"), tr("Alt+Enter")},
        {tr("Add to the selection"), tr("Shift+click, Ctrl+click")},
        {tr("Copy what is dragged"), tr("Alt+drag, Ctrl+drag")},
        {tr("Bend a selected link, take a bend out"), tr("Enter, drag its handles, double click")},
        {tr("Put the end of a selected link elsewhere"), tr("C, Shift+C, drag its diamonds")},
        {tr("Drag along one axis"), tr("Shift+drag")},
        {tr("Drag or resize without grid and guides"), tr("Ctrl while dragging")},
        {tr("Scroll"), tr("Middle or right button+drag, Space+drag")},
        {tr("Scroll sideways"), tr("Shift+wheel")},
        {tr("Zoom"), tr("Ctrl+wheel")},
        {tr("Stop, leave a tool, select nothing"), tr("Esc")},
    };
    for (const auto& [title, way] : onCanvas) keys.append({.title = title, .group = tr("On the canvas"), .keys = way, .icon = {}, .words = {}, .enabled = true, .run = {}});
    (new palette::ShortcutSheet(keys, this))->show();
}

}  // namespace faultline::app
