#include "widgets/canvas/export.h"

#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"

using namespace faultline;

class ExportTest : public QObject {
    Q_OBJECT
private slots:
    void showsEverything() {
        design::DesignDocument document(tests::testCatalog());
        const tests::SampleSite site(document);
        for (const bool dark : {false, true}) {
            canvas::PictureOptions options;
            options.dark = dark;
            const QString tail = dark ? QStringLiteral("dark") : QStringLiteral("light");
            const QImage still = canvas::renderDesign(document.design(), document.catalog(), {}, options, 2);
            tests::keepPicture(still, QStringLiteral("export-") + tail);
            auto frame = tests::healthyFrame(document.design());
            for (auto& status : frame->components) {
                if (status.id == site.web2 || status.id == site.db2 || status.id == site.server2) status.state = runtime::State::Down;
                if (status.id == site.web1) {
                    status.state = runtime::State::Strained;
                    status.failedRate = 12;
                    status.utilisation = 0.97;
                }
            }
            tests::keepPicture(canvas::renderDesign(document.design(), document.catalog(), frame, options, 2),
                               QStringLiteral("export-live-") + tail);
            QVERIFY(still.width() > 1800);
        }
    }
};

FAULTLINE_TEST(ExportTest)
#include "export_test.moc"
