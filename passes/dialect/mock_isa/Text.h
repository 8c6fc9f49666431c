//===- Text.h - Attributes as they read in assembly ------------------------===//
//
// The texts without `<` and `>`: the attributes' own formats add these, the operations' formats do
// not.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/dialect/mock_isa/MockIsaDialect.h"

namespace mock::mock_isa {

void print(mlir::AsmPrinter &printer, TermAttr term);
void print(mlir::AsmPrinter &printer, AddressAttr address);
void print(mlir::AsmPrinter &printer, ExtentAttr extent);
void print(mlir::AsmPrinter &printer, IndexBaseAttr index);
void print(mlir::AsmPrinter &printer, OperandAttr operand);
void print(mlir::AsmPrinter &printer, BoundsAttr bounds);
void print(mlir::AsmPrinter &printer, IndexOperandAttr index);
void print(mlir::AsmPrinter &printer, AccumulateAttr accumulate);
void print(mlir::AsmPrinter &printer, ArgumentAttr argument);
void print(mlir::AsmPrinter &printer, BodyOpAttr op);

mlir::ParseResult parse(mlir::AsmParser &parser, TermAttr &term);
mlir::ParseResult parse(mlir::AsmParser &parser, AddressAttr &address);
mlir::ParseResult parse(mlir::AsmParser &parser, ExtentAttr &extent);
mlir::ParseResult parse(mlir::AsmParser &parser, IndexBaseAttr &index);
mlir::ParseResult parse(mlir::AsmParser &parser, OperandAttr &operand);
mlir::ParseResult parse(mlir::AsmParser &parser, BoundsAttr &bounds);
mlir::ParseResult parse(mlir::AsmParser &parser, IndexOperandAttr &index);
mlir::ParseResult parse(mlir::AsmParser &parser, AccumulateAttr &accumulate);
mlir::ParseResult parse(mlir::AsmParser &parser, ArgumentAttr &argument);
mlir::ParseResult parse(mlir::AsmParser &parser, BodyOpAttr &op);

/// `i3`, `s3`, `r3`, `arg3`: a word of a prefix and a number.
mlir::ParseResult parseNumbered(mlir::AsmParser &parser, llvm::StringRef prefix, unsigned &number);

} // namespace mock::mock_isa
