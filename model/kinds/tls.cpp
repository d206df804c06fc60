#include "model/kinds/tls.h"

#include <algorithm>

namespace faultline::kinds {

namespace reason {
const sim::Reason noCertificate{"no_certificate", FL_TR("reason", "%1 has no certificate: nobody can speak HTTPS with it")};
const sim::Reason certificateExpired{"certificate_expired", FL_TR("reason", "the certificate %1 has expired")};
const sim::Reason certificateNotYetValid{"certificate_not_yet_valid", FL_TR("reason", "the certificate %1 is not valid yet")};
const sim::Reason certificateWrongName{"certificate_wrong_name", FL_TR("reason", "the certificate %1 is for another name")};
const sim::Reason certificateSelfSigned{"certificate_self_signed",
                                        FL_TR("reason", "the certificate %1 is self-signed: nobody vouches for it")};
}  // namespace reason

namespace {

char tlsLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::uint32_t tlsHash(std::string_view name) {
    std::uint32_t hash = 2166136261u;  // FNV-1a
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(tlsLower(c))) * 16777619u;
    return hash != 0 ? hash : 1;
}

bool tlsIsSeparator(char c) {
    return c == ',' || c == ';' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::uint64_t serverName(std::string_view hostName) {
    if (hostName.ends_with('.')) hostName.remove_suffix(1);
    const std::size_t dot = hostName.find('.');
    const std::string_view parent = dot == std::string_view::npos ? std::string_view() : hostName.substr(dot + 1);
    return static_cast<std::uint64_t>(tlsHash(parent)) << 32 | tlsHash(hostName);
}

void TlsEnd::configure(const sim::Setup& setup) {
    m_certificates.clear();
    for (const sim::Attachment& attachment : setup.attachments) {
        if (std::string_view(attachment.kind) != "certificate" || !attachment.settings) continue;
        const Settings& s = *attachment.settings;
        Certificate certificate;
        certificate.slot = attachment.slot;
        certificate.notBefore = s.value("not_before").toInt();
        certificate.notAfter = s.value("not_after").toInt();
        certificate.trusted = s.value("issuer").toText() != "self_signed";
        certificate.rsa = s.value("key_type").toText() == "rsa_2048";
        std::string_view names = s.value("names").toText();
        while (!names.empty()) {
            const auto end = std::find_if(names.begin(), names.end(), tlsIsSeparator);
            std::string_view name = names.substr(0, static_cast<std::size_t>(end - names.begin()));
            names.remove_prefix(std::min(names.size(), name.size() + 1));
            if (name.ends_with('.')) name.remove_suffix(1);
            if (name.empty()) continue;
            if (name.starts_with("*."))
                certificate.wildcards.push_back(tlsHash(name.substr(2)));
            else
                certificate.names.push_back(tlsHash(name));
        }
        m_certificates.push_back(std::move(certificate));
    }
}

bool TlsEnd::Certificate::covers(std::uint64_t name) const {
    const auto whole = static_cast<std::uint32_t>(name);
    const auto parent = static_cast<std::uint32_t>(name >> 32);
    return std::find(names.begin(), names.end(), whole) != names.end() ||
           std::find(wildcards.begin(), wildcards.end(), parent) != wildcards.end();
}

const TlsEnd::Certificate& TlsEnd::shown(std::uint64_t name) const {
    for (const Certificate& certificate : m_certificates)
        if (certificate.covers(name)) return certificate;
    return m_certificates.front();
}

SimTime TlsEnd::handshake(const sim::Call& call, SimTime ecdsa, SimTime rsa) const {
    if (m_certificates.empty()) return 0;
    return shown(call.version).rsa ? rsa : ecdsa;
}

std::optional<TlsEnd::Refusal> TlsEnd::judge(const sim::Call& call, std::int64_t date, sim::Slot self) const {
    using sim::Outcome;
    if (m_certificates.empty()) return Refusal{Outcome::TlsUntrusted, {&reason::noCertificate, self, 0}};
    if (!call.has(sim::Call::Verify)) return std::nullopt;
    const Certificate& certificate = shown(call.version);
    const std::uint32_t slot = certificate.slot;
    // In the order in which OpenSSL finds them: the issuer, the dates, and last the name.
    if (!certificate.trusted) return Refusal{Outcome::TlsUntrusted, {&reason::certificateSelfSigned, slot, 0}};
    if (date < certificate.notBefore) return Refusal{Outcome::TlsNotYetValid, {&reason::certificateNotYetValid, slot, 0}};
    if (date > certificate.notAfter) return Refusal{Outcome::TlsExpired, {&reason::certificateExpired, slot, 0}};
    if (!certificate.covers(call.version)) return Refusal{Outcome::TlsNameMismatch, {&reason::certificateWrongName, slot, 0}};
    return std::nullopt;
}

}  // namespace faultline::kinds
