//===- BodyLowering.cpp - Scalar operations to body operations -------------===//

#include "BodyLowering.h"

#include "mock/passes/codegen/MathOpcodes.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/runtime/isa/BodyTraits.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using mock::isa::BodyOpcode;
using mock::isa::RegisterType;

namespace mock::codegen {

/// Operations that are one body operation on their operands.
static std::optional<BodyOpcode> directOpcode(StringRef name) {
  if (std::optional<BodyOpcode> transcendental = transcendentalOpcode(name))
    return transcendental;
  return llvm::StringSwitch<std::optional<BodyOpcode>>(name)
      .Cases({"arith.addf", "arith.addi"}, BodyOpcode::Add)
      .Cases({"arith.subf", "arith.subi"}, BodyOpcode::Sub)
      .Cases({"arith.mulf", "arith.muli"}, BodyOpcode::Mul)
      .Cases({"arith.divf", "arith.divsi"}, BodyOpcode::Div)
      .Cases({"arith.remf", "arith.remsi"}, BodyOpcode::Rem)
      .Case("arith.negf", BodyOpcode::Neg)
      .Cases({"arith.maximumf", "arith.maxsi"}, BodyOpcode::Maximum)
      .Cases({"arith.minimumf", "arith.minsi"}, BodyOpcode::Minimum)
      .Case("arith.andi", BodyOpcode::And)
      .Case("arith.ori", BodyOpcode::Or)
      .Case("arith.xori", BodyOpcode::Xor)
      .Case("arith.shli", BodyOpcode::Shl)
      .Case("arith.shrsi", BodyOpcode::Shr)
      .Case("arith.select", BodyOpcode::Select)
      .Cases({"math.absf", "math.absi"}, BodyOpcode::Abs)
      .Case("math.ceil", BodyOpcode::Ceil)
      .Case("math.copysign", BodyOpcode::CopySign)
      .Case("math.floor", BodyOpcode::Floor)
      .Case("math.fma", BodyOpcode::Fma)
      .Case("math.roundeven", BodyOpcode::RoundEven)
      .Case("math.sqrt", BodyOpcode::Sqrt)
      .Case("math.trunc", BodyOpcode::Trunc)
      .Default(std::nullopt);
}

/// Whether a result of 8 or 16 bits may leave its range in an i32 register.
static bool mayOverflow(BodyOpcode opcode) {
  switch (opcode) {
  case BodyOpcode::Add:
  case BodyOpcode::Sub:
  case BodyOpcode::Mul:
  case BodyOpcode::Div: // the smallest / -1
  case BodyOpcode::Abs:
  case BodyOpcode::Shl:
    return true;
  default:
    return false;
  }
}

namespace {

class BodyLowering {
public:
  explicit BodyLowering(Block &body) : body(body) {}

  LogicalResult run() {
    for (Operation &op : body.without_terminator())
      if (!op.use_empty() && failed(lower(&op)))
        return failure();
    for (auto [number, value] : llvm::enumerate(body.getTerminator()->getOperands())) {
      std::optional<VirtualRegister> result = operand(value);
      if (!result)
        return body.getTerminator()->emitOpError("yields ")
               << value.getType() << ", which the vector engine has no registers for";
      builder.add(BodyOpcode::Output, builder.typeOf(*result), *result, number);
    }
    return success();
  }

  BodyBuilder builder;

private:
  /// Inputs are read where they are first needed, which keeps few registers alive.
  std::optional<VirtualRegister> operand(Value value) {
    if (auto found = values.find(value); found != values.end())
      return found->second;
    auto argument = dyn_cast<BlockArgument>(value);
    std::optional<RegisterType> type = registerTypeOf(value.getType());
    if (!argument || argument.getOwner() != &body || !type)
      return std::nullopt;
    return values[value] = builder.add(BodyOpcode::Input, *type, {}, argument.getArgNumber());
  }

  std::optional<VirtualRegister> constant(arith::ConstantOp op) {
    std::optional<RegisterType> type = registerTypeOf(op.getType());
    if (!type)
      return std::nullopt;
    if (auto number = dyn_cast<FloatAttr>(op.getValue())) {
      // bf16 and f16 are exact in f32.
      APFloat value = number.getValue();
      bool losesInformation = false;
      value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven, &losesInformation);
      return builder.constant(*type, value.bitcastToAPInt().getZExtValue());
    }
    APInt value = cast<IntegerAttr>(op.getValue()).getValue();
    if (*type == RegisterType::Pred)
      return builder.constant(*type, !value.isZero());
    return builder.integer(*type, value.getSExtValue());
  }

  std::optional<VirtualRegister> direct(Operation *op, BodyOpcode opcode,
                                        ArrayRef<VirtualRegister> operands) {
    Type result = op->getResult(0).getType();
    std::optional<RegisterType> type = registerTypeOf(result);
    bool halfFloat = result.isBF16() || result.isF16(); // bodies extend, compute and truncate
    if (!type || !isa::supports(opcode, *type) || (halfFloat && opcode != BodyOpcode::Select))
      return std::nullopt;
    VirtualRegister value = builder.add(opcode, *type, operands);
    bool narrow = result.isInteger(8) || result.isInteger(16);
    return narrow && mayOverflow(opcode) ? builder.wrap(value, result.getIntOrFloatBitWidth())
                                         : value;
  }

  VirtualRegister reciprocalSqrt(VirtualRegister value) {
    VirtualRegister root = builder.add(BodyOpcode::Sqrt, RegisterType::F32, value);
    VirtualRegister one = builder.constant(RegisterType::F32, 0x3f800000);
    return builder.add(BodyOpcode::Div, RegisterType::F32, {one, root});
  }

  std::optional<VirtualRegister> result(Operation *op, ArrayRef<VirtualRegister> operands) {
    if (auto value = dyn_cast<arith::ConstantOp>(op))
      return constant(value);
    if (auto index = dyn_cast<ir::IndexOp>(op))
      return builder.add(BodyOpcode::Index, RegisterType::I64, {}, index.getDim());
    if (llvm::isa<arith::CmpFOp, arith::CmpIOp>(op))
      return lowerComparison(builder, op, operands[0], operands[1]);
    if (llvm::isa<math::RsqrtOp>(op))
      return reciprocalSqrt(operands[0]);
    if (std::optional<BodyOpcode> opcode = directOpcode(op->getName().getStringRef()))
      return direct(op, *opcode, operands);
    return operands.size() == 1 ? lowerCast(builder, op, operands[0]) : std::nullopt;
  }

  LogicalResult lower(Operation *op) {
    SmallVector<VirtualRegister> operands;
    for (Value value : op->getOperands()) {
      std::optional<VirtualRegister> lowered = operand(value);
      if (!lowered)
        return op->emitOpError("reads ")
               << value.getType() << ", which the vector engine has no registers for";
      operands.push_back(*lowered);
    }
    std::optional<VirtualRegister> value =
        op->getNumResults() == 1 ? result(op, operands) : std::nullopt;
    if (!value)
      return op->emitOpError("has no body operation in the instruction set");
    values[op->getResult(0)] = *value;
    return success();
  }

  Block &body;
  llvm::DenseMap<Value, VirtualRegister> values;
};

} // namespace

FailureOr<BodyBuilder> lowerBody(Block &body) {
  BodyLowering lowering(body);
  if (failed(lowering.run()))
    return failure();
  return std::move(lowering.builder);
}

} // namespace mock::codegen
