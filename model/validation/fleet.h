#pragma once
#include "model/validation/rig.h"

namespace faultline::validation {

/// The small set-up on which other parameters were measured: users -> HAProxy -> some application servers, over loopback, plain HTTP,
/// a new connection for each request, 100 client addresses. Each application server does nothing but wait; it has so many workers that
/// only what is set in front of it makes anybody wait. Names: users, haproxy, server-1, server-2 ...
class Fleet {
public:
    struct Service {
        const char* time = "20ms";
        bool isFixed = false;
        int workers = 200;
    };
    Fleet(int servers, double rate) : Fleet(servers, rate, Service{}) {}
    Fleet(int servers, double rate, const Service& service);

    Fleet& set(const char* component, const char* key, const QJsonValue& value) {
        design.set(component, key, value);
        return *this;
    }
    Fleet& set(const char* component, const char* key, const char* word) { return set(component, key, QJsonValue(QLatin1String(word))); }
    /// Of each server: weight, most requests at once (0: no limit), whether it is a backup.
    struct Row {
        int weight = 1, maxconn = 0;
        bool isBackup = false;
    };
    Fleet& servers(const std::vector<Row>& rows);
    Trial trial(const catalog::Catalog& catalog, std::uint64_t seed = 1) const { return Trial(catalog, design.json(), seed); }

    DesignText design;
    std::vector<int> ids;
};

/// users -> nginx -> some application servers; names as above, and nginx.
class WebFleet {
public:
    WebFleet(int servers, double rate, const Fleet::Service& service);
    WebFleet& set(const char* component, const char* key, const QJsonValue& value) {
        design.set(component, key, value);
        return *this;
    }
    WebFleet& set(const char* component, const char* key, const char* word) { return set(component, key, QJsonValue(QLatin1String(word))); }
    Trial trial(const catalog::Catalog& catalog, std::uint64_t seed = 1) const { return Trial(catalog, design.json(), seed); }

    DesignText design;
};

/// What each server of a fleet was sent since the last time this was asked; in percent.
class Shares {
public:
    explicit Shares(int servers) : m_before(static_cast<std::size_t>(servers)) {}
    std::vector<double> since(const Trial& trial);

private:
    std::vector<std::uint64_t> m_before;
};

/// "72 : 14 : 14".
std::string shareText(const std::vector<double>& shares, int digits = 0);

/// Mean time in seconds of the requests that began in [from, to) and ended so; 0 without one.
double meanTime(Trial& trial, sim::Outcome outcome, double from, double to);

/// A row of the third part of the table.
Case setupCase(int row, const char* behaviour, std::function<Finding(Effort)> judge);

std::vector<Case> balancerSetups(const catalog::Catalog& catalog, int first);
std::vector<Case> balancerLimitSetups(const catalog::Catalog& catalog, int first);
std::vector<Case> checkSetups(const catalog::Catalog& catalog, int first);
std::vector<Case> webSetups(const catalog::Catalog& catalog, int first);
std::vector<Case> databaseSetups(const catalog::Catalog& catalog, int first);

}  // namespace faultline::validation
