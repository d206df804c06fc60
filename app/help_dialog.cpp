#include "app/help_dialog.h"

#include "widgets/common/fonts.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTextBrowser>
#include <QTextDocument>
#include <QVBoxLayout>

namespace faultline::app {

HelpDialog::HelpDialog(const QString& title, const QString& markdown, QWidget* parent) : QDialog(parent) {
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(680, 640);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 12);
    column->setSpacing(12);
    auto* text = new QTextBrowser(this);
    text->setObjectName(QStringLiteral("helpText"));
    text->setFrameShape(QFrame::NoFrame);
    text->setOpenExternalLinks(false);
    text->setOpenLinks(false);
    text->document()->setDefaultFont(widgets::bodyFont());
    text->document()->setDocumentMargin(24);
    text->setMarkdown(markdown);
    column->addWidget(text, 1);
    auto* buttons = new QDialogButtonBox(this);
    buttons->setContentsMargins(24, 0, 24, 0);
    QPushButton* close = buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    close->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    column->addWidget(buttons);
}

}  // namespace faultline::app
