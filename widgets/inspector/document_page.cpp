#include "widgets/inspector/page.h"

#include "model/core/units.h"
#include "widgets/common/say.h"

#include <charconv>

namespace faultline::inspector {
namespace {

const std::vector<PropertySpec>& inspectorDocumentProperties() {
    static const std::vector<PropertySpec> specs = {
        {.key = "title",
         .label = FL_TR("inspector", "Title"),
         .help = FL_TR("inspector", "Stands above the drawing when it is exported."),
         .type = PropertyType::Text},
        {.key = "description",
         .label = FL_TR("inspector", "Description"),
         .help = FL_TR("inspector", "What the design is for; saved with it."),
         .type = PropertyType::Text},
        {.key = "seed",
         .label = FL_TR("inspector", "Seed"),
         .help = FL_TR("inspector", "Where the random numbers start: the same design, seed and commands give the same run."),
         .type = PropertyType::Text},
        {.key = "start_time",
         .label = FL_TR("inspector", "Starts at"),
         .help = FL_TR("inspector", "The simulated date and time (UTC) at which a run begins; certificates expire by it."),
         .type = PropertyType::DateTime},
    };
    return specs;
}

}  // namespace

void Inspector::Private::buildDocument() {
    addHeader(QStringLiteral("settings"), document.pages().size() > 1 ? tr("Page") : tr("Document"), tr("Nothing is selected"));
    kindHelp = tr("Select a component or a link on the drawing to see and change its properties.");
    const auto& specs = inspectorDocumentProperties();
    const auto addSetting = [&](const PropertySpec& spec, ValueEditor* editor, auto read, auto write, Shown defaultValue) {
        Field* field = addField(spec, editor, [this, write](const Value& value) -> Result<void> {
            design::DocumentSettings settings = design().settings();
            write(settings, value);
            document.apply(design::setSettings(design(), settings));
            return {};
        });
        refreshers.emplace_back([this, field, read, defaultValue] { field->showValue(read(design().settings()), defaultValue); });
    };
    addSetting(
        specs[0], makeEditor(specs[0], document, {}, false, page),
        [](const design::DocumentSettings& s) { return Shown(Value(s.title.toStdString())); },
        [](design::DocumentSettings& s, const Value& v) { s.title = QString::fromStdString(v.toText()); }, std::nullopt);
    addSetting(
        specs[1], makeEditor(specs[1], document, {}, true, page),
        [](const design::DocumentSettings& s) { return Shown(Value(s.description.toStdString())); },
        [](design::DocumentSettings& s, const Value& v) { s.description = QString::fromStdString(v.toText()); }, std::nullopt);
    // A seed has all 64 bits, which no Value of a property has: it is carried as its digits.
    auto* seed = new TextEditor(
        [](const Value& value) { return QString::fromStdString(value.toText()); },
        [](const QString& text) -> Result<Value> {
            const std::string digits = text.trimmed().toStdString();
            std::uint64_t number = 0;
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
                return fail({FL_TR("inspector", "\"%1\" is not a seed: use a whole number from 0 to 18446744073709551615"),
                             {excerpt(digits)}});
            return Value(std::to_string(number));
        },
        page);
    addSetting(
        specs[2], seed, [](const design::DocumentSettings& s) { return Shown(Value(std::to_string(s.seed))); },
        [](design::DocumentSettings& s, const Value& v) {
            const std::string& digits = v.toText();
            std::from_chars(digits.data(), digits.data() + digits.size(), s.seed);
        },
        Value(std::to_string(design::DocumentSettings{}.seed)));
    addSetting(
        specs[3], makeEditor(specs[3], document, {}, false, page),
        [](const design::DocumentSettings& s) { return Shown(Value(s.startTime)); },
        [](design::DocumentSettings& s, const Value& v) { s.startTime = v.toInt(); },
        Value(design::DocumentSettings{}.startTime));

    addHeading(tr("Contents"));
    auto* count = smallLabel({}, page);
    count->setObjectName(QStringLiteral("contents"));
    count->setWordWrap(true);
    add(count);
    refreshers.emplace_back([this, count] {
        const auto parts = design().components().size(), lines = design().links().size();
        count->setText(tr("%1, %2").arg(parts == 1 ? tr("1 component") : tr("%1 components").arg(parts),
                                        lines == 1 ? tr("1 link") : tr("%1 links").arg(lines)));
    });
}

}  // namespace faultline::inspector
