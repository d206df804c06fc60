#pragma once
#include <vector>

/// Exact results of queueing theory. Times in the unit of the service time that is given.
namespace faultline::validation {

/// Probability that an arrival must wait in M/M/c (Erlang's second formula). L. Kleinrock, Queueing Systems I, 3.5. load < 1: of
/// one server.
double erlangC(int servers, double load);
/// Mean time in system of M/M/c, first in first out.
double responseMMc(int servers, double load, double service);
/// Mean time in system of M/D/1, first in first out, by the formula of Pollaczek and Khinchine.
double responseMD1(double load, double service);
/// Mean time in system of M/G/1 under processor sharing, and of M/M/1: it does not depend on how the service times scatter.
double responsePS(double load, double service);

/// A closed network with single-server stations of product form and a think time: exact mean value analysis (M. Reiser, S.
/// Lavenberg, 1980). Mean time from request to answer with this many users.
double responseClosed(int users, double think, const std::vector<double>& services);

}  // namespace faultline::validation
