//===- Passes.h - Passes on tile sizes --------------------------------------===//
#pragma once

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

#include "mock/passes/dialect/mock/MockDialect.h"

namespace mock::tiling {

#define GEN_PASS_DECL
#include "mock/passes/tiling/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "mock/passes/tiling/Passes.h.inc"

} // namespace mock::tiling
