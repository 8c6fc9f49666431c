//===- ReduceEngine.cpp - Reductions in the fixed order --------------------===//

#include "runtime/engine/ReduceEngine.h"
#include "runtime/engine/WideStrips.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace mock::engine {

using isa::ReduceKind;
using isa::RegisterType;

namespace {

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
      loadWide(kernels, row, begin, count, lanes);
      use(lanes, begin, count);
    }
  }

  T readOutput(const OperandView &output, int64_t position) const {
    T lane[kPartials] = {};
    loadWide(kernels, {outputOf(output, position), Box(), output.dtype}, 0, 1, lane);
    return lane[0];
  }

  void writeOutput(const OperandView &output, int64_t position, T value) const {
    T lane[kPartials] = {value};
    storeWide(kernels, {outputOf(output, position), Box(), output.dtype}, 0, 1, lane);
  }

  void reduce(int64_t position) {
    ReduceFunction combine = kernels.reduce[int(task.kind)][int(Type)];
    T partials[kPartials];
    fillIdentity(task.kind, Type, partials, kPartials);
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
    T identity{};
    fillIdentity(task.kind, Type, &identity, 1);
    Candidate partials[kPartials];
    for (Candidate &partial : partials)
      partial = {identity, std::numeric_limits<int64_t>::max()};
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
