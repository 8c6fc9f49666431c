//===- PlaceOffsets.cpp - Offsets of buffers in a core's memories -------------===//
#include "PlaceKernel.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace mock::transforms {

int64_t bufferBytes(ir::AllocOp buffer, int64_t alignment) {
  auto type = cast<MemRefType>(buffer.getResult().getType());
  int64_t slots = buffer.getSlots();
  int64_t bytes = ir::elementBytes(type.getElementType()) * type.getNumElements() / slots;
  return slots * llvm::alignTo(bytes, alignment);
}

namespace {

/// When a buffer holds something, in positions of the kernel's operations, and where.
struct Life {
  ir::AllocOp buffer;
  int64_t begin = 0, end = INT64_MAX;
  int64_t offset = 0, bytes = 0;
};

/// Positions of operations in program order; a loop spans those inside it.
struct Positions {
  explicit Positions(ir::KernelOp kernel) {
    int64_t count = 0;
    number(kernel.getBody().front(), count);
  }
  DenseMap<Operation *, std::pair<int64_t, int64_t>> spans;

private:
  void number(Block &block, int64_t &count) {
    for (Operation &op : block) {
      int64_t begin = count++;
      for (Region &region : op.getRegions())
        for (Block &nested : region)
          number(nested, count);
      spans[&op] = {begin, count};
    }
  }
};

} // namespace

/// Buffers that other engines touch live all the time: only their semaphores say when they are
/// free. The vector engine alone takes its instructions in order, so that lives by position
/// suffice.
static Life lifeOf(ir::AllocOp buffer, const Positions &positions, int64_t alignment) {
  Life life{buffer};
  life.bytes = bufferBytes(buffer, alignment);
  SmallVector<BufferAccess> accesses = accessesOf(buffer);
  bool vectorOnly = !accesses.empty() && llvm::all_of(accesses, [](const BufferAccess &access) {
    return access.engine == ir::Engine::Vector;
  });
  if (!vectorOnly)
    return life;
  Block *scope = scopeOf(accesses);
  life.begin =
      positions.spans.find(scope->findAncestorOpInBlock(*accesses.front().op))->second.first;
  life.end = positions.spans.find(scope->findAncestorOpInBlock(*accesses.back().op))->second.second;
  return life;
}

/// The lowest offset where `life` meets no other life at the same time.
static int64_t firstFit(const Life &life, ArrayRef<Life> placed) {
  SmallVector<std::pair<int64_t, int64_t>> taken;
  for (const Life &other : placed)
    if (other.begin < life.end && life.begin < other.end)
      taken.push_back({other.offset, other.offset + other.bytes});
  llvm::sort(taken);
  int64_t offset = 0;
  for (auto [begin, end] : taken) {
    if (offset + life.bytes <= begin)
      break;
    offset = std::max(offset, end);
  }
  return offset;
}

llvm::MapVector<StringRef, int64_t> assignOffsets(ir::KernelOp kernel,
                                                  const profile::Profile &profile) {
  Positions positions(kernel);
  llvm::MapVector<StringRef, SmallVector<Life>> placed;
  llvm::MapVector<StringRef, int64_t> used;
  Builder builder(kernel.getContext());
  for (auto buffer : kernel.getBody().getOps<ir::AllocOp>()) {
    auto type = cast<MemRefType>(buffer.getResult().getType());
    StringRef name = cast<ir::MemoryAttr>(type.getMemorySpace()).getName();
    int64_t alignment = profile.memories[profile.memoryIndex(std::string_view(name))].alignment;
    Life life = lifeOf(buffer, positions, alignment);
    life.offset = firstFit(life, placed[name]);
    buffer.setOffset(life.offset);
    used[name] = std::max(used[name], life.offset + life.bytes);
    placed[name].push_back(life);
  }
  return used;
}

} // namespace mock::transforms
