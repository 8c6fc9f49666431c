//===- WideStrips.h - Strips in the type that combines elements ------------===//
#pragma once

#include "runtime/engine/Strips.h"

namespace mock::engine {

/// What elements are combined in: their register's type, i64 for bool. False for types without one.
bool reductionType(DType input, isa::RegisterType &type);

/// The body operation that combines two elements as a reduction of that kind does.
isa::BodyOpcode combiningOpcode(isa::ReduceKind kind);

/// loadStrip() and storeStrip() of at most kStripElements lanes in reductionType(): bool is read
/// as 0 or 1 and stored as "not zero".
void loadWide(const Kernels &kernels, const OperandView &operand, int64_t begin, int64_t count,
              void *lanes);
void storeWide(const Kernels &kernels, const OperandView &operand, int64_t begin, int64_t count,
               const void *lanes);

/// Writes the value that a reduction of that kind begins with: 0, 1, the lowest or the highest
/// value.
void fillIdentity(isa::ReduceKind kind, isa::RegisterType type, void *lanes, int64_t count);

} // namespace mock::engine
