//===- ExportProgramTest.cpp - mock_isa to isa::Program --------------------===//

#include "mock/passes/codegen/Program.h"
#include "mock/runtime/isa/Encoding.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mock;
using testing::HasSubstr;

namespace {

class ExportProgram : public testing::Test {
protected:
  ExportProgram() : context(mlir::MLIRContext::Threading::DISABLED) {
    context.loadDialect<mock_isa::MockIsaDialect>();
    profile::setProfileDirectory(MOCK_PROFILE_DIRECTORY);
    profile = profile::load("mock-v1").take();
  }

  /// Exports a program for mock-v1 with one argument x and the given instructions.
  Expected<isa::Program> compile(const std::string &instructions,
                                 const std::string &profileName = "mock-v1",
                                 const std::string &access = "read") {
    module = mlir::parseSourceString<mlir::ModuleOp>(
        "mock_isa.program @p profile \"" + profileName + "\" digest \"" + profile->digest() +
            "\" cores 1 arguments [\"x\" 64 " + access + "] semaphores [] {" + instructions +
            "mock_isa.halt }",
        &context);
    if (!module)
      return Error{Error::Kind::Value, "the text of the program does not parse"};
    return codegen::exportProgram(*module->getOps<mock_isa::ProgramOp>().begin(), *profile);
  }

