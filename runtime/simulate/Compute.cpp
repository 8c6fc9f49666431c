//===- Compute.cpp - Instructions handed to the engines --------------------===//
//
// The accesses of the descriptor are in the order that Descriptor.cpp made them in.
//
//===----------------------------------------------------------------------===//

#include "runtime/engine/DmaEngine.h"
#include "runtime/engine/ReduceEngine.h"
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
  const Access &from = descriptor.accesses[0], &to = descriptor.accesses[1];
  std::byte *destination = pointer(core, to);
  if (to.box.elements() != from.box.elements())
    engine::fillBox(destination, to.box, dma.elementBytes, dma.padValue);
  engine::Box unpadded = to.box;
  unpadded.extents = from.box.extents;
  engine::copyBox(destination, unpadded, pointer(core, from), from.box, dma.elementBytes);
  return std::nullopt;
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
  auto overflow = matrixEngine.run(task);
  if (!overflow)
    return std::nullopt;
  return Problem{Fault::Kind::AccumulatorOverflow,
                 fmt::format("element [{}, {}] is {} after product {}; i32 ends at {}",
                             overflow->row, overflow->column, overflow->value, overflow->step,
                             overflow->value < 0 ? INT32_MIN : INT32_MAX)};
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

MaybeProblem Interpreter::compute(Core &core, const isa::Fill &fill) {
  const Access &to = descriptor.accesses[0];
  engine::fillBox(pointer(core, to), to.box, fill.elementBytes, fill.value);
  return std::nullopt;
}

} // namespace mock::simulate
