//===- HostThreadsTest.cpp - Results do not depend on the number of threads --===//
#include "TilingTest.h"

#include "mock/passes/codegen/Native.h"
#include "mock/runtime/stream/HostThreads.h"
#include "mock/runtime/stream/Stream.h"

#include <cmath>
#include <cstring>

using namespace mock;
using namespace mock::test;

namespace {

/// log of the sum of exp(x - maximum) along the rows.
const char *const kRows = R"(
mock.kernel @rows(%x: tensor<4096x1000xf32>) -> tensor<4096xf32> attributes {mock.root = "reduction"} {
  %ninf = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %e1 = tensor.empty() : tensor<4096xf32>
  %f1 = linalg.fill ins(%ninf : f32) outs(%e1 : tensor<4096xf32>) -> tensor<4096xf32>
  %m = mock.reduce <max> ins(%x : tensor<4096x1000xf32>) outs(%f1 : tensor<4096xf32>) dimensions = [1] -> tensor<4096xf32>
  %e2 = tensor.empty() : tensor<4096x1000xf32>
  %p = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]} ins(%x, %m : tensor<4096x1000xf32>, tensor<4096xf32>) outs(%e2 : tensor<4096x1000xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    %r = math.exp %d : f32
    linalg.yield %r : f32
  } -> tensor<4096x1000xf32>
  %f2 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<4096xf32>) -> tensor<4096xf32>
  %s = mock.reduce <sum> ins(%p : tensor<4096x1000xf32>) outs(%f2 : tensor<4096xf32>) dimensions = [1] -> tensor<4096xf32>
  %l = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%s : tensor<4096xf32>) outs(%e1 : tensor<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = math.log %a : f32
    linalg.yield %r : f32
  } -> tensor<4096xf32>
  mock.yield %l : tensor<4096xf32>
})";

class HostThreadsTest : public TilingTest {
protected:
  void TearDown() override { setHostThreads(0); }

  std::shared_ptr<Kernel> compile(const std::string &text) {
    ir::KernelOp op = parse(text);
    auto kernel = std::make_shared<Kernel>();
    kernel->name = op.getSymName().str();
    lower("mock-choose-tiles,mock-tile,mock-legalize");
    auto native = codegen::NativeCompiler::get().compile(*module->getOps<ir::KernelOp>().begin());
    EXPECT_TRUE(native);
    kernel->native = native->entry;
    kernel->gridSize = native->gridSize;
    kernel->workspaceBytes = native->workspaceBytes;
    kernel->code = native->code;
    lower("mock-place,convert-mock-to-isa");
    kernel->program =
        codegen::exportProgram(*module->getOps<mock_isa::ProgramOp>().begin(), *profile).take();
    kernel->timing = simulate::time(kernel->program, *profile).take();
    return kernel;
  }

  /// The last argument's bytes after a launch with that many threads; the others hold the same
  /// numbers each time.
  std::vector<std::byte> run(std::shared_ptr<const Kernel> kernel, int threads) {
    setHostThreads(threads);
    std::vector<void *> arguments;
    for (const isa::Argument &argument : kernel->program.arguments) {
      arguments.push_back(*device.memory().allocate(argument.bytes));
      auto *values = reinterpret_cast<float *>(device.memory().backing(arguments.back()));
      for (int64_t i = 0; i < argument.bytes / 4; ++i)
        values[i] = std::sin(0.37f * float(i % 10007));
    }
    size_t bytes = size_t(kernel->program.arguments.back().bytes);
    device.defaultStream().launch(kernel, arguments, Execution::Fast);
    EXPECT_TRUE(device.defaultStream().synchronize());
    std::vector<std::byte> result(bytes);
    std::memcpy(result.data(), device.memory().backing(arguments.back()), bytes);
    for (void *argument : arguments)
      device.memory().free(argument);
    return result;
  }

  void expectSameForAllCounts(const std::string &text) {
    std::shared_ptr<Kernel> kernel = compile(text);
    ASSERT_GT(kernel->gridSize, 1) << "one tile cannot be divided";
    std::vector<std::byte> one = run(kernel, 1);
    for (int threads : {2, 4})
      EXPECT_EQ(run(kernel, threads), one) << threads << " threads";
  }

  Device &device = **createDevice(7, profile);
};

TEST_F(HostThreadsTest, RowsAreTheSame) { expectSameForAllCounts(kRows); }

TEST_F(HostThreadsTest, ProductsAreTheSame) { expectSameForAllCounts(matmul(300, 500, 700)); }

TEST_F(HostThreadsTest, ElementwiseResultsAreTheSame) { expectSameForAllCounts(negate(1 << 20)); }

// Without the fixture, whose device lives as long as the process: with no task on it no thread
// would keep it reachable for the leak checker.
TEST(HostThreads, ACountBelowOneMeansAllCores) {
  setHostThreads(3);
  EXPECT_EQ(hostThreads(), 3);
  setHostThreads(0);
  EXPECT_GE(hostThreads(), 1);
}

} // namespace
