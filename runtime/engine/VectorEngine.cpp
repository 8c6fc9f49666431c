//===- VectorEngine.cpp - Bodies applied to boxes --------------------------===//

#include "runtime/engine/VectorEngine.h"

#include <cstring>

namespace mock::engine {

using isa::BodyOp;
using isa::BodyOpcode;
using isa::RegisterType;

static bool sameElements(const OperandView &a, const OperandView &b) {
  if (a.data != b.data || a.box.rank != b.box.rank || itemSize(a.dtype) != itemSize(b.dtype))
    return false;
  for (int d = 0; d < a.box.rank; ++d)
    if (a.box.extents[d] != b.box.extents[d] || a.box.strides[d] != b.box.strides[d])
      return false;
  return true;
}

static bool interfere(const OperandView &a, const OperandView &b) {
  int64_t base = reinterpret_cast<intptr_t>(a.data), other = reinterpret_cast<intptr_t>(b.data);
  return mayOverlap(a.box, base, itemSize(a.dtype), b.box, other, itemSize(b.dtype)) &&
         !sameElements(a, b);
}

/// Positions are defined to run one after the other. Strips do the same unless an output's element
/// is another position's operand.
static int64_t stripSize(const VectorTask &task) {
  for (size_t o = 0; o < task.outputs.size(); ++o) {
    for (const OperandView &input : task.inputs)
      if (interfere(task.outputs[o], input))
        return 1;
    for (size_t other = o + 1; other < task.outputs.size(); ++other)
      if (interfere(task.outputs[o], task.outputs[other]))
        return 1;
  }
  return kStripElements;
}

/// Whether lanes of the result may be wider or narrower than an operand's: such a result must not
/// be written over an operand that is still being read.
static bool changesWidth(const BodyOp &op) {
  switch (op.opcode) {
  case BodyOpcode::Convert:
  case BodyOpcode::Select:
  case BodyOpcode::CmpEq:
  case BodyOpcode::CmpNe:
  case BodyOpcode::CmpLt:
  case BodyOpcode::CmpLe:
  case BodyOpcode::CmpGt:
  case BodyOpcode::CmpGe:
    return true;
  default:
    return false;
  }
}

void VectorEngine::prepare(const VectorTask &task) {
  int64_t needed = 0;
  std::array<int, 256> definitions{};
  for (const BodyOp &op : task.body->ops) {
    int64_t highest = op.destination;
    for (uint8_t operand : op.operands)
      highest = std::max<int64_t>(highest, operand);
    needed = std::max(needed, highest + 1);
    if (op.opcode != BodyOpcode::Output)
      ++definitions[op.destination];
  }
  ++needed; // a spare for results that change the width of a lane in place
  if (needed > registerCount) {
    registers = std::make_unique<std::byte[]>(needed * kStripElements * kLaneBytes);
    registerCount = needed;
  }
  hoisted.assign(task.body->ops.size(), false);
  for (size_t i = 0; i < task.body->ops.size(); ++i) {
    const BodyOp &op = task.body->ops[i];
    hoisted[i] = op.opcode == BodyOpcode::Constant && definitions[op.destination] == 1;
    if (hoisted[i])
      writeConstant(op);
  }
}

void VectorEngine::writeConstant(const BodyOp &op) {
  int64_t bytes = laneBytes(op.type);
  std::byte *lanes = static_cast<std::byte *>(lanesOf(op.destination));
  uint64_t value = op.type == RegisterType::Pred ? op.immediate != 0 : op.immediate;
  for (int64_t i = 0; i < kStripElements; ++i)
    std::memcpy(lanes + i * bytes, &value, size_t(bytes));
}

void VectorEngine::writeIndex(const BodyOp &op, const VectorTask &task, int64_t begin,
                              int64_t count) {
  Box positions;
  for (int d = 0; d < task.iteration.rank; ++d)
    positions.append(task.iteration.extents[d], uint64_t(d) == op.immediate ? 1 : 0);
  int64_t *lanes = static_cast<int64_t *>(lanesOf(op.destination));
  int64_t base = task.indexBases[op.immediate];
  forEachPiece(collapse(positions), begin, count,
               [&](int64_t offset, int64_t stride, int64_t lane, int64_t number) {
                 for (int64_t i = 0; i < number; ++i)
                   lanes[lane + i] = base + offset + i * stride;
               });
}

void VectorEngine::compute(const BodyOp &op, int64_t count) {
  void *a = lanesOf(op.operands[0]), *b = lanesOf(op.operands[1]), *c = lanesOf(op.operands[2]);
  void *result = lanesOf(op.destination);
  StripFunction function = op.opcode == BodyOpcode::Convert
                               ? kernels.convert[op.immediate][int(op.type)]
                               : kernels.body[int(op.opcode)][int(op.type)];
  if (!changesWidth(op) || (result != a && result != b && result != c))
    return function(result, a, b, c, count);
  void *spare = lanesOf(int(registerCount - 1));
  function(spare, a, b, c, count);
  std::memcpy(result, spare, size_t(count * kLaneBytes));
}

template <typename T> static std::optional<int64_t> findZero(const void *lanes, int64_t count) {
  const T *divisors = static_cast<const T *>(lanes);
  const T *found = std::find(divisors, divisors + count, T(0));
  return found == divisors + count ? std::nullopt : std::optional<int64_t>(found - divisors);
}

static std::optional<int64_t> findZeroDivisor(const BodyOp &op, const void *lanes, int64_t count) {
  if (op.opcode != BodyOpcode::Div && op.opcode != BodyOpcode::Rem)
    return std::nullopt;
  if (op.type == RegisterType::I32)
    return findZero<int32_t>(lanes, count);
  if (op.type == RegisterType::I64)
    return findZero<int64_t>(lanes, count);
  return std::nullopt;
}

std::optional<ZeroDivisor> VectorEngine::runStrip(const VectorTask &task, int64_t begin,
                                                  int64_t count) {
  for (size_t i = 0; i < task.body->ops.size(); ++i) {
    const BodyOp &op = task.body->ops[i];
    switch (op.opcode) {
    case BodyOpcode::Input:
      loadStrip(kernels, task.inputs[op.immediate], begin, count, lanesOf(op.destination));
      break;
    case BodyOpcode::Output:
      storeStrip(kernels, task.outputs[op.immediate], begin, count, lanesOf(op.operands[0]));
      break;
    case BodyOpcode::Constant:
      if (!hoisted[i])
        writeConstant(op);
      break;
    case BodyOpcode::Index:
      writeIndex(op, task, begin, count);
      break;
    default:
      if (auto lane = findZeroDivisor(op, lanesOf(op.operands[1]), count))
        return ZeroDivisor{int64_t(i), begin + *lane};
      compute(op, count);
    }
  }
  return std::nullopt;
}

static void collapseAll(std::vector<OperandView> &operands) {
  for (OperandView &operand : operands)
    operand.box = collapse(operand.box);
}

std::optional<ZeroDivisor> VectorEngine::run(const VectorTask &original) {
  VectorTask task = original;
  int64_t strip = stripSize(task);
  collapseAll(task.inputs);
  collapseAll(task.outputs);
  prepare(task);
  int64_t elements = task.iteration.elements();
  for (int64_t begin = 0; begin < elements; begin += strip)
    if (auto zero = runStrip(task, begin, std::min(strip, elements - begin)))
      return zero;
  return std::nullopt;
}

} // namespace mock::engine
