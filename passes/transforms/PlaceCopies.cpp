//===- PlaceCopies.cpp - Copies between main memory and tiles -------------===//
#include "Placer.h"

namespace mock::transforms {

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

CopyShape orderByMainMemory(ArrayRef<Range> ranges, ArrayRef<int64_t> main, ArrayRef<int64_t> core,
                            ArrayRef<int64_t> multiples) {
  CopyShape shape;
  shape.order = llvm::to_vector<4>(llvm::seq<unsigned>(0, ranges.size()));
  llvm::stable_sort(shape.order,
                    [&](unsigned a, unsigned b) { return std::abs(main[a]) > std::abs(main[b]); });
  for (unsigned dim : shape.order) {
    shape.ranges.push_back(ranges[dim]);
    shape.main.push_back(main[dim]);
    shape.core.push_back(core[dim]);
    if (!multiples.empty())
      shape.multiples.push_back(multiples[dim]);
  }
  return shape;
}

void CopyShape::mergeFor(const profile::Profile &profile) {
  size_t rank = profile.dma.dimensions;
  auto field = profile.fields.find("dma.extent");
  int64_t most = field == profile.fields.end() ? INT64_MAX : field->second.max();
  for (size_t outer = 0; ranges.size() > rank && outer + 1 < ranges.size();) {
    size_t inner = outer + 1;
    int64_t extent = ranges[inner].tile;
    bool padded = !multiples.empty() && (multiples[outer] != 1 || multiples[inner] != 1);
    if (ranges[inner].loop || padded || ranges[outer].tile * extent > most ||
        main[outer] != main[inner] * extent || core[outer] != core[inner] * extent) {
      ++outer;
      continue;
    }
    Range merged = ranges[outer];
    merged = {merged.tile * extent, merged.total * extent, merged.loop, merged.perTrip() * extent};
    ranges[inner] = merged;
    ranges.erase(ranges.begin() + outer);
    main.erase(main.begin() + outer);
    core.erase(core.begin() + outer);
    if (!multiples.empty())
      multiples.erase(multiples.begin() + outer);
  }
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
  shape.mergeFor(profile);
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
  shape.mergeFor(profile);
  auto source = names.address(buffer);
  auto destination = mainAddress(insert.getMixedOffsets(), layout, bytes, names);
  auto extents = names.extents(shape.ranges);
  ir::DmaOp::create(builder, insert.getLoc(), buffer.memref, source, memref, destination,
                    names.loops, extents, stridesOrOne(shape.core, bytes),
                    stridesOrOne(shape.main, bytes), nullptr, nullptr, nullptr, nullptr,
                    ValueRange(), ValueRange());
}

} // namespace mock::transforms
