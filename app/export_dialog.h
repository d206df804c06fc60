#pragma once
#include "app/app_settings.h"

#include <QDialog>
#include <QImage>
#include <QSize>

#include <functional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace faultline::app {

/// Asks how a picture, drawing or PDF of the design should look, with a preview; what was chosen is remembered. GUI thread.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    /// What the dialog needs to know of the design.
    struct Source {
        /// Draws with these options, `scale` pixels a scene unit.
        std::function<QImage(const settings::Export&, double scale)> draw;
        /// Size in scene units.
        std::function<QSizeF(const settings::Export&)> size;
        /// Puts a picture of it onto the clipboard; may be empty.
        std::function<void(const settings::Export&)> copy;
        bool hasSelection = false;
        bool hasRun = false;       ///< there is a state of the run to show
        int pages = 1;             ///< of the document
        int documents = 1;         ///< open in windows
    };
    ExportDialog(Source source, QWidget* parent);

    settings::Export options() const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void addWidgets();
    void fill(const settings::Export& options);
    void update();
    void drawPreview(const settings::Export& options);
    /// What it will be ("2000 x 1000 pixels"); empty `problem` when it can be made.
    QString describe(const settings::Export& options, QString& problem) const;
    void remember();

    Source m_source;
    QLabel* m_preview;
    QLabel* m_size;
    QFormLayout* m_form;
    QComboBox* m_format;
    QDoubleSpinBox* m_scale;
    QSpinBox* m_dpi;
    QComboBox* m_page;
    QComboBox* m_orientation;
    QComboBox* m_pages;
    QDoubleSpinBox* m_pageScale;
    QComboBox* m_text;
    QComboBox* m_area;
    QComboBox* m_ground;
    QSpinBox* m_border;
    QCheckBox* m_title;
    QCheckBox* m_legend;
    QCheckBox* m_state;
    QCheckBox* m_design;
    QCheckBox* m_drawio;
    QCheckBox* m_compressed;
    QCheckBox* m_allPages;
    QCheckBox* m_all;
    QPushButton* m_copy;
    QPushButton* m_export;
    QWidget* m_resolution;
    double m_chosenScale = 1;   ///< as it was typed, as a scale or in dpi; what the boxes show is rounded
};

}  // namespace faultline::app
