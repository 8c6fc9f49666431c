//===- Encode.cpp - Program files ------------------------------------------===//
#include "Encoder.h"
#include "mock/runtime/isa/Encoding.h"
#include "mock/runtime/support/Crc32.h"

namespace mock::isa {
namespace {

void writeWidths(Encoder<BitWriter> &encoder, const FieldWidths &widths) {
  encoder.word(static_cast<uint8_t>(kNumFields));
  for (size_t i = 0; i < kNumFields; ++i) {
    const profile::FieldWidth &width = widths[static_cast<Field>(i)];
    encoder.word(static_cast<uint8_t>(width.bits | (width.isSigned ? kSignBit : 0)));
  }
}

std::vector<std::byte> payload(const Program &program, const FieldWidths &widths) {
  BitWriter writer;
  Encoder<BitWriter> encoder(widths, writer);
  writeWidths(encoder, widths);
  describeHeader(encoder, program);
  describeCode(encoder, program);
  describeLocations(encoder, program);
  return writer.take();
}

void append(std::vector<std::byte> &file, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    file.push_back(static_cast<std::byte>(value >> (8 * i)));
}

} // namespace

Expected<std::vector<std::byte>> encode(const Program &program, const profile::Profile &profile) {
  if (Expected<void> valid = validate(program, profile); !valid)
    return valid.error();
  Program named = program;
  if (named.memories.empty())
    for (const profile::Memory &memory : profile.memories)
      named.memories.push_back(memory.name);
  std::vector<std::byte> content = payload(named, FieldWidths(profile));
  std::vector<std::byte> file;
  for (char character : kMagic)
    file.push_back(static_cast<std::byte>(character));
  append(file, kVersion, 2);
  append(file, 0, 2);
  append(file, kPrefixBytes + content.size() + kChecksumBytes, 8);
  file.insert(file.end(), content.begin(), content.end());
  append(file, crc32(file), kChecksumBytes);
  return file;
}

} // namespace mock::isa
