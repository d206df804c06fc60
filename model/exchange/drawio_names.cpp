#include "model/exchange/drawio.h"
#include "model/exchange/drawio_text.h"

#include <QHash>
#include <QRegularExpression>

#include <array>

/// What the words on a box mean here.
namespace faultline::exchange {
namespace {

bool namesHasWord(const QString& words, const QString& word) {
    if (word.size() < 2) return false;
    qsizetype at = -1;
    while ((at = words.indexOf(word, at + 1)) >= 0) {
        const bool begins = at == 0 || !words[at - 1].isLetterOrNumber();
        const qsizetype end = at + word.size();
        // "web-1", "Servers" and "nginx2" are meant as well.
        const bool ends = end == words.size() || !words[end].isLetter() || (words[end] == QLatin1Char('s') && (end + 1 == words.size() || !words[end + 1].isLetter()));
        if (begins && ends) return true;
    }
    return false;
}

/// What is not a name of a kind here, but plain when it is all that is said ("User 2", the stencil of a PC).
std::string namesWhole(const QString& words) {
    static const QRegularExpression rest(QStringLiteral("[^a-z]+"));
    const QString bare = QString(words).replace(rest, QStringLiteral(" ")).trimmed();
    static const QHash<QString, std::string> kinds = [] {
        QHash<QString, std::string> out;
        constexpr std::pair<const char*, const char*> known[] = {
            {"users", "user,customer,customers,visitor,visitors,end user,pc,laptop,workstation,smartphone,mobile client,web client"},
            {"web_server", "www server,webserver,http server,web"},
            {"load_balancer", "elastic load balancing,alb,nlb,application load balancer,network load balancer,classic load balancer"},
            {"database", "rds,aurora,rds instance,aurora instance,rds mysql instance,db,sql server,sql database"},
            {"cache", "elasticache,elasticache for redis,elasticache for memcached,cache redis"},
            {"server", "ec,instance,elastic compute cloud,fileserver,blade server,rack server,virtual server,server tower,server rack"},
            {"dns", "route,name server,nameserver"},
            {"certificate", "certificate manager,acm"},
            {"monitoring_service", "cloudwatch,monitoring"}};
        for (const auto& [kind, names] : known)
            for (const QString& word : QString::fromLatin1(names).split(QLatin1Char(','))) out.insert(word, kind);
        return out;
    }();
    return kinds.value(bare);
}

std::string namesKindOf(const catalog::Catalog& catalog, const QString& text) {
    const QString words = text.toCaseFolded();
    if (const std::string whole = namesWhole(words); !whole.empty() && catalog.find(whole)) return whole;
    std::string best;
    qsizetype length = 0;
    const auto consider = [&](const QString& word, const char* kind) {
        const QString folded = word.toCaseFolded();
        if (folded.size() <= length || !namesHasWord(words, folded)) return;
        best = kind;
        length = folded.size();
    };
    for (const catalog::ComponentKind& kind : catalog.kinds()) {
        if (kind.isAnnotation()) continue;   // a word such as "text" or "box" says nothing
        consider(QString::fromUtf8(kind.label.source), kind.id);
        for (const char* alias : kind.aliases) consider(QString::fromUtf8(alias), kind.id);
        for (const catalog::SoftwarePreset& preset : kind.software) consider(QString::fromUtf8(preset.name), kind.id);
    }
    return best;
}

}  // namespace

std::string kindNamed(const catalog::Catalog& catalog, const QString& text, const QString& style) {
    for (const QString& words : {text.section(QLatin1Char('\n'), 0, 0), text, drawioStencil(style)})
        if (const std::string kind = namesKindOf(catalog, words); !kind.empty()) return kind;
    constexpr std::array looks{std::pair("firewall", "firewall"),      std::pair("load_balanc", "load_balancer"), std::pair("cylinder", "database"),
                               std::pair("database", "database"),      std::pair("route_53", "dns"),              std::pair("certificate", "certificate"),
                               std::pair("umlActor", "users"),         std::pair("shape=actor", "users"),         std::pair("users", "users"),
                               std::pair("server", "server")};
    for (const auto& [part, kind] : looks)
        if (style.contains(QLatin1String(part), Qt::CaseInsensitive) && catalog.find(kind)) return kind;
    return {};
}

std::string softwareNamed(const catalog::ComponentKind& kind, const QString& text) {
    static const QRegularExpression version(QStringLiteral(" [0-9.]+$"));
    const QString words = text.toCaseFolded();
    std::string best;
    qsizetype length = 0;
    for (const catalog::SoftwarePreset& preset : kind.software) {
        const QString name = QString::fromUtf8(preset.name).toCaseFolded().remove(version);
        if (name.size() <= length || !namesHasWord(words, name)) continue;
        best = preset.name;
        length = name.size();
    }
    return best;
}

}  // namespace faultline::exchange
