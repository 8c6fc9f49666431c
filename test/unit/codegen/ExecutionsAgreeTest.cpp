//===- ExecutionsAgreeTest.cpp - Native code against the interpreter -------===//
//
// Kernels of stage `kernels` are tiled once. Native code is made of the tiled kernel, the program
// of what mock-place makes of it; both run on the same arguments and must give the same bytes.
// Products of matrices may differ by a bound that grows with K.
//
//===----------------------------------------------------------------------===//

#include "Agreement.h"

using namespace mock;
using namespace mock::test;

TEST_F(Agreement, Transcendentals) {
  compile(R"(
mock.kernel @k(%x: tensor<61x37xf32>, %b: tensor<37xf32>) -> (tensor<61x37xf32>) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<61x37xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
    ins(%x, %b : tensor<61x37xf32>, tensor<37xf32>) outs(%e : tensor<61x37xf32>) {
  ^bb0(%v: f32, %w: f32, %u: f32):
    %0 = arith.addf %v, %w : f32
    %1 = math.erf %0 : f32
    %2 = math.exp %1 : f32
    %3 = math.tanh %2 : f32
    %4 = math.powf %2, %3 : f32
    %5 = math.rsqrt %4 : f32
    linalg.yield %5 : f32
  } -> tensor<61x37xf32>
  mock.yield %r : tensor<61x37xf32>
})");
  run({61 * 37 * 4, 37 * 4, 61 * 37 * 4}, 1, fillFloats);
}

TEST_F(Agreement, TransposedOperandOfAnyBits) { // NaN, infinities and subnormals among them
  compile(R"(
mock.kernel @k(%x: tensor<19x23xf32> {mock.strides = array<i64: 1, 19>}) -> (tensor<19x23xf32>) attributes {mock.root = "elementwise"} {
  %c = arith.constant 0.5 : f32
  %e = tensor.empty() : tensor<19x23xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
    ins(%x : tensor<19x23xf32>) outs(%e : tensor<19x23xf32>) {
  ^bb0(%v: f32, %u: f32):
    %0 = math.floor %v : f32
    %1 = arith.cmpf uno, %0, %0 : f32
    %2 = arith.select %1, %c, %0 : f32
    linalg.yield %2 : f32
  } -> tensor<19x23xf32>
  mock.yield %r : tensor<19x23xf32>
})");
  run({19 * 23 * 4, 19 * 23 * 4}, 1, fillBytes);
}

TEST_F(Agreement, BF16) {
  compile(R"(
mock.kernel @k(%x: tensor<1000xbf16>) -> (tensor<1000xbf16>) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<1000xbf16>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
    ins(%x : tensor<1000xbf16>) outs(%e : tensor<1000xbf16>) {
  ^bb0(%v: bf16, %u: bf16):
    %0 = arith.extf %v : bf16 to f32
    %1 = math.sin %0 : f32
    %2 = arith.truncf %1 : f32 to bf16
    %3 = arith.extf %2 : bf16 to f32
    %4 = arith.mulf %3, %0 : f32
    %5 = arith.truncf %4 : f32 to bf16
    linalg.yield %5 : bf16
  } -> tensor<1000xbf16>
  mock.yield %r : tensor<1000xbf16>
})");
  run({2000, 2000}, 1, fillBF16);
}

TEST_F(Agreement, Integers) {
  compile(R"(
mock.kernel @k(%x: tensor<333xi32>) -> (tensor<333xi32>) attributes {mock.root = "elementwise"} {
  %seven = arith.constant 7 : i32
  %e = tensor.empty() : tensor<333xi32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
    ins(%x : tensor<333xi32>) outs(%e : tensor<333xi32>) {
  ^bb0(%v: i32, %u: i32):
    %0 = arith.muli %v, %v : i32
    %1 = arith.divsi %0, %seven : i32
    %2 = arith.shrsi %1, %v : i32
    %3 = arith.sitofp %2 : i32 to f32
    %4 = arith.mulf %3, %3 : f32
    %5 = arith.fptosi %4 : f32 to i32
    linalg.yield %5 : i32
  } -> tensor<333xi32>
  mock.yield %r : tensor<333xi32>
})");
  run({333 * 4, 333 * 4}, 1, fillBytes);
}

