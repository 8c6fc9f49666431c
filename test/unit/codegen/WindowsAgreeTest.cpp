//===- WindowsAgreeTest.cpp - Convolution and pooling in both executions ----===//
//
// Sums go in the order of isa::Conv in both, so that most bytes are the same.
//
//===----------------------------------------------------------------------===//

#include "Agreement.h"

using namespace mock;
using namespace mock::test;

namespace {

/// A convolution and nothing else: shapes with element types, as "1x5x9x9xf32".
struct Convolution {
  std::string input, weight, result, descriptor;
  std::string kernelAttributes, inputStrides = "";

  std::string kernel() const {
    std::string x = "tensor<" + input + ">", w = "tensor<" + weight + ">";
    std::string r = "tensor<" + result + ">";
    std::string strides =
        inputStrides.empty() ? "" : " {mock.strides = array<i64: " + inputStrides + ">}";
    return "mock.kernel @k(%x: " + x + strides + ", %w: " + w + ") -> (" + r +
           ") attributes {mock.root = \"contraction\"" + kernelAttributes + "} {\n" +
           "  %zero = arith.constant 0.0 : f32\n  %e = tensor.empty() : " + r +
           "\n  %i = linalg.fill ins(%zero : f32) outs(%e : " + r + ") -> " + r +
           "\n  %c = mock.conv ins(%x, %w : " + x + ", " + w + ") outs(%i : " + r + ") " +
           descriptor + " -> " + r + "\n  mock.yield %c : " + r + "\n}";
  }
};

} // namespace

TEST_F(Agreement, ConvolutionOverTheEdges) {
  compile(R"(
mock.kernel @k(%x: tensor<2x5x13x11xf32>, %w: tensor<12x5x3x3xf32>, %b: tensor<12xf32>) -> (tensor<2x12x7x11xf32>) attributes {mock.root = "contraction"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x12x7x11xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2x12x7x11xf32>) -> tensor<2x12x7x11xf32>
  %c = mock.conv ins(%x, %w : tensor<2x5x13x11xf32>, tensor<12x5x3x3xf32>) outs(%i : tensor<2x12x7x11xf32>) stride [2, 1] dilation [1, 2] padding [1, 2] groups 1 -> tensor<2x12x7x11xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(n, f, h, w) -> (n, f, h, w)>, affine_map<(n, f, h, w) -> (f)>, affine_map<(n, f, h, w) -> (n, f, h, w)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%c, %b : tensor<2x12x7x11xf32>, tensor<12xf32>) outs(%e : tensor<2x12x7x11xf32>) {
  ^bb0(%a: f32, %d: f32, %o: f32):
    %s = arith.addf %a, %d : f32
    linalg.yield %s : f32
  } -> tensor<2x12x7x11xf32>
  mock.yield %r : tensor<2x12x7x11xf32>
})");
  run({2 * 5 * 13 * 11 * 4, 12 * 5 * 9 * 4, 12 * 4, 2 * 12 * 7 * 11 * 4}, 1, fillFloats);
}

TEST_F(Agreement, ConvolutionWithSplitChannels) {
  Convolution conv{"1x512x9x9xf32", "256x512x3x3xf32", "1x256x9x9xf32",
                   "stride [1, 1] dilation [1, 1] padding [1, 1] groups 1", ""};
  compile(conv.kernel());
  run({512 * 81 * 4, 256 * 512 * 9 * 4, 256 * 81 * 4}, 1, fillFloats);
}

TEST_F(Agreement, DepthwiseBF16) {
  Convolution conv{"1x20x15x15xbf16", "20x1x3x3xbf16", "1x20x8x8xf32",
                   "stride [2, 2] dilation [1, 1] padding [1, 1] groups 20", ""};
  compile(conv.kernel());
  run({20 * 225 * 2, 20 * 9 * 2, 20 * 64 * 4}, 1, fillBF16);
}

