#include "app/welcome_page.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QScrollArea>
#include <QTextLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace faultline::app {
namespace {

using widgets::theme;

constexpr int welcomeCardWidth = 256;
constexpr int welcomePicture = 144;
constexpr int welcomeCardHeight = welcomePicture + 84;
constexpr int welcomeGap = 16;
constexpr int welcomeRow = 40;

/// Up to `lines` lines of a text, the last one elided.
void welcomeDrawText(QPainter& painter, const QRectF& room, const QString& text, int lines) {
    const QFontMetricsF metrics(painter.font());
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    double y = room.top();
    for (int n = 1; n <= lines; ++n) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(room.width());
        const bool last = n == lines && line.textStart() + line.textLength() < text.size();
        const QString shown = last ? metrics.elidedText(text.mid(line.textStart()), Qt::ElideRight, room.width())
                                   : text.mid(line.textStart(), line.textLength());
        painter.drawText(QPointF(room.left(), y + metrics.ascent()), shown);
        y += metrics.lineSpacing();
    }
    layout.endLayout();
}

/// A file that was open before: its name and its folder in one row.
class WelcomeRow : public QAbstractButton {
public:
    WelcomeRow(const WelcomeItem& item, QWidget* parent) : QAbstractButton(parent), m_item(item) {
        setText(item.title);
        setAccessibleDescription(item.text);
        setToolTip(item.path);
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
        setFixedHeight(welcomeRow);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const widgets::Theme& t = theme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF card = QRectF(rect()).adjusted(1, 1, -1, -1);
        if (underMouse() || hasFocus()) {
            painter.setPen(hasFocus() ? QPen(t.focusRing, 2) : QPen(Qt::NoPen));
            painter.setBrush(underMouse() ? t.hover : QColor(Qt::transparent));
            painter.drawRoundedRect(card, 6, 6);
        }
        widgets::drawIcon(painter, QRectF(12, (height() - 18) / 2.0, 18, 18), QStringLiteral("history"), t.muted);
        painter.setFont(widgets::strongFont());
        painter.setPen(t.text);
        const QFontMetricsF metrics(painter.font());
        const double half = width() * 0.45;
        painter.drawText(QRectF(42, 0, half, height()), Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(m_item.title, Qt::ElideMiddle, half));
        painter.setFont(widgets::smallFont());
        painter.setPen(t.muted);
        const QRectF rest(42 + half + 12, 0, width() - half - 66, height());
        painter.drawText(rest, Qt::AlignVCenter | Qt::AlignRight, QFontMetricsF(painter.font()).elidedText(m_item.text, Qt::ElideMiddle, rest.width()));
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    WelcomeItem m_item;
};

}  // namespace

// ---- cards ---------------------------------------------------------------------------------------------------------------------

DocumentCard::DocumentCard(WelcomeItem item, const QString& icon, QWidget* parent)
    : QAbstractButton(parent), m_item(std::move(item)), m_iconName(icon) {
    setText(m_item.title);
    setAccessibleName(m_item.title);
    setAccessibleDescription(m_item.text);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setFixedSize(sizeHint());
}

QSize DocumentCard::sizeHint() const { return {welcomeCardWidth, welcomeCardHeight}; }

void DocumentCard::setPicture(const QImage& picture) {
    m_item.picture = picture;
    update();
}

