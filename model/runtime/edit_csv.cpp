#include "model/runtime/edit_text.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

/// Tables from files of other programs.
namespace faultline::runtime {

namespace {

using catalog::PropertySpec;

/// The cells of a line; quotes as in RFC 4180, without line breaks inside.
std::vector<std::string> csvCells(std::string_view line, char comma) {
    std::vector<std::string> cells(1);
    bool isQuoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && isQuoted && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += line[++i];
        else if (c == '"')
            isQuoted = !isQuoted;
        else if (c == comma && !isQuoted)
            cells.emplace_back();
        else
            cells.back() += c;
    }
    for (std::string& cell : cells) cell = QString::fromStdString(cell).trimmed().toStdString();
    return cells;
}

/// Where each column of the table stands in the file, by the first line; empty when that line holds values.
std::vector<std::size_t> csvHeader(const PropertySpec& spec, const std::vector<std::string>& cells) {
    std::vector<std::size_t> places;
    for (const PropertySpec& column : spec.columns)
        places.push_back(static_cast<std::size_t>(std::find(cells.begin(), cells.end(), column.key) - cells.begin()));
    const bool isHeader = std::any_of(places.begin(), places.end(), [&](std::size_t place) { return place < cells.size(); });
    return isHeader ? places : std::vector<std::size_t>();
}

QString csvCellText(const PropertySpec& column, const std::string& cell) {
    bool isBare = false;
    const QString text = QString::fromStdString(cell);
    text.toDouble(&isBare);
    return isBare && column.type == catalog::PropertyType::Duration ? text + QLatin1Char('s') : text;
}

}  // namespace

Result<Value> tableFromCsv(const PropertySpec& spec, const std::string& path, const design::Design& design) {
    constexpr qint64 most = 64 << 20;
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return fail({FL_TR("command", "The file \"%1\" cannot be read: %2"), {excerpt(path), file.errorString().toStdString()}});
    const QByteArray text = file.read(most);
    QJsonArray rows;
    std::vector<std::size_t> places;
    bool isFirst = true;
    char comma = ',';
    int number = 0;
    for (const QByteArray& raw : text.split('\n')) {
        ++number;
        const QByteArray line = raw.trimmed();
        if (line.isEmpty() || line.startsWith('#')) continue;
        if (isFirst) comma = !line.contains(',') && line.contains(';') ? ';' : ',';
        const std::vector<std::string> cells = csvCells({line.constData(), static_cast<std::size_t>(line.size())}, comma);
        if (isFirst) places = csvHeader(spec, cells);
        if (isFirst && !places.empty()) {
            isFirst = false;
            continue;
        }
        isFirst = false;
        QJsonObject row;
        for (std::size_t c = 0; c < spec.columns.size(); ++c) {
            const std::size_t place = places.empty() ? c : places[c];
            if (place < cells.size() && !cells[place].empty())
                row.insert(QString::fromLatin1(spec.columns[c].key), csvCellText(spec.columns[c], cells[place]));
        }
        // Each row by itself, so that a bad one is named.
        const QByteArray json = QJsonDocument(QJsonArray{row}).toJson(QJsonDocument::Compact);
        const Result<Value> read = tableFromText(spec, {json.constData(), static_cast<std::size_t>(json.size())}, design);
        if (!read) return fail({FL_TR("command", "%1, line %2: %3"), {excerpt(path), std::to_string(number), read.error().plain()}});
        rows.append(row);
    }
    const QByteArray json = QJsonDocument(rows).toJson(QJsonDocument::Compact);
    return tableFromText(spec, {json.constData(), static_cast<std::size_t>(json.size())}, design);
}

}  // namespace faultline::runtime
