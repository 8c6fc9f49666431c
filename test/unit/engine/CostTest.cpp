//===- CostTest.cpp - Closed forms of docs/cost-model.md -------------------===//

#include "test/unit/simulate/ProgramBuilder.h"

#include <gtest/gtest.h>

using namespace mock;
using namespace mock::simulate;
using profile::Dataflow;

namespace {

profile::Profile withDataflow(Dataflow dataflow) {
  profile::Profile profile = test::makeProfile();
  profile.matrix.dataflow = dataflow;
  return profile;
}

// SCALE-Sim 3 at 1d62b68, array 32x32, M=256, N=128, K=256, output stationary: total cycles without
// stalls 10175, the zero-based number of the last one.
TEST(Cost, OutputStationaryGolden) {
  EXPECT_EQ(matmulCycles(withDataflow(Dataflow::OutputStationary), 256, 128, 256, DType::F32),
            10175 + 1);
}

// Folds of K x N (weights) or K x M (inputs), 2R + C + T - 2 each.
TEST(Cost, WeightAndInputStationary) {
  EXPECT_EQ(matmulCycles(withDataflow(Dataflow::WeightStationary), 256, 128, 256, DType::F32),
            8 * 4 * (2 * 32 + 32 + 256 - 2));
  EXPECT_EQ(matmulCycles(withDataflow(Dataflow::InputStationary), 256, 128, 256, DType::F32),
            8 * 8 * (2 * 32 + 32 + 128 - 2));
}

TEST(Cost, EdgeFoldsCostAFullFold) {
  profile::Profile profile = withDataflow(Dataflow::OutputStationary);
  int64_t fold = 32 + 32 + 64 - 2;
  EXPECT_EQ(matmulCycles(profile, 32, 32, 64, DType::F32), fold);
  EXPECT_EQ(matmulCycles(profile, 33, 32, 64, DType::F32), 2 * fold);
  EXPECT_EQ(matmulCycles(profile, 33, 33, 64, DType::F32), 4 * fold);
  EXPECT_EQ(matmulCycles(profile, 1, 1, 64, DType::F32), fold);
}

TEST(Cost, ThroughputShortensK) {
  profile::Profile profile = withDataflow(Dataflow::OutputStationary);
  EXPECT_EQ(matmulCycles(profile, 32, 32, 64, DType::BF16), 32 + 32 + 32 - 2);
  EXPECT_EQ(matmulCycles(profile, 32, 32, 64, DType::I8), 32 + 32 + 16 - 2);
  EXPECT_EQ(matmulCycles(profile, 32, 32, 65, DType::I8), 32 + 32 + 17 - 2);
}

TEST(Cost, StartupIsAdded) {
  profile::Profile profile = withDataflow(Dataflow::OutputStationary);
  profile.matrix.startup = 16;
  profile.vector.startup = 8;
  profile.dma.startup = 32;
  EXPECT_EQ(matmulCycles(profile, 32, 32, 64, DType::F32), 16 + 126);
  EXPECT_EQ(vectorCycles(profile, 16, 1, 0), 9);
  EXPECT_EQ(dmaCycles(profile, 64, 64), 33);
}

TEST(Cost, DmaRoundsRunsToBursts) {
  profile::Profile profile = test::makeProfile(); // bursts of 64, 64 bytes a cycle
  EXPECT_EQ(dmaCycles(profile, 4096, 4096), 64);
  EXPECT_EQ(dmaCycles(profile, 4096, 64), 64);
  EXPECT_EQ(dmaCycles(profile, 4096, 32), 128);
  EXPECT_EQ(dmaCycles(profile, 4096, 4), 1024);
  EXPECT_EQ(dmaCycles(profile, 4096, 65536), 64); // a run is never longer than all
  EXPECT_EQ(dmaCycles(profile, 65, 65), 2);
}

TEST(Cost, VectorChargesWholeStrips) {
  profile::Profile profile = test::makeProfile(); // 16 lanes, transcendentals 8 cycles
  EXPECT_EQ(vectorCycles(profile, 16, 3, 0), 3);
  EXPECT_EQ(vectorCycles(profile, 17, 3, 0), 6);
  EXPECT_EQ(vectorCycles(profile, 16, 3, 2), 3 + 16);
}

TEST(Cost, ReduceIsStripsAndATree) {
  profile::Profile profile = test::makeProfile();
  EXPECT_EQ(reduceCycles(profile, 10, 256, false), 10 * (16 + 4));
  EXPECT_EQ(reduceCycles(profile, 10, 257, false), 10 * (17 + 4));
  EXPECT_EQ(reduceCycles(profile, 10, 256, true), 2 * 10 * (16 + 4));
  EXPECT_EQ(fillCycles(profile, 160), 10);
}

TEST(Cost, IsAtLeastOneCycle) {
  profile::Profile profile = test::makeProfile();
  EXPECT_EQ(vectorCycles(profile, 16, 0, 0), 1);
  EXPECT_EQ(dmaCycles(profile, 1, 1), 1);
}

TEST(Cost, AbsurdOperandsDoNotLookCheap) {
  profile::Profile profile = test::makeProfile();
  int64_t huge = int64_t(1) << 60;
  EXPECT_GT(matmulCycles(profile, huge, huge, 8, DType::F32), huge);
  EXPECT_GT(vectorCycles(profile, huge, 1000, 1000), huge);
}

} // namespace
