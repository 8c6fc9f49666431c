//===- Directives.h - Custom directives of the operations' formats ---------===//
#pragma once

#include "Text.h"

namespace mock::mock_isa {

// Declares the printer and the parser of `custom<Name>` with the given attributes.
#define MOCK_ISA_DIRECTIVE(Name, Type)                                                             \
  mlir::ParseResult parse##Name(mlir::OpAsmParser &parser, Type &value);                           \
  void print##Name(mlir::OpAsmPrinter &printer, mlir::Operation *op, Type value)

MOCK_ISA_DIRECTIVE(Number, mlir::IntegerAttr);
MOCK_ISA_DIRECTIVE(Bits, mlir::IntegerAttr); ///< hexadecimal
MOCK_ISA_DIRECTIVE(LoopId, mlir::IntegerAttr);
MOCK_ISA_DIRECTIVE(Address, AddressAttr);
MOCK_ISA_DIRECTIVE(Extent, ExtentAttr);
MOCK_ISA_DIRECTIVE(IndexBase, IndexBaseAttr);
MOCK_ISA_DIRECTIVE(Operand, OperandAttr);
MOCK_ISA_DIRECTIVE(Accumulate, AccumulateAttr);
MOCK_ISA_DIRECTIVE(Extents, mlir::ArrayAttr);
MOCK_ISA_DIRECTIVE(IndexBases, mlir::ArrayAttr);
MOCK_ISA_DIRECTIVE(Operands, mlir::ArrayAttr);
MOCK_ISA_DIRECTIVE(IndexOperands, mlir::ArrayAttr);
MOCK_ISA_DIRECTIVE(Arguments, mlir::ArrayAttr);
MOCK_ISA_DIRECTIVE(BodyOps, mlir::ArrayAttr);
#undef MOCK_ISA_DIRECTIVE

/// `pop [s0] push [s1, s2]`; empty lists are left out.
mlir::ParseResult parseSync(mlir::OpAsmParser &parser, mlir::DenseI64ArrayAttr &pop,
                            mlir::DenseI64ArrayAttr &push);
void printSync(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::DenseI64ArrayAttr pop,
               mlir::DenseI64ArrayAttr push);

/// `bounds [-1 of 14, 0 of 14] pad [8, 8] with 0x0`; what is empty is left out, the value when both
/// are.
mlir::ParseResult parsePadding(mlir::OpAsmParser &parser, mlir::ArrayAttr &bounds,
                               mlir::DenseI64ArrayAttr &multiples, mlir::IntegerAttr &value);
void printPadding(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::ArrayAttr bounds,
                  mlir::DenseI64ArrayAttr multiples, mlir::IntegerAttr value);

/// `cores(1, 4)`, or nothing for a loop that every core runs whole.
mlir::ParseResult parseCores(mlir::OpAsmParser &parser, mlir::IntegerAttr &divisor,
                             mlir::IntegerAttr &modulus);
void printCores(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::IntegerAttr divisor,
                mlir::IntegerAttr modulus);

/// A region whose terminator is not shown.
mlir::ParseResult parseLoopBody(mlir::OpAsmParser &parser, mlir::Region &body);
void printLoopBody(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::Region &body);

} // namespace mock::mock_isa
