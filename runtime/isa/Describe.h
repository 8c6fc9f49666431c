//===- Describe.h - Every field of every instruction, once -----------------===//
//
// One description per record, walked by the range check, the encoder, the decoder, the
// printer and the assembler. It names the fields in the order of the encoding, with the
// words that surround them in assembly. A visitor offers:
//
//   token(word)                     assembly only
//   field(field, value, min)        an integer, decimal in assembly
//   named(prefix, field, value)     a number with a letter before it: i0 (loop), s0, r0
//   choice(field, value, names)     an enumeration
//   raw(value)                      a 64-bit pattern, hexadecimal in assembly
//   flag(word, bool)                one bit; the word is there or not
//   list(field, vector, element)    a count and its elements: [a, b]
//   fixedList(n, vector, element)   n elements, n known from another field: [a, b]
//   repeat(field, word, vector, e)  a count and its elements: word a word b
//   place(memory, argument)         %x, or the name of a memory
//   opcode(operation)               the mnemonic; readers make the operation
//   bodyImmediate(op), bodyResult(op)  as the operation says
//
// Values that a reader fills are references; `D` is const for the visitors that only read.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "DescribeParts.h"
#include "mock/runtime/isa/BodyTraits.h"

#include <algorithm>
#include <concepts>
#include <type_traits>
#include <variant>

