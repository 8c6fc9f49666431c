//===- Opcode.h - Numbers of the instructions ------------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include <span>
#include <string_view>

namespace mock::isa {

/// Part of the file format: the order is that of the field `opcode`.
enum class Opcode : uint8_t {
  DmaIn,
  DmaOut,
  MatMul,
  Vector,
  Reduce,
  Fill,
  Wait,
  Loop,
  End,
  Barrier,
  Halt,
  Conv,
  Gather,
  Scatter,
  Scan,
  Sort
};
inline constexpr int kNumOpcodes = 16;

std::span<const std::string_view> opcodeNames();

Opcode opcodeOf(const Operation &operation);
/// An operation with that number and default fields.
Operation makeOperation(Opcode opcode);

} // namespace mock::isa
