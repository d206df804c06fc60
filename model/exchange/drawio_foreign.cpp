#include "model/design/annotations.h"
#include "model/design/draft.h"
#include "model/design/layers.h"
#include "model/design/layout.h"
#include "model/design/link_edits.h"
#include "model/exchange/drawio.h"
#include "model/exchange/drawio_layers.h"
#include "model/exchange/drawio_style.h"
#include "model/exchange/drawio_text.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <cmath>

/// What others drew: boxes become what their words name, connections become links, and all finds its place.
namespace faultline::exchange {
namespace {

using design::Design;

constexpr double foreignGap = 24;             // kept between what is next to each other
constexpr double foreignWidest = 2.5;         // a drawing is spread at most so much
constexpr std::size_t foreignMostSpread = 1500;   // larger ones stay as they are: each is held against each
constexpr int foreignMostNamed = 5;           // names in a sentence
constexpr int foreignMostBends = 20;
constexpr int foreignDeepest = 64;                // cells inside each other

QString foreignFirstLine(const QString& text) { return text.section(QLatin1Char('\n'), 0, 0).simplified().left(200); }

/// Puts the shapes and connections of others onto a design by the rules of any edit.
class ForeignParts {
public:
    ForeignParts(Design& design, const catalog::Catalog& catalog, const DrawioPage& page)
        : m_design(design), m_catalog(catalog), m_page(page), m_layers(layersOf(page).ids) {
        for (const DrawioBox& box : page.boxes) m_parents.insert(box.id, box.parent);
        for (const DrawioEdge& edge : page.edges) m_parents.insert(edge.id, edge.parent);
    }

    std::vector<Text> add() {
        for (const DrawioBox& box : m_page.boxes) {
            if (box.own.isEmpty()) continue;
            if (const design::Component* known = ofName(box)) m_ids.insert(box.id, known->id);
        }
        const design::DocumentSettings settings = m_design.settings();
        unlockLayers();
        const ComponentId before{m_design.lastComponentId()};
        plan();
        spread();
        for (Planned& part : m_planned) addBox(part);
        design::putAll(m_design, m_catalog, places(), {}).apply(m_design);
        for (const DrawioEdge& edge : m_page.edges) m_edges.insert(edge.id, &edge);
        for (const DrawioEdge& edge : m_page.edges) addEdge(edge);
        if (m_design.lastComponentId() != before.value) design::giveAddresses(m_design, m_catalog).apply(m_design);
        m_design.setSettings(settings);
        return told();
    }

private:
    /// A box of somebody else, and what becomes of it.
    struct Planned {
        const DrawioBox* box = nullptr;
        QRectF was;             // on the page
        QString outer;          // the box it is in; empty: none
        std::string kind, plain, outline = "rectangle";
        QString words, stencil;
        QSizeF size;            // of a card, whatever it was there; empty: as it was
        ComponentId id;
    };

    /// What is put onto a locked layer has to find its place first.
    void unlockLayers() {
        design::DocumentSettings settings = m_design.settings();
        for (design::DrawingLayer& layer : settings.layers) layer.locked = false;
        m_design.setSettings(std::move(settings));
    }

    const design::Component* ofName(const DrawioBox& box) const {
        const design::Component* byId = m_design.component({static_cast<std::uint32_t>(box.own[QLatin1String("id")].toInt())});
        const design::Component* byName = m_design.componentByName(box.text.section(QLatin1Char('\n'), 0, 0));
        return byName ? byName : byId;
    }

    bool isContainer(const std::string& kind) const {
        const catalog::ComponentKind* known = m_catalog.find(kind);
        return known && known->isContainer();
    }

    /// Where it is on the page, whatever it is in.
    QRectF onPage(const DrawioBox& box) const {
        const QRectF outer = m_onPage.value(box.parent);
        if (!box.relative || outer.isEmpty()) return box.rect.translated(outer.topLeft());
        const QPointF at(outer.left() + box.rect.x() * outer.width(), outer.top() + box.rect.y() * outer.height());
        return {at + box.offset, box.rect.size()};
    }

