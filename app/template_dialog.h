#pragma once
#include "model/catalog/kind.h"

#include <QDialog>

namespace faultline::app {

/// Lists what a new design can begin with, a card each; the chosen one becomes an unnamed document. GUI thread.
class TemplateDialog : public QDialog {
    Q_OBJECT
public:
    TemplateDialog(const catalog::Catalog& catalog, QWidget* parent);

    /// The file of the template that was chosen; empty: the empty design.
    const QString& chosen() const { return m_chosen; }
    /// The templates in the order they are shown, without the empty one.
    static QStringList templates();

private:
    QString m_chosen;
};

}  // namespace faultline::app
