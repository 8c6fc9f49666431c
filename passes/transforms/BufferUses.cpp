//===- BufferUses.cpp - What reads and overwrites the buffers of a graph ----===//
#include "mock/passes/transforms/BufferUses.h"

#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace mock::transforms {

bool mutatesArgument(Operation *op) {
  if (auto insert = dyn_cast<ir::InsertOp>(op))
    return insert.getMutates();
  auto scatter = dyn_cast<ir::ScatterOp>(op);
  return scatter && scatter.getMutates();
}

bool isCopy(linalg::GenericOp op) {
  auto yield = cast<linalg::YieldOp>(op.getBlock()->getTerminator());
  return op.getNumDpsInputs() == 1 && op->getNumResults() == 1 &&
         yield.getOperand(0) == op.getBlock()->getArgument(0) &&
         op.getMatchingIndexingMap(op.getDpsInputOperand(0)).isIdentity() &&
         op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity();
}

/// All that reads a buffer, itself or through views, but for one operation.
static void collectReaders(Value buffer, Operation *except, SmallVector<Operation *> &readers) {
  for (Operation *user : buffer.getUsers()) {
    if (auto view = dyn_cast<ir::ViewOp>(user))
      collectReaders(view, except, readers);
    else if (user != except)
      readers.push_back(user);
  }
}

SmallVector<Operation *> readersOf(Value buffer, Operation *except) {
  SmallVector<Operation *> readers;
  collectReaders(buffer, except, readers);
  return readers;
}

GraphOrder::GraphOrder(Block &graph) {
  Operation *previous = nullptr;
  for (Operation &op : graph) {
    // What is overwritten in place has been read before. A new buffer holds nothing to read.
    Value base = op.getNumResults() == 1 ? ir::updatedBase(op.getResult(0)) : Value();
    if (base && !base.getDefiningOp<tensor::EmptyOp>())
      for (Operation *reader : readersOf(base, &op))
        if (reader->getBlock() == &graph && reader->isBeforeInBlock(&op))
          readBefore[&op].push_back(reader);
    auto call = dyn_cast<ir::HostCallOp>(op);
    if (!call || call.getPure())
      continue;
    if (previous)
      previousImpure[&op] = previous;
    previous = &op;
  }
}

SmallVector<Operation *> GraphOrder::dependencies(Operation *op) const {
  SmallVector<Operation *> found;
  op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        if (producer->getBlock() == op->getBlock())
          found.push_back(producer);
  });
  if (Operation *previous = previousImpure.lookup(op))
    found.push_back(previous);
  auto readers = readBefore.find(op);
  if (readers != readBefore.end())
    llvm::append_range(found, readers->second);
  return found;
}

} // namespace mock::transforms
