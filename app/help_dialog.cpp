#include "app/help_dialog.h"

#include "widgets/common/fonts.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTextBrowser>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextTable>
#include <QVBoxLayout>

namespace faultline::app {

HelpDialog::HelpDialog(const QString& title, const QString& markdown, QWidget* parent) : QDialog(parent) {
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(680, 640);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 12);
    column->setSpacing(12);
    m_text = new QTextBrowser(this);
    m_text->setObjectName(QStringLiteral("helpText"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setOpenExternalLinks(false);
    m_text->setOpenLinks(false);
    m_text->document()->setDefaultFont(widgets::bodyFont());
    m_text->document()->setDocumentMargin(24);
    m_text->setMarkdown(markdown);
    styleText();
    column->addWidget(m_text, 1);
    auto* buttons = new QDialogButtonBox(this);
    buttons->setContentsMargins(24, 0, 24, 0);
    QPushButton* close = buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    close->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    column->addWidget(buttons);
}

/// Headings no larger than elsewhere. Markdown tables come with boxes around every cell; here rows with some air are enough. A head without words goes.
void HelpDialog::styleText() {
    QTextCursor cursor(m_text->document());
    cursor.beginEditBlock();
    for (QTextFrame* frame : m_text->document()->rootFrame()->childFrames()) {
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
        format.setColumnWidthConstraints({QTextLength(QTextLength::PercentageLength, 50), QTextLength(QTextLength::PercentageLength, 50)});
        table->setFormat(format);
    }
    for (QTextBlock block = m_text->document()->begin(); block.isValid(); block = block.next()) {
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
    cursor.endEditBlock();
}

}  // namespace faultline::app
