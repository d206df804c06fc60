#pragma once
#include "app/document_file.h"
#include "app/recovery.h"
#include "app/run_controller.h"
#include "model/design/document.h"
#include "widgets/palette/command.h"

#include <QMainWindow>

class QActionGroup;
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
    /// Writes a picture; says what went wrong, and whether the design could not be carried along.
    bool exportTo(const QString& path);

    /// Where examples are: files that come with the program.
    static QStringList examples();

protected:
    void closeEvent(QCloseEvent* event) override;
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
    void buildViewMenu();
    void buildShowMenu(QMenu* view);
    void buildGridMenu(QMenu* view);
    void buildLookActions(QMenu* edit);
    /// What the menus hold; with components, kinds and examples: all that the command palette offers.
    QList<palette::Command> menuCommands() const;
    QList<palette::Command> commands();
    void openCommands();
    void showShortcuts();
    void buildRunMenu();
    void buildBreakMenu();
    void buildHelpMenu();
    void fillBar();
    void fillRecentMenu(QMenu* menu);
    void connectRun();
    bool mayReplace();          ///< asks about unsaved changes
    bool save();
    bool saveAs();
    void open();
    void exportPicture();
    bool exportBytes(const QString& path, const QByteArray& bytes, bool carriesDesign);
    void showDocument(bool playing);
    void showRun();
    void showSelection();
    void showArrange();
    void showLinks();
    void updateTitle();
    void fillWelcome();
    void lockFile();
    void revert();
    void remember();
    void act(const char* verb, const char* unless, const char* instead);
    void chooseTheme(int mode);
    void changeSpeed(int steps);
    void askSeed();

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
    QActionGroup* m_editing;     ///< only with the workspace
};

}  // namespace faultline::app