void DocumentCard::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}
void DocumentCard::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void DocumentCard::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QRectF card = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    const bool hot = underMouse() || isDown();
    QPainterPath outline;
    outline.addRoundedRect(card, 8, 8);
    painter.fillPath(outline, isDown() ? t.pressed : t.surface);

    const QRectF picture(card.left(), card.top(), card.width(), welcomePicture);
    painter.save();
    painter.setClipPath(outline);
    // A picture on paper of its own is continued to the edges of the card.
    const QColor paper = m_item.picture.isNull() ? QColor() : m_item.picture.pixelColor(0, 0);
    painter.fillRect(picture, paper.isValid() && paper.alpha() == 255 ? paper : t.canvas);
    if (!m_item.picture.isNull()) {
        const QSizeF size = QSizeF(m_item.picture.size()).scaled(picture.size() - QSizeF(16, 16), Qt::KeepAspectRatio);
        painter.drawImage(QRectF(picture.center() - QPointF(size.width() / 2, size.height() / 2), size), m_item.picture);
    } else {
        widgets::drawIcon(painter, QRectF(picture.center() - QPointF(20, 20), QSizeF(40, 40)), m_iconName, hot ? t.accent : t.muted);
    }
    painter.restore();
    painter.setPen(QPen(t.border, 1));
    painter.drawLine(QPointF(card.left(), picture.bottom()), QPointF(card.right(), picture.bottom()));
    if (hasFocus()) painter.strokePath(outline, QPen(t.focusRing, 2));
    else painter.strokePath(outline, QPen(hot ? t.accent : t.border, hot ? 1.5 : 1));

    const QRectF words(card.left() + 14, picture.bottom() + 12, card.width() - 28, card.bottom() - picture.bottom() - 16);
    painter.setFont(widgets::strongFont());
    painter.setPen(t.text);
    const QFontMetricsF title(painter.font());
    painter.drawText(QPointF(words.left(), words.top() + title.ascent()), title.elidedText(m_item.title, Qt::ElideRight, words.width()));
    painter.setFont(widgets::smallFont());
    painter.setPen(t.muted);
    welcomeDrawText(painter, words.adjusted(0, title.height() + 4, 0, 0), m_item.text, 2);
}

// ---- page ----------------------------------------------------------------------------------------------------------------------

WelcomePage::WelcomePage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("welcome"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    outer->addWidget(m_scroll);
    auto* sheet = new QWidget;
    sheet->setAutoFillBackground(false);
    m_scroll->setWidget(sheet);
    auto* centre = new QHBoxLayout(sheet);
    centre->setContentsMargins(24, 0, 24, 24);
    centre->addStretch(1);
    m_page = new QWidget(sheet);
    centre->addWidget(m_page);
    centre->addStretch(1);
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 40, 0, 0);
    column->setSpacing(0);

    m_title = new QLabel(tr("Faultline"), m_page);
    m_subtitle = new QLabel(tr("Draw a web infrastructure, send it traffic, break it, and see what happens."), m_page);
    m_subtitle->setWordWrap(true);
    column->addWidget(m_title);
    column->addSpacing(4);
    column->addWidget(m_subtitle);
    column->addSpacing(24);
    m_recoverAll = new QPushButton(m_page);
    m_recoverAll->setObjectName(QStringLiteral("recoverAll"));
    m_recoverAll->hide();
    connect(m_recoverAll, &QPushButton::clicked, this, &WelcomePage::allRecoveredChosen);
    column->addWidget(m_recoverAll, 0, Qt::AlignLeft);
    column->addSpacing(8);
    m_cards = new QGridLayout;
    m_cards->setSpacing(welcomeGap);
    column->addLayout(m_cards);
    m_empty = new DocumentCard({{}, tr("Empty design"), tr("Draw your own: drag components from the palette."), {}}, QStringLiteral("plus"), m_page);
    m_empty->setObjectName(QStringLiteral("emptyDesign"));
    m_open = new DocumentCard({{}, tr("Open a file"), tr("A project, a PNG picture exported by Faultline, or a draw.io drawing."), {}},
                              QStringLiteral("open"), m_page);
    m_open->setObjectName(QStringLiteral("openFile"));
    connect(m_empty, &QAbstractButton::clicked, this, &WelcomePage::emptyChosen);
    connect(m_open, &QAbstractButton::clicked, this, &WelcomePage::openChosen);
    column->addSpacing(28);
    m_recentTitle = new QLabel(tr("Recent files"), m_page);
    column->addWidget(m_recentTitle);
    column->addSpacing(8);
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    column->addLayout(m_recent);
    column->addStretch(1);
    setRecent({});
    restyle();
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, &WelcomePage::restyle);
}

