//===- MockRowOps.h - Attention, scans and sorts on tensors -----------------===//
//
// MockRowOps.td beside this header is the reference.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/dialect/mock/MockDialect.h"

#define GET_OP_CLASSES
#include "mock/passes/dialect/mock/MockRowOps.h.inc"
