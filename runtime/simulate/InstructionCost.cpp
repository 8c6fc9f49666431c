//===- InstructionCost.cpp - What one execution costs ----------------------===//

#include "runtime/simulate/InstructionCost.h"

#include <algorithm>

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
    const Access &main = descriptor.accesses[dma.in ? 0 : 1];
    const Access &other = descriptor.accesses[dma.in ? 1 : 0];
    int64_t bytes = main.box.elements() * main.elementBytes;
    int64_t padded = other.box.elements() * other.elementBytes;
    Cost cost;
    cost.cycles = std::max(dmaCycles(profile, bytes, contiguousBytes(main.box, main.elementBytes)),
                           dmaCycles(profile, padded, padded));
    (dma.in ? cost.bytesIn : cost.bytesOut) = bytes;
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
