#pragma once
#include <string>
#include <string_view>
#include <vector>

/// Marks a user text in a layer without Qt, so that lupdate finds it; it is translated when it is shown.
/// `context` names the folder or kind. Placeholders are %1, %2 ... as in QString::arg.
#define FL_TR(context, text) (::faultline::Literal{context, text})

namespace faultline {

/// A translatable literal: never owned, always a string constant.
struct Literal {
    const char* context = "";
    const char* source = "";
    constexpr bool isEmpty() const { return *source == '\0'; }
};

/// A sentence for people: a translatable literal with arguments, put together only when it is shown.
struct Text {
    Literal literal;
    std::vector<std::string> arguments;

    Text() = default;
    Text(Literal l) : literal(l) {}                                             // NOLINT(google-explicit-constructor)
    Text(Literal l, std::vector<std::string> a) : literal(l), arguments(std::move(a)) {}

    /// The untranslated sentence with its arguments filled in.
    std::string plain() const;
    bool isEmpty() const { return literal.isEmpty(); }
};

/// Replaces %1..%9 in `pattern` by `arguments`; a placeholder without argument stays as it is.
std::string fillPlaceholders(const std::string& pattern, const std::vector<std::string>& arguments);

/// A piece of foreign text fit to be quoted in a message: control characters become spaces, and what is longer than
/// `maximum` bytes is cut at a whole UTF-8 character and ends in "...".
std::string excerpt(std::string_view text, std::size_t maximum = 60);

}  // namespace faultline
