#include "widgets/common/theme.h"

#include "widgets/common/fonts.h"
#include "widgets/common/style.h"
#include "widgets/common/system_scheme.h"

#include <QApplication>
#include <QPalette>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace faultline::widgets {

namespace {

QColor themeAlpha(QRgb rgb, int alpha) {
    QColor c = QColor::fromRgb(rgb);
    c.setAlpha(alpha);
    return c;
}

QList<QColor> themeOkabeIto() {
    return {QColor(0x0072B2), QColor(0xE69F00), QColor(0x009E73), QColor(0xCC79A7), QColor(0x56B4E9), QColor(0xD55E00)};
}

void themeFinish(Theme& t) {
    // Lines need 3:1 against what they are drawn on, texts 4.5:1; the hue stays, so a name keeps its colour.
    for (QColor& c : t.series) {
        t.seriesText.append(readable(c, t.surface, 4.6));
    }
    if (t.dark) {
        for (QColor& c : t.series) {
            c = readable(c, t.surface, 3.6);
        }
    }
}

Theme themeMakeLight() {
    Theme t;
    t.background = QColor(0xF8FAFC);
    t.canvas = QColor(0xFFFFFF);
    t.grid = QColor(0xDDE3EC);
    t.surface = QColor(0xFFFFFF);
    t.raised = QColor(0xFFFFFF);
    t.field = QColor(0xFFFFFF);
    t.hover = QColor(0xF1F5F9);
    t.pressed = QColor(0xE2E8F0);
    t.border = QColor(0xE2E8F0);
    t.borderStrong = QColor(0xCBD5E1);
    t.shadow = themeAlpha(0x0F172A, 38);
    t.scrollBar = QColor(0xC3CCD9);
    t.text = QColor(0x0F172A);
    t.muted = QColor(0x546379);
    t.disabled = QColor(0x8E9AAD);
    t.link = QColor(0x4338CA);
    t.accent = QColor(0x4F46E5);
    t.accentHover = QColor(0x4338CA);
    t.accentPressed = QColor(0x3730A3);
    t.onAccent = QColor(0xFFFFFF);
    t.accentSoft = QColor(0xEEF2FF);
    t.onAccentSoft = QColor(0x3730A3);
    t.focusRing = QColor(0x4F46E5);
    t.selection = QColor(0x4F46E5);
    t.selectionFill = themeAlpha(0x4F46E5, 26);
    t.dropOk = QColor(0x4F46E5);
    t.dropBad = QColor(0xD92D20);
    t.card = QColor(0xFFFFFF);
    t.cardBorder = QColor(0xCBD5E1);
    t.cardShadow = themeAlpha(0x0F172A, 20);
    t.container = QColor(0xF8FAFC);
    t.track = QColor(0xE7ECF3);
    t.note = QColor(0xFEF9DB);
    t.noteBorder = QColor(0xEBDD9A);
    t.noteText = QColor(0x5B4B0F);
    t.zones = {themeAlpha(0x4F46E5, 14), themeAlpha(0x0891B2, 16), themeAlpha(0x12B76A, 16), themeAlpha(0xF79009, 16),
               themeAlpha(0x64748B, 16)};
    t.wire = QColor(0x8492A8);
    t.wireBusy = QColor(0x475569);
    t.wireDown = QColor(0xF04438);
    t.wireReplication = QColor(0x7A6AA8);
    t.wireObservation = QColor(0x9AA6B8);
    t.dotRead = QColor(0x0072B2);
    t.dotWrite = QColor(0xA8447F);
    t.dotStatic = QColor(0x64748B);
    t.dotOther = QColor(0x9AA6B8);
    t.dotOk = QColor(0x12B76A);
    t.dotFailed = QColor(0xF04438);
    t.locked = QColor(0x067647);
    t.unlocked = QColor(0xB54708);
    t.chartGrid = QColor(0xE9EEF4);
    t.chartAxisText = QColor(0x546379);
    t.chartCrosshair = QColor(0x64748B);
    t.faultBand = themeAlpha(0xF04438, 20);
    t.states = {{{QColor(0x12B76A), QColor(0x067647), QColor(0xDCFAE6)},
                 {QColor(0xF79009), QColor(0xA93F07), QColor(0xFEF0C7)},
                 {QColor(0xF04438), QColor(0xB42318), QColor(0xFEE4E2)},
                 {QColor(0x94A3B8), QColor(0xB42318), QColor(0xF1F5F9)},
                 {QColor(0x38BDF8), QColor(0x02629B), QColor(0xE0F2FE)},
                 {QColor(0x94A3B8), QColor(0x546379), QColor(0xEEF2F6)},
                 {QColor(0x6E66F0), QColor(0x4338CA), QColor(0xEEF2FF)},
                 {QColor(0xB4BFCE), QColor(0x546379), QColor(0xEEF2F6)}}};
    t.series = themeOkabeIto();
    themeFinish(t);
    return t;
}

Theme themeMakeDark() {
    Theme t;
    t.dark = true;
    t.background = QColor(0x0F1420);
    t.canvas = QColor(0x131A2A);
    t.grid = QColor(0x29334A);
    t.surface = QColor(0x161D2E);
    t.raised = QColor(0x1D263A);
    t.field = QColor(0x111827);
    t.hover = QColor(0x1F293E);
    t.pressed = QColor(0x2A3650);
    t.border = QColor(0x273147);
    t.borderStrong = QColor(0x3A4762);
    t.shadow = themeAlpha(0x000000, 120);
    t.scrollBar = QColor(0x3D4A66);
    t.text = QColor(0xE8ECF4);
    t.muted = QColor(0x9CA9C0);
    t.disabled = QColor(0x65728B);
    t.link = QColor(0xA5B4FC);
    t.accent = QColor(0x818CF8);
    t.accentHover = QColor(0x949EFA);
    t.accentPressed = QColor(0x6E7AF0);
    t.onAccent = QColor(0x0F1420);
    t.accentSoft = QColor(0x262C52);
    t.onAccentSoft = QColor(0xC7D0FF);
    t.focusRing = QColor(0x818CF8);
    t.selection = QColor(0x818CF8);
    t.selectionFill = themeAlpha(0x818CF8, 40);
    t.dropOk = QColor(0x818CF8);
    t.dropBad = QColor(0xF97066);
    t.card = QColor(0x1B2437);
    t.cardBorder = QColor(0x38445E);
    t.cardShadow = themeAlpha(0x000000, 90);
    t.container = QColor(0x161E30);
    t.track = QColor(0x2A3650);
    t.note = QColor(0x37321D);
    t.noteBorder = QColor(0x5C5330);
    t.noteText = QColor(0xF3E8B5);
    t.zones = {themeAlpha(0x818CF8, 22), themeAlpha(0x22D3EE, 18), themeAlpha(0x32D583, 18), themeAlpha(0xFDB022, 18),
               themeAlpha(0x94A3B8, 20)};
    t.wire = QColor(0x64728C);
    t.wireBusy = QColor(0xAEBACF);
    t.wireDown = QColor(0xF97066);
    t.wireReplication = QColor(0xA99BDB);
    t.wireObservation = QColor(0x5A6781);
    t.dotRead = QColor(0x56B4E9);
    t.dotWrite = QColor(0xE39AC6);
    t.dotStatic = QColor(0xA8B3C7);
    t.dotOther = QColor(0x6F7D97);
    t.dotOk = QColor(0x32D583);
    t.dotFailed = QColor(0xF97066);
    t.locked = QColor(0x47CD89);
    t.unlocked = QColor(0xFDB022);
    t.chartGrid = QColor(0x232D43);
    t.chartAxisText = QColor(0x9CA9C0);
    t.chartCrosshair = QColor(0x9CA9C0);
    t.faultBand = themeAlpha(0xF97066, 34);
    t.states = {{{QColor(0x12B76A), QColor(0x47CD89), QColor(0x12302B)},
                 {QColor(0xF79009), QColor(0xFDB022), QColor(0x362A1B)},
                 {QColor(0xF04438), QColor(0xFB8A80), QColor(0x3A1F27)},
                 {QColor(0x5C6A85), QColor(0xFB8A80), QColor(0x222B3F)},
                 {QColor(0x38BDF8), QColor(0x7DD3FC), QColor(0x142F44)},
                 {QColor(0x5C6A85), QColor(0xA3B0C6), QColor(0x1E2739)},
                 {QColor(0x818CF8), QColor(0xA5B4FC), QColor(0x262C52)},
                 {QColor(0x4B5873), QColor(0xA3B0C6), QColor(0x1E2739)}}};
    t.series = themeOkabeIto();
    themeFinish(t);
    return t;
}

/// The same with blue, orange and vermilion (Okabe and Ito) instead of green, amber and red, for those who cannot tell these apart.
Theme themeForColourBlind(Theme t) {
    const QColor good(0x0072B2), middling(0xE69F00), bad(0xD55E00), cold(0xCC79A7);
    const QColor behind = t.dark ? t.surface : QColor(Qt::white);
    const auto colours = [&](const QColor& hue) {
        QColor tint = hue;
        tint.setAlphaF(t.dark ? 0.22F : 0.14F);
        const QColor soft = blended(tint, behind);
        return StateColors{hue, readable(readable(hue, soft, 4.6), t.hover, 4.6), soft};
    };
    const auto state = [&](State which) -> StateColors& { return t.states[static_cast<std::size_t>(which)]; };
    state(State::Ok) = colours(t.dark ? QColor(0x56B4E9) : good);
    state(State::Strained) = colours(middling);
    state(State::Failing) = colours(bad);
    state(State::Frozen) = colours(cold);
    state(State::Down).text = readable(state(State::Failing).text, state(State::Down).soft, 4.6);
    t.dotOk = QColor(0x009E73);
    t.dotFailed = bad;
    t.wireDown = bad;
    t.dropBad = bad;
    t.locked = state(State::Ok).text;
    t.unlocked = state(State::Failing).text;
    t.faultBand = themeAlpha(0xD55E00, t.dark ? 34 : 20);
    t.zones[2] = themeAlpha(0x56B4E9, 18);
    return t;
}

double themeLuminance(const QColor& c) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

QPalette themePalette(const Theme& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.background);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.field);
    p.setColor(QPalette::AlternateBase, t.hover);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::PlaceholderText, t.muted);
    p.setColor(QPalette::Button, t.surface);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.of(State::Failing).text);
    p.setColor(QPalette::ToolTipBase, t.raised);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Highlight, t.accent);
    p.setColor(QPalette::HighlightedText, t.onAccent);
    p.setColor(QPalette::Link, t.link);
    p.setColor(QPalette::LinkVisited, t.link);
    p.setColor(QPalette::Light, t.surface);
    p.setColor(QPalette::Midlight, t.hover);
    p.setColor(QPalette::Mid, t.border);
    p.setColor(QPalette::Dark, t.borderStrong);
    p.setColor(QPalette::Shadow, t.dark ? QColor(Qt::black) : t.borderStrong);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        p.setColor(QPalette::Disabled, role, t.disabled);
    }
    p.setColor(QPalette::Disabled, QPalette::Highlight, t.pressed);
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, t.disabled);
    p.setColor(QPalette::Disabled, QPalette::Base, t.hover);
    return p;
}

}  // namespace

