//===- PlacedChecks.cpp - Checks that instructions share -------------------===//
#include "PlacedChecks.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace mock::ir {

static bool isInductionVariable(Value value, Operation *user) {
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getArgNumber() != 0)
    return false;
  Operation *loop = argument.getOwner()->getParentOp();
  return isa<scf::ForOp, CoresForOp>(loop) && loop->isProperAncestor(user);
}

LogicalResult verifyLoops(Operation *op, ValueRange loops) {
  for (auto [position, loop] : llvm::enumerate(loops))
    if (!isInductionVariable(loop, op))
      return op->emitOpError("loop operand ")
             << position << " is no induction variable of an enclosing loop";
  return success();
}

static LogicalResult verifyTerms(Operation *op, ArrayRef<TermAttr> terms, size_t loops,
                                 bool allowModulus, StringRef what) {
  for (TermAttr term : terms) {
    if (term.getLoop() >= loops)
      return op->emitOpError() << what << " has a term of loop " << term.getLoop()
                               << ", but the operation names " << loops << " loops";
    if (term.getModulus() && !allowModulus)
      return op->emitOpError() << what << " cannot have a term with a modulus";
  }
  return success();
}

LogicalResult verifyAddress(Operation *op, AddressAttr address, size_t loops, StringRef what) {
  if (address.getBase() < 0)
    return op->emitOpError() << what << " has the negative base " << address.getBase();
  return verifyTerms(op, address.getTerms(), loops, /*allowModulus=*/true, what);
}

LogicalResult verifyIndexBase(Operation *op, AddressAttr base, size_t loops, StringRef what) {
  return verifyTerms(op, base.getTerms(), loops, /*allowModulus=*/false, what);
}

LogicalResult verifyAddresses(Operation *op, ArrayAttr addresses, ValueRange buffers, size_t loops,
                              StringRef what) {
  if (addresses.size() != buffers.size())
    return op->emitOpError("needs one address for each ")
           << what << "; there are " << addresses.size() << " for " << buffers.size();
  for (auto address : addresses.getAsRange<AddressAttr>())
    if (failed(verifyAddress(op, address, loops, what)))
      return failure();
  return success();
}

LogicalResult verifyExtent(Operation *op, ExtentAttr extent, size_t loops) {
  if (extent.getTile() < 1 || extent.getMultiple() < 1)
    return op->emitOpError("has an extent whose tile or multiple is below 1");
  if (!extent.getTerms().empty() && extent.getTotal() < 1)
    return op->emitOpError("has an extent with terms and no total");
  return verifyTerms(op, extent.getTerms(), loops, /*allowModulus=*/false, "extent");
}

LogicalResult verifyExtents(Operation *op, ArrayAttr extents, size_t loops) {
  for (auto extent : extents.getAsRange<ExtentAttr>())
    if (failed(verifyExtent(op, extent, loops)))
      return failure();
  return success();
}

LogicalResult verifyStrides(Operation *op, ArrayRef<int64_t> strides, size_t expected,
                            StringRef what) {
  if (strides.size() != expected)
    return op->emitOpError() << what << " has " << strides.size() << " strides for " << expected
                             << " extents";
  return success();
}

LogicalResult verifyAccumulate(Operation *op, AccumulateAttr accumulate, size_t loops) {
  if (accumulate.getMode() == AccumulateMode::UnlessFirst && accumulate.getLoop() >= loops)
    return op->emitOpError("accumulates unless the first trip of loop ")
           << accumulate.getLoop() << ", but the operation names " << loops << " loops";
  return success();
}

bool inMainMemory(Value buffer) { return !cast<MemRefType>(buffer.getType()).getMemorySpace(); }

LogicalResult verifyOnCore(Operation *op, Value buffer, StringRef what) {
  if (inMainMemory(buffer))
    return op->emitOpError() << what << " is in the main memory; only mock.dma reaches it";
  return success();
}

Type elementTypeOf(Value buffer) { return cast<MemRefType>(buffer.getType()).getElementType(); }

} // namespace mock::ir
