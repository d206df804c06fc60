#pragma once
#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace faultline::widgets {

/// The head of a panel or of a part of it: a title, room for a quiet remark, and buttons at the right end.
class PanelHeader : public QWidget {
    Q_OBJECT
public:
    explicit PanelHeader(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// Small, muted, after the title; empty: none.
    void setRemark(const QString& remark);
    /// Puts a control at the right end, after those that are there. Takes ownership.
    void addControl(QWidget* control);

private:
    void applyTheme();

    QLabel* m_title;
    QLabel* m_remark;
    QHBoxLayout* m_row;
};

}  // namespace faultline::widgets
