#pragma once
#include <QTextBrowser>
#include <QVector>

namespace faultline::app {

/// Markdown to read in the look of the program. GUI thread.
class HelpText : public QTextBrowser {
    Q_OBJECT
public:
    explicit HelpText(QWidget* parent = nullptr);
    /// Tables get columns of these shares of the width, in percent; without any, or in a table of another number of columns, equal ones.
    void setContent(const QString& markdown, const QVector<int>& columns = {});

private:
    void styleTables(const QVector<int>& columns);
    void styleHeadings();
};

}  // namespace faultline::app
