//===- LayoutTest.cpp - Strides, broadcasts and temporaries ----------------===//

#include "NativeKernel.h"

#include <gtest/gtest.h>

using namespace mock;
using namespace mock::test;

TEST(Layout, TransposedAndBroadcastOperands) {
  // x is a transposed view with an offset, b a row, y has eager's column-major strides.
  NativeKernel kernel(R"(
mock.kernel @k(%x: tensor<13x21xf32> {mock.strides = array<i64: 1, 13>, mock.offset = 3 : i64},
               %b: tensor<21xf32>)
    -> (tensor<13x21xf32> {mock.strides = array<i64: 21, 1>}) {
  %e = tensor.empty() : tensor<13x21xf32>
  %r = scf.forall (%i, %j) = (0, 0) to (13, 21) step (4, 18) shared_outs(%o = %e) -> (tensor<13x21xf32>) {
    %m = affine.min affine_map<(d0) -> (4, -d0 + 13)>(%i)
    %n = affine.min affine_map<(d0) -> (18, -d0 + 21)>(%j)
    %xs = tensor.extract_slice %x[%i, %j] [%m, %n] [1, 1] : tensor<13x21xf32> to tensor<?x?xf32>
    %bs = tensor.extract_slice %b[%j] [%n] [1] : tensor<21xf32> to tensor<?xf32>
    %f = tensor.empty(%m, %n) : tensor<?x?xf32>
    %g = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%xs, %bs : tensor<?x?xf32>, tensor<?xf32>) outs(%f : tensor<?x?xf32>) {
    ^bb0(%v: f32, %w: f32, %u: f32):
      %0 = arith.subf %v, %w : f32
      linalg.yield %0 : f32
    } -> tensor<?x?xf32>
    scf.forall.in_parallel { tensor.parallel_insert_slice %g into %o[%i, %j] [%m, %n] [1, 1] : tensor<?x?xf32> into tensor<13x21xf32> }
  }
  mock.yield %r : tensor<13x21xf32>
})");
  ASSERT_TRUE(kernel.code()) << kernel.error();
  EXPECT_EQ(kernel.code()->gridSize, 8);
  EXPECT_EQ(kernel.code()->workspaceBytes, 0); // the result is written in place
  std::vector<float> x = randomFloats(3 + 13 * 21), b = randomFloats(21, 2), y(13 * 21);
  kernel.run({x.data(), b.data(), y.data()});
  for (int i = 0; i < 13; ++i)
    for (int j = 0; j < 21; ++j)
      ASSERT_EQ(y[i * 21 + j], x[3 + i + j * 13] - b[j]) << i << "," << j;
}

TEST(Layout, UnitDimensionsAreDroppedFromTiles) {
  NativeKernel kernel(R"(
mock.kernel @k(%x: tensor<5x9xi8>) -> (tensor<5x9xi8>, tensor<5x9xi16>) {
  %e = tensor.empty() : tensor<5x9xi8>
  %h = tensor.empty() : tensor<5x9xi16>
  %r:2 = scf.forall (%i) in (5) shared_outs(%o = %e, %p = %h) -> (tensor<5x9xi8>, tensor<5x9xi16>) {
    %xs = tensor.extract_slice %x[%i, 0] [1, 9] [1, 1] : tensor<5x9xi8> to tensor<9xi8>
    %f = tensor.empty() : tensor<9xi8>
    %k = tensor.empty() : tensor<9xi16>
    %g:2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%xs : tensor<9xi8>) outs(%f, %k : tensor<9xi8>, tensor<9xi16>) {
    ^bb0(%v: i8, %w: i8, %u: i16):
      %0 = arith.addi %v, %v : i8
      %1 = arith.extsi %v : i8 to i16
      linalg.yield %0, %1 : i8, i16
    } -> (tensor<9xi8>, tensor<9xi16>)
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %g#0 into %o[%i, 0] [1, 9] [1, 1] : tensor<9xi8> into tensor<5x9xi8>
      tensor.parallel_insert_slice %g#1 into %p[%i, 0] [1, 9] [1, 1] : tensor<9xi16> into tensor<5x9xi16>
    }
  }
  mock.yield %r#0, %r#1 : tensor<5x9xi8>, tensor<5x9xi16>
})");
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<int8_t> x(45), y(45);
  std::vector<int16_t> z(45);
  for (int i = 0; i < 45; ++i)
    x[i] = static_cast<int8_t>(i * 5 - 110);
  kernel.run({x.data(), y.data(), z.data()});
  for (int i = 0; i < 45; ++i) {
    EXPECT_EQ(y[i], static_cast<int8_t>(2 * x[i])); // wraps
    EXPECT_EQ(z[i], x[i]);
  }
}

