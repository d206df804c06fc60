#pragma once
#include "model/catalog/kind.h"
#include "model/core/result.h"
#include "model/design/change.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QTimer>

#include <vector>

namespace faultline::exchange {

/// Which way the calls of a layout go.
enum class Flow { LeftToRight, TopDown };

/// What Graphviz is asked to lay out: the components named (none: all) with what they hold, hosts and zones as clusters, in the sizes
/// in which they are drawn. What is locked, or holds what is, and what is on a hidden layer is left out. Empty: there is nothing to lay out.
QByteArray layoutQuestion(const design::Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids, Flow);
/// The change that its answer (`dot -Tjson`) comes to. What has one container stays where it is as a whole, or goes below what it
/// would cover. The error says that it is no such answer.
Result<design::Change> layoutAnswer(const design::Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids,
                                    const QByteArray& json);

/// The program `dot` of Graphviz as it is installed; empty: it is not.
QString dotProgram();
/// The sentence that says so, and how to install it.
Text dotMissing();

/// Runs `dot` beside the program: it is given a graph and answers, fails, or is stopped after a time. One at a time. The thread that
/// owns it needs an event loop.
class DotProcess : public QObject {
    Q_OBJECT
public:
    explicit DotProcess(QObject* parent = nullptr);
    ~DotProcess() override;

    /// `limit`: milliseconds until it is stopped.
    void start(const QByteArray& graph, int limit = 20'000);
    /// Stops it; nothing is emitted.
    void cancel();
    bool isRunning() const { return m_isRunning; }

signals:
    void finished(const QByteArray& json);
    void failed(const faultline::Text& why);

private:
    void end();
    void fail(const Text& why);

    QProcess m_process;
    QTimer m_limit;      // single shot
    bool m_isRunning = false;
};

/// The same and waits for it: for the command line.
Result<QByteArray> runDot(const QByteArray& graph, int limit = 60'000);

}  // namespace faultline::exchange
