//===- FormKernels.cpp - Outline groups of operations into kernels -----------===//
#include "mock/passes/constraints/Report.h"
#include "mock/passes/transforms/BufferUses.h"
#include "mock/passes/transforms/KernelGrouping.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

namespace mock::transforms {
#define GEN_PASS_DEF_FORMKERNELS
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;
using namespace mock::transforms;

static StringRef nameOf(KernelRoot root) {
  switch (root) {
  case KernelRoot::Contraction:
    return "contraction";
  case KernelRoot::Reduction:
    return "reduction";
  case KernelRoot::Elementwise:
    return "elementwise";
  }
  llvm_unreachable("all roots are named");
}

/// The user's operators of a group, each once, in order: "aten.addmm", "aten.relu".
static SmallVector<StringRef> sourceOps(ArrayRef<Operation *> ops) {
  SmallVector<StringRef> names;
  for (Operation *op : ops)
    if (auto source = op->getAttrOfType<StringAttr>(ir::kSourceOp)) {
      SmallVector<StringRef> parts; // A fused operation has several.
      source.getValue().split(parts, ", ");
      for (StringRef part : parts)
        if (!llvm::is_contained(names, part))
          names.push_back(part);
    }
  return names;
}

/// "addmm_relu"; a long list ends after a few.
static std::string symbolName(ArrayRef<Operation *> ops) {
  constexpr size_t kMaxLength = 60;
  std::string name;
  for (StringRef op : sourceOps(ops)) {
    StringRef base = op.consume_front("aten.") ? op.split('.').first : op;
    if (name.size() + base.size() > kMaxLength)
      break;
    name += (name.empty() ? "" : "_") + base.str();
  }
  for (char &c : name)
    if (!llvm::isAlnum(c) && c != '_')
      c = '_';
  return name.empty() ? "kernel" : name;
}

namespace {

/// Builds the kernel of one group.
class KernelBuilder {
public:
  KernelBuilder(const KernelGroup &group, const IterationSpace &space, ArrayRef<Value> results)
      : group(group), space(space), results(results), builder(group.ops.front()->getContext()) {}

  OwningOpRef<ir::KernelOp> build();
  /// What the launch passes, after build(): root buffers.
  ArrayRef<Value> launchOperands() const { return operands; }

private:
  void collectArguments();
  void cloneOperation(Operation *op);
  Value mapOperand(OpOperand &operand);
  Value cloneInit(Operation *producer);
  void cloneCaptured(Operation *op);
  DictionaryAttr layoutAttributes(const ir::Layout &layout, bool isArgument);
  DictionaryAttr resultAttributes(Value result);

