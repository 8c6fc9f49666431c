//===- MockIsaDialect.h - The mock_isa dialect -----------------------------===//
//
// One operation for each instruction of the device; the .td files beside this header are the
// reference.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"

#include "mock/passes/dialect/mock_isa/MockIsaDialect.h.inc"
#include "mock/passes/dialect/mock_isa/MockIsaEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "mock/passes/dialect/mock_isa/MockIsaAttributes.h.inc"
#define GET_OP_CLASSES
#include "mock/passes/dialect/mock_isa/MockIsaOps.h.inc"
