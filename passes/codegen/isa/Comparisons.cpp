//===- Comparisons.cpp - arith.cmpf and arith.cmpi -------------------------===//

#include "BodyLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using mock::isa::BodyOpcode;
using mock::isa::RegisterType;

namespace mock::codegen {

namespace {

/// Comparisons of floats are ordered but for `cmp.ne`; the other predicates are made of them.
class FloatComparison {
public:
  FloatComparison(BodyBuilder &builder, VirtualRegister left, VirtualRegister right)
      : builder(builder), left(left), right(right) {}

  VirtualRegister emit(arith::CmpFPredicate predicate) {
    using Predicate = arith::CmpFPredicate;
    switch (predicate) {
    case Predicate::AlwaysFalse:
      return builder.constant(RegisterType::Pred, 0);
    case Predicate::AlwaysTrue:
      return builder.constant(RegisterType::Pred, 1);
    case Predicate::OEQ:
      return compare(BodyOpcode::CmpEq);
    case Predicate::UNE:
      return compare(BodyOpcode::CmpNe);
    case Predicate::OLT:
      return compare(BodyOpcode::CmpLt);
    case Predicate::OLE:
      return compare(BodyOpcode::CmpLe);
    case Predicate::OGT:
      return compare(BodyOpcode::CmpGt);
    case Predicate::OGE:
      return compare(BodyOpcode::CmpGe);
    case Predicate::ULT:
      return builder.negate(compare(BodyOpcode::CmpGe));
    case Predicate::ULE:
      return builder.negate(compare(BodyOpcode::CmpGt));
    case Predicate::UGT:
      return builder.negate(compare(BodyOpcode::CmpLe));
    case Predicate::UGE:
      return builder.negate(compare(BodyOpcode::CmpLt));
    case Predicate::ONE:
      return different();
    case Predicate::UEQ:
      return builder.negate(different());
    case Predicate::UNO:
      return unordered();
    case Predicate::ORD:
      return builder.negate(unordered());
    }
    llvm_unreachable("all predicates are listed");
  }

private:
  VirtualRegister compare(BodyOpcode opcode) {
    return builder.add(opcode, RegisterType::F32, {left, right});
  }
  VirtualRegister either(VirtualRegister a, VirtualRegister b) {
    return builder.add(BodyOpcode::Or, RegisterType::Pred, {a, b});
  }
  VirtualRegister different() {
    return either(compare(BodyOpcode::CmpLt), compare(BodyOpcode::CmpGt));
  }
  VirtualRegister isNaN(VirtualRegister value) {
    return builder.add(BodyOpcode::CmpNe, RegisterType::F32, {value, value});
  }
  VirtualRegister unordered() {
    return left == right ? isNaN(left) : either(isNaN(left), isNaN(right));
  }

  BodyBuilder &builder;
  VirtualRegister left, right;
};

} // namespace

static std::optional<BodyOpcode> integerOpcode(arith::CmpIPredicate predicate, bool ofBool) {
  using Predicate = arith::CmpIPredicate;
  if (predicate == Predicate::eq)
    return BodyOpcode::CmpEq;
  if (predicate == Predicate::ne)
    return BodyOpcode::CmpNe;
  // Integers are signed; a bool, read as 0 or 1, is not.
  switch (predicate) {
  case Predicate::slt:
  case Predicate::ult:
    return ofBool == (predicate == Predicate::ult) ? std::optional(BodyOpcode::CmpLt)
                                                   : std::nullopt;
  case Predicate::sle:
  case Predicate::ule:
    return ofBool == (predicate == Predicate::ule) ? std::optional(BodyOpcode::CmpLe)
                                                   : std::nullopt;
  case Predicate::sgt:
  case Predicate::ugt:
    return ofBool == (predicate == Predicate::ugt) ? std::optional(BodyOpcode::CmpGt)
                                                   : std::nullopt;
  default:
    return ofBool == (predicate == Predicate::uge) ? std::optional(BodyOpcode::CmpGe)
                                                   : std::nullopt;
  }
}

std::optional<VirtualRegister> lowerComparison(BodyBuilder &builder, Operation *op,
                                               VirtualRegister left, VirtualRegister right) {
  if (auto compare = dyn_cast<arith::CmpFOp>(op))
    return FloatComparison(builder, left, right).emit(compare.getPredicate());
  arith::CmpIPredicate predicate = cast<arith::CmpIOp>(op).getPredicate();
  bool ofBool = op->getOperand(0).getType().isInteger(1);
  std::optional<BodyOpcode> opcode = integerOpcode(predicate, ofBool);
  if (!opcode)
    return std::nullopt;
  bool ordered = *opcode != BodyOpcode::CmpEq && *opcode != BodyOpcode::CmpNe;
  if (ofBool && ordered) {
    left = builder.convert(RegisterType::I32, left);
    right = builder.convert(RegisterType::I32, right);
  }
  return builder.add(*opcode, builder.typeOf(left), {left, right});
}

} // namespace mock::codegen
