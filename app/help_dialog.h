#pragma once
#include <QDialog>
#include <QString>

namespace faultline::app {

/// A text to read, from Markdown, in a window that may stay open beside the work. GUI thread.
class HelpDialog : public QDialog {
    Q_OBJECT
public:
    HelpDialog(const QString& title, const QString& markdown, QWidget* parent);
};

}  // namespace faultline::app
