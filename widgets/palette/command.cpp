#include "widgets/palette/command.h"

#include <algorithm>

namespace faultline::palette {
namespace {

QStringList commandWords(const QString& text) {
    QStringList words;
    QString word;
    for (const QChar c : text.toLower()) {
        if (c.isLetterOrNumber()) {
            word += c;
        } else if (!word.isEmpty()) {
            words << word;
            word.clear();
        }
    }
    if (!word.isEmpty()) words << word;
    return words;
}

/// The letters of `part` one after another in `text`, beginning where a word begins; how many others lie between them.
std::optional<int> commandLetters(const QString& text, const QString& part) {
    qsizetype at = text.indexOf(part.front());
    const qsizetype first = at;
    if (at < 0 || (at > 0 && text[at - 1].isLetterOrNumber())) return std::nullopt;
    for (qsizetype i = 1; i < part.size(); ++i) {
        at = text.indexOf(part[i], at + 1);
        if (at < 0) return std::nullopt;
    }
    return static_cast<int>(at - first + 1 - part.size());
}

std::optional<int> commandWordRank(const Command& command, const QString& part) {
    const QStringList title = commandWords(command.title);
    const auto begins = [&](const QString& word) { return word.startsWith(part); };
    if (!title.isEmpty() && begins(title.front())) return 0;
    if (std::any_of(title.begin(), title.end(), begins)) return 1;
    QString initials;
    for (const QString& word : title) initials += word.front();
    if (part.size() > 1 && initials.startsWith(part)) return 2;
    const QStringList others = commandWords(command.group + QLatin1Char(' ') + command.words);
    if (std::any_of(others.begin(), others.end(), begins)) return 3;
    const QString plain = command.title.toLower();
    if (part.size() > 2 && plain.contains(part)) return 4;
    if (part.size() < 2) return std::nullopt;
    const std::optional<int> gaps = commandLetters(plain, part);
    return gaps && *gaps <= 2 * part.size() ? std::optional(6 + *gaps) : std::nullopt;
}

}  // namespace

std::optional<int> commandRank(const Command& command, const QString& query) {
    int rank = 0;
    for (const QString& part : commandWords(query)) {
        const std::optional<int> one = commandWordRank(command, part);
        if (!one) return std::nullopt;
        rank += *one;
    }
    return rank;
}

QList<Command> matchingCommands(const QList<Command>& commands, const QString& query) {
    struct Ranked {
        const Command* command;
        int rank;
    };
    std::vector<Ranked> ranked;
    for (const Command& command : commands)
        if (const auto rank = commandRank(command, query)) ranked.push_back({&command, *rank + !command.enabled});
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
    QList<Command> out;
    for (const Ranked& one : ranked) out.append(*one.command);
    return out;
}

}  // namespace faultline::palette
