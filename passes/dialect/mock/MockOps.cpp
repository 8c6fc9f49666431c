//===- MockOps.cpp - Kernels, launches, views, reductions -------------------===//
#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/FunctionImplementation.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace mock::ir;

/// Integer attributes whose type is fixed print as a bare number.
static ParseResult parsePlainI64(OpAsmParser &parser, IntegerAttr &attribute) {
  int64_t value = 0;
  if (parser.parseInteger(value))
    return failure();
  attribute = parser.getBuilder().getI64IntegerAttr(value);
  return success();
}

static void printPlainI64(OpAsmPrinter &printer, Operation *, IntegerAttr attribute) {
  printer << attribute.getInt();
}

#define GET_OP_CLASSES
#include "mock/passes/dialect/mock/MockOps.cpp.inc"

//===----------------------------------------------------------------------===//
// KernelOp
//===----------------------------------------------------------------------===//

void KernelOp::build(OpBuilder &builder, OperationState &state, StringRef name, FunctionType type) {
  state.addAttribute(SymbolTable::getSymbolAttrName(), builder.getStringAttr(name));
  state.addAttribute(getFunctionTypeAttrName(state.name), TypeAttr::get(type));
  Block &block = state.addRegion()->emplaceBlock();
  for (Type input : type.getInputs())
    block.addArgument(input, state.location);
}

ParseResult KernelOp::parse(OpAsmParser &parser, OperationState &result) {
  auto buildType = [](Builder &builder, ArrayRef<Type> inputs, ArrayRef<Type> results,
                      function_interface_impl::VariadicFlag,
                      std::string &) { return builder.getFunctionType(inputs, results); };
  return function_interface_impl::parseFunctionOp(
      parser, result, /*allowVariadic=*/false, getFunctionTypeAttrName(result.name), buildType,
      getArgAttrsAttrName(result.name), getResAttrsAttrName(result.name));
}

void KernelOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(printer, *this, /*isVariadic=*/false,
                                           getFunctionTypeAttrName(), getArgAttrsAttrName(),
                                           getResAttrsAttrName());
}

LogicalResult KernelOp::verify() {
  auto yield = dyn_cast<YieldOp>(getYield());
  if (!yield)
    return emitOpError("must end with mock.yield, not ") << getYield()->getName();
  if (yield.getOperandTypes() != TypeRange(getResultTypes()))
    return yield.emitOpError("gives (")
           << yield.getOperandTypes() << "), but the kernel's results are (" << getResultTypes()
           << ")";
  return success();
}

//===----------------------------------------------------------------------===//
// LaunchOp
//===----------------------------------------------------------------------===//

static LogicalResult verifyOperands(LaunchOp launch, KernelOp kernel) {
  if (launch.getOperands().size() != kernel.getNumArguments())
    return launch.emitOpError("has ")
           << launch.getOperands().size() << " operands, but @" << launch.getKernel() << " takes "
           << kernel.getNumArguments();
  for (auto [number, operand] : llvm::enumerate(launch.getOperands())) {
    auto argument = dyn_cast<ShapedType>(kernel.getArgumentTypes()[number]);
    Type given = cast<ShapedType>(operand.getType()).getElementType();
    if (argument && argument.getElementType() != given)
      return launch.emitOpError("operand ")
             << number << " has elements of type " << given << ", but @" << launch.getKernel()
             << " reads " << argument.getElementType();
  }
  return success();
}

static LogicalResult verifyUpdates(LaunchOp launch) {
  auto isOperand = [&](int64_t number) {
    return number >= -1 && number < static_cast<int64_t>(launch.getOperands().size());
  };
  auto updates = launch.getUpdates();
  if (updates &&
      (updates->size() != launch.getResults().size() || !llvm::all_of(*updates, isOperand)))
    return launch.emitOpError("needs in `updates` an operand or -1 for each result");
  for (unsigned result = 0; result < launch.getResults().size(); ++result)
    if (Value updated = launch.getUpdated(result))
      if (updated.getType() != launch.getResult(result).getType())
        return launch.emitOpError("gives result ")
               << result << " of type " << launch.getResult(result).getType()
               << " the buffer of an operand of type " << updated.getType();
  return success();
}

/// A kernel may see a result with fewer dimensions: mock-collapse-dimensions leaves launches alone.
/// One with an offset is a part of it.
static LogicalResult verifyResults(LaunchOp launch, KernelOp kernel) {
  unsigned number = 0;
  auto agree = [&](Type given, Type own) {
    auto givenType = cast<RankedTensorType>(given);
    auto ownType = dyn_cast<RankedTensorType>(own);
    bool isPart = static_cast<bool>(kernel.getResultAttr(number++, kOffset));
    return ownType && givenType.getElementType() == ownType.getElementType() &&
           (isPart || givenType.getNumElements() == ownType.getNumElements());
  };
  if (!llvm::equal(launch.getResultTypes(), kernel.getResultTypes(), agree))
    return launch.emitOpError("gives (")
           << launch.getResultTypes() << "), but @" << launch.getKernel() << " gives ("
           << kernel.getResultTypes() << ")";
  return verifyUpdates(launch);
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Operation *symbol = symbols.lookupNearestSymbolFrom(*this, getKernelAttr());
  // In stage `isa` the kernel has become a program of the same name.
  if (symbol && symbol->getName().getStringRef() == "mock_isa.program")
    return success();
  auto kernel = dyn_cast_or_null<KernelOp>(symbol);
  if (!kernel)
    return emitOpError("launches @") << getKernel() << ", which is no mock.kernel of this module";
  // The results of a placed kernel have become arguments; its launches still name them.
  if (kernel.getNumResults() == 0 && !getResults().empty())
    return success();
  if (failed(verifyOperands(*this, kernel)))
    return failure();
  return verifyResults(*this, kernel);
}

