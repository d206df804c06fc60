#include "app/template_dialog.h"

#include "app/document_file.h"
#include "app/welcome_page.h"
#include "widgets/canvas/export.h"
#include "widgets/common/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::app {
namespace {

constexpr int templateColumns = 4;
const QSize templatePicture(512, 288);

/// The stored picture is on white.
QImage templateThumbnail(const DocumentFile& file, const design::Design& design, const catalog::Catalog& catalog) {
    if (!widgets::theme().dark && !file.picture().isNull()) return file.picture();
    canvas::PictureOptions options;
    options.dark = widgets::theme().dark;
    options.background = canvas::PictureOptions::Background::Transparent;
    options.vectorIcons = false;
    return canvas::renderThumbnail(design, catalog, templatePicture, options);
}

}  // namespace

QStringList TemplateDialog::templates() {
    QStringList out;
    for (const char* name : {"simple-web-stack", "distributed-active-active", "distributed-active-passive", "secured-and-monitored", "scale-up", "three-tiers"})
        out.append(QStringLiteral(":/examples/%1.faultline").arg(QLatin1String(name)));
    return out;
}

TemplateDialog::TemplateDialog(const catalog::Catalog& catalog, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("New from template"));
    auto* cards = new QGridLayout;
    cards->setSpacing(16);
    int count = 0;
    const auto add = [&](const WelcomeItem& item, const QString& icon) {
        auto* card = new DocumentCard(item, icon, this);
        card->setObjectName(item.path.isEmpty() ? QStringLiteral("emptyTemplate") : QStringLiteral("template"));
        cards->addWidget(card, count / templateColumns, count % templateColumns);
        ++count;
        connect(card, &QAbstractButton::clicked, this, [this, path = item.path] {
            m_chosen = path;
            accept();
        });
    };
    add({{}, tr("Empty design"), tr("Draw your own: drag components from the palette."), {}}, QStringLiteral("plus"));
    for (const QString& path : templates()) {
        DocumentFile file;
        const Result<design::Design> design = file.open(path, catalog);
        if (!design) continue;
        add({path, design->settings().title, design->settings().description, templateThumbnail(file, *design, catalog)}, QStringLiteral("network"));
    }
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    buttons->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 24, 24, 20);
    rows->setSpacing(20);
    rows->setSizeConstraint(QLayout::SetFixedSize);
    rows->addLayout(cards);
    rows->addLayout(buttons);
}

}  // namespace faultline::app
