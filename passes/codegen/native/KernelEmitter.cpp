//===- KernelEmitter.cpp - A tiled kernel as loops over memory -------------===//

#include "KernelEmitter.h"

#include "Operations.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace mock::codegen::native {

//===----------------------------------------------------------------------===//
// Arguments and results
//===----------------------------------------------------------------------===//

Tile KernelEmitter::argumentTile(Location loc, int64_t number, RankedTensorType type,
                                 DictionaryAttr attributes) {
  Tile tile;
  tile.element = type.getElementType();
  tile.strides = ir::rowMajorStrides(type.getShape());
  int64_t offset = 0;
  if (attributes) {
    if (auto strides = attributes.getAs<DenseI64ArrayAttr>(ir::kStrides))
      tile.strides.assign(strides.asArrayRef().begin(), strides.asArrayRef().end());
    if (auto start = attributes.getAs<IntegerAttr>(ir::kOffset))
      offset = start.getInt();
  }
  for (int64_t extent : type.getShape()) {
    tile.sizes.push_back(builder.getIndexAttr(extent));
    tile.bounds.push_back(extent);
  }
  Value arguments = function.getArgument(0);
  Value slot = LLVM::GEPOp::create(builder, loc, arguments.getType(), arguments.getType(),
                                   arguments, ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(number)});
  Value pointer = LLVM::LoadOp::create(builder, loc, arguments.getType(), slot);
  Value start = arith::ConstantIndexOp::create(builder, loc, offset);
  tile.pointer = advance(builder, loc, pointer, start, 1, tile.element);
  return tile;
}

/// Results of the kernel are arguments of the program behind its own.
LogicalResult KernelEmitter::bindResults(scf::ForallOp forall) {
  Operation *yield = kernel.getYield();
  for (auto [number, value] : llvm::enumerate(yield->getOperands())) {
    auto result = dyn_cast<OpResult>(value);
    if (!result || result.getOwner() != forall)
      return emission.fail(yield, "a result of the kernel is no result of its scf.forall");
    // An argument is updated in place: the launch passes its buffer for the result, too.
    Value begin = forall.getOutputs()[result.getResultNumber()];
    if (!begin.getDefiningOp<tensor::EmptyOp>() && !isa<BlockArgument>(begin))
      return emission.fail(forall,
                           "a shared output begins neither as tensor.empty nor as an argument");
    BlockArgument shared = forall.getTiedBlockArgument(forall.getTiedOpOperand(result));
    if (tiles.contains(shared))
      return emission.fail(yield, "two results of the kernel are one value");
    DictionaryAttr attributes;
    if (ArrayAttr all = kernel.getResAttrsAttr())
      attributes = cast<DictionaryAttr>(all[number]);
    Tile tile = argumentTile(kernel.getLoc(), kernel.getNumArguments() + number,
                             cast<RankedTensorType>(value.getType()), attributes);
    tile.writable = true;
    tiles.bind(shared, tile);
  }
  return success();
}

LogicalResult KernelEmitter::emit() {
  emission.workspace = function.getArgument(3);
  for (BlockArgument argument : kernel.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type || !type.hasStaticShape())
      return emission.fail(kernel, "arguments are tensors of static shape in stage `tiled`");
    int64_t number = argument.getArgNumber();
    tiles.bind(argument, argumentTile(argument.getLoc(), number, type,
                                      function_interface_impl::getArgAttrDict(kernel, number)));
  }
  scf::ForallOp forall;
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    if (auto found = dyn_cast<scf::ForallOp>(op)) {
      if (forall)
        return emission.fail(found, "a kernel has one scf.forall");
      forall = found;
    } else if (failed(emitOperation(&op))) {
      return failure();
    }
  }
  if (!forall)
    return emission.fail(kernel, "a kernel of stage `tiled` has one scf.forall");
  if (failed(bindResults(forall)) || failed(emitGrid(forall)))
    return failure();
  func::ReturnOp::create(builder, kernel.getLoc());
  return success();
}

//===----------------------------------------------------------------------===//
// Grid
//===----------------------------------------------------------------------===//

