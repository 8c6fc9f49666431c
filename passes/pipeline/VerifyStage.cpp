//===- VerifyStage.cpp - The contract of each stage ------------------------===//
#include "mock/passes/pipeline/Passes.h"

#include "mock/passes/constraints/Report.h"
#include "mock/passes/dialect/mock/MockRowOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/StringSwitch.h"

namespace mock::pipeline {
#define GEN_PASS_DEF_VERIFYSTAGE
#include "mock/passes/pipeline/Passes.h.inc"
} // namespace mock::pipeline

using namespace mlir;

namespace mock::pipeline {
namespace {

LogicalResult notAllowed(Operation &op, StringRef stage) {
  return op.emitOpError() << "is not allowed in stage `" << stage << "` (docs/pipeline.md)";
}

//===----------------------------------------------------------------------===//
// Stage aten
//===----------------------------------------------------------------------===//

LogicalResult verifyAtenGraph(func::FuncOp function) {
  for (Operation &op : function.getBody().front()) {
    if (isa<func::ReturnOp>(op))
      continue;
    if (op.getDialect()->getNamespace() != "aten")
      return notAllowed(op, "aten");
    if (!op.hasAttr(ir::kNode))
      return op.emitOpError("has no `mock.node`, the number of its node in the source graph");
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Stage linalg; its operations are also those of kernels
//===----------------------------------------------------------------------===//

LogicalResult verifyGeneric(linalg::GenericOp generic) {
  if (generic.getNumReductionLoops() != 0)
    return generic.emitOpError("has a reduction dimension; reductions are mock.reduce");
  for (AffineMap map : generic.getIndexingMapsArray())
    if (!map.isProjectedPermutation())
      return generic.emitOpError("has an indexing map that is no projected permutation: ")
             << AffineMapAttr::get(map);
  return success();
}

LogicalResult verifyReduce(ir::ReduceOp reduce) {
  int64_t rank = cast<ShapedType>(reduce.getInput().getType()).getRank();
  ArrayRef<int64_t> dimensions = reduce.getDimensions();
  for (auto [index, dimension] : llvm::enumerate(dimensions))
    if (dimension != rank - static_cast<int64_t>(dimensions.size() - index))
      return reduce.emitOpError("reduces other dimensions than the last ones of its input");
  return success();
}

LogicalResult verifyComputation(Operation &op, StringRef stage) {
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    return verifyGeneric(generic);
  if (auto reduce = dyn_cast<ir::ReduceOp>(op))
    return verifyReduce(reduce);
  if (auto constant = dyn_cast<arith::ConstantOp>(op);
      constant && isa<ShapedType>(constant.getType()))
    return constant.emitOpError("is not a scalar; weights and tables are inputs of the graph");
  if (isa<linalg::FillOp, linalg::MatmulOp, linalg::BatchMatmulOp, ir::ConvOp, ir::PoolOp,
          tensor::EmptyOp, arith::ConstantOp, ir::AttentionOp, ir::ScanOp, ir::SortOp, ir::GatherOp,
          ir::ScatterOp>(op))
    return success();
  return notAllowed(op, stage);
}

LogicalResult verifyLinalgGraph(func::FuncOp function) {
  for (Operation &op : function.getBody().front())
    if (!isa<ir::ViewOp, ir::InsertOp, ir::HostCallOp, func::ReturnOp>(op) &&
        failed(verifyComputation(op, "linalg")))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Stages kernels and tiled
//===----------------------------------------------------------------------===//

/// A tensor that no kernel has to write.
bool isWithoutElements(Operation &op) {
  auto empty = dyn_cast<tensor::EmptyOp>(op);
  return empty && empty.getType().getNumElements() == 0;
}

LogicalResult verifyLaunchGraph(func::FuncOp function) {
  for (Operation &op : function.getBody().front())
    if (!isa<ir::ViewOp, ir::LaunchOp, ir::HostCallOp, func::ReturnOp>(op) &&
        !isWithoutElements(op))
      return notAllowed(op, "kernels");
  return success();
}

LogicalResult verifyRoot(ir::KernelOp kernel) {
  auto root = kernel->getAttrOfType<StringAttr>(ir::kRoot);
  if (root && llvm::StringSwitch<bool>(root.getValue())
                  .Cases({"contraction", "reduction", "elementwise"}, true)
                  .Default(false))
    return success();
  return kernel.emitOpError("needs `mock.root`: contraction, reduction or elementwise");
}

LogicalResult verifyOutlined(ir::KernelOp kernel) {
  if (failed(verifyRoot(kernel)))
    return failure();
  for (Operation &op : kernel.getBody().front())
    if (!isa<ir::YieldOp, ir::ViewOp>(op) && failed(verifyComputation(op, "kernels")))
      return failure();
  return success();
}

LogicalResult verifyCores(ir::KernelOp kernel, const profile::Profile &profile) {
  auto cores = kernel->getAttrOfType<DenseI64ArrayAttr>(ir::kCores);
  if (!cores || !kernel->hasAttr(ir::kTiles))
    return kernel.emitOpError("has no `mock.tiles` and `mock.cores`");
  int64_t product = 1;
  for (int64_t count : cores.asArrayRef())
    product *= count;
  if (product < 1 || product > profile.cores)
    return kernel.emitOpError() << "uses " << product << " cores; " << profile.name << " has "
                                << profile.cores;
  return success();
}

LogicalResult verifyTiled(ir::KernelOp kernel, const profile::Profile &profile) {
  if (failed(verifyRoot(kernel)) || failed(verifyCores(kernel, profile)))
    return failure();
  auto grids = kernel.getBody().front().getOps<scf::ForallOp>();
  if (std::distance(grids.begin(), grids.end()) != 1)
    return kernel.emitOpError("has to hold exactly one scf.forall, its grid of tiles");
  WalkResult walk = kernel.walk([](linalg::GenericOp generic) {
    return succeeded(verifyGeneric(generic)) ? WalkResult::advance() : WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}

//===----------------------------------------------------------------------===//
// Stages placed and isa
//===----------------------------------------------------------------------===//

LogicalResult verifyAlloc(ir::AllocOp alloc, const profile::Profile &profile) {
  auto type = cast<MemRefType>(alloc.getType());
  auto space = dyn_cast_or_null<ir::MemoryAttr>(type.getMemorySpace());
  int index = space ? profile.memoryIndex(std::string_view(space.getName())) : -1;
  if (index < 0)
    return alloc.emitOpError() << "is in no memory of " << profile.name;
  const profile::Memory &memory = profile.memories[index];
  int64_t bytes = type.getNumElements() * ir::elementBytes(type.getElementType());
  int64_t offset = static_cast<int64_t>(alloc.getOffset());
  if (offset % memory.alignment != 0)
    return alloc.emitOpError() << "begins at byte " << offset << ", " << memory.name
                               << " wants a multiple of " << memory.alignment;
  if (offset + bytes > memory.size)
    return alloc.emitOpError() << "ends at byte " << offset + bytes << ", " << memory.name
                               << " has " << memory.size;
  return success();
}

LogicalResult verifyPlaced(ir::KernelOp kernel, const profile::Profile &profile) {
  for (Type type : kernel.getArgumentTypes())
    if (!isa<MemRefType>(type))
      return kernel.emitOpError("has an argument that is no memref: ") << type;
  WalkResult walk = kernel.walk([&](Operation *op) {
    if (auto alloc = dyn_cast<ir::AllocOp>(op); alloc && failed(verifyAlloc(alloc, profile)))
      return WalkResult::interrupt();
    auto isTensor = [](Type type) { return isa<TensorType>(type); };
    if (llvm::any_of(op->getResultTypes(), isTensor) ||
        llvm::any_of(op->getOperandTypes(), isTensor))
      return op->emitOpError("uses tensors, which stage `placed` has put into memories"),
             WalkResult::interrupt();
    return WalkResult::advance();
  });
  return failure(walk.wasInterrupted());
}

LogicalResult verifyNoKernels(ModuleOp module) {
  for (ir::KernelOp kernel : module.getOps<ir::KernelOp>())
    return kernel.emitOpError("is left in stage `isa`, where kernels are programs");
  return success();
}

struct VerifyStagePass : impl::VerifyStageBase<VerifyStagePass> {
  using VerifyStageBase::VerifyStageBase;

  void getDependentDialects(DialectRegistry &registry) const override {
    registerReporting(registry);
  }

  template <typename Op, typename Check> LogicalResult each(Check check) {
    for (Op op : getOperation().getOps<Op>())
      if (failed(check(op)))
        return failure();
    return success();
  }

  LogicalResult verify() {
    const profile::Profile *profile = targetOf(getOperation());
    if (!profile)
      return failure();
    if (stage == "aten")
      return each<func::FuncOp>(verifyAtenGraph);
    if (stage == "linalg")
      return each<func::FuncOp>(verifyLinalgGraph);
    if (stage == "isa")
      return verifyNoKernels(getOperation());
    if (failed(each<func::FuncOp>(verifyLaunchGraph)))
      return failure();
    if (stage == "kernels")
      return each<ir::KernelOp>(verifyOutlined);
    if (stage == "tiled")
      return each<ir::KernelOp>([&](ir::KernelOp op) { return verifyTiled(op, *profile); });
    if (stage == "placed")
      return each<ir::KernelOp>([&](ir::KernelOp op) { return verifyPlaced(op, *profile); });
    return getOperation().emitError()
           << "unknown stage '" << stage
           << "'; stages are aten, linalg, kernels, tiled, placed and isa";
  }

  void runOnOperation() override {
    if (failed(verify()))
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};

} // namespace
} // namespace mock::pipeline