  const KernelGroup &group;
  const IterationSpace &space;
  ArrayRef<Value> results;
  OpBuilder builder;
  IRMapping mapping; ///< values of the group and constants
  DenseMap<OpOperand *, unsigned> argumentOf;
  SmallVector<Value> arguments, operands;
  ir::KernelOp kernel;
};

} // namespace

void KernelBuilder::collectArguments() {
  SmallPtrSet<Operation *, 8> inside(group.ops.begin(), group.ops.end());
  // Reading one value along different dimensions takes two arguments.
  std::map<std::pair<void *, SmallVector<unsigned>>, unsigned> known;
  for (Operation *op : group.ops)
    for (OpOperand &operand : op->getOpOperands()) {
      Value value = operand.get();
      Operation *producer = value.getDefiningOp();
      bool local = (producer && inside.count(producer)) || !isa<RankedTensorType>(value.getType());
      auto destination = dyn_cast<DestinationStyleOpInterface>(op);
      bool begins = destination ? destination.isDpsInit(&operand) && isInitialValue(value)
                                : producer && isa<tensor::EmptyOp>(producer);
      // The base of a scatter lies in main memory, whatever it was filled with.
      begins &= !isa<ir::ScatterOp>(op);
      if (local || begins)
        continue;
      Dims dims = space.dimsOf(operand);
      if (!space.windowsOf(operand).empty())
        dims.push_back(~0u); // by windows
      auto key = std::make_pair(value.getAsOpaquePointer(),
                                SmallVector<unsigned>(dims.begin(), dims.end()));
      auto [it, fresh] = known.try_emplace(key, arguments.size());
      if (fresh)
        arguments.push_back(value);
      argumentOf[&operand] = it->second;
    }
}

/// Where a result goes: a part of what an insertion changes, or a buffer of its own. What is
/// overwritten is an argument.
DictionaryAttr KernelBuilder::resultAttributes(Value result) {
  NamedAttrList attributes(layoutAttributes(ir::layoutOf(result), /*isArgument=*/false));
  Operation *op = result.getDefiningOp();
  if (auto insert = dyn_cast<ir::InsertOp>(op)) {
    attributes.set(ir::kStrides, insert.getStridesAttr());
    attributes.set(ir::kOffset, insert.getOffsetAttr());
  }
  for (OpOperand &operand : op->getOpOperands())
    if (auto number = argumentOf.find(&operand);
        number != argumentOf.end() && operand.get() == ir::updatedBase(result))
      attributes.set(ir::kUpdates, builder.getI64IntegerAttr(number->second));
  return attributes.getDictionary(builder.getContext());
}

DictionaryAttr KernelBuilder::layoutAttributes(const ir::Layout &layout, bool isArgument) {
  NamedAttrList attributes;
  attributes.set(ir::kStrides, builder.getDenseI64ArrayAttr(layout.strides));
  if (isArgument)
    attributes.set(ir::kOffset, builder.getI64IntegerAttr(layout.offset));
  return attributes.getDictionary(builder.getContext());
}

Value KernelBuilder::cloneInit(Operation *producer) {
  if (auto fill = dyn_cast<linalg::FillOp>(producer)) {
    IRMapping local(mapping);
    for (Value value : fill.getInputs())
      if (Operation *constant = value.getDefiningOp())
        local.map(value, builder.clone(*constant)->getResult(0));
    Value init = fill.getOutputs()[0];
    local.map(init, builder.clone(*init.getDefiningOp())->getResult(0));
    return builder.clone(*fill, local)->getResult(0);
  }
  return builder.clone(*producer)->getResult(0);
}

Value KernelBuilder::mapOperand(OpOperand &operand) {
  auto argument = argumentOf.find(&operand);
  if (argument != argumentOf.end())
    return kernel.getBody().getArgument(argument->second);
  if (Value known = mapping.lookupOrNull(operand.get()))
    return known;
  Operation *producer = operand.get().getDefiningOp();
  assert(producer && "operands from outside are arguments, constants or initial values");
  if (isInitialValue(operand.get()))
    return cloneInit(producer);
  Value constant = builder.clone(*producer)->getResult(0);
  mapping.map(operand.get(), constant);
  return constant;
}

void KernelBuilder::cloneCaptured(Operation *op) {
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  for (Value value : captured)
    if (!mapping.contains(value))
      mapping.map(value, builder.clone(*value.getDefiningOp())->getResult(0));
}

void KernelBuilder::cloneOperation(Operation *op) {
  if (auto insert = dyn_cast<ir::InsertOp>(op)) { // The result's attributes say it.
    mapping.map(insert.getResult(), mapping.lookup(insert.getPart()));
    return;
  }
  cloneCaptured(op);
  SmallVector<Value> mapped;
  for (OpOperand &operand : op->getOpOperands())
    mapped.push_back(mapOperand(operand));
  Operation *clone = builder.clone(*op, mapping);
  clone->setOperands(mapped);
  clone->removeDiscardableAttr(ir::kNode);
  clone->removeDiscardableAttr(ir::kResultStrides);
  mapping.map(op->getResults(), clone->getResults());
}

OwningOpRef<ir::KernelOp> KernelBuilder::build() {
  collectArguments();
  SmallVector<Location> locations;
  for (Operation *op : group.ops)
    locations.push_back(op->getLoc());
  Location location = builder.getFusedLoc(locations);
  SmallVector<Type> resultTypes;
  for (Value result : results) {
    auto insert = result.getDefiningOp<ir::InsertOp>();
    resultTypes.push_back(insert ? insert.getPart().getType() : result.getType());
  }
  auto type = builder.getFunctionType(TypeRange(ValueRange(arguments)), resultTypes);
  kernel = ir::KernelOp::create(builder, location, "kernel", type);
  for (auto [number, value] : llvm::enumerate(arguments)) {
    kernel.setArgAttrs(number, layoutAttributes(ir::layoutOf(value), true));
    operands.push_back(ir::rootOf(value));
  }
  for (auto [number, value] : llvm::enumerate(results))
    kernel.setResultAttrs(number, resultAttributes(value));
  kernel->setAttr(ir::kRoot, builder.getStringAttr(nameOf(group.root)));
  builder.setInsertionPointToEnd(&kernel.getBody().front());
  for (Operation *op : group.ops)
    cloneOperation(op);
  SmallVector<Value> yielded;
  for (Value result : results)
    yielded.push_back(mapping.lookup(result));
  ir::YieldOp::create(builder, location, yielded);
  return kernel;
}

namespace {

/// Replaces the groups of one graph by launches.
class Outliner {
public:
  Outliner(ModuleOp module, const profile::Profile &profile)
      : module(module), symbols(module), profile(profile) {}

  LogicalResult outline(func::FuncOp function);
  int64_t formed = 0, shared = 0;

private:
  LogicalResult emit(Operation *op, const GraphOrder &order);
  LogicalResult emitGroup(KernelGroup *group);
  ir::KernelOp intern(OwningOpRef<ir::KernelOp> kernel, StringRef name);

