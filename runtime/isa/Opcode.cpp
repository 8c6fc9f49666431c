//===- Opcode.cpp - Numbers of the instructions, engines, sync -------------===//
#include "Opcode.h"

#include <utility>

namespace mock::isa {
namespace {

template <typename T>
concept HasSync = requires(T operation) { operation.sync; };

} // namespace

Opcode opcodeOf(const Operation &operation) {
  if (const auto *dma = std::get_if<Dma>(&operation))
    return dma->in ? Opcode::DmaIn : Opcode::DmaOut;
  // The variant lists the operations in the order of the opcodes, with one entry for both DMAs.
  static_assert(std::variant_size_v<Operation> + 1 == kNumOpcodes);
  return static_cast<Opcode>(operation.index() + 1);
}

Operation makeOperation(Opcode opcode) {
  switch (opcode) {
  case Opcode::DmaIn:
    return Dma{};
  case Opcode::DmaOut: {
    Dma dma;
    dma.in = false;
    return dma;
  }
  case Opcode::MatMul:
    return MatMul{};
  case Opcode::Vector:
    return Vector{};
  case Opcode::Reduce:
    return Reduce{};
  case Opcode::Fill:
    return Fill{};
  case Opcode::Wait:
    return Wait{};
  case Opcode::Loop:
    return LoopBegin{};
  case Opcode::End:
    return LoopEnd{};
  case Opcode::Barrier:
    return Barrier{};
  case Opcode::Conv:
    return Conv{};
  case Opcode::Gather:
    return Gather{};
  case Opcode::Scatter:
    return Scatter{};
  case Opcode::Scan:
    return Scan{};
  case Opcode::Sort:
    return Sort{};
  case Opcode::Halt:
    break;
  }
  return Halt{};
}

bool engineOf(const Operation &operation, Engine &engine) {
  switch (opcodeOf(operation)) {
  case Opcode::DmaIn:
  case Opcode::Gather:
    engine = Engine::DmaIn;
    return true;
  case Opcode::DmaOut:
  case Opcode::Scatter:
    engine = Engine::DmaOut;
    return true;
  case Opcode::MatMul:
  case Opcode::Conv:
    engine = Engine::Matrix;
    return true;
  case Opcode::Vector:
  case Opcode::Reduce:
  case Opcode::Fill:
  case Opcode::Scan:
  case Opcode::Sort:
    engine = Engine::Vector;
    return true;
  case Opcode::Wait:
    engine = std::get<Wait>(operation).engine;
    return true;
  case Opcode::Loop:
  case Opcode::End:
  case Opcode::Barrier:
  case Opcode::Halt:
    break;
  }
  return false;
}

const Sync *syncOf(const Operation &operation) {
  return std::visit(
      [](const auto &specific) -> const Sync * {
        if constexpr (HasSync<decltype(specific)>)
          return &specific.sync;
        else
          return nullptr;
      },
      operation);
}

Sync *syncOf(Operation &operation) { return const_cast<Sync *>(syncOf(std::as_const(operation))); }

} // namespace mock::isa
