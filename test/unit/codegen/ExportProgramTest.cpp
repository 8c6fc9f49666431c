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
                                 const std::string &profileName = "mock-v1") {
    module = mlir::parseSourceString<mlir::ModuleOp>(
        "mock_isa.program @p profile \"" + profileName + "\" digest \"" + profile->digest() +
            "\" cores 1 arguments [\"x\" 64 read] semaphores [] {" + instructions +
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
