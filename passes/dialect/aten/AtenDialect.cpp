//===- AtenDialect.cpp - Registration and aten.opaque ----------------------===//
#include "mock/passes/dialect/aten/AtenDialect.h"

#include "mlir/IR/DialectImplementation.h"

#include "mock/passes/dialect/aten/AtenDialect.cpp.inc"

using namespace mlir;
using namespace mock::aten;

// The generated operations are registered shard by shard; each shard is a file (AtenOps.N.cpp).
void AtenDialect::initialize() {
#define MOCK_ATEN_SHARD(N) registerAtenDialectOperations##N(this);
#include "mock/passes/dialect/aten/AtenShards.def"
}

void OpaqueOp::getEffects(SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  if (!getImpure())
    return;
  effects.emplace_back(MemoryEffects::Read::get());
  effects.emplace_back(MemoryEffects::Write::get());
}

LogicalResult OpaqueOp::verify() {
  if (getSchema().find('.') == StringRef::npos)
    return emitOpError() << "names the operator " << getSchemaAttr()
                         << ", which is not of the form \"namespace.operator\"";
  return success();
}
