//===- StructuralText.cpp - What two kernels have in common ----------------===//
#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/IR/OwningOpRef.h"

using namespace mlir;

namespace mock::ir {

static ArrayAttr onlyLayouts(ArrayAttr all) {
  auto isLayout = [](NamedAttribute attribute) {
    return attribute.getName() == kStrides || attribute.getName() == kOffset;
  };
  return ArrayAttr::get(all.getContext(), llvm::map_to_vector(all, [&](Attribute attribute) {
                          auto kept =
                              llvm::filter_to_vector(cast<DictionaryAttr>(attribute), isLayout);
                          return Attribute(DictionaryAttr::get(all.getContext(), kept));
                        }));
}

std::string structuralText(KernelOp kernel) {
  OwningOpRef<KernelOp> copy(kernel.clone());
  copy->setSymName("kernel");
  copy->walk([&](Operation *op) {
    for (NamedAttribute attribute : llvm::to_vector(op->getDiscardableAttrs()))
      op->removeDiscardableAttr(attribute.getName());
  });
  if (ArrayAttr all = copy->getArgAttrsAttr())
    copy->setArgAttrsAttr(onlyLayouts(all));
  if (ArrayAttr all = copy->getResAttrsAttr())
    copy->setResAttrsAttr(onlyLayouts(all));
  std::string text;
  llvm::raw_string_ostream stream(text);
  copy->print(stream, OpPrintingFlags().useLocalScope().printGenericOpForm());
  return text;
}

} // namespace mock::ir
