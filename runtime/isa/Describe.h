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

#include "Fields.h"
#include "mock/runtime/isa/BodyTraits.h"
#include "mock/runtime/isa/Names.h"
#include "mock/runtime/isa/Program.h"

#include <algorithm>
#include <concepts>
#include <type_traits>
#include <variant>

namespace mock::isa {

/// 65536*i0, or 65536*(#i0 % 2): stride times the running count of the loop modulo 2.
template <typename V, typename D> void describeTerm(V &v, D &term) {
  v.field(Field::TermStride, term.stride);
  v.token("*");
  bool running = term.modulus != 0;
  v.flag("(", running);
  if (running)
    v.token("#");
  v.named('i', Field::TermLoop, term.loop);
  if (!running)
    return;
  v.token("%");
  v.field(Field::TermModulus, term.modulus, 1);
  v.token(")");
}

/// 256*i0: terms of extents and index bases have no modulus.
template <typename V, typename D> void describePlainTerm(V &v, D &term) {
  v.field(Field::TermStride, term.stride);
  v.token("*");
  v.named('i', Field::TermLoop, term.loop);
}

/// scratchpad[0 + 65536*i0]
template <typename V, typename D> void describeAddress(V &v, D &address) {
  v.place(address.memory, address.argument);
  v.token("[");
  v.field(Field::AddressBase, address.base);
  v.repeat(Field::TermCount, "+", address.terms, [&](auto &term) { describeTerm(v, term); });
  v.token("]");
}

/// roundup(min(256, 784 - 256*i0), 8); the parts that do nothing are left out.
template <typename V, typename D> void describeExtent(V &v, Field tile, D &extent) {
  bool rounded = extent.multiple != 1;
  v.flag("roundup", rounded);
  if (rounded)
    v.token("(");
  bool bounded = extent.total != 0 || !extent.terms.empty();
  v.flag("min", bounded);
  if (bounded)
    v.token("(");
  v.field(tile, extent.tile, 1);
  if (bounded) {
    v.token(",");
    v.field(Field::ExtentTotal, extent.total);
    v.repeat(Field::TermCount, "-", extent.terms, [&](auto &term) { describePlainTerm(v, term); });
    v.token(")");
  }
  if (!rounded)
    return;
  v.token(",");
  v.field(Field::ExtentMultiple, extent.multiple, 1);
  v.token(")");
}

/// 0 + 256*i0
template <typename V, typename D> void describeIndexBase(V &v, D &index) {
  v.field(Field::IndexBase, index.base);
  v.repeat(Field::TermCount, "+", index.terms, [&](auto &term) { describePlainTerm(v, term); });
}

template <typename V, typename D> void describeShape(V &v, Field rank, Field tile, D &extents) {
  v.token("shape");
  v.list(rank, extents, [&](auto &extent) { describeExtent(v, tile, extent); });
}

template <typename V, typename D> void describeStrides(V &v, Field field, size_t rank, D &strides) {
  v.token("strides");
  v.fixedList(rank, strides, [&](auto &stride) { v.field(field, stride); });
}

template <typename V, typename D> void describeDType(V &v, D &dtype) {
  v.choice(Field::DTypeCode, dtype, dtypeNames());
}

/// pop [s0, s1] push [s2]
template <typename V, typename D> void describeSync(V &v, D &sync) {
  auto semaphores = [&](const char *word, auto &list) {
    bool present = !list.empty();
    v.flag(word, present);
    if (present)
      v.list(Field::SyncCount, list,
             [&](auto &semaphore) { v.named('s', Field::SyncSemaphore, semaphore); });
  };
  semaphores("pop", sync.pop);
  semaphores("push", sync.push);
}

/// accumulate unless-first i0
template <typename V, typename D> void describeAccumulate(V &v, D &accumulate) {
  bool present = accumulate.mode != Accumulate::Mode::Never;
  v.flag("accumulate", present);
  if (!present)
    return;
  v.choice(Field::AccumulateMode, accumulate.mode, accumulateModeNames());
  if (accumulate.mode == Accumulate::Mode::UnlessFirst)
    v.named('i', Field::TermLoop, accumulate.loop);
}

/// f32 scratchpad[0] strides [512, 4]
template <typename V, typename D> void describeOperand(V &v, size_t rank, D &operand) {
  describeDType(v, operand.dtype);
  describeAddress(v, operand.address);
  describeStrides(v, Field::VectorStride, rank, operand.strides);
}

template <typename D>
concept IsDma = std::same_as<std::remove_const_t<D>, Dma>;
template <typename D>
concept IsMatMul = std::same_as<std::remove_const_t<D>, MatMul>;
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
  bool padded = !dma.padMultiples.empty();
  v.flag("pad", padded);
  if (padded) {
    v.fixedList(dma.extents.size(), dma.padMultiples,
                [&](auto &multiple) { v.field(Field::DmaPadMultiple, multiple, 1); });
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
