//===- HostFallback.cpp ----------------------------------------------------===//
#include "HostFallback.h"

#include "../constraints/Checks.h"
#include "mock/passes/dialect/aten/AtenDialect.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/import/Locations.h"
#include "mock/passes/import/Types.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace mock::compiler {

bool saysNoTiles(const Record &record) {
  return record.rule == "memory.scratchpad-capacity" && record.status == Status::Violation;
}

void HostFallback::mark(ModuleOp module, const profile::Profile &profile) {
  for (Record &record : all)
    record.costBytes = record.costCycles = 0;
  module.walk([&](Operation *op) {
    auto node = op->getAttrOfType<IntegerAttr>(ir::kNode);
    auto found = node ? recordOf.find(node.getInt()) : recordOf.end();
    if (found == recordOf.end())
      return;
    Record &record = all[found->second];
    op->setAttr(attr::kHostCall, StringAttr::get(op->getContext(), record.rule));
    constraints::HostCost cost = constraints::hostCost(op, profile);
    *record.costBytes += cost.bytes;
    *record.costCycles += cost.cycles;
  });
}

/// The nodes of all launches of a kernel: equal kernels are one.
static SmallVector<int64_t> nodesOf(ir::KernelOp kernel, ModuleOp module) {
  SmallVector<int64_t> nodes;
  module.walk([&](ir::LaunchOp launch) {
    if (launch.getKernel() == kernel.getSymName())
      llvm::append_range(nodes, nodesIn(launch.getLoc()));
  });
  return nodes;
}

bool HostFallback::collect(ModuleOp module, const std::vector<Record> &records) {
  auto violations = llvm::make_filter_range(records, saysNoTiles);
  auto record = violations.begin();
  size_t known = recordOf.size();
  for (auto kernel : module.getOps<ir::KernelOp>()) {
    if (kernel->hasAttr(ir::kTiles))
      continue;
    if (record == violations.end())
      return false;
    SmallVector<int64_t> nodes = nodesOf(kernel, module);
    if (nodes.empty())
      return false;
    for (int64_t node : nodes)
      recordOf.try_emplace(node, all.size());
    all.push_back(*record++);
  }
  return recordOf.size() > known;
}

} // namespace mock::compiler
