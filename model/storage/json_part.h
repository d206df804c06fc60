#pragma once
#include "model/core/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace faultline::storage {

enum class Need { Required, Optional };

/// Reads the members of one JSON object with checks. The first problem of the whole file is kept in `problem` and what is read
/// after it is of no use; members that nobody asked for are left over in rest(), to be kept.
class JsonPart {
public:
    /// `path` is the place of the object ("components[3]"; empty for the outermost). `problem` is shared by all parts of a file.
    JsonPart(QJsonObject object, std::string path, std::optional<Problem>& problem)
        : m_rest(std::move(object)),
          m_path(std::move(path)),
          m_problem(problem) {}

    /// At most `longest` UTF-16 units.
    QString text(const char* key, qsizetype longest, Need need);
    qint64 integer(const char* key, qint64 minimum, qint64 maximum, Need need, qint64 fallback = 0);
    bool flag(const char* key);
    /// Empty when it is not there.
    QJsonObject object(const char* key);
    /// Empty when it is not there; more than `most` elements are a problem.
    QJsonArray array(const char* key, qsizetype most);
    /// `count` finite numbers of at most `largest` in magnitude, as in "rect": [x, y, width, height].
    std::vector<double> numbers(const char* key, qsizetype count, double largest);

    bool contains(const char* key) const { return m_rest.contains(QLatin1String(key)); }
    /// The place of a member.
    std::string at(const std::string& key) const { return m_path.empty() ? key : m_path + "." + excerpt(key); }
    /// Notes a problem unless there was one before.
    void wrong(Text what, std::string where);
    const QJsonObject& rest() const { return m_rest; }

private:
    QJsonValue take(const char* key, Need need);

    QJsonObject m_rest;
    std::string m_path;
    std::optional<Problem>& m_problem;
};

/// `count` finite numbers of at most `largest` in magnitude; nothing when the value is something else.
std::optional<std::vector<double>> numbersFromJson(const QJsonValue& value, qsizetype count, double largest);

}  // namespace faultline::storage