TEST_F(Agreement, Softmax) {
  compile(R"(
mock.kernel @k(%x: tensor<50x77xf32>) -> (tensor<50x77xf32>) attributes {mock.root = "reduction"} {
  %lowest = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %row = tensor.empty() : tensor<50xf32>
  %box = tensor.empty() : tensor<50x77xf32>
  %i0 = linalg.fill ins(%lowest : f32) outs(%row : tensor<50xf32>) -> tensor<50xf32>
  %max = mock.reduce <max> ins(%x : tensor<50x77xf32>) outs(%i0 : tensor<50xf32>) dimensions = [1] -> tensor<50xf32>
  %exp = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
    ins(%x, %max : tensor<50x77xf32>, tensor<50xf32>) outs(%box : tensor<50x77xf32>) {
  ^bb0(%v: f32, %w: f32, %u: f32):
    %0 = arith.subf %v, %w : f32
    %1 = math.exp %0 : f32
    linalg.yield %1 : f32
  } -> tensor<50x77xf32>
  %i1 = linalg.fill ins(%zero : f32) outs(%row : tensor<50xf32>) -> tensor<50xf32>
  %sum = mock.reduce <sum> ins(%exp : tensor<50x77xf32>) outs(%i1 : tensor<50xf32>) dimensions = [1] -> tensor<50xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
    ins(%exp, %sum : tensor<50x77xf32>, tensor<50xf32>) outs(%box : tensor<50x77xf32>) {
  ^bb0(%v: f32, %w: f32, %u: f32):
    %0 = arith.divf %v, %w : f32
    linalg.yield %0 : f32
  } -> tensor<50x77xf32>
  mock.yield %r : tensor<50x77xf32>
})");
  run({50 * 77 * 4, 50 * 77 * 4}, 1, fillFloats);
}

TEST_F(Agreement, LongSumsOfColumns) {
  compile(R"(
mock.kernel @k(%x: tensor<30x5000xf32> {mock.strides = array<i64: 1, 30>}) -> (tensor<30xf32>) attributes {mock.root = "reduction"} {
  %zero = arith.constant 0.0 : f32
  %row = tensor.empty() : tensor<30xf32>
  %i = linalg.fill ins(%zero : f32) outs(%row : tensor<30xf32>) -> tensor<30xf32>
  %r = mock.reduce <sum> ins(%x : tensor<30x5000xf32>) outs(%i : tensor<30xf32>) dimensions = [1] -> tensor<30xf32>
  mock.yield %r : tensor<30xf32>
})");
  run({30 * 5000 * 4, 30 * 4}, 1, fillFloats);
}

TEST_F(Agreement, ArgMax) {
  compile(R"(
mock.kernel @k(%x: tensor<9x300xf32>) -> (tensor<9xf32>, tensor<9xi64>) attributes {mock.root = "reduction"} {
  %lowest = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0 : i64
  %row = tensor.empty() : tensor<9xf32>
  %positions = tensor.empty() : tensor<9xi64>
  %i = linalg.fill ins(%lowest : f32) outs(%row : tensor<9xf32>) -> tensor<9xf32>
  %j = linalg.fill ins(%zero : i64) outs(%positions : tensor<9xi64>) -> tensor<9xi64>
  %r:2 = mock.reduce <argmax> ins(%x : tensor<9x300xf32>) outs(%i, %j : tensor<9xf32>, tensor<9xi64>) dimensions = [1] -> tensor<9xf32>, tensor<9xi64>
  mock.yield %r#0, %r#1 : tensor<9xf32>, tensor<9xi64>
})");
  run({9 * 300 * 4, 9 * 4, 9 * 8}, 2, fillFloats);
}

TEST_F(Agreement, MatmulWithEpilogue) {
  compile(R"(
mock.kernel @k(%a: tensor<60x784xf32>, %b: tensor<784x250xf32> {mock.strides = array<i64: 1, 784>}, %c: tensor<250xf32>)
    -> (tensor<60x250xf32>) attributes {mock.root = "contraction"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<60x250xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<60x250xf32>) -> tensor<60x250xf32>
  %p = linalg.matmul ins(%a, %b : tensor<60x784xf32>, tensor<784x250xf32>) outs(%i : tensor<60x250xf32>) -> tensor<60x250xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
    ins(%p, %c : tensor<60x250xf32>, tensor<250xf32>) outs(%e : tensor<60x250xf32>) {
  ^bb0(%v: f32, %w: f32, %u: f32):
    %0 = arith.addf %v, %w : f32
    %1 = arith.maximumf %0, %zero : f32
    linalg.yield %1 : f32
  } -> tensor<60x250xf32>
  mock.yield %r : tensor<60x250xf32>
})");
  tolerance = 784 * 1.2e-7f;
  run({60 * 784 * 4, 784 * 250 * 4, 250 * 4, 60 * 250 * 4}, 1, fillFloats);
}

// Native code takes 128 steps at once where rows are longer than a page, with a rest of 44.
TEST_F(Agreement, MatmulOfRowsLongerThanAPage) {
  compile(R"(
mock.kernel @k(%a: tensor<40x300xf32>, %b: tensor<300x1100xf32>) -> (tensor<40x1100xf32>)
    attributes {mock.root = "contraction", mock.tiles = array<i64: 40, 64, 300>} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<40x1100xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<40x1100xf32>) -> tensor<40x1100xf32>
  %p = linalg.matmul ins(%a, %b : tensor<40x300xf32>, tensor<300x1100xf32>) outs(%i : tensor<40x1100xf32>) -> tensor<40x1100xf32>
  mock.yield %p : tensor<40x1100xf32>
})");
  run({40 * 300 * 4, 300 * 1100 * 4, 40 * 1100 * 4}, 1, fillFloats);
}

