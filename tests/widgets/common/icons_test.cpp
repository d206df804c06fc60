#include "widgets/common/icons.h"

#include "widgets/common/fonts.h"
#include "widgets/common/theme.h"

#include "tests/support/test_main.h"

#include <QDirIterator>
#include <QFontInfo>
#include <QImage>
#include <QPainter>
#include <QRegularExpression>

using namespace faultline::widgets;

class IconsTest : public QObject {
    Q_OBJECT

    static int pixelsOf(const QImage& image, const QColor& color) {
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                count += pixel.alpha() > 200 && pixel.rgb() == color.rgb();
            }
        }
        return count;
    }

private slots:
    void everyFileOfTheFolderIsInTheResourcesAndDraws() {
        QDirIterator files(faultline::tests::sourcePath(QStringLiteral("resources/icons")), {QStringLiteral("*.svg")},
                           QDir::Files, QDirIterator::Subdirectories);
        int count = 0;
        while (files.hasNext()) {
            const QFileInfo file(files.next());
            const QString name = file.dir().dirName() + QLatin1Char('/') + file.completeBaseName();
            QVERIFY2(hasIcon(name), qPrintable(name));
            QVERIFY2(pixelsOf(iconPixmap(name, Qt::red, 24, 2).toImage().convertToFormat(QImage::Format_ARGB32), Qt::red) > 4,
                     qPrintable(name));
            ++count;
        }
        QVERIFY(count > 60);
    }

    void theColourIsPutIn() {
        const QColor color(0x12B76A);
        const QImage image = iconPixmap(QStringLiteral("plus"), color, 32).toImage().convertToFormat(QImage::Format_ARGB32);
        QVERIFY(pixelsOf(image, color) > 10);
        QCOMPARE(pixelsOf(image, Qt::black), 0);
    }

    void aPixmapIsSharpAndCached() {
        const QPixmap one = iconPixmap(QStringLiteral("server"), Qt::black, 16, 2);
        QCOMPARE(one.size(), QSize(32, 32));
        QCOMPARE(one.devicePixelRatio(), 2.0);
        QCOMPARE(iconPixmap(QStringLiteral("server"), Qt::black, 16, 2).cacheKey(), one.cacheKey());
    }

    void anIconWithoutAColourFollowsTheTheme() {
        ThemeManager::instance().setMode(ThemeManager::Mode::Light);
        const QIcon plus = icon(QStringLiteral("plus"));
        QVERIFY(pixelsOf(plus.pixmap(48).toImage().convertToFormat(QImage::Format_ARGB32), Theme::light().text) > 4);
        ThemeManager::instance().setMode(ThemeManager::Mode::Dark);
        QVERIFY(pixelsOf(plus.pixmap(48).toImage().convertToFormat(QImage::Format_ARGB32), Theme::darkTheme().text) > 4);
        ThemeManager::instance().setMode(ThemeManager::Mode::Light);
        QVERIFY(pixelsOf(plus.pixmap(QSize(48, 48), QIcon::Disabled).toImage().convertToFormat(QImage::Format_ARGB32),
                         Theme::light().disabled) > 4);
    }

    void anUnknownNameIsNoCrash() {
        QVERIFY(!hasIcon(QStringLiteral("no such icon")));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("no icon named")));
        QVERIFY(!iconPixmap(QStringLiteral("no such icon"), Qt::red).isNull());
    }

    void theFontIsOurs() {
        const QString family = QFontInfo(bodyFont()).family();
        QVERIFY2(fontFamilies().contains(family), qPrintable(family));
        QCOMPARE(QFontInfo(bodyFont()).pixelSize(), 13);
    }

    void digitsHaveOneWidth() {
        const QFont font = bodyFont();
        QCOMPARE(tabularWidth(font, QStringLiteral("111.1 ms")), tabularWidth(font, QStringLiteral("888.8 ms")));
        QVERIFY(tabularWidth(font, QStringLiteral("88")) > tabularWidth(font, QStringLiteral("8")));
    }
};

FAULTLINE_TEST(IconsTest)
#include "icons_test.moc"
