#include "model/design/edits.h"
#include "model/design/layers.h"
#include "model/design/link_edits.h"
#include "widgets/common/say.h"
#include "widgets/table/part_model.h"

#include <algorithm>

namespace faultline::table {
namespace {

using catalog::PropertySpec;
using catalog::PropertyType;

const PropertySpec& linkPortSpec() {
    static const PropertySpec spec{.key = "number", .label = {}, .type = PropertyType::Integer, .minimum = 1, .maximum = 65535};
    return spec;
}

Value linkValue(const design::Link& link, const PropertySpec& spec) {
    return link.properties.contains(spec.key) ? link.properties.value(spec.key) : spec.defaultValue;
}

}  // namespace

LinkModel::LinkModel(design::DesignDocument& document, QObject* parent) : PartModel(document, parent) { sync(); }

int LinkModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstProperty + static_cast<int>(catalog::linkProperties().size()) + 2;
}

const PropertySpec* LinkModel::property(int column) const {
    const auto& specs = catalog::linkProperties();
    const auto at = static_cast<std::size_t>(column - FirstProperty);
    return column >= FirstProperty && at < specs.size() ? &specs[at] : nullptr;
}

QVariant LinkModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    if (const PropertySpec* spec = property(section)) return widgets::say(spec->label);
    switch (section) {
        case From: return tr("From");
        case To: return tr("To");
        case Protocol: return tr("Protocol");
        case Port: return tr("Port");
        case Label: return tr("Label");
        default: return section == layerColumn() ? tr("Layer") : tr("State");
    }
}

std::vector<std::uint32_t> LinkModel::presentIds() const {
    std::vector<std::uint32_t> ids;
    ids.reserve(design().links().size());
    for (const auto& [id, link] : design().links()) ids.push_back(id.value);
    return ids;
}

QString LinkModel::text(std::uint32_t id, int column) const {
    const design::Link* link = design().link({id});
    if (!link) return {};
    if (const PropertySpec* spec = property(column)) {
        const Value value = linkValue(*link, *spec);
        for (const catalog::Choice& choice : spec->choices)
            if (value == Value(choice.key)) return widgets::say(choice.label);
        return QString::fromStdString(catalog::formatValue(*spec, value));
    }
    const auto name = [&](ComponentId end) { return design().component(end) ? design().component(end)->name : QString(); };
    switch (column) {
        case From: return name(link->from);
        case To: return name(link->to);
        case Protocol:
            for (const design::LinkChoice& choice : design::linkChoices(design(), catalog(), link->from, link->to))
                if (choice.fit.out->key == link->fromPort && choice.fit.in->key == link->toPort) return widgets::say(choice.fit.in->label);
            return QString::fromStdString(link->toPort);
        case Port: {
            const int number = design::portNumber(design(), catalog(), {id});
            return number > 0 ? QString::number(number) : QString();
        }
        case Label: return link->label;
        default: {
            if (column == layerColumn()) return layerText(link->layer);
            const runtime::LinkStatus* status = frame() ? frame()->link({id}) : nullptr;
            return !status ? QString() : status->up ? tr("Up") : tr("Cut");
        }
    }
}

QVariant LinkModel::sortValue(std::uint32_t id, int column) const {
    const design::Link* link = design().link({id});
    if (!link) return {};
    if (column == Port) return design::portNumber(design(), catalog(), {id});
    const PropertySpec* spec = property(column);   // of a label: none
    if (!spec || spec->type == PropertyType::Choice) return text(id, column);
    const Value value = linkValue(*link, *spec);
    return spec->type == PropertyType::Share ? value.toNumber() : static_cast<double>(value.toInt());
}

QVariant LinkModel::decoration(std::uint32_t id, int column) const {
    const runtime::LinkStatus* status = column == stateColumn() && frame() ? frame()->link({id}) : nullptr;
    if (!status) return {};
    return badge(status->up ? widgets::State::Ok : widgets::State::Down);
}

bool LinkModel::isEditable(std::uint32_t id, int column) const {
    const design::Link* link = design().link({id});
    if (!link || design::isLocked(design(), *link)) return false;
    return column == Protocol || column == Port || column == Label || property(column) || (column == layerColumn() && hasLayers());
}

QStringList LinkModel::choices(const QModelIndex& index) const {
    const design::Link* link = design().link({idAt(index.row())});
    QStringList list;
    if (const PropertySpec* spec = property(index.column()))
        for (const catalog::Choice& choice : spec->choices) list << widgets::say(choice.label);
    if (index.column() == layerColumn()) return layerNames();
    if (!link || index.column() != Protocol) return list;
    for (const design::LinkChoice& choice : design::linkChoices(design(), catalog(), link->from, link->to))
        if (const QString label = widgets::say(choice.fit.in->label); !list.contains(label)) list << label;
    return list;
}

Result<design::Change> LinkModel::edit(std::uint32_t id, int column, const QString& text) const {
    const design::Link& link = *design().link({id});
    if (const PropertySpec* spec = property(column)) {
        for (const catalog::Choice& choice : spec->choices)
            if (widgets::say(choice.label) == text) return design::setLinkProperty(design(), catalog(), {LinkId{id}}, spec->key, Value(choice.key));
        const Result<Value> value = catalog::parseValue(*spec, text.toStdString());
        if (!value) return tl::unexpected<Problem>(value.error());
        return design::setLinkProperty(design(), catalog(), {LinkId{id}}, spec->key, *value);
    }
    if (column == layerColumn()) return putOnLayer({}, {{id}}, text);
    if (column == Label) return design::setLinkLabel(design(), {{id}}, text);
    if (column == Protocol) {
        for (const design::LinkChoice& choice : design::linkChoices(design(), catalog(), link.from, link.to))
            if (widgets::say(choice.fit.in->label) == text)
                return design::setLinkPort(design(), catalog(), {id}, choice.fit.out->key, choice.fit.in->key, 0);
        return fail({FL_TR("table", "The two ends do not speak \"%1\""), {excerpt(text.toStdString())}});
    }
    const Result<Value> number = catalog::parseValue(linkPortSpec(), text.toStdString());
    if (!number) return tl::unexpected<Problem>(number.error());
    const int wanted = static_cast<int>(number->toInt());
    const int usual = design::portNumber(design(), catalog(), {id}, true);
    return design::setLinkPort(design(), catalog(), {id}, link.fromPort, link.toPort, wanted == usual ? 0 : wanted);
}

}  // namespace faultline::table