namespace mock::isa {

template <typename D>
concept IsDma = std::same_as<std::remove_const_t<D>, Dma>;
template <typename D>
concept IsMatMul = std::same_as<std::remove_const_t<D>, MatMul>;
template <typename D>
concept IsConv = std::same_as<std::remove_const_t<D>, Conv>;
template <typename D>
concept IsGather = std::same_as<std::remove_const_t<D>, Gather>;
template <typename D>
concept IsScatter = std::same_as<std::remove_const_t<D>, Scatter>;
template <typename D>
concept IsScan = std::same_as<std::remove_const_t<D>, Scan>;
template <typename D>
concept IsSort = std::same_as<std::remove_const_t<D>, Sort>;
template <typename D>
concept IsVector = std::same_as<std::remove_const_t<D>, Vector>;
template <typename D>
concept IsReduce = std::same_as<std::remove_const_t<D>, Reduce>;
template <typename D>
concept IsFill = std::same_as<std::remove_const_t<D>, Fill>;
template <typename D>
concept IsWait = std::same_as<std::remove_const_t<D>, Wait>;
template <typename D>
concept IsLoopBegin = std::same_as<std::remove_const_t<D>, LoopBegin>;

template <typename V, IsDma D> void describe(V &v, D &dma) {
  v.token("bytes");
  v.field(Field::DmaElementBytes, dma.elementBytes, 1);
  describeShape(v, Field::DmaRank, Field::DmaExtent, dma.extents);
  v.token("from");
  describeAddress(v, dma.source);
  describeStrides(v, Field::DmaStride, dma.extents.size(), dma.sourceStrides);
  v.token("to");
  describeAddress(v, dma.destination);
  describeStrides(v, Field::DmaStride, dma.extents.size(), dma.destinationStrides);
  bool bounded = !dma.bounds.empty(), padded = !dma.padMultiples.empty();
  v.flag("bounds", bounded);
  if (bounded)
    v.fixedList(dma.extents.size(), dma.bounds, [&](auto &bounds) { describeBounds(v, bounds); });
  v.flag("pad", padded);
  if (padded)
    v.fixedList(dma.extents.size(), dma.padMultiples,
                [&](auto &multiple) { v.field(Field::DmaPadMultiple, multiple, 1); });
  if (bounded || padded) {
    v.token("with");
    v.raw(dma.padValue);
  }
  describeSync(v, dma.sync);
}

template <typename V, IsMatMul D> void describe(V &v, D &matmul) {
  describeDType(v, matmul.input);
  v.token("->");
  describeDType(v, matmul.accumulator);
  v.token("m");
  describeExtent(v, Field::MatrixExtent, matmul.m);
  v.token("n");
  describeExtent(v, Field::MatrixExtent, matmul.n);
  v.token("k");
  describeExtent(v, Field::MatrixExtent, matmul.k);
  v.token("a");
  describeAddress(v, matmul.a);
  describeStrides(v, Field::MatrixStride, 2, matmul.aStrides);
  v.token("b");
  describeAddress(v, matmul.b);
  describeStrides(v, Field::MatrixStride, 2, matmul.bStrides);
  v.token("into");
  describeAddress(v, matmul.destination);
  v.token("stride");
  v.field(Field::MatrixStride, matmul.destinationStride);
  describeAccumulate(v, matmul.accumulate);
  describeSync(v, matmul.sync);
}

template <typename V, IsConv D> void describe(V &v, D &conv) {
  describeDType(v, conv.inputType);
  v.token("->");
  describeDType(v, conv.accumulator);
  v.token("groups");
  describeExtent(v, Field::MatrixExtent, conv.groups);
  v.token("filters");
  describeExtent(v, Field::MatrixExtent, conv.filters);
  v.token("channels");
  describeExtent(v, Field::MatrixExtent, conv.channels);
  v.token("out");
  v.list(Field::ConvRank, conv.out,
         [&](auto &extent) { describeExtent(v, Field::MatrixExtent, extent); });
  size_t rank = conv.out.size();
  auto numbers = [&](const char *word, Field field, auto &list) {
    v.token(word);
    v.fixedList(rank, list, [&](auto &number) { v.field(field, number, 1); });
  };
  numbers("kernel", Field::ConvKernel, conv.kernel);
  numbers("stride", Field::ConvStride, conv.stride);
  numbers("dilation", Field::ConvDilation, conv.dilation);
  v.token("input");
  describeAddress(v, conv.input);
  describeStrides(v, Field::MatrixStride, 2 + rank, conv.inputStrides);
  v.token("weight");
  describeAddress(v, conv.weight);
  describeStrides(v, Field::MatrixStride, 3 + rank, conv.weightStrides);
  v.token("into");
  describeAddress(v, conv.destination);
  describeStrides(v, Field::MatrixStride, 2 + rank, conv.destinationStrides);
  describeAccumulate(v, conv.accumulate);
  describeSync(v, conv.sync);
}

/// The part of gather and scatter behind the element type.
template <typename V, typename D> void describeIndexed(V &v, D &indexed) {
  describeShape(v, Field::DmaRank, Field::DmaExtent, indexed.extents);
  size_t rank = indexed.extents.size();
  v.token("from");
  describeAddress(v, indexed.source);
  describeStrides(v, Field::DmaStride, rank, indexed.sourceStrides);
  v.token("to");
  describeAddress(v, indexed.destination);
  describeStrides(v, Field::DmaStride, rank, indexed.destinationStrides);
  v.token("at");
  v.list(Field::DmaIndices, indexed.indices,
         [&](auto &index) { describeIndexOperand(v, rank, index); });
  v.flag("wraps", indexed.wraps);
  describeSync(v, indexed.sync);
}

template <typename V, IsGather D> void describe(V &v, D &gather) {
  v.token("bytes");
  v.field(Field::DmaElementBytes, gather.elementBytes, 1);
  describeIndexed(v, gather);
}

template <typename V, IsScatter D> void describe(V &v, D &scatter) {
  v.choice(Field::ScatterMode, scatter.mode, scatterModeNames());
  describeDType(v, scatter.dtype);
  describeIndexed(v, scatter);
}

template <typename V, IsVector D> void describe(V &v, D &vector) {
  v.token("body");
  v.field(Field::VectorBody, vector.body);
  describeShape(v, Field::VectorRank, Field::VectorExtent, vector.extents);
  size_t rank = vector.extents.size();
  v.token("in");
  v.list(Field::VectorOperands, vector.inputs,
         [&](auto &operand) { describeOperand(v, rank, operand); });
  v.token("out");
  v.list(Field::VectorOperands, vector.outputs,
         [&](auto &operand) { describeOperand(v, rank, operand); });
  bool indexed = !vector.indexBases.empty();
  v.flag("index", indexed);
  if (indexed)
    v.fixedList(rank, vector.indexBases, [&](auto &index) { describeIndexBase(v, index); });
  describeSync(v, vector.sync);
}

inline bool hasPositions(ReduceKind kind) {
  return kind == ReduceKind::ArgMax || kind == ReduceKind::ArgMin;
}

template <typename V, IsReduce D> void describe(V &v, D &reduce) {
  v.choice(Field::ReduceKind, reduce.kind, reduceKindNames());
  describeShape(v, Field::VectorRank, Field::VectorExtent, reduce.extents);
  size_t rank = reduce.extents.size();
  v.token("reduced");
  v.field(Field::VectorRank, reduce.reducedDims, 1);
  // More reduced dimensions than extents are an error of its own; a reader must survive them.
  size_t kept = rank - std::min<size_t>(rank, reduce.reducedDims);
  v.token("in");
  describeOperand(v, rank, reduce.input);
  v.token("out");
  describeOperand(v, kept, reduce.output);
  if (hasPositions(reduce.kind)) {
    v.token("positions");
    describeOperand(v, kept, reduce.indexOutput);
    v.token("first");
    describeIndexBase(v, reduce.indexBase);
  }
  describeAccumulate(v, reduce.accumulate);
  describeSync(v, reduce.sync);
}

template <typename V, IsScan D> void describe(V &v, D &scan) {
  v.choice(Field::ReduceKind, scan.kind, reduceKindNames());
  describeShape(v, Field::VectorRank, Field::VectorExtent, scan.extents);
  size_t rank = scan.extents.size();
  v.token("in");
  describeOperand(v, rank, scan.input);
  v.token("out");
  describeOperand(v, rank, scan.output);
  v.flag("carry", scan.carries);
  if (scan.carries)
    describeOperand(v, rank - std::min<size_t>(rank, 1), scan.carry);
  describeAccumulate(v, scan.accumulate);
  describeSync(v, scan.sync);
}

template <typename V, IsSort D> void describe(V &v, D &sort) {
  v.flag("descending", sort.descending);
  describeShape(v, Field::VectorRank, Field::VectorExtent, sort.extents);
  size_t rank = sort.extents.size();
  v.token("kept");
  v.field(Field::VectorExtent, sort.kept, 1);
  v.token("in");
  describeOperand(v, rank, sort.input);
  v.token("out");
  describeOperand(v, rank, sort.values);
  v.token("positions");
  describeOperand(v, rank, sort.positions);
  describeSync(v, sort.sync);
}

template <typename V, IsFill D> void describe(V &v, D &fill) {
  v.token("bytes");
  v.field(Field::DmaElementBytes, fill.elementBytes, 1);
  describeShape(v, Field::VectorRank, Field::VectorExtent, fill.extents);
  v.token("to");
  describeAddress(v, fill.destination);
  describeStrides(v, Field::VectorStride, fill.extents.size(), fill.strides);
  v.token("with");
  v.raw(fill.value);
  describeSync(v, fill.sync);
}

template <typename V, IsWait D> void describe(V &v, D &wait) {
  v.choice(Field::WaitEngine, wait.engine, engineNames());
  describeSync(v, wait.sync);
}

/// loop i0 count 4 from core / 2 % 4
template <typename V, IsLoopBegin D> void describe(V &v, D &loop) {
  v.named('i', Field::LoopId, loop.id);
  v.token("count");
  v.field(Field::LoopCount, loop.count, 0);
  bool split = loop.coreDivisor != 1 || loop.coreModulus != 1;
  v.flag("from", split);
  if (!split)
    return;
  v.token("core");
  v.token("/");
  v.field(Field::LoopCores, loop.coreDivisor, 1);
  v.token("%");
  v.field(Field::LoopCores, loop.coreModulus, 1);
}

/// LoopEnd, Barrier and Halt have no fields.
template <typename V> void describe(V &, const LoopEnd &) {}
template <typename V> void describe(V &, const Barrier &) {}
template <typename V> void describe(V &, const Halt &) {}

template <typename V, typename D> void describeInstruction(V &v, D &instruction) {
  v.opcode(instruction.operation);
  std::visit([&](auto &specific) { describe(v, specific); }, instruction.operation);
  bool located = instruction.location != 0;
  v.flag("@", located);
  if (located)
    v.field(Field::Location, instruction.location);
}

/// r2 = add f32 r0, r1
template <typename V, typename D> void describeBodyOp(V &v, D &op) {
  v.bodyResult(op);
  v.choice(Field::BodyOpcode, op.opcode, bodyOpcodeNames());
  v.choice(Field::BodyType, op.type, registerTypeNames());
  int operands = operandCount(op.opcode);
  for (int i = 0; i < operands; ++i) {
    if (i > 0)
      v.token(",");
    v.named('r', Field::BodyRegister, op.operands[i]);
  }
  if (!hasImmediate(op.opcode))
    return;
  if (operands > 0)
    v.token(",");
  v.bodyImmediate(op);
}

} // namespace mock::isa
