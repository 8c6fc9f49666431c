//===- Strips.h - Operands of the vector engine, strip by strip ------------===//
#pragma once

#include "runtime/engine/Box.h"
#include "runtime/engine/Kernels.h"

#include <algorithm>
#include <cstddef>

namespace mock::engine {

/// An operand in memory: `data` points at its base.
struct OperandView {
  std::byte *data = nullptr;
  Box box;
  DType dtype = DType::F32;
};

/// The same positions in the same (row-major) order with as few dimensions as possible.
Box collapse(const Box &box);

/// Visits positions [begin, begin + count) of a box, row-major, as pieces of its innermost
/// dimension: visit(byte offset, stride, lane of the first, number).
template <typename Visit>
void forEachPiece(const Box &box, int64_t begin, int64_t count, Visit &&visit) {
  if (box.rank == 0) // one element
    return visit(int64_t(0), int64_t(0), int64_t(0), count);
  int inner = box.rank - 1;
  for (int64_t lane = 0; lane < count;) {
    int64_t position = begin + lane, offset = 0;
    int64_t column = position % box.extents[inner];
    int64_t row = position / box.extents[inner];
    for (int d = inner - 1; d >= 0; --d) {
      offset += row % box.extents[d] * box.strides[d];
      row /= box.extents[d];
    }
    int64_t piece = std::min(count - lane, box.extents[inner] - column);
    visit(offset + column * box.strides[inner], box.strides[inner], lane, piece);
    lane += piece;
  }
}

/// Bytes that a lane of a type takes in a register.
int64_t laneBytes(isa::RegisterType type);

/// Reads `count` positions of an operand (its box collapsed) into lanes of its register type.
void loadStrip(const Kernels &kernels, const OperandView &operand, int64_t begin, int64_t count,
               void *lanes);
void storeStrip(const Kernels &kernels, const OperandView &operand, int64_t begin, int64_t count,
                const void *lanes);

} // namespace mock::engine