    void plan() {
        QSet<QString> holders;
        for (const DrawioBox& box : m_page.boxes) holders.insert(box.parent);
        QHash<QString, QString> through;   // groups that are nothing but a group: what is in them is in theirs
        for (const DrawioBox& box : m_page.boxes) {
            const QRectF was = onPage(box);
            m_onPage.insert(box.id, was);
            if (!box.own.isEmpty()) continue;
            const QString outer = through.value(box.parent, box.parent);
            const bool holds = holders.contains(box.id);
            const bool isGroup = box.style.section(QLatin1Char(';'), 0, 0) == QLatin1String("group") || drawioEntry(box.style, "grIcon").isEmpty();
            if (holds && box.text.isEmpty() && isGroup && isUnseen(box)) {
                through.insert(box.id, outer);
                continue;
            }
            Planned part;
            part.box = &box;
            part.was = was;
            part.outer = outer;
            part.stencil = drawioStencil(box.style);
            part.words = box.text.isEmpty() && part.stencil != QLatin1String("image") ? part.stencil : box.text;
            decide(part, holds);
            m_planned.push_back(std::move(part));
        }
    }

    /// Neither filled nor outlined.
    static bool isUnseen(const DrawioBox& box) {
        const bool isGroup = box.style.section(QLatin1Char(';'), 0, 0) == QLatin1String("group");
        const QString fill = drawioEntry(box.style, "fillColor"), line = drawioEntry(box.style, "strokeColor");
        return (isGroup && fill.isEmpty() && line.isEmpty()) || (fill == QLatin1String("none") && line == QLatin1String("none"));
    }

    void decide(Planned& part, bool holds) const {
        const DrawioBox& box = *part.box;
        part.plain = annotationOfDrawio(box.style, part.outline);
        part.kind = kindNamed(m_catalog, box.text, box.style);
        const bool isNote = part.plain == "text" || part.plain == "note";
        if (holds && !isContainer(part.kind)) part.kind = "zone";
        else if (part.kind.empty() || isNote) part.kind = part.plain;
        const catalog::ComponentKind* kind = m_catalog.find(part.kind);
        if (!kind || kind->isAnnotation()) return;
        if (!kind->isContainer()) part.size = QSizeF(kind->width, kind->height);
        else if (!holds) part.size = part.was.size().expandedTo(QSizeF(168, 64));
    }

    QSizeF sizeOf(const Planned& part) const { return part.size.isEmpty() ? QSizeF(part.was.width() * m_wider, part.was.height() * m_higher) : part.size; }

    /// Cards are larger than most boxes: all is moved apart as much as keeps those apart that were. With parts of ours on the page
    /// everything stays where it is.
    void spread() {
        if (m_planned.size() > foreignMostSpread || m_planned.size() < m_page.boxes.size() / 2) return;
        for (const DrawioBox& box : m_page.boxes)
            if (!box.own.isEmpty()) return;
        for (std::size_t i = 0; i < m_planned.size(); ++i)
            for (std::size_t j = i + 1; j < m_planned.size(); ++j) {
                const Planned &a = m_planned[i], &b = m_planned[j];
                if (a.outer != b.outer || (a.size.isEmpty() && b.size.isEmpty()) || a.was.intersects(b.was)) continue;
                keepApart(a, b);
            }
    }

    void keepApart(const Planned& a, const Planned& b) {
        const QPointF way = b.was.center() - a.was.center();
        const double dx = std::abs(way.x()), dy = std::abs(way.y());
        // What keeps its own size there grows with the page, so its half is taken as it was.
        const auto half = [](const Planned& part) { return (part.size.isEmpty() ? part.was.size() : part.size) / 2; };
        const double needX = half(a).width() + half(b).width() + foreignGap, needY = half(a).height() + half(b).height() + foreignGap;
        if (dx * m_wider >= needX || dy * m_higher >= needY) return;
        const bool besides = a.was.right() <= b.was.left() || b.was.right() <= a.was.left();
        const bool below = a.was.bottom() <= b.was.top() || b.was.bottom() <= a.was.top();
        const double wider = besides && dx > 0 ? needX / dx : foreignWidest + 1, higher = below && dy > 0 ? needY / dy : foreignWidest + 1;
        if (wider <= higher)
            m_wider = std::clamp(wider, m_wider, foreignWidest);
        else
            m_higher = std::clamp(higher, m_higher, foreignWidest);
    }

    QPointF spreadPoint(QPointF onPage) const { return {onPage.x() * m_wider, onPage.y() * m_higher}; }

    QRectF wanted(const Planned& part) const {
        const QSizeF size = sizeOf(part);
        const QPointF centre = spreadPoint(part.was.center());
        return {std::round(centre.x() - size.width() / 2), std::round(centre.y() - size.height() / 2), size.width(), size.height()};
    }

