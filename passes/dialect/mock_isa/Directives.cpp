//===- Directives.cpp - Custom directives of the operations' formats -------===//

#include "Directives.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace mock::mock_isa {

//===----------------------------------------------------------------------===//
// Single values
//===----------------------------------------------------------------------===//

ParseResult parseNumber(OpAsmParser &parser, IntegerAttr &value) {
  int64_t number = 0;
  if (parser.parseInteger(number))
    return failure();
  value = parser.getBuilder().getI64IntegerAttr(number);
  return success();
}
void printNumber(OpAsmPrinter &printer, Operation *, IntegerAttr value) {
  printer << value.getInt();
}

/// Patterns of 64 bits have no signed value.
ParseResult parseBits(OpAsmParser &parser, IntegerAttr &value) {
  uint64_t bits = 0;
  if (parser.parseInteger(bits))
    return failure();
  value = parser.getBuilder().getI64IntegerAttr(static_cast<int64_t>(bits));
  return success();
}
void printBits(OpAsmPrinter &printer, Operation *, IntegerAttr value) {
  printer << "0x" << llvm::utohexstr(static_cast<uint64_t>(value.getInt()), /*LowerCase=*/true);
}

ParseResult parseLoopId(OpAsmParser &parser, IntegerAttr &value) {
  unsigned number = 0;
  if (parseNumbered(parser, "i", number))
    return failure();
  value = parser.getBuilder().getI64IntegerAttr(number);
  return success();
}
void printLoopId(OpAsmPrinter &printer, Operation *, IntegerAttr value) {
  printer << "i" << value.getInt();
}

ParseResult parseAddress(OpAsmParser &parser, AddressAttr &value) { return parse(parser, value); }
void printAddress(OpAsmPrinter &printer, Operation *, AddressAttr value) { print(printer, value); }

ParseResult parseExtent(OpAsmParser &parser, ExtentAttr &value) { return parse(parser, value); }
void printExtent(OpAsmPrinter &printer, Operation *, ExtentAttr value) { print(printer, value); }

ParseResult parseIndexBase(OpAsmParser &parser, IndexBaseAttr &value) {
  return parse(parser, value);
}
void printIndexBase(OpAsmPrinter &printer, Operation *, IndexBaseAttr value) {
  print(printer, value);
}

ParseResult parseOperand(OpAsmParser &parser, OperandAttr &value) { return parse(parser, value); }
void printOperand(OpAsmPrinter &printer, Operation *, OperandAttr value) { print(printer, value); }

ParseResult parseAccumulate(OpAsmParser &parser, AccumulateAttr &value) {
  return parse(parser, value);
}
void printAccumulate(OpAsmPrinter &printer, Operation *, AccumulateAttr value) {
  print(printer, value);
}

//===----------------------------------------------------------------------===//
// Lists
//===----------------------------------------------------------------------===//

template <typename Attr> static ParseResult parseList(OpAsmParser &parser, ArrayAttr &list) {
  SmallVector<Attribute> elements;
  auto parseElement = [&]() -> ParseResult {
    Attr element;
    if (parse(parser, element))
      return failure();
    elements.push_back(element);
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseElement))
    return failure();
  list = parser.getBuilder().getArrayAttr(elements);
  return success();
}

template <typename Attr> static void printList(OpAsmPrinter &printer, ArrayAttr list) {
  printer << "[";
  llvm::interleaveComma(list.getAsRange<Attr>(), printer,
                        [&](Attr element) { print(printer, element); });
  printer << "]";
}

ParseResult parseExtents(OpAsmParser &parser, ArrayAttr &value) {
  return parseList<ExtentAttr>(parser, value);
}
void printExtents(OpAsmPrinter &printer, Operation *, ArrayAttr value) {
  printList<ExtentAttr>(printer, value);
}

ParseResult parseIndexBases(OpAsmParser &parser, ArrayAttr &value) {
  return parseList<IndexBaseAttr>(parser, value);
}
void printIndexBases(OpAsmPrinter &printer, Operation *, ArrayAttr value) {
  printList<IndexBaseAttr>(printer, value);
}

ParseResult parseOperands(OpAsmParser &parser, ArrayAttr &value) {
  return parseList<OperandAttr>(parser, value);
}
void printOperands(OpAsmPrinter &printer, Operation *, ArrayAttr value) {
  printList<OperandAttr>(printer, value);
}

ParseResult parseIndexOperands(OpAsmParser &parser, ArrayAttr &value) {
  return parseList<IndexOperandAttr>(parser, value);
}
void printIndexOperands(OpAsmPrinter &printer, Operation *, ArrayAttr value) {
  printList<IndexOperandAttr>(printer, value);
}

ParseResult parseArguments(OpAsmParser &parser, ArrayAttr &value) {
  return parseList<ArgumentAttr>(parser, value);
}
void printArguments(OpAsmPrinter &printer, Operation *, ArrayAttr value) {
  printList<ArgumentAttr>(printer, value);
}

