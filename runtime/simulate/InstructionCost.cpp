//===- InstructionCost.cpp - What one execution costs ----------------------===//

#include "runtime/simulate/InstructionCost.h"

#include <algorithm>
#include <utility>

namespace mock::simulate {

using isa::BodyOpcode;

static bool isTranscendental(BodyOpcode opcode) {
  enum { Simple, Transcendental };
  static constexpr int costs[] = {
#define MOCK_BODY_OP(Enumerator, Mnemonic, Operands, Cost) Cost,
#include "mock/runtime/isa/BodyOps.def"
  };
  return costs[int(opcode)] == Transcendental;
}

std::vector<BodyCost> bodyCosts(const isa::Program &program) {
  std::vector<BodyCost> costs;
  for (const isa::Body &body : program.bodies) {
    BodyCost cost;
    for (const isa::BodyOp &op : body.ops) {
      ++(isTranscendental(op.opcode) ? cost.transcendental : cost.simple);
      cost.arithmetic += op.opcode > BodyOpcode::Index;
    }
    costs.push_back(cost);
  }
  return costs;
}

/// The bytes that follow each other when the box is walked in order.
static int64_t contiguousBytes(const engine::Box &box, int64_t elementBytes) {
  int64_t run = elementBytes;
  for (int d = box.rank - 1; d >= 0; --d) {
    if (box.extents[d] == 1)
      continue;
    if (box.strides[d] != run)
      break;
    run *= box.extents[d];
  }
  return run;
}

namespace {
struct CostVisitor {
  const profile::Profile &profile;
  const std::vector<BodyCost> &bodies;
  const Descriptor &descriptor;

  Cost operator()(const isa::Dma &dma) const {
    Cost cost;
    if (dma.in) { // the padded box is written, whatever of it is read
      const Access &to = descriptor.accesses.back();
      int64_t padded = to.box.elements() * to.elementBytes;
      cost.cycles = dmaCycles(profile, padded, padded);
      if (descriptor.accesses.size() == 1)
        return cost;
    }
    const Access &main = descriptor.accesses[dma.in ? 0 : 1];
    int64_t bytes = main.box.elements() * main.elementBytes;
    cost.cycles = std::max(cost.cycles,
                           dmaCycles(profile, bytes, contiguousBytes(main.box, main.elementBytes)));
    (dma.in ? cost.bytesIn : cost.bytesOut) = bytes;
    return cost;
  }
  /// Cycles and bytes of elements that indices move; a run ends where an index varies.
  template <typename Indexed> Cost indexed(const Indexed &operation, int64_t &bytes) const {
    const Access &main = *descriptor.indexed;
    engine::Box run = main.box;
    for (const isa::IndexOperand &index : operation.indices)
      for (int d = run.rank - 1; d >= 0; --d)
        if (run.extents[d] > 1 && index.values.strides[d] != 0)
          run.strides[d] = 0; // is never contiguous
    bytes = main.box.elements() * main.elementBytes;
    Cost cost;
    cost.cycles = dmaCycles(profile, bytes, contiguousBytes(run, main.elementBytes));
    return cost;
  }
  Cost operator()(const isa::Gather &gather) const {
    int64_t bytes = 0;
    Cost cost = indexed(gather, bytes);
    cost.bytesIn = bytes;
    return cost;
  }
  Cost operator()(const isa::Scatter &scatter) const {
    int64_t bytes = 0;
    Cost cost = indexed(scatter, bytes);
    cost.bytesOut = bytes;
    if (scatter.mode == isa::ScatterMode::Store)
      return cost;
    // The place is read and then written.
    cost.cycles = 2 * cost.cycles - profile.dma.startup;
    cost.bytesIn = bytes;
    cost.vectorOps = descriptor.iteration.elements();
    return cost;
  }
  Cost operator()(const isa::Conv &conv) const {
    const auto &extents = descriptor.iteration.extents;
    int64_t pixels = 1, depth = extents[2];
    for (size_t d = 0; d < conv.out.size(); ++d) {
      pixels *= extents[3 + d];
      depth *= conv.kernel[d];
    }
    Cost cost;
    cost.cycles = convCycles(profile, extents[0], pixels, extents[1], depth, conv.inputType);
    cost.macs = descriptor.iteration.elements();
    return cost;
  }
  Cost operator()(const isa::MatMul &matmul) const {
    const auto &extents = descriptor.iteration.extents;
    Cost cost;
    cost.cycles = matmulCycles(profile, extents[0], extents[1], extents[2], matmul.input);
    cost.macs = extents[0] * extents[1] * extents[2];
    return cost;
  }
  Cost operator()(const isa::Vector &vector) const {
    const BodyCost &body = bodies[vector.body];
    int64_t elements = descriptor.iteration.elements();
    Cost cost;
    cost.cycles = vectorCycles(profile, elements, body.simple, body.transcendental);
    cost.vectorOps = elements * body.arithmetic;
    return cost;
  }
  Cost operator()(const isa::Reduce &reduce) const {
    const auto &box = descriptor.iteration;
    int64_t rows = 1;
    for (int d = 0; d < box.rank - reduce.reducedDims; ++d)
      rows *= box.extents[d];
    int64_t elements = box.elements();
    bool withIndex =
        reduce.kind == isa::ReduceKind::ArgMax || reduce.kind == isa::ReduceKind::ArgMin;
    Cost cost;
    cost.cycles = reduceCycles(profile, rows, elements / rows, withIndex);
    cost.vectorOps = elements;
    return cost;
  }
  /// Rows and elements of each of them.
  std::pair<int64_t, int64_t> rowsOf() const {
    const auto &box = descriptor.iteration;
    int64_t length = box.extents[box.rank - 1];
    return {box.elements() / length, length};
  }
  Cost operator()(const isa::Scan &) const {
    auto [rows, length] = rowsOf();
    Cost cost;
    cost.cycles = scanCycles(profile, rows, length);
    cost.vectorOps = rows * length;
    return cost;
  }
  Cost operator()(const isa::Sort &) const {
    auto [rows, length] = rowsOf();
    Cost cost;
    cost.cycles = sortCycles(profile, rows, length);
    cost.vectorOps = rows * length;
    return cost;
  }
  Cost operator()(const isa::Fill &) const {
    Cost cost;
    cost.cycles = fillCycles(profile, descriptor.iteration.elements());
    return cost;
  }
  template <typename Plain> Cost operator()(const Plain &) const { return {}; }
};
} // namespace

Cost costOf(const profile::Profile &profile, const std::vector<BodyCost> &bodies,
            const isa::Instruction &instruction, const Descriptor &descriptor) {
  return std::visit(CostVisitor{profile, bodies, descriptor}, instruction.operation);
}

} // namespace mock::simulate
