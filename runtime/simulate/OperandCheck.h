//===- OperandCheck.h - What a device refuses of evaluated operands --------===//
#pragma once

#include "runtime/simulate/Descriptor.h"

namespace mock::simulate {

/// Evaluated extents and bases against field widths, alignment of bases and elements, the multiples
/// of the matrix engine, and boxes larger than their memory.
MaybeProblem checkOperands(const isa::Program &program, const profile::Profile &profile,
                           const isa::Instruction &instruction, const Descriptor &descriptor);

/// Number of arguments, their sizes and the alignment of their device addresses.
MaybeProblem checkBindings(const isa::Program &program, const profile::Profile &profile,
                           std::span<const Binding> arguments);

} // namespace mock::simulate
