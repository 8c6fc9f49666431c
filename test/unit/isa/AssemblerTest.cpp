// Assembly text: what it becomes, and errors with line and column.
#include "TestPrograms.h"
#include "mock/runtime/isa/Names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

using namespace mock;
using namespace mock::isa;
using namespace mock::isa::test;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

TEST(Assembler, FieldsArriveInTheirPlaces) {
  Program program = sample();
  ASSERT_EQ(program.instructions.size(), 20u);
  const Dma &dma = first<Dma>(program);
  EXPECT_TRUE(dma.in);
  EXPECT_EQ(dma.source, (Address{0, 0, 0, {{1, 1024, 0}}}));
  EXPECT_EQ(dma.destination, (Address{1, 0, 0, {{1, 65536, 2}}}));
  EXPECT_EQ(dma.extents[0], (Extent{60, 0, {}, 1}));
  EXPECT_EQ(dma.extents[1], (Extent{256, 784, {{1, 256, 0}}, 1}));
  EXPECT_EQ(dma.padMultiples, (std::vector<uint32_t>{8, 8}));
  EXPECT_EQ(dma.sync, (Sync{{0}, {1}}));
  EXPECT_EQ(program.instructions[2].location, 1u);
  const MatMul &matmul = first<MatMul>(program);
  EXPECT_EQ(matmul.k, (Extent{256, 784, {{1, 256, 0}}, 8}));
  EXPECT_EQ(matmul.accumulate, (Accumulate{Accumulate::Mode::UnlessFirst, 1}));
  const LoopBegin &loop = first<LoopBegin>(program);
  EXPECT_EQ(loop, (LoopBegin{0, 4, 2, 4}));
  EXPECT_EQ(program.locations[1].line, 41);
}

TEST(Assembler, DefaultsComeFromTheProfile) {
  auto program = assemble("program \"p\" halt", mockV1());
  ASSERT_TRUE(program);
  EXPECT_EQ(program->profile, "mock-v1");
  EXPECT_EQ(program->profileDigest, mockV1().digest());
  EXPECT_EQ(program->version, kVersion);
}

TEST(Assembler, CommentsAndLineBreaksMeanNothing) {
  auto program = assemble("program // a name\n \"p\"\r\n\tcores\n2 halt // the end", mockV1());
  ASSERT_TRUE(program) << program.error().message;
  EXPECT_EQ(program->cores, 2);
}

uint64_t constantBits(const std::string &type, const std::string &text) {
  auto program =
      assemble("program \"p\" body 0 r0 = const " + type + " " + text + " end halt", mockV1());
  EXPECT_TRUE(program) << program.error().message;
  return program ? program->bodies[0].ops[0].immediate : 0;
}

TEST(Assembler, Constants) {
  EXPECT_EQ(constantBits("f32", "1"), 0x3f800000u);
  EXPECT_EQ(constantBits("f32", "-0.0"), 0x80000000u);
  EXPECT_EQ(constantBits("f32", "1e-45"), 1u);
  EXPECT_EQ(constantBits("f32", "0x7fc00000"), 0x7fc00000u);
  EXPECT_EQ(constantBits("i32", "-1"), 0xffffffffu);
  EXPECT_EQ(constantBits("i64", "-1"), ~uint64_t{0});
  EXPECT_EQ(constantBits("pred", "1"), 1u);
}

