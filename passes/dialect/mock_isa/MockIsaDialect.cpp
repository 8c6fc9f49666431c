//===- MockIsaDialect.cpp - The mock_isa dialect ---------------------------===//

#include "mock/passes/dialect/mock_isa/MockIsaDialect.h"

#include "Directives.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mock::mock_isa;

#include "mock/passes/dialect/mock_isa/MockIsaDialect.cpp.inc"
#include "mock/passes/dialect/mock_isa/MockIsaEnums.cpp.inc"

// The attributes' own formats: the text of Text.h between `<` and `>`.
#define MOCK_ISA_FORMAT(Name)                                                                      \
  Attribute Name::parse(AsmParser &parser, Type) {                                                 \
    Name value;                                                                                    \
    if (parser.parseLess() || mock::mock_isa::parse(parser, value) || parser.parseGreater())       \
      return {};                                                                                   \
    return value;                                                                                  \
  }                                                                                                \
  void Name::print(AsmPrinter &printer) const {                                                    \
    printer << "<";                                                                                \
    mock::mock_isa::print(printer, *this);                                                         \
    printer << ">";                                                                                \
  }

#define GET_ATTRDEF_CLASSES
#include "mock/passes/dialect/mock_isa/MockIsaAttributes.cpp.inc"

MOCK_ISA_FORMAT(TermAttr)
MOCK_ISA_FORMAT(AddressAttr)
MOCK_ISA_FORMAT(ExtentAttr)
MOCK_ISA_FORMAT(IndexBaseAttr)
MOCK_ISA_FORMAT(OperandAttr)
MOCK_ISA_FORMAT(BoundsAttr)
MOCK_ISA_FORMAT(IndexOperandAttr)
MOCK_ISA_FORMAT(AccumulateAttr)
MOCK_ISA_FORMAT(ArgumentAttr)
MOCK_ISA_FORMAT(BodyOpAttr)
#undef MOCK_ISA_FORMAT

#define GET_OP_CLASSES
#include "mock/passes/dialect/mock_isa/MockIsaOps.cpp.inc"

void MockIsaDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "mock/passes/dialect/mock_isa/MockIsaAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "mock/passes/dialect/mock_isa/MockIsaOps.cpp.inc"
      >();
}
