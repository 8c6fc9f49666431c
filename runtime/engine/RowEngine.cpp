//===- RowEngine.cpp - Scans and sorts of rows -----------------------------===//

#include "runtime/engine/RowEngine.h"
#include "runtime/engine/WideStrips.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>
#include <vector>

namespace mock::engine {

using isa::RegisterType;

/// The box without its last dimension.
static Box rowsOf(const Box &box) {
  Box rows = box;
  --rows.rank;
  return rows;
}

//===----------------------------------------------------------------------===//
// Scan: lanes are rows, so that every row adds in its own order
//===----------------------------------------------------------------------===//

void runScan(const Kernels &kernels, const ScanTask &task) {
  RegisterType type = RegisterType::F32;
  if (!reductionType(task.input.dtype, type))
    return;
  StripFunction combine = kernels.body[int(combiningOpcode(task.kind))][int(type)];
  Box rows = rowsOf(task.input.box), outputRows = rowsOf(task.output.box);
  int last = rows.rank;
  int64_t steps = task.input.box.extents[last], count = rows.elements();
  OperandView input{nullptr, collapse(rows), task.input.dtype};
  OperandView output{nullptr, collapse(outputRows), task.output.dtype};
  OperandView carry{task.carry.data, collapse(task.carry.box), task.carry.dtype};
  // Functions may compute up to the next multiple of 16 lanes: they must hold something.
  alignas(64) std::byte running[kStripElements * kLaneBytes] = {};
  alignas(64) std::byte lanes[kStripElements * kLaneBytes] = {};
  for (int64_t begin = 0; begin < count; begin += kStripElements) {
    int64_t number = std::min(kStripElements, count - begin);
    if (task.accumulate)
      loadWide(kernels, carry, begin, number, running);
    else
      fillIdentity(task.kind, type, running, number);
    for (int64_t step = 0; step < steps; ++step) {
      input.data = task.input.data + step * task.input.box.strides[last];
      output.data = task.output.data + step * task.output.box.strides[last];
      loadWide(kernels, input, begin, number, lanes);
      combine(running, running, lanes, nullptr, number);
      storeWide(kernels, output, begin, number, running);
    }
    if (task.carries)
      storeWide(kernels, carry, begin, number, running);
  }
}

//===----------------------------------------------------------------------===//
// Sort
//===----------------------------------------------------------------------===//

/// NaN above all numbers.
template <typename T> static bool isBelow(T a, T b) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::isnan(a) || std::isnan(b))
      return !std::isnan(a);
  return a < b;
}

namespace {

/// Sorts one row after the other; lanes of type T.
template <typename T> class Sorter {
public:
  Sorter(const Kernels &kernels, const SortTask &task)
      : kernels(kernels), task(task), rows(rowsOf(task.input.box)),
        valueRows(rowsOf(task.values.box)), positionRows(rowsOf(task.positions.box)),
        length(task.input.box.extents[rows.rank]), kept(task.values.box.extents[rows.rank]),
        lanes(size_t(length)), sorted(size_t(kept)), order(size_t(length)) {}

  void run() {
    int64_t count = rows.elements();
    for (int64_t row = 0; row < count; ++row)
      sortRow(row);
  }

private:
  /// Row number `row` of an operand.
  static OperandView rowOf(const OperandView &operand, const Box &rows, int64_t row) {
    OperandView view{operand.data, Box(), operand.dtype};
    for (int d = rows.rank - 1; d >= 0; --d) {
      view.data += row % rows.extents[d] * rows.strides[d];
      row /= rows.extents[d];
    }
    view.box.append(operand.box.extents[rows.rank], operand.box.strides[rows.rank]);
    return view;
  }

  void sortRow(int64_t row) {
    loadStrip(kernels, rowOf(task.input, rows, row), 0, length, lanes.data());
    std::iota(order.begin(), order.end(), int64_t(0));
    if (task.descending)
      sortOrder([&](int64_t a, int64_t b) { return isBelow(lanes[b], lanes[a]); });
    else
      sortOrder([&](int64_t a, int64_t b) { return isBelow(lanes[a], lanes[b]); });
    for (int64_t i = 0; i < kept; ++i)
      sorted[i] = lanes[order[i]];
    storeStrip(kernels, rowOf(task.values, valueRows, row), 0, kept, sorted.data());
    storeStrip(kernels, rowOf(task.positions, positionRows, row), 0, kept, order.data());
  }

  /// Stable: of two equal values the one with the lower position goes first.
  template <typename Below> void sortOrder(Below &&below) {
    auto before = [&](int64_t a, int64_t b) {
      if (below(a, b))
        return true;
      return !below(b, a) && a < b;
    };
    if (kept < length)
      std::partial_sort(order.begin(), order.begin() + kept, order.end(), before);
    else
      std::sort(order.begin(), order.end(), before);
  }

  const Kernels &kernels;
  const SortTask &task;
  Box rows, valueRows, positionRows;
  int64_t length, kept;
  std::vector<T> lanes, sorted;
  std::vector<int64_t> order;
};

} // namespace

void runSort(const Kernels &kernels, const SortTask &task) {
  RegisterType type = RegisterType::F32;
  if (!registerTypeOf(task.input.dtype, type))
    return;
  switch (type) {
  case RegisterType::F32:
    return Sorter<float>(kernels, task).run();
  case RegisterType::I32:
    return Sorter<int32_t>(kernels, task).run();
  case RegisterType::I64:
    return Sorter<int64_t>(kernels, task).run();
  case RegisterType::Pred:
    return Sorter<uint8_t>(kernels, task).run();
  }
}

} // namespace mock::engine
