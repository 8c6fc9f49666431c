//===- BodyEmitter.cpp - Scalar bodies on registers ------------------------===//

#include "BodyEmitter.h"

#include "Arithmetic.h"
#include "MathCalls.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mock::codegen::native {

Value BodyEmitter::operand(Value value) {
  if (Value mapped = registers.lookupOrNull(value))
    return mapped;
  Value scalar = emission.values.lookupOrNull(value);
  if (!scalar)
    return Value();
  Value result = splat(emission.builder, value.getLoc(), scalar);
  registers.map(value, result);
  return result;
}

Value BodyEmitter::index(Location loc, int64_t loop) {
  OpBuilder &builder = emission.builder;
  Value base = splat(builder, loc, point.indices[loop]);
  if (loop != point.laneLoop)
    return base;
  return arith::AddIOp::create(builder, loc, base,
                               laneNumbers(builder, loc, builder.getIndexType()));
}

/// A sum of products: what tiling makes of linalg.index. Null for other expressions.
Value BodyEmitter::affine(Operation *op, AffineExpr expression, ArrayRef<Value> operands,
                          int64_t numDims) {
  OpBuilder &builder = emission.builder;
  Location loc = op->getLoc();
  if (auto constant = dyn_cast<AffineConstantExpr>(expression))
    return constantOf(builder, loc, registerType(builder.getIndexType()), constant.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expression))
    return operands[dim.getPosition()];
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expression))
    return operands[numDims + symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expression);
  Value left = affine(op, binary.getLHS(), operands, numDims);
  Value right = affine(op, binary.getRHS(), operands, numDims);
  if (!left || !right)
    return Value();
  switch (binary.getKind()) {
  case AffineExprKind::Add:
    return arith::AddIOp::create(builder, loc, left, right);
  case AffineExprKind::Mul:
    return arith::MulIOp::create(builder, loc, left, right);
  default:
    return Value();
  }
}

/// Operations that the host has for vectors. Floats of 16 bits are for memory: bodies extend,
/// compute in f32 and truncate.
static bool isHostInstruction(Operation *op) {
  Type operand = op->getOperand(0).getType();
  if (operand.isBF16() || (operand.isF16() && !llvm::isa<arith::ExtFOp>(op)))
    return false;
  if (op->getResult(0).getType().isBF16() && !llvm::isa<arith::SelectOp>(op))
    return false;
  if (isa<arith::ArithDialect>(op->getDialect()))
    return op->hasTrait<OpTrait::Elementwise>() || isa<arith::SelectOp>(op);
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp, math::FloorOp, math::FmaOp,
             math::RoundEvenOp, math::SqrtOp, math::TruncOp>(op);
}

Value BodyEmitter::cloneOnRegisters(Operation *op, ArrayRef<Value> operands) {
  OperationState state(op->getLoc(), op->getName());
  state.addOperands(operands);
  state.addTypes(registerType(op->getResult(0).getType()));
  // Flags such as fastmath would let the executions differ.
  if (auto compare = dyn_cast<arith::CmpFOp>(op))
    state.addAttribute("predicate", compare.getPredicateAttr());
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    state.addAttribute("predicate", compare.getPredicateAttr());
  return emission.builder.create(state)->getResult(0);
}

Value BodyEmitter::emitOperation(Operation *op) {
  OpBuilder &builder = emission.builder;
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return constantOf(builder, op->getLoc(), constant.getValue(), /*splat=*/true);
  if (auto position = dyn_cast<linalg::IndexOp>(op))
    return index(op->getLoc(), position.getDim());
  SmallVector<Value> operands;
  for (Value value : op->getOperands()) {
    operands.push_back(operand(value));
    if (!operands.back())
      return (void)emission.fail(op, "an operand is not defined in the kernel"), Value();
  }
  if (auto apply = dyn_cast<affine::AffineApplyOp>(op)) {
    AffineMap map = apply.getAffineMap();
    return affine(op, map.getResult(0), operands, map.getNumDims());
  }
  if (Value special = emitSpecial(builder, op, operands))
    return special;
  if (isMathCall(op))
    return emitMathCall(emission, op, operands);
  if (isHostInstruction(op))
    return cloneOnRegisters(op, operands);
  return Value();
}

FailureOr<SmallVector<Value>> BodyEmitter::emit(Block &block, ArrayRef<Value> arguments) {
  for (auto [argument, value] : llvm::zip(block.getArguments(), arguments))
    if (value)
      registers.map(argument, value);
  for (Operation &op : block.without_terminator()) {
    if (op.use_empty())
      continue;
    Value value = op.getNumResults() == 1 ? emitOperation(&op) : Value();
    if (!value)
      return emission.fail(&op, "no native code for this operation in a body");
    registers.map(op.getResult(0), value);
  }
  SmallVector<Value> results;
  for (Value value : block.getTerminator()->getOperands()) {
    results.push_back(operand(value));
    if (!results.back())
      return emission.fail(block.getTerminator(), "yields a value from outside the kernel");
  }
  return results;
}

} // namespace mock::codegen::native
