//===- Precompiled.h - Headers that most of the compiler includes ------------===//
//
// Precompiled once: parsing them takes three quarters of a file's compile time. Only headers of
// MLIR and LLVM, which do not change. Every file still includes what it uses.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/support/TraitTypeId.h" // has to come before all of MLIR

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/TypeSwitch.h"
