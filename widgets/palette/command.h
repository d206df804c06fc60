#pragma once
#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace faultline::palette {

/// Something that can be done, to be found by typing part of its name.
struct Command {
    QString title;            ///< "Align left", "Go to web-1", "Add database"
    QString group;            ///< "Arrange": where it is in the menus, or what it is
    QString keys;             ///< as people read them: "Ctrl+Shift+Left"; empty: none
    QString icon;             ///< name of an icon; empty: none
    QString words;            ///< other words it is found by
    bool enabled = true;
    std::function<void()> run;
    QString whyNot{};         ///< what is to be done first, where it is not enabled; empty: nobody knows
};

/// How badly `command` fits `query`: 0 is best; nothing: it does not. Every word of the query must be the beginning of a word of
/// the title or group, inside one, their initials ("al" for Align left), or at least its letters in order within the title.
std::optional<int> commandRank(const Command& command, const QString& query);
/// Those that fit, best first, otherwise in their order, of equal ones first what can be done now; all for an empty query.
QList<Command> matchingCommands(const QList<Command>& commands, const QString& query);

}  // namespace faultline::palette
