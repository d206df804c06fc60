#include "app/trust_dialog.h"

#include "app/help_text.h"
#include "model/validation/run_cases.h"
#include "model/validation/table.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QThread>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace faultline::app {
namespace {

QByteArray trustResource(const char* name) {
    QFile file{QLatin1String(name)};
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

TrustDialog::TrustDialog(std::vector<validation::Case> cases, QWidget* parent) : QDialog(parent), m_cases(std::move(cases)) {
    setWindowTitle(tr("Can I trust this?"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(980, 720);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 12);
    column->setSpacing(12);
    auto* tabs = new QTabWidget(this);
    tabs->setDocumentMode(true);
    m_table = new HelpText(tabs);
    m_table->setObjectName(QStringLiteral("trustTable"));
    tabs->addTab(m_table, tr("What it was held to"));
    auto* simulated = new HelpText(tabs);
    simulated->setContent(QString::fromUtf8(trustResource(":/help/what-is-simulated.md")));
    tabs->addTab(simulated, tr("What is simulated, and what is not"));
    column->addWidget(tabs, 1);

    m_progress = new QProgressBar(this);
    m_progress->setVisible(false);
    auto* row = new QDialogButtonBox(this);
    row->setContentsMargins(24, 0, 24, 0);
    m_run = row->addButton(tr("Run it now"), QDialogButtonBox::ActionRole);
    m_run->setObjectName(QStringLiteral("trustRun"));
    m_run->setToolTip(tr("Runs every case again on this computer, short; it takes some seconds"));
    QPushButton* close = row->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    close->setDefault(true);
    column->addWidget(m_progress);
    column->addWidget(row);
    connect(row, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(m_run, &QPushButton::clicked, this, &TrustDialog::startOrStop);
    m_timer.setInterval(100);
    connect(&m_timer, &QTimer::timeout, this, &TrustDialog::poll);

    const Result<std::vector<validation::Verdict>> kept = validation::readTable(trustResource(":/help/validation.json"));
    showTable(kept ? *kept : std::vector<validation::Verdict>(), tr("The table was made by `faultline validate` when this version was built."));
}

TrustDialog::~TrustDialog() {
    stop();
}

void TrustDialog::showTable(const std::vector<validation::Verdict>& verdicts, const QString& whence) {
    const QString intro =
        tr("# Can I trust this?\n\n"
           "Every row below is a design whose outcome is known: from queueing theory, or because it was measured on HAProxy 2.6, nginx 1.22, "
           "MariaDB 10.11 and nftables on one small machine. It is opened and run as one of yours, with nothing set but what the row says, "
           "and compared with what is known. The measurements hold for that machine; that the same rules hold for your figures is what the "
           "rows are about.\n\n%1\n\n")
            .arg(whence);
    m_table->setContent(intro + QString::fromStdString(validation::tableMarkdown(verdicts)), {11, 24, 24, 24, 11, 6});
    m_table->moveCursor(QTextCursor::Start);
}

void TrustDialog::startOrStop() {
    if (m_thread.joinable()) {
        stop();
        return;
    }
    m_isStopped = m_isFinished = false;
    m_done = m_all = 0;
    m_progress->setRange(0, 0);
    m_progress->setVisible(true);
    m_run->setText(tr("Stop"));
    m_timer.start();
    m_thread = std::jthread([this] {
        // One core is left to the window.
        const int jobs = std::max(1, QThread::idealThreadCount() - 1);
        m_verdicts = validation::runCases(m_cases, validation::Effort::Quick, jobs, [this](std::size_t done, std::size_t all) {
            m_done = static_cast<int>(done);
            m_all = static_cast<int>(all);
            return !m_isStopped.load();
        });
        m_isFinished = true;
    });
}

void TrustDialog::poll() {
    m_progress->setRange(0, m_all);
    m_progress->setValue(m_done);
    if (!m_isFinished) return;
    stop();
    if (m_verdicts.empty()) return;
    showTable(m_verdicts, tr("The table was made just now on this computer, with short runs: theory is held to what they allow."));
    emit finished();
}

void TrustDialog::stop() {
    m_isStopped = true;
    if (m_thread.joinable()) m_thread.join();   // what a thread has begun takes a second at most
    m_timer.stop();
    m_progress->setVisible(false);
    m_run->setText(tr("Run it now"));
}

}  // namespace faultline::app
