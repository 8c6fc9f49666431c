//===- FileLayout.h - What a program file holds, in order ------------------===//
//
//   magic       8 bytes
//   version     2 bytes, little-endian like all numbers
//   reserved    2 bytes, zero
//   file size   8 bytes
//   payload     bit-packed: field widths, header, bodies, instructions, locations
//   CRC-32      4 bytes, of everything before it
//
// As in Describe.h, one description serves the encoder and the decoder, which offer:
//   word(number)             all bits of the number's type
//   boolean(bool)            one bit
//   text(string)             a 32-bit length and bytes
//   words(vector, element)   a 32-bit count and elements
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Describe.h"

#include <array>

namespace mock::isa {

inline constexpr std::array<char, 8> kMagic = {'M', 'O', 'C', 'K', 'P', 'R', 'O', 'G'};
inline constexpr size_t kPrefixBytes = 20;
inline constexpr size_t kChecksumBytes = 4;
inline constexpr int kSignBit = 0x80; ///< of an entry of the width table

template <typename V, typename D> void describeHeader(V &v, D &program) {
  v.text(program.name);
  v.text(program.profile);
  v.text(program.profileDigest);
  v.words(program.memories, [&](auto &memory) { v.text(memory); });
  v.word(program.cores);
  v.words(program.arguments, [&](auto &argument) {
    v.text(argument.name);
    v.word(argument.bytes);
    v.boolean(argument.read);
    v.boolean(argument.write);
  });
  v.words(program.semaphores, [&](auto &credits) { v.word(credits); });
}

/// Bodies and instructions: what the device itself stores.
template <typename V, typename D> void describeCode(V &v, D &program) {
  v.words(program.bodies, [&](auto &body) {
    v.list(Field::BodyLength, body.ops, [&](auto &op) { describeBodyOp(v, op); });
  });
  v.words(program.instructions, [&](auto &instruction) { describeInstruction(v, instruction); });
}

template <typename V, typename D> void describeLocations(V &v, D &program) {
  v.words(program.locations, [&](auto &location) {
    v.text(location.file);
    v.word(location.line);
    v.text(location.function);
    v.text(location.code);
  });
}

} // namespace mock::isa
