//===- Activations.cpp - Activation functions ------------------------------===//
#include "Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <numbers>

using namespace mlir;

namespace mock::conversion {
namespace {

using Args = aten::Arguments;

Value sigmoidOf(Scalars &b, Value x) {
  Value one = b.like(x, 1);
  return b.div(one, b.add(one, math::ExpOp::create(b, b.neg(x))));
}

Value relu(Scalars &b, ValueRange x, const Args &) { return b.maximum(x[0], b.like(x[0], 0)); }
Value sigmoid(Scalars &b, ValueRange x, const Args &) { return sigmoidOf(b, x[0]); }
Value silu(Scalars &b, ValueRange x, const Args &) {
  Value one = b.like(x[0], 1);
  return b.div(x[0], b.add(one, math::ExpOp::create(b, b.neg(x[0]))));
}

/// x/2 (1 + erf(x / sqrt 2))
Value geluExact(Scalars &b, Value x) {
  Value erf = math::ErfOp::create(b, b.mul(x, b.like(x, 1 / std::numbers::sqrt2)));
  return b.mul(b.mul(x, b.like(x, 0.5)), b.add(b.like(x, 1), erf));
}

/// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
Value geluTanh(Scalars &b, Value x) {
  Value cube = b.mul(b.mul(x, x), x);
  Value inner = b.mul(b.like(x, std::numbers::sqrt2 * std::numbers::inv_sqrtpi),
                      b.add(x, b.mul(b.like(x, 0.044715), cube)));
  return b.mul(b.mul(b.like(x, 0.5), x), b.add(b.like(x, 1), math::TanhOp::create(b, inner)));
}

Value gelu(Scalars &b, ValueRange x, const Args &args) {
  return args.string("approximate") == "tanh" ? geluTanh(b, x[0]) : geluExact(b, x[0]);
}

/// min(max(x + 3, 0), 6)
Value relu6OfPlus3(Scalars &b, Value x) {
  return b.minimum(b.maximum(b.add(x, b.like(x, 3)), b.like(x, 0)), b.like(x, 6));
}
Value hardswish(Scalars &b, ValueRange x, const Args &) {
  return b.div(b.mul(x[0], relu6OfPlus3(b, x[0])), b.like(x[0], 6));
}
Value hardsigmoid(Scalars &b, ValueRange x, const Args &) {
  return b.div(relu6OfPlus3(b, x[0]), b.like(x[0], 6));
}

Value hardtanh(Scalars &b, ValueRange x, const Args &args) {
  Value low = scalarArgument(b, args, "min_val", x[0], -1);
  Value high = scalarArgument(b, args, "max_val", x[0], 1);
  return b.minimum(b.maximum(x[0], low), high);
}

Value leakyRelu(Scalars &b, ValueRange x, const Args &args) {
  Value slope = scalarArgument(b, args, "negative_slope", x[0], 0.01);
  return b.select(b.gt(x[0], b.like(x[0], 0)), x[0], b.mul(x[0], slope));
}

Value elu(Scalars &b, ValueRange x, const Args &args) {
  Value scale = scalarArgument(b, args, "scale", x[0], 1);
  Value negativeFactor = b.mul(scalarArgument(b, args, "alpha", x[0], 1), scale);
  Value inputScale = scalarArgument(b, args, "input_scale", x[0], 1);
  Value negative = b.mul(math::ExpM1Op::create(b, b.mul(x[0], inputScale)), negativeFactor);
  return b.select(b.le(x[0], b.like(x[0], 0)), negative, b.mul(x[0], scale));
}

/// log(1 + exp(beta x)) / beta, and x itself above the threshold.
Value softplus(Scalars &b, ValueRange x, const Args &args) {
  Value beta = scalarArgument(b, args, "beta", x[0], 1);
  Value threshold = scalarArgument(b, args, "threshold", x[0], 20);
  Value product = b.mul(x[0], beta);
  Value soft = b.div(math::Log1pOp::create(b, math::ExpOp::create(b, product)), beta);
  return b.select(b.gt(product, threshold), x[0], soft);
}

Value mish(Scalars &b, ValueRange x, const Args &) {
  Value soft = math::Log1pOp::create(b, math::ExpOp::create(b, x[0]));
  return b.mul(x[0], math::TanhOp::create(b, soft));
}

/// x <= threshold ? value : x, so that NaN stays.
Value threshold(Scalars &b, ValueRange x, const Args &args) {
  Value limit = scalarArgument(b, args, "threshold", x[0], 0);
  Value value = scalarArgument(b, args, "value", x[0], 0);
  return b.select(b.le(x[0], limit), value, x[0]);
}

const ElementwiseRow kActivations[] = {
    {"aten.relu", {"self"}, Compute::Promoted, kNumbers, relu},
    {"aten.sigmoid", {"self"}, Compute::Float, kFloats, sigmoid},
    {"aten.silu", {"self"}, Compute::Promoted, kFloats, silu},
    {"aten.gelu", {"self"}, Compute::Promoted, kFloats, gelu},
    {"aten.hardswish", {"self"}, Compute::Promoted, kFloats, hardswish},
    {"aten.hardsigmoid", {"self"}, Compute::Promoted, kFloats, hardsigmoid},
    {"aten.hardtanh", {"self"}, Compute::Result, kNumbers, hardtanh},
    {"aten.leaky_relu", {"self"}, Compute::Promoted, kFloats, leakyRelu},
    {"aten.elu", {"self"}, Compute::Promoted, kFloats, elu},
    {"aten.softplus", {"self"}, Compute::Promoted, kFloats, softplus},
    {"aten.mish", {"self"}, Compute::Promoted, kFloats, mish},
    {"aten.threshold", {"self"}, Compute::Result, kNumbers, threshold},
};

} // namespace

void registerActivations(Registry &registry) { registerRows(registry, kActivations); }

} // namespace mock::conversion
