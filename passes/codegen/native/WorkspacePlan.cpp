//===- WorkspacePlan.cpp ---------------------------------------------------===//

#include "WorkspacePlan.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace mock::codegen::native {

namespace {

/// Tiles begin at cache lines, as vector loads like it.
constexpr int64_t kAlignment = 64;

/// A piece with its life: the first and the last operation of the tile's block that use it.
struct Life {
  WorkspacePiece piece;
  int64_t first = INT64_MAX, last = -1, offset = 0;

  int64_t end() const { return offset + int64_t(llvm::alignTo(piece.bytes, kAlignment)); }
  bool meets(const Life &other) const { return first <= other.last && other.first <= last; }
};

class Lives {
public:
  explicit Lives(Block &tile) : tile(tile) {
    for (Operation &op : tile)
      numbers[&op] = static_cast<int64_t>(numbers.size());
  }

  Life of(WorkspacePiece piece) {
    Life life;
    life.piece = piece;
    SmallVector<Value> pointers{piece.pointer.getRes()};
    SmallPtrSet<Operation *, 8> seen;
    while (!pointers.empty())
      for (Operation *user : pointers.pop_back_val().getUsers())
        if (seen.insert(user).second)
          extend(life, user, pointers);
    return life;
  }

private:
  /// A use inside of a loop is one of the whole loop: other trips may read what this one wrote.
  void extend(Life &life, Operation *user, SmallVector<Value> &pointers) {
    Operation *inTile = tile.findAncestorOpInBlock(*user);
    bool escapes = !inTile || user->hasTrait<OpTrait::IsTerminator>();
    life.first = escapes ? 0 : std::min(life.first, numbers.lookup(inTile));
    life.last = escapes ? INT64_MAX : std::max(life.last, numbers.lookup(inTile));
    for (Value result : user->getResults())
      if (isa<LLVM::LLVMPointerType>(result.getType()))
        pointers.push_back(result);
  }

  Block &tile;
  DenseMap<Operation *, int64_t> numbers;
};

} // namespace

/// The lowest offset where the piece overlaps none that is alive with it.
static int64_t firstFit(const Life &life, ArrayRef<Life> placed) {
  SmallVector<std::pair<int64_t, int64_t>> taken;
  for (const Life &other : placed)
    if (life.meets(other))
      taken.emplace_back(other.offset, other.end());
  llvm::sort(taken);
  int64_t offset = 0;
  for (auto [begin, end] : taken) {
    if (offset + life.piece.bytes <= begin)
      break;
    offset = std::max(offset, end);
  }
  return offset;
}

int64_t planWorkspace(ArrayRef<WorkspacePiece> pieces, Block &tile) {
  Lives lives(tile);
  SmallVector<Life> all =
      llvm::map_to_vector(pieces, [&](const WorkspacePiece &piece) { return lives.of(piece); });
  // Largest first: the classical heuristic for offset assignment ("greedy by size").
  llvm::stable_sort(all,
                    [](const Life &a, const Life &b) { return a.piece.bytes > b.piece.bytes; });
  int64_t bytes = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    all[i].offset = firstFit(all[i], ArrayRef(all).take_front(i));
    all[i].piece.pointer.setRawConstantIndices({static_cast<int32_t>(all[i].offset)});
    bytes = std::max(bytes, all[i].end());
  }
  return bytes;
}

} // namespace mock::codegen::native
