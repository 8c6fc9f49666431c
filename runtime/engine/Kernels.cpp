//===- Kernels.cpp - Choice of the strip functions -------------------------===//

#include "runtime/engine/Kernels.h"

namespace mock::engine {

static bool canRun(KernelLevel level) {
  switch (level) {
  case KernelLevel::Baseline:
    return true;
  case KernelLevel::Avx2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("f16c");
  case KernelLevel::Avx512:
    return canRun(KernelLevel::Avx2) && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
  }
  return false;
}

static Kernels make(void (*fill)(Kernels &)) {
  Kernels kernels;
  fill(kernels);
  return kernels;
}

const Kernels *kernelsOf(KernelLevel level) {
  if (!canRun(level))
    return nullptr;
  static const Kernels baselineKernels = make(baseline::fill);
  if (level == KernelLevel::Baseline)
    return &baselineKernels;
  static const Kernels avx2Kernels = make(avx2::fill);
  if (level == KernelLevel::Avx2)
    return &avx2Kernels;
  static const Kernels avx512Kernels = make(avx512::fill);
  return &avx512Kernels;
}

const Kernels &kernels() {
  static const Kernels &best = []() -> const Kernels & {
    for (KernelLevel level : {KernelLevel::Avx512, KernelLevel::Avx2})
      if (const Kernels *found = kernelsOf(level))
        return *found;
    return *kernelsOf(KernelLevel::Baseline);
  }();
  return best;
}

bool registerTypeOf(DType dtype, isa::RegisterType &type) {
  switch (dtype) {
  case DType::Bool:
    type = isa::RegisterType::Pred;
    return true;
  case DType::U8:
  case DType::I8:
  case DType::I16:
  case DType::I32:
    type = isa::RegisterType::I32;
    return true;
  case DType::I64:
    type = isa::RegisterType::I64;
    return true;
  case DType::F16:
  case DType::BF16:
  case DType::F32:
    type = isa::RegisterType::F32;
    return true;
  case DType::F64:
  case DType::C64:
  case DType::C128:
    return false;
  }
  return false;
}

} // namespace mock::engine
