#include "app/help_text.h"

#include "widgets/common/fonts.h"

#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextTable>

namespace faultline::app {

HelpText::HelpText(QWidget* parent) : QTextBrowser(parent) {
    setObjectName(QStringLiteral("helpText"));
    setFrameShape(QFrame::NoFrame);
    setOpenExternalLinks(false);
    setOpenLinks(false);
    document()->setDefaultFont(widgets::bodyFont());
    document()->setDocumentMargin(24);
}

void HelpText::setContent(const QString& markdown, const QVector<int>& columns) {
    setMarkdown(markdown);
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    styleTables(columns);
    styleHeadings();
    cursor.endEditBlock();
}

/// Markdown tables come with boxes around every cell; here rows with some air are enough. A head without words goes.
void HelpText::styleTables(const QVector<int>& columns) {
    for (QTextFrame* frame : document()->rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (!table) continue;
        bool words = false;
        for (int column = 0; column < table->columns(); ++column)
            words = words || !table->cellAt(0, column).firstCursorPosition().block().text().isEmpty();
        if (!words && table->rows() > 1) table->removeRows(0, 1);
        QTextTableFormat format = table->format();
        format.setBorder(0);
        format.setCellSpacing(0);
        format.setCellPadding(4);
        format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        QVector<QTextLength> widths;
        for (int column = 0; column < table->columns(); ++column)
            widths.append(QTextLength(QTextLength::PercentageLength, columns.size() == table->columns() ? columns[column] : 100.0 / table->columns()));
        format.setColumnWidthConstraints(widths);
        table->setFormat(format);
    }
}

/// Headings no larger than elsewhere.
void HelpText::styleHeadings() {
    QTextCursor cursor(document());
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        const int level = block.blockFormat().headingLevel();
        if (level == 0) continue;
        cursor.setPosition(block.position());
        QTextBlockFormat format;
        format.setTopMargin(block.position() == 0 ? 0 : level == 1 ? 24 : 18);
        format.setBottomMargin(4);
        cursor.mergeBlockFormat(format);
        cursor.select(QTextCursor::BlockUnderCursor);
        QTextCharFormat letters;
        letters.setFont(level == 1 ? widgets::uiFont(20, QFont::DemiBold) : widgets::titleFont());
        cursor.mergeCharFormat(letters);
    }
}

}  // namespace faultline::app
