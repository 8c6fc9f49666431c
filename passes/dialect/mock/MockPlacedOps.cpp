//===- MockPlacedOps.cpp - Verifiers of the operations on device memories ---===//
#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mock::ir;

//===----------------------------------------------------------------------===//
// Parts that instructions share
//===----------------------------------------------------------------------===//

static bool isInductionVariable(Value value, Operation *user) {
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getArgNumber() != 0)
    return false;
  Operation *loop = argument.getOwner()->getParentOp();
  return isa<scf::ForOp, CoresForOp>(loop) && loop->isProperAncestor(user);
}

static LogicalResult verifyLoops(Operation *op, ValueRange loops) {
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

static LogicalResult verifyAddress(Operation *op, AddressAttr address, size_t loops, StringRef what,
                                   bool allowModulus = true) {
  if (address.getBase() < 0)
    return op->emitOpError() << what << " has the negative base " << address.getBase();
  return verifyTerms(op, address.getTerms(), loops, allowModulus, what);
}

static LogicalResult verifyExtent(Operation *op, ExtentAttr extent, size_t loops) {
  if (extent.getTile() < 1 || extent.getMultiple() < 1)
    return op->emitOpError("has an extent whose tile or multiple is below 1");
  if (!extent.getTerms().empty() && extent.getTotal() < 1)
    return op->emitOpError("has an extent with terms and no total");
  return verifyTerms(op, extent.getTerms(), loops, /*allowModulus=*/false, "extent");
}

static LogicalResult verifyExtents(Operation *op, ArrayAttr extents, size_t loops) {
  for (auto extent : extents.getAsRange<ExtentAttr>())
    if (failed(verifyExtent(op, extent, loops)))
      return failure();
  return success();
}

static LogicalResult verifyStrides(Operation *op, ArrayRef<int64_t> strides, size_t expected,
                                   StringRef what) {
  if (strides.size() != expected)
    return op->emitOpError() << what << " has " << strides.size() << " strides for " << expected
                             << " extents";
  return success();
}

static LogicalResult verifyAccumulate(Operation *op, AccumulateAttr accumulate, size_t loops) {
  if (accumulate.getMode() == AccumulateMode::UnlessFirst && accumulate.getLoop() >= loops)
    return op->emitOpError("accumulates unless the first trip of loop ")
           << accumulate.getLoop() << ", but the operation names " << loops << " loops";
  return success();
}

static bool inMainMemory(Value buffer) {
  return !cast<MemRefType>(buffer.getType()).getMemorySpace();
}

static LogicalResult verifyOnCore(Operation *op, Value buffer, StringRef what) {
  if (inMainMemory(buffer))
    return op->emitOpError() << what << " is in the main memory; only mock.dma reaches it";
  return success();
}

//===----------------------------------------------------------------------===//
// Verifiers
//===----------------------------------------------------------------------===//

LogicalResult SemaphoreOp::verify() {
  if (getCredits() < 0)
    return emitOpError("has negative credits");
  return success();
}

LogicalResult AllocOp::verify() {
  auto type = cast<MemRefType>(getResult().getType());
  if (!isa_and_nonnull<MemoryAttr>(type.getMemorySpace()))
    return emitOpError("result must name a memory: #mock.memory<\"...\">");
  if (!type.hasStaticShape())
    return emitOpError("result must have a static shape");
  if (getOffset() < 0)
    return emitOpError("has a negative offset");
  if (getSlots() < 1)
    return emitOpError("has ") << getSlots() << " slots; it needs at least 1";
  if (getSlots() > 1 && (type.getRank() == 0 || type.getDimSize(0) != getSlots()))
    return emitOpError("has ") << getSlots() << " slots, but its type " << type
                               << " does not have them as first dimension";
  return success();
}

static LogicalResult verifyPad(DmaOp op) {
  if (op.getPad().has_value() != op.getPadValueAttr().operator bool())
    return op.emitOpError("pads with a multiple for each dimension and a value, or not at all");
  if (!op.getPad())
    return success();
  if (!op.isIn())
    return op.emitOpError("pads on the way out, which the device cannot");
  if (failed(verifyStrides(op, *op.getPad(), op.getExtents().size(), "pad")))
    return failure();
  if (llvm::any_of(*op.getPad(), [](int64_t multiple) { return multiple < 1; }))
    return op.emitOpError("pads to a multiple below 1");
  return success();
}

LogicalResult DmaOp::verify() {
  if (inMainMemory(getSource()) == inMainMemory(getDestination()))
    return emitOpError("copies between the main memory and a core's memory, not from ")
           << getSource().getType() << " to " << getDestination().getType();
  if (cast<MemRefType>(getSource().getType()).getElementType() !=
      cast<MemRefType>(getDestination().getType()).getElementType())
    return emitOpError("copies between different element types");
  size_t loops = getLoops().size(), rank = getExtents().size();
  if (failed(verifyLoops(*this, getLoops())) ||
      failed(verifyAddress(*this, getSourceAddress(), loops, "source address")) ||
      failed(verifyAddress(*this, getDestinationAddress(), loops, "destination address")) ||
      failed(verifyExtents(*this, getExtents(), loops)) ||
      failed(verifyStrides(*this, getSourceStrides(), rank, "source")) ||
      failed(verifyStrides(*this, getDestinationStrides(), rank, "destination")))
    return failure();
  return verifyPad(*this);
}

LogicalResult MatMulOp::verify() {
  size_t loops = getLoops().size();
  if (failed(verifyLoops(*this, getLoops())) || failed(verifyOnCore(*this, getA(), "a")) ||
      failed(verifyOnCore(*this, getB(), "b")) ||
      failed(verifyOnCore(*this, getDestination(), "destination")) ||
      failed(verifyAddress(*this, getAAddress(), loops, "address of a")) ||
      failed(verifyAddress(*this, getBAddress(), loops, "address of b")) ||
      failed(verifyAddress(*this, getDestinationAddress(), loops, "destination address")) ||
      failed(verifyExtent(*this, getM(), loops)) || failed(verifyExtent(*this, getN(), loops)) ||
      failed(verifyExtent(*this, getK(), loops)) ||
      failed(verifyStrides(*this, getAStrides(), 2, "a")) ||
      failed(verifyStrides(*this, getBStrides(), 2, "b")))
    return failure();
  if (cast<MemRefType>(getA().getType()).getElementType() !=
      cast<MemRefType>(getB().getType()).getElementType())
    return emitOpError("multiplies different element types");
  return verifyAccumulate(*this, getAccumulate(), loops);
}

static LogicalResult verifyVectorAddresses(VectorOp op) {
  size_t loops = op.getLoops().size();
  if (op.getInputAddresses().size() != op.getInputs().size() ||
      op.getOutputAddresses().size() != op.getOutputs().size())
    return op.emitOpError("needs one address for each input and output");
  SmallVector<AddressAttr> addresses(op.getInputAddresses().getAsRange<AddressAttr>());
  llvm::append_range(addresses, op.getOutputAddresses().getAsRange<AddressAttr>());
  for (AddressAttr address : addresses)
    if (failed(verifyAddress(op, address, loops, "operand address")))
      return failure();
  if (!op.getIndexBases())
    return success();
  if (op.getIndexBases()->size() != op.getExtents().size())
    return op.emitOpError("needs one index base for each extent, or none");
  for (auto base : op.getIndexBases()->getAsRange<AddressAttr>())
    if (failed(verifyAddress(op, base, loops, "index base", /*allowModulus=*/false)))
      return failure();
  return success();
}

static LogicalResult verifyVectorBody(VectorOp op) {
  auto elementType = [](Value buffer) {
    return cast<MemRefType>(buffer.getType()).getElementType();
  };
  Block &body = op.getBody().front();
  auto yield = dyn_cast<YieldOp>(body.getTerminator());
  if (!yield)
    return op.emitOpError("body must end with mock.yield");
  if (body.getNumArguments() != op.getInputs().size() ||
      !llvm::equal(llvm::map_range(op.getInputs(), elementType), body.getArgumentTypes()))
    return op.emitOpError("body must take one scalar of the element type for each input");
  if (yield.getNumOperands() != op.getOutputs().size() ||
      !llvm::equal(llvm::map_range(op.getOutputs(), elementType), yield.getOperandTypes()))
    return op.emitOpError("body must yield one scalar of the element type for each output");
  return success();
}

LogicalResult VectorOp::verify() {
  size_t loops = getLoops().size(), rank = getExtents().size();
  if (getOutputs().empty())
    return emitOpError("has no output");
  if (failed(verifyLoops(*this, getLoops())) || failed(verifyVectorAddresses(*this)) ||
      failed(verifyExtents(*this, getExtents(), loops)))
    return failure();
  SmallVector<Value> operands(getInputs());
  llvm::append_range(operands, getOutputs());
  if (getStrides().size() != operands.size())
    return emitOpError("needs strides for each input and output");
  for (auto [operand, strides] : llvm::zip(operands, getStrides().getAsRange<DenseI64ArrayAttr>()))
    if (failed(verifyOnCore(*this, operand, "operand")) ||
        failed(verifyStrides(*this, strides.asArrayRef(), rank, "operand")))
      return failure();
  return verifyVectorBody(*this);
}

LogicalResult IndexOp::verify() {
  auto vector = (*this)->getParentOfType<VectorOp>();
  if (getDim() < 0 || getDim() >= static_cast<int64_t>(vector.getExtents().size()))
    return emitOpError("reads dimension ") << getDim() << " of a vector operation with "
                                           << vector.getExtents().size() << " extents";
  return success();
}

static LogicalResult verifyPositions(RowReduceOp op, size_t kept) {
  bool positions = op.getKind() == ReduceKind::ArgMax || op.getKind() == ReduceKind::ArgMin;
  bool given = op.getIndexOutput() && op.getIndexAddress() && op.getIndexStrides();
  bool none = !op.getIndexOutput() && !op.getIndexAddress() && !op.getIndexStrides();
  if (positions ? !given : !none)
    return op.emitOpError("has an index output, address and strides if and only if its kind is "
                          "argmax or argmin");
  if (!positions)
    return success();
  if (failed(verifyOnCore(op, op.getIndexOutput(), "index output")) ||
      failed(verifyAddress(op, *op.getIndexAddress(), op.getLoops().size(), "index address")))
    return failure();
  return verifyStrides(op, *op.getIndexStrides(), kept, "index output");
}

LogicalResult RowReduceOp::verify() {
  size_t loops = getLoops().size(), rank = getExtents().size();
  if (getReducedDims() < 1 || getReducedDims() > static_cast<int64_t>(rank))
    return emitOpError("reduces ") << getReducedDims() << " of " << rank << " extents";
  size_t kept = rank - getReducedDims();
  if (failed(verifyLoops(*this, getLoops())) || failed(verifyOnCore(*this, getInput(), "input")) ||
      failed(verifyOnCore(*this, getOutput(), "output")) ||
      failed(verifyAddress(*this, getInputAddress(), loops, "input address")) ||
      failed(verifyAddress(*this, getOutputAddress(), loops, "output address")) ||
      failed(verifyExtents(*this, getExtents(), loops)) ||
      failed(verifyStrides(*this, getInputStrides(), rank, "input")) ||
      failed(verifyStrides(*this, getOutputStrides(), kept, "output")) ||
      failed(verifyPositions(*this, kept)))
    return failure();
  if (getIndexBase() && failed(verifyAddress(*this, *getIndexBase(), loops, "index base", false)))
    return failure();
  return verifyAccumulate(*this, getAccumulate(), loops);
}

LogicalResult FillOp::verify() {
  size_t loops = getLoops().size();
  Type element = cast<MemRefType>(getDestination().getType()).getElementType();
  if (getValue().getType() != element)
    return emitOpError("fills ") << element << " with a value of type " << getValue().getType();
  if (failed(verifyLoops(*this, getLoops())) ||
      failed(verifyOnCore(*this, getDestination(), "destination")) ||
      failed(verifyAddress(*this, getDestinationAddress(), loops, "destination address")) ||
      failed(verifyExtents(*this, getExtents(), loops)))
    return failure();
  return verifyStrides(*this, getStrides(), getExtents().size(), "destination");
}

//===----------------------------------------------------------------------===//
// CoresForOp
//===----------------------------------------------------------------------===//

void CoresForOp::build(OpBuilder &builder, OperationState &state, int64_t count, int64_t divisor,
                       int64_t modulus) {
  state.addAttribute(getCountAttrName(state.name), builder.getI64IntegerAttr(count));
  state.addAttribute(getDivisorAttrName(state.name), builder.getI64IntegerAttr(divisor));
  state.addAttribute(getModulusAttrName(state.name), builder.getI64IntegerAttr(modulus));
  Region *region = state.addRegion();
  region->emplaceBlock().addArgument(builder.getIndexType(), state.location);
  ensureTerminator(*region, builder, state.location);
}

/// mock.cores_for %i = 0 to 16 cores(1, 4) { ... }
ParseResult CoresForOp::parse(OpAsmParser &parser, OperationState &result) {
  Builder &builder = parser.getBuilder();
  OpAsmParser::Argument variable;
  variable.type = builder.getIndexType();
  int64_t first = 0, count = 0, divisor = 0, modulus = 0;
  if (parser.parseArgument(variable) || parser.parseEqual() || parser.parseInteger(first) ||
      parser.parseKeyword("to") || parser.parseInteger(count) || parser.parseKeyword("cores") ||
      parser.parseLParen() || parser.parseInteger(divisor) || parser.parseComma() ||
      parser.parseInteger(modulus) || parser.parseRParen())
    return failure();
  if (first != 0)
    return parser.emitError(parser.getNameLoc(), "counts from 0");
  result.addAttribute(getCountAttrName(result.name), builder.getI64IntegerAttr(count));
  result.addAttribute(getDivisorAttrName(result.name), builder.getI64IntegerAttr(divisor));
  result.addAttribute(getModulusAttrName(result.name), builder.getI64IntegerAttr(modulus));
  Region *region = result.addRegion();
  if (parser.parseRegion(*region, variable))
    return failure();
  ensureTerminator(*region, builder, result.location);
  return parser.parseOptionalAttrDict(result.attributes);
}

void CoresForOp::print(OpAsmPrinter &printer) {
  printer << " " << getInductionVar() << " = 0 to " << getCount() << " cores(" << getDivisor()
          << ", " << getModulus() << ") ";
  printer.printRegion(getRegion(), /*printEntryBlockArgs=*/false, /*printBlockTerminators=*/false);
  printer.printOptionalAttrDict((*this)->getAttrs(),
                                {getCountAttrName(), getDivisorAttrName(), getModulusAttrName()});
}

LogicalResult CoresForOp::verify() {
  if (getCount() < 1 || getDivisor() < 1 || getModulus() < 1)
    return emitOpError("count, divisor and modulus must be at least 1");
  if (getRegion().getNumArguments() != 1 || !getInductionVar().getType().isIndex())
    return emitOpError("body must have one argument of type index");
  return success();
}
