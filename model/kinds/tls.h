#pragma once
#include "model/core/sim_time.h"
#include "model/sim/blueprint.h"
#include "model/sim/call.h"

#include <optional>
#include <string_view>
#include <vector>

namespace faultline::kinds {

/// What a TLS client says in CallSpec::version of the name it asks for: a hash of the whole name in the low half, of its parent domain
/// (for wildcard certificates) in the high half. Case and a final dot do not count; never 0.
std::uint64_t serverName(std::string_view hostName);

namespace reason {
extern const sim::Reason noCertificate, certificateExpired, certificateNotYetValid, certificateWrongName, certificateSelfSigned;
}  // namespace reason

/// The side of TLS that has the certificate: read from what is installed, judged as a client that verifies would. A value.
class TlsEnd {
public:
    /// Takes the first certificate among the attachments; of several the first that names what is asked for is shown, as SNI does.
    void configure(const sim::Setup& setup);
    bool hasCertificate() const { return !m_certificates.empty(); }
    /// CPU of a handshake, by the kind of key that signs it.
    SimTime handshake(const sim::Call& call, SimTime ecdsa, SimTime rsa) const;

    struct Refusal {
        sim::Outcome outcome = sim::Outcome::TlsUntrusted;
        sim::Cause cause;
    };
    /// Why the client of this encrypted call ends the handshake at this date (unix seconds); nothing: it goes on. Without a certificate
    /// nobody can go on; else only clients that verify refuse.
    std::optional<Refusal> judge(const sim::Call& call, std::int64_t date, sim::Slot self) const;

private:
    struct Certificate {
        sim::Slot slot = 0;
        std::vector<std::uint32_t> names, wildcards;
        std::int64_t notBefore = 0, notAfter = 0;
        bool trusted = true;
        bool rsa = false;
        bool covers(std::uint64_t name) const;
    };
    const Certificate& shown(std::uint64_t name) const;
    std::vector<Certificate> m_certificates;
};

}  // namespace faultline::kinds
