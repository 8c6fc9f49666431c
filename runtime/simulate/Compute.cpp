//===- Compute.cpp - Instructions handed to the engines --------------------===//
//
// The accesses of the descriptor are in the order that Descriptor.cpp made them in.
//
//===----------------------------------------------------------------------===//

#include "runtime/engine/DmaEngine.h"
#include "runtime/engine/ReduceEngine.h"
#include "runtime/engine/RowEngine.h"
#include "runtime/simulate/Interpreter.h"

#include <fmt/format.h>

namespace mock::simulate {

std::byte *Interpreter::pointer(Core &core, const Access &access) const {
  std::byte *origin =
      access.memory == 0 ? arguments[access.argument].data : core.memories[access.memory].get();
  return origin + access.base;
}

engine::OperandView Interpreter::view(Core &core, size_t access, DType dtype) const {
  const Access &operand = descriptor.accesses[access];
  return {pointer(core, operand), operand.box, dtype};
}

MaybeProblem Interpreter::compute(Core &core, const isa::Dma &dma) {
  const Access &to = descriptor.accesses.back();
  bool reads = descriptor.accesses.size() == 2;
  const Access &from = descriptor.accesses.front();
  std::byte *destination = pointer(core, to);
  if (!reads || to.box.elements() != from.box.elements())
    engine::fillBox(destination, to.box, dma.elementBytes, dma.padValue);
  if (!reads)
    return std::nullopt;
  engine::Box copied = to.box;
  copied.extents = from.box.extents;
  engine::copyBox(destination + descriptor.copiedOffset, copied, pointer(core, from), from.box,
                  dma.elementBytes);
  return std::nullopt;
}

MaybeProblem Interpreter::overflow(const engine::Overflow &overflow, const char *row,
                                   const char *column) const {
  return Problem{Fault::Kind::AccumulatorOverflow,
                 fmt::format("{} {}, {} {} is {} after product {}; i32 ends at {}", row,
                             overflow.row, column, overflow.column, overflow.value, overflow.step,
                             overflow.value < 0 ? INT32_MIN : INT32_MAX)};
}

MaybeProblem Interpreter::compute(Core &core, const isa::MatMul &matmul) {
  engine::MatrixTask task;
  task.m = descriptor.iteration.extents[0];
  task.n = descriptor.iteration.extents[1];
  task.k = descriptor.iteration.extents[2];
  task.a = pointer(core, descriptor.accesses[0]);
  task.b = pointer(core, descriptor.accesses[1]);
  task.destination = pointer(core, descriptor.accesses[2]);
  std::copy(matmul.aStrides, matmul.aStrides + 2, task.aStrides);
  std::copy(matmul.bStrides, matmul.bStrides + 2, task.bStrides);
  task.destinationStride = matmul.destinationStride;
  task.input = matmul.input;
  task.integer = matmul.accumulator == DType::I32;
  task.accumulate = descriptor.accumulate;
  auto found = matrixEngine.run(task);
  return found ? overflow(*found, "row", "column") : std::nullopt;
}

/// Strides of an operand of a convolution: a group's, then a filter's and a channel's where it has
/// them, then the spatial ones.
static engine::ConvTask::Strides stridesOf(const std::vector<int64_t> &list, bool filter,
                                           bool channel) {
  engine::ConvTask::Strides strides;
  size_t next = 0;
  strides.group = list[next++];
  if (filter)
    strides.filter = list[next++];
  if (channel)
    strides.channel = list[next++];
  std::copy(list.begin() + std::ptrdiff_t(next), list.end(), strides.spatial.begin());
  return strides;
}

MaybeProblem Interpreter::compute(Core &core, const isa::Conv &conv) {
  const auto &extents = descriptor.iteration.extents;
  engine::ConvTask task;
  task.groups = extents[0];
  task.filters = extents[1];
  task.channels = extents[2];
  task.spatial = int(conv.out.size());
  for (int d = 0; d < task.spatial; ++d) {
    task.out[d] = extents[3 + d];
    task.kernel[d] = conv.kernel[d];
    task.stride[d] = conv.stride[d];
    task.dilation[d] = conv.dilation[d];
  }
  task.input = pointer(core, descriptor.accesses[0]);
  task.weight = pointer(core, descriptor.accesses[1]);
  task.destination = pointer(core, descriptor.accesses[2]);
  task.inputStrides = stridesOf(conv.inputStrides, false, true);
  task.weightStrides = stridesOf(conv.weightStrides, true, true);
  task.destinationStrides = stridesOf(conv.destinationStrides, true, false);
  task.type = conv.inputType;
  task.integer = conv.accumulator == DType::I32;
  task.accumulate = descriptor.accumulate;
  auto found = convEngine.run(task);
  return found ? overflow(*found, "filter", "pixel") : std::nullopt;
}

MaybeProblem Interpreter::compute(Core &core, const isa::Vector &vector) {
  vectorTask.body = &program.bodies[vector.body];
  vectorTask.iteration = descriptor.iteration;
  vectorTask.indexBases = descriptor.indexBases;
  if (vector.indexBases.empty())
    vectorTask.indexBases = {};
  vectorTask.inputs.clear();
  vectorTask.outputs.clear();
  for (size_t i = 0; i < vector.inputs.size(); ++i)
    vectorTask.inputs.push_back(view(core, i, vector.inputs[i].dtype));
  for (size_t i = 0; i < vector.outputs.size(); ++i)
    vectorTask.outputs.push_back(view(core, vector.inputs.size() + i, vector.outputs[i].dtype));
  auto zero = vectorEngine.run(vectorTask);
  if (!zero)
    return std::nullopt;
  return Problem{Fault::Kind::DivisionByZero,
                 fmt::format("operation {} of body {} divides by zero at position {}",
                             zero->operation, vector.body, zero->position)};
}

MaybeProblem Interpreter::compute(Core &core, const isa::Reduce &reduce) {
  engine::ReduceTask task;
  task.kind = reduce.kind;
  task.reducedDims = reduce.reducedDims;
  task.input = view(core, 0, reduce.input.dtype);
  task.output = view(core, 1, reduce.output.dtype);
  if (descriptor.accesses.size() > 2)
    task.indexOutput = view(core, 2, reduce.indexOutput.dtype);
  task.indexBase = descriptor.indexBases[0];
  task.accumulate = descriptor.accumulate;
  engine::runReduce(engine::kernels(), task);
  return std::nullopt;
}

MaybeProblem Interpreter::compute(Core &core, const isa::Scan &scan) {
  engine::ScanTask task;
  task.kind = scan.kind;
  task.input = view(core, 0, scan.input.dtype);
  task.output = view(core, 1, scan.output.dtype);
  task.carries = scan.carries;
  if (scan.carries)
    task.carry = view(core, 2, scan.carry.dtype);
  task.accumulate = descriptor.accumulate;
  engine::runScan(engine::kernels(), task);
  return std::nullopt;
}

MaybeProblem Interpreter::compute(Core &core, const isa::Sort &sort) {
  engine::SortTask task{view(core, 0, sort.input.dtype), view(core, 1, sort.values.dtype),
                        view(core, 2, sort.positions.dtype), sort.descending};
  engine::runSort(engine::kernels(), task);
  return std::nullopt;
}

MaybeProblem Interpreter::compute(Core &core, const isa::Fill &fill) {
  const Access &to = descriptor.accesses[0];
  engine::fillBox(pointer(core, to), to.box, fill.elementBytes, fill.value);
  return std::nullopt;
}

} // namespace mock::simulate
