//===- MathCalls.cpp - Calls of transcendental functions -------------------===//

#include "MathCalls.h"

#include "mock/passes/codegen/MathOpcodes.h"
#include "mock/runtime/engine/MathFunctions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace mock::codegen::native {

/// Lanes that the host's functions take at a time: 16, 8 or 1.
static int64_t hostWidth() {
  if (__builtin_cpu_supports("avx512f"))
    return 16;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 8 : 1;
}

static StringRef nameFor(const engine::MathFunction &function, int64_t width) {
  return width == 16 ? function.avx512Name : width == 8 ? function.avx2Name : function.scalarName;
}

bool isMathCall(Operation *op) {
  return transcendentalOpcode(op->getName().getStringRef()) && op->getResult(0).getType().isF32();
}

/// Lanes [first, first + width) as a vector, or as a scalar for width 1.
static Value part(OpBuilder &builder, Location loc, Value value, int64_t first, int64_t width) {
  if (width == 1)
    return vector::ExtractOp::create(builder, loc, value, first);
  SmallVector<int64_t> lanes = llvm::to_vector(llvm::seq(first, first + width));
  return vector::ShuffleOp::create(builder, loc, value, value, lanes);
}

static Value join(OpBuilder &builder, Location loc, ArrayRef<Value> parts, int64_t width) {
  if (width == 8)
    return vector::ShuffleOp::create(builder, loc, parts[0], parts[1],
                                     llvm::to_vector(llvm::seq<int64_t>(0, kLanes)));
  return vector::FromElementsOp::create(builder, loc,
                                        VectorType::get({kLanes}, parts.front().getType()), parts);
}

Value emitMathCall(Emission &emission, Operation *op, ArrayRef<Value> operands) {
  OpBuilder &builder = emission.builder;
  Location loc = op->getLoc();
  auto opcode = transcendentalOpcode(op->getName().getStringRef());
  const engine::MathFunction *function = engine::mathFunction(*opcode);
  int64_t width = hostWidth();
  Type lane = builder.getF32Type();
  Type type = width == 1 ? lane : VectorType::get({width}, lane);
  SmallVector<Type> inputs(operands.size(), type);
  auto callee =
      emission.callee(nameFor(*function, width), builder.getFunctionType(inputs, type), true);
  SmallVector<Value> parts;
  for (int64_t first = 0; first < kLanes; first += width) {
    SmallVector<Value> arguments;
    for (Value operand : operands)
      arguments.push_back(width == kLanes ? operand : part(builder, loc, operand, first, width));
    parts.push_back(func::CallOp::create(builder, loc, callee, arguments).getResult(0));
  }
  return width == kLanes ? parts.front() : join(builder, loc, parts, width);
}

} // namespace mock::codegen::native
