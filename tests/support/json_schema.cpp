#include "tests/support/json_schema.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

#include <cmath>

namespace faultline::tests {
namespace {

const QSet<QString> schemaKnown{
    QStringLiteral("$schema"), QStringLiteral("$id"), QStringLiteral("$defs"), QStringLiteral("$comment"), QStringLiteral("title"),
    QStringLiteral("description"), QStringLiteral("default"), QStringLiteral("examples"),   // these say something, and hold nothing to it
    QStringLiteral("$ref"), QStringLiteral("type"), QStringLiteral("const"), QStringLiteral("enum"), QStringLiteral("minimum"),
    QStringLiteral("maximum"), QStringLiteral("minLength"), QStringLiteral("maxLength"), QStringLiteral("pattern"),
    QStringLiteral("properties"), QStringLiteral("required"), QStringLiteral("additionalProperties"), QStringLiteral("items"),
    QStringLiteral("prefixItems"), QStringLiteral("minItems"), QStringLiteral("maxItems"), QStringLiteral("allOf"), QStringLiteral("anyOf"),
    QStringLiteral("not"), QStringLiteral("if"), QStringLiteral("then")};

bool schemaIsType(const QJsonValue& value, const QString& type) {
    if (type == QLatin1String("object")) return value.isObject();
    if (type == QLatin1String("array")) return value.isArray();
    if (type == QLatin1String("string")) return value.isString();
    if (type == QLatin1String("boolean")) return value.isBool();
    if (type == QLatin1String("number")) return value.isDouble();
    return type == QLatin1String("integer") && value.isDouble() && value.toDouble() == std::floor(value.toDouble());
}

QString schemaShown(const QJsonValue& value) {
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact)).mid(1).chopped(1).left(80);
}

}  // namespace

QStringList JsonSchema::check(const QJsonValue& value) const {
    QStringList out;
    check(value, m_root, m_root, {}, out);
    return out;
}

bool JsonSchema::isValid(const QJsonValue& value, const QJsonValue& schema, const QJsonObject& root) const {
    QStringList out;
    check(value, schema, root, {}, out);
    return out.isEmpty();
}