    /// Inner ones first, so that what holds them is as large as it must be.
    design::Places places() const {
        design::Places out;
        QHash<QString, QRectF> inside;
        for (auto it = m_planned.rbegin(); it != m_planned.rend(); ++it) {
            const design::Component* made = m_design.component(it->id);
            if (!made || made->attachedTo.isValid() || made->inLine.isValid()) continue;
            QRectF rect = wanted(*it);
            if (const auto held = inside.constFind(it->box->id); held != inside.cend())
                rect = rect.united(held->adjusted(-design::stackSide, -design::hostHeader - design::stackTop, design::stackSide, design::stackSide));
            const catalog::ComponentKind* kind = m_catalog.find(made->kind);
            if (made->container.isValid() && kind && kind->shape == catalog::Shape::Eye) continue;   // in the corner of its host
            out.insert_or_assign(it->id, rect);
            inside[it->outer] = inside.value(it->outer).united(rect);
        }
        return out;
    }

    /// Colours that were chosen there; black on white is nobody's choice, and those of a picture are not those of a card.
    void takeLook(ComponentId id, const Planned& part, bool note) {
        design::Style look = styleOfDrawio(part.box->style);
        if (!part.stencil.isEmpty() && drawioEntry(part.box->style, "grIcon").isEmpty()) {
            const std::optional<std::uint32_t> ink = look.fill && *look.fill != design::Style::none ? look.fill : look.line;
            look = {};
            if (note && ink && *ink != 0xFFFFFFu) look.line = ink;
        }
        takeLook(id, look, note);
    }

    void takeLook(ComponentId id, design::Style look, bool note) {
        if (look.fill == 0xFFFFFFu || (!note && look.fill == design::Style::none)) look.fill.reset();
        if (look.line == 0u) look.line.reset();
        if (look.text == 0u) look.text.reset();
        if (look.textSize == 12) look.textSize = 0;
        design::restyle(m_design, {id}, {}, [&](design::Style& own) { own = look; }).apply(m_design);
    }

    /// Of what is in or on something: the layer of that.
    int layerOf(QString cell) const {
        for (int depth = 0; depth < foreignDeepest; ++depth) {
            if (const auto layer = m_layers.constFind(cell); layer != m_layers.cend()) return *layer;
            cell = m_parents.value(cell);
        }
        return 0;
    }

    ComponentId put(const std::string& kind, const design::Placement& where, const std::string& software = {}) {
        const ComponentId id = m_design.nextComponentId();
        const Result<design::Change> change = design::addComponent(m_design, m_catalog, kind, where, software);
        if (!change) return {};
        design::onLayer(*change, m_layer).apply(m_design);
        return id;
    }

    void set(ComponentId id, const char* key, const std::string& value) {
        if (m_catalog.find(m_design.component(id)->kind)->property(key) == nullptr) return;
        if (const auto given = design::setProperty(m_design, m_catalog, {id}, key, Value(value))) given->apply(m_design);
    }

    bool put(const std::string& kind, Planned& part, const design::Placement& where) {
        const catalog::ComponentKind* known = m_catalog.find(kind);
        const ComponentId id = known ? put(kind, where, softwareNamed(*known, part.words)) : ComponentId();
        if (!id.isValid()) return false;
        m_ids.insert(part.box->id, id);
        part.id = id;
        const QString name = foreignFirstLine(part.box->text);
        const bool note = known->isAnnotation();
        if (!name.isEmpty() && (!note || kind == "frame")) {
            QString unique = name;
            for (int n = 2; m_design.componentByName(unique); ++n) unique = QStringLiteral("%1-%2").arg(name.left(190)).arg(n);
            if (const auto renamed = design::rename(m_design, id, unique)) renamed->apply(m_design);
        }
        if (note) set(id, "text", part.words.isEmpty() ? " " : part.words.toStdString());   // a shape without words keeps none
        if (kind == "shape") set(id, "outline", part.outline);
        takeLook(id, part, note);
        return true;
    }

    void addBox(Planned& part) {
        const DrawioBox& box = *part.box;
        if (part.kind == "text" && box.text.isEmpty()) return;   // nothing is seen of it
        remember(part);
        m_layer = layerOf(box.id);
        const ComponentId outer = m_ids.value(part.outer);
        design::Placement where;
        where.scenePosition = wanted(part).topLeft();
        where.container = outer;
        if (outer.isValid() && put(part.kind, part, where)) return;
        where.container = {};
        if (outer.isValid()) {   // onto it, if not into it
            design::Placement onto;
            onto.scenePosition = where.scenePosition;
            onto.attachTo = outer;
            if (put(part.kind, part, onto)) return;
        }
        if (put(part.kind, part, where)) return;
        part.size = {};
        if (put(part.plain, part, where)) return;
        m_lost.append(called(part));
    }

