//===- DescribeParts.h - Fields that instructions share --------------------===//
//
// The visitors are those of Describe.h.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Fields.h"
#include "mock/runtime/isa/Names.h"
#include "mock/runtime/isa/Program.h"

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

/// -1 + 8*i0 of 14
template <typename V, typename D> void describeBounds(V &v, D &bounds) {
  describeIndexBase(v, bounds.origin);
  v.token("of");
  v.field(Field::DmaSize, bounds.size);
}

/// i64 scratchpad[0] strides [8, 0] step 3072 bound 50257
template <typename V, typename D> void describeIndexOperand(V &v, size_t rank, D &index) {
  describeDType(v, index.values.dtype);
  describeAddress(v, index.values.address);
  describeStrides(v, Field::DmaStride, rank, index.values.strides);
  v.token("step");
  v.field(Field::DmaStride, index.step);
  v.token("bound");
  v.field(Field::DmaSize, index.bound);
}

} // namespace mock::isa
