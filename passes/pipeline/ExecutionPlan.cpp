//===- ExecutionPlan.cpp ---------------------------------------------------===//
#include "ExecutionPlan.h"

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/pipeline/Passes.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mock::compiler {
namespace {

DType dtypeOf(Type type) {
  if (auto complex = dyn_cast<ComplexType>(type))
    return complex.getElementType().isF64() ? DType::C128 : DType::C64;
  if (type.isUnsignedInteger(8))
    return DType::U8;
  if (auto integer = dyn_cast<IntegerType>(type)) {
    switch (integer.getWidth()) {
    case 1:
      return DType::Bool;
    case 8:
      return DType::I8;
    case 16:
      return DType::I16;
    case 32:
      return DType::I32;
    default:
      return DType::I64;
    }
  }
  if (type.isF16())
    return DType::F16;
  if (type.isBF16())
    return DType::BF16;
  return type.isF64() ? DType::F64 : DType::F32;
}

class PlanBuilder {
public:
  PlanBuilder(const Graph &graph, const llvm::StringMap<int32_t> &kernels, CompiledGraph &compiled)
      : graph(graph), kernels(kernels), compiled(compiled) {}

  Expected<void> build(func::FuncOp function);

private:
  Expected<void> add(Operation &op);
  Expected<void> addLaunch(ir::LaunchOp launch);
  Expected<void> addHostCall(ir::HostCallOp call);
  Expected<void> addEmpty(tensor::EmptyOp empty);
  Expected<void> addOutputs(func::ReturnOp ret);
  Expected<void> addOutput(Value value);

  int32_t addBuffer(Value value, Buffer buffer);
  Expected<int32_t> bufferOf(Value root) const;
  Expected<View> viewOf(Value value) const;
  static TensorType typeOf(Value value);
  Error broken(Operation *op, const std::string &what) const;

  const Graph &graph;
  const llvm::StringMap<int32_t> &kernels;
  CompiledGraph &compiled;
  llvm::DenseMap<Value, int32_t> buffers;
};

Error PlanBuilder::broken(Operation *op, const std::string &what) const {
  return {Error::Kind::Internal, graph.name + ": stage plan, operation " +
                                     op->getName().getStringRef().str() + ": " + what +
                                     "; this is a defect of torch-mock's compiler"};
}

TensorType PlanBuilder::typeOf(Value value) {
  auto tensor = cast<RankedTensorType>(value.getType());
  ir::Layout layout = ir::layoutOf(value);
  TensorType type;
  type.dtype = dtypeOf(tensor.getElementType());
  type.sizes.assign(tensor.getShape().begin(), tensor.getShape().end());
  type.strides.assign(layout.strides.begin(), layout.strides.end());
  type.offset = layout.offset;
  return type;
}

int32_t PlanBuilder::addBuffer(Value value, Buffer buffer) {
  int32_t index = static_cast<int32_t>(compiled.buffers.size());
  compiled.buffers.push_back(std::move(buffer));
  buffers[value] = index;
  return index;
}

Expected<int32_t> PlanBuilder::bufferOf(Value root) const {
  auto found = buffers.find(root);
  if (found != buffers.end())
    return found->second;
  if (Operation *op = root.getDefiningOp())
    return broken(op, "its result is used but has no buffer");
  return Error{Error::Kind::Internal, graph.name + ": stage plan: an argument has no buffer"};
}

Expected<View> PlanBuilder::viewOf(Value value) const {
  Expected<int32_t> buffer = bufferOf(ir::rootOf(value));
  if (!buffer)
    return buffer.error();
  return View{*buffer, typeOf(value)};
}

static Buffer::Kind kindNamed(llvm::StringRef kind) {
  return kind == "output" ? Buffer::Kind::Output
         : kind == "held" ? Buffer::Kind::Held
                          : Buffer::Kind::Arena;
}

Expected<void> PlanBuilder::addLaunch(ir::LaunchOp launch) {
  auto places = launch->getAttrOfType<ArrayAttr>(ir::kBuffer);
  if (!places || places.size() != launch.getNumResults())
    return broken(launch, "no place in memory (mock.buffer) for each result");
  bool isHeld = false;
  for (auto [result, place] : llvm::zip_equal(launch.getResults(), places)) {
    if (Value updated = launch.getUpdated(result.getResultNumber())) {
      Expected<int32_t> buffer = bufferOf(ir::rootOf(updated));
      if (!buffer)
        return buffer.error();
      Buffer &overwritten = compiled.buffers[*buffer];
      overwritten.written |= overwritten.kind == Buffer::Kind::Input;
      buffers[result] = *buffer;
      continue;
    }
    auto fields = cast<DictionaryAttr>(place);
    Buffer buffer;
    buffer.type = typeOf(result);
    buffer.kind = kindNamed(cast<StringAttr>(fields.get("kind")).getValue());
    isHeld = buffer.kind == Buffer::Kind::Held;
    if (buffer.kind == Buffer::Kind::Arena)
      buffer.offset = cast<IntegerAttr>(fields.get("offset")).getInt();
    buffer.bytes = cast<IntegerAttr>(fields.get("bytes")).getInt();
    addBuffer(result, std::move(buffer));
  }
  auto kernel = kernels.find(launch.getKernel());
  if (kernel == kernels.end())
    return {};
  Launch step;
  step.kernel = kernel->second;
  for (Value operand : launch->getOperands()) {
    Expected<int32_t> buffer = bufferOf(ir::rootOf(operand));
    if (!buffer)
      return buffer.error();
    step.operands.push_back(*buffer);
  }
  for (Value result : launch.getResults())
    step.operands.push_back(buffers[result]);
  KernelSummary &summary = compiled.kernelSummaries[step.kernel];
  (isHeld ? summary.preparations : summary.launches) += 1;
  if (isHeld)
    compiled.preparation.push_back(std::move(step));
  else
    compiled.steps.push_back(std::move(step));
  return {};
}

Expected<void> PlanBuilder::addHostCall(ir::HostCallOp call) {
  const Node &node = graph.nodes[call.getNode()];
  HostCall step;
  step.node = static_cast<int32_t>(call.getNode());
  step.op = node.op;
  for (Value operand : call->getOperands()) {
    Expected<View> view = viewOf(operand);
    if (!view)
      return view.error();
    step.operands.push_back(view.take());
    auto type = cast<RankedTensorType>(operand.getType());
    compiled.hostBytes += type.getNumElements() * ir::elementBytes(type.getElementType());
  }
  for (OpResult result : call.getResults()) {
    Buffer buffer;
    buffer.kind = Buffer::Kind::HostResult;
    buffer.index = result.getResultNumber();
    buffer.type = node.results[result.getResultNumber()];
    buffer.type.offset = 0;
    buffer.bytes = ir::spanBytes(cast<RankedTensorType>(result.getType()), ir::layoutOf(result));
    compiled.hostBytes += buffer.bytes;
    step.results.push_back(addBuffer(result, std::move(buffer)));
  }
  compiled.steps.push_back(std::move(step));
  return {};
}

/// What nothing is inserted into, since it has no elements.
Expected<void> PlanBuilder::addEmpty(tensor::EmptyOp empty) {
  if (empty.getType().getNumElements() != 0)
    return broken(empty, "a tensor that no kernel writes");
  Buffer buffer;
  buffer.kind = Buffer::Kind::Output;
  buffer.type = typeOf(empty.getResult());
  addBuffer(empty.getResult(), std::move(buffer));
  return {};
}

Expected<void> PlanBuilder::addOutput(Value value) {
  Expected<View> view = viewOf(value);
  if (!view)
    return view.error();
  OutputRef output;
  bool isInput = compiled.buffers[view->buffer].kind == Buffer::Kind::Input;
  output.kind = isInput ? OutputRef::Kind::InputAlias : OutputRef::Kind::Buffer;
  output.view = view.take();
  compiled.outputs.push_back(std::move(output));
  return {};
}

Expected<void> PlanBuilder::addOutputs(func::ReturnOp ret) {
  auto operand = ret.operand_begin();
  for (ValueId id : graph.outputs) {
    if (id == kNone) {
      compiled.outputs.emplace_back();
      continue;
    }
    if (Expected<void> done = addOutput(*operand++); !done)
      return done;
  }
  return {};
}

Expected<void> PlanBuilder::add(Operation &op) {
  return llvm::TypeSwitch<Operation *, Expected<void>>(&op)
      .Case<ir::ViewOp>([](auto) { return Expected<void>(); })
      .Case<ir::LaunchOp>([&](ir::LaunchOp launch) { return addLaunch(launch); })
      .Case<ir::HostCallOp>([&](ir::HostCallOp call) { return addHostCall(call); })
      .Case<tensor::EmptyOp>([&](tensor::EmptyOp empty) { return addEmpty(empty); })
      .Case<func::ReturnOp>([&](func::ReturnOp ret) { return addOutputs(ret); })
      .Default([&](Operation *other) {
        return Expected<void>(broken(other, "only views, launches and host calls may be left"));
      });
}

Expected<void> PlanBuilder::build(func::FuncOp function) {
  auto arena = function->getAttrOfType<IntegerAttr>(pipeline::kArenaBytes);
  auto peak = function->getAttrOfType<IntegerAttr>(pipeline::kPeakBytes);
  if (!arena || !peak)
    return broken(function, "mock-plan-memory has not run");
  compiled.arenaBytes = arena.getInt();
  compiled.peakMainBytes = peak.getInt();
  for (BlockArgument argument : function.getArguments()) {
    Buffer buffer;
    buffer.kind = Buffer::Kind::Input;
    buffer.index = argument.getArgNumber();
    buffer.type = graph.inputs[argument.getArgNumber()].type;
    buffer.bytes =
        ir::spanBytes(cast<RankedTensorType>(argument.getType()), ir::layoutOf(argument));
    addBuffer(argument, std::move(buffer));
  }
  for (Operation &op : function.getBody().front())
    if (Expected<void> done = add(op); !done)
      return done;
  return {};
}

} // namespace

Expected<void> planExecution(func::FuncOp function, const Graph &graph,
                             const llvm::StringMap<int32_t> &kernels, CompiledGraph &compiled) {
  return PlanBuilder(graph, kernels, compiled).build(function);
}

} // namespace mock::compiler
