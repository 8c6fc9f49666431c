//===- PlanMemory.cpp - Places of launch results in the main memory --------===//
#include "mock/passes/pipeline/Passes.h"

#include "ConstantLaunches.h"

#include "mock/passes/constraints/Report.h"
#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/MathExtras.h"

namespace mock::pipeline {
#define GEN_PASS_DEF_PLANMEMORY
#include "mock/passes/pipeline/Passes.h.inc"
} // namespace mock::pipeline

using namespace mlir;

namespace mock::pipeline {
namespace {

/// A value of the arena: live in [begin, end] by operation number.
struct Block {
  Value value;
  int64_t begin = 0, end = 0, bytes = 0, offset = 0;
  bool overlapsInTime(const Block &other) const { return begin <= other.end && other.begin <= end; }
};

int64_t bytesOf(Value value) {
  return ir::spanBytes(cast<RankedTensorType>(value.getType()), ir::layoutOf(value));
}

/// The lowest offset where `block` overlaps no placed block that is alive with it.
int64_t firstFit(const Block &block, ArrayRef<Block> placed, int64_t alignment) {
  SmallVector<std::pair<int64_t, int64_t>> taken;
  for (const Block &other : placed)
    if (block.overlapsInTime(other))
      taken.emplace_back(other.offset, other.offset + other.bytes);
  llvm::sort(taken);
  int64_t offset = 0;
  for (auto [begin, end] : taken) {
    if (offset + block.bytes <= begin)
      break;
    offset = std::max<int64_t>(offset, llvm::alignTo(end, alignment));
  }
  return offset;
}

/// The value whose buffer a root is in: results that update an operand take over its buffer.
Value ownerOf(Value value) {
  Value root = ir::rootOf(value);
  auto launch = root.getDefiningOp<ir::LaunchOp>();
  Value updated = launch ? launch.getUpdated(cast<OpResult>(root).getResultNumber()) : Value();
  return updated ? ownerOf(updated) : root;
}

class GraphPlan {
public:
  GraphPlan(func::FuncOp function, int64_t alignment)
      : function(function), alignment(alignment), constant(constantLaunches(function)) {
    measureLifetimes();
  }

  void place();
  void annotate();

private:
  void measureLifetimes();
  StringRef kindOf(Value owner) const;

  func::FuncOp function;
  int64_t alignment;
  DenseSet<Operation *> constant;
  llvm::DenseMap<Value, int64_t> lastUse; ///< by owner
  llvm::DenseSet<Value> returned;         ///< owners
  SmallVector<Block> blocks;
  int64_t arenaBytes = 0;
};

void GraphPlan::measureLifetimes() {
  int64_t number = 0;
  for (Operation &op : function.getBody().front()) {
    bool isReturn = op.hasTrait<OpTrait::ReturnLike>();
    for (Value operand : op.getOperands()) {
      lastUse[ownerOf(operand)] = number;
      if (isReturn)
        returned.insert(ownerOf(operand));
    }
    if (isa<ir::LaunchOp>(op) && !constant.contains(&op))
      for (Value result : op.getResults())
        if (ownerOf(result) == result)
          blocks.push_back({result, number, number, bytesOf(result), 0});
    ++number;
  }
  llvm::erase_if(blocks, [&](const Block &block) { return returned.contains(block.value); });
  for (Block &block : blocks)
    block.end = std::max(block.begin, lastUse.lookup(block.value));
}

/// Largest first: the classical heuristic for offset assignment ("greedy by size").
void GraphPlan::place() {
  llvm::stable_sort(blocks, [](const Block &a, const Block &b) { return a.bytes > b.bytes; });
  SmallVector<Block> placed;
  for (Block &block : blocks) {
    block.offset = firstFit(block, placed, alignment);
    arenaBytes =
        std::max<int64_t>(arenaBytes, llvm::alignTo(block.offset + block.bytes, alignment));
    placed.push_back(block);
  }
}

/// What kind of memory the results of launches are in.
StringRef GraphPlan::kindOf(Value owner) const {
  if (isa<BlockArgument>(owner))
    return "input";
  if (returned.contains(owner))
    return "output";
  return constant.contains(owner.getDefiningOp()) ? "held" : "arena";
}

void GraphPlan::annotate() {
  Builder builder(function.getContext());
  llvm::DenseMap<Value, int64_t> offsets;
  for (const Block &block : blocks)
    offsets[block.value] = block.offset;
  int64_t peak = arenaBytes;
  for (BlockArgument argument : function.getArguments())
    peak += bytesOf(argument);
  for (Operation &op : function.getBody().front()) {
    SmallVector<Attribute> places;
    for (Value result : op.getResults()) {
      Value owner = ownerOf(result);
      StringRef kind = kindOf(owner);
      bool isOfItsOwn = owner == result && kind != "arena";
      if (isa<ir::HostCallOp>(op) || (isa<ir::LaunchOp>(op) && isOfItsOwn))
        peak += bytesOf(result);
      SmallVector<NamedAttribute> fields{
          builder.getNamedAttr("kind", builder.getStringAttr(kind)),
          builder.getNamedAttr("bytes", builder.getI64IntegerAttr(bytesOf(result)))};
      if (kind == "arena")
        fields.push_back(
            builder.getNamedAttr("offset", builder.getI64IntegerAttr(offsets.lookup(owner))));
      places.push_back(builder.getDictionaryAttr(fields));
    }
    if (isa<ir::LaunchOp>(op))
      op.setAttr(ir::kBuffer, builder.getArrayAttr(places));
  }
  function->setAttr(kArenaBytes, builder.getI64IntegerAttr(arenaBytes));
  function->setAttr(kPeakBytes, builder.getI64IntegerAttr(peak));
}

struct PlanMemoryPass : impl::PlanMemoryBase<PlanMemoryPass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    registerReporting(registry);
  }

  void runOnOperation() override {
    const profile::Profile *profile = targetOf(getOperation());
    if (!profile)
      return signalPassFailure();
    const profile::Memory &main =
        profile->memories[profile->memoryIndex(profile::Memory::Role::Main)];
    for (func::FuncOp function : getOperation().getOps<func::FuncOp>()) {
      GraphPlan plan(function, main.alignment);
      plan.place();
      plan.annotate();
      int64_t peak = cast<IntegerAttr>(function->getAttr(kPeakBytes)).getInt();
      compiler::Record record = atMost(*profile, "memory.main-capacity", "peak of " + main.name,
                                       peak, "memory." + main.name + ".size");
      record.op = function.getName();
      record.action = compiler::Action::Kept;
      report(function, std::move(record));
    }
  }
};

} // namespace
} // namespace mock::pipeline
