//===- Encoding.h - Programs as bytes and as text --------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"
#include "mock/runtime/profile/Profile.h"
#include "mock/runtime/support/Expected.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mock::isa {

/// Field ranges, operand counts, loop nesting, term references, body well-formedness (registers
/// defined before use, types agree) and sizes, against the profile's data. The error names the
/// instruction number, the field, its value and its range.
Expected<void> validate(const Program &program, const profile::Profile &profile);

/// The program file: magic, version, header with the target's name and digest and the field
/// widths it was encoded with, bit-packed instructions, CRC-32. validate() runs first.
Expected<std::vector<std::byte>> encode(const Program &program, const profile::Profile &profile);

/// Reads a program file with no profile at hand. A foreign, truncated or corrupted file is an
/// error that says which; no input crashes it.
Expected<Program> decode(std::span<const std::byte> bytes);

/// The assembly text (docs/isa.md); assemble(print(p)) gives p back.
std::string print(const Program &program);

/// One line of it, without indentation: "dma.in %x[0] -> scratchpad[0] ...". For messages.
std::string printInstruction(const Program &program, size_t index);

/// Errors carry line and column.
Expected<Program> assemble(std::string_view text, const profile::Profile &profile);

} // namespace mock::isa
