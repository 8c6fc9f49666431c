//===- Text.cpp - Attributes as they read in assembly ----------------------===//

#include "Text.h"

#include "mock/runtime/isa/BodyTraits.h"
#include "mock/runtime/isa/Names.h"

#include "llvm/ADT/APFloat.h"

using namespace mlir;
using mock::isa::BodyOpcode;
using mock::isa::RegisterType;

namespace mock::mock_isa {

static StringRef toRef(std::string_view text) { return {text.data(), text.size()}; }

ParseResult parseNumbered(AsmParser &parser, StringRef prefix, unsigned &number) {
  SMLoc place = parser.getCurrentLocation();
  StringRef word;
  if (failed(parser.parseOptionalKeyword(&word)) || !word.consume_front(prefix) ||
      word.getAsInteger(10, number))
    return parser.emitError(place)
           << "expected " << prefix << " and a number, as in " << prefix << "0";
  return success();
}

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

void print(AsmPrinter &printer, TermAttr term) {
  printer << term.getStride() << "*";
  if (term.getModulus() == 0) {
    printer << "i" << term.getLoop();
    return;
  }
  printer << "(i" << term.getLoop() << " mod " << term.getModulus() << ")";
}

ParseResult parse(AsmParser &parser, TermAttr &term) {
  int64_t stride = 0;
  unsigned loop = 0, modulus = 0;
  if (parser.parseInteger(stride) || parser.parseStar())
    return failure();
  bool counts = succeeded(parser.parseOptionalLParen());
  if (parseNumbered(parser, "i", loop))
    return failure();
  if (counts &&
      (parser.parseKeyword("mod") || parser.parseInteger(modulus) || parser.parseRParen()))
    return failure();
  term = TermAttr::get(parser.getContext(), loop, stride, modulus);
  return success();
}

static void printTerms(AsmPrinter &printer, ArrayRef<TermAttr> terms, StringRef sign) {
  for (TermAttr term : terms) {
    printer << " " << sign << " ";
    print(printer, term);
  }
}

static ParseResult parseTerms(AsmParser &parser, SmallVector<TermAttr> &terms, bool minus) {
  while (succeeded(minus ? parser.parseOptionalMinus() : parser.parseOptionalPlus()))
    if (parse(parser, terms.emplace_back()))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Addresses, extents, operands
//===----------------------------------------------------------------------===//

void print(AsmPrinter &printer, AddressAttr address) {
  if (address.getMemory().empty())
    printer << "arg" << address.getArgument();
  else
    printer << address.getMemory();
  printer << "[" << address.getBase();
  printTerms(printer, address.getTerms(), "+");
  printer << "]";
}

ParseResult parse(AsmParser &parser, AddressAttr &address) {
  StringRef memory;
  int64_t base = 0;
  unsigned argument = 0;
  SmallVector<TermAttr> terms;
  if (parser.parseKeyword(&memory) || parser.parseLSquare() || parser.parseInteger(base) ||
      parseTerms(parser, terms, /*minus=*/false) || parser.parseRSquare())
    return failure();
  StringRef number = memory;
  if (number.consume_front("arg") && !number.getAsInteger(10, argument))
    memory = "";
  address = AddressAttr::get(parser.getContext(), memory, argument, base, terms);
  return success();
}

void print(AsmPrinter &printer, ExtentAttr extent) {
  bool rounded = extent.getMultiple() != 1;
  bool bounded = extent.getTotal() != 0 || !extent.getTerms().empty();
  printer << (rounded ? "roundup(" : "") << (bounded ? "min(" : "") << extent.getTile();
  if (bounded) {
    printer << ", " << extent.getTotal();
    printTerms(printer, extent.getTerms(), "-");
    printer << ")";
  }
  if (rounded)
    printer << ", " << extent.getMultiple() << ")";
}

ParseResult parse(AsmParser &parser, ExtentAttr &extent) {
  int64_t tile = 0, total = 0;
  unsigned multiple = 1;
  SmallVector<TermAttr> terms;
  bool rounded = succeeded(parser.parseOptionalKeyword("roundup"));
  if (rounded && parser.parseLParen())
    return failure();
  bool bounded = succeeded(parser.parseOptionalKeyword("min"));
  if ((bounded && parser.parseLParen()) || parser.parseInteger(tile))
    return failure();
  if (bounded && (parser.parseComma() || parser.parseInteger(total) ||
                  parseTerms(parser, terms, /*minus=*/true) || parser.parseRParen()))
    return failure();
  if (rounded && (parser.parseComma() || parser.parseInteger(multiple) || parser.parseRParen()))
    return failure();
  extent = ExtentAttr::get(parser.getContext(), tile, total, terms, multiple);
  return success();
}

void print(AsmPrinter &printer, IndexBaseAttr index) {
  printer << index.getBase();
  printTerms(printer, index.getTerms(), "+");
}

ParseResult parse(AsmParser &parser, IndexBaseAttr &index) {
  int64_t base = 0;
  SmallVector<TermAttr> terms;
  if (parser.parseInteger(base) || parseTerms(parser, terms, /*minus=*/false))
    return failure();
  index = IndexBaseAttr::get(parser.getContext(), base, terms);
  return success();
}

void print(AsmPrinter &printer, OperandAttr operand) {
  printer << operand.getDtype() << " ";
  print(printer, operand.getAddress());
  printer << " strides [";
  llvm::interleaveComma(operand.getStrides(), printer);
  printer << "]";
}

ParseResult parse(AsmParser &parser, OperandAttr &operand) {
  Type dtype;
  AddressAttr address;
  SmallVector<int64_t> strides;
  if (parser.parseType(dtype) || parse(parser, address) || parser.parseKeyword("strides") ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                     [&] { return parser.parseInteger(strides.emplace_back()); }))
    return failure();
  operand = OperandAttr::get(parser.getContext(), dtype, address, strides);
  return success();
}

void print(AsmPrinter &printer, BoundsAttr bounds) {
  print(printer, bounds.getOrigin());
  printer << " of " << bounds.getSize();
}

ParseResult parse(AsmParser &parser, BoundsAttr &bounds) {
  IndexBaseAttr origin;
  int64_t size = 0;
  if (parse(parser, origin) || parser.parseKeyword("of") || parser.parseInteger(size))
    return failure();
  bounds = BoundsAttr::get(parser.getContext(), origin, size);
  return success();
}

void print(AsmPrinter &printer, IndexOperandAttr index) {
  print(printer, index.getValues());
  printer << " step " << index.getStep() << " bound " << index.getBound();
}

ParseResult parse(AsmParser &parser, IndexOperandAttr &index) {
  OperandAttr values;
  int64_t step = 0, bound = 0;
  if (parse(parser, values) || parser.parseKeyword("step") || parser.parseInteger(step) ||
      parser.parseKeyword("bound") || parser.parseInteger(bound))
    return failure();
  index = IndexOperandAttr::get(parser.getContext(), values, step, bound);
  return success();
}

void print(AsmPrinter &printer, AccumulateAttr accumulate) {
  printer << stringifyAccumulateMode(accumulate.getMode());
  if (accumulate.getMode() == AccumulateMode::UnlessFirst)
    printer << " i" << accumulate.getLoop();
}

ParseResult parse(AsmParser &parser, AccumulateAttr &accumulate) {
  SMLoc place = parser.getCurrentLocation();
  StringRef word;
  unsigned loop = 0;
  if (parser.parseKeyword(&word))
    return failure();
  std::optional<AccumulateMode> mode = symbolizeAccumulateMode(word);
  if (!mode)
    return parser.emitError(place, "expected never, always or unless_first");
  if (*mode == AccumulateMode::UnlessFirst && parseNumbered(parser, "i", loop))
    return failure();
  accumulate = AccumulateAttr::get(parser.getContext(), *mode, loop);
  return success();
}

void print(AsmPrinter &printer, ArgumentAttr argument) {
  printer.printString(argument.getName());
  printer << " " << argument.getBytes() << (argument.getRead() ? " read" : "")
          << (argument.getWrite() ? " write" : "");
}

ParseResult parse(AsmParser &parser, ArgumentAttr &argument) {
  std::string name;
  int64_t bytes = 0;
  if (parser.parseString(&name) || parser.parseInteger(bytes))
    return failure();
  bool read = succeeded(parser.parseOptionalKeyword("read"));
  bool write = succeeded(parser.parseOptionalKeyword("write"));
  argument = ArgumentAttr::get(parser.getContext(), name, bytes, read, write);
  return success();
}

//===----------------------------------------------------------------------===//
// Body operations
//===----------------------------------------------------------------------===//

static void printImmediate(AsmPrinter &printer, BodyOpAttr op) {
  uint64_t bits = op.getImmediate();
  if (op.getOpcode() == BodyOpcode::Convert)
    printer << toRef(isa::name(static_cast<RegisterType>(bits)));
  else if (op.getOpcode() != BodyOpcode::Constant)
    printer << bits;
  else if (op.getType() == RegisterType::F32)
    printer.printFloat(llvm::APFloat(llvm::APFloat::IEEEsingle(), llvm::APInt(32, bits)));
  else if (op.getType() == RegisterType::I32)
    printer << static_cast<int32_t>(bits);
  else
    printer << static_cast<int64_t>(bits);
}

void print(AsmPrinter &printer, BodyOpAttr op) {
  if (isa::definesRegister(op.getOpcode()))
    printer << "r" << op.getDestination() << " = ";
  printer << toRef(isa::name(op.getOpcode())) << " " << toRef(isa::name(op.getType())) << " ";
  llvm::interleaveComma(op.getOperands(), printer,
                        [&](unsigned number) { printer << "r" << number; });
  if (!isa::hasImmediate(op.getOpcode()))
    return;
  printer << (op.getOperands().empty() ? "" : ", ");
  printImmediate(printer, op);
}

/// The enumerator with a name of `names`.
template <typename Enum>
static ParseResult parseName(AsmParser &parser, std::span<const std::string_view> names,
                             const char *what, Enum &value) {
  SMLoc place = parser.getCurrentLocation();
  StringRef word;
  if (parser.parseKeyword(&word))
    return failure();
  auto found = llvm::find(names, std::string_view(word.data(), word.size()));
  if (found == names.end())
    return parser.emitError(place) << "'" << word << "' is no " << what;
  value = static_cast<Enum>(found - names.begin());
  return success();
}

static ParseResult parseImmediate(AsmParser &parser, BodyOpcode opcode, RegisterType type,
                                  uint64_t &bits) {
  if (opcode == BodyOpcode::Convert) {
    RegisterType source;
    if (parseName(parser, isa::registerTypeNames(), "register type", source))
      return failure();
    bits = static_cast<uint64_t>(source);
    return success();
  }
  if (opcode == BodyOpcode::Constant && type == RegisterType::F32) {
    llvm::APFloat value(llvm::APFloat::IEEEsingle());
    if (parser.parseFloat(llvm::APFloat::IEEEsingle(), value))
      return failure();
    bits = value.bitcastToAPInt().getZExtValue();
    return success();
  }
  int64_t value = 0;
  if (parser.parseInteger(value))
    return failure();
  bits = type == RegisterType::I32 ? static_cast<uint32_t>(value) : static_cast<uint64_t>(value);
  return success();
}

ParseResult parse(AsmParser &parser, BodyOpAttr &op) {
  BodyOpcode opcode;
  RegisterType type;
  unsigned destination = 0;
  uint64_t immediate = 0;
  SmallVector<unsigned> operands;
  bool stores = succeeded(parser.parseOptionalKeyword("out"));
  if (stores)
    opcode = BodyOpcode::Output;
  else if (parseNumbered(parser, "r", destination) || parser.parseEqual() ||
           parseName(parser, isa::bodyOpcodeNames(), "body operation", opcode))
    return failure();
  if (parseName(parser, isa::registerTypeNames(), "register type", type))
    return failure();
  for (int i = 0; i < isa::operandCount(opcode); ++i)
    if ((i > 0 && parser.parseComma()) || parseNumbered(parser, "r", operands.emplace_back()))
      return failure();
  if (isa::hasImmediate(opcode) && ((!operands.empty() && parser.parseComma()) ||
                                    parseImmediate(parser, opcode, type, immediate)))
    return failure();
  op = BodyOpAttr::get(parser.getContext(), opcode, type, destination, operands, immediate);
  return success();
}

} // namespace mock::mock_isa
