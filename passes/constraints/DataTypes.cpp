//===- DataTypes.cpp - dtype.supported -------------------------------------===//
//
// dtype.index-only follows from lowerings, which know what they do with integers; checkLowering
// reports it.
//
//===----------------------------------------------------------------------===//
#include "Checks.h"

#include "mock/passes/import/Types.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace mock::constraints {

using compiler::Record;
using compiler::Status;

static std::string listTypes(const profile::Profile &profile) {
  std::string text;
  for (const std::vector<DType> *list : {&profile.vector.dtypes, &profile.vector.indexDtypes})
    for (DType dtype : *list)
      text += (text.empty() ? "" : " ") + std::string(name(dtype));
  return text;
}

void checkDataTypes(OperatorCheck &check) {
  std::string seen;
  bool broken = false;
  for (auto &[subject, tensor] : namedTensors(check.op)) {
    std::optional<DType> dtype = toDType(getElementTypeOrSelf(tensor));
    if (isOnHost(tensor) || !dtype)
      continue;
    Record record;
    record.rule = "dtype.supported";
    record.subject = subject;
    record.actual = name(*dtype);
    record.limit = listTypes(check.profile);
    if (!check.profile.computes(*dtype) && !check.profile.indexesWith(*dtype)) {
      broken = true;
      check.deliverHostCall(std::move(record));
    } else if (StringRef(seen).find(record.actual) == StringRef::npos) {
      seen += (seen.empty() ? "" : " ") + record.actual;
    }
  }
  if (broken || seen.empty())
    return;
  Record record;
  record.rule = "dtype.supported";
  record.status = Status::Passed;
  record.subject = "operands and results";
  record.actual = seen;
  record.limit = listTypes(check.profile);
  check.deliver(std::move(record));
}

} // namespace mock::constraints
