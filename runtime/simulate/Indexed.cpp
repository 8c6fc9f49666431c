//===- Indexed.cpp - Gathers and scatters, whose addresses are data --------===//
//
// The descriptor holds the operand in the core's memory and then the indices. What the indices give
// is checked here: their bounds, the argument's size, initialised bytes and races.
//
//===----------------------------------------------------------------------===//

#include "runtime/simulate/Interpreter.h"

#include <algorithm>
#include <fmt/format.h>

namespace mock::simulate {

MaybeProblem Interpreter::badIndex(const engine::BadIndex &bad) const {
  int64_t bound = indexedTask.indices[size_t(bad.operand)].bound;
  return Problem{Fault::Kind::IndexOutOfRange,
                 fmt::format("index {} is {} at point {}; allowed is {} to {}", bad.operand,
                             bad.value, bad.position, indexedTask.wraps ? -bound : 0, bound - 1)};
}

/// Joins ranges that overlap or touch.
static void coalesce(std::vector<engine::ByteRange> &ranges) {
  auto before = [](const engine::ByteRange &a, const engine::ByteRange &b) {
    return a.begin < b.begin;
  };
  if (!std::is_sorted(ranges.begin(), ranges.end(), before))
    std::sort(ranges.begin(), ranges.end(), before);
  size_t last = 0;
  for (size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].begin <= ranges[last].end)
      ranges[last].end = std::max(ranges[last].end, ranges[i].end);
    else
      ranges[++last] = ranges[i];
  }
  if (!ranges.empty())
    ranges.resize(last + 1);
}

/// The bytes that the instruction touches in the argument, from the operand's base; fails where
/// they leave it.
MaybeProblem Interpreter::collectRanges(int inner) {
  const Access &main = *descriptor.indexed;
  int64_t size = program.arguments[main.argument].bytes;
  engine::Box box = engine::innerBox(main.box, inner);
  engine::Runs runs = runsOf(box, main.elementBytes);
  engine::ByteRange extent = *rangeOf(box, main.elementBytes); // the evaluator saw that it fits
  indexedRanges.clear();
  for (size_t point = 0; point < resolvedIndices.main.size(); ++point) {
    int64_t offset = resolvedIndices.main[point], begin = 0, end = 0;
    bool fits = !__builtin_add_overflow(main.base, offset, &begin) &&
                !__builtin_add_overflow(begin, extent.end, &end) &&
                !__builtin_add_overflow(begin, extent.begin, &begin);
    if (!fits || begin < 0 || end > size)
      return Problem{Fault::Kind::OutOfRange,
                     fmt::format("{} touches bytes {} to {} of argument {} at point {}, which has "
                                 "{} bytes",
                                 main.name(), begin, end, program.arguments[main.argument].name,
                                 point, size)};
    forEachRun(runs, [&](int64_t from, int64_t to) {
      indexedRanges.push_back({offset + from, offset + to});
      return true;
    });
  }
  coalesce(indexedRanges);
  return std::nullopt;
}

template <typename Indexed>
MaybeProblem Interpreter::resolveIndices(Core &core, const Indexed &operation, isa::Engine engine) {
  indexedTask.main = descriptor.indexed->box;
  indexedTask.core = descriptor.accesses[0].box;
  indexedTask.elementBytes = descriptor.indexed->elementBytes;
  indexedTask.wraps = operation.wraps;
  indexedTask.indices.clear();
  for (size_t i = 0; i < operation.indices.size(); ++i) {
    const isa::IndexOperand &index = operation.indices[i];
    indexedTask.indices.push_back({view(core, 1 + i, index.values.dtype), index.step, index.bound});
  }
  int inner = innerDimensions(indexedTask);
  if (auto bad = resolve(indexedTask, inner, resolvedIndices))
    return badIndex(*bad);
  if (auto problem = collectRanges(inner))
    return problem;
  return recordIndexed(core, indexedRanges, engine);
}

MaybeProblem Interpreter::compute(Core &core, const isa::Gather &gather) {
  if (auto problem = resolveIndices(core, gather, isa::Engine::DmaIn))
    return problem;
  runGather(indexedTask, resolvedIndices, pointer(core, descriptor.accesses[0]),
            pointer(core, *descriptor.indexed));
  return std::nullopt;
}

MaybeProblem Interpreter::compute(Core &core, const isa::Scatter &scatter) {
  if (auto problem = resolveIndices(core, scatter, isa::Engine::DmaOut))
    return problem;
  runScatter(engine::kernels(), indexedTask, resolvedIndices, scatter.mode, scatter.dtype,
             pointer(core, descriptor.accesses[0]), pointer(core, *descriptor.indexed));
  return std::nullopt;
}

} // namespace mock::simulate
