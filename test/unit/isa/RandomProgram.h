//===- RandomProgram.h - Random valid programs -----------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"
#include "mock/runtime/profile/Profile.h"

#include <cstdint>

namespace mock::isa::test {

/// A program that validate() accepts, with field values up to the ends of their ranges. The same
/// seed gives the same program.
Program randomProgram(uint64_t seed, const profile::Profile &profile);

} // namespace mock::isa::test