  ModuleOp module;
  SymbolTable symbols;
  const profile::Profile &profile;
  llvm::StringMap<ir::KernelOp> known; ///< by text without names and locations
  DenseMap<Operation *, KernelGroup *> groupOf;
  SmallPtrSet<void *, 16> done; ///< operations and groups
};

} // namespace

ir::KernelOp Outliner::intern(OwningOpRef<ir::KernelOp> kernel, StringRef name) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  kernel->print(stream, OpPrintingFlags().useLocalScope().printGenericOpForm());
  auto [it, fresh] = known.try_emplace(text);
  if (!fresh) {
    ++shared;
    return it->second;
  }
  ++formed;
  it->second = kernel.release();
  it->second.setSymName(name);
  symbols.insert(it->second, module.getBody()->begin());
  return it->second;
}

LogicalResult Outliner::emitGroup(KernelGroup *group) {
  SmallVector<Value> results = resultsOf(group->ops);
  if (results.empty())
    return success();
  std::optional<IterationSpace> space = IterationSpace::build(group->ops, results);
  if (!space)
    return group->ops.front()->emitError("runs two of its loops along one dimension");
  KernelBuilder kernelBuilder(*group, *space, results);
  ir::KernelOp kernel = intern(kernelBuilder.build(), symbolName(group->ops));
  OpBuilder builder(group->ops.front()->getBlock()->getTerminator());
  auto launch = ir::LaunchOp::create(builder, kernel.getLoc(), TypeRange(ValueRange(results)),
                                     kernel.getSymName(), kernelBuilder.launchOperands());
  done.insert(launch); // What reads it later finds it in its place.
  SmallVector<Attribute> strides;
  SmallVector<Location> locations;
  SmallVector<int64_t> updates;
  for (unsigned number = 0; number < results.size(); ++number) {
    auto updated = kernel.getResultAttrOfType<IntegerAttr>(number, ir::kUpdates);
    updates.push_back(updated ? updated.getInt() : -1);
  }
  if (llvm::any_of(updates, [](int64_t operand) { return operand >= 0; }))
    launch.setUpdates(updates);
  for (Value result : results)
    strides.push_back(builder.getDenseI64ArrayAttr(ir::layoutOf(result).strides));
  for (Operation *op : group->ops)
    locations.push_back(op->getLoc());
  launch->setLoc(builder.getFusedLoc(locations));
  launch->setAttr(ir::kResultStrides, builder.getArrayAttr(strides));
  launch->setAttr(ir::kSourceOp, builder.getStringAttr(llvm::join(sourceOps(group->ops), ", ")));
  for (auto [result, value] : llvm::zip(results, launch.getResults()))
    result.replaceUsesWithIf(
        value, [&](OpOperand &use) { return groupOf.lookup(use.getOwner()) != group; });
  return success();
}

/// Emits what `op` (or its group) depends on, then itself, at the end of the graph.
LogicalResult Outliner::emit(Operation *op, const GraphOrder &order) {
  KernelGroup *group = groupOf.lookup(op);
  void *node = group ? static_cast<void *>(group) : op;
  if (!done.insert(node).second)
    return success();
  SmallVector<Operation *> members = group ? group->ops : SmallVector<Operation *>{op};
  for (Operation *member : members)
    for (Operation *dependency : order.dependencies(member))
      if (failed(emit(dependency, order)))
        return failure();
  if (group)
    return emitGroup(group);
  op->moveBefore(op->getBlock()->getTerminator());
  return success();
}

LogicalResult Outliner::outline(func::FuncOp function) {
  Block &graph = function.getBody().front();
  auto groups = groupKernels(graph, profile);
  for (auto &group : groups)
    for (Operation *op : group->ops)
      groupOf[op] = group.get();
  GraphOrder order(graph);
  SmallVector<Operation *> original;
  for (Operation &op : graph.without_terminator())
    original.push_back(&op);
  for (Operation *op : original)
    if (failed(emit(op, order)))
      return failure();
  for (Operation *op : llvm::reverse(original))
    if (groupOf.count(op) || isOpTriviallyDead(op))
      op->erase();
  groupOf.clear();
  done.clear();
  return success();
}

namespace {

struct FormKernelsPass : transforms::impl::FormKernelsBase<FormKernelsPass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    FormKernelsBase::getDependentDialects(registry);
    mock::registerReporting(registry);
  }

  void runOnOperation() override {
    const profile::Profile *profile = targetOf(getOperation());
    if (!profile)
      return signalPassFailure();
    Outliner outliner(getOperation(), *profile);
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      if (!function.isExternal() && failed(outliner.outline(function)))
        return signalPassFailure();
    formedKernels += outliner.formed;
    sharedKernels += outliner.shared;
  }
};

} // namespace
