//===- ConvTiles.cpp - Candidates for tiles of a convolution ----------------===//
#include "ConvTiles.h"

using namespace mlir;
using namespace mock::transforms;

namespace mock::tiling {

namespace {

class ConvCandidates {
public:
  ConvCandidates(const KernelShape &shape, const profile::Profile &profile,
                 llvm::function_ref<void(const Tiles &)> visit)
      : shape(shape), conv(shape.convolution()), loops(shape.space.loopsOf(conv)),
        multiple(profile.matrix.extentMultiple), visit(visit) {}

  void run();

private:
  SmallVector<int64_t> filterTiles();
  SmallVector<int64_t> channelTiles();
  SmallVector<Tiles> pixelTiles();
  int64_t extent(size_t loop) const { return shape.extent(loops[loop]); }

  const KernelShape &shape;
  ir::ConvOp conv;
  const Dims &loops; ///< n, f, o..., c, k...
  int64_t multiple;
  llvm::function_ref<void(const Tiles &)> visit;
};

} // namespace

/// Powers of two from `first` below the extent, and the extent.
static SmallVector<int64_t> powersTo(int64_t first, int64_t extent) {
  SmallVector<int64_t> sizes;
  for (int64_t size = first; size < extent; size *= 2)
    sizes.push_back(size);
  sizes.push_back(std::max<int64_t>(1, extent));
  return sizes;
}

/// Of a grouped convolution: whole groups that divide all of them.
SmallVector<int64_t> ConvCandidates::filterTiles() {
  int64_t groups = conv.getGroups(), filters = extent(1);
  if (groups == 1)
    return powersTo(multiple, filters);
  SmallVector<int64_t> sizes;
  for (int64_t count = 1; count <= groups; ++count)
    if (groups % count == 0)
      sizes.push_back(filters / groups * count);
  return sizes;
}

SmallVector<int64_t> ConvCandidates::channelTiles() {
  unsigned dim = loops[conv.getSpatialRank() + 2];
  if (!shape.splittable[dim])
    return {std::max<int64_t>(1, shape.extent(dim))};
  return powersTo(std::min<int64_t>(multiple, shape.extent(dim)), shape.extent(dim));
}

/// Row-major boxes: whole inner dimensions, part of one, 1 for the outer ones.
SmallVector<Tiles> ConvCandidates::pixelTiles() {
  size_t rank = conv.getSpatialRank();
  SmallVector<Tiles> boxes;
  Tiles box(rank, 1);
  for (size_t i = rank; i-- > 0;) {
    for (int64_t size : powersTo(1, extent(2 + i))) {
      box[i] = size;
      if (boxes.empty() || boxes.back() != box)
        boxes.push_back(box);
    }
    box[i] = std::max<int64_t>(1, extent(2 + i));
  }
  return boxes;
}

void ConvCandidates::run() {
  size_t rank = conv.getSpatialRank();
  Tiles tiles(shape.rank(), 1);
  for (unsigned dim : ArrayRef<unsigned>(loops).take_back(rank))
    tiles[dim] = shape.extent(dim);
  SmallVector<int64_t> channels = channelTiles();
  SmallVector<Tiles> pixels = pixelTiles();
  for (int64_t filters : filterTiles())
    for (int64_t depth : channels)
      for (const Tiles &box : pixels) {
        tiles[loops[1]] = filters;
        tiles[loops[rank + 2]] = depth;
        for (size_t i = 0; i < rank; ++i)
          tiles[loops[2 + i]] = box[i];
        if (shape.keepsGroups(tiles))
          visit(tiles);
      }
}

void forEachConvTile(const KernelShape &shape, const profile::Profile &profile,
                     llvm::function_ref<void(const Tiles &)> visit) {
  ConvCandidates(shape, profile, visit).run();
}

} // namespace mock::tiling
