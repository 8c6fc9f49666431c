//===- Support.cpp - Whether an operator runs on the device ----------------===//
#include "Decomposition.h"
#include "WriteBack.h"

#include "mlir/IR/Block.h"

using namespace mlir;

namespace mock::conversion {

static std::optional<Unsupported> explainDecomposed(Operation *op) {
  Block parts;
  if (failed(decomposeInto(parts, op)))
    return Unsupported{};
  std::optional<Unsupported> problem;
  for (Operation &part : parts)
    if (!problem)
      problem = explainUnsupported(&part);
  parts.dropAllReferences();
  parts.clear();
  return problem;
}

/// Tries the lowering in a block of its own: what it refuses is known nowhere else.
std::optional<Unsupported> explainUnsupported(Operation *op) {
  if (isView(op) || isWriteBack(op))
    return std::nullopt;
  if (decompositions().contains(op->getName().getStringRef()))
    return explainDecomposed(op);
  Block trial;
  Unsupported reason;
  if (failed(lowerInto(trial, op, reason)))
    return reason;
  trial.dropAllReferences();
  trial.clear();
  return std::nullopt;
}

} // namespace mock::conversion
