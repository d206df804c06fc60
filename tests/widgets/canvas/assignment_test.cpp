#include "model/kinds/all_kinds.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/export.h"
#include "widgets/canvas/picture.h"

using namespace faultline;

/// The design of the assignment with the kinds of the program, as a person would draw it.
class AssignmentTest : public QObject {
    Q_OBJECT

    design::DesignDocument m_document{kinds::allKinds()};
    std::vector<ComponentId> m_servers;

    void build() {
        tests::Sample sample(m_document);
        const ComponentId users = sample.add("users", {40, 320});
        const ComponentId dns = sample.add("dns", {40, 80});
        const ComponentId front = sample.add("server", {400, 260}, "lb host");
        const ComponentId lb = sample.into("load_balancer", front);
        sample.onto("certificate", lb);
        const bool monitored = m_document.catalog().find("monitoring_service") && m_document.catalog().find("monitoring_agent");
        const ComponentId service = monitored ? sample.add("monitoring_service", {1240, 320}) : ComponentId{};
        std::vector<ComponentId> databases;
        for (int i = 0; i < 2; ++i) {
            const ComponentId server = sample.add("server", {800, i == 0 ? 40.0 : 460.0});
            m_servers.push_back(server);
            const ComponentId web = sample.into("web_server", server), app = sample.into("app_server", server);
            sample.into("app_files", server);
            databases.push_back(sample.into("database", server));
            sample.onto("firewall", server);
            sample.link(lb, web);
            sample.link(web, app);
            sample.link(app, databases[0]);
            if (i == 1) sample.link(app, databases[1]);
            if (monitored) sample.link(sample.into("monitoring_agent", server), service);
        }
        if (monitored) sample.link(sample.into("monitoring_agent", front), service);
        sample.link(users, dns);
        const LinkId way = sample.link(users, lb);
        sample.inLine("firewall", way);
        sample.link(databases[1], databases[0]);
    }

private slots:
    void everyLinkFindsAWayAndNoLabelCoversACard() {
        build();
        for (const bool dark : {false, true}) {
            canvas::PictureOptions options;
            options.dark = dark;
            const QString tail = dark ? QStringLiteral("dark") : QStringLiteral("light");
            tests::keepPicture(canvas::renderDesign(m_document.design(), m_document.catalog(), {}, options, 1.5), QStringLiteral("assignment-") + tail);
            tests::keepPicture(canvas::renderDesign(m_document.design(), m_document.catalog(), tests::healthyFrame(m_document.design()), options, 1.5),
                               QStringLiteral("assignment-live-") + tail);
        }
        canvas::Picture picture;
        picture.sync(m_document.design(), m_document.catalog());
        for (const auto& [id, link] : picture.links()) {
            QVERIFY(!link.route.isEmpty());
            for (const auto& [node, part] : picture.nodes())
                if (!part.isContainer()) QVERIFY2(!part.rect.intersects(link.labelRect), qPrintable(link.label + QLatin1Char(' ') + part.name));
        }
    }

    void syncTwiceChangesNothing() {
        canvas::Picture picture;
        picture.sync(m_document.design(), m_document.catalog());
        QVERIFY(picture.sync(m_document.design(), m_document.catalog()).dirty.empty());
        canvas::Picture fresh;
        fresh.sync(m_document.design(), m_document.catalog());
        m_document.apply(design::moveBy(m_document.design(), {m_servers[0]}, {40, 8}));
        m_document.undo();
        picture.sync(m_document.design(), m_document.catalog());
        for (const auto& [id, link] : picture.links()) QVERIFY(link.route.corners() == fresh.link(id)->route.corners());
    }
};

FAULTLINE_TEST(AssignmentTest)
#include "assignment_test.moc"
