//===- BodyCheck.h - Well-formed bodies ------------------------------------===//
#pragma once

#include "runtime/simulate/Problem.h"

namespace mock::simulate {

/// Operations and types exist, registers are written before they are read with the type they are
/// read with, and the body fits the engine.
MaybeProblem checkBody(const isa::Body &body, const profile::VectorEngine &engine);

/// The operands that an instruction gives its body have the types that the body reads and writes.
MaybeProblem checkBodyUse(const isa::Body &body, const isa::Vector &vector);

} // namespace mock::simulate
