// The assembly text as a reader sees it.
#include "TestPrograms.h"
#include "mock/runtime/isa/Names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <limits>

using namespace mock;
using namespace mock::isa;
using namespace mock::isa::test;
using testing::HasSubstr;

namespace {

TEST(Printer, OneInstruction) {
  EXPECT_EQ(printInstruction(sample(), 2),
            "dma.in bytes 4 shape [60, min(256, 784 - 256*i1)] from %x[0 + 1024*i1] strides "
            "[3136, 4] to scratchpad[0 + 65536*(#i1 % 2)] strides [1024, 4] pad [8, 8] with 0x0 "
            "pop [s0] push [s1] @1");
  EXPECT_EQ(printInstruction(sample(), 0), "loop i0 count 4 from core / 2 % 4");
  EXPECT_EQ(printInstruction(sample(), 99), "instruction 99 (there are 20)");
}

TEST(Printer, LoopsAreIndented) {
  EXPECT_THAT(print(sample()), HasSubstr("loop i0 count 4 from core / 2 % 4\n"
                                         "  loop i1 count 4\n"
                                         "    dma.in bytes 4"));
}

TEST(Printer, ArgumentsWithoutAUsableNameAreNumbered) {
  Program program = sample();
  program.arguments[1].name = "x";
  EXPECT_THAT(printInstruction(program, 2), HasSubstr("from %0["));
  program.arguments[0].name = "two words";
  EXPECT_THAT(printInstruction(program, 2), HasSubstr("from %0["));
}

std::string constantText(RegisterType type, uint64_t bits) {
  Program program;
  program.bodies.push_back({{{BodyOpcode::Constant, type, 0, {}, bits}}});
  std::string text = print(program);
  size_t begin = text.find("const");
  return text.substr(begin, text.find('\n', begin) - begin);
}

TEST(Printer, Constants) {
  EXPECT_EQ(constantText(RegisterType::F32, std::bit_cast<uint32_t>(0.1f)), "const f32 0.1");
  EXPECT_EQ(constantText(RegisterType::F32, std::bit_cast<uint32_t>(-0.0f)), "const f32 -0.0");
  EXPECT_EQ(constantText(RegisterType::F32, 0x7fc00001), "const f32 0x7fc00001");
  EXPECT_EQ(constantText(RegisterType::F32,
                         std::bit_cast<uint32_t>(std::numeric_limits<float>::infinity())),
            "const f32 0x7f800000");
  EXPECT_EQ(constantText(RegisterType::I32, 0xfffffffe), "const i32 -2");
  EXPECT_EQ(constantText(RegisterType::I64, ~uint64_t{0}), "const i64 -1");
  EXPECT_EQ(constantText(RegisterType::Pred, 1), "const pred 1");
}

TEST(Printer, InvalidProgramsPrintToo) {
  Program program = sample();
  program.bodies[0].ops[0].opcode = static_cast<BodyOpcode>(200);
  first<MatMul>(program).input = static_cast<DType>(99);
  first<Wait>(program).engine = static_cast<Engine>(9);
  EXPECT_THAT(print(program), HasSubstr("matmul invalid -> f32"));
}

TEST(Names, EnginesAndSync) {
  Program program = sample();
  Engine engine = Engine::Vector;
  EXPECT_TRUE(engineOf(program.instructions[indexOf<Dma>(program)].operation, engine));
  EXPECT_EQ(engine, Engine::DmaIn);
  EXPECT_TRUE(engineOf(program.instructions[indexOf<MatMul>(program)].operation, engine));
  EXPECT_EQ(engine, Engine::Matrix);
  EXPECT_TRUE(engineOf(program.instructions[indexOf<Fill>(program)].operation, engine));
  EXPECT_EQ(engine, Engine::Vector);
  Operation wait = Wait{Engine::DmaOut, {}};
  EXPECT_TRUE(engineOf(wait, engine));
  EXPECT_EQ(engine, Engine::DmaOut);
  for (Operation control :
       {Operation(LoopBegin{}), Operation(LoopEnd{}), Operation(Barrier{}), Operation(Halt{})}) {
    EXPECT_FALSE(engineOf(control, engine)) << name(control);
    EXPECT_EQ(syncOf(control), nullptr);
  }
  syncOf(wait)->push = {3};
  EXPECT_EQ(std::get<Wait>(wait).sync.push, (std::vector<uint8_t>{3}));
}

} // namespace