/// Induction variables of the tile with a linear number; the last dimension is fastest.
void KernelEmitter::bindInductionVariables(scf::ForallOp forall, Value tile,
                                           ArrayRef<int64_t> counts) {
  Location loc = forall.getLoc();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value rest = tile;
  for (int64_t dim = forall.getRank() - 1; dim >= 0; --dim) {
    Value number =
        dim == 0 ? rest
                 : arith::RemUIOp::create(builder, loc, rest, constant(counts[dim])).getResult();
    if (dim > 0)
      rest = arith::DivUIOp::create(builder, loc, rest, constant(counts[dim]));
    int64_t step = *getConstantIntValue(forall.getMixedStep()[dim]);
    int64_t low = *getConstantIntValue(forall.getMixedLowerBound()[dim]);
    Value scaled = arith::MulIOp::create(builder, loc, number, constant(step));
    emission.values.map(forall.getInductionVar(dim),
                        arith::AddIOp::create(builder, loc, scaled, constant(low)).getResult());
  }
}

LogicalResult KernelEmitter::emitGrid(scf::ForallOp forall) {
  SmallVector<int64_t> counts;
  for (auto [low, high, step] :
       llvm::zip(forall.getMixedLowerBound(), forall.getMixedUpperBound(), forall.getMixedStep())) {
    if (!getConstantIntValue(low) || !getConstantIntValue(high) || !getConstantIntValue(step))
      return emission.fail(forall, "the grid of tiles is not static");
    counts.push_back(llvm::divideCeil(*getConstantIntValue(high) - *getConstantIntValue(low),
                                      *getConstantIntValue(step)));
    grid *= counts.back();
  }
  Location loc = forall.getLoc();
  auto bound = [&](int64_t argument) -> Value {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      function.getArgument(argument));
  };
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  auto loop = scf::ForOp::create(builder, loc, bound(1), bound(2), one);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  bindInductionVariables(forall, loop.getInductionVar(), counts);
  if (failed(emitTile(forall)))
    return failure();
  emission.placeWorkspace(*loop.getBody());
  return success();
}

/// Where the insertions at the end of a tile go is known before the tile is computed.
LogicalResult KernelEmitter::forwardInsertions(scf::ForallOp forall) {
  for (Operation &op : forall.getTerminator().getYieldingOps()) {
    auto insertion = dyn_cast<tensor::ParallelInsertSliceOp>(op);
    if (!insertion)
      return emission.fail(&op, "only insertions of slices end a tile");
    if (!tiles.contains(insertion.getDest()))
      continue; // an output that the kernel does not yield
    FailureOr<Tile> destination =
        tiles.slice(insertion, tiles.lookup(insertion.getDest()), insertion.getDroppedDims());
    if (failed(destination))
      return failure();
    destination->writable = true;
    tiles.forward(insertion.getSource(), *destination);
    insertions.push_back({insertion, *destination});
  }
  return success();
}

LogicalResult KernelEmitter::emitTile(scf::ForallOp forall) {
  // Indices first: destinations need them, and they depend on nothing but induction variables.
  Block &body = *forall.getBody();
  for (Operation &op : body.without_terminator())
    if (op.getNumResults() == 1 && op.getResult(0).getType().isIndex() &&
        failed(emitOperation(&op)))
      return failure();
  if (failed(forwardInsertions(forall)))
    return failure();
  for (Operation &op : body.without_terminator())
    if (!(op.getNumResults() == 1 && op.getResult(0).getType().isIndex()) &&
        failed(emitOperation(&op)))
      return failure();
  for (auto &[insertion, destination] : insertions) {
    const Tile &source = tiles.lookup(insertion.getSource());
    if (!source.sameMemory(destination) &&
        failed(emitCopy(emission, insertion.getLoc(), source, destination)))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Entry point
//===----------------------------------------------------------------------===//

static func::FuncOp createFunction(ModuleOp module, Location loc, StringRef symbol) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  Type pointer = LLVM::LLVMPointerType::get(module.getContext());
  Type i64 = builder.getI64Type();
  return func::FuncOp::create(builder, loc, symbol,
                              builder.getFunctionType({pointer, i64, i64, pointer}, {}));
}

Expected<EmittedKernel> emitKernel(ir::KernelOp kernel, ModuleOp module, StringRef symbol) {
  func::FuncOp function = createFunction(module, kernel.getLoc(), symbol);
  KernelEmitter emitter(kernel, function, module);
  if (failed(emitter.emit()))
    return Error{Error::Kind::NotImplemented, "native code of kernel '" +
                                                  kernel.getSymName().str() +
                                                  "': " + emitter.failureText()};
  return EmittedKernel{emitter.gridSize(), emitter.workspaceBytes()};
}

} // namespace mock::codegen::native
