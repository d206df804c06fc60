#include "app/template_dialog.h"

#include "app/document_file.h"
#include "app/welcome_page.h"
#include "widgets/canvas/export.h"
#include "widgets/common/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline::app {
namespace {

constexpr int templateColumns = 4;   // where the screen is wide enough
constexpr int templateSpace = 16, templateMargin = 24;
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
    auto* all = new QWidget;
    auto* cards = new QGridLayout(all);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(templateSpace);
    // On a small screen there are fewer beside each other, and what does not fit below is scrolled to.
    const QSize room = (parent ? parent->screen() : screen())->availableSize() - QSize(2 * templateMargin + 40, 2 * templateMargin + 120);
    int columns = templateColumns;
    int count = 0;
    const auto add = [&](const WelcomeItem& item, const QString& icon) {
        auto* card = new DocumentCard(item, icon, this);
        card->setObjectName(item.path.isEmpty() ? QStringLiteral("emptyTemplate") : QStringLiteral("template"));
        columns = std::clamp((room.width() + templateSpace) / (card->sizeHint().width() + templateSpace), 1, columns);
        cards->addWidget(card, count / columns, count % columns);
        ++count;
        connect(card, &QAbstractButton::clicked, this, [this, path = item.path] {
            m_chosen = path;
            accept();
        });
    };
    add({{}, tr("Empty design"), tr("Draw your own: drag components from the palette."), {}}, QStringLiteral("plus"));
    for (const QString& path : templates()) {
        DocumentFile file;
        const Result<std::vector<design::Design>> pages = file.open(path, catalog);
        if (!pages) continue;
        const design::Design& first = pages->front();
        add({path, first.settings().title, first.settings().description, templateThumbnail(file, first, catalog)}, QStringLiteral("network"));
    }
    auto* area = new QScrollArea(this);
    area->setObjectName(QStringLiteral("templates"));
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(all);
    const QSize needed = all->sizeHint();
    const int bar = needed.height() > room.height() ? area->verticalScrollBar()->sizeHint().width() : 0;
    area->setFixedSize(needed.width() + bar, std::min(needed.height(), room.height()));
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    buttons->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(templateMargin, templateMargin, templateMargin, 20);
    rows->setSpacing(20);
    rows->setSizeConstraint(QLayout::SetFixedSize);
    rows->addWidget(area);
    rows->addLayout(buttons);
}

}  // namespace faultline::app
