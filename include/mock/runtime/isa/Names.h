//===- Names.h - Names of the instruction set's enumerations ---------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include <span>
#include <string_view>

namespace mock::isa {

/// "dma.in", "dma.out", "matrix", "vector".
std::string_view name(Engine engine);
/// "sum", "prod", "max", "min", "argmax", "argmin".
std::string_view name(ReduceKind kind);
/// "store", "add", "mul", "min", "max".
std::string_view name(ScatterMode mode);
/// "f32", "i32", "i64", "pred".
std::string_view name(RegisterType type);
/// The mnemonic of BodyOps.def.
std::string_view name(BodyOpcode opcode);
/// The mnemonic of the instruction: "dma.in", "matmul", ...
std::string_view name(const Operation &operation);

/// All names, in the order of the enumerators.
std::span<const std::string_view> engineNames();
std::span<const std::string_view> reduceKindNames();
std::span<const std::string_view> scatterModeNames();
std::span<const std::string_view> registerTypeNames();
std::span<const std::string_view> bodyOpcodeNames();
std::span<const std::string_view> accumulateModeNames();
std::span<const std::string_view> dtypeNames();

} // namespace mock::isa
