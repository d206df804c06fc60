#pragma once
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace faultline::tests {

/// Checks JSON against schemas of draft 2020-12, as far as those of this program go: a keyword it does not know is an error of its own,
/// so that none is passed over in silence.
class JsonSchema {
public:
    /// `others` are schemas that "$ref" may name by their "$id".
    explicit JsonSchema(QJsonObject root, QList<QJsonObject> others = {}) : m_root(std::move(root)), m_others(std::move(others)) {}

    /// What is wrong, each with its place ("components[3].properties.inter: ..."); empty: nothing.
    QStringList check(const QJsonValue& value) const;

private:
    void check(const QJsonValue& value, const QJsonValue& schema, const QJsonObject& root, const QString& where, QStringList& out) const;
    void checkObject(const QJsonObject& value, const QJsonObject& schema, const QJsonObject& root, const QString& where, QStringList& out) const;
    void checkArray(const QJsonArray& value, const QJsonObject& schema, const QJsonObject& root, const QString& where, QStringList& out) const;
    bool isValid(const QJsonValue& value, const QJsonValue& schema, const QJsonObject& root) const;

    QJsonObject m_root;
    QList<QJsonObject> m_others;
};

}  // namespace faultline::tests
