//===- Casts.cpp - Casts between scalar types ------------------------------===//

#include "BodyLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using mock::isa::BodyOpcode;
using mock::isa::RegisterType;

namespace mock::codegen {

namespace {

using Result = std::optional<VirtualRegister>;

class Cast {
public:
  Cast(BodyBuilder &builder, Operation *op)
      : builder(builder), op(op), source(op->getOperand(0).getType()),
        target(op->getResult(0).getType()) {}

  /// A float in a register to the precision of `target`. Where the value is only stored, the store
  /// rounds.
  VirtualRegister round(VirtualRegister value) {
    bool stored = llvm::all_of(
        op->getUsers(), [](Operation *user) { return user->hasTrait<OpTrait::IsTerminator>(); });
    if (target.isF32() || stored)
      return value;
    auto opcode = target.isBF16() ? BodyOpcode::RoundBF16 : BodyOpcode::RoundF16;
    return builder.add(opcode, RegisterType::F32, value);
  }

  /// Integer to integer; registers hold narrow ones sign-extended.
  VirtualRegister toInteger(VirtualRegister value) {
    VirtualRegister result = builder.convert(*registerTypeOf(target), value);
    return narrows() ? builder.wrap(result, width(target)) : result;
  }

  VirtualRegister toBool(VirtualRegister value) { // the lowest bit
    RegisterType type = builder.typeOf(value);
    VirtualRegister bit = builder.add(BodyOpcode::And, type, {value, builder.integer(type, 1)});
    return builder.convert(RegisterType::Pred, bit);
  }

  /// true is -1 as a signed integer of one bit.
  VirtualRegister signedBool(VirtualRegister value, RegisterType type) {
    return builder.add(BodyOpcode::Neg, type, builder.convert(type, value));
  }

  /// The value of a narrow integer read as unsigned; nullopt for what a register cannot hold.
  Result zeroExtended(VirtualRegister value, RegisterType type) {
    if (source.isInteger(1))
      return builder.convert(type, value);
    if (source.isInteger(64) || (source.isInteger(32) && type != RegisterType::I64))
      return std::nullopt;
    if (type == RegisterType::F32)
      type = RegisterType::I32;
    VirtualRegister wide = builder.convert(type, value);
    int64_t mask = (int64_t(1) << width(source)) - 1;
    return builder.add(BodyOpcode::And, type, {wide, builder.integer(type, mask)});
  }

private:
  static unsigned width(Type type) { return type.isIndex() ? 64 : type.getIntOrFloatBitWidth(); }
  bool narrows() const { return width(target) < 32 && width(target) < width(source); }

  BodyBuilder &builder;
  Operation *op;
  Type source, target;
};

} // namespace

std::optional<VirtualRegister> lowerCast(BodyBuilder &builder, Operation *op,
                                         VirtualRegister value) {
  Cast cast(builder, op);
  Type source = op->getOperand(0).getType(), target = op->getResult(0).getType();
  std::optional<RegisterType> type = registerTypeOf(target);
  if (!type)
    return std::nullopt;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](arith::ExtFOp) { return Result(value); }) // registers are f32 already
      .Case([&](arith::TruncFOp) { return Result(cast.round(value)); })
      .Case([&](arith::SIToFPOp) {
        return Result(cast.round(source.isInteger(1) ? cast.signedBool(value, RegisterType::F32)
                                                     : builder.convert(RegisterType::F32, value)));
      })
      .Case([&](arith::UIToFPOp) -> Result {
        Result wide = cast.zeroExtended(value, RegisterType::F32);
        if (!wide)
          return std::nullopt;
        return cast.round(builder.convert(RegisterType::F32, *wide));
      })
      .Case<arith::FPToSIOp, arith::FPToUIOp>([&](Operation *) -> Result {
        if (target.isInteger(1))
          return std::nullopt;
        VirtualRegister whole = builder.convert(*type, value);
        return builder.wrap(whole, target.getIntOrFloatBitWidth());
      })
      .Case([&](arith::ExtSIOp) {
        return Result(source.isInteger(1) ? cast.signedBool(value, *type) : cast.toInteger(value));
      })
      .Case([&](arith::ExtUIOp) { return cast.zeroExtended(value, *type); })
      .Case<arith::TruncIOp, arith::IndexCastOp>([&](Operation *) {
        return Result(target.isInteger(1) ? cast.toBool(value) : cast.toInteger(value));
      })
      .Default(std::nullopt);
}

} // namespace mock::codegen