double contrast(const QColor& a, const QColor& b) {
    const double la = themeLuminance(a);
    const double lb = themeLuminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor blended(const QColor& top, const QColor& bottom) {
    const double a = top.alphaF();
    return QColor::fromRgbF(float(top.redF() * a + bottom.redF() * (1 - a)), float(top.greenF() * a + bottom.greenF() * (1 - a)),
                            float(top.blueF() * a + bottom.blueF() * (1 - a)));
}

QColor readable(const QColor& color, const QColor& background, double ratio) {
    const QColor end = themeLuminance(background) > 0.2 ? QColor(Qt::black) : QColor(Qt::white);
    QColor c = color;
    for (int step = 1; step <= 100 && contrast(c, background) < ratio; ++step) {
        QColor towards = end;
        towards.setAlphaF(float(step) / 100.F);
        c = blended(towards, color);
    }
    return c;
}

QColor Theme::seriesColor(int index) const {
    return series.at(index % series.size());
}

QColor Theme::seriesTextColor(int index) const {
    return seriesText.at(index % seriesText.size());
}

const Theme& Theme::light() {
    static const Theme t = themeMakeLight(), safe = themeForColourBlind(t);
    return ThemeManager::instance().isForColourBlind() ? safe : t;
}

const Theme& Theme::darkTheme() {
    static const Theme t = themeMakeDark(), safe = themeForColourBlind(t);
    return ThemeManager::instance().isForColourBlind() ? safe : t;
}

ThemeManager::ThemeManager() = default;

ThemeManager& ThemeManager::instance() {
    static ThemeManager manager;
    return manager;
}

void ThemeManager::setMode(Mode mode) {
    m_mode = mode;
    update();
}

void ThemeManager::setForColourBlind(bool on) {
    m_forColourBlind = on;
    update();
}

void ThemeManager::install(QApplication& application) {
    m_application = &application;
    auto* scheme = new SystemScheme(&application);
    connect(scheme, &SystemScheme::changed, this, &ThemeManager::update);
    connect(&application, &QObject::destroyed, this, [this] { m_application = nullptr; });
    application.setStyle(new Style);  // the application owns it
    application.setFont(bodyFont());
    update();
}

void ThemeManager::update() {
    const bool dark = m_mode == Mode::Dark || (m_mode == Mode::System && SystemScheme::isDark());
    const Theme* next = dark ? &Theme::darkTheme() : &Theme::light();
    const bool differs = next != &theme();
    m_theme = next;
    if (m_application != nullptr) {
        const QPalette palette = themePalette(*m_theme);
        m_application->setPalette(palette);
        QToolTip::setPalette(palette);
        QToolTip::setFont(bodyFont());
    }
    if (differs) {
        emit changed();
    }
}

}  // namespace faultline::widgets
