#pragma once
#include "model/core/problem.h"

#include <QDialog>
#include <QString>

class QHBoxLayout;
class QPushButton;

namespace faultline::app {

/// A short message: an icon, a sentence as title, more in smaller type, and buttons that say what they do. GUI thread.
class Message : public QDialog {
    Q_OBJECT
public:
    enum class Tone { Question, Problem, Note };
    Message(Tone tone, const QString& title, const QString& text, QWidget* parent);

    /// Adds a button to the right of the others; the one that is `primary` is done by Enter. Its id is what exec() gives; closing gives 0.
    QPushButton* addButton(const QString& label, int id, bool primary = false);

private:
    QHBoxLayout* m_buttons;
};

enum class SaveAnswer { Cancel, Save, Discard };
/// "Save changes to X?"
SaveAnswer askToSave(QWidget* parent, const QString& name);
/// Something could not be done: what, and why.
void showProblem(QWidget* parent, const QString& title, const Problem& problem);
void showNote(QWidget* parent, const QString& title, const QString& text);

/// The sentence of a problem in the language of the window, with its place.
QString sayProblem(const Problem& problem);

}  // namespace faultline::app
