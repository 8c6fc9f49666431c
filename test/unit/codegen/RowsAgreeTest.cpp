//===- RowsAgreeTest.cpp - Attention, scans and sorts in both executions ----===//

#include "Agreement.h"

#include <limits>

using namespace mock;
using namespace mock::test;

namespace {

/// Floats of which some are NaN, infinite, zeros of both signs and equal to others.
void fillOdd(size_t argument, std::byte *data, size_t bytes) {
  std::vector<float> values = randomFloats(static_cast<int64_t>(bytes / 4), argument + 1);
  const float special[] = {std::numeric_limits<float>::quiet_NaN(),
                           std::numeric_limits<float>::infinity(),
                           -std::numeric_limits<float>::infinity(),
                           0.0f,
                           -0.0f,
                           0.5f};
  for (size_t i = 0; i < values.size(); i += 7)
    values[i] = special[i / 7 % 6];
  std::memcpy(data, values.data(), bytes);
}

std::string attention(const std::string &attributes, const std::string &operation) {
  return R"(
mock.kernel @k(%q: tensor<2x37x20xf32>, %k: tensor<2x20x53xf32> {mock.strides = array<i64: 1060, 1, 20>}, %v: tensor<2x53x20xf32>)
    -> (tensor<2x37x20xf32>, tensor<2x37xf32>) attributes {mock.root = "contraction")" +
         attributes + R"(} {
  %o = tensor.empty() : tensor<2x37x20xf32>
  %s = tensor.empty() : tensor<2x37xf32>
  %r:2 = mock.attention ins(%q, %k, %v : tensor<2x37x20xf32>, tensor<2x20x53xf32>, tensor<2x53x20xf32>)
    outs(%o, %s : tensor<2x37x20xf32>, tensor<2x37xf32>) scale(0.25))" +
         operation + R"(
    maps = [affine_map<(b, l, s, e, v) -> (b, l, e)>, affine_map<(b, l, s, e, v) -> (b, e, s)>, affine_map<(b, l, s, e, v) -> (b, s, v)>,
            affine_map<(b, l, s, e, v) -> (b, l, v)>, affine_map<(b, l, s, e, v) -> (b, l)>]
    -> tensor<2x37x20xf32>, tensor<2x37xf32>
  mock.yield %r#0, %r#1 : tensor<2x37x20xf32>, tensor<2x37xf32>
})";
}

/// A sort of rows that keeps the first ones of each, of shape `kept`.
std::string sort(const std::string &input, const std::string &kept, const std::string &element,
                 const std::string &order) {
  std::string in = "tensor<" + input + ">", values = "tensor<" + kept + "x" + element + ">",
              positions = "tensor<" + kept + "xi64>";
  return "mock.kernel @k(%x: " + in + ") -> (" + values + ", " + positions +
         ") attributes {mock.root = \"reduction\"} {\n  %a = tensor.empty() : " + values +
         "\n  %b = tensor.empty() : " + positions + "\n  %r:2 = mock.sort ins(%x : " + in +
         ") outs(%a, %b : " + values + ", " + positions + ") " + order + " -> " + values + ", " +
         positions + "\n  mock.yield %r#0, %r#1 : " + values + ", " + positions + "\n}";
}

const std::vector<size_t> kAttentionBytes = {2 * 37 * 20 * 4, 2 * 53 * 20 * 4, 2 * 53 * 20 * 4,
                                             2 * 37 * 20 * 4, 2 * 37 * 4};

} // namespace

TEST_F(Agreement, Attention) {
  compile(attention("", ""));
  tolerance = 1e-5f;
  run(kAttentionBytes, 2, fillFloats);
}

// Tiles that divide nothing: rows in 3, keys in 4 tiles with padding in each of the last.
TEST_F(Agreement, CausalAttentionInTiles) {
  // Dimensions are numbered as the first result has them, then as the loops come.
  compile(attention(", mock.tiles = array<i64: 1, 16, 20, 16, 20>, mock.cores = array<i64: 2, 2>",
                    " causal"));
  tolerance = 1e-5f;
  run(kAttentionBytes, 2, fillFloats);
}

TEST_F(Agreement, RunningSumsAlongRowsOfOddBits) {
  compile(R"(
mock.kernel @k(%x: tensor<11x130xf32>) -> (tensor<11x130xf32>) attributes {mock.root = "reduction"} {
  %e = tensor.empty() : tensor<11x130xf32>
  %r = mock.scan <sum> ins(%x : tensor<11x130xf32>) outs(%e : tensor<11x130xf32>) -> tensor<11x130xf32>
  mock.yield %r : tensor<11x130xf32>
})");
  run({11 * 130 * 4, 11 * 130 * 4}, 1, fillFloats);
}

TEST_F(Agreement, RunningProductsOfIntegersWrap) {
  compile(R"(
mock.kernel @k(%x: tensor<5x40xi64> {mock.strides = array<i64: 1, 5>}) -> (tensor<5x40xi64> {mock.strides = array<i64: 1, 5>})
    attributes {mock.root = "reduction"} {
  %e = tensor.empty() : tensor<5x40xi64>
  %r = mock.scan <prod> ins(%x : tensor<5x40xi64>) outs(%e : tensor<5x40xi64>) -> tensor<5x40xi64>
  mock.yield %r : tensor<5x40xi64>
})");
  run({5 * 40 * 8, 5 * 40 * 8}, 1, fillBytes);
}

TEST_F(Agreement, SortsOddValuesStably) {
  for (const char *order : {"", "descending"}) {
    compile(sort("9x101xf32", "9x101", "f32", order));
    run({9 * 101 * 4, 9 * 101 * 4, 9 * 101 * 8}, 2, fillOdd);
  }
}

TEST_F(Agreement, KeepsTheFirstOfSortedRows) {
  compile(sort("7x300xi32", "7x5", "i32", "descending"));
  run({7 * 300 * 4, 7 * 5 * 4, 7 * 5 * 8}, 2, fillBytes);
}

// Many of a row, and not so many, are selected in different ways.
TEST_F(Agreement, KeepsManyOfSortedRows) {
  compile(sort("7x300xf32", "7x120", "f32", ""));
  run({7 * 300 * 4, 7 * 120 * 4, 7 * 120 * 8}, 2, fillOdd);
}

// Rows of two ascending runs, some of them one: what merges of longer rows sort.
TEST_F(Agreement, SortsRunsStably) {
  compile(sort("8x64xi64", "8x40", "i64", ""));
  run({8 * 64 * 8, 8 * 40 * 8, 8 * 40 * 8}, 2, [](size_t, std::byte *data, size_t) {
    std::vector<int64_t> values;
    for (int64_t row = 0; row < 8; ++row)
      for (int64_t i = 0; i < 64; ++i)
        values.push_back((i < 9 * row ? i : i - 9 * row) / 3);
    std::memcpy(data, values.data(), values.size() * sizeof(int64_t));
  });
}
