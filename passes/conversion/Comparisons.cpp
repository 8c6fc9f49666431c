//===- Comparisons.cpp - Comparison, logic, bits and selection -------------===//
#include "Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;

namespace mock::conversion {
namespace {

using Args = aten::Arguments;

template <Value (Scalars::*compare)(Value, Value)>
Value comparison(Scalars &b, ValueRange x, const Args &) {
  return (b.*compare)(x[0], x[1]);
}

template <typename ArithOp> Value bits(Scalars &b, ValueRange x, const Args &) {
  return ArithOp::create(b, x[0], x[1]);
}

Value logicalNot(Scalars &b, ValueRange x, const Args &) { return b.logicalNot(x[0]); }

Value bitwiseNot(Scalars &b, ValueRange x, const Args &) {
  bool isBool = x[0].getType().isInteger(1);
  return arith::XOrIOp::create(b, x[0], b.like(x[0], isBool ? 1 : -1));
}

Value infinity(Scalars &b, Value like) {
  return b.like(like, std::numeric_limits<double>::infinity());
}
Value isNan(Scalars &b, ValueRange x, const Args &) { return b.ne(x[0], x[0]); }
Value isInf(Scalars &b, ValueRange x, const Args &) {
  if (!isa<FloatType>(x[0].getType()))
    return b.ne(x[0], x[0]);
  return b.eq(math::AbsFOp::create(b, x[0]), infinity(b, x[0]));
}
Value isFinite(Scalars &b, ValueRange x, const Args &) {
  if (!isa<FloatType>(x[0].getType()))
    return b.eq(x[0], x[0]);
  return b.lt(math::AbsFOp::create(b, x[0]), infinity(b, x[0]));
}

Value where(Scalars &b, ValueRange x, const Args &) { return b.select(x[0], x[1], x[2]); }
Value maskedFill(Scalars &b, ValueRange x, const Args &) { return b.select(x[1], x[2], x[0]); }

const ElementwiseRow kComparisons[] = {
    {"aten.eq.Tensor", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::eq>},
    {"aten.eq.Scalar", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::eq>},
    {"aten.ne.Tensor", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::ne>},
    {"aten.ne.Scalar", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::ne>},
    {"aten.lt.Tensor", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::lt>},
    {"aten.lt.Scalar", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::lt>},
    {"aten.le.Tensor", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::le>},
    {"aten.le.Scalar", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::le>},
    {"aten.gt.Tensor", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::gt>},
    {"aten.gt.Scalar", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::gt>},
    {"aten.ge.Tensor", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::ge>},
    {"aten.ge.Scalar", {"self", "other"}, Compute::Promoted, kAll, comparison<&Scalars::ge>},
    {"aten.isnan", {"self"}, Compute::Promoted, kAll, isNan},
    {"aten.isinf", {"self"}, Compute::Promoted, kAll, isInf},
    {"aten.isfinite", {"self"}, Compute::Promoted, kAll, isFinite},
};

constexpr unsigned kBits = kBool | kI32;

const ElementwiseRow kLogic[] = {
    {"aten.logical_and", {"self", "other"}, Compute::Bool, kBool, bits<arith::AndIOp>},
    {"aten.logical_or", {"self", "other"}, Compute::Bool, kBool, bits<arith::OrIOp>},
    {"aten.logical_xor", {"self", "other"}, Compute::Bool, kBool, bits<arith::XOrIOp>},
    {"aten.logical_not", {"self"}, Compute::Bool, kBool, logicalNot},
    {"aten.bitwise_and.Tensor", {"self", "other"}, Compute::Promoted, kBits, bits<arith::AndIOp>},
    {"aten.bitwise_and.Scalar", {"self", "other"}, Compute::Promoted, kBits, bits<arith::AndIOp>},
    {"aten.bitwise_or.Tensor", {"self", "other"}, Compute::Promoted, kBits, bits<arith::OrIOp>},
    {"aten.bitwise_or.Scalar", {"self", "other"}, Compute::Promoted, kBits, bits<arith::OrIOp>},
    {"aten.bitwise_xor.Tensor", {"self", "other"}, Compute::Promoted, kBits, bits<arith::XOrIOp>},
    {"aten.bitwise_xor.Scalar", {"self", "other"}, Compute::Promoted, kBits, bits<arith::XOrIOp>},
    {"aten.bitwise_not", {"self"}, Compute::Promoted, kBits, bitwiseNot},
};

const ElementwiseRow kSelection[] = {
    {"aten.where.self",
     {"condition", "self", "other"},
     Compute::Promoted,
     kAll,
     where,
     {"condition"}},
    {"aten.where.ScalarOther",
     {"condition", "self", "other"},
     Compute::Promoted,
     kAll,
     where,
     {"condition"}},
    {"aten.where.ScalarSelf",
     {"condition", "self", "other"},
     Compute::Promoted,
     kAll,
     where,
     {"condition"}},
    {"aten.where.Scalar",
     {"condition", "self", "other"},
     Compute::Result,
     kAll,
     where,
     {"condition"}},
    {"aten.masked_fill.Scalar",
     {"self", "mask", "value"},
     Compute::Result,
     kAll,
     maskedFill,
     {"mask"}},
    {"aten.masked_fill.Tensor",
     {"self", "mask", "value"},
     Compute::Result,
     kAll,
     maskedFill,
     {"mask"}},
};

} // namespace

void registerComparisons(Registry &registry) {
  registerRows(registry, kComparisons);
  registerRows(registry, kLogic);
  registerRows(registry, kSelection);
}

} // namespace mock::conversion