    QString called(const Planned& part) const { return part.words.isEmpty() ? QStringLiteral("?") : foreignFirstLine(part.words).left(40); }

    /// What of it will not be seen again.
    void remember(const Planned& part) {
        const DrawioBox& box = *part.box;
        const bool isPlain = part.kind == part.plain;
        if (isPlain && !part.stencil.isEmpty()) m_pictures.append(called(part));
        if (std::abs(std::fmod(drawioEntry(box.style, "rotation").toDouble(), 360)) > 0.5) m_turned.append(called(part));
        if (box.hidden) m_hidden.append(called(part));
        for (const QString& key : box.attributes) m_attributes.append(QStringLiteral("%1 (%2)").arg(key, called(part)));
    }

    /// Where a connection or a label in it is, of which only a cell is known.
    std::optional<QPointF> middleOf(const QString& cell) const {
        if (const ComponentId id = m_ids.value(cell); id.isValid()) return m_design.sceneRect(id).center();
        const auto edge = m_edges.constFind(cell);
        if (edge == m_edges.cend()) return std::nullopt;
        const ComponentId from = m_ids.value((*edge)->from), to = m_ids.value((*edge)->to);
        if (!from.isValid() || !to.isValid()) return std::nullopt;
        return (m_design.sceneRect(from).center() + m_design.sceneRect(to).center()) / 2;
    }

    QPointF pointOf(const DrawioEdge& edge, QPointF point) const { return spreadPoint(point + m_onPage.value(edge.parent).topLeft()); }

    std::vector<QPointF> bendsOf(const DrawioEdge& edge) const {
        std::vector<QPointF> out;
        for (const QPointF& point : edge.points)
            if (out.size() < foreignMostBends) out.push_back(pointOf(edge, point));
        return out;
    }

    void addEdge(const DrawioEdge& edge) {
        const ComponentId from = m_ids.value(edge.from), to = m_ids.value(edge.to);
        if (edge.own.contains(QLatin1String("kind"))) return;   // an arrow of ours
        m_layer = layerOf(edge.id);
        if (!from.isValid() || !to.isValid()) return addArrow(edge, from, to);
        for (const auto& [id, link] : m_design.links())
            if (link->from == from && link->to == to && !edge.own.isEmpty()) return;   // ours, read already
        for (const auto& [a, b] : {std::pair(from, to), std::pair(to, from)}) {
            const Result<design::Change> change = design::connect(m_design, m_catalog, a, b);
            if (!change) continue;
            const LinkId made = m_design.nextLinkId();
            design::onLayer(*change, m_layer).apply(m_design);
            design::setLinkShape(m_design, {made}, drawioLine(edge.style)).apply(m_design);
            std::vector<QPointF> bends = bendsOf(edge);
            if (a != from) std::reverse(bends.begin(), bends.end());
            const bool canBend = !bends.empty() && drawioLine(edge.style) != design::LinkShape::Curved;
            if (canBend) design::setWaypoints(m_design, made, std::move(bends)).apply(m_design);
            // Which end calls is told by the kinds; that there is no head, or one at both ends, was somebody's choice.
            const design::LinkHeads heads = drawioHeads(edge.style);
            if (heads == design::LinkHeads::None || heads == design::LinkHeads::Both) design::setLinkHeads(m_design, {made}, heads).apply(m_design);
            bool saysPort = false;   // then it stands there, and other words beside it
            for (const DrawioLabel& label : edge.labels) saysPort = says(made, label.text) || saysPort;
            for (const DrawioLabel& label : edge.labels)
                if (!says(made, label.text) && (saysPort || !nameLink(made, label.text))) addLabel(label, wayOf(edge, m_design.sceneRect(from).center(), m_design.sceneRect(to).center(), from, to));
            return;
        }
        addArrow(edge, from, to);
        const design::Component *a = m_design.component(from), *b = m_design.component(to);
        if (from != to && (!design::isAnnotation(a->kind) || !design::isAnnotation(b->kind))) m_meaningless.append(QStringLiteral("%1 \u2192 %2").arg(wordsOf(from), wordsOf(to)));
    }

