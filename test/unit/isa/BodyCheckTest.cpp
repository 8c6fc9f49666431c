// Bodies: registers defined before use, types that agree, operations that exist for their type.
#include "TestPrograms.h"
#include "mock/runtime/isa/BodyTraits.h"
#include "mock/runtime/isa/Names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mock;
using namespace mock::isa;
using namespace mock::isa::test;
using testing::HasSubstr;

namespace {

/// A program with that body and no instruction that uses it.
std::string bodyError(const std::string &lines) {
  auto program = assemble("program \"p\" body 0\n" + lines + "\nend\nhalt", mockV1());
  return program ? validationError(*program) : "assembler: " + program.error().message;
}

TEST(BodyCheck, RegistersAreDefinedBeforeUse) {
  EXPECT_EQ(bodyError("r0 = const f32 1.0\nr1 = neg f32 r0"), "");
  EXPECT_THAT(bodyError("r1 = neg f32 r0"),
              HasSubstr("body 0, operation 0 (neg): r0 is read before it is written"));
}

TEST(BodyCheck, TypesAgree) {
  EXPECT_THAT(bodyError("r0 = const i32 1\nr1 = neg f32 r0"),
              HasSubstr("r0 is i32; operand 0 must be f32"));
  EXPECT_THAT(bodyError("r0 = const f32 1.0\nr1 = select f32 r0, r0, r0"),
              HasSubstr("operand 0 must be pred"));
  EXPECT_THAT(bodyError("r0 = const f32 1.0\nr1 = cvt i32 r0, i64"),
              HasSubstr("operand 0 must be i64"));
  EXPECT_EQ(bodyError("r0 = const f32 1.0\nr1 = cmp.lt f32 r0, r0\nr2 = and pred r1, r1"), "");
}

TEST(BodyCheck, ARegisterMayChangeItsType) {
  EXPECT_EQ(bodyError("r0 = const f32 1.5\nr0 = cvt i32 r0, f32\nr0 = add i32 r0, r0"), "");
}

TEST(BodyCheck, OperationsExistForTheirTypes) {
  EXPECT_THAT(bodyError("r0 = const i32 1\nr1 = exp i32 r0"), HasSubstr("does not exist for i32"));
  EXPECT_THAT(bodyError("r0 = index f32 0"), HasSubstr("does not exist for f32"));
  EXPECT_THAT(bodyError("r0 = const f32 1.0\nr1 = shl f32 r0, r0"),
              HasSubstr("does not exist for f32"));
}

TEST(BodyCheck, Constants) {
  EXPECT_EQ(bodyError("r0 = const pred 1"), "");
  EXPECT_THAT(bodyError("r0 = const pred 2"), HasSubstr("a pred constant is 0 or 1"));
  EXPECT_EQ(bodyError("r0 = const f32 0xffffffff"), "");
  EXPECT_THAT(bodyError("r0 = const f32 0x100000000"), HasSubstr("more than the 32 bits"));
}

TEST(BodyCheck, RegisterCount) {
  EXPECT_EQ(bodyError("r62 = const f32 1.0"), "");
  EXPECT_EQ(bodyError("r63 = const f32 1.0"), "");
  EXPECT_THAT(bodyError("r64 = const f32 1.0"), HasSubstr("field body.register is 64"));
  profile::Profile few = mockV1();
  few.vector.registers = 8;
  auto program = assemble("program \"p\" body 0 r8 = const f32 1.0 end halt", few);
  ASSERT_TRUE(program);
  auto result = validate(*program, few);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("register r8 does not exist; there are 8"));
}

std::string constants(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i)
    lines += "r0 = const f32 1.0\n";
  return lines;
}

TEST(BodyCheck, Length) {
  EXPECT_EQ(bodyError(constants(255)), "");
  EXPECT_EQ(bodyError(constants(256)), "");
  EXPECT_THAT(bodyError(constants(257)), HasSubstr("257 operations; allowed is 0 to 256"));
}

TEST(BodyCheck, EveryOperationExistsForSomeType) {
  for (size_t i = 0; i < bodyOpcodeNames().size(); ++i) {
    int types = 0;
    for (int type = 0; type < 4; ++type)
      types += supports(static_cast<BodyOpcode>(i), static_cast<RegisterType>(type));
    EXPECT_GT(types, 0) << bodyOpcodeNames()[i];
  }
}

TEST(BodyCheck, RegisterTypesOfElements) {
  EXPECT_EQ(registerTypeOf(DType::Bool), RegisterType::Pred);
  EXPECT_EQ(registerTypeOf(DType::BF16), RegisterType::F32);
  EXPECT_EQ(registerTypeOf(DType::U8), RegisterType::I32);
  EXPECT_EQ(registerTypeOf(DType::I64), RegisterType::I64);
  EXPECT_EQ(registerTypeOf(DType::F64), std::nullopt);
  EXPECT_EQ(registerTypeOf(DType::C64), std::nullopt);
}

} // namespace
