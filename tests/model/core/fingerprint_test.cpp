#include "model/core/fingerprint.h"

#include "tests/support/test_main.h"

using faultline::Fingerprint;

class FingerprintTest : public QObject {
    Q_OBJECT
private slots:
    void orderMatters() {
        Fingerprint ab, ba;
        ab.add(1);
        ab.add(2);
        ba.add(2);
        ba.add(1);
        QVERIFY(!(ab == ba));
    }

    void textsDoNotRunIntoEachOther() {
        Fingerprint one, other;
        one.add("ab");
        one.add("c");
        other.add("a");
        other.add("bc");
        QVERIFY(!(one == other));
    }

    void textIsSixteenDigitsOfTheValue() {
        Fingerprint f;
        f.add("faultline");
        bool ok = false;
        QCOMPARE(QString::fromStdString(f.text()).toULongLong(&ok, 16), f.value());
        QVERIFY(ok);
        QCOMPARE(f.text().size(), std::size_t{16});
    }
};

FAULTLINE_TEST(FingerprintTest)
#include "fingerprint_test.moc"
