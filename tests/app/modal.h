#pragma once
#include <QApplication>
#include <QDialog>
#include <QTimer>
#include <QtTest>

#include <functional>

namespace faultline::tests {

/// Does something to the modal dialog that is about to come, and closes it afterwards when it is still there: a test must not hang.
inline void whenAsked(std::function<void(QDialog&)> act) {
    QTimer::singleShot(0, qApp, [act = std::move(act)] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        QVERIFY2(dialog, "nothing was asked");
        act(*dialog);
        if (dialog->isVisible()) dialog->reject();
    });
}

}  // namespace faultline::tests
