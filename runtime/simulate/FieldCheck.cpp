//===- FieldCheck.cpp - Ranges of instruction fields -----------------------===//

#include "runtime/simulate/FieldCheck.h"

#include <fmt/format.h>

namespace mock::simulate {

void FieldCheck::check(std::string_view field, int64_t value) {
  if (problem)
    return;
  auto found = profile.fields.find(field);
  if (found == profile.fields.end())
    return;
  int64_t low = found->second.min(), high = found->second.max();
  if (value < low || value > high)
    problem = Problem{Fault::Kind::InvalidProgram,
                      fmt::format("field {} is {}; its {} bits hold {} to {}", field, value,
                                  found->second.bits, low, high)};
}

void FieldCheck::terms(const std::vector<isa::Term> &terms) {
  check("term.count", int64_t(terms.size()));
  for (const isa::Term &term : terms) {
    check("term.loop", term.loop);
    check("term.stride", term.stride);
    check("term.modulus", term.modulus);
  }
}

void FieldCheck::address(const isa::Address &address) {
  check("address.memory", address.memory);
  check("address.argument", address.argument);
  check("address.base", address.base);
  terms(address.terms);
}

void FieldCheck::extent(std::string_view field, const isa::Extent &extent) {
  check(field, extent.tile);
  check("extent.total", extent.total);
  check("extent.multiple", extent.multiple);
  terms(extent.terms);
}

void FieldCheck::extents(std::string_view prefix, const std::vector<isa::Extent> &extents) {
  check(fmt::format("{}.rank", prefix), int64_t(extents.size()));
  for (const isa::Extent &one : extents)
    extent(fmt::format("{}.extent", prefix), one);
}

void FieldCheck::strides(std::string_view field, const std::vector<int64_t> &strides) {
  for (int64_t stride : strides)
    check(field, stride);
}

void FieldCheck::operand(const isa::Operand &operand) {
  check("dtype", int64_t(operand.dtype));
  address(operand.address);
  strides("vector.stride", operand.strides);
}

void FieldCheck::indexBase(const isa::IndexBase &base) {
  check("index.base", base.base);
  terms(base.terms);
}

void FieldCheck::accumulate(const isa::Accumulate &accumulate) {
  check("accumulate.mode", int64_t(accumulate.mode));
  check("term.loop", accumulate.loop);
}

void FieldCheck::sync(const isa::Sync &sync) {
  for (const auto *list : {&sync.pop, &sync.push}) {
    check("sync.count", int64_t(list->size()));
    for (uint8_t semaphore : *list)
      check("sync.semaphore", semaphore);
  }
}

void FieldCheck::operator()(const isa::Dma &dma) {
  check("dma.element-bytes", dma.elementBytes);
  extents("dma", dma.extents);
  address(dma.source);
  strides("dma.stride", dma.sourceStrides);
  address(dma.destination);
  strides("dma.stride", dma.destinationStrides);
  for (const isa::Bounds &bounds : dma.bounds) {
    indexBase(bounds.origin);
    check("dma.size", bounds.size);
  }
  for (uint32_t multiple : dma.padMultiples)
    check("dma.pad-multiple", multiple);
}

template <typename Indexed> void FieldCheck::indexed(const Indexed &operation) {
  extents("dma", operation.extents);
  address(operation.source);
  strides("dma.stride", operation.sourceStrides);
  address(operation.destination);
  strides("dma.stride", operation.destinationStrides);
  check("dma.indices", int64_t(operation.indices.size()));
  for (const isa::IndexOperand &index : operation.indices) {
    check("dtype", int64_t(index.values.dtype));
    address(index.values.address);
    strides("dma.stride", index.values.strides);
    check("dma.stride", index.step);
    check("dma.size", index.bound);
  }
}

void FieldCheck::operator()(const isa::Gather &gather) {
  check("dma.element-bytes", gather.elementBytes);
  indexed(gather);
}

void FieldCheck::operator()(const isa::Scatter &scatter) {
  check("scatter.mode", int64_t(scatter.mode));
  check("dtype", int64_t(scatter.dtype));
  indexed(scatter);
}

void FieldCheck::operator()(const isa::Conv &conv) {
  for (const isa::Extent *one : {&conv.groups, &conv.filters, &conv.channels})
    extent("matrix.extent", *one);
  check("conv.rank", int64_t(conv.out.size()));
  for (const isa::Extent &one : conv.out)
    extent("matrix.extent", one);
  for (uint32_t size : conv.kernel)
    check("conv.kernel", size);
  for (uint32_t stride : conv.stride)
    check("conv.stride", stride);
  for (uint32_t dilation : conv.dilation)
    check("conv.dilation", dilation);
  for (const isa::Address *one : {&conv.input, &conv.weight, &conv.destination})
    address(*one);
  for (const auto *list : {&conv.inputStrides, &conv.weightStrides, &conv.destinationStrides})
    strides("matrix.stride", *list);
  check("dtype", int64_t(conv.inputType));
  check("dtype", int64_t(conv.accumulator));
  accumulate(conv.accumulate);
}

void FieldCheck::operator()(const isa::MatMul &matmul) {
  for (const isa::Extent *one : {&matmul.m, &matmul.n, &matmul.k})
    extent("matrix.extent", *one);
  for (const isa::Address *one : {&matmul.a, &matmul.b, &matmul.destination})
    address(*one);
  for (int d = 0; d < 2; ++d) {
    check("matrix.stride", matmul.aStrides[d]);
    check("matrix.stride", matmul.bStrides[d]);
  }
  check("matrix.stride", matmul.destinationStride);
  check("dtype", int64_t(matmul.input));
  check("dtype", int64_t(matmul.accumulator));
  accumulate(matmul.accumulate);
}

void FieldCheck::operator()(const isa::Vector &vector) {
  check("vector.body", vector.body);
  extents("vector", vector.extents);
  check("vector.operands", int64_t(vector.inputs.size()));
  check("vector.operands", int64_t(vector.outputs.size()));
  for (const isa::Operand &input : vector.inputs)
    operand(input);
  for (const isa::Operand &output : vector.outputs)
    operand(output);
  for (const isa::IndexBase &base : vector.indexBases)
    indexBase(base);
}

void FieldCheck::operator()(const isa::Reduce &reduce) {
  check("reduce.kind", int64_t(reduce.kind));
  extents("vector", reduce.extents);
  operand(reduce.input);
  operand(reduce.output);
  operand(reduce.indexOutput);
  indexBase(reduce.indexBase);
  accumulate(reduce.accumulate);
}

void FieldCheck::operator()(const isa::Scan &scan) {
  check("reduce.kind", int64_t(scan.kind));
  extents("vector", scan.extents);
  operand(scan.input);
  operand(scan.output);
  operand(scan.carry);
  accumulate(scan.accumulate);
}

void FieldCheck::operator()(const isa::Sort &sort) {
  extents("vector", sort.extents);
  check("vector.extent", sort.kept);
  operand(sort.input);
  operand(sort.values);
  operand(sort.positions);
}

void FieldCheck::operator()(const isa::Fill &fill) {
  check("dma.element-bytes", fill.elementBytes);
  extents("vector", fill.extents);
  address(fill.destination);
  strides("vector.stride", fill.strides);
}

void FieldCheck::operator()(const isa::Wait &wait) { check("wait.engine", int64_t(wait.engine)); }

void FieldCheck::operator()(const isa::LoopBegin &loop) {
  check("loop.id", loop.id);
  check("loop.count", loop.count);
  check("loop.cores", loop.coreDivisor);
  check("loop.cores", loop.coreModulus);
}

void FieldCheck::check(const isa::Instruction &instruction) {
  check("location", instruction.location);
  std::visit(*this, instruction.operation);
  if (const isa::Sync *found = isa::syncOf(instruction.operation))
    sync(*found);
}

void FieldCheck::check(const isa::Body &body) {
  check("body.length", int64_t(body.ops.size()));
  for (const isa::BodyOp &op : body.ops) {
    check("body.opcode", int64_t(op.opcode));
    check("body.type", int64_t(op.type));
    check("body.register", op.destination);
    for (uint8_t operand : op.operands)
      check("body.register", operand);
  }
}

} // namespace mock::simulate