TEST(Layout, TemporariesLieInTheWorkspace) {
  // softmax of rows: two reductions, a temporary that two operations read.
  NativeKernel kernel(R"(
mock.kernel @k(%x: tensor<6x37xf32>) -> (tensor<6x37xf32>) {
  %lowest = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<6x37xf32>
  %r = scf.forall (%i) = (0) to (6) step (4) shared_outs(%o = %e) -> (tensor<6x37xf32>) {
    %m = affine.min affine_map<(d0) -> (4, -d0 + 6)>(%i)
    %xs = tensor.extract_slice %x[%i, 0] [%m, 37] [1, 1] : tensor<6x37xf32> to tensor<?x37xf32>
    %row = tensor.empty(%m) : tensor<?xf32>
    %box = tensor.empty(%m) : tensor<?x37xf32>
    %i0 = linalg.fill ins(%lowest : f32) outs(%row : tensor<?xf32>) -> tensor<?xf32>
    %max = mock.reduce <max> ins(%xs : tensor<?x37xf32>) outs(%i0 : tensor<?xf32>) dimensions = [1] -> tensor<?xf32>
    %exp = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%xs, %max : tensor<?x37xf32>, tensor<?xf32>) outs(%box : tensor<?x37xf32>) {
    ^bb0(%v: f32, %w: f32, %u: f32):
      %0 = arith.subf %v, %w : f32
      %1 = math.exp %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x37xf32>
    %i1 = linalg.fill ins(%zero : f32) outs(%row : tensor<?xf32>) -> tensor<?xf32>
    %sum = mock.reduce <sum> ins(%exp : tensor<?x37xf32>) outs(%i1 : tensor<?xf32>) dimensions = [1] -> tensor<?xf32>
    %g = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%exp, %sum : tensor<?x37xf32>, tensor<?xf32>) outs(%box : tensor<?x37xf32>) {
    ^bb0(%v: f32, %w: f32, %u: f32):
      %0 = arith.divf %v, %w : f32
      linalg.yield %0 : f32
    } -> tensor<?x37xf32>
    scf.forall.in_parallel { tensor.parallel_insert_slice %g into %o[%i, 0] [%m, 37] [1, 1] : tensor<?x37xf32> into tensor<6x37xf32> }
  }
  mock.yield %r : tensor<6x37xf32>
})");
  ASSERT_TRUE(kernel.code()) << kernel.error();
  EXPECT_GE(kernel.code()->workspaceBytes, 4 * 37 * 4);
  std::vector<float> x = randomFloats(6 * 37), y(6 * 37), row(37);
  kernel.run({x.data(), y.data()});
  for (int i = 0; i < 6; ++i) {
    float max = *std::max_element(&x[i * 37], &x[i * 37] + 37);
    for (int j = 0; j < 37; ++j)
      row[j] = mathFunction(isa::BodyOpcode::Exp, x[i * 37 + j] - max);
    float sum = fixedOrderSum(row.data(), 37);
    for (int j = 0; j < 37; ++j)
      ASSERT_EQ(y[i * 37 + j], row[j] / sum) << i << "," << j;
  }
}

TEST(Layout, CarriedTilesMaySwap) {
  // Each trip of the loop yields its two tiles the other way round.
  NativeKernel kernel(R"(
mock.kernel @k(%x: tensor<20xf32>, %z: tensor<20xf32>) -> (tensor<20xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %e = tensor.empty() : tensor<20xf32>
  %r = scf.forall (%i) in (1) shared_outs(%o = %e) -> (tensor<20xf32>) {
    %a = tensor.extract_slice %x[0] [20] [1] : tensor<20xf32> to tensor<20xf32>
    %b = tensor.extract_slice %z[0] [20] [1] : tensor<20xf32> to tensor<20xf32>
    %l:2 = scf.for %t = %c0 to %c3 step %c1 iter_args(%p = %a, %q = %b) -> (tensor<20xf32>, tensor<20xf32>) {
      scf.yield %q, %p : tensor<20xf32>, tensor<20xf32>
    }
    scf.forall.in_parallel { tensor.parallel_insert_slice %l#0 into %o[0] [20] [1] : tensor<20xf32> into tensor<20xf32> }
  }
  mock.yield %r : tensor<20xf32>
})");
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<float> x = randomFloats(20, 1), z = randomFloats(20, 2), y(20);
  std::vector<float> xBefore = x;
  kernel.run({x.data(), z.data(), y.data()});
  EXPECT_EQ(y, z);
  EXPECT_EQ(x, xBefore); // arguments are not written
}