    /// What people know a component by: a shape by what it says.
    QString wordsOf(ComponentId id) const {
        const design::Component* part = m_design.component(id);
        const Value text = part->properties.value("text");
        const QString words = text.isNull() ? QString() : foreignFirstLine(QString::fromStdString(text.toText()));
        return (design::isAnnotation(part->kind) && !words.isEmpty() ? words : part->name).left(40);
    }

    /// Writes the first label at a link itself, if it has room for that.
    bool nameLink(LinkId id, const QString& label) {
        if (!m_design.link(id)->label.isEmpty()) return false;
        const Result<design::Change> change = design::setLinkLabel(m_design, {id}, label);
        if (!change) return false;
        change->apply(m_design);
        return true;
    }

    /// Whether a link says by itself what the label did, or can be made to: "HTTPS", "443", "tcp/8080".
    bool says(LinkId id, const QString& label) {
        static const QRegularExpression between(QStringLiteral("[^a-z0-9]+"));
        const QStringList words = label.toCaseFolded().split(between, Qt::SkipEmptyParts);
        const design::Link& link = *m_design.link(id);
        int number = 0;
        QString protocol;
        if (words.isEmpty()) return false;
        for (const QString& word : words) {
            bool isNumber = false;
            const int value = word.toInt(&isNumber);
            if (isNumber && value > 0 && value <= 65535 && number == 0) number = value;
            else if (word == QLatin1String("tcp") || word == QLatin1String("port") || word == QLatin1String("sql")) continue;
            else if (!isNumber && protocol.isEmpty()) protocol = word;
            else return false;
        }
        for (const design::LinkChoice& choice : design::linkChoices(m_design, m_catalog, link.from, link.to)) {
            const catalog::PortSpec& port = *choice.fit.in;
            const bool named = protocol.isEmpty() || protocol == QString::fromUtf8(port.protocol).toCaseFolded();
            if (!named || (protocol.isEmpty() && number != port.number && std::string_view(port.key) != link.toPort)) continue;
            const Result<design::Change> change = design::setLinkPort(m_design, m_catalog, id, choice.fit.out->key, port.key, number == port.number ? 0 : number);
            if (!change) continue;
            change->apply(m_design);
            return true;
        }
        return false;
    }

    /// From where it is seen to leave one to where it is seen to reach the other.
    std::vector<QPointF> wayOf(const DrawioEdge& edge, QPointF begin, QPointF end, ComponentId from, ComponentId to) const {
        const auto leave = [this](ComponentId id, QPointF towards) {
            const QRectF rect = m_design.sceneRect(id);
            const QPointF way = towards - rect.center();
            const double scale = std::max(std::abs(way.x()) / std::max(1.0, rect.width() / 2), std::abs(way.y()) / std::max(1.0, rect.height() / 2));
            return scale > 1 ? rect.center() + way / scale : rect.center();
        };
        std::vector<QPointF> way = bendsOf(edge);
        way.insert(way.begin(), begin);
        way.push_back(end);
        if (from.isValid()) way.front() = leave(from, way[1]);
        if (to.isValid()) way.back() = leave(to, way[way.size() - 2]);
        return way;
    }

    void addLabel(const DrawioLabel& label, const std::vector<QPointF>& way) {
        if (label.text.isEmpty()) return;
        double whole = 0;
        for (std::size_t i = 1; i < way.size(); ++i) whole += QLineF(way[i - 1], way[i]).length();
        double left = whole * (std::clamp(label.along, -1.0, 1.0) + 1) / 2;
        QPointF at = way.front();
        for (std::size_t i = 1; i < way.size(); ++i) {
            const QLineF piece(way[i - 1], way[i]);
            if (left <= piece.length()) {
                at = piece.length() > 0 ? piece.pointAt(left / piece.length()) : piece.p1();
                break;
            }
            left -= piece.length();
        }
        const ComponentId id = put("text", {.scenePosition = at});
        if (!id.isValid()) return m_lost.append(foreignFirstLine(label.text).left(40));
        set(id, "text", label.text.toStdString());
        qsizetype longest = 0;
        for (const QString& line : label.text.split(QLatin1Char('\n'))) longest = std::max(longest, line.size());
        const QSizeF size(std::clamp(8.0 * static_cast<double>(longest) + 16, 40.0, 240.0), 12 + 18.0 * static_cast<double>(label.text.count(QLatin1Char('\n')) + 1));
        design::resize(m_design, id, QRectF(at - QPointF(size.width() / 2, size.height() + 2), size)).apply(m_design);   // above the line
    }

