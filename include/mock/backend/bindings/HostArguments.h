//===- HostArguments.h - An operator's arguments from Python ---------------===//
#pragma once

#include "mock/backend/compile/PreparedOperator.h"

#include <pybind11/pybind11.h>

#include <string>

namespace mock::backend {

/// An operator that ATen runs, from its name and one (tag, value) pair per argument of its schema:
/// 't' a tensor, 'n' an absent optional tensor, 'T' a list of tensors as a list of bools (false:
/// None), 'o' any other value. Result positions as in PreparedOperator. Needs the GIL.
PreparedOperator hostOperatorOf(const std::string &name, const pybind11::tuple &arguments,
                                std::vector<int32_t> resultPositions);

} // namespace mock::backend