ParseResult parseBodyOps(OpAsmParser &parser, ArrayAttr &value) {
  SmallVector<Attribute> ops;
  if (parser.parseLBrace())
    return failure();
  while (failed(parser.parseOptionalRBrace())) {
    BodyOpAttr op;
    if (parse(parser, op))
      return failure();
    ops.push_back(op);
  }
  value = parser.getBuilder().getArrayAttr(ops);
  return success();
}
void printBodyOps(OpAsmPrinter &printer, Operation *, ArrayAttr value) {
  printer << "{";
  printer.increaseIndent();
  for (auto op : value.getAsRange<BodyOpAttr>()) {
    printer.printNewline();
    print(printer, op);
  }
  printer.decreaseIndent();
  printer.printNewline();
  printer << "}";
}

//===----------------------------------------------------------------------===//
// Optional parts
//===----------------------------------------------------------------------===//

static ParseResult parseSemaphores(OpAsmParser &parser, StringRef word, DenseI64ArrayAttr &list) {
  SmallVector<int64_t> numbers;
  auto parseElement = [&]() -> ParseResult {
    unsigned number = 0;
    if (parseNumbered(parser, "s", number))
      return failure();
    numbers.push_back(number);
    return success();
  };
  if (succeeded(parser.parseOptionalKeyword(word)) &&
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseElement))
    return failure();
  list = parser.getBuilder().getDenseI64ArrayAttr(numbers);
  return success();
}

ParseResult parseSync(OpAsmParser &parser, DenseI64ArrayAttr &pop, DenseI64ArrayAttr &push) {
  return failure(parseSemaphores(parser, "pop", pop) || parseSemaphores(parser, "push", push));
}

void printSync(OpAsmPrinter &printer, Operation *, DenseI64ArrayAttr pop, DenseI64ArrayAttr push) {
  auto semaphores = [&](StringRef word, DenseI64ArrayAttr list) {
    if (list.empty())
      return;
    printer << " " << word << " [";
    llvm::interleaveComma(list.asArrayRef(), printer,
                          [&](int64_t number) { printer << "s" << number; });
    printer << "]";
  };
  semaphores("pop", pop);
  semaphores("push", push);
}

ParseResult parsePadding(OpAsmParser &parser, ArrayAttr &bounds, DenseI64ArrayAttr &multiples,
                         IntegerAttr &value) {
  SmallVector<int64_t> numbers;
  value = parser.getBuilder().getI64IntegerAttr(0);
  bool bounded = succeeded(parser.parseOptionalKeyword("bounds"));
  if (bounded && parseList<BoundsAttr>(parser, bounds))
    return failure();
  bool padded = succeeded(parser.parseOptionalKeyword("pad"));
  if (padded && parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, [&] {
        return parser.parseInteger(numbers.emplace_back());
      }))
    return failure();
  multiples = parser.getBuilder().getDenseI64ArrayAttr(numbers);
  if (!bounded && !padded)
    return success();
  return failure(parser.parseKeyword("with") || parseBits(parser, value));
}

void printPadding(OpAsmPrinter &printer, Operation *op, ArrayAttr bounds,
                  DenseI64ArrayAttr multiples, IntegerAttr value) {
  if (bounds) {
    printer << " bounds ";
    printList<BoundsAttr>(printer, bounds);
  }
  if (!multiples.empty()) {
    printer << " pad [";
    llvm::interleaveComma(multiples.asArrayRef(), printer);
    printer << "]";
  }
  if (!bounds && multiples.empty())
    return;
  printer << " with ";
  printBits(printer, op, value);
}

ParseResult parseCores(OpAsmParser &parser, IntegerAttr &divisor, IntegerAttr &modulus) {
  int64_t first = 1, second = 1;
  if (succeeded(parser.parseOptionalKeyword("cores")) &&
      (parser.parseLParen() || parser.parseInteger(first) || parser.parseComma() ||
       parser.parseInteger(second) || parser.parseRParen()))
    return failure();
  divisor = parser.getBuilder().getI64IntegerAttr(first);
  modulus = parser.getBuilder().getI64IntegerAttr(second);
  return success();
}

void printCores(OpAsmPrinter &printer, Operation *, IntegerAttr divisor, IntegerAttr modulus) {
  if (divisor.getInt() != 1 || modulus.getInt() != 1)
    printer << " cores(" << divisor.getInt() << ", " << modulus.getInt() << ")";
}

ParseResult parseLoopBody(OpAsmParser &parser, Region &body) {
  if (parser.parseRegion(body))
    return failure();
  LoopOp::ensureTerminator(body, parser.getBuilder(),
                           parser.getEncodedSourceLoc(parser.getNameLoc()));
  return success();
}

void printLoopBody(OpAsmPrinter &printer, Operation *, Region &body) {
  printer.printRegion(body, /*printEntryBlockArgs=*/false, /*printBlockTerminators=*/false);
}

} // namespace mock::mock_isa
