//===- AtenDialect.h - The `aten` dialect ----------------------------------===//
#pragma once

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "mock/passes/dialect/aten/AtenDialect.h.inc"

#define GET_OP_CLASSES
#include "mock/passes/dialect/aten/AtenOps.h.inc"
