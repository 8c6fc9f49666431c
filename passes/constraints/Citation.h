//===- Citation.h - Who says so ------------------------------------------===//
#pragma once

#include "mock/runtime/profile/Profile.h"

#include <string>
#include <string_view>

namespace mock::constraints {

/// "mock-v1 tensor.rank.max (docs/profiles.md#tensors)": profile, key and source of a limit, or of
/// a list such as `vector.dtypes`. The profile's name alone where it says nothing of that key.
std::string citation(const profile::Profile &profile, std::string_view key);

} // namespace mock::constraints
