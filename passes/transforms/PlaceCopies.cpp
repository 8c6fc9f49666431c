//===- PlaceCopies.cpp - Copies between main memory and tiles -------------===//
#include "Placer.h"

namespace mock::transforms {

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

namespace {
/// The dimensions of a copy, ordered so that main memory is walked in its own order.
struct CopyShape {
  SmallVector<Range> ranges;
  SmallVector<int64_t> main, core, multiples;
};
} // namespace

static CopyShape orderByMainMemory(ArrayRef<Range> ranges, ArrayRef<int64_t> main,
                                   ArrayRef<int64_t> core, ArrayRef<int64_t> multiples = {}) {
  auto order = llvm::to_vector(llvm::seq<unsigned>(0, ranges.size()));
  llvm::stable_sort(order, [&](unsigned a, unsigned b) {
    return std::abs(main[a]) > std::abs(main[b]); // a flipped dimension is walked backwards
  });
  CopyShape shape;
  for (unsigned dim : order) {
    shape.ranges.push_back(ranges[dim]);
    shape.main.push_back(main[dim]);
    shape.core.push_back(core[dim]);
    if (!multiples.empty())
      shape.multiples.push_back(multiples[dim]);
  }
  return shape;
}

static SmallVector<int64_t> keptStrides(const ir::Layout &layout,
                                        const llvm::SmallBitVector &dropped, int64_t bytes) {
  SmallVector<int64_t> strides;
  for (auto [dim, stride] : llvm::enumerate(layout.strides))
    if (!dropped.test(dim))
      strides.push_back(stride * bytes);
  return strides;
}

SmallVector<int64_t> padOf(linalg::MatmulOp op) {
  auto pad = op->getAttrOfType<DenseI64ArrayAttr>(ir::kPad);
  return pad ? SmallVector<int64_t>(pad.asArrayRef()) : SmallVector<int64_t>{1, 1, 1};
}

SmallVector<int64_t> padOfUses(Value tile) {
  for (OpOperand &use : tile.getUses())
    if (auto matmul = dyn_cast<linalg::MatmulOp>(use.getOwner())) {
      if (matmul.isDpsInit(&use))
        continue;
      SmallVector<int64_t> pad = padOf(matmul);
      bool isA = use.getOperandNumber() == 0;
      SmallVector<int64_t> own{isA ? pad[0] : pad[2], isA ? pad[2] : pad[1]};
      return own[0] == 1 && own[1] == 1 ? SmallVector<int64_t>() : own;
    }
  return {};
}

void Placer::copyIn(tensor::ExtractSliceOp slice) {
  auto &[memref, layout] = mainMemory[slice.getSource()];
  Type element = slice.getType().getElementType();
  int64_t bytes = ir::elementBytes(element);
  SmallVector<Range> ranges = rangesOf(slice);
  SmallVector<int64_t> multiples = padOfUses(slice);
  Buffer buffer = makeBuffer(ranges, element, profile::Memory::Role::Scratchpad,
                             /*crossesEngines=*/true, slice.getLoc(), multiples);
  LoopNames names(builder.getContext());
  CopyShape shape = orderByMainMemory(ranges, keptStrides(layout, slice.getDroppedDims(), bytes),
                                      buffer.strides, multiples);
  auto source = mainAddress(slice.getMixedOffsets(), layout, bytes, names);
  auto destination = names.address(buffer);
  DenseI64ArrayAttr pad;
  TypedAttr padValue;
  if (!multiples.empty()) {
    pad = builder.getDenseI64ArrayAttr(shape.multiples);
    padValue = builder.getZeroAttr(element);
  }
  auto extents = names.extents(shape.ranges);
  ir::DmaOp::create(builder, slice.getLoc(), memref, source, buffer.memref, destination,
                    names.loops, extents, stridesOrOne(shape.main, bytes),
                    stridesOrOne(shape.core, bytes), nullptr, nullptr, pad, padValue, ValueRange(),
                    ValueRange());
  buffers[slice] = buffer;
}

void Placer::copyOut(tensor::ParallelInsertSliceOp insert) {
  auto &[memref, layout] = mainMemory[insert.getDest()];
  const Buffer &buffer = buffers[insert.getSource()];
  Type element = insert.getSourceType().getElementType();
  int64_t bytes = ir::elementBytes(element);
  LoopNames names(builder.getContext());
  CopyShape shape = orderByMainMemory(
      buffer.ranges, keptStrides(layout, insert.getDroppedDims(), bytes), buffer.strides);
  auto source = names.address(buffer);
  auto destination = mainAddress(insert.getMixedOffsets(), layout, bytes, names);
  auto extents = names.extents(shape.ranges);
  ir::DmaOp::create(builder, insert.getLoc(), buffer.memref, source, memref, destination,
                    names.loops, extents, stridesOrOne(shape.core, bytes),
                    stridesOrOne(shape.main, bytes), nullptr, nullptr, nullptr, nullptr,
                    ValueRange(), ValueRange());
}

} // namespace mock::transforms
