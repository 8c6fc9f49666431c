//===- HostCost.cpp - What a host call costs -------------------------------===//
#include "Checks.h"

#include "mock/passes/dialect/aten/Schema.h"
#include "mock/passes/import/Types.h"

using namespace mlir;

namespace mock::constraints {
namespace {

int64_t bytesOf(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  std::optional<DType> dtype = toDType(type.getElementType());
  return dtype ? type.getNumElements() * itemSize(*dtype) : 0;
}

} // namespace

HostCost hostCost(Operation *op, const profile::Profile &profile) {
  HostCost cost;
  for (auto &[name, tensor] : namedTensors(op)) {
    if (isOnHost(tensor))
      continue;
    int64_t bytes = bytesOf(tensor);
    cost.bytes += bytes;
    int64_t perCycle = std::max<int64_t>(profile.host.bytesPerCycle, 1);
    cost.cycles += profile.host.latency + (bytes + perCycle - 1) / perCycle;
  }
  return cost;
}

void OperatorCheck::deliver(compiler::Record record) {
  violated |= report(op, std::move(record)) == compiler::Status::Violation;
}

void OperatorCheck::deliverHostCall(compiler::Record record) {
  record.action = compiler::Action::HostCall;
  if (!hostRule) {
    HostCost cost = hostCost(op, profile);
    record.costBytes = cost.bytes;
    record.costCycles = cost.cycles;
    hostRule = record.rule;
  }
  deliver(std::move(record));
}

SmallVector<std::pair<std::string, Value>> namedTensors(Operation *op) {
  SmallVector<std::pair<std::string, Value>> tensors;
  for (OpOperand &operand : op->getOpOperands())
    tensors.emplace_back(aten::operandName(op, operand.getOperandNumber()), operand.get());
  for (OpResult result : op->getResults())
    tensors.emplace_back(
        op->getNumResults() == 1 ? "result" : "result " + std::to_string(result.getResultNumber()),
        result);
  return tensors;
}

} // namespace mock::constraints
