#include "model/storage/json_part.h"

#include <cmath>

namespace faultline::storage {

void JsonPart::wrong(Text what, std::string where) {
    if (!m_problem) m_problem = Problem(std::move(what), std::move(where));
}

QJsonValue JsonPart::take(const char* key, Need need) {
    const QJsonValue value = m_rest.take(QLatin1String(key));
    if (value.isUndefined() && need == Need::Required) wrong(FL_TR("storage", "This is missing"), at(key));
    return value;
}

QString JsonPart::text(const char* key, qsizetype longest, Need need) {
    const QJsonValue value = take(key, need);
    if (value.isUndefined()) return {};
    if (!value.isString()) wrong(FL_TR("storage", "A text in quotes is expected here"), at(key));
    const QString text = value.toString();
    if (text.size() > longest) {
        wrong(Text(FL_TR("storage", "The text is too long: at most %1 characters"), {std::to_string(longest)}), at(key));
    }
    return text;
}

qint64 JsonPart::integer(const char* key, qint64 minimum, qint64 maximum, Need need, qint64 fallback) {
    const QJsonValue value = take(key, need);
    if (value.isUndefined()) return fallback;
    // toInteger gives the fallback for what is no whole number, so two fallbacks tell.
    if (!value.isDouble() || (value.toInteger(0) == 0 && value.toInteger(1) == 1)) {
        wrong(FL_TR("storage", "A whole number is expected here"), at(key));
        return fallback;
    }
    const qint64 number = value.toInteger();
    if (number < minimum || number > maximum) {
        wrong(Text(FL_TR("storage", "%1 is out of range: %2 to %3"),
                   {std::to_string(number), std::to_string(minimum), std::to_string(maximum)}),
              at(key));
        return fallback;
    }
    return number;
}

bool JsonPart::flag(const char* key) {
    const QJsonValue value = take(key, Need::Optional);
    if (!value.isUndefined() && !value.isBool()) wrong(FL_TR("storage", "true or false is expected here"), at(key));
    return value.toBool();
}

QJsonObject JsonPart::object(const char* key) {
    const QJsonValue value = take(key, Need::Optional);
    if (!value.isUndefined() && !value.isObject()) wrong(FL_TR("storage", "An object in { } is expected here"), at(key));
    return value.toObject();
}

QJsonArray JsonPart::array(const char* key, qsizetype most) {
    const QJsonValue value = take(key, Need::Optional);
    if (!value.isUndefined() && !value.isArray()) wrong(FL_TR("storage", "A list in [ ] is expected here"), at(key));
    const QJsonArray array = value.toArray();
    if (array.size() > most) {
        wrong(Text(FL_TR("storage", "There are too many: %1, at most %2 are read"),
                   {std::to_string(array.size()), std::to_string(most)}),
              at(key));
        return {};
    }
    return array;
}

std::vector<double> JsonPart::numbers(const char* key, qsizetype count, double largest) {
    const QJsonValue value = take(key, Need::Required);
    std::optional<std::vector<double>> numbers = numbersFromJson(value, count, largest);
    if (numbers) return *numbers;
    if (!value.isUndefined()) {
        wrong(Text(FL_TR("storage", "%1 numbers of at most %2 in [ ] are expected here"),
                   {std::to_string(count), std::to_string(static_cast<qint64>(largest))}),
              at(key));
    }
    return std::vector<double>(static_cast<std::size_t>(count), 0.0);
}

std::optional<std::vector<double>> numbersFromJson(const QJsonValue& value, qsizetype count, double largest) {
    const QJsonArray array = value.toArray();
    if (!value.isArray() || array.size() != count) return std::nullopt;
    std::vector<double> numbers;
    for (const QJsonValue& element : array) {
        if (!element.isDouble() || !(std::abs(element.toDouble()) <= largest)) return std::nullopt;
        numbers.push_back(element.toDouble());
    }
    return numbers;
}

}  // namespace faultline::storage
