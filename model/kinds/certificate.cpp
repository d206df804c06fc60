#include "model/kinds/all_kinds.h"

namespace faultline::kinds {

catalog::ComponentKind certificateKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "certificate",
        .label = FL_TR("certificate", "Certificate"),
        .help = FL_TR(
            "certificate",
            "The proof that a server may speak for a name, without which there is no HTTPS. Drop it onto the "
            "component where the encryption ends: a load balancer (what lies behind it is then plain text unless it encrypts "
            "again) or a web server. A client that verifies leaves during the handshake when the certificate has expired, is not "
            "valid yet, is for another name or is self-signed. The server counts no request then: on its side an expired "
            "certificate looks like traffic that falls to nothing, and its health checks stay green."),
        .group = Group::Security,
        .namePrefix = "cert",
        .aliases = {"SSL certificate", "TLS certificate", "SSL", "TLS", "HTTPS", "X.509", "SSL termination", "encryption",
                    "Let's Encrypt"}};
    kind.software = {{.name = "Let's Encrypt"},
                     {.name = "Commercial CA"},
                     {.name = "Self-signed", .values = {{"issuer", Value("self_signed")}}}};
    kind.properties = {
        {.key = "names",
         .label = FL_TR("certificate", "Names"),
         .help = FL_TR("certificate",
                       "Host names it is for (subject alternative names), separated by commas; *.foobar.com covers every "
                       "name one level below foobar.com."),
         .type = PropertyType::Text,
         .defaultValue = "www.foobar.com, foobar.com"},
        {.key = "not_before",
         .label = FL_TR("certificate", "Valid from"),
         .help = FL_TR("certificate", "Simulated date from which it is valid."),
         .type = PropertyType::DateTime,
         .defaultValue = Value(std::int64_t{1'761'955'200})},
        {.key = "not_after",
         .label = FL_TR("certificate", "Valid until"),
         .help = FL_TR("certificate", "Simulated date on which it expires."),
         .type = PropertyType::DateTime,
         .defaultValue = Value(std::int64_t{1'798'761'600})},
        {.key = "issuer",
         .label = FL_TR("certificate", "Issuer"),
         .help = FL_TR("certificate", "Whether a browser trusts who signed it."),
         .type = PropertyType::Choice,
         .defaultValue = "trusted",
         .choices = {{"trusted", FL_TR("certificate", "A trusted authority")},
                     {"self_signed", FL_TR("certificate", "Self-signed")}}},
        {.key = "key_type",
         .label = FL_TR("certificate", "Key"),
         .help = FL_TR("certificate",
                       "Signing a handshake costs far more CPU with RSA than with ECDSA (measured with HAProxy 2.6: 0.91 "
                       "against 0.45 ms per new connection at full load)."),
         .type = PropertyType::Choice,
         .defaultValue = "ecdsa_p256",
         .choices = {{"ecdsa_p256", FL_TR("certificate", "ECDSA P-256")}, {"rsa_2048", FL_TR("certificate", "RSA 2048 bits")}}}};
    kind.ports = {{"certificate", FL_TR("certificate", "Installed on"), PortRole::Attach, PortDirection::Out, "certificate"}};
    kind.shape = Shape::Seal;
    return kind;
}

}  // namespace faultline::kinds
