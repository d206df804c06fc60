#include "app/help_dialog.h"

#include "app/help_text.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::app {

HelpDialog::HelpDialog(const QString& title, const QString& markdown, QWidget* parent) : QDialog(parent) {
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(680, 640);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 12);
    column->setSpacing(12);
    auto* text = new HelpText(this);
    text->setContent(markdown);
    column->addWidget(text, 1);
    auto* buttons = new QDialogButtonBox(this);
    buttons->setContentsMargins(24, 0, 24, 0);
    QPushButton* close = buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    close->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    column->addWidget(buttons);
}

}  // namespace faultline::app
