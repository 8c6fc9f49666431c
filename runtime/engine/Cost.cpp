//===- Cost.cpp - Cycles of one instruction --------------------------------===//
//
// The closed forms of docs/cost-model.md.
//
//===----------------------------------------------------------------------===//

#include "mock/runtime/simulate/Simulator.h"
#include "runtime/engine/Box.h"

#include <algorithm>

namespace mock::simulate {

using engine::ceilDiv;
using profile::Dataflow;

static constexpr int64_t kMostCycles = int64_t(1) << 62;

/// Stays at the largest number instead of wrapping: absurd operands must not look cheap.
static int64_t multiply(int64_t a, int64_t b) {
  int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? kMostCycles : std::min(product, kMostCycles);
}

/// Multiply-accumulates that a processing element does in a cycle.
static int64_t throughputOf(const profile::MatrixEngine &matrix, DType input) {
  auto found = matrix.throughput.find(input);
  return found == matrix.throughput.end() ? 1 : std::max<int64_t>(1, found->second);
}

/// Cycles of all folds of one product, without the startup.
static int64_t foldCycles(const profile::MatrixEngine &matrix, int64_t m, int64_t n, int64_t k,
                          DType input) {
  int64_t rows = std::max<int64_t>(1, matrix.rows), columns = std::max<int64_t>(1, matrix.columns);
  // Elements that do several products a cycle take them along k.
  int64_t steps = ceilDiv(k, throughputOf(matrix, input));
  int64_t spatialRows = m, spatialColumns = n, temporal = steps, fill = rows + columns - 2;
  if (matrix.dataflow != Dataflow::OutputStationary) {
    bool weights = matrix.dataflow == Dataflow::WeightStationary;
    spatialRows = steps;
    spatialColumns = weights ? n : m;
    temporal = weights ? m : n;
    fill = 2 * rows + columns - 2;
  }
  int64_t folds = multiply(ceilDiv(spatialRows, rows), ceilDiv(spatialColumns, columns));
  return multiply(folds, fill + temporal);
}

int64_t matmulCycles(const profile::Profile &profile, int64_t m, int64_t n, int64_t k,
                     DType input) {
  return std::max<int64_t>(1, profile.matrix.startup + foldCycles(profile.matrix, m, n, k, input));
}

int64_t convCycles(const profile::Profile &profile, int64_t groups, int64_t pixels, int64_t filters,
                   int64_t depth, DType input) {
  int64_t group = foldCycles(profile.matrix, pixels, filters, depth, input);
  return std::max<int64_t>(1, profile.matrix.startup + multiply(groups, group));
}

int64_t dmaCycles(const profile::Profile &profile, int64_t bytes, int64_t contiguousBytes) {
  const profile::DmaEngine &dma = profile.dma;
  int64_t burst = std::max<int64_t>(1, dma.burst);
  int64_t run = std::max<int64_t>(1, std::min(bytes, contiguousBytes));
  // The last run may be a short one.
  int64_t moved = bytes / run * ceilDiv(run, burst) * burst + ceilDiv(bytes % run, burst) * burst;
  int64_t transfer = ceilDiv(moved, std::max<int64_t>(1, dma.bytesPerCycle));
  return std::max<int64_t>(1, dma.startup + transfer);
}

int64_t vectorCycles(const profile::Profile &profile, int64_t elements, int64_t simpleOps,
                     int64_t transcendentalOps) {
  const profile::VectorEngine &vector = profile.vector;
  int64_t strips = ceilDiv(elements, std::max<int64_t>(1, vector.lanes));
  int64_t perStrip =
      simpleOps + transcendentalOps * std::max<int64_t>(1, vector.transcendentalCycles);
  return std::max<int64_t>(1, vector.startup + multiply(strips, perStrip));
}

static int64_t ceilLog2(int64_t value) {
  int64_t log = 0;
  while ((int64_t(1) << log) < value)
    ++log;
  return log;
}

int64_t reduceCycles(const profile::Profile &profile, int64_t rows, int64_t rowElements,
                     bool withIndex) {
  const profile::VectorEngine &vector = profile.vector;
  int64_t lanes = std::max<int64_t>(1, vector.lanes);
  int64_t tree = ceilLog2(lanes);
  int64_t perStep = withIndex ? 2 : 1; // a comparison of values and a selection of positions
  return std::max<int64_t>(1, vector.startup +
                                  multiply(rows * perStep, ceilDiv(rowElements, lanes) + tree));
}

int64_t scanCycles(const profile::Profile &profile, int64_t rows, int64_t rowElements) {
  const profile::VectorEngine &vector = profile.vector;
  int64_t strips = ceilDiv(rows, std::max<int64_t>(1, vector.lanes));
  return std::max<int64_t>(1, vector.startup + multiply(strips, rowElements));
}

int64_t sortCycles(const profile::Profile &profile, int64_t rows, int64_t rowElements) {
  const profile::VectorEngine &vector = profile.vector;
  int64_t log = ceilLog2(rowElements), stages = std::max<int64_t>(1, log * (log + 1) / 2);
  int64_t strips = ceilDiv(rowElements, std::max<int64_t>(1, vector.lanes));
  constexpr int64_t kPerStrip = 2; // values are compared, then positions follow
  return std::max<int64_t>(1,
                           vector.startup + multiply(multiply(rows, kPerStrip * stages), strips));
}

int64_t fillCycles(const profile::Profile &profile, int64_t elements) {
  return vectorCycles(profile, elements, 1, 0);
}

} // namespace mock::simulate
