//===- TensorShape.cpp - tensor.rank, tensor.extent ------------------------===//
#include "Checks.h"

#include "mock/passes/import/Types.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace mock::constraints {

using compiler::Record;
using compiler::Status;

/// Delivers every violation, or the tightest of the checks that hold.
static void deliverTightest(OperatorCheck &check, ArrayRef<Record> records) {
  const Record *tightest = nullptr;
  bool broken = false;
  for (const Record &record : records) {
    if (record.status == Status::Violation) {
      check.deliverHostCall(record);
      broken = true;
    } else if (!tightest || record.slack < tightest->slack) {
      tightest = &record;
    }
  }
  if (!broken && tightest)
    check.deliver(*tightest);
}

void checkTensorShape(OperatorCheck &check) {
  std::vector<Record> ranks, extents;
  for (auto &[subject, tensor] : namedTensors(check.op)) {
    if (isOnHost(tensor))
      continue;
    auto type = cast<RankedTensorType>(tensor.getType());
    ranks.push_back(atMost(check.profile, "tensor.rank", "the rank of " + subject, type.getRank()));
    for (auto [dim, extent] : llvm::enumerate(type.getShape()))
      extents.push_back(atMost(check.profile, "tensor.extent",
                               "extent " + std::to_string(dim) + " of " + subject, extent));
  }
  deliverTightest(check, ranks);
  deliverTightest(check, extents);
}

} // namespace mock::constraints
