//===- Casts.cpp - Changes of the element type -----------------------------===//
#include "Lowering.h"

using namespace mlir;

namespace mock::conversion {
namespace {

/// The user asked for the type, so the rounding is not implicit; a decomposition says otherwise.
FailureOr<SmallVector<Value>> lowerCast(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  Type type = lowering.resultType().getElementType();
  if (getElementTypeOrSelf(self) == type)
    return SmallVector<Value>{lowering.copy(self)};
  return SmallVector<Value>{lowering.cast(self, type, lowering.op->hasAttr(ir::kImplicit))};
}

} // namespace

void registerCasts(Registry &registry) {
  registry["aten._to_copy"] = lowerCast;
  registry["aten.to.dtype"] = lowerCast;
}

} // namespace mock::conversion
