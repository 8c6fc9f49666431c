//===- MockDialect.cpp - Registration of the mock dialect -------------------===//
#include "mock/passes/dialect/mock/MockRowOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

#include "mock/passes/dialect/mock/MockDialect.cpp.inc"
#include "mock/passes/dialect/mock/MockEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "mock/passes/dialect/mock/MockAttributes.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "mock/passes/dialect/mock/MockTypes.cpp.inc"

void mock::ir::MockDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "mock/passes/dialect/mock/MockAttributes.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "mock/passes/dialect/mock/MockTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "mock/passes/dialect/mock/MockOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "mock/passes/dialect/mock/MockRowOps.cpp.inc"
      >();
}