//===----------------------------------------------------------------------===//
// Movement
//===----------------------------------------------------------------------===//

TEST_F(Agreement, APartOfABufferWrittenBackwards) {
  updates = true; // what lies between the parts stays
  compile(R"(
mock.kernel @k(%x: tensor<21x19xf32>)
    -> (tensor<21x19xf32> {mock.strides = array<i64: 50, -2>, mock.offset = 43 : i64})
    attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<21x19xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
    ins(%x : tensor<21x19xf32>) outs(%e : tensor<21x19xf32>) {
  ^bb0(%v: f32, %u: f32):
    %0 = arith.negf %v : f32
    linalg.yield %0 : f32
  } -> tensor<21x19xf32>
  mock.yield %r : tensor<21x19xf32>
})");
  run({21 * 19 * 4, 21 * 50 * 4}, 1, fillFloats);
}

namespace {

/// i64 indices below 7, some of them the same.
void fillIndices(std::byte *data, size_t bytes) {
  for (size_t i = 0; i < bytes / 8; ++i) {
    int64_t index = static_cast<int64_t>(i * i + 3) % 7;
    std::memcpy(data + 8 * i, &index, 8);
  }
}

void fillWithIndices(size_t argument, std::byte *data, size_t bytes) {
  argument == 1 ? fillIndices(data, bytes) : fillFloats(argument, data, bytes);
}

} // namespace

TEST_F(Agreement, GatherOfRowsWithWhatFollows) {
  compile(R"(
mock.kernel @k(%w: tensor<7x33xf32>, %i: tensor<45xi64>, %b: tensor<33xf32>) -> (tensor<45x33xf32>) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<45x33xf32>
  %g = mock.gather ins(%w : tensor<7x33xf32>) indices(%i : tensor<45xi64>) coordinates = [-1, 1]
       maps = [affine_map<(d0, d1) -> (d0)>] outs(%e : tensor<45x33xf32>) -> tensor<45x33xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
    ins(%g, %b : tensor<45x33xf32>, tensor<33xf32>) outs(%e : tensor<45x33xf32>) {
  ^bb0(%v: f32, %w1: f32, %u: f32):
    %0 = arith.addf %v, %w1 : f32
    linalg.yield %0 : f32
  } -> tensor<45x33xf32>
  mock.yield %r : tensor<45x33xf32>
})");
  run({7 * 33 * 4, 45 * 8, 33 * 4, 45 * 33 * 4}, 1, fillWithIndices);
}

TEST_F(Agreement, GatherOfElements) {
  compile(R"(
mock.kernel @k(%w: tensor<9x7xf32> {mock.strides = array<i64: 1, 9>}, %i: tensor<9x40xi64>) -> (tensor<9x40xf32>) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<9x40xf32>
  %g = mock.gather ins(%w : tensor<9x7xf32>) indices(%i : tensor<9x40xi64>) coordinates = [0, -1]
       maps = [affine_map<(d0, d1) -> (d0, d1)>] wraps outs(%e : tensor<9x40xf32>) -> tensor<9x40xf32>
  mock.yield %g : tensor<9x40xf32>
})");
  run({9 * 7 * 4, 9 * 40 * 8, 9 * 40 * 4}, 1, fillWithIndices);
}

TEST_F(Agreement, ScatterAddMeetsInOnePlace) {
  updates = true;
  compile(R"(
mock.kernel @k(%v: tensor<300x17xf32>, %i: tensor<300xi64>, %base: tensor<7x17xf32>)
    -> (tensor<7x17xf32> {mock.updates = 2 : i64}) attributes {mock.root = "elementwise"} {
  %s = mock.scatter <add> ins(%v : tensor<300x17xf32>) indices(%i : tensor<300xi64>) coordinates = [-1, 1]
       values = affine_map<(d0, d1) -> (d0, d1)> maps = [affine_map<(d0, d1) -> (d0)>] outs(%base : tensor<7x17xf32>) -> tensor<7x17xf32>
  mock.yield %s : tensor<7x17xf32>
})");
  run({300 * 17 * 4, 300 * 8, 7 * 17 * 4, 7 * 17 * 4}, 1, fillWithIndices);
}

TEST_F(Agreement, ScatterMaximaOfOneNumber) {
  updates = true;
  compile(R"(
mock.kernel @k(%v: tensor<f32>, %i: tensor<5x6xi64>, %base: tensor<7x6xf32>)
    -> (tensor<7x6xf32> {mock.updates = 2 : i64}) attributes {mock.root = "elementwise"} {
  %s = mock.scatter <max> ins(%v : tensor<f32>) indices(%i : tensor<5x6xi64>) coordinates = [-1, 1]
       values = affine_map<(d0, d1) -> ()> maps = [affine_map<(d0, d1) -> (d0, d1)>] outs(%base : tensor<7x6xf32>) -> tensor<7x6xf32>
  mock.yield %s : tensor<7x6xf32>
})");
  run({4, 5 * 6 * 8, 7 * 6 * 4, 7 * 6 * 4}, 1, fillWithIndices);
}
