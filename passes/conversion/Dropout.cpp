//===- Dropout.cpp - Dropout that drops nothing ----------------------------===//
#include "Decomposition.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;

/// In training it draws random numbers and stays whole.
Results decomposeDropout(Decomposition &d) {
  if (d.args.flag("train", /*absent=*/true) && d.args.real("p").value_or(0) != 0)
    return failure();
  SmallVector<Value> results = {d.unary("aten.clone", d.op->getOperand(0))};
  if (d.op->getNumResults() == 2)
    results.push_back(
        d.emit("aten.full", {}, d.resultType(1),
               {d.attribute("size", d.builder.getDenseI64ArrayAttr(d.resultType(1).getShape())),
                d.attribute("fill_value", d.builder.getBoolAttr(true))}));
  return results;
}

} // namespace

void registerDropout(Decompositions &table) {
  table["aten.dropout"] = table["aten.native_dropout"] = decomposeDropout;
}

} // namespace mock::conversion
