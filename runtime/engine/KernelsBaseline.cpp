//===- KernelsBaseline.cpp - Strip functions for x86-64 -----------------===//

#define MOCK_KERNEL_NAMESPACE baseline
#define MOCK_KERNEL_WIDTH 1
#include "runtime/engine/Kernels.inc"
