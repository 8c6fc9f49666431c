//===- TileChooser.cpp - Tile sizes and cores of a kernel --------------------===//
#include "mock/passes/tiling/TileChooser.h"
#include "ConvTiles.h"

#include "Measurement.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"

#include <functional>
#include <mutex>

using namespace mlir;
using namespace mock::transforms;

namespace mock::tiling {

//===----------------------------------------------------------------------===//
// Candidates
//===----------------------------------------------------------------------===//

/// Largest tile of one dimension of a contraction: above it, buffers only grow.
static constexpr int64_t kMostContractionTile = 2048;

/// Powers of two from `first` below the extent, and the extent.
static SmallVector<int64_t> powersTo(int64_t first, int64_t extent, int64_t most) {
  SmallVector<int64_t> sizes;
  for (int64_t size = first; size < extent && size <= most; size *= 2)
    sizes.push_back(size);
  if (extent <= most)
    sizes.push_back(std::max<int64_t>(1, extent));
  return sizes;
}

/// Tiles of row-major boxes over `dims`: whole inner dimensions, part of one, 1 for the outer ones.
static SmallVector<Tiles> boxes(ArrayRef<unsigned> dims, const KernelShape &shape) {
  SmallVector<Tiles> candidates;
  Tiles box(dims.size(), 1);
  candidates.push_back(box);
  for (size_t i = dims.size(); i-- > 0;) {
    for (int64_t size : powersTo(2, shape.extent(dims[i]), INT64_MAX)) {
      box[i] = size;
      if (size > 1)
        candidates.push_back(box);
    }
    box[i] = std::max<int64_t>(1, shape.extent(dims[i]));
  }
  return candidates;
}

static bool hasContraction(const KernelShape &shape) {
  return llvm::any_of(shape.ops, isContraction);
}

using Visitor = llvm::function_ref<void(const Tiles &)>;

static void forEachContractionTile(const KernelShape &shape, int64_t multiple, Visitor visit) {
  Tiles tiles(shape.rank(), 1);
  SmallVector<unsigned> dims;
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    if (!shape.batch[dim])
      dims.push_back(dim);
  std::function<void(size_t)> enumerate = [&](size_t i) {
    if (i == dims.size())
      return visit(tiles);
    for (int64_t size : powersTo(multiple, shape.extent(dims[i]), kMostContractionTile)) {
      tiles[dims[i]] = size;
      enumerate(i + 1);
    }
  };
  enumerate(0);
}

/// Tiles of rows and of keys; heads are whole.
static void forEachAttentionTile(const KernelShape &shape, int64_t multiple, Visitor visit) {
  auto attention = cast<ir::AttentionOp>(shape.ops.front());
  const Dims &dims = shape.space.loopsOf(attention);
  unsigned row = dims[attention.getRowLoop()], key = dims[attention.getKeyLoop()];
  Tiles tiles(shape.rank(), 1);
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    if (!shape.batch[dim])
      tiles[dim] = shape.extent(dim);
  for (int64_t rows : powersTo(multiple, shape.extent(row), kMostContractionTile))
    for (int64_t keys : powersTo(multiple, shape.extent(key), kMostContractionTile)) {
      tiles[row] = rows;
      tiles[key] = keys;
      visit(tiles);
    }
}

static void forEachBox(const KernelShape &shape, Visitor visit) {
  SmallVector<unsigned> grid, rows;
  Tiles tiles(shape.rank(), 1);
  for (unsigned dim = 0; dim < shape.rank(); ++dim) {
    if (shape.grid[dim])
      grid.push_back(dim);
    else if (shape.splittable[dim])
      rows.push_back(dim);
    else
      tiles[dim] = std::max<int64_t>(1, shape.extent(dim));
  }
  for (const Tiles &gridBox : boxes(grid, shape))
    for (const Tiles &rowBox : boxes(rows, shape)) {
      for (auto [dim, size] : llvm::zip(grid, gridBox))
        tiles[dim] = size;
      for (auto [dim, size] : llvm::zip(rows, rowBox))
        tiles[dim] = size;
      visit(tiles);
    }
}

static ir::PoolOp poolOf(const KernelShape &shape) {
  for (Operation *op : shape.ops)
    if (auto pool = dyn_cast<ir::PoolOp>(op))
      return pool;
  return nullptr;
}

/// Boxes of the dimensions that slide, times boxes of the others: a window is laid out with the
/// others innermost, so that several of those cost little.
static void forEachPoolTile(const KernelShape &shape, ir::PoolOp pool, Visitor visit) {
  ArrayRef<unsigned> dims = shape.space.loopsOf(pool);
  ArrayRef<unsigned> lead = dims.drop_back(pool.getSpatialRank());
  ArrayRef<unsigned> spatial = dims.take_back(pool.getSpatialRank());
  Tiles tiles(shape.rank(), 1);
  for (const Tiles &outer : boxes(lead, shape))
    for (const Tiles &inner : boxes(spatial, shape)) {
      for (auto [dim, size] : llvm::zip(lead, outer))
        tiles[dim] = size;
      for (auto [dim, size] : llvm::zip(spatial, inner))
        tiles[dim] = size;
      visit(tiles);
    }
}

//===----------------------------------------------------------------------===//
// Cores
//===----------------------------------------------------------------------===//

namespace {
/// How the tiles of a grid are spread over cores.
struct Spread {
  SmallVector<int64_t, 6> cores;
  int64_t tilesPerCore = INT64_MAX;
};
} // namespace

static void spreadFrom(ArrayRef<int64_t> counts, int64_t available, Spread &current, int64_t tiles,
                       Spread &best) {
  size_t i = current.cores.size();
  if (i == counts.size()) {
    if (tiles < best.tilesPerCore)
      best = {current.cores, tiles};
    return;
  }
  for (int64_t cores = 1; cores <= std::min(available, counts[i]); ++cores) {
    current.cores.push_back(cores);
    spreadFrom(counts, available / cores, current,
               tiles * int64_t(llvm::divideCeil(counts[i], cores)), best);
    current.cores.pop_back();
  }
}

static Spread spreadOverCores(const KernelShape &shape, const Tiles &tiles, int64_t cores) {
  SmallVector<int64_t> counts;
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    if (shape.grid[dim])
      counts.push_back(std::max<int64_t>(1, llvm::divideCeil(shape.extent(dim), tiles[dim])));
  if (counts.empty()) // A scalar result is one tile.
    counts.push_back(1);
  Spread current, best;
  spreadFrom(counts, cores, current, 1, best);
  return best;
}

//===----------------------------------------------------------------------===//
// The choice
//===----------------------------------------------------------------------===//

static int64_t sizeOf(const profile::Profile &profile, profile::Memory::Role role) {
  int index = profile.memoryIndex(role);
  return index < 0 ? 0 : profile.memories[index].size;
}

namespace {

/// The candidates with the lowest estimates, best first; of equal ones those offered first.
class Shortlist {
public:
  void offer(Choice choice) {
    auto place = llvm::upper_bound(
        best, choice, [](const Choice &a, const Choice &b) { return a.estimate < b.estimate; });
    if (size_t(place - best.begin()) >= kTimedCandidates)
      return;
    best.insert(place, std::move(choice));
    if (best.size() > kTimedCandidates)
      best.pop_back();
  }

