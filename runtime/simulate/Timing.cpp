//===- Timing.cpp - What the figures say -----------------------------------===//

#include "mock/runtime/simulate/Simulator.h"

#include <algorithm>

namespace mock::simulate {

double Timing::utilisation(isa::Engine engine, int64_t cores) const {
  if (cycles <= 0 || cores <= 0)
    return 0;
  return double(busy[size_t(engine)]) / (double(cycles) * double(cores));
}

double Timing::coreUtilisation(isa::Engine engine, size_t core) const {
  if (cycles <= 0 || core >= coreBusy.size())
    return 0;
  return double(coreBusy[core][size_t(engine)]) / double(cycles);
}

double Timing::arithmeticIntensity() const {
  int64_t bytes = bytesIn + bytesOut;
  return bytes > 0 ? double(2 * macs + vectorOps) / double(bytes) : 0;
}

double Timing::peakShare(const profile::Profile &profile, DType input, int64_t cores) const {
  const profile::MatrixEngine &matrix = profile.matrix;
  auto found = matrix.throughput.find(input);
  double perCycle = double(matrix.rows) * double(matrix.columns) * double(cores) *
                    double(found == matrix.throughput.end() ? 1 : found->second);
  return cycles > 0 && perCycle > 0 ? double(macs) / (double(cycles) * perCycle) : 0;
}

std::string Timing::bound() const {
  auto of = [&](isa::Engine engine) { return busiest[size_t(engine)]; };
  int64_t dma = std::max(of(isa::Engine::DmaIn), of(isa::Engine::DmaOut));
  int64_t matrix = of(isa::Engine::Matrix), vector = of(isa::Engine::Vector);
  int64_t most = std::max({dma, matrix, vector});
  if (most < cycles - most)
    return "overhead";
  if (most == matrix)
    return "matrix";
  return most == vector ? "vector" : "dma";
}

} // namespace mock::simulate
