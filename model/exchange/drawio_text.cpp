#include "model/exchange/drawio_text.h"

#include <QHash>
#include <QRegularExpression>

namespace faultline::exchange {
namespace {

/// Names of HTML for what people write in labels (https://html.spec.whatwg.org/multipage/named-characters.html).
const QHash<QString, char32_t>& drawioEntities() {
    static const QHash<QString, char32_t> names = [] {
        QHash<QString, char32_t> out;
        constexpr std::pair<const char*, char32_t> known[] = {
            {"nbsp", 0x20},     {"lt", '<'},        {"gt", '>'},        {"quot", '"'},      {"apos", '\''},     {"amp", '&'},       {"copy", 0xA9},
            {"reg", 0xAE},      {"trade", 0x2122},  {"hellip", 0x2026}, {"mdash", 0x2014},  {"ndash", 0x2013},  {"lsquo", 0x2018},  {"rsquo", 0x2019},
            {"ldquo", 0x201C},  {"rdquo", 0x201D},  {"bdquo", 0x201E},  {"laquo", 0xAB},    {"raquo", 0xBB},    {"bull", 0x2022},   {"middot", 0xB7},
            {"times", 0xD7},    {"divide", 0xF7},   {"plusmn", 0xB1},   {"deg", 0xB0},      {"micro", 0xB5},    {"sect", 0xA7},     {"para", 0xB6},
            {"euro", 0x20AC},   {"pound", 0xA3},    {"yen", 0xA5},      {"cent", 0xA2},     {"larr", 0x2190},   {"uarr", 0x2191},   {"rarr", 0x2192},
            {"darr", 0x2193},   {"harr", 0x2194},   {"le", 0x2264},     {"ge", 0x2265},     {"ne", 0x2260},     {"asymp", 0x2248},  {"infin", 0x221E},
            {"frac12", 0xBD},   {"sup2", 0xB2},     {"sup3", 0xB3},     {"iexcl", 0xA1},    {"iquest", 0xBF},   {"szlig", 0xDF},    {"agrave", 0xE0},
            {"aacute", 0xE1},   {"acirc", 0xE2},    {"atilde", 0xE3},   {"auml", 0xE4},     {"aring", 0xE5},    {"aelig", 0xE6},    {"ccedil", 0xE7},
            {"egrave", 0xE8},   {"eacute", 0xE9},   {"ecirc", 0xEA},    {"euml", 0xEB},     {"igrave", 0xEC},   {"iacute", 0xED},   {"icirc", 0xEE},
            {"iuml", 0xEF},     {"ntilde", 0xF1},   {"ograve", 0xF2},   {"oacute", 0xF3},   {"ocirc", 0xF4},    {"otilde", 0xF5},   {"ouml", 0xF6},
            {"oslash", 0xF8},   {"ugrave", 0xF9},   {"uacute", 0xFA},   {"ucirc", 0xFB},    {"uuml", 0xFC},     {"yacute", 0xFD},   {"yuml", 0xFF},
            {"Agrave", 0xC0},   {"Aacute", 0xC1},   {"Acirc", 0xC2},    {"Atilde", 0xC3},   {"Auml", 0xC4},     {"Aring", 0xC5},    {"AElig", 0xC6},
            {"Ccedil", 0xC7},   {"Egrave", 0xC8},   {"Eacute", 0xC9},   {"Ecirc", 0xCA},    {"Ntilde", 0xD1},   {"Ouml", 0xD6},     {"Oslash", 0xD8},
            {"Uuml", 0xDC},     {"alpha", 0x3B1},   {"beta", 0x3B2},    {"gamma", 0x3B3},   {"delta", 0x3B4},   {"lambda", 0x3BB},  {"mu", 0x3BC},
            {"pi", 0x3C0},      {"sigma", 0x3C3},   {"omega", 0x3C9},   {"Delta", 0x394},   {"Omega", 0x3A9}};
        for (const auto& [name, character] : known) out.insert(QLatin1String(name), character);
        return out;
    }();
    return names;
}

/// In one pass, so that "&amp;lt;" becomes "&lt;" and no tag.
QString drawioUnescaped(const QString& text) {
    static const QRegularExpression entity(QStringLiteral("&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,8});"));
    QString out;
    qsizetype done = 0;
    for (auto it = entity.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString name = match.captured(1);
        char32_t character = 0;
        if (name.startsWith(QLatin1Char('#')))
            character = name.size() > 1 && name[1].toLower() == QLatin1Char('x') ? name.mid(2).toUInt(nullptr, 16) : name.mid(1).toUInt();
        else
            character = drawioEntities().value(name);
        const bool isOne = character >= 0x20 && character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
        out += QStringView(text).mid(done, match.capturedStart() - done);
        if (isOne)
            out += QString::fromUcs4(&character, 1);
        else
            out += match.captured();
        done = match.capturedEnd();
    }
    out += QStringView(text).mid(done);
    return out;
}

}  // namespace

QString drawioEntry(const QString& style, const char* key) {
    const QString begin = QLatin1String(key) + QLatin1Char('=');
    QString found;   // the last one of a key wins
    for (const QStringView entry : QStringView(style).split(QLatin1Char(';')))
        if (entry.startsWith(begin)) found = entry.mid(begin.size()).toString();
    return found;
}

QString drawioWords(const QString& label, const QString& style) {
    if (drawioEntry(style, "html") != QLatin1String("1")) return label.trimmed();
    static const QRegularExpression breaks(QStringLiteral("<br[^>]*>"), QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression blocks(QStringLiteral("</?(?:p|div|ul|ol|li|h[1-6]|tr|table|hr|pre|blockquote)(?=[\\s/>])[^>]*>"), QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression tags(QStringLiteral("<[A-Za-z/!][^>]*>"));
    static const QRegularExpression between(QStringLiteral("[ \\n]*\\x{2029}[ \\n\\x{2029}]*"));
    QString text = label;
    text.replace(breaks, QStringLiteral("\n")).replace(blocks, QString(QChar(QChar::ParagraphSeparator))).remove(tags);
    text.replace(between, QStringLiteral("\n"));
    return drawioUnescaped(text).trimmed();
}

QString drawioStencil(const QString& style) {
    QString shape;
    for (const char* key : {"resIcon", "prIcon", "grIcon", "shape"})
        if (shape = drawioEntry(style, key); !shape.isEmpty()) break;
    if (shape == QLatin1String("image") || (shape.isEmpty() && style.startsWith(QLatin1String("image;")))) {
        // img/lib/clip_art/computers/Server_Tower_128x128.png; one that is carried along has no name
        const QString file = drawioEntry(style, "image");
        if (file.startsWith(QLatin1String("data:"))) return QStringLiteral("image");
        shape = file.section(QLatin1Char('/'), -1).section(QLatin1Char('.'), 0, 0);
        static const QRegularExpression size(QStringLiteral("_?[0-9]+x[0-9]+$"));
        return shape.remove(size).replace(QLatin1Char('_'), QLatin1Char(' '));
    }
    if (!shape.startsWith(QLatin1String("mxgraph.")) && !shape.contains(QLatin1Char('.'))) {
        // Of the shapes without a library these are pictures.
        if (drawioEntry(style, "prIcon") == shape && !shape.isEmpty()) return QString(shape).replace(QLatin1Char('_'), QLatin1Char(' '));
        return shape == QLatin1String("cloud") ? shape : QString();
    }
    return shape.section(QLatin1Char('.'), -1).replace(QLatin1Char('_'), QLatin1Char(' '));
}

}  // namespace faultline::exchange