void WelcomePage::restyle() {
    m_title->setFont(widgets::uiFont(28, QFont::DemiBold));
    m_subtitle->setFont(widgets::uiFont(15));
    m_recentTitle->setFont(widgets::titleFont());
    QPalette muted = m_subtitle->palette();
    muted.setColor(QPalette::WindowText, theme().muted);
    m_subtitle->setPalette(muted);
    update();
}

void WelcomePage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) update();
}

void WelcomePage::setExamples(const std::vector<WelcomeItem>& items) {
    for (DocumentCard* card : m_examples) delete card;
    m_examples.clear();
    for (const WelcomeItem& item : items) {
        auto* card = new DocumentCard(item, QStringLiteral("network"), m_page);
        connect(card, &QAbstractButton::clicked, this, [this, card] { emit exampleChosen(card->item().path); });
        m_examples.push_back(card);
    }
    arrange();
    if (!m_examples.empty() && m_recovered.empty()) m_examples.front()->setFocus();
}

void WelcomePage::setExamplePicture(const QString& path, const QImage& picture) {
    for (DocumentCard* card : m_examples)
        if (card->item().path == path) card->setPicture(picture);
}

void WelcomePage::setRecovered(const std::vector<WelcomeItem>& items) {
    for (DocumentCard* card : m_recovered) delete card;
    m_recovered.clear();
    for (const WelcomeItem& item : items) {
        auto* card = new DocumentCard(item, QStringLiteral("history"), m_page);
        card->setObjectName(QStringLiteral("recovered"));
        connect(card, &QAbstractButton::clicked, this, [this, card] { emit recoveredChosen(card->item().path); }, Qt::QueuedConnection);
        m_recovered.push_back(card);
    }
    m_recoverAll->setVisible(items.size() > 1);
    m_recoverAll->setText(tr("Open all %1 that were not saved, each in a window of its own").arg(items.size()));
    arrange();
    if (!m_recovered.empty()) m_recovered.front()->setFocus();
}

void WelcomePage::setRecent(const std::vector<WelcomeItem>& items) {
    for (QAbstractButton* row : m_rows) delete row;
    m_rows.clear();
    m_recentTitle->setVisible(!items.empty());
    for (const WelcomeItem& item : items) {
        auto* row = new WelcomeRow(item, m_page);
        const QString path = item.path;
        connect(row, &QAbstractButton::clicked, this, [this, path] { emit recentChosen(path); });
        m_recent->addWidget(row);
        m_rows.push_back(row);
    }
}

void WelcomePage::arrange() {
    const int room = width() - 48;
    const int columns = std::clamp((room + welcomeGap) / (welcomeCardWidth + welcomeGap), 1, 4);
    // What one comes to do first: the living example, a drawing of one's own, a file; then the other examples.
    std::vector<DocumentCard*> all = m_examples;
    const auto behindFirst = all.begin() + (all.empty() ? 0 : 1);
    all.insert(behindFirst, {m_empty, m_open});
    all.insert(all.begin(), m_recovered.begin(), m_recovered.end());
    const int used = std::min<int>(columns, static_cast<int>(all.size()));
    m_page->setFixedWidth(used * (welcomeCardWidth + welcomeGap) - welcomeGap);
    for (std::size_t i = 0; i < all.size(); ++i) {
        m_cards->removeWidget(all[i]);
        m_cards->addWidget(all[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns, Qt::AlignLeft | Qt::AlignTop);
        all[i]->show();
        if (i > 0) setTabOrder(all[i - 1], all[i]);
    }
}

void WelcomePage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void WelcomePage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().background);
}

/// Arrows move between the cards, Enter presses one.
void WelcomePage::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Right:
        case Qt::Key_Down: focusNextChild(); break;
        case Qt::Key_Left:
        case Qt::Key_Up: focusPreviousChild(); break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (auto* button = qobject_cast<QAbstractButton*>(focusWidget())) button->click();
            break;
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace faultline::app
