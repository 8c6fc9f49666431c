//===- ConvEngine.cpp - Convolutions of tiles ------------------------------===//

#include "runtime/engine/ConvEngine.h"
#include "runtime/engine/Strips.h"

#include <algorithm>

namespace mock::engine {

/// Elements of a panel of windows: larger ones leave the host's caches.
static constexpr int64_t kPanelElements = int64_t(1) << 18;

static Box boxOf(int dimensions, const ConvTask::Spatial &extents, const ConvTask::Spatial &strides,
                 const ConvTask::Spatial &steps) {
  Box box;
  for (int d = 0; d < dimensions; ++d)
    box.append(extents[d], strides[d] * steps[d]);
  return box;
}

/// Calls `visit(number, byte offset)` for the points of a box in row-major order.
template <typename Visit> static void forEachPoint(const Box &box, Visit &&visit) {
  int64_t points = box.elements();
  for (int64_t number = 0; number < points; ++number) {
    int64_t offset = 0, rest = number;
    for (int d = box.rank - 1; d >= 0; --d) {
      offset += rest % box.extents[d] * box.strides[d];
      rest /= box.extents[d];
    }
    visit(number, offset);
  }
}

static constexpr ConvTask::Spatial kOnes = {1, 1, 1};

/// One row of `to` for each filter, [channels, kernel...].
template <typename T>
void ConvEngine::packWeight(const ConvTask &task, const std::byte *weight, T *to) const {
  LoadFunction load = kernels.load[int(task.type)];
  Box row;
  row.append(task.channels, task.weightStrides.channel);
  Box points = boxOf(task.spatial, task.kernel, task.weightStrides.spatial, kOnes);
  for (int d = 0; d < points.rank; ++d)
    row.append(points.extents[d], points.strides[d]);
  row = collapse(row);
  int64_t depth = row.elements();
  for (int64_t filter = 0; filter < task.filters; ++filter)
    forEachPiece(row, 0, depth, [&](int64_t offset, int64_t stride, int64_t lane, int64_t count) {
      load(to + filter * depth + lane, weight + filter * task.weightStrides.filter + offset, stride,
           count);
    });
}

/// One row of panel b for each channel and point of the kernel, one column for each pixel.
template <typename T>
void ConvEngine::packWindows(const ConvTask &task, const std::byte *input, int64_t firstPixel,
                             MatrixPanels<T> &panels) const {
  LoadFunction load = kernels.load[int(task.type)];
  Box pixels = collapse(boxOf(task.spatial, task.out, task.inputStrides.spatial, task.stride));
  Box points = boxOf(task.spatial, task.kernel, task.inputStrides.spatial, task.dilation);
  T *row = panels.b.data();
  for (int64_t channel = 0; channel < task.channels; ++channel)
    forEachPoint(points, [&](int64_t, int64_t point) {
      const std::byte *from = input + channel * task.inputStrides.channel + point;
      forEachPiece(pixels, firstPixel, panels.n,
                   [&](int64_t offset, int64_t stride, int64_t lane, int64_t count) {
                     load(row + lane, from + offset, stride, count);
                   });
      row += panels.columns;
    });
}

template <typename T>
std::optional<Overflow> ConvEngine::runGroup(const ConvTask &task, int64_t group,
                                             MatrixPanels<T> &panels) {
  constexpr DType kAccumulator = std::is_same_v<T, float> ? DType::F32 : DType::I32;
  const std::byte *input = task.input + group * task.inputStrides.group;
  const std::byte *weight = task.weight + group * task.weightStrides.group;
  OperandView result{
      task.destination + group * task.destinationStrides.group,
      collapse(boxOf(task.spatial, task.out, task.destinationStrides.spatial, kOnes)),
      kAccumulator};
  std::byte *firstFilter = result.data;
  int64_t pixels = 1, depth = task.channels;
  for (int d = 0; d < task.spatial; ++d) {
    pixels *= task.out[d];
    depth *= task.kernel[d];
  }
  int64_t block = std::max(kMatrixColumns, kPanelElements / depth);
  for (int64_t first = 0; first < pixels; first += block) {
    panels.resize(task.filters, std::min(block, pixels - first), depth);
    packWeight(task, weight, panels.a.data());
    packWindows(task, input, first, panels);
    auto forEachRow = [&](auto &&move) {
      for (int64_t filter = 0; filter < task.filters; ++filter) {
        result.data = firstFilter + filter * task.destinationStrides.filter;
        move(kernels, result, first, panels.n, panels.c.data() + filter * panels.columns);
      }
    };
    if (task.accumulate)
      forEachRow(loadStrip);
    if constexpr (std::is_same_v<T, float>) {
      multiply(kernels, panels);
    } else if (auto overflow = multiply(kernels, panels, task.type)) {
      overflow->column += first;
      return overflow;
    }
    forEachRow(storeStrip);
  }
  return std::nullopt;
}

std::optional<Overflow> ConvEngine::run(const ConvTask &task) {
  for (int64_t group = 0; group < task.groups; ++group)
    if (auto overflow =
            task.integer ? runGroup(task, group, integers) : runGroup(task, group, floats))
      return overflow;
  return std::nullopt;
}

} // namespace mock::engine
