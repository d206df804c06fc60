#pragma once
#include <QString>

#include <chrono>
#include <cstddef>
#include <cstdio>

namespace faultline::app {

/// One line on a terminal that is written over as work goes on and taken away at its end; silent where nobody watches.
class TerminalProgress {
public:
    explicit TerminalProgress(FILE* stream = stderr);
    /// `isShown`: whether to write at all, whatever the stream is.
    TerminalProgress(FILE* stream, bool isShown);
    ~TerminalProgress() { clear(); }
    TerminalProgress(const TerminalProgress&) = delete;
    TerminalProgress& operator=(const TerminalProgress&) = delete;

    void say(const QString& line);
    /// A bar, then `count` ("3 of 8 runs"), then, from the first one done on, about how long the rest will take.
    void bar(std::size_t done, std::size_t all, const QString& count);
    /// Takes the line away.
    void clear();

private:
    FILE* m_stream;
    bool m_isShown;
    QString m_line;   ///< what stands there
    std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
};

}  // namespace faultline::app