std::string manual() {
  std::ifstream file(std::string(MOCK_SOURCE_DIR) + "/docs/isa.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Manual, ItsExampleIsAValidProgram) {
  std::string text = manual();
  size_t begin = text.find("```\nprogram");
  ASSERT_NE(begin, text.npos);
  begin += 4;
  auto program = assemble(text.substr(begin, text.find("```", begin) - begin), mockV1());
  ASSERT_TRUE(program) << program.error().message;
  EXPECT_EQ(validationError(*program), "");
  EXPECT_EQ(program->instructions.size(), 6u);
}

TEST(Manual, NamesEveryBodyOperation) {
  std::string text = manual();
  for (std::string_view mnemonic : bodyOpcodeNames())
    EXPECT_TRUE(std::regex_search(
        text,
        std::regex("[` ]" + std::regex_replace(std::string(mnemonic), std::regex("\\."), "\\.") +
                   "[` ]")))
        << mnemonic;
}

struct ErrorCase {
  const char *text;
  const char *place;
  const char *message;
};

class AssemblerErrors : public testing::TestWithParam<ErrorCase> {};

TEST_P(AssemblerErrors, HaveLineAndColumn) {
  auto program = assemble(GetParam().text, mockV1());
  ASSERT_FALSE(program);
  EXPECT_THAT(program.error().message, StartsWith(GetParam().place));
  EXPECT_THAT(program.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, AssemblerErrors,
    testing::Values(
        ErrorCase{"program \"p\"\nmatmull f32", "2:1: ", "did you mean 'matmul'?"},
        ErrorCase{"program p", "1:9: ", "expected a string in double quotes, at 'p'"},
        ErrorCase{"program \"p", "1:9: ", "the string has no closing quote"},
        ErrorCase{"program \"\\q\"", "1:9: ", "unknown escape"},
        ErrorCase{"cores 70000", "1:7: ", "'70000' is no integer from 0 to 65535"},
        ErrorCase{"cores two", "1:7: ", "expected a number, at 'two'"},
        ErrorCase{"cores", "1:6: ", "expected a number, at the end of the text"},
        ErrorCase{"semaphore s1 credits 0", "1:14: ", "semaphore 0 comes next, not 1"},
        ErrorCase{"location @2 \"f\" 1 \"g\" \"\"", "1:", "location 1 comes next, not 2"},
        ErrorCase{"body 1 end", "1:8: ", "body 0 comes next, not 1"},
        ErrorCase{"body 0\n  r0 = out f32 r0, 0\nend", "2:8: ", "'out' gives no result"},
        ErrorCase{"body 0 r0 = addd f32 r0, r0 end", "1:13: ", "did you mean 'add'?"},
        ErrorCase{"body 0 r0 = add f16 r0, r0 end",
                  "1:17: ", "expected one of f32, i32, i64, pred"},
        ErrorCase{"body 0 r256 = in f32 0 end", "1:8: ", "expected 'r' and a number from 0 to 255"},
        ErrorCase{"body 0 r0 = const f32 fast end", "1:23: ", "expected an f32 constant"},
        ErrorCase{"fill bytes 4 shape [8] to scratchpat[0]",
                  "1:27: ", "did you mean 'scratchpad'?"},
        ErrorCase{"argument \"x\" bytes 4 read\ndma.in bytes 4 shape [1] from %y[0]",
                  "2:31: ", "unknown argument"},
        ErrorCase{"fill bytes 4 shape [8, 8] to scratchpad[0] strides [4] with 0x0",
                  "1:56: ", "has 1 entries; it must have 2"},
        ErrorCase{"fill bytes 4 shape 8", "1:20: ", "expected '[', at '8'"},
        ErrorCase{"halt $", "1:6: ", "unexpected character"}));

TEST(Assembler, AnyPrefixIsSafe) {
  std::string text = print(sample());
  for (size_t size = 0; size + 1 < text.size(); ++size)
    if (auto program = assemble(text.substr(0, size), mockV1())) {
      EXPECT_NE(validationError(*program), "") << size;
    }
}

TEST(Assembler, AnyChangedCharacterIsSafe) {
  const std::string text = print(sample());
  for (size_t i = 0; i < text.size(); ++i)
    for (char character : {'[', '9', '%', '"', '\0', '\x80'}) {
      std::string changed = text;
      changed[i] = character;
      if (auto program = assemble(changed, mockV1()))
        (void)validationError(*program);
    }
}

} // namespace
