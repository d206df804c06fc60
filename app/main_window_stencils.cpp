#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/message.h"
#include "app/stencils.h"
#include "app/toast.h"
#include "app/workspace.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/canvas/sketch.h"
#include "widgets/common/theme.h"
#include "widgets/palette/palette.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QPushButton>

/// The stencils in the palette and what can be done with them.
namespace faultline::app {
namespace {

const QSize stencilPicture(116, 76);   // twice what is shown, for dense screens

}  // namespace

void MainWindow::connectStencils() {
    StencilLibrary& library = StencilLibrary::shared(m_catalog);
    palette::Palette& palette = m_workspace->palette();
    connect(&library, &StencilLibrary::changed, this, &MainWindow::showStencils);
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, &MainWindow::showStencils);
    connect(&palette, &palette::Palette::stencilActivated, &m_workspace->canvas(), &canvas::CanvasWidget::addPartsAtCentre);
    connect(&palette, &palette::Palette::stencilImportRequested, this, &MainWindow::importStencil);
    connect(&palette, &palette::Palette::stencilRenameRequested, this, [this, &library](const QString& file) {
        const Stencil* stencil = library.stencil(file);
        if (!stencil) return;
        bool ok = false;
        const QString name = QInputDialog::getText(this, tr("Rename the stencil"), tr("Name"), QLineEdit::Normal, stencil->name, &ok);
        if (ok) tellStencil(tr("The stencil is not renamed"), library.rename(file, name));
    });
    connect(&palette, &palette::Palette::stencilRemoveRequested, this, [this, &library](const QString& file) {
        const Stencil* stencil = library.stencil(file);
        if (!stencil) return;
        Message message(Message::Tone::Question, tr("Delete the stencil \u201c%1\u201d?").arg(stencil->name), tr("What was drawn with it stays."), this);
        message.addButton(tr("Cancel"), 0);
        message.addButton(tr("Delete"), 1, true)->setObjectName(QStringLiteral("deleteNow"));
        if (message.exec() == 1) tellStencil(tr("The stencil is not deleted"), library.remove(file));
    });
    connect(&palette, &palette::Palette::stencilExportRequested, this, [this, &library](const QString& file) {
        const Stencil* stencil = library.stencil(file);
        if (!stencil) return;
        const QString proposal = QDir(settings::folder()).filePath(QFileInfo(file).completeBaseName() + QStringLiteral(".json"));
        const QString path = QFileDialog::getSaveFileName(this, tr("Save the stencil as a file"), proposal, tr("Stencil (*.json)"));
        if (!path.isEmpty()) tellStencil(tr("The stencil is not saved"), library.exportTo(file, path));
    });
}

/// They are read and drawn when there is something to put them on.
void MainWindow::showStencils() {
    if (showsWelcome()) return;
    const StencilLibrary& library = StencilLibrary::shared(m_catalog);
    std::vector<palette::StencilEntry> entries;
    for (const Stencil& stencil : library.stencils())
        entries.push_back({stencil.file, stencil.name, stencil.help, canvas::renderSketch(stencil.design, m_catalog, stencilPicture, widgets::theme()), stencil.parts(), stencil.isOwn()});
    m_workspace->palette().setStencils(std::move(entries));
    if (!library.problems().isEmpty() && !m_toldStencils) m_workspace->toast().say(library.problems().join(QLatin1Char('\n')), true);
    m_toldStencils = true;
}

void MainWindow::saveStencil() {
    const std::vector<ComponentId> chosen = m_workspace->canvas().selectedComponents();
    bool ok = false;
    const QString name = QInputDialog::getText(this, tr("Save selection as stencil"), tr("Name"), QLineEdit::Normal, {}, &ok);
    if (!ok) return;
    if (saveStencil(name, chosen)) m_workspace->toast().say(tr("Saved. It is in the list of components, below Stencils."));
}

bool MainWindow::saveStencil(const QString& name, const std::vector<ComponentId>& components) {
    return tellStencil(tr("The stencil is not saved"), StencilLibrary::shared(m_catalog).add(name, m_document.design(), components));
}

void MainWindow::importStencil() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Import a stencil"), settings::folder(), tr("Stencils and designs (*.json *.faultline *.png);;All files (*)"));
    if (!path.isEmpty()) tellStencil(tr("\u201c%1\u201d is no stencil").arg(QFileInfo(path).fileName()), StencilLibrary::shared(m_catalog).import(path));
}

bool MainWindow::tellStencil(const QString& title, const Result<void>& done) {
    if (!done) showProblem(this, title, done.error());
    return done.has_value();
}

}  // namespace faultline::app
