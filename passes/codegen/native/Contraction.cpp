//===- Contraction.cpp - Matrix products on tiles --------------------------===//

#include "Loops.h"
#include "Operations.h"
#include "RuntimeSymbols.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace mock::codegen::native {

namespace {

/// One product of matrices; batch dimensions are gone.
class MatmulEmitter {
public:
  MatmulEmitter(Emission &emission, Operation *op)
      : emission(emission), builder(emission.builder), loc(op->getLoc()), op(op) {}

  LogicalResult emit(const Tile &left, const Tile &right, const Tile &output) {
    if (output.rank() > 2) {
      LogicalResult result = success();
      emitLoop(emission, loc, output.sizes[0], 1, [&](Value iv) {
        result = emit(inner(left, iv), inner(right, iv), inner(output, iv));
      });
      return result;
    }
    if (output.element.isInteger(32))
      return emitInteger(left, right, output);
    return emitFloat(left, right, output);
  }

private:
  /// The tile without its first dimension, at index `iv`.
  Tile inner(const Tile &tile, Value iv) {
    Tile result = tile;
    result.pointer = advance(builder, loc, tile.pointer, iv, tile.strides[0], tile.element);
    result.sizes.erase(result.sizes.begin());
    result.bounds.erase(result.bounds.begin());
    result.strides.erase(result.strides.begin());
    return result;
  }

  Value constant(int64_t value) {
    return arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(value));
  }
  Value size(OpFoldResult value) {
    return arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                      emission.sizeOf(loc, value));
  }

  LogicalResult emitFloat(const Tile &left, const Tile &right, const Tile &output) {
    std::optional<MatmulInput> input = matmulInput(left.element);
    if (!input || left.element != right.element || !output.element.isF32())
      return emission.fail(op, "inputs f32, bf16 or f16 with an f32 result have native code");
    if (output.strides[1] == 1)
      return emitCall(left, right, output, *input);
    Tile contiguous = emission.allocate(loc, output, output.element);
    if (failed(emitCopy(emission, loc, output, contiguous)) ||
        failed(emitCall(left, right, contiguous, *input)))
      return failure();
    return emitCopy(emission, loc, contiguous, output);
  }

  LogicalResult emitCall(const Tile &left, const Tile &right, const Tile &output,
                         MatmulInput input) {
    int64_t packed = left.bounds[0] * left.bounds[1] + right.bounds[0] * right.bounds[1];
    SmallVector<Value> arguments = {output.pointer,
                                    constant(output.strides[0]),
                                    left.pointer,
                                    constant(left.strides[0]),
                                    constant(left.strides[1]),
                                    right.pointer,
                                    constant(right.strides[0]),
                                    constant(right.strides[1]),
                                    size(output.sizes[0]),
                                    size(output.sizes[1]),
                                    size(left.sizes[1]),
                                    constant(static_cast<int64_t>(input)),
                                    emission.allocate(loc, packed * int64_t(sizeof(float)))};
    SmallVector<Type> types = llvm::map_to_vector(arguments, [](Value v) { return v.getType(); });
    auto callee = emission.callee(kMatmulSymbol, builder.getFunctionType(types, {}));
    func::CallOp::create(builder, loc, callee, arguments);
    return success();
  }

  /// Lanes go along n; each value of a is broadcast. i32 wraps.
  LogicalResult emitInteger(const Tile &left, const Tile &right, const Tile &output) {
    Nest nest; // m, k, n: k ascending for every element of the result
    nest.sizes = {output.sizes[0], left.sizes[1], output.sizes[1]};
    nest.inputs.push_back({left.pointer, left.element, {left.strides[0], left.strides[1], 0}});
    nest.inputs.push_back({right.pointer, right.element, {0, right.strides[0], right.strides[1]}});
    Access result{output.pointer, output.element, {output.strides[0], 0, output.strides[1]}};
    nest.inputs.push_back(result);
    nest.outputs.push_back(result);
    nest.lanes = 2;
    return emitNest(emission, loc, nest, [&](ArrayRef<Value> loaded, const Point &) {
      Value a = extend(loaded[0]), b = extend(loaded[1]);
      Value product = arith::MulIOp::create(builder, loc, a, b);
      Value sum = arith::AddIOp::create(builder, loc, loaded[2], product);
      return FailureOr<SmallVector<Value>>(SmallVector<Value>{sum});
    });
  }

  Value extend(Value value) {
    Type wide = registerType(builder.getI32Type());
    if (value.getType() == wide)
      return value;
    return arith::ExtSIOp::create(builder, loc, wide, value);
  }

  Emission &emission;
  OpBuilder &builder;
  Location loc;
  Operation *op;
};

} // namespace

std::optional<MatmulInput> matmulInput(Type element) {
  if (element.isF32())
    return MatmulInput::F32;
  if (element.isBF16())
    return MatmulInput::BF16;
  if (element.isF16())
    return MatmulInput::F16;
  return std::nullopt;
}

LogicalResult emitMatmul(Emission &emission, Operation *op, const Tile &left, const Tile &right,
                         const Tile &output) {
  return MatmulEmitter(emission, op).emit(left, right, output);
}

} // namespace mock::codegen::native
