//===- Backward.cpp - Gradients of elementwise operators -------------------===//
#include "Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <numbers>

using namespace mlir;

namespace mock::conversion {
namespace {

using Args = aten::Arguments;

Value sigmoidBackward(Scalars &b, ValueRange x, const Args &) {
  return b.mul(b.mul(x[0], b.sub(b.like(x[1], 1), x[1])), x[1]);
}
Value tanhBackward(Scalars &b, ValueRange x, const Args &) {
  return b.mul(x[0], b.sub(b.like(x[1], 1), b.mul(x[1], x[1])));
}

/// Zero where self <= threshold.
Value thresholdBackward(Scalars &b, ValueRange x, const Args &args) {
  Value limit = scalarArgument(b, args, "threshold", x[1], 0);
  return b.select(b.le(x[1], limit), b.like(x[0], 0), x[0]);
}

Value siluBackward(Scalars &b, ValueRange x, const Args &) {
  Value one = b.like(x[1], 1);
  Value sigmoid = b.div(one, b.add(one, math::ExpOp::create(b, b.neg(x[1]))));
  Value inner = b.add(one, b.mul(x[1], b.sub(one, sigmoid)));
  return b.mul(b.mul(x[0], sigmoid), inner);
}

/// cdf(x) + x pdf(x)
Value geluExactDerivative(Scalars &b, Value x) {
  Value erf = math::ErfOp::create(b, b.mul(x, b.like(x, 1 / std::numbers::sqrt2)));
  Value cdf = b.mul(b.like(x, 0.5), b.add(b.like(x, 1), erf));
  Value exponential = math::ExpOp::create(b, b.mul(b.mul(x, x), b.like(x, -0.5)));
  double scale = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  return b.add(cdf, b.mul(x, b.mul(exponential, b.like(x, scale))));
}

Value geluTanhDerivative(Scalars &b, Value x) {
  Value one = b.like(x, 1), half = b.like(x, 0.5), kappa = b.like(x, 0.044715);
  Value beta = b.like(x, std::numbers::sqrt2 * std::numbers::inv_sqrtpi);
  Value squared = b.mul(x, x);
  Value inner = b.mul(beta, b.add(x, b.mul(kappa, b.mul(squared, x))));
  Value tanh = math::TanhOp::create(b, inner);
  Value left = b.mul(half, b.add(one, tanh));
  Value tanhDerivative = b.sub(one, b.mul(tanh, tanh));
  Value innerDerivative = b.mul(beta, b.add(one, b.mul(b.mul(b.like(x, 3), kappa), squared)));
  return b.add(left, b.mul(b.mul(b.mul(half, x), tanhDerivative), innerDerivative));
}

Value geluBackward(Scalars &b, ValueRange x, const Args &args) {
  bool approximate = args.string("approximate") == "tanh";
  return b.mul(x[0], approximate ? geluTanhDerivative(b, x[1]) : geluExactDerivative(b, x[1]));
}

Value leakyReluBackward(Scalars &b, ValueRange x, const Args &args) {
  Value slope = scalarArgument(b, args, "negative_slope", x[1], 0.01);
  return b.select(b.gt(x[1], b.like(x[1], 0)), x[0], b.mul(x[0], slope));
}

Value hardtanhBackward(Scalars &b, ValueRange x, const Args &args) {
  Value low = scalarArgument(b, args, "min_val", x[1], -1);
  Value high = scalarArgument(b, args, "max_val", x[1], 1);
  Value outside = arith::OrIOp::create(b, b.le(x[1], low), b.ge(x[1], high));
  return b.select(outside, b.like(x[0], 0), x[0]);
}

Value hardswishBackward(Scalars &b, ValueRange x, const Args &) {
  Value slope = b.add(b.div(x[1], b.like(x[1], 3)), b.like(x[1], 0.5));
  Value inside = b.select(b.lt(x[1], b.like(x[1], 3)), b.mul(x[0], slope), x[0]);
  return b.select(b.le(x[1], b.like(x[1], -3)), b.like(x[0], 0), inside);
}

const ElementwiseRow kBackward[] = {
    {"aten.sigmoid_backward",
     {"grad_output", "output"},
     Compute::Promoted,
     kFloats,
     sigmoidBackward},
    {"aten.tanh_backward", {"grad_output", "output"}, Compute::Promoted, kFloats, tanhBackward},
    {"aten.threshold_backward",
     {"grad_output", "self"},
     Compute::Promoted,
     kFloats,
     thresholdBackward},
    {"aten.silu_backward", {"grad_output", "self"}, Compute::Promoted, kFloats, siluBackward},
    {"aten.gelu_backward", {"grad_output", "self"}, Compute::Promoted, kFloats, geluBackward},
    {"aten.leaky_relu_backward",
     {"grad_output", "self"},
     Compute::Promoted,
     kFloats,
     leakyReluBackward},
    {"aten.hardtanh_backward",
     {"grad_output", "self"},
     Compute::Promoted,
     kFloats,
     hardtanhBackward},
    {"aten.hardswish_backward",
     {"grad_output", "self"},
     Compute::Promoted,
     kFloats,
     hardswishBackward},
};

} // namespace

void registerBackward(Registry &registry) { registerRows(registry, kBackward); }

} // namespace mock::conversion
