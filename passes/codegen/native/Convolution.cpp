//===- Convolution.cpp - mock.conv on tiles ---------------------------------===//

#include "ConvKernel.h"
#include "Operations.h"
#include "RuntimeSymbols.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

#include <cstddef>
#include <cstring>

using namespace mlir;

namespace mock::codegen::native {

namespace {

/// Fills in the descriptor that the library function reads.
class ConvEmitter {
public:
  ConvEmitter(Emission &emission, ir::ConvOp op)
      : emission(emission), builder(emission.builder), loc(op.getLoc()), op(op),
        spatial(op.getSpatialRank()) {}

  LogicalResult emit(const Tile &input, const Tile &weight, const Tile &output);

private:
  Value toI64(Value value) {
    return arith::IndexCastOp::create(builder, loc, builder.getI64Type(), value);
  }
  void describe(const Tile &input, const Tile &weight, const Tile &output);
  void describeDynamic(const Tile &input, const Tile &weight, const Tile &output);
  void store(size_t byteOffset, OpFoldResult value);
  Value quotient(OpFoldResult value, int64_t divisor);

  Emission &emission;
  OpBuilder &builder;
  Location loc;
  ir::ConvOp op;
  int64_t spatial;
  ConvTile tile = {}; ///< upper bounds where sizes are dynamic
  Value fields;
};

} // namespace

/// Everything that is known now; dimensions that the operation lacks have extent 1.
void ConvEmitter::describe(const Tile &input, const Tile &weight, const Tile &output) {
  tile.input = static_cast<int64_t>(*matmulInput(input.element));
  tile.groups = op.getGroups();
  tile.filters = output.bounds[0] / tile.groups;
  tile.channels = weight.bounds[1];
  tile.inputChannel = input.strides[0];
  tile.weightFilter = weight.strides[0];
  tile.weightChannel = weight.strides[1];
  tile.resultFilter = output.strides[0];
  for (int64_t dim = 0; dim < 3; ++dim)
    tile.out[dim] = tile.kernel[dim] = tile.stride[dim] = tile.dilation[dim] = tile.extent[dim] = 1;
  for (int64_t dim = 0; dim < spatial; ++dim) {
    int64_t to = 3 - spatial + dim;
    tile.out[to] = output.bounds[1 + dim];
    tile.kernel[to] = op.getKernel()[dim];
    tile.stride[to] = op.getStride()[dim];
    tile.dilation[to] = op.getDilation()[dim];
    tile.extent[to] = input.origins.empty() ? input.bounds[1 + dim] : input.extents[1 + dim];
    tile.inputPoint[to] = input.strides[1 + dim];
    tile.weightPoint[to] = weight.strides[2 + dim];
    tile.resultPoint[to] = output.strides[1 + dim];
  }
}

void ConvEmitter::store(size_t byteOffset, OpFoldResult value) {
  Value at = LLVM::GEPOp::create(builder, loc, fields.getType(), builder.getI8Type(), fields,
                                 ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(byteOffset)});
  LLVM::StoreOp::create(builder, loc, toI64(emission.sizeOf(loc, value)), at);
}

Value ConvEmitter::quotient(OpFoldResult value, int64_t divisor) {
  Value by = arith::ConstantIndexOp::create(builder, loc, divisor);
  return arith::DivUIOp::create(builder, loc, emission.sizeOf(loc, value), by);
}

/// What depends on the tile: sizes of the last ones, and where the window begins.
void ConvEmitter::describeDynamic(const Tile &input, const Tile &weight, const Tile &output) {
  if (!getConstantIntValue(output.sizes[0]))
    store(offsetof(ConvTile, filters), quotient(output.sizes[0], tile.groups));
  if (!getConstantIntValue(weight.sizes[1]))
    store(offsetof(ConvTile, channels), weight.sizes[1]);
  for (int64_t dim = 0; dim < spatial; ++dim) {
    size_t at = (3 - spatial + dim) * sizeof(int64_t);
    if (!getConstantIntValue(output.sizes[1 + dim]))
      store(offsetof(ConvTile, out) + at, output.sizes[1 + dim]);
    if (!input.origins.empty())
      store(offsetof(ConvTile, origin) + at, input.origins[1 + dim]);
  }
}

LogicalResult ConvEmitter::emit(const Tile &input, const Tile &weight, const Tile &output) {
  if (!matmulInput(input.element) || input.element != weight.element || !output.element.isF32())
    return emission.fail(op, "inputs f32, bf16 or f16 with an f32 result have native code");
  if (llvm::any_of(op.getPadding(), [](int64_t padding) { return padding != 0; }))
    return emission.fail(op, "a tile is padded by its window");
  describe(input, weight, output);
  fields = emission.allocate(loc, sizeof(ConvTile));
  int64_t values[kConvFields];
  std::memcpy(values, &tile, sizeof(tile));
  for (auto [number, value] : llvm::enumerate(values))
    store(number * sizeof(int64_t), builder.getIndexAttr(value));
  describeDynamic(input, weight, output);
  Value scratch = emission.allocate(loc, convScratch(tile) * int64_t(sizeof(float)));
  SmallVector<Value> arguments = {fields, output.pointer, input.pointer, weight.pointer, scratch};
  SmallVector<Type> types = llvm::map_to_vector(arguments, [](Value v) { return v.getType(); });
  auto callee = emission.callee(kConvSymbol, builder.getFunctionType(types, {}));
  func::CallOp::create(builder, loc, callee, arguments);
  return success();
}

LogicalResult emitConv(Emission &emission, ir::ConvOp op, const Tile &input, const Tile &weight,
                       const Tile &output) {
  return ConvEmitter(emission, op).emit(input, weight, output);
}

} // namespace mock::codegen::native
