//===- Movement.cpp - Gathers and scatters of tiles ------------------------===//
//
// Loops that an index reads along are taken point by point, outermost first; the loops below an
// index value are a box that is copied or combined in registers. Indices are checked before memory
// is touched: one outside of its range is a fault of the device (reportNativeIndex).
//
//===----------------------------------------------------------------------===//

#include "Combine.h"
#include "Loops.h"
#include "Operations.h"
#include "RuntimeSymbols.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace mock::codegen::native {

namespace {

/// What a gather and a scatter have in common: `main` is what indices point into, `local` what the
/// loops walk along.
struct Indexed {
  Operation *op;
  Tile main, local;
  AffineMap localMap;
  ArrayRef<Tile> indices;
  SmallVector<AffineMap> indexMaps;
  ArrayRef<int64_t> coordinates;
  bool wraps;
};

/// Emits for the box below one point of the index loops; accesses are those of `main` and `local`.
using BoxBody = llvm::function_ref<LogicalResult(ArrayRef<OpFoldResult> sizes, const Access &main,
                                                 const Access &local)>;

class IndexedEmitter {
public:
  IndexedEmitter(Emission &emission, const Indexed &movement, BoxBody body)
      : emission(emission), builder(emission.builder), loc(movement.op->getLoc()),
        movement(movement), body(body) {}

  LogicalResult emit();

private:
  bool findSizes();
  SmallVector<int64_t> mainStrides() const;
  static SmallVector<int64_t> stridesBy(AffineMap map, const Tile &tile);
  void emitLoops(size_t loop);
  void emitPoint();
  Value pointerAt(const Tile &tile, ArrayRef<int64_t> strides);
  Value indexValue(unsigned number);
  std::pair<Value, Value> checkedIndex(unsigned number, int64_t bound);
  void report(ArrayRef<std::pair<Value, int64_t>> values);
  Access boxAccess(const Tile &tile, Value pointer, ArrayRef<int64_t> strides) const;

  Emission &emission;
  OpBuilder &builder;
  Location loc;
  const Indexed &movement;
  BoxBody body;
  SmallVector<OpFoldResult> sizes; ///< by loop
  SmallVector<bool> indexed;       ///< by loop: an index reads along it
  SmallVector<Value> position;     ///< by loop; null in the box
  LogicalResult result = success();
};

} // namespace

/// The size of each loop, from the local tile, the indices, then the main one.
bool IndexedEmitter::findSizes() {
  sizes.resize(movement.localMap.getNumDims());
  auto take = [&](unsigned loop, OpFoldResult size) {
    if (!sizes[loop] || (!getConstantIntValue(sizes[loop]) && getConstantIntValue(size)))
      sizes[loop] = size;
  };
  auto takeAll = [&](AffineMap map, const Tile &tile) {
    for (auto [expr, size] : llvm::zip_equal(map.getResults(), tile.sizes))
      take(cast<AffineDimExpr>(expr).getPosition(), size);
  };
  takeAll(movement.localMap, movement.local);
  for (auto [map, tile] : llvm::zip_equal(movement.indexMaps, movement.indices))
    takeAll(map, tile);
  for (auto [coordinate, size] : llvm::zip_equal(movement.coordinates, movement.main.sizes))
    if (coordinate >= 0 && !sizes[coordinate])
      take(coordinate, size);
  return !llvm::is_contained(sizes, OpFoldResult());
}

SmallVector<int64_t> IndexedEmitter::stridesBy(AffineMap map, const Tile &tile) {
  SmallVector<int64_t> strides(map.getNumDims(), 0);
  for (auto [expr, stride] : llvm::zip_equal(map.getResults(), tile.strides))
    strides[cast<AffineDimExpr>(expr).getPosition()] = stride;
  return strides;
}

SmallVector<int64_t> IndexedEmitter::mainStrides() const {
  SmallVector<int64_t> strides(sizes.size(), 0);
  for (auto [coordinate, stride] : llvm::zip_equal(movement.coordinates, movement.main.strides))
    if (coordinate >= 0)
      strides[coordinate] = stride;
  return strides;
}