void JsonSchema::check(const QJsonValue& value, const QJsonValue& any, const QJsonObject& root, const QString& where, QStringList& out) const {
    const auto wrong = [&](const QString& what) { out.append(QStringLiteral("%1: %2").arg(where, what)); };
    if (any.isBool()) {
        if (!any.toBool()) wrong(QStringLiteral("nothing may be here"));
        return;
    }
    const QJsonObject schema = any.toObject();
    for (const QString& keyword : schema.keys())
        if (!schemaKnown.contains(keyword)) wrong(QStringLiteral("the check does not know the keyword %1").arg(keyword));
    if (schema.contains(QLatin1String("$ref"))) {
        const QString target = schema[QLatin1String("$ref")].toString();
        if (target.startsWith(QLatin1String("#/$defs/"))) {
            const QJsonValue found = root[QLatin1String("$defs")].toObject()[target.mid(8)];
            if (found.isUndefined()) wrong(QStringLiteral("there is no %1").arg(target));
            check(value, found, root, where, out);
        } else {
            const QJsonObject* found = nullptr;
            for (const QJsonObject& other : m_others)
                if (other[QLatin1String("$id")].toString() == target) found = &other;
            if (!found) return wrong(QStringLiteral("there is no %1").arg(target));
            check(value, *found, *found, where, out);
        }
    }
    if (schema.contains(QLatin1String("type")) && !schemaIsType(value, schema[QLatin1String("type")].toString()))
        return wrong(QStringLiteral("%1 is no %2").arg(schemaShown(value), schema[QLatin1String("type")].toString()));
    if (schema.contains(QLatin1String("const")) && schema[QLatin1String("const")] != value)
        wrong(QStringLiteral("%1 is not %2").arg(schemaShown(value), schemaShown(schema[QLatin1String("const")])));
    if (schema.contains(QLatin1String("enum")) && !schema[QLatin1String("enum")].toArray().contains(value))
        wrong(QStringLiteral("%1 is not one of %2").arg(schemaShown(value), schemaShown(schema[QLatin1String("enum")])));
    if (value.isDouble()) {
        if (schema.contains(QLatin1String("minimum")) && value.toDouble() < schema[QLatin1String("minimum")].toDouble())
            wrong(QStringLiteral("%1 is too small").arg(schemaShown(value)));
        if (schema.contains(QLatin1String("maximum")) && value.toDouble() > schema[QLatin1String("maximum")].toDouble())
            wrong(QStringLiteral("%1 is too large").arg(schemaShown(value)));
    }
    if (value.isString()) {
        const QString text = value.toString();
        const auto length = text.toUcs4().size();
        if (length < schema[QLatin1String("minLength")].toInt(0)) wrong(QStringLiteral("the text is too short"));
        if (schema.contains(QLatin1String("maxLength")) && length > schema[QLatin1String("maxLength")].toInt()) wrong(QStringLiteral("the text is too long"));
        if (schema.contains(QLatin1String("pattern")) && !QRegularExpression(schema[QLatin1String("pattern")].toString()).match(text).hasMatch())
            wrong(QStringLiteral("%1 does not look like %2").arg(schemaShown(value), schema[QLatin1String("pattern")].toString()));
    }
    if (value.isObject()) checkObject(value.toObject(), schema, root, where, out);
    if (value.isArray()) checkArray(value.toArray(), schema, root, where, out);
    for (const QJsonValue& part : schema[QLatin1String("allOf")].toArray()) check(value, part, root, where, out);
    if (schema.contains(QLatin1String("anyOf"))) {
        bool fits = false;
        for (const QJsonValue& part : schema[QLatin1String("anyOf")].toArray()) fits = fits || isValid(value, part, root);
        if (!fits) wrong(QStringLiteral("%1 is none of what may be here").arg(schemaShown(value)));
    }
    if (schema.contains(QLatin1String("not")) && isValid(value, schema[QLatin1String("not")], root))
        wrong(QStringLiteral("%1 is what may not be here").arg(schemaShown(value)));
    if (schema.contains(QLatin1String("if")) && isValid(value, schema[QLatin1String("if")], root)) check(value, schema[QLatin1String("then")], root, where, out);
}

void JsonSchema::checkObject(const QJsonObject& value, const QJsonObject& schema, const QJsonObject& root, const QString& where, QStringList& out) const {
    const QString dot = where.isEmpty() ? QString() : where + QLatin1Char('.');
    for (const QJsonValue& name : schema[QLatin1String("required")].toArray())
        if (!value.contains(name.toString())) out.append(QStringLiteral("%1%2: is missing").arg(dot, name.toString()));
    const QJsonObject known = schema[QLatin1String("properties")].toObject();
    for (auto it = value.begin(); it != value.end(); ++it) {
        if (known.contains(it.key())) check(it.value(), known[it.key()], root, dot + it.key(), out);
        else if (schema.contains(QLatin1String("additionalProperties")))
            check(it.value(), schema[QLatin1String("additionalProperties")], root, dot + it.key(), out);
    }
}

void JsonSchema::checkArray(const QJsonArray& value, const QJsonObject& schema, const QJsonObject& root, const QString& where, QStringList& out) const {
    if (value.size() < schema[QLatin1String("minItems")].toInt(0)) out.append(QStringLiteral("%1: has too few").arg(where));
    if (schema.contains(QLatin1String("maxItems")) && value.size() > schema[QLatin1String("maxItems")].toInt()) out.append(QStringLiteral("%1: has too many").arg(where));
    const QJsonArray first = schema[QLatin1String("prefixItems")].toArray();
    for (qsizetype i = 0; i < value.size(); ++i) {
        const QString place = QStringLiteral("%1[%2]").arg(where).arg(i);
        if (i < first.size()) check(value[i], first[i], root, place, out);
        else if (schema.contains(QLatin1String("items"))) check(value[i], schema[QLatin1String("items")], root, place, out);
    }
}

}  // namespace faultline::tests
