#include "widgets/canvas/export.h"
#include "widgets/canvas/export_sheet.h"

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

    /// A link too short for its label once reached to the origin of the drawing.
    void theAreaIsThatOfWhatIsDrawn() {
        design::DesignDocument document(tests::testCatalog());
        tests::Sample sample(document);
        const ComponentId lb = sample.add("load_balancer", {5000, 4000}), web = sample.add("web_server", {5184, 4000});
        sample.link(lb, web);
        const QRectF area = canvas::exportBounds(document.design(), document.catalog());
        QVERIFY2(area.left() > 4900 && area.top() > 3900, qPrintable(QStringLiteral("%1 %2").arg(area.left()).arg(area.top())));
    }

    void theLegendSaysWhatOccursAndNothingElse() {
        design::DesignDocument document(tests::testCatalog());
        const tests::SampleSite site(document);
        canvas::Picture picture;
        picture.sync(document.design(), document.catalog());
        canvas::PictureOptions options;
        QCOMPARE(canvas::ExportSheet(picture, nullptr, picture.bounds(), options).legend(), QStringList());
        options.legend = true;
        const QStringList whole = canvas::ExportSheet(picture, nullptr, picture.bounds(), options).legend();
        for (const char* entry : {"calls", "copies its data from", "encrypted", "firewall", "certificate"})
            QVERIFY2(whole.contains(QLatin1String(entry)), qPrintable(whole.join(QLatin1Char(','))));
        QVERIFY(!whole.contains(QStringLiteral("Down")));
        auto frame = tests::healthyFrame(document.design());
        for (auto& status : frame->components)
            if (status.id == site.web2) status.state = runtime::State::Down;
        canvas::Live live;
        live.take(frame.get(), picture);
        QVERIFY(canvas::ExportSheet(picture, &live, picture.bounds(), options).legend().contains(QStringLiteral("Down")));

        design::DesignDocument small(tests::testCatalog());
        tests::Sample(small).add("dns", {0, 0});
        canvas::Picture alone;
        alone.sync(small.design(), small.catalog());
        QCOMPARE(canvas::ExportSheet(alone, nullptr, alone.bounds(), options).legend(), QStringList());
    }

    void aLongTitleDoesNotStretchThePicture() {
        design::DesignDocument document(tests::testCatalog());
        tests::Sample(document).add("dns", {0, 0});
        canvas::PictureOptions options;
        options.title = QString(500, QLatin1Char('W'));
        QVERIFY(canvas::exportBounds(document.design(), document.catalog(), options).width() < 640);
    }
};

FAULTLINE_TEST(ExportTest)
#include "export_test.moc"