    /// A line that is no link, from the edge of what it begins at to the edge of what it ends at; one piece an arrow.
    void addArrow(const DrawioEdge& edge, ComponentId from, ComponentId to) {
        if (!edge.own.isEmpty()) return;
        const auto end = [&](ComponentId id, const QString& cell, const std::optional<QPointF>& point) {
            if (id.isValid()) return std::optional(m_design.sceneRect(id).center());
            if (const std::optional<QPointF> middle = middleOf(cell)) return middle;
            return point ? std::optional(pointOf(edge, *point)) : std::nullopt;
        };
        const std::optional<QPointF> a = end(from, edge.from, edge.begins), b = end(to, edge.to, edge.ends);
        const QString said = edge.labels.empty() ? QString() : foreignFirstLine(edge.labels.front().text).left(40);
        if (!a || !b || (from.isValid() && from == to)) {
            const ComponentId known = from.isValid() ? from : to;
            if (known.isValid() || !said.isEmpty()) m_lost.append(said.isEmpty() ? tellLoose(known) : said);
            return;
        }
        std::vector<QPointF> way = wayOf(edge, *a, *b, from, to);
        for (const DrawioLabel& label : edge.labels) addLabel(label, way);
        const auto has = [&](const char* key, bool usual) {
            const QString head = drawioEntry(edge.style, key);
            return head.isEmpty() ? usual : head != QLatin1String("none");
        };
        bool ends = has("endArrow", true), begins = has("startArrow", false);
        if (begins && !ends) {
            std::reverse(way.begin(), way.end());
            std::swap(begins, ends);
        }
        for (std::size_t i = 1; i < way.size(); ++i) {
            const bool last = i + 1 == way.size(), first = i == 1;
            const bool back = begins && first && !last;   // its head is at the other end
            addPiece(edge, back ? QLineF(way[i], way[i - 1]) : QLineF(way[i - 1], way[i]), last && begins && first ? "both" : (last && ends) || back ? nullptr : "none");
        }
    }

    void addPiece(const DrawioEdge& edge, const QLineF& line, const char* heads) {
        const ComponentId id = put("arrow", {.scenePosition = line.p1()});
        if (!id.isValid()) return;
        design::setArrow(m_design, m_catalog, id, line).apply(m_design);
        takeLook(id, styleOfDrawio(edge.style), true);
        if (heads) set(id, "heads", heads);
    }

    QString tellLoose(ComponentId at) const { return QStringLiteral("%1 \u2192").arg(wordsOf(at)); }

    static std::string named(const QStringList& names) {
        QString out = QStringList(names.mid(0, foreignMostNamed)).join(QStringLiteral(", "));
        if (names.size() > foreignMostNamed) out += QStringLiteral(" \u2026 (%1)").arg(names.size());
        return out.toStdString();
    }

    std::vector<Text> told() const {
        std::vector<Text> out;
        const auto tell = [&out](Literal sentence, const QStringList& names) {
            if (!names.isEmpty()) out.emplace_back(sentence, std::vector{named(names)});
        };
        tell(FL_TR("exchange", "Could not be taken over: %1"), m_lost);
        tell(FL_TR("exchange", "These connections mean nothing here and are arrows now: %1"), m_meaningless);
        tell(FL_TR("exchange", "Pictures were not taken over, only their names: %1"), m_pictures);
        tell(FL_TR("exchange", "Turned shapes stand upright: %1"), m_turned);
        tell(FL_TR("exchange", "Was hidden, is seen here: %1"), m_hidden);
        tell(FL_TR("exchange", "What shapes carry beside their words was not taken over: %1"), m_attributes);
        return out;
    }

    Design& m_design;
    const catalog::Catalog& m_catalog;
    const DrawioPage& m_page;
    QHash<QString, int> m_layers;         // by cell
    QHash<QString, QString> m_parents;
    int m_layer = 0;                      // of what is put now
    std::vector<Planned> m_planned;
    QHash<QString, QRectF> m_onPage;   // by cell
    QHash<QString, ComponentId> m_ids;
    QHash<QString, const DrawioEdge*> m_edges;
    double m_wider = 1, m_higher = 1;
    QStringList m_lost, m_meaningless, m_pictures, m_turned, m_hidden, m_attributes;
};

}  // namespace

std::vector<Text> addForeign(design::Design& design, const catalog::Catalog& catalog, const DrawioPage& page) {
    return ForeignParts(design, catalog, page).add();
}

}  // namespace faultline::exchange
