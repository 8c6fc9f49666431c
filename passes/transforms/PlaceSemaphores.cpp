//===- PlaceSemaphores.cpp - Order the engines of a core ----------------------===//
//
// One rule: for a buffer that engine A writes and engine B reads, A pops `empty` before its first
// write and pushes `full` after its last, B pops `full` before its first read and pushes `empty`
// after its last, once for every run of the buffer's scope. `empty` begins with one credit for each
// slot, so that A runs ahead by as many tiles. Engines take their instructions in program order,
// and every pop follows the push that serves it, so that nothing can wait in a circle.
//
//===----------------------------------------------------------------------===//
#include "PlaceKernel.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mock::transforms {

static ir::Engine engineOf(Operation *op) {
  return TypeSwitch<Operation *, ir::Engine>(op)
      .Case([](ir::DmaOp dma) { return dma.isIn() ? ir::Engine::DmaIn : ir::Engine::DmaOut; })
      .Case([](ir::DmaGatherOp) { return ir::Engine::DmaIn; })
      .Case([](ir::DmaScatterOp) { return ir::Engine::DmaOut; })
      .Case<ir::MatMulOp, ir::ConvTileOp>([](auto) { return ir::Engine::Matrix; })
      .Default([](Operation *) { return ir::Engine::Vector; });
}

SmallVector<BufferAccess> accessesOf(ir::AllocOp buffer) {
  llvm::SmallSetVector<Operation *, 8> users;
  DenseMap<Operation *, bool> writing;
  for (OpOperand &use : buffer.getResult().getUses()) {
    users.insert(use.getOwner());
    writing[use.getOwner()] |= hasEffect<MemoryEffects::Write>(use.getOwner(), use.get());
  }
  SmallVector<BufferAccess> accesses;
  buffer->getParentOfType<ir::KernelOp>()->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (users.contains(op))
      accesses.push_back({op, engineOf(op), writing[op]});
  });
  return accesses;
}

Block *scopeOf(ArrayRef<BufferAccess> accesses) {
  Block *scope = accesses.front().op->getBlock();
  for (const BufferAccess &access : accesses)
    while (!scope->findAncestorOpInBlock(*access.op))
      scope = scope->getParentOp()->getBlock();
  return scope;
}

namespace {

/// Attaches to instructions of one scope; what lies in a loop inside it gets a sync at the loop's
/// boundary.
class Attacher {
public:
  explicit Attacher(Block *scope) : scope(scope), builder(scope->getParentOp()->getContext()) {}

  void pop(const BufferAccess &first, Value semaphore) {
    Operation *ancestor = scope->findAncestorOpInBlock(*first.op);
    if (ancestor == first.op)
      return append(ancestor, semaphore, /*isPop=*/true);
    builder.setInsertionPoint(ancestor);
    ir::SyncOp::create(builder, first.op->getLoc(), first.engine, semaphore, ValueRange());
  }

  void push(const BufferAccess &last, Value semaphore) {
    Operation *ancestor = scope->findAncestorOpInBlock(*last.op);
    if (ancestor == last.op)
      return append(ancestor, semaphore, /*isPop=*/false);
    builder.setInsertionPointAfter(ancestor);
    ir::SyncOp::create(builder, last.op->getLoc(), last.engine, ValueRange(), semaphore);
  }

private:
  static void append(Operation *op, Value semaphore, bool isPop) {
    TypeSwitch<Operation *>(op)
        .Case<ir::DmaOp, ir::DmaGatherOp, ir::DmaScatterOp, ir::MatMulOp, ir::ConvTileOp,
              ir::VectorOp, ir::RowReduceOp, ir::RowScanOp, ir::RowSortOp, ir::FillOp>(
            [&](auto instruction) {
              (isPop ? instruction.getPopMutable() : instruction.getPushMutable())
                  .append(semaphore);
            });
  }

  Block *scope;
  OpBuilder builder;
};

} // namespace

static void synchronise(ir::AllocOp buffer, OpBuilder &semaphores) {
  SmallVector<BufferAccess> accesses = accessesOf(buffer);
  if (accesses.empty())
    return;
  Block *scope = scopeOf(accesses);
  bool repeats = !isa<ir::KernelOp>(scope->getParentOp());
  SmallVector<BufferAccess> written;
  llvm::MapVector<ir::Engine, SmallVector<BufferAccess>> readBy;
  for (const BufferAccess &access : accesses)
    if (access.writes)
      written.push_back(access);
  for (const BufferAccess &access : accesses)
    if (access.engine != written.front().engine)
      readBy[access.engine].push_back(access);
  Attacher attacher(scope);
  auto create = [&](int64_t credits) {
    return ir::SemaphoreOp::create(semaphores, buffer.getLoc(),
                                   ir::SemaphoreType::get(buffer.getContext()), credits);
  };
  for (auto &[engine, reads] : readBy) {
    Value full = create(0);
    attacher.push(written.back(), full);
    attacher.pop(reads.front(), full);
    if (!repeats) // Written once: there is nothing to overwrite.
      continue;
    Value empty = create(buffer.getSlots());
    attacher.pop(written.front(), empty);
    attacher.push(reads.back(), empty);
  }
}

void insertSemaphores(ir::KernelOp kernel) {
  OpBuilder builder = OpBuilder::atBlockBegin(&kernel.getBody().front());
  for (auto buffer : kernel.getBody().getOps<ir::AllocOp>())
    synchronise(buffer, builder);
}

} // namespace mock::transforms