//===----------------------------------------------------------------------===//
// ViewOp
//===----------------------------------------------------------------------===//

LogicalResult ViewOp::verify() {
  auto base = cast<RankedTensorType>(getBase().getType());
  auto result = cast<RankedTensorType>(getResult().getType());
  if (base.getElementType() != result.getElementType())
    return emitOpError("changes the element type from ")
           << base.getElementType() << " to " << result.getElementType();
  if (static_cast<int64_t>(getStrides().size()) != result.getRank())
    return emitOpError("has ") << getStrides().size() << " strides for a result of rank "
                               << result.getRank();
  int64_t first = getOffset();
  for (auto [extent, stride] : llvm::zip(result.getShape(), getStrides()))
    first += std::min<int64_t>(0, (extent - 1) * stride);
  if (result.getNumElements() != 0 && first < 0)
    return emitOpError("begins ") << -first << " elements before its buffer";
  Value root = rootOf(getBase());
  auto rootType = cast<RankedTensorType>(root.getType());
  int64_t available = spanBytes(rootType, layoutOf(root));
  int64_t needed = spanBytes(result, layoutOf(getResult()));
  // An argument may itself be a part of a larger storage, whose size only the caller knows.
  if (!isa<BlockArgument>(root) && needed > available)
    return emitOpError("reads up to byte ")
           << needed << " of a buffer of " << available << " bytes";
  return success();
}

OpFoldResult ViewOp::fold(FoldAdaptor) {
  if (auto inner = getBase().getDefiningOp<ViewOp>()) {
    getBaseMutable().assign(inner.getBase());
    return getResult();
  }
  if (getBase().getType() == getType() && layoutOf(getBase()) == layoutOf(getResult()))
    return getBase();
  return {};
}

//===----------------------------------------------------------------------===//
// ReduceOp
//===----------------------------------------------------------------------===//

static LogicalResult verifyReducedDimensions(ReduceOp op, ShapedType input) {
  ArrayRef<int64_t> dimensions = op.getDimensions();
  int64_t first = input.getRank() - static_cast<int64_t>(dimensions.size());
  if (dimensions.empty() || first < 0)
    return op.emitOpError("reduces ")
           << dimensions.size() << " dimensions of an input of rank " << input.getRank();
  for (auto [position, dimension] : llvm::enumerate(dimensions))
    if (dimension != first + static_cast<int64_t>(position))
      return op.emitOpError("must reduce the last dimensions of its input in ascending order; a "
                            "mock.view permutes others to the end");
  return success();
}

static LogicalResult verifyInits(ReduceOp op, ShapedType input) {
  size_t expected = op.hasPositions() ? 2 : 1;
  if (op.getInits().size() != expected)
    return op.emitOpError("of kind ") << stringifyReduceKind(op.getKind()) << " takes " << expected
                                      << " inits, not " << op.getInits().size();
  ArrayRef<int64_t> kept = input.getShape().drop_back(op.getDimensions().size());
  for (Value init : op.getInits())
    if (cast<ShapedType>(init.getType()).getShape() != kept)
      return op.emitOpError("init ")
             << init.getType() << " must have the shape of the input's kept dimensions";
  if (op.hasPositions() &&
      !cast<ShapedType>(op.getInits()[1].getType()).getElementType().isInteger(64))
    return op.emitOpError("positions must be i64");
  return success();
}

LogicalResult ReduceOp::verify() {
  auto input = cast<ShapedType>(getInput().getType());
  if (failed(verifyReducedDimensions(*this, input)) || failed(verifyInits(*this, input)))
    return failure();
  bool onTensors = isa<TensorType>(getInits()[0].getType());
  if (onTensors ? TypeRange(getResultTypes()) != TypeRange(getInits().getTypes())
                : !getResults().empty())
    return emitOpError("results must be the types of its tensor inits, none for memrefs");
  Type from = input.getElementType();
  Type to = cast<ShapedType>(getInits()[0].getType()).getElementType();
  bool sum = getKind() == ReduceKind::Sum || getKind() == ReduceKind::Prod;
  bool widens =
      sum && (isa<FloatType>(from) == isa<FloatType>(to)) && elementBytes(from) <= elementBytes(to);
  if (from != to && !widens)
    return emitOpError("of kind ")
           << stringifyReduceKind(getKind()) << " cannot reduce " << from << " into " << to;
  return success();
}

/// A reduction over nothing is its initial value.
LogicalResult ReduceOp::fold(FoldAdaptor, SmallVectorImpl<OpFoldResult> &results) {
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  if (!input || !llvm::is_contained(input.getShape().take_back(getDimensions().size()), 0))
    return failure();
  llvm::append_range(results, getInits());
  return success();
}

void ReduceOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  if (isa<BaseMemRefType>(getInput().getType()))
    effects.emplace_back(MemoryEffects::Read::get(), &getInputMutable(),
                         SideEffects::DefaultResource::get());
  for (OpOperand &init : getInitsMutable()) {
    if (!isa<BaseMemRefType>(init.get().getType()))
      continue;
    effects.emplace_back(MemoryEffects::Read::get(), &init, SideEffects::DefaultResource::get());
    effects.emplace_back(MemoryEffects::Write::get(), &init, SideEffects::DefaultResource::get());
  }
}