/// The tile's element at the point of the index loops, at the start of the box.
Value IndexedEmitter::pointerAt(const Tile &tile, ArrayRef<int64_t> strides) {
  Value pointer = tile.pointer;
  for (auto [loop, stride] : llvm::enumerate(strides))
    if (position[loop])
      pointer = advance(builder, loc, pointer, position[loop], stride, tile.element);
  return pointer;
}

Value IndexedEmitter::indexValue(unsigned number) {
  const Tile &tile = movement.indices[number];
  Value pointer = pointerAt(tile, stridesBy(movement.indexMaps[number], tile));
  Value value = loadScalar(builder, loc, pointer, tile.element);
  if (!tile.element.isInteger(64))
    value = arith::ExtSIOp::create(builder, loc, builder.getI64Type(), value);
  return value;
}

/// The index counted from the start, and whether it is in range.
std::pair<Value, Value> IndexedEmitter::checkedIndex(unsigned number, int64_t bound) {
  Value value = indexValue(number);
  Value extent = arith::ConstantIntOp::create(builder, loc, bound, 64);
  if (movement.wraps) {
    Value zero = arith::ConstantIntOp::create(builder, loc, 0, 64);
    Value negative = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, value, zero);
    Value fromEnd = arith::AddIOp::create(builder, loc, value, extent);
    value = arith::SelectOp::create(builder, loc, negative, fromEnd, value);
  }
  Value valid = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, value, extent);
  return {value, valid};
}

/// Says which index is out of range: the function looks at each.
void IndexedEmitter::report(ArrayRef<std::pair<Value, int64_t>> values) {
  Type i64 = builder.getI64Type();
  auto function = emission.callee(kReportIndexSymbol, builder.getFunctionType({i64, i64, i64}, {}));
  Value wraps = arith::ConstantIntOp::create(builder, loc, movement.wraps, 64);
  for (auto [value, bound] : values) {
    Value extent = arith::ConstantIntOp::create(builder, loc, bound, 64);
    func::CallOp::create(builder, loc, function, ValueRange{value, extent, wraps});
  }
}

Access IndexedEmitter::boxAccess(const Tile &tile, Value pointer, ArrayRef<int64_t> strides) const {
  Access access{pointer, tile.element, {}};
  for (auto [loop, stride] : llvm::enumerate(strides))
    if (!indexed[loop])
      access.strides.push_back(stride);
  return access;
}