  std::vector<Choice> best;

private:
  static constexpr size_t kTimedCandidates = 6;
};

} // namespace

static Shortlist shortlist(const KernelShape &shape, const profile::Profile &profile,
                           const KernelModel &model, Footprint &smallest) {
  int64_t scratchpad = sizeOf(profile, profile::Memory::Role::Scratchpad);
  int64_t accumulator = sizeOf(profile, profile::Memory::Role::Accumulator);
  Shortlist list;
  smallest.scratchpad = INT64_MAX;
  auto consider = [&](const Tiles &tiles) {
    Footprint footprint = model.footprint(tiles);
    if (footprint.scratchpad < smallest.scratchpad)
      smallest = footprint;
    if (footprint.scratchpad > scratchpad || footprint.accumulator > accumulator ||
        !model.fitsEngines(tiles))
      return;
    Spread spread = spreadOverCores(shape, tiles, profile.cores);
    list.offer({tiles, spread.cores, footprint, model.cycles(tiles, spread.tilesPerCore), {}});
  };
  if (isa<ir::AttentionOp>(shape.ops.front()))
    forEachAttentionTile(shape, profile.matrix.extentMultiple, consider);
  else if (shape.convolution())
    forEachConvTile(shape, profile, consider);
  else if (ir::PoolOp pool = poolOf(shape))
    forEachPoolTile(shape, pool, consider);
  else if (hasContraction(shape))
    forEachContractionTile(shape, profile.matrix.extentMultiple, consider);
  else
    forEachBox(shape, consider);
  return list;
}

/// Times candidates, best estimate first, while their programs together are short enough.
static void timeCandidates(std::vector<Choice> &candidates, ir::KernelOp kernel,
                           const profile::Profile &profile, const KernelModel &model) {
  constexpr int64_t kTimedInstructions = 1 << 15; // about 10 ms of simulation
  Measurement measurement(kernel, profile);
  int64_t instructions = 0;
  for (Choice &candidate : candidates) {
    instructions += model.instructions(candidate.tiles);
    if (instructions > kTimedInstructions)
      return;
    candidate.cycles = measurement.cycles(candidate.tiles, candidate.cores);
  }
}

static ChoiceResult search(ir::KernelOp kernel, const KernelShape &shape,
                           const profile::Profile &profile) {
  KernelModel model(kernel, shape, profile);
  ChoiceResult result;
  std::vector<Choice> candidates = shortlist(shape, profile, model, result.smallest).best;
  if (candidates.size() > 1)
    timeCandidates(candidates, kernel, profile, model);
  llvm::stable_sort(candidates, [](const Choice &a, const Choice &b) {
    return a.cycles.value_or(INT64_MAX) < b.cycles.value_or(INT64_MAX);
  });
  if (candidates.empty())
    return result;
  result.choice = candidates.front();
  for (Choice &candidate : MutableArrayRef(candidates).drop_front())
    if (candidate.cycles)
      result.runnersUp.push_back(std::move(candidate));
  return result;
}

/// What there is to choose for a kernel without a point to compute.
static Choice emptyChoice(const KernelShape &shape) {
  Choice nothing;
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    nothing.tiles.push_back(shape.batch[dim] ? 1 : std::max<int64_t>(1, shape.extent(dim)));
  nothing.cores.assign(std::max<size_t>(1, llvm::count(shape.grid, true)), 1);
  return nothing;
}

ChoiceResult chooseTiles(ir::KernelOp kernel, const KernelShape &shape,
                         const profile::Profile &profile) {
  // Leaked: other threads may compile while static destructors run.
  static auto *known = new llvm::StringMap<ChoiceResult>;
  static auto *mutex = new std::mutex;
  if (shape.isEmpty())
    return {emptyChoice(shape), {}, {}};
  std::string key = profile.digest() + ir::structuralText(kernel);
  {
    std::lock_guard lock(*mutex);
    auto found = known->find(key);
    if (found != known->end())
      return found->second;
  }
  ChoiceResult result = search(kernel, shape, profile);
  std::lock_guard lock(*mutex);
  known->try_emplace(key, result);
  return result;
}

} // namespace mock::tiling
