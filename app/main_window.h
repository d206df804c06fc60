#pragma once
#include "app/document_file.h"
#include "app/picture_export.h"
#include "app/recovery.h"
#include "app/run_controller.h"
#include "model/design/document.h"
#include "widgets/palette/command.h"

#include <QList>
#include <QMainWindow>

class QActionGroup;
class QDockWidget;
class QStackedWidget;
namespace faultline::palette {
class CommandPalette;
}

namespace faultline::app {

class WelcomePage;
class Workspace;

/// One window with one document: the welcome page or the workspace, the menus, and the way to and from files. Several may be open;
/// each deletes itself when it is closed. GUI thread.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(const catalog::Catalog& catalog);
    ~MainWindow() override;

    design::DesignDocument& document() { return m_document; }
    RunController& run() { return m_run; }
    Workspace& workspace() { return *m_workspace; }
    const DocumentFile& file() const { return m_file; }
    bool showsWelcome() const;
    /// An action by its object name ("save", "undo", "toggleKill" ...); null when there is none.
    QAction* action(const QString& name) const;

    /// Opens a file in this window, after asking about unsaved changes. False when it was not opened; the document is then as it was.
    bool openFile(const QString& path);
    /// What an ended program left behind, as unsaved changes of the file it came from.
    bool openRecovered(const QString& kept);
    /// An empty design, after asking.
    bool newDesign();
    void showWelcome();
    /// Writes to `path`; says what went wrong.
    bool saveTo(const QString& path);
    /// Writes the design in the form that the ending of `path` says (PNG where it says none that is known), as the export dialog was
    /// last set; says what went wrong, and whether the design could not be carried along.
    bool exportTo(const QString& path);
    /// Puts the selection, or else the whole design, onto the clipboard: as a picture for other programs, and as parts to paste.
    void copyPicture();
    /// A template as an unnamed document, after asking; empty: an empty design.
    bool newFrom(const QString& path);
    enum class Where { Here, NewWindow };
    /// Brings the window forward that has this file open already, else opens it.
    bool openOrRaise(const QString& path, Where where);
    /// The first one here, the others each in a window of its own.
    void openFiles(const QStringList& paths);
    /// Everything that ended programs left behind, each in a window of its own.
    void recoverAll();
    /// The window that has a file open; null: none.
    static MainWindow* windowOf(const QString& path);
    /// Keeps components as a stencil under a name; says what went wrong.
    bool saveStencil(const QString& name, const std::vector<ComponentId>& components);
    /// All windows that are open, in the order they were opened.
    static QList<MainWindow*> all();

    /// Where the very first window stands: most of the screen, never less than it needs where the screen has it, all of a small one.
    static QRect firstGeometry(const QRect& screen);
    /// Where examples are: files that come with the program.
    static QStringList examples();

protected:
    bool focusNextPrevChild(bool next) override;
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QAction* add(QMenu* menu, const char* name, const QString& text, const char* icon = nullptr);
    QAction* add(QMenu* menu, const char* name, const QString& text, const char* icon, const QKeySequence& keys);
    void buildFileMenu();
    void buildEditMenu();
    void buildArrangeMenu();
    void buildLinksMenu(QMenu* arrange);
    void buildLayoutMenu(QMenu* arrange);
    void buildLayersMenu(QMenu* arrange);
    void buildViewMenu();
    void buildShowMenu(QMenu* view);
    void buildGridMenu(QMenu* view);
    void buildLookActions(QMenu* edit);
    void buildPagesMenu(QMenu* edit);
    void showPages();
    /// What the menus hold; with components, kinds and examples: all that the command palette offers.
    QList<palette::Command> menuCommands() const;
    QList<palette::Command> commands();
    void openCommands();
    void showShortcuts();
    void buildRunMenu();
    void buildBreakMenu();
    void buildHelpMenu();
    void buildWindowMenu();
    MainWindow* openWindow();
    void comeForward();
    void openInNewWindow();
    void newFromTemplate();
    bool maySave();
    void fillBar();
    void fillRecentMenu(QMenu* menu);
    void connectRun();
    bool mayReplace();          ///< asks about unsaved changes
    bool save();
    bool saveAs();
    void open();
    void exportPicture();
    void copyPicture(const settings::Export& options);
    void print();
    void connectStencils();
    void showStencils();
    void saveStencil();
    void importStencil();
    bool tellStencil(const QString& title, const Result<void>& done);
    /// What is shown, and with `others` the other pages of the document after or before it, as they are ordered.
    ExportSource exportSource() const;
    std::vector<ExportSource> exportSources(bool others) const;
    void showDocument(bool playing);
    void showRun();
    void showSelection();
    void showArrange();
    void showLinks();
    void updateTitle();
    void fillWelcome();
    void drawNextExample();
    void lockFile();
    void revert();
    void remember();
    void present(bool on);
    void act(const char* verb, const char* unless, const char* instead);
    void chooseTheme(int mode);
    void changeSpeed(int steps);
    void askSeed();

    /// What a presentation has hidden.
    struct Presentation {
        Qt::WindowStates state;
        QList<QDockWidget*> panels;
    };
    std::optional<Presentation> m_presentation;   ///< while there is one
    const int m_number;          ///< of the windows of this program, in the order they were opened
    const catalog::Catalog& m_catalog;
    design::DesignDocument m_document;
    DocumentFile m_file;
    Recovery m_recovery;
    std::unique_ptr<QLockFile> m_fileLock;   ///< of m_file's place; null: another window has it open as well, or it has no place
    RunController m_run;
    QStackedWidget* m_pages;
    WelcomePage* m_welcome;
    Workspace* m_workspace;
    palette::CommandPalette* m_commands = nullptr;   ///< made when it is first wanted
    bool m_toldStencils = false; ///< which stencils could not be read is said once
    QStringList m_undrawn;       ///< examples on the welcome page that still need a picture
    QActionGroup* m_editing;     ///< only with the workspace
};

}  // namespace faultline::app
