//===- Operators.h - What the compiler makes native ------------------------===//
#pragma once

#include <string>

namespace mock::conversion {

/// All operators with a lowering or a decomposition, sorted by name, as a JSON array of
/// `{"name": "aten.add.Tensor", "how": "lowered" | "decomposed"}`. A decomposed one falls apart
/// into lowered ones. Arguments or types that a lowering does not take make a host call of the
/// operator all the same.
std::string operatorsJson();

} // namespace mock::conversion
