#pragma once
#include "widgets/canvas/live.h"
#include "widgets/canvas/picture.h"

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace faultline::canvas {

struct PaintContext;
struct PictureOptions;

/// What stands around a drawing that leaves the window: a margin, a title above, and below what the lines and signs that occur in it
/// mean. A value; scene units.
class ExportSheet {
public:
    ExportSheet() = default;
    /// `drawn`: what the drawing itself covers. `live` is null when nothing runs.
    ExportSheet(const Picture& picture, const Live* live, const QRectF& drawn, const PictureOptions& options);

    /// The whole of it with its margin, on whole units so that lines stay sharp.
    QRectF area() const { return m_area; }
    void paint(QPainter& painter, const PaintContext& context) const;

    /// What the legend says, in order; for tests.
    QStringList legend() const;

private:
    enum class Sign { Line, Replication, Observation, Encrypted, Plain, Firewall, Certificate, Agent, State };
    struct Entry {
        Sign sign;
        QString text;
        runtime::State state = runtime::State::Ok;
        QRectF rect{};   ///< where it stands
        bool isLine() const { return sign == Sign::Line || sign == Sign::Replication || sign == Sign::Observation; }
    };
    void collect(const Picture& picture, const Live* live);
    double layOut(const QRectF& drawn);
    void paintEntry(QPainter& painter, const Entry& entry, const PaintContext& context) const;

    QRectF m_area, m_titleRect;
    QString m_title;
    std::vector<Entry> m_entries;
};

}  // namespace faultline::canvas
