//===- KernelEmitter.cpp - A tiled kernel as loops over memory -------------===//

#include "KernelEmitter.h"

#include "Loops.h"
#include "Operations.h"
#include "TileMap.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mock::codegen::native {

namespace {

class KernelEmitter {
public:
  KernelEmitter(ir::KernelOp kernel, func::FuncOp function, ModuleOp module)
      : kernel(kernel), function(function),
        emission(module, OpBuilder::atBlockBegin(function.addEntryBlock())), tiles(emission),
        builder(emission.builder) {}

  LogicalResult emit();
  int64_t gridSize() const { return grid; }
  int64_t workspaceBytes() const { return emission.workspaceBytes(); }
  const std::string &failureText() const { return emission.failure; }

private:
  Tile argumentTile(Location loc, int64_t number, RankedTensorType type, DictionaryAttr attributes);
  LogicalResult bindResults(scf::ForallOp forall);
  LogicalResult emitGrid(scf::ForallOp forall);
  void bindInductionVariables(scf::ForallOp forall, Value tile, ArrayRef<int64_t> counts);
  LogicalResult emitTile(scf::ForallOp forall);
  LogicalResult forwardInsertions(scf::ForallOp forall);
  LogicalResult emitOperation(Operation *op);
  LogicalResult emitDestinationStyle(DestinationStyleOpInterface op);
  LogicalResult emitSlice(tensor::ExtractSliceOp op);
  LogicalResult emitInsertion(tensor::InsertSliceOp op);
  LogicalResult emitLoop(scf::ForOp op);
  LogicalResult emitYield(scf::ForOp op, ArrayRef<Tile> carried);
  LogicalResult emitIndex(Operation *op);
  LogicalResult emitConstant(arith::ConstantOp op);

  ir::KernelOp kernel;
  func::FuncOp function;
  Emission emission;
  TileMap tiles;
  OpBuilder &builder;
  int64_t grid = 1;
  SmallVector<std::pair<tensor::ParallelInsertSliceOp, Tile>, 1> insertions;
};

} // namespace

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
    if (!forall.getOutputs()[result.getResultNumber()].getDefiningOp<tensor::EmptyOp>())
      return emission.fail(forall, "a shared output does not begin as tensor.empty");
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
  return emitTile(forall);
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
// Operations
//===----------------------------------------------------------------------===//

LogicalResult KernelEmitter::emitConstant(arith::ConstantOp op) {
  if (!op.getType().isIntOrIndexOrFloat())
    return emission.fail(op, "only scalar constants have native code");
  emission.values.map(op.getResult(),
                      constantOf(builder, op.getLoc(), op.getValue(), /*splat=*/false));
  return success();
}

LogicalResult KernelEmitter::emitIndex(Operation *op) {
  Location loc = op->getLoc();
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    operands.push_back(emission.values.lookupOrNull(operand));
    if (!operands.back())
      return emission.fail(op, "an operand is not computed by index arithmetic");
  }
  auto expand = [&](AffineMap map) {
    return *affine::expandAffineMap(builder, loc, map, operands);
  };
  auto reduce = [&](AffineMap map, auto combine) {
    SmallVector<Value> values = expand(map);
    Value result = values.front();
    for (Value value : ArrayRef<Value>(values).drop_front())
      result = combine(result, value);
    return result;
  };
  Value result =
      llvm::TypeSwitch<Operation *, Value>(op)
          .Case([&](affine::AffineApplyOp apply) { return expand(apply.getAffineMap()).front(); })
          .Case([&](affine::AffineMinOp min) {
            return reduce(min.getMap(), [&](Value a, Value b) -> Value {
              return arith::MinSIOp::create(builder, loc, a, b);
            });
          })
          .Case([&](affine::AffineMaxOp max) {
            return reduce(max.getMap(), [&](Value a, Value b) -> Value {
              return arith::MaxSIOp::create(builder, loc, a, b);
            });
          })
          .Default([&](Operation *) { return builder.clone(*op, emission.values)->getResult(0); });
  emission.values.map(op->getResult(0), result);
  return success();
}

LogicalResult KernelEmitter::emitSlice(tensor::ExtractSliceOp op) {
  const Tile &source = tiles.lookup(op.getSource());
  if (!source.pointer)
    return emission.fail(op, "slices an uninitialised tensor");
  FailureOr<Tile> tile = tiles.slice(op, source, op.getDroppedDims());
  if (failed(tile))
    return failure();
  // A slice of a shared output is the tile's own part of the result.
  tile->writable = isa<BlockArgument>(op.getSource()) && source.writable &&
                   isa<scf::ForallOp>(op.getSource().getParentBlock()->getParentOp());
  tiles.bind(op.getResult(), *tile);
  return success();
}

LogicalResult KernelEmitter::emitInsertion(tensor::InsertSliceOp op) {
  FailureOr<Tile> whole = tiles.resultTile(op.getResult(), op.getDest(), /*read=*/true);
  if (failed(whole))
    return failure();
  FailureOr<Tile> part = tiles.slice(op, *whole, op.getDroppedDims());
  if (failed(part))
    return failure();
  tiles.bind(op.getResult(), *whole);
  const Tile &source = tiles.lookup(op.getSource());
  return source.sameMemory(*part) ? success() : emitCopy(emission, op.getLoc(), source, *part);
}

