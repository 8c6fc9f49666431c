// Program files: foreign, truncated and corrupted ones are errors that say which.
#include "RandomProgram.h"
#include "TestPrograms.h"
#include "mock/runtime/support/Crc32.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

using namespace mock;
using namespace mock::isa;
using namespace mock::isa::test;
using testing::HasSubstr;

namespace {

std::vector<std::byte> sampleFile() { return *encode(sample(), mockV1()); }

std::string decodeError(std::span<const std::byte> bytes) {
  auto program = decode(bytes);
  return program ? "" : program.error().message;
}

/// Makes the checksum right again, so that what lies behind it is reached.
void sign(std::vector<std::byte> &file) {
  uint32_t checksum = crc32(std::span(file).first(file.size() - 4));
  for (int i = 0; i < 4; ++i)
    file[file.size() - 4 + i] = static_cast<std::byte>(checksum >> (8 * i));
}

TEST(Encoding, Crc32HasTheKnownCheckValue) {
  const char text[] = "123456789";
  EXPECT_EQ(crc32(std::as_bytes(std::span(text, 9))), 0xCBF43926u);
}

TEST(Encoding, ForeignFilesAreNamedSo) {
  const char elf[] = "\x7f"
                     "ELF and more than thirty bytes of something else";
  EXPECT_THAT(decodeError(std::as_bytes(std::span(elf))), HasSubstr("not a program file"));
  EXPECT_THAT(decodeError({}), HasSubstr("not a program file"));
}

TEST(Encoding, EveryTruncationIsNamedSo) {
  std::vector<std::byte> file = sampleFile();
  for (size_t size = 1; size < file.size(); ++size)
    ASSERT_THAT(decodeError(std::span(file).first(size)), HasSubstr("truncated")) << size;
}

TEST(Encoding, TrailingBytesAreRefused) {
  std::vector<std::byte> file = sampleFile();
  file.push_back(std::byte{0});
  EXPECT_THAT(decodeError(file), HasSubstr("corrupted"));
}

TEST(Encoding, EveryChangedByteIsFound) {
  const std::vector<std::byte> file = sampleFile();
  for (size_t i = 0; i < file.size(); ++i)
    for (std::byte change : {std::byte{0x01}, std::byte{0x80}, std::byte{0xFF}}) {
      std::vector<std::byte> changed = file;
      changed[i] ^= change;
      ASSERT_NE(decodeError(changed), "") << "byte " << i;
    }
}

TEST(Encoding, AnotherVersionIsNamed) {
  std::vector<std::byte> file = sampleFile();
  file[8] = std::byte{7};
  sign(file);
  EXPECT_THAT(decodeError(file),
              HasSubstr("instruction set version 7; this build reads version 2"));
}

// A program that decodes from damaged bytes with a right checksum may be nonsense, but reading,
// checking and printing it must be safe.
void surviveDamage(std::vector<std::byte> file) {
  sign(file);
  auto program = decode(file);
  if (!program)
    return;
  (void)validationError(*program);
  EXPECT_FALSE(print(*program).empty());
}

TEST(Encoding, DamageBehindARightChecksumIsSafe) {
  const std::vector<std::byte> file = sampleFile();
  for (size_t i = 20; i + 4 < file.size(); ++i)
    for (std::byte change : {std::byte{0x01}, std::byte{0x10}, std::byte{0xFF}}) {
      std::vector<std::byte> changed = file;
      changed[i] ^= change;
      surviveDamage(std::move(changed));
    }
}

TEST(Encoding, RandomDamageBehindARightChecksumIsSafe) {
  std::mt19937_64 random(1);
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const std::vector<std::byte> file = *encode(randomProgram(seed, mockV1()), mockV1());
    for (int round = 0; round < 40; ++round) {
      std::vector<std::byte> changed = file;
      for (int i = 0; i < 4; ++i)
        changed[20 + random() % (file.size() - 24)] = static_cast<std::byte>(random());
      surviveDamage(std::move(changed));
    }
  }
}

TEST(Encoding, HugeCountsTakeNoMemory) {
  std::vector<std::byte> file = sampleFile();
  // The length of the program's name: the first word after the table of field widths.
  size_t nameLength = 20 + 1 + mockV1().fields.size();
  std::memset(&file[nameLength], 0xFF, 4);
  sign(file);
  EXPECT_THAT(decodeError(file), HasSubstr("does not follow the format"));
}

TEST(Encoding, WidthsComeFromTheFile) {
  profile::Profile wide = mockV1();
  wide.fields["dma.extent"].bits = 20;
  wide.fields["address.base"].bits = 48;
  Program program = sample();
  first<Dma>(program).extents[0].tile = 1 << 18;
  EXPECT_NE(validationError(program), "");
  auto file = encode(program, wide);
  ASSERT_TRUE(file) << file.error().message;
  auto decoded = decode(*file);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(*decoded, program);
}

TEST(Encoding, InvalidProgramsAreNotEncoded) {
  Program program = sample();
  program.instructions.pop_back();
  auto file = encode(program, mockV1());
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message, HasSubstr("the last instruction must be halt"));
}

} // namespace
