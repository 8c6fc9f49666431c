//===- BodyTraits.h - Types and operands of body operations ----------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include <optional>

namespace mock::isa {

/// Register operands that the operation reads.
int operandCount(BodyOpcode opcode);
/// Charged by the profile's figure for transcendental operations instead of one cycle per strip.
bool isTranscendental(BodyOpcode opcode);
bool isComparison(BodyOpcode opcode);
/// All but Output define their destination register.
bool definesRegister(BodyOpcode opcode);
/// Input, Output, Constant, Index and Convert have a meaning for the immediate.
bool hasImmediate(BodyOpcode opcode);

/// Whether the operation exists for this `type` (BodyOp::type): the table in docs/isa.md.
bool supports(BodyOpcode opcode, RegisterType type);
/// The type of the destination register.
RegisterType resultType(const BodyOp &op);
/// The type that operand `index` must have. For Convert the immediate must be a RegisterType.
RegisterType operandType(const BodyOp &op, int index);

/// The register type that an element of this type is read into and stored from; nullopt for the
/// types that the vector engine does not have registers for (f64, c64, c128).
std::optional<RegisterType> registerTypeOf(DType dtype);

} // namespace mock::isa
