#include "model/runtime/frame.h"

#include <algorithm>

namespace faultline::runtime {

namespace {

template <class Status, class Id> const Status* frameFind(const std::vector<Status>& all, Id id) {
    const auto it = std::find_if(all.begin(), all.end(), [id](const Status& status) { return status.id == id; });
    return it == all.end() ? nullptr : &*it;
}

}  // namespace

const ComponentStatus* Frame::component(ComponentId id) const { return frameFind(components, id); }

const LinkStatus* Frame::link(LinkId id) const { return frameFind(links, id); }

}  // namespace faultline::runtime
