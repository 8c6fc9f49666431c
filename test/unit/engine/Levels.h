//===- Levels.h - The kernel levels that this CPU runs ---------------------===//
#pragma once

#include "runtime/engine/Kernels.h"

#include <vector>

namespace mock::test {

inline std::vector<const engine::Kernels *> levels() {
  std::vector<const engine::Kernels *> found;
  for (auto level :
       {engine::KernelLevel::Baseline, engine::KernelLevel::Avx2, engine::KernelLevel::Avx512})
    if (const engine::Kernels *kernels = engine::kernelsOf(level))
      found.push_back(kernels);
  return found;
}

} // namespace mock::test
