#pragma once

namespace faultline::bench {

/// Shows the window until it has been painted once; the exit code.
int showWindowOnce();

}  // namespace faultline::bench
