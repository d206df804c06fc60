#pragma once
#include "model/catalog/kind.h"
#include "model/validation/case.h"
#include "model/validation/design_text.h"
#include "model/validation/trial.h"

#include <string>
#include <vector>

namespace faultline::validation {

/// The set-up on which the real programs were measured: users -> HAProxy -> two nginx -> two applications -> MariaDB primary and
/// replica, all on one host with one core, over loopback; 100 client addresses, a new TLS 1.3 connection (ECDSA) for each request,
/// four workers an application, waiting Exp(20 ms).
/// Names: users, haproxy, cert, nginx-1, nginx-2, app-1, app-2, db-1 (primary), db-2 (replica).
class Rig {
public:
    /// Without a database operation.
    static Rig plain(double rate);
    /// Every request reads from the replica or, this share of them, writes to the primary.
    static Rig withDatabase(double rate, double writes);

    Rig& set(const char* component, const char* key, const QJsonValue& value) {
        design.set(component, key, value);
        return *this;
    }
    Trial trial(const catalog::Catalog& catalog, std::uint64_t seed = 1) const { return Trial(catalog, design.json(), seed); }

    DesignText design;
    int cert = 0;
    int host = 0;
    int usersLink = 0, backendLink[2] = {0, 0}, replicationLink = 0;

private:
    explicit Rig(double rate, double writes, bool hasDatabase);
};

/// "12.3", with so many digits behind the point.
std::string number(double value, int digits = 2);
/// "1,234".
std::string whole(double value);
/// A finding of a trial that could not be carried out; else as given.
Finding judged(const Trial& trial, Finding finding);

/// What a row of the reality table needs: its number, what is looked at, and how it is judged.
Case realityCase(int row, const char* behaviour, std::function<Finding(Effort)> judge);

std::vector<Case> balancingCases(const catalog::Catalog& catalog);
std::vector<Case> backendCases(const catalog::Catalog& catalog);
std::vector<Case> balancerCases(const catalog::Catalog& catalog);
std::vector<Case> databaseCases(const catalog::Catalog& catalog);
std::vector<Case> securityCases(const catalog::Catalog& catalog);

}  // namespace faultline::validation
