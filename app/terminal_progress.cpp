#include "app/terminal_progress.h"

#include "app/headless.h"

#include <QCoreApplication>

namespace faultline::app {

TerminalProgress::TerminalProgress(FILE* stream) : TerminalProgress(stream, isTerminal(stream)) {}

TerminalProgress::TerminalProgress(FILE* stream, bool isShown) : m_stream(stream), m_isShown(isShown) {}

void TerminalProgress::say(const QString& line) {
    if (!m_isShown || line == m_line) return;
    m_line = line;
    std::fprintf(m_stream, "\r\033[K%s", line.toUtf8().constData());
    std::fflush(m_stream);
}

void TerminalProgress::bar(std::size_t done, std::size_t all, const QString& count) {
    constexpr std::size_t width = 40;
    const std::size_t filled = all == 0 ? width : width * done / all;
    QString line = QLatin1Char('[') + QString(static_cast<qsizetype>(filled), QLatin1Char('#')) +
                   QString(static_cast<qsizetype>(width - filled), QLatin1Char(' ')) + QStringLiteral("] ") + count;
    if (done > 0 && done < all) {
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_began).count();
        const double left = seconds / static_cast<double>(done) * static_cast<double>(all - done);
        line += QCoreApplication::translate("CommandLine", ", %1 s left").arg(static_cast<qint64>(left + 0.5));
    }
    say(line);
}

void TerminalProgress::clear() {
    if (!m_line.isEmpty()) {
        std::fputs("\r\033[K", m_stream);
        std::fflush(m_stream);
    }
    m_line.clear();
}

}  // namespace faultline::app