void IndexedEmitter::emitPoint() {
  Value valid, mainPointer = pointerAt(movement.main, mainStrides());
  SmallVector<std::pair<Value, int64_t>> given;
  for (auto [dim, coordinate] : llvm::enumerate(movement.coordinates)) {
    if (coordinate >= 0)
      continue;
    unsigned number = -1 - coordinate;
    int64_t bound = movement.main.bounds[dim];
    given.push_back({indexValue(number), bound});
    auto [value, inRange] = checkedIndex(number, bound);
    valid = valid ? arith::AndIOp::create(builder, loc, valid, inRange).getResult() : inRange;
    Value offset = arith::IndexCastOp::create(builder, loc, builder.getIndexType(), value);
    mainPointer = advance(builder, loc, mainPointer, offset, movement.main.strides[dim],
                          movement.main.element);
  }
  auto box = [&] {
    SmallVector<OpFoldResult> boxSizes;
    for (auto [loop, size] : llvm::enumerate(sizes))
      if (!indexed[loop])
        boxSizes.push_back(size);
    SmallVector<int64_t> strides = stridesBy(movement.localMap, movement.local);
    if (failed(body(boxSizes, boxAccess(movement.main, mainPointer, mainStrides()),
                    boxAccess(movement.local, pointerAt(movement.local, strides), strides))))
      result = failure();
  };
  if (!valid)
    return box();
  auto branch = scf::IfOp::create(builder, loc, valid, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  box();
  builder.setInsertionPointToStart(branch.elseBlock());
  report(given);
}

void IndexedEmitter::emitLoops(size_t loop) {
  if (loop == sizes.size())
    return emitPoint();
  if (!indexed[loop])
    return emitLoops(loop + 1);
  emitLoop(emission, loc, sizes[loop], 1, [&](Value iv) {
    position[loop] = iv;
    emitLoops(loop + 1);
  });
}

LogicalResult IndexedEmitter::emit() {
  if (!findSizes())
    return emission.fail(movement.op, "a loop has no operand that gives its size");
  indexed.assign(sizes.size(), false);
  position.assign(sizes.size(), Value());
  for (AffineMap map : movement.indexMaps)
    for (AffineExpr expr : map.getResults())
      indexed[cast<AffineDimExpr>(expr).getPosition()] = true;
  emitLoops(0);
  return result;
}

template <typename Op> static SmallVector<AffineMap> indexMapsOf(Op op) {
  return llvm::to_vector(op.getIndexMaps().template getAsValueRange<AffineMapAttr>());
}

LogicalResult emitGather(Emission &emission, ir::GatherOp op, ArrayRef<Tile> inputs,
                         const Tile &output) {
  AffineMap identity = AffineMap::getMultiDimIdentityMap(output.rank(), op.getContext());
  Indexed movement{op,
                   inputs[0],
                   output,
                   identity,
                   inputs.drop_front(),
                   indexMapsOf(op),
                   op.getCoordinates(),
                   op.getWraps()};
  auto copy = [&](ArrayRef<OpFoldResult> sizes, const Access &main, const Access &local) {
    OpBuilder &builder = emission.builder;
    if (sizes.empty()) {
      Value value = loadScalar(builder, op.getLoc(), main.pointer, main.element);
      storeScalar(builder, op.getLoc(), value, local.pointer, local.element);
      return success();
    }
    Nest nest{SmallVector<OpFoldResult>(sizes), {main}, {local}, std::nullopt};
    nest.collapse();
    return emitNest(emission, op.getLoc(), nest, [](ArrayRef<Value> loaded, const Point &) {
      return FailureOr<SmallVector<Value>>(SmallVector<Value>(loaded));
    });
  };
  return IndexedEmitter(emission, movement, copy).emit();
}

static ir::ReduceKind kindOf(ir::ScatterMode mode) {
  switch (mode) {
  case ir::ScatterMode::Mul:
    return ir::ReduceKind::Prod;
  case ir::ScatterMode::Min:
    return ir::ReduceKind::Min;
  case ir::ScatterMode::Max:
    return ir::ReduceKind::Max;
  case ir::ScatterMode::Store:
  case ir::ScatterMode::Add:
    return ir::ReduceKind::Sum;
  }
  llvm_unreachable("all modes are handled");
}

/// place op value, rounded to the element type each time.
static Value combined(Emission &emission, ir::ScatterOp op, Value place, Value value,
                      Type element) {
  if (op.getMode() == ir::ScatterMode::Store)
    return value;
  Combiner combiner(emission.builder, op.getLoc(), kindOf(op.getMode()), element);
  Partial result =
      combiner.update({combiner.widen(place, element)}, {combiner.widen(value, element)});
  return combiner.narrow(result[0]);
}

LogicalResult emitScatter(Emission &emission, ir::ScatterOp op, ArrayRef<Tile> inputs,
                          const Tile &output) {
  Indexed movement{op,
                   output,
                   inputs[0],
                   op.getValueMap(),
                   inputs.drop_front(),
                   indexMapsOf(op),
                   op.getCoordinates(),
                   op.getWraps()};
  auto combine = [&](ArrayRef<OpFoldResult> sizes, const Access &main, const Access &local) {
    OpBuilder &builder = emission.builder;
    Location loc = op.getLoc();
    if (sizes.empty()) {
      Value place = loadScalar(builder, loc, main.pointer, main.element);
      Value value = loadScalar(builder, loc, local.pointer, local.element);
      storeScalar(builder, loc, combined(emission, op, place, value, main.element), main.pointer,
                  main.element);
      return success();
    }
    Nest nest{SmallVector<OpFoldResult>(sizes), {main, local}, {main}, std::nullopt};
    nest.collapse();
    return emitNest(emission, loc, nest, [&](ArrayRef<Value> loaded, const Point &) {
      return FailureOr<SmallVector<Value>>(
          SmallVector<Value>{combined(emission, op, loaded[0], loaded[1], main.element)});
    });
  };
  return IndexedEmitter(emission, movement, combine).emit();
}

} // namespace mock::codegen::native