TEST_F(Agreement, GroupsInThreeDimensions) {
  Convolution conv{"1x6x4x5x6xf32", "9x2x2x2x3xf32", "1x9x3x4x6xf32",
                   "stride [1, 1, 1] dilation [1, 1, 1] padding [0, 0, 1] groups 3", ""};
  compile(conv.kernel());
  tolerance = 24 * 1.2e-7f; // the micro-kernel splits sums of few filters, as those of products
  run({6 * 120 * 4, 9 * 2 * 12 * 4, 9 * 72 * 4}, 1, fillFloats);
}

// The pixels of a channel are no runs: windows are copied to planes, over all edges and between
// tiles of rows.
TEST_F(Agreement, ConvolutionOfInterleavedChannels) {
  Convolution conv{"2x12x11x13xf32",
                   "8x12x3x3xf32",
                   "2x8x11x13xf32",
                   "stride [1, 1] dilation [1, 1] padding [1, 1] groups 1",
                   ", mock.tiles = array<i64: 1, 8, 4, 13, 12, 3, 3>",
                   "1716, 1, 156, 12"};
  compile(conv.kernel());
  run({2 * 12 * 143 * 4, 8 * 12 * 9 * 4, 2 * 8 * 143 * 4}, 1, fillFloats);
}

TEST_F(Agreement, ConvolutionOfInterleavedGroupsWithSteps) {
  Convolution conv{"1x12x11x13xf32",
                   "16x6x3x2xf32",
                   "1x16x4x5xf32",
                   "stride [3, 2] dilation [2, 3] padding [2, 0] groups 2",
                   "",
                   "1716, 1, 156, 12"};
  compile(conv.kernel());
  tolerance = 36 * 1.2e-7f; // sums of few filters are split
  run({12 * 143 * 4, 16 * 6 * 6 * 4, 16 * 20 * 4}, 1, fillFloats);
}

TEST_F(Agreement, ConvolutionInBF16) {
  Convolution conv{"1x16x9x10xbf16", "12x16x3x3xbf16", "1x12x9x10xf32",
                   "stride [1, 1] dilation [1, 1] padding [1, 1] groups 1", ""};
  compile(conv.kernel());
  run({16 * 90 * 2, 12 * 16 * 9 * 2, 12 * 90 * 4}, 1, fillBF16);
}

TEST_F(Agreement, PoolingWithPositions) {
  compile(R"(
mock.kernel @k(%x: tensor<3x5x17x9xf32>) -> (tensor<3x5x9x5xf32>, tensor<3x5x9x5xi64>) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<3x5x9x5xf32>
  %f = tensor.empty() : tensor<3x5x9x5xi64>
  %p:2 = mock.pool <argmax> ins(%x : tensor<3x5x17x9xf32>) outs(%e, %f : tensor<3x5x9x5xf32>, tensor<3x5x9x5xi64>) kernel [3, 3] stride [2, 2] dilation [1, 1] padding [1, 1] -> tensor<3x5x9x5xf32>, tensor<3x5x9x5xi64>
  mock.yield %p#0, %p#1 : tensor<3x5x9x5xf32>, tensor<3x5x9x5xi64>
})");
  run({3 * 5 * 17 * 9 * 4, 3 * 5 * 9 * 5 * 4, 3 * 5 * 9 * 5 * 8}, 2, fillFloats);
}

// More points than the vector engine has operands.
TEST_F(Agreement, SumsOfLargeWindows) {
  compile(R"(
mock.kernel @k(%x: tensor<4x19x21xbf16>) -> (tensor<4x19x21xf32>) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<4x19x21xf32>
  %p = mock.pool <sum> ins(%x : tensor<4x19x21xbf16>) outs(%e : tensor<4x19x21xf32>) kernel [5, 5] stride [1, 1] dilation [1, 1] padding [2, 2] -> tensor<4x19x21xf32>
  mock.yield %p : tensor<4x19x21xf32>
})");
  run({4 * 19 * 21 * 2, 4 * 19 * 21 * 4}, 1, fillBF16);
}
