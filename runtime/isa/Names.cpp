//===- Names.cpp - Names of the instruction set's enumerations -------------===//
#include "mock/runtime/isa/Names.h"

#include "Opcode.h"

#include <array>

namespace mock::isa {
namespace {

constexpr std::array<std::string_view, kNumEngines> kEngines = {"dma.in", "dma.out", "matrix",
                                                                "vector"};
constexpr std::array<std::string_view, 6> kReduceKinds = {"sum", "prod",   "max",
                                                          "min", "argmax", "argmin"};
constexpr std::array<std::string_view, 5> kScatterModes = {"store", "add", "mul", "min", "max"};
constexpr std::array<std::string_view, 4> kRegisterTypes = {"f32", "i32", "i64", "pred"};
constexpr std::array<std::string_view, 3> kAccumulateModes = {"never", "always", "unless-first"};
constexpr std::string_view kBodyOpcodes[] = {
#define MOCK_BODY_OP(Enumerator, Mnemonic, Operands, Cost) Mnemonic,
#include "mock/runtime/isa/BodyOps.def"
};
constexpr std::array<std::string_view, kNumOpcodes> kOpcodes = {
    "dma.in", "dma.out", "matmul", "vector", "reduce", "fill",    "wait", "loop",
    "end",    "barrier", "halt",   "conv",   "gather", "scatter", "scan", "sort"};

constexpr size_t kNumDTypes = static_cast<size_t>(DType::C128) + 1;

template <typename Enum>
std::string_view nameIn(std::span<const std::string_view> names, Enum value) {
  size_t index = static_cast<size_t>(value);
  return index < names.size() ? names[index] : "invalid";
}

} // namespace

std::span<const std::string_view> engineNames() { return kEngines; }
std::span<const std::string_view> reduceKindNames() { return kReduceKinds; }
std::span<const std::string_view> scatterModeNames() { return kScatterModes; }
std::span<const std::string_view> registerTypeNames() { return kRegisterTypes; }
std::span<const std::string_view> bodyOpcodeNames() { return kBodyOpcodes; }
std::span<const std::string_view> accumulateModeNames() { return kAccumulateModes; }
std::span<const std::string_view> opcodeNames() { return kOpcodes; }

std::span<const std::string_view> dtypeNames() {
  static const std::array<std::string_view, kNumDTypes> names = [] {
    std::array<std::string_view, kNumDTypes> list;
    for (size_t i = 0; i < kNumDTypes; ++i)
      list[i] = mock::name(static_cast<DType>(i));
    return list;
  }();
  return names;
}

std::string_view name(Engine engine) { return nameIn(kEngines, engine); }
std::string_view name(ReduceKind kind) { return nameIn(kReduceKinds, kind); }
std::string_view name(ScatterMode mode) { return nameIn(kScatterModes, mode); }
std::string_view name(RegisterType type) { return nameIn(kRegisterTypes, type); }
std::string_view name(BodyOpcode opcode) { return nameIn(kBodyOpcodes, opcode); }
std::string_view name(const Operation &operation) { return nameIn(kOpcodes, opcodeOf(operation)); }

} // namespace mock::isa
