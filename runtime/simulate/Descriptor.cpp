//===- Descriptor.cpp - An instruction with everything evaluated -----------===//

#include "runtime/simulate/Evaluator.h"

#include <fmt/format.h>

namespace mock::simulate {

using engine::addProduct;
using engine::Box;
using engine::roundUp;

static constexpr const char *kDimensionNames[engine::kMaxRank] = {
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"};

Problem tooLarge(const char *what) {
  return {Fault::Kind::InvalidProgram, fmt::format("{} does not fit 64 bits", what)};
}

std::string Access::name() const {
  return number < 0 ? std::string(role) : fmt::format("{} {}", role, number);
}

bool Evaluator::sum(int64_t base, const std::vector<isa::Term> &terms, int64_t &result) const {
  result = base;
  for (const isa::Term &term : terms) {
    const LoopState &loop = loops[term.loop];
    int64_t factor = term.modulus ? (loop.entries - 1) % int64_t(term.modulus) : loop.induction;
    if (!addProduct(result, factor, term.stride))
      return false;
  }
  return true;
}

bool Evaluator::extent(const isa::Extent &extent, const char *name, int64_t &result) {
  int64_t size = extent.tile;
  if (!extent.terms.empty()) {
    int64_t done = 0, left = 0;
    if (!sum(0, extent.terms, done) || __builtin_sub_overflow(extent.total, done, &left))
      return fail(tooLarge("an extent"));
    size = std::min(size, left);
  }
  if (size < 1)
    return fail({Fault::Kind::WrongTile,
                 fmt::format("extent {} is {}; extents are at least 1", name, size)});
  if (!roundUp(size, extent.multiple, result))
    return fail(tooLarge("an extent"));
  return true;
}

bool Evaluator::extents(const std::vector<isa::Extent> &list) {
  for (size_t d = 0; d < list.size(); ++d) {
    int64_t size = 0;
    if (!extent(list[d], kDimensionNames[d], size))
      return false;
    descriptor.iteration.append(size, 0);
  }
  if (descriptor.iteration.elements() > kMaxPoints)
    return fail(
        {Fault::Kind::WrongTile, fmt::format("the box has more than {} elements", kMaxPoints)});
  return true;
}

bool Evaluator::accumulates(const isa::Accumulate &accumulate) const {
  switch (accumulate.mode) {
  case isa::Accumulate::Mode::Never:
    return false;
  case isa::Accumulate::Mode::Always:
    return true;
  case isa::Accumulate::Mode::UnlessFirst:
    return !loops[accumulate.loop].first;
  }
  return false;
}

/// The main memory is judged by the argument, the others by their size.
bool Evaluator::checkRange(Access &access) {
  auto range = engine::rangeOf(access.box, access.elementBytes);
  if (!range || __builtin_add_overflow(range->begin, access.base, &access.range.begin) ||
      __builtin_add_overflow(range->end, access.base, &access.range.end))
    return fail({Fault::Kind::OutOfRange, fmt::format("{} does not fit 64 bits", access.name())});
  bool main = access.memory == 0;
  int64_t size = main ? program.arguments[access.argument].bytes : memorySizes[access.memory];
  if (access.range.begin >= 0 && access.range.end <= size)
    return true;
  return fail({Fault::Kind::OutOfRange,
               fmt::format("{} touches bytes {} to {} of {}, which has {} bytes", access.name(),
                           access.range.begin, access.range.end,
                           main ? "argument " + program.arguments[access.argument].name
                                : fmt::format("memory {}", access.memory),
                           size)});
}

void Evaluator::access(const char *role, int number, const isa::Address &address, const Box &box,
                       int64_t elementBytes, bool read, bool write) {
  Access access{role,  number, address.memory, address.argument, 0, elementBytes, box, read,
                write, {}};
  if (!sum(address.base, address.terms, access.base)) {
    fail(tooLarge("an address"));
    return;
  }
  if (checkRange(access))
    descriptor.accesses.push_back(access);
}

/// The box of an operand over the first `dims` extents.
void Evaluator::operand(const char *role, int number, const isa::Operand &operand, int dims,
                        bool read, bool write) {
  Box box;
  for (int d = 0; d < dims; ++d)
    box.append(descriptor.iteration.extents[d], operand.strides[d]);
  access(role, number, operand.address, box, itemSize(operand.dtype), read, write);
}

/// Keeps of the source's box what lies in its bounds; false when nothing does. Elements before it
/// move the offsets of both operands.
bool Evaluator::withinBounds(const isa::Dma &dma, Box &from, int64_t &sourceOffset) {
  bool any = true;
  for (size_t d = 0; d < dma.bounds.size(); ++d) {
    int64_t origin = 0, end = 0;
    if (!sum(dma.bounds[d].origin.base, dma.bounds[d].origin.terms, origin) ||
        __builtin_add_overflow(origin, from.extents[d], &end) || origin == INT64_MIN)
      return fail(tooLarge("an origin"));
    int64_t first = std::max<int64_t>(0, origin), last = std::min(end, dma.bounds[d].size);
    if (!addProduct(sourceOffset, first, dma.sourceStrides[d]) ||
        !addProduct(descriptor.copiedOffset, first - origin, dma.destinationStrides[d]))
      return fail(tooLarge("an address"));
    from.extents[d] = last - first;
    any &= last > first;
  }
  return any;
}

void Evaluator::operator()(const isa::Dma &dma) {
  if (!extents(dma.extents))
    return;
  Box from, to;
  for (size_t d = 0; d < dma.extents.size(); ++d) {
    int64_t size = descriptor.iteration.extents[d], padded = size;
    if (!dma.padMultiples.empty() && !roundUp(size, dma.padMultiples[d], padded)) {
      fail(tooLarge("a padded extent"));
      return;
    }
    from.append(size, dma.sourceStrides[d]);
    to.append(padded, dma.destinationStrides[d]);
  }
  int64_t offset = 0;
  if (withinBounds(dma, from, offset)) {
    isa::Address source = dma.source;
    if (__builtin_add_overflow(source.base, offset, &source.base))
      fail(tooLarge("an address"));
    else
      access("source", -1, source, from, dma.elementBytes, true, false);
  }
  access("destination", -1, dma.destination, to, dma.elementBytes, false, true);
}

void Evaluator::operator()(const isa::MatMul &matmul) {
  int64_t m = 0, n = 0, k = 0;
  if (!extent(matmul.m, "m", m) || !extent(matmul.n, "n", n) || !extent(matmul.k, "k", k))
    return;
  Box a, b, c;
  for (int64_t size : {m, n, k})
    descriptor.iteration.append(size, 0);
  if (descriptor.iteration.elements() > kMaxPoints) {
    fail({Fault::Kind::WrongTile, fmt::format("m x n x k is more than {}", kMaxPoints)});
    return;
  }
  descriptor.accumulate = accumulates(matmul.accumulate);
  int64_t inputBytes = itemSize(matmul.input), resultBytes = itemSize(matmul.accumulator);
  a.append(m, matmul.aStrides[0]);
  a.append(k, matmul.aStrides[1]);
  b.append(k, matmul.bStrides[0]);
  b.append(n, matmul.bStrides[1]);
  c.append(m, matmul.destinationStride);
  c.append(n, resultBytes);
  access("a", -1, matmul.a, a, inputBytes, true, false);
  access("b", -1, matmul.b, b, inputBytes, true, false);
  access("destination", -1, matmul.destination, c, resultBytes, descriptor.accumulate, true);
}

void Evaluator::operator()(const isa::Vector &vector) {
  if (!extents(vector.extents))
    return;
  int dims = descriptor.iteration.rank;
  for (int d = 0; d < dims && !vector.indexBases.empty(); ++d)
    if (!sum(vector.indexBases[d].base, vector.indexBases[d].terms, descriptor.indexBases[d]) ||
        descriptor.indexBases[d] > INT64_MAX - descriptor.iteration.extents[d]) {
      fail(tooLarge("an index base"));
      return;
    }
  for (size_t i = 0; i < vector.inputs.size(); ++i)
    operand("input", int(i), vector.inputs[i], dims, true, false);
  for (size_t i = 0; i < vector.outputs.size(); ++i)
    operand("output", int(i), vector.outputs[i], dims, false, true);
}

void Evaluator::operator()(const isa::Reduce &reduce) {
  if (!extents(reduce.extents))
    return;
  int dims = descriptor.iteration.rank, kept = dims - reduce.reducedDims;
  descriptor.accumulate = accumulates(reduce.accumulate);
  operand("input", -1, reduce.input, dims, true, false);
  operand("output", -1, reduce.output, kept, descriptor.accumulate, true);
  if (reduce.kind != isa::ReduceKind::ArgMax && reduce.kind != isa::ReduceKind::ArgMin)
    return;
  operand("positions", -1, reduce.indexOutput, kept, descriptor.accumulate, true);
  if (!sum(reduce.indexBase.base, reduce.indexBase.terms, descriptor.indexBases[0]) ||
      descriptor.indexBases[0] > INT64_MAX - kMaxPoints)
    fail(tooLarge("an index base"));
}

void Evaluator::operator()(const isa::Fill &fill) {
  if (!extents(fill.extents))
    return;
  Box box;
  for (int d = 0; d < descriptor.iteration.rank; ++d)
    box.append(descriptor.iteration.extents[d], fill.strides[d]);
  access("destination", -1, fill.destination, box, fill.elementBytes, false, true);
}

std::vector<int64_t> memorySizesOf(const profile::Profile &profile) {
  std::vector<int64_t> sizes;
  for (const profile::Memory &memory : profile.memories)
    sizes.push_back(memory.size);
  return sizes;
}

MaybeProblem evaluate(const isa::Program &program, const isa::Instruction &instruction,
                      const LoopStates &loops, const std::vector<int64_t> &memorySizes,
                      Descriptor &descriptor) {
  Evaluator evaluator(program, loops, memorySizes, descriptor);
  std::visit(evaluator, instruction.operation);
  return std::move(evaluator.problem);
}

} // namespace mock::simulate
