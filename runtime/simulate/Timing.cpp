//===- Timing.cpp - What the figures say -----------------------------------===//

#include "mock/runtime/simulate/Simulator.h"

#include <algorithm>

namespace mock::simulate {

double Timing::utilisation(isa::Engine engine, int64_t cores) const {
  if (cycles <= 0 || cores <= 0)
    return 0;
  return double(busy[size_t(engine)]) / (double(cycles) * double(cores));
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
