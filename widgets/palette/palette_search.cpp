#include "widgets/palette/palette_search.h"

#include "widgets/common/say.h"

#include <algorithm>

namespace faultline::palette {

namespace {

constexpr int searchNoMatch = 1000;

// Letters and digits in lower case, everything else one space: "Node.js" -> "node js".
QString searchPlain(const QString& text) {
    QString plain;
    for (const QChar c : text.toLower()) {
        if (c.isLetterOrNumber()) {
            plain += c;
        } else if (!plain.isEmpty() && !plain.endsWith(u' ')) {
            plain += u' ';
        }
    }
    return plain.trimmed();
}

QString searchSqueezed(QString plain) {
    return plain.remove(u' ');
}

// How well `text` fits: 0 it is the query, 1 begins with it, 2 a word does, 3 it is inside.
int searchRank(const QString& text, const QString& query) {
    const QString plain = searchPlain(text);
    if (plain == query) return 0;
    if (plain.startsWith(query)) return 1;
    if (plain.contains(QLatin1Char(' ') + query)) return 2;
    // Two letters inside a word would find nearly everything.
    const QString squeezed = searchSqueezed(query);
    if (squeezed.size() >= 3 && searchSqueezed(plain).contains(squeezed)) return 3;
    const QStringList words = query.split(u' ', Qt::SkipEmptyParts);
    const auto holds = [&](const QString& word) { return plain.startsWith(word) || plain.contains(QLatin1Char(' ') + word); };
    return words.size() > 1 && std::all_of(words.begin(), words.end(), holds) ? 3 : searchNoMatch;
}

// "database replica": each word fits the name or an alias, though no single text holds both.
bool searchEachWord(const QStringList& texts, const QString& query) {
    const QStringList words = query.split(u' ', Qt::SkipEmptyParts);
    return words.size() > 1 && std::all_of(words.begin(), words.end(), [&](const QString& word) {
               return std::any_of(texts.begin(), texts.end(), [&](const QString& text) { return searchRank(text, word) <= 2; });
           });
}

}  // namespace

QList<Match> search(const catalog::Catalog& catalog, const QString& query) {
    const QString wanted = searchPlain(query);
    QList<Match> found;
    for (const catalog::ComponentKind& kind : catalog.kinds()) {
        const QString label = widgets::say(kind.label);
        if (wanted.isEmpty()) {
            found.append({&kind, {}, {}, 0});
            continue;
        }
        const int byLabel = std::min(searchRank(label, wanted), searchRank(QString::fromUtf8(kind.id), wanted));
        int byAlias = searchNoMatch;
        QString alias;
        QStringList texts{label};
        for (const char* name : kind.aliases) {
            const QString text = QString::fromUtf8(name);
            texts.append(text);
            if (const int rank = searchRank(text, wanted); rank < byAlias) {
                byAlias = rank;
                alias = text;
            }
        }
        QList<Match> presets;
        for (const catalog::SoftwarePreset& preset : kind.software) {
            const QString text = QString::fromUtf8(preset.name);
            texts.append(text);
            if (const int rank = searchRank(text, wanted); rank < searchNoMatch) {
                presets.append({&kind, text, label, 10 + rank});
            }
        }
        if (byLabel < searchNoMatch) {
            found.append({&kind, {}, {}, byLabel});
        } else if (byAlias < searchNoMatch && presets.isEmpty()) {
            found.append({&kind, {}, alias, 20 + byAlias});
        } else if (presets.isEmpty() && searchEachWord(texts, wanted)) {
            found.append({&kind, {}, {}, 30});
        }
        found.append(presets);
    }
    return found;
}

}  // namespace faultline::palette
