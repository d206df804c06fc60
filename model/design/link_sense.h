#pragma once
#include "model/design/draft.h"

namespace faultline::design {

/// What a link that was just drawn makes plain, so that nobody has to say it twice; only what was left open is filled in.
///  * Of two that replicate and both lead, the one that came later follows: the property named like the port of the caller says by
///    its `shownWhen` what a follower is.
///  * What calls a follower first and then a leading one writes to the leading one.
///  * A record of a name server that leads nowhere leads to what those who ask it call.
/// Used inside model/design only.
void makeSense(Draft& draft, LinkId link);

}  // namespace faultline::design
