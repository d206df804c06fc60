#pragma once
#include "model/design/document.h"
#include "model/design/style.h"

#include <QAbstractButton>
#include <QWidget>

#include <functional>
#include <vector>

class QComboBox;
class QSpinBox;

namespace faultline::inspector {

/// One colour to choose. `color` empty: as usual; Style::none: no colour. Left and Right go to the next one of its row, so that Tab
/// stops once a row.
class Swatch : public QAbstractButton {
    Q_OBJECT
public:
    Swatch(std::optional<std::uint32_t> color, const QString& name, QWidget* parent = nullptr);
    std::optional<std::uint32_t> color() const { return m_color; }
    void setColor(std::optional<std::uint32_t> color);
    QSize sizeHint() const override { return {22, 22}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::optional<std::uint32_t> m_color;
};

/// Colours, text size and dash of what is selected; an edit goes to all of it, as one undo step. What differs shows nothing chosen.
class LookSection : public QWidget {
    Q_OBJECT
public:
    LookSection(design::DesignDocument& document, std::vector<ComponentId> components, std::vector<LinkId> links, QWidget* parent = nullptr);
    /// Shows what the design says now.
    void refresh();

private:
    using Color = std::optional<std::uint32_t> design::Style::*;
    struct Row {
        Color member;
        QString name;
        std::vector<Swatch*> swatches;
        Swatch* custom;   ///< shows a colour that is none of the others
    };
    void addRow(Color member, const QString& name, const char* key, const std::vector<std::pair<std::uint32_t, QString>>& colors);
    void apply(const std::function<void(design::Style&)>& alter);
    void chooseAny(Color member, const QString& name);
    std::vector<design::Style> styles() const;

    design::DesignDocument& m_document;
    std::vector<ComponentId> m_components;
    std::vector<LinkId> m_links;
    std::vector<Row> m_rows;
    QSpinBox* m_size;
    QComboBox* m_dash;
    QAbstractButton* m_reset;
    bool m_refreshing = false;
};

}  // namespace faultline::inspector