  mlir::MLIRContext context;
  std::shared_ptr<const profile::Profile> profile;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace

TEST_F(ExportProgram, IsWhatTheAssemblerMakes) {
  auto exported = compile(R"(
    mock_isa.body { r0 = in f32 0  r0 = exp f32 r0  out f32 r0, 0 }
    mock_isa.dma_in bytes 4 shape [16] from arg0[0] strides [4] to scratchpad[0] strides [4]
    mock_isa.loop i0 count 2 {
      mock_isa.vector body 0 shape [min(8, 16 - 8*i0)] in [f32 scratchpad[0 + 32*i0] strides [4]] out [f32 scratchpad[64 + 32*i0] strides [4]]
    })");
  ASSERT_TRUE(exported) << exported.error().message;
  auto assembled = isa::assemble(isa::print(*exported), *profile);
  ASSERT_TRUE(assembled) << assembled.error().message;
  EXPECT_EQ(isa::print(*assembled), isa::print(*exported));
  EXPECT_THAT(isa::print(*exported),
              HasSubstr("dma.in bytes 4 shape [16] from %x[0] strides [4] to scratchpad[0]"));
  EXPECT_THAT(isa::print(*exported), HasSubstr("r0 = exp f32 r0"));
  EXPECT_EQ(exported->instructions.size(), 5u); // the end of the loop is one of them
}

TEST_F(ExportProgram, ConvolutionIndexingAndRows) {
  const std::pair<const char *, const char *> cases[] = {
      {"dma_in bytes 4 shape [8] from arg0[0] strides [4] to scratchpad[0] strides [4] bounds [-1 "
       "of 8] "
       "pad [16] with 0xff800000",
       "dma.in bytes 4 shape [8] from %x[0] strides [4] to scratchpad[0] strides [4] bounds [-1 of "
       "8] "
       "pad [16] with 0xff800000"},
      {"conv bf16 -> f32 groups 2 filters 32 channels 8 out [4, 7] kernel [3, 1] stride [2, 4] "
       "dilation [1, 8] input scratchpad[0] strides [1, 288, 32, 2] weight scratchpad[4096] "
       "strides "
       "[5, 144, 18, 6, 2] into accumulator[64] strides [9, 112, 28, 4] accumulate always",
       "conv bf16 -> f32 groups 2 filters 32 channels 8 out [4, 7] kernel [3, 1] stride [2, 4] "
       "dilation [1, 8] input scratchpad[0] strides [1, 288, 32, 2] weight scratchpad[4096] "
       "strides "
       "[5, 144, 18, 6, 2] into accumulator[64] strides [9, 112, 28, 4] accumulate always"},
      {"gather bytes 4 shape [4, 2] from arg0[0] strides [0, 4] to scratchpad[0] strides [8, 4] at "
       "[i64 scratchpad[256] strides [8, 0] step 8 bound 2] wraps",
       "gather bytes 4 shape [4, 2] from %x[0] strides [0, 4] to scratchpad[0] strides [8, 4] at "
       "[i64 "
       "scratchpad[256] strides [8, 0] step 8 bound 2] wraps"},
      {"scatter min i32 shape [4] from scratchpad[0] strides [4] to arg0[0] strides [0] at [i32 "
       "scratchpad[256] strides [4] step 4 bound 16]",
       "scatter min i32 shape [4] from scratchpad[0] strides [4] to %x[0] strides [0] at [i32 "
       "scratchpad[256] strides [4] step 4 bound 16]"},
      {"scan max shape [2, 4] in f32 scratchpad[0] strides [16, 4] out f32 scratchpad[64] strides "
       "[16, "
       "4] carry f32 scratchpad[128] strides [4] accumulate always",
       "scan max shape [2, 4] in f32 scratchpad[0] strides [16, 4] out f32 scratchpad[64] strides "
       "[16, "
       "4] carry f32 scratchpad[128] strides [4] accumulate always"},
      {"sort descending shape [2, 4] kept 3 in f32 scratchpad[0] strides [16, 4] out f32 "
       "scratchpad[64] "
       "strides [12, 4] positions i64 scratchpad[128] strides [24, 8]",
       "sort descending shape [2, 4] kept 3 in f32 scratchpad[0] strides [16, 4] out f32 "
       "scratchpad[64] "
       "strides [12, 4] positions i64 scratchpad[128] strides [24, 8]"}};
  for (auto [instruction, assembly] : cases) {
    auto exported = compile(std::string("mock_isa.") + instruction + "\n", "mock-v1", "read write");
    ASSERT_TRUE(exported) << exported.error().message;
    EXPECT_EQ(isa::printInstruction(*exported, 0), std::string(assembly) + " @1"); // its line
  }
}

TEST_F(ExportProgram, NamesTheUsersLines) {
  auto exported = compile(R"ir(
    mock_isa.dma_in bytes 4 shape [16] from arg0[0] strides [4] to scratchpad[0] strides [4]
      loc(fused<{code = "return self.fc(x)", function = "forward"}>["model.py":41:0])
    mock_isa.fill bytes 4 shape [16] to scratchpad[0] strides [4] with 0x0
      loc(fused<{code = "return self.fc(x)", function = "forward"}>["model.py":41:0])
    mock_isa.barrier loc(unknown)
  )ir");
  ASSERT_TRUE(exported) << exported.error().message;
  const isa::Location &where = exported->locations.at(exported->instructions[0].location);
  EXPECT_EQ(where.file, "model.py");
  EXPECT_EQ(where.line, 41);
  EXPECT_EQ(where.function, "forward");
  EXPECT_EQ(where.code, "return self.fc(x)");
  EXPECT_EQ(exported->instructions[1].location, exported->instructions[0].location);
  EXPECT_EQ(exported->instructions[2].location, 0u); // unknown
}

TEST_F(ExportProgram, UnknownMemoryIsNamed) {
  auto exported = compile("mock_isa.fill bytes 4 shape [16] to vault[0] strides [4] with 0x0\n");
  ASSERT_FALSE(exported);
  EXPECT_THAT(exported.error().message, HasSubstr("'vault'"));
}

TEST_F(ExportProgram, ProfileMustBeTheProgramsOwn) {
  auto exported = compile("", "another");
  ASSERT_FALSE(exported);
  EXPECT_THAT(exported.error().message, HasSubstr("for profile 'another', not for 'mock-v1'"));
}

TEST_F(ExportProgram, IsValidated) {
  auto exported =
      compile("mock_isa.fill bytes 3 shape [16] to scratchpad[0] strides [4] with 0x0\n");
  ASSERT_FALSE(exported);
  EXPECT_THAT(exported.error().message, HasSubstr("3 bytes"));
}
