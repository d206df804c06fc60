#include "model/storage/json_text.h"

#include "model/core/units.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringDecoder>
#include <QVariant>

#include <charconv>
#include <cmath>
#include <optional>
#include <variant>
#include <vector>

namespace faultline::storage {
namespace {

/// Recursive descent over the bytes; the first error ends it. Used once.
class JsonReader {
public:
    JsonReader(const QByteArray& text, const JsonLimits& limits) : m_text(text), m_limits(limits) {
        if (m_text.startsWith("\xEF\xBB\xBF")) m_at = 3;
    }

    Result<QJsonValue> document() {
        QJsonValue value = readValue();
        skipSpace();
        if (!m_problem && m_at < m_text.size()) syntax(FL_TR("storage", "The JSON text should end here"));
        if (m_problem) return tl::unexpected(*m_problem);
        return value;
    }

private:
    using Part = std::variant<QString, qint64>;  // a key or an index

    bool ended() const { return m_at >= m_text.size(); }
    char peek() const { return ended() ? '\0' : m_text[m_at]; }
    bool take(char c) {
        if (ended() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    void skipSpace() {
        while (!ended() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++m_at;
    }

    void syntax(Literal what) {
        if (m_problem) return;
        const auto before = QByteArrayView(m_text).first(qMin(m_at, m_text.size()));
        const qsizetype line = before.count('\n') + 1;
        const qsizetype column = before.size() - (before.lastIndexOf('\n') + 1) + 1;
        m_problem = Problem(ended() ? FL_TR("storage", "The JSON text ends too early") : what,
                            "line " + std::to_string(line) + ", column " + std::to_string(column));
    }
    void atValue(Text what) {
        if (m_problem) return;
        std::string where;
        for (const Part& part : m_path) {
            if (const auto* index = std::get_if<qint64>(&part)) {
                where += "[" + std::to_string(*index) + "]";
            } else {
                where += (where.empty() ? "" : ".") + excerpt(std::get<QString>(part).toStdString());
            }
        }
        m_problem = Problem(std::move(what), std::move(where));
    }

    QJsonValue readValue() {
        skipSpace();
        if (++m_values > m_limits.values) {
            atValue(Text(FL_TR("storage", "The JSON text holds too many values: at most %1 are read"),
                         {std::to_string(m_limits.values)}));
            return {};
        }
        switch (peek()) {
            case '{':
                return readObject();
            case '[':
                return readArray();
            case '"':
                return readString();
            case 't':
                return readWord("true", true);
            case 'f':
                return readWord("false", false);
            case 'n':
                return readWord("null", QJsonValue::Null);
            default:
                return readNumber();
        }
    }

    QJsonValue readWord(QByteArrayView word, QJsonValue value) {
        if (!QByteArrayView(m_text).sliced(m_at).startsWith(word)) syntax(FL_TR("storage", "A JSON value is expected here"));
        m_at += word.size();
        return value;
    }

    bool enter() {
        if (static_cast<int>(m_path.size()) < m_limits.depth) return true;
        atValue(Text(FL_TR("storage", "The JSON text is nested too deeply: at most %1 levels are read"),
                     {std::to_string(m_limits.depth)}));
        return false;
    }

    QJsonValue readObject() {
        QJsonObject object;
        if (!enter()) return object;
        ++m_at;
        skipSpace();
        if (take('}')) return object;
        for (;;) {
            skipSpace();
            if (peek() != '"') {
                syntax(FL_TR("storage", "A key in double quotes is expected here"));
                return object;
            }
            const QString key = readString();
            skipSpace();
            if (!m_problem && !take(':')) syntax(FL_TR("storage", "A colon is expected here"));
            if (m_problem) return object;
            m_path.emplace_back(key);
            if (object.contains(key)) atValue(Text(FL_TR("storage", "The key is there twice")));
            if (object.size() >= m_limits.keys) {
                atValue(
                    Text(FL_TR("storage", "The object has too many keys: at most %1 are read"), {std::to_string(m_limits.keys)}));
            }
            if (m_problem) return object;
            object.insert(key, readValue());
            m_path.pop_back();
            skipSpace();
            if (m_problem || take('}')) return object;
            if (!take(',')) {
                syntax(FL_TR("storage", "A comma or the end of the object is expected here"));
                return object;
            }
        }
    }

    QJsonValue readArray() {
        QJsonArray array;
        if (!enter()) return array;
        ++m_at;
        skipSpace();
        if (take(']')) return array;
        for (qint64 index = 0;; ++index) {
            m_path.emplace_back(index);
            array.append(readValue());
            m_path.pop_back();
            skipSpace();
            if (m_problem || take(']')) return array;
            if (!take(',')) {
                syntax(FL_TR("storage", "A comma or the end of the array is expected here"));
                return array;
            }
        }
    }

    QString readString() {
        ++m_at;
        QString out;
        const qsizetype from = m_at;
        while (!m_problem && peek() != '"') {
            const qsizetype start = m_at;
            while (!ended() && peek() != '"' && peek() != '\\' && static_cast<unsigned char>(peek()) >= 0x20) ++m_at;
            if (m_at > start) {
                QStringDecoder decoder(QStringDecoder::Utf8,
                                       QStringConverter::Flag::Stateless | QStringConverter::Flag::ConvertInitialBom);
                out += decoder.decode(QByteArrayView(m_text).sliced(start, m_at - start));
                if (decoder.hasError()) {
                    m_at = start;
                    syntax(FL_TR("storage", "The text is not valid UTF-8"));
                }
            }
            if (ended()) {
                syntax({});
            } else if (peek() == '\\') {
                readEscape(out);
            } else if (peek() != '"') {
                syntax(FL_TR("storage", "A control character in a text must be written as an escape such as \\n"));
            }
            if (m_at - from > m_limits.stringBytes) {
                atValue(Text(FL_TR("storage", "The text is too long: at most %1 bytes are read"),
                             {std::to_string(m_limits.stringBytes)}));
            }
        }
        ++m_at;
        return out;
    }

    void readEscape(QString& out) {
        ++m_at;
        const char c = peek();
        ++m_at;
        switch (c) {
            case '"':
                out += u'"';
                return;
            case '\\':
                out += u'\\';
                return;
            case '/':
                out += u'/';
                return;
            case 'b':
                out += u'\b';
                return;
            case 'f':
                out += u'\f';
                return;
            case 'n':
                out += u'\n';
                return;
            case 'r':
                out += u'\r';
                return;
            case 't':
                out += u'\t';
                return;
            case 'u':
                break;
            default:
                --m_at;
                syntax(FL_TR("storage", "There is no such escape in JSON"));
                return;
        }
        const std::optional<char16_t> unit = readUnit();
        if (!unit) return;
        if (!QChar::isSurrogate(*unit)) {
            out += QChar(*unit);
            return;
        }
        std::optional<char16_t> low;
        if (QChar::isHighSurrogate(*unit) && take('\\') && take('u')) low = readUnit();
        if (!m_problem && !(low && QChar::isLowSurrogate(*low)))
            syntax(FL_TR("storage", "This half of a character lacks its other half"));
        if (m_problem) return;
        out += QChar(*unit);
        out += QChar(*low);
    }

    std::optional<char16_t> readUnit() {
        unsigned value = 0;
        const char* const begin = m_text.constData() + m_at;
        const char* const end = m_text.constData() + qMin(m_at + 4, m_text.size());
        const auto read = std::from_chars(begin, end, value, 16);
        if (end - begin != 4 || read.ptr != end) {
            syntax(FL_TR("storage", "Four hexadecimal digits are expected here"));
            return std::nullopt;
        }
        m_at += 4;
        return static_cast<char16_t>(value);
    }

    bool digits() {
        const qsizetype start = m_at;
        while (peek() >= '0' && peek() <= '9') ++m_at;
        return m_at > start;
    }

    QJsonValue readNumber() {
        const qsizetype start = m_at;
        bool whole = true;
        take('-');
        bool ok = take('0') || digits();
        if (ok && take('.')) {
            whole = false;
            ok = digits();
        }
        if (ok && (take('e') || take('E'))) {
            whole = false;
            if (!take('+')) take('-');
            ok = digits();
        }
        if (!ok) {
            if (m_at == start)
                syntax(FL_TR("storage", "A JSON value is expected here"));
            else
                syntax(FL_TR("storage", "This is not a number as JSON writes it"));
            return {};
        }
        const char* const begin = m_text.constData() + start;
        const char* const end = m_text.constData() + m_at;
        qint64 integer = 0;
        if (whole && std::from_chars(begin, end, integer).ec == std::errc() && (integer != 0 || *begin != '-')) return integer;
        double number = 0;
        if (std::from_chars(begin, end, number).ec != std::errc() || !std::isfinite(number)) {
            atValue(Text(FL_TR("storage", "The number %1 is out of range"),
                         {excerpt(std::string_view(begin, static_cast<std::size_t>(end - begin)))}));
        }
        return number;
    }

    const QByteArray& m_text;
    const JsonLimits m_limits;
    qsizetype m_at = 0;
    qint64 m_values = 0;
    std::vector<Part> m_path;
    std::optional<Problem> m_problem;
};

constexpr qsizetype jsonLineLength = 110;

void jsonWriteString(QByteArray& out, const QString& text) {
    static const char hex[] = "0123456789abcdef";
    out += '"';
    for (const char c : text.toUtf8()) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += "\\u00";
                    out += hex[c >> 4];
                    out += hex[c & 15];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

void jsonWriteScalar(QByteArray& out, const QJsonValue& value) {
    switch (value.type()) {
        case QJsonValue::Bool:
            out += value.toBool() ? "true" : "false";
            break;
        case QJsonValue::String:
            jsonWriteString(out, value.toString());
            break;
        case QJsonValue::Double: {
            const QVariant number = value.toVariant();  // tells an integer, which a double may not hold, from a double
            if (number.typeId() == QMetaType::LongLong)
                out += QByteArray::number(number.toLongLong());
            else if (std::isfinite(value.toDouble()))
                out += QByteArray::fromStdString(formatNumber(value.toDouble()));
            else
                out += "null";
            break;
        }
        default:
            out += "null";
            break;
    }
}

/// Writes the value without line feeds as long as the line stays short; false when it gave up.
bool jsonWriteLine(QByteArray& out, const QJsonValue& value, qsizetype limit) {
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        out += '{';
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it != object.begin()) out += ", ";
            jsonWriteString(out, it.key());
            out += ": ";
            if (!jsonWriteLine(out, it.value(), limit)) return false;
        }
        out += '}';
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        out += '[';
        for (qsizetype i = 0; i < array.size(); ++i) {
            if (i > 0) out += ", ";
            if (!jsonWriteLine(out, array.at(i), limit)) return false;
        }
        out += ']';
    } else {
        jsonWriteScalar(out, value);
    }
    return out.size() <= limit;
}

void jsonWrite(QByteArray& out, const QJsonValue& value, int level, qsizetype column) {
    const bool object = value.isObject();
    if (!object && !value.isArray()) {
        jsonWriteScalar(out, value);
        return;
    }
    const qsizetype start = out.size();
    if (level > 0 && jsonWriteLine(out, value, start + jsonLineLength - column)) return;
    out.truncate(start);
    const QByteArray indent = '\n' + QByteArray(2 * (level + 1), ' ');
    const QJsonObject members = value.toObject();
    const QJsonArray elements = value.toArray();
    out += object ? '{' : '[';
    if (object) {
        for (auto it = members.begin(); it != members.end(); ++it) {
            if (it != members.begin()) out += ',';
            out += indent;
            const qsizetype line = out.size() - (indent.size() - 1);
            jsonWriteString(out, it.key());
            out += ": ";
            jsonWrite(out, it.value(), level + 1, out.size() - line);
        }
    } else {
        for (qsizetype i = 0; i < elements.size(); ++i) {
            if (i > 0) out += ',';
            out += indent;
            jsonWrite(out, elements.at(i), level + 1, indent.size() - 1);
        }
    }
    if (members.isEmpty() && elements.isEmpty()) {
        out += object ? '}' : ']';
        return;
    }
    out += indent.chopped(2);
    out += object ? '}' : ']';
}

}  // namespace

Result<QJsonValue> parseJson(const QByteArray& text, const JsonLimits& limits) {
    return JsonReader(text, limits).document();
}

QByteArray formatJson(const QJsonValue& value) {
    QByteArray out;
    jsonWrite(out, value, 0, 0);
    return out + '\n';
}

}  // namespace faultline::storage
