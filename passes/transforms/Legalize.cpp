//===- Legalize.cpp - Make tiles fit the matrix engine's extents --------------===//
#include "mock/passes/constraints/Report.h"
#include "mock/passes/transforms/IterationSpace.h"
#include "mock/passes/transforms/Passes.h"

namespace mock::transforms {
#define GEN_PASS_DEF_LEGALIZE
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;

/// Whether tiles of this extent, the last one included, are multiples.
static bool needsPadding(int64_t size, int64_t multiple) {
  return ShapedType::isDynamic(size) || size % multiple != 0;
}

static void padContraction(linalg::MatmulOp op, int64_t multiple) {
  auto a = cast<RankedTensorType>(op.getInputs()[0].getType());
  auto b = cast<RankedTensorType>(op.getInputs()[1].getType());
  SmallVector<int64_t> pad;
  for (int64_t size : {a.getDimSize(0), b.getDimSize(1), a.getDimSize(1)})
    pad.push_back(needsPadding(size, multiple) ? multiple : 1);
  if (llvm::any_of(pad, [](int64_t dim) { return dim != 1; }))
    op->setDiscardableAttr(ir::kPad, DenseI64ArrayAttr::get(op.getContext(), pad));
}

namespace {

struct LegalizePass : transforms::impl::LegalizeBase<LegalizePass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    LegalizeBase::getDependentDialects(registry);
    mock::registerReporting(registry);
  }

  void runOnOperation() override {
    const profile::Profile *profile = targetOf(getOperation());
    if (!profile)
      return signalPassFailure();
    getOperation().walk(
        [&](linalg::MatmulOp op) { padContraction(op, profile->matrix.extentMultiple); });
  }
};

} // namespace
