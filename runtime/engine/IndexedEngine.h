//===- IndexedEngine.h - Gathers and scatters ------------------------------===//
#pragma once

#include "runtime/engine/Strips.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace mock::engine {

struct IndexView {
  OperandView values; ///< i64 or i32, over the extents of the task
  int64_t step = 0, bound = 0;
};

/// A gather or scatter with everything evaluated: an element of `main` is at its box's offset and
/// what the indices add, one of `core` at its box's offset. All boxes have the same extents.
struct IndexedTask {
  Box main, core;
  std::vector<IndexView> indices;
  bool wraps = false;
  int64_t elementBytes = 4;
};

/// A value outside of an index operand's bound.
struct BadIndex {
  int64_t operand = 0, position = 0, value = 0;
};

/// Dimensions at the end of the box along which no index varies: what lies in them moves together.
int innerDimensions(const IndexedTask &task);

/// The inner dimensions of a box; the outer ones that remain are the points that indices are for.
Box innerBox(const Box &box, int inner);

/// Byte offsets in the main memory and in the core's memory of each point of the outer dimensions,
/// row-major.
struct ResolvedIndices {
  std::vector<int64_t> main, core;
};

/// Reads the indices. Stops at the first that is out of bounds.
std::optional<BadIndex> resolve(const IndexedTask &task, int inner, ResolvedIndices &resolved);

/// Pointers are at the bases.
void runGather(const IndexedTask &task, const ResolvedIndices &resolved, std::byte *core,
               const std::byte *main);

/// place = place op element, in row-major order of the box. Store takes elements of any type.
void runScatter(const Kernels &kernels, const IndexedTask &task, const ResolvedIndices &resolved,
                isa::ScatterMode mode, DType dtype, const std::byte *core, std::byte *main);

} // namespace mock::engine
