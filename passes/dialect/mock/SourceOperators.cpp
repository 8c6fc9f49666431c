//===- SourceOperators.cpp - What the user wrote that an operation holds ---===//
#include "mock/passes/dialect/mock/MockDialect.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace mock::ir {

std::string sourceOperators(Operation *op) {
  llvm::SetVector<StringRef> names;
  op->walk<WalkOrder::PreOrder>([&](Operation *nested) {
    auto source = nested->getAttrOfType<StringAttr>(kSourceOp);
    SmallVector<StringRef> parts; // A fused operation has several.
    if (source)
      source.getValue().split(parts, ", ");
    names.insert(parts.begin(), parts.end());
  });
  return llvm::join(names, ", ");
}

} // namespace mock::ir
