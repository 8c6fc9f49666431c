//===- LimitTable.h - Which limits a profile may state ---------------------===//
#pragma once

#include "mock/runtime/profile/Profile.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::profile {

/// What is known of a limit before any profile states it.
struct LimitDescription {
  std::string key;
  std::string_view unit;
  int64_t min = 0, max = 0;
  bool fullNeeds = false; ///< a full profile must state it
};

/// All limits of a profile with these memories and matrix input types.
std::vector<LimitDescription> describeLimits(const std::vector<Memory> &memories,
                                             const std::vector<DType> &matrixInputs);

/// What the instruction set says of an encoded field.
struct FieldDescription {
  std::string_view name;
  int minBits = 1, maxBits = 64;
  bool maySign = false;
};

const std::vector<FieldDescription> &describeFields();

} // namespace mock::profile
