#pragma once
#include <memory>

namespace faultline::sim {
class Behaviour;
}

namespace faultline::kinds {

/// The behaviour of users; its descriptor has a file of its own.
std::unique_ptr<sim::Behaviour> createUsers();

}  // namespace faultline::kinds