LogicalResult KernelEmitter::emitDestinationStyle(DestinationStyleOpInterface op) {
  SmallVector<Tile, 4> inputs, outputs;
  for (OpOperand *input : op.getDpsInputOperands()) {
    if (!isa<RankedTensorType>(input->get().getType()))
      continue; // the value of a fill, the offset of a reduction
    inputs.push_back(tiles.lookup(input->get()));
    if (!inputs.back().pointer)
      return emission.fail(op, "reads an uninitialised tensor");
  }
  for (OpOperand &init : op.getDpsInitsMutable()) {
    auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
    bool read = generic ? generic.payloadUsesValueFromOperand(&init) : !isa<linalg::FillOp>(op);
    OpResult result = op.getTiedOpResult(&init);
    FailureOr<Tile> tile = tiles.resultTile(result, init.get(), read);
    if (failed(tile))
      return failure();
    outputs.push_back(*tile);
    tiles.bind(result, *tile);
  }
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](linalg::GenericOp generic) {
        return emitGeneric(emission, generic, inputs, outputs);
      })
      .Case([&](linalg::FillOp fill) {
        Value value = emission.values.lookupOrNull(fill.getInputs()[0]);
        return value ? emitFill(emission, fill.getLoc(), value, outputs[0])
                     : emission.fail(fill, "the value is no constant");
      })
      .Case([&](linalg::CopyOp copy) {
        return emitCopy(emission, copy.getLoc(), inputs[0], outputs[0]);
      })
      .Case<linalg::MatmulOp, linalg::BatchMatmulOp>([&](auto matmul) {
        if (matmul.hasUserDefinedMaps())
          return emission.fail(matmul, "only plain row-major forms have native code");
        return emitMatmul(emission, matmul, inputs[0], inputs[1], outputs[0]);
      })
      .Case([&](ir::ReduceOp reduce) { return emitReduce(emission, reduce, inputs[0], outputs); })
      .Default([&](Operation *other) { return emission.fail(other, "no native code"); });
}

/// Yielded tiles become the carried ones. All are read before any is written: a body may swap.
LogicalResult KernelEmitter::emitYield(scf::ForOp op, ArrayRef<Tile> carried) {
  SmallVector<std::pair<Tile, Tile>, 1> copies;
  for (auto [value, target] : llvm::zip(op.getYieldedValues(), carried)) {
    Tile source = tiles.lookup(value);
    if (!source.sameMemory(target))
      copies.push_back({source, target});
  }
  for (auto &[source, target] : copies) {
    bool overwritten =
        llvm::any_of(carried, [&](const Tile &other) { return other.pointer == source.pointer; });
    if (!overwritten)
      continue;
    Tile kept = emission.allocate(op.getLoc(), source, source.element);
    if (failed(emitCopy(emission, op.getLoc(), source, kept)))
      return failure();
    source = kept;
  }
  for (auto &[source, target] : copies)
    if (failed(emitCopy(emission, op.getLoc(), source, target)))
      return failure();
  return success();
}

LogicalResult KernelEmitter::emitLoop(scf::ForOp op) {
  Location loc = op.getLoc();
  SmallVector<Tile, 4> carried;
  for (auto [result, init] : llvm::zip(op.getResults(), op.getInitArgs())) {
    if (!isa<RankedTensorType>(init.getType()))
      return emission.fail(op, "carries a value that is no tensor");
    FailureOr<Tile> tile = tiles.resultTile(result, init, /*read=*/true);
    if (failed(tile))
      return failure();
    carried.push_back(*tile);
    tiles.bind(result, *tile);
  }
  for (auto [argument, tile] : llvm::zip(op.getRegionIterArgs(), carried))
    tiles.bind(argument, tile);
  SmallVector<Value> bounds;
  for (Value bound : {op.getLowerBound(), op.getUpperBound(), op.getStep()}) {
    bounds.push_back(emission.values.lookupOrNull(bound));
    if (!bounds.back())
      return emission.fail(op, "a bound is not computed by index arithmetic");
  }
  auto loop = scf::ForOp::create(builder, loc, bounds[0], bounds[1], bounds[2]);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  emission.values.map(op.getInductionVar(), loop.getInductionVar());
  for (Operation &inner : op.getBody()->without_terminator())
    if (failed(emitOperation(&inner)))
      return failure();
  return emitYield(op, carried);
}

LogicalResult KernelEmitter::emitOperation(Operation *op) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return emitConstant(constant);
  if (op->getNumResults() == 1 && op->getResult(0).getType().isIndex() &&
      isa<affine::AffineDialect, arith::ArithDialect>(op->getDialect()))
    return emitIndex(op);
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](tensor::EmptyOp empty) {
        FailureOr<Tile> tile = tiles.empty(empty);
        if (succeeded(tile))
          tiles.bind(empty.getResult(), *tile);
        return LogicalResult(tile);
      })
      .Case([&](tensor::ExtractSliceOp slice) { return emitSlice(slice); })
      .Case([&](tensor::InsertSliceOp slice) { return emitInsertion(slice); })
      .Case([&](scf::ForOp loop) { return emitLoop(loop); })
      .Case([&](DestinationStyleOpInterface other) { return emitDestinationStyle(other); })
      .Default([&](Operation *other) { return emission.fail(other, "no native code"); });
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
