#pragma once
#include "model/runtime/frame.h"

#include <QAbstractButton>
#include <QLabel>
#include <QWidget>

namespace faultline::inspector {

/// Text that takes at most so many lines; what does not fit ends in "..." and is in the tool tip.
class ClampedText : public QWidget {
    Q_OBJECT
public:
    /// `reserve`: takes the room of all lines even when there is less text, so that nothing below it jumps.
    ClampedText(int lines, bool reserve, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return !m_reserve; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QStringList linesFor(int width, bool* cut = nullptr) const;

    QString m_text;
    int m_lines;
    bool m_reserve;
};

/// A row that can be clicked: icon, text, and a second text at the right.
class PartRow : public QAbstractButton {
    Q_OBJECT
public:
    explicit PartRow(QWidget* parent = nullptr);
    void show(const QString& icon, const QString& name, const QString& second = {}, const QString& toolTip = {});
    /// Quiet: muted, as a fold of something.
    void setQuiet(bool quiet);
    QSize sizeHint() const override { return {120, 28}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon, m_second;
    bool m_quiet = false;
};

/// A heading with a hairline above it.
class Heading : public QWidget {
    Q_OBJECT
public:
    explicit Heading(const QString& text, QWidget* parent = nullptr);
};

/// A label in the small muted font.
QLabel* smallLabel(const QString& text, QWidget* parent);

/// How a component or link is right now: badge and state, role, rate, failures, utilisation, queue, and why it is not well.
class NowBlock : public QWidget {
    Q_OBJECT
public:
    explicit NowBlock(QWidget* parent = nullptr);
    /// Null: not part of the run yet.
    void showComponent(const runtime::ComponentStatus* status);
    void showLink(const runtime::LinkStatus* status);
    QString whyText() const { return m_why->text(); }
    QString stateText() const { return m_stateText; }
    /// The table of the servers behind a load balancer, as rich text; empty without one.
    QString serversText() const { return m_servers->text(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Figure {
        QString label, value;
        double share = -1;  ///< of a meter below it; negative: none
        bool isBad = false;
        bool operator==(const Figure&) const = default;
    };
    void show(int badge, const QString& state, const QString& role, std::vector<Figure> figures, const QString& why);

    int m_badge = -1;  ///< a widgets::State; -1: none
    QString m_stateText, m_role;
    std::vector<Figure> m_figures;
    void showServers(const std::vector<runtime::ServerStatus>& servers);

    ClampedText* m_why;
    QLabel* m_servers;
    std::vector<runtime::ServerStatus> m_shownServers;
};

}  // namespace faultline::inspector
