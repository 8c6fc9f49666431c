//===- KernelsAvx2.cpp - Strip functions for x86-64-v3 ------------------===//

#define MOCK_KERNEL_NAMESPACE avx2
#define MOCK_KERNEL_WIDTH 8
#include "runtime/engine/Kernels.inc"
