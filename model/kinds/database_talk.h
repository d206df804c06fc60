#pragma once
#include <cstdint>

/// What databases, and those that look after them, say to each other: calls of class Replication whose tag is one of these.
namespace faultline::kinds {

enum class DbMessage : std::uint16_t {
    None,
    /// A replica registers. version: how long the source may hold a question before it sends a heartbeat; key: 1 if it acknowledges
    /// what it receives (semi-synchronous).
    Hello,
    /// It has everything of origin `key` up to number `version`.
    Has,
    /// It asks for more and acknowledges the source's own transactions up to `version`. The answer: version the first number, data[0]
    /// how many, data[1] their origin, data[2] the second of their commits, key its number in the stream; none at all: a heartbeat.
    Poll,
    /// SHOW REPLICA STATUS and the like, answered in DbStatus flags in data[0], data[1] its source, version how many transactions it
    /// has received.
    Status,
    /// SET GLOBAL super_read_only = ON. The answer: version how many transactions it has.
    SetReadOnly,
    /// Become a primary: apply the relay log first (Promote) or give it up (PromoteNow). Answered when that has begun.
    Promote,
    PromoteNow,
    /// CHANGE REPLICATION SOURCE TO the database `key`; START REPLICA.
    Follow,
    /// STOP REPLICA IO_THREAD; START REPLICA IO_THREAD.
    Reconnect,
    /// A dump of everything; held for as long as it takes (version, in nanoseconds).
    Dump,
    /// The interval number `key` of the set of transactions in the dump: data[0] 1 and data[1] its origin, version its end; data[0] 0:
    /// there is none.
    DumpedSet,
    /// To an application: from now on write to the database `key` instead of the database `version`.
    Repoint,
    /// By SSH to the machine of a database: ip addr add, or del, of the shared address `version`.
    TakeAddress,
    DropAddress
};

/// Tag of a question to DNS that is none but an update (RFC 2136): the records of the name
/// `version` that lead to the address `client` lead to the address `key`.
inline constexpr std::uint16_t dnsUpdate = 1;

/// Flags of the answer to DbMessage::Status.
enum DbStatusFlag : std::uint32_t { DbWritable = 1, DbIsReplica = 2, DbReceives = 4, DbIsPromoting = 8, DbIoConfigured = 16 };

}  // namespace faultline::kinds
