#include "model/exchange/graph_layout.h"

#include <QStandardPaths>

namespace faultline::exchange {
namespace {

const QStringList dotArguments{QStringLiteral("-Tjson")};
constexpr qint64 dotMostAnswer = 256 * 1024 * 1024;

Text dotTooLong(int limit) { return {FL_TR("exchange", "Graphviz has not answered within %1 s and was stopped"), {std::to_string(limit / 1000)}}; }

Text dotSaid(QProcess& process) {
    const QString said = QString::fromUtf8(process.readAllStandardError()).simplified().left(200);
    if (said.isEmpty()) return Text{FL_TR("exchange", "Graphviz has failed without a word"), {}};
    return {FL_TR("exchange", "Graphviz has failed: %1"), {said.toStdString()}};
}

}  // namespace

QString dotProgram() { return QStandardPaths::findExecutable(QStringLiteral("dot")); }

Text dotMissing() {
    return {FL_TR("exchange", "Automatic layout is done by the program dot of Graphviz, which is not installed. To install it: sudo apt install graphviz"), {}};
}

DotProcess::DotProcess(QObject* parent) : QObject(parent) {
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] { fail(dotTooLong(m_limit.interval())); });
    connect(&m_process, &QProcess::finished, this, &DotProcess::end);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) fail(dotMissing());   // of the rest finished() tells
    });
}

DotProcess::~DotProcess() { cancel(); }

void DotProcess::start(const QByteArray& graph, int limit) {
    cancel();
    m_isRunning = true;
    m_limit.start(limit);
    const QString program = dotProgram();
    if (program.isEmpty()) return fail(dotMissing());
    m_process.start(program, dotArguments);
    if (!m_isRunning) return;
    m_process.write(graph);
    m_process.closeWriteChannel();
}

void DotProcess::cancel() {
    m_isRunning = false;
    m_limit.stop();
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.kill();
    m_process.waitForFinished(1000);   // killed: it is gone at once
}

void DotProcess::end() {
    if (!m_isRunning) return;
    if (m_process.exitStatus() != QProcess::NormalExit || m_process.exitCode() != 0 || m_process.bytesAvailable() > dotMostAnswer)
        return fail(dotSaid(m_process));
    const QByteArray json = m_process.readAllStandardOutput();
    cancel();
    emit finished(json);
}

void DotProcess::fail(const Text& why) {
    if (!m_isRunning) return;
    cancel();
    emit failed(why);
}

Result<QByteArray> runDot(const QByteArray& graph, int limit) {
    const QString program = dotProgram();
    if (program.isEmpty()) return faultline::fail(dotMissing());
    QProcess process;
    process.start(program, dotArguments);
    process.write(graph);
    process.closeWriteChannel();
    if (!process.waitForFinished(limit)) {
        if (process.error() == QProcess::FailedToStart) return faultline::fail(dotMissing());
        process.kill();
        process.waitForFinished(1000);
        return faultline::fail(dotTooLong(limit));
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) return faultline::fail(dotSaid(process));
    return process.readAllStandardOutput();
}

}  // namespace faultline::exchange
