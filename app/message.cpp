#include "app/message.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::app {

Message::Message(Tone tone, const QString& title, const QString& text, QWidget* parent) : QDialog(parent) {
    using namespace widgets;
    setWindowTitle(tr("Faultline"));
    setModal(true);
    const Theme& t = theme();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 20);
    column->setSpacing(20);
    column->setSizeConstraint(QLayout::SetFixedSize);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    column->addLayout(row);

    auto* picture = new QLabel(this);
    const QString name = tone == Tone::Problem ? QStringLiteral("warning") : tone == Tone::Question ? QStringLiteral("question") : QStringLiteral("info");
    const QColor color = tone == Tone::Problem ? t.of(State::Strained).fill : t.accent;
    picture->setPixmap(iconPixmap(name, color, 28, devicePixelRatioF()));
    row->addWidget(picture, 0, Qt::AlignTop);

    auto* words = new QVBoxLayout;
    words->setSpacing(8);
    row->addLayout(words, 1);
    auto* heading = new QLabel(title, this);
    heading->setObjectName(QStringLiteral("messageTitle"));
    heading->setFont(titleFont());
    heading->setTextFormat(Qt::PlainText);
    heading->setWordWrap(true);
    heading->setFixedWidth(380);
    words->addWidget(heading);
    auto* body = new QLabel(text, this);
    body->setObjectName(QStringLiteral("messageText"));
    body->setTextFormat(Qt::PlainText);
    body->setWordWrap(true);
    body->setFixedWidth(380);
    body->setTextInteractionFlags(Qt::TextSelectableByMouse);
    body->setVisible(!text.isEmpty());
    words->addWidget(body);

    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(8);
    m_buttons->addStretch(1);
    column->addLayout(m_buttons);
}

QPushButton* Message::addButton(const QString& label, int id, bool primary) {
    auto* button = new QPushButton(label, this);
    m_buttons->addWidget(button);
    button->setAutoDefault(primary);
    button->setDefault(primary);
    if (primary) button->setFocus();
    connect(button, &QPushButton::clicked, this, [this, id] { done(id); });
    return button;
}

SaveAnswer askToSave(QWidget* parent, const QString& name) {
    Message message(Message::Tone::Question, Message::tr("Save the changes to \u201c%1\u201d?").arg(name),
                    Message::tr("Without saving, what you changed since the last save is lost."), parent);
    message.addButton(Message::tr("Cancel"), 0)->setObjectName(QStringLiteral("cancel"));
    message.addButton(Message::tr("Discard"), 2)->setObjectName(QStringLiteral("discard"));
    message.addButton(Message::tr("Save"), 1, true)->setObjectName(QStringLiteral("save"));
    const int answer = message.exec();
    return answer == 1 ? SaveAnswer::Save : answer == 2 ? SaveAnswer::Discard : SaveAnswer::Cancel;
}

QString sayProblem(const Problem& problem) {
    const QString what = widgets::say(problem.what);
    if (problem.where.empty()) return what;
    return Message::tr("%1\n\nWhere: %2").arg(what, QString::fromStdString(problem.where));
}

void showProblem(QWidget* parent, const QString& title, const Problem& problem) {
    Message message(Message::Tone::Problem, title, sayProblem(problem), parent);
    message.addButton(Message::tr("Close"), 0, true);
    message.exec();
}

void showNote(QWidget* parent, const QString& title, const QString& text) {
    Message message(Message::Tone::Note, title, text, parent);
    message.addButton(Message::tr("Close"), 0, true);
    message.exec();
}

}  // namespace faultline::app
