//===- ReduceEngine.cpp - Reductions in the fixed order --------------------===//

#include "runtime/engine/ReduceEngine.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace mock::engine {

using isa::ReduceKind;
using isa::RegisterType;

bool reductionType(DType input, RegisterType &type) {
  if (!registerTypeOf(input, type))
    return false;
  if (type == RegisterType::Pred)
    type = RegisterType::I64;
  return true;
}

namespace {

template <typename T> T identityOf(ReduceKind kind) {
  using Limits = std::numeric_limits<T>;
  switch (kind) {
  case ReduceKind::Sum:
    return T(0);
  case ReduceKind::Prod:
    return T(1);
  case ReduceKind::Max:
  case ReduceKind::ArgMax:
    return Limits::has_infinity ? T(-Limits::infinity()) : Limits::lowest();
  case ReduceKind::Min:
  case ReduceKind::ArgMin:
    return Limits::has_infinity ? Limits::infinity() : Limits::max();
  }
  return T(0);
}

/// One row after the other: reads the lanes of a row in chunks, writes one result.
template <typename T, RegisterType Type> class Reducer {
public:
  Reducer(const Kernels &kernels, const ReduceTask &task) : kernels(kernels), task(task) {
    int kept = task.input.box.rank - task.reducedDims;
    Box reduced;
    for (int d = 0; d < task.input.box.rank; ++d)
      (d < kept ? rows : reduced).append(task.input.box.extents[d], task.input.box.strides[d]);
    row = OperandView{task.input.data, collapse(reduced), task.input.dtype};
    rowElements = reduced.elements();
  }

  void run() {
    bool withIndex = task.kind == ReduceKind::ArgMax || task.kind == ReduceKind::ArgMin;
    int64_t count = rows.elements();
    for (int64_t i = 0; i < count; ++i) {
      row.data = task.input.data + offsetOf(rows, i);
      withIndex ? reduceWithIndex(i) : reduce(i);
    }
  }

private:
  static int64_t offsetOf(const Box &box, int64_t position) {
    int64_t offset = 0;
    for (int d = box.rank - 1; d >= 0; --d) {
      offset += position % box.extents[d] * box.strides[d];
      position /= box.extents[d];
    }
    return offset;
  }

  std::byte *outputOf(const OperandView &output, int64_t position) const {
    return output.data + offsetOf(output.box, position);
  }

  /// Calls `use(lanes, first position, count)` for the chunks of the row.
  template <typename Use> void forEachChunk(Use &&use) {
    for (int64_t begin = 0; begin < rowElements; begin += kStripElements) {
      int64_t count = std::min(kStripElements, rowElements - begin);
      if (task.input.dtype == DType::Bool) {
        loadStrip(kernels, row, begin, count, predicates);
        kernels.convert[int(RegisterType::Pred)][int(Type)](lanes, predicates, nullptr, nullptr,
                                                            count);
      } else {
        loadStrip(kernels, row, begin, count, lanes);
      }
      use(lanes, begin, count);
    }
  }

  T readOutput(const OperandView &output, int64_t position) const {
    T value{};
    if (output.dtype == DType::Bool) {
      uint8_t predicate = 0;
      kernels.load[int(DType::Bool)](&predicate, outputOf(output, position), 0, 1);
      return T(predicate);
    }
    kernels.load[int(output.dtype)](&value, outputOf(output, position), 0, 1);
    return value;
  }

  void writeOutput(const OperandView &output, int64_t position, T value) const {
    if (output.dtype == DType::Bool) {
      uint8_t predicate = value != T(0);
      kernels.store[int(DType::Bool)](outputOf(output, position), 0, &predicate, 1);
      return;
    }
    kernels.store[int(output.dtype)](outputOf(output, position), 0, &value, 1);
  }

  void reduce(int64_t position) {
    ReduceFunction combine = kernels.reduce[int(task.kind)][int(Type)];
    T partials[kPartials];
    std::fill(partials, partials + kPartials, identityOf<T>(task.kind));
    forEachChunk(
        [&](const T *values, int64_t, int64_t count) { combine(partials, values, count); });
    for (int half = kPartials / 2; half > 0; half /= 2)
      combine(partials, partials + half, half);
    if (!task.accumulate)
      return writeOutput(task.output, position, partials[0]);
    T held[kPartials] = {readOutput(task.output, position)};
    combine(held, partials, 1);
    writeOutput(task.output, position, held[0]);
  }

  struct Candidate {
    T value;
    int64_t position;
  };

  /// NaN wins over numbers, then the larger (smaller) value, then the first position.
  bool better(const Candidate &a, const Candidate &b) const {
    bool aNaN = a.value != a.value, bNaN = b.value != b.value;
    if (aNaN != bNaN)
      return aNaN;
    if (aNaN || a.value == b.value)
      return a.position < b.position;
    return (task.kind == ReduceKind::ArgMax) == (a.value > b.value);
  }

  void reduceWithIndex(int64_t position) {
    Candidate partials[kPartials];
    for (Candidate &partial : partials)
      partial = {identityOf<T>(task.kind), std::numeric_limits<int64_t>::max()};
    forEachChunk([&](const T *values, int64_t begin, int64_t count) {
      for (int64_t i = 0; i < count; ++i) {
        Candidate candidate{values[i], task.indexBase + begin + i};
        Candidate &partial = partials[(begin + i) % kPartials];
        if (better(candidate, partial))
          partial = candidate;
      }
    });
    for (int half = kPartials / 2; half > 0; half /= 2)
      for (int i = 0; i < half; ++i)
        if (better(partials[i + half], partials[i]))
          partials[i] = partials[i + half];
    writeCandidate(position, partials[0]);
  }

  void writeCandidate(int64_t position, Candidate result) const {
    std::byte *index = outputOf(task.indexOutput, position);
    if (task.accumulate) {
      Candidate held{readOutput(task.output, position), 0};
      std::memcpy(&held.position, index, sizeof(held.position));
      if (!better(result, held))
        result = held;
    }
    writeOutput(task.output, position, result.value);
    std::memcpy(index, &result.position, sizeof(result.position));
  }

  const Kernels &kernels;
  const ReduceTask &task;
  Box rows;
  OperandView row;
  int64_t rowElements = 0;
  alignas(64) T lanes[kStripElements] = {};
  alignas(64) uint8_t predicates[kStripElements] = {};
};

} // namespace

void runReduce(const Kernels &kernels, const ReduceTask &task) {
  RegisterType type = RegisterType::F32;
  if (!reductionType(task.input.dtype, type))
    return;
  if (type == RegisterType::F32)
    return Reducer<float, RegisterType::F32>(kernels, task).run();
  if (type == RegisterType::I32)
    return Reducer<int32_t, RegisterType::I32>(kernels, task).run();
  Reducer<int64_t, RegisterType::I64>(kernels, task).run();
}

} // namespace mock::engine
