//===- IndexedEngine.cpp - Gathers and scatters ----------------------------===//

#include "runtime/engine/IndexedEngine.h"
#include "runtime/engine/DmaEngine.h"
#include "runtime/engine/WideStrips.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace mock::engine {

using isa::BodyOpcode;
using isa::ScatterMode;

static bool variesAlong(const IndexView &index, int dimension) {
  const Box &box = index.values.box;
  return box.extents[dimension] > 1 && box.strides[dimension] != 0;
}

int innerDimensions(const IndexedTask &task) {
  int inner = 0;
  for (int d = task.main.rank - 1; d >= 0; --d, ++inner)
    for (const IndexView &index : task.indices)
      if (variesAlong(index, d))
        return inner;
  return inner;
}

Box innerBox(const Box &box, int inner) {
  Box result;
  for (int d = box.rank - inner; d < box.rank; ++d)
    result.append(box.extents[d], box.strides[d]);
  return result;
}

/// Where no memory is: an offset that does not fit 64 bits.
static constexpr int64_t kNowhere = int64_t(1) << 62;

static int64_t readIndex(const OperandView &values, int64_t offset) {
  if (values.dtype == DType::I32) {
    int32_t value = 0;
    std::memcpy(&value, values.data + offset, sizeof(value));
    return value;
  }
  int64_t value = 0;
  std::memcpy(&value, values.data + offset, sizeof(value));
  return value;
}

namespace {

/// Steps through the outer dimensions and keeps the offset of every operand.
class OuterWalk {
public:
  OuterWalk(const IndexedTask &task, int inner)
      : task(task), outer(task.main.rank - inner), indexOffsets(task.indices.size(), 0) {}

  int64_t mainOffset = 0, coreOffset = 0, point = 0;

  /// What the indices add at this point, or which one is wrong.
  std::optional<BadIndex> addIndices(int64_t &offset) const {
    for (size_t i = 0; i < task.indices.size(); ++i) {
      const IndexView &index = task.indices[i];
      int64_t value = readIndex(index.values, indexOffsets[i]);
      int64_t wrapped = task.wraps && value < 0 ? value + index.bound : value;
      if (wrapped < 0 || wrapped >= index.bound)
        return BadIndex{int64_t(i), point, value};
      if (!addProduct(offset, wrapped, index.step)) {
        offset = kNowhere;
        break;
      }
    }
    return std::nullopt;
  }

  /// False after the last point.
  bool advance() {
    ++point;
    for (int d = outer - 1; d >= 0; --d) {
      bool carries = ++position[d] == task.main.extents[d];
      move(d, carries ? 1 - task.main.extents[d] : 1);
      if (!carries)
        return true;
      position[d] = 0;
    }
    return false;
  }

private:
  void move(int dimension, int64_t steps) {
    mainOffset += steps * task.main.strides[dimension];
    coreOffset += steps * task.core.strides[dimension];
    for (size_t i = 0; i < indexOffsets.size(); ++i)
      indexOffsets[i] += steps * task.indices[i].values.box.strides[dimension];
  }

  const IndexedTask &task;
  int outer;
  std::array<int64_t, kMaxRank> position{};
  std::vector<int64_t> indexOffsets;
};

} // namespace

std::optional<BadIndex> resolve(const IndexedTask &task, int inner, ResolvedIndices &resolved) {
  resolved.main.clear();
  resolved.core.clear();
  OuterWalk walk(task, inner);
  do {
    int64_t offset = walk.mainOffset;
    if (auto bad = walk.addIndices(offset))
      return bad;
    resolved.main.push_back(offset);
    resolved.core.push_back(walk.coreOffset);
  } while (walk.advance());
  return std::nullopt;
}

void runGather(const IndexedTask &task, const ResolvedIndices &resolved, std::byte *core,
               const std::byte *main) {
  int inner = innerDimensions(task);
  Box to = innerBox(task.core, inner), from = innerBox(task.main, inner);
  for (size_t i = 0; i < resolved.main.size(); ++i)
    copyBox(core + resolved.core[i], to, main + resolved.main[i], from, task.elementBytes);
}

static BodyOpcode opcodeOf(ScatterMode mode) {
  switch (mode) {
  case ScatterMode::Mul:
    return BodyOpcode::Mul;
  case ScatterMode::Min:
    return BodyOpcode::Minimum;
  case ScatterMode::Max:
    return BodyOpcode::Maximum;
  case ScatterMode::Store:
  case ScatterMode::Add:
    break;
  }
  return BodyOpcode::Add;
}

/// Whether elements along the last dimension share bytes: one is written before the next is read.
static bool isSerial(const Box &box, int64_t elementBytes) {
  if (box.rank == 0)
    return false;
  int last = box.rank - 1;
  return box.extents[last] > 1 && std::abs(box.strides[last]) < elementBytes;
}

void runScatter(const Kernels &kernels, const IndexedTask &task, const ResolvedIndices &resolved,
                ScatterMode mode, DType dtype, const std::byte *core, std::byte *main) {
  int inner = innerDimensions(task);
  Box to = innerBox(task.main, inner), from = innerBox(task.core, inner);
  if (mode == ScatterMode::Store) {
    for (size_t i = 0; i < resolved.main.size(); ++i)
      copyBox(main + resolved.main[i], to, core + resolved.core[i], from, task.elementBytes);
    return;
  }
  isa::RegisterType type = isa::RegisterType::F32;
  if (!reductionType(dtype, type))
    return;
  StripFunction combine = kernels.body[int(opcodeOf(mode))][int(type)];
  // A strip stays within the last dimension: other dimensions may come back to the same place.
  int64_t row = to.rank == 0 || isSerial(to, task.elementBytes) ? 1 : to.extents[to.rank - 1];
  int64_t count = to.elements();
  alignas(64) std::byte places[kStripElements * kLaneBytes] = {};
  alignas(64) std::byte elements[kStripElements * kLaneBytes] = {};
  for (size_t i = 0; i < resolved.main.size(); ++i) {
    OperandView place{main + resolved.main[i], to, dtype};
    OperandView element{const_cast<std::byte *>(core) + resolved.core[i], from, dtype};
    for (int64_t begin = 0; begin < count;) {
      int64_t number = std::min({kStripElements, count - begin, row - begin % row});
      loadWide(kernels, place, begin, number, places);
      loadWide(kernels, element, begin, number, elements);
      combine(places, places, elements, nullptr, number);
      storeWide(kernels, place, begin, number, places);
      begin += number;
    }
  }
}

} // namespace mock::engine
