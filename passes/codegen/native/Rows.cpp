//===- Rows.cpp - mock.scan and mock.sort on tiles -------------------------===//

#include "Loops.h"
#include "Operations.h"
#include "RowFunctions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace mock::codegen::native {

namespace {

std::optional<RowElement> rowElement(Type element) {
  if (element.isF32())
    return RowElement::F32;
  if (element.isInteger(32))
    return RowElement::I32;
  if (element.isInteger(64))
    return RowElement::I64;
  return std::nullopt;
}

/// Calls a function for each row of some tiles, whose last dimension runs along the row.
class RowEmitter {
public:
  RowEmitter(Emission &emission, Operation *op)
      : emission(emission), builder(emission.builder), loc(op->getLoc()) {}

  using Call = llvm::function_ref<void(ArrayRef<Value> pointers)>;
  void forEachRow(ArrayRef<Tile> tiles, Call call) {
    SmallVector<Value> pointers =
        llvm::map_to_vector(tiles, [](const Tile &t) { return t.pointer; });
    emit(0, tiles, pointers, call);
  }

  Value constant(int64_t value) {
    return arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(value));
  }
  Value size(OpFoldResult value) {
    return arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                      emission.sizeOf(loc, value));
  }
  void call(StringRef symbol, ArrayRef<Value> arguments) {
    SmallVector<Type> types = llvm::map_to_vector(arguments, [](Value v) { return v.getType(); });
    auto callee = emission.callee(symbol, builder.getFunctionType(types, {}));
    func::CallOp::create(builder, loc, callee, arguments);
  }

private:
  void emit(int64_t dim, ArrayRef<Tile> tiles, ArrayRef<Value> pointers, Call call) {
    if (dim == tiles.front().rank() - 1)
      return call(pointers);
    emitLoop(emission, loc, tiles.front().sizes[dim], 1, [&](Value iv) {
      SmallVector<Value> next;
      for (auto [pointer, tile] : llvm::zip(pointers, tiles))
        next.push_back(advance(builder, loc, pointer, iv, tile.strides[dim], tile.element));
      emit(dim + 1, tiles, next, call);
    });
  }

  Emission &emission;
  OpBuilder &builder;
  Location loc;
};

} // namespace

LogicalResult emitScan(Emission &emission, ir::ScanOp op, const Tile &input, const Tile &output) {
  std::optional<RowElement> element = rowElement(input.element);
  if (!element)
    return emission.fail(op, "scans of f32, i32 and i64 have native code");
  RowEmitter rows(emission, op);
  rows.forEachRow({input, output}, [&](ArrayRef<Value> pointers) {
    rows.call(kScanSymbol,
              {pointers[0], rows.constant(input.strides.back()), pointers[1],
               rows.constant(output.strides.back()), rows.size(input.sizes.back()),
               rows.constant(int64_t(op.getKind())), rows.constant(int64_t(*element))});
  });
  return success();
}

LogicalResult emitSort(Emission &emission, ir::SortOp op, const Tile &input,
                       ArrayRef<Tile> outputs) {
  std::optional<RowElement> element = rowElement(input.element);
  if (!element)
    return emission.fail(op, "sorts of f32, i32 and i64 have native code");
  Value scratch = emission.allocate(op.getLoc(), input.bounds.back() * int64_t(sizeof(int64_t)));
  RowEmitter rows(emission, op);
  rows.forEachRow({input, outputs[0], outputs[1]}, [&](ArrayRef<Value> pointers) {
    rows.call(kSortSymbol, {pointers[0], rows.constant(input.strides.back()), pointers[1],
                            rows.constant(outputs[0].strides.back()), pointers[2],
                            rows.constant(outputs[1].strides.back()), rows.size(input.sizes.back()),
                            rows.size(outputs[0].sizes.back()), rows.constant(op.getDescending()),
                            rows.constant(int64_t(*element)), scratch});
  });
  return success();
}

} // namespace mock::codegen::native
