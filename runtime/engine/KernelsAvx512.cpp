//===- KernelsAvx512.cpp - Strip functions for x86-64-v4 ----------------===//

#define MOCK_KERNEL_NAMESPACE avx512
#define MOCK_KERNEL_WIDTH 16
#include "runtime/engine/Kernels.inc"
