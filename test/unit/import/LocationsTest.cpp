//===- LocationsTest.cpp ---------------------------------------------------===//
#include "mock/passes/import/Locations.h"

#include "mlir/IR/MLIRContext.h"

#include <gtest/gtest.h>

namespace mock {
namespace {

TEST(Locations, RoundTripKeepsFramesAndModule) {
  mlir::MLIRContext context;
  compiler::SourceLocation source;
  source.stack = {{"model.py", "forward", "return F.gelu(self.fc(x))", 41},
                  {"main.py", "main", "f(x)", 7}};
  source.module = "layers.0.fc";
  compiler::SourceLocation back = sourceLocationOf(toLocation(context, source));
  ASSERT_EQ(back.stack.size(), 2u);
  EXPECT_EQ(back.stack[0].file, "model.py");
  EXPECT_EQ(back.stack[0].line, 41);
  EXPECT_EQ(back.stack[0].function, "forward");
  EXPECT_EQ(back.stack[0].code, "return F.gelu(self.fc(x))");
  EXPECT_EQ(back.stack[1].line, 7);
  EXPECT_EQ(back.module, "layers.0.fc");
}

TEST(Locations, UnknownStaysUnknown) {
  mlir::MLIRContext context;
  EXPECT_TRUE(sourceLocationOf(toLocation(context, {})).stack.empty());
}

} // namespace
} // namespace mock
