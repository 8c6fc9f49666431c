//===- Convolutions.cpp - conv.dilation-range, conv.stride-range -----------===//
//
// The matrix engine carries the forward operator's descriptor. Where the number cannot matter (one
// result position, or a kernel of one point) it is not checked. A transposed convolution runs as
// one with stride 1 over a spaced input.
//
//===----------------------------------------------------------------------===//
#include "Checks.h"

#include "mock/passes/dialect/aten/Schema.h"
#include "mock/passes/import/Types.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace mock::constraints {

using compiler::Action;
using compiler::Record;
using compiler::Status;

namespace {

struct Convolution {
  SmallVector<int64_t> input, kernel, output; ///< spatial extents
  SmallVector<int64_t> stride, dilation, padding;
  int64_t batch = 0, channels = 0, itemBytes = 4;
  int64_t groups = 1;
  bool transposed = false;
};

std::optional<Convolution> convolutionOf(Operation *op) {
  StringRef name = op->getName().getStringRef();
  if (name != "aten.convolution" && name != "aten._convolution")
    return std::nullopt;
  aten::Arguments args(op);
  auto shapeOf = [](Value tensor) { return cast<RankedTensorType>(tensor.getType()).getShape(); };
  ArrayRef<int64_t> input = shapeOf(args.tensor("input")), weight = shapeOf(args.tensor("weight"));
  ArrayRef<int64_t> output = shapeOf(op->getResult(0));
  if (input.size() < 3 || weight.size() != input.size() || output.size() != input.size())
    return std::nullopt;
  Convolution conv;
  llvm::append_range(conv.input, input.drop_front(2));
  llvm::append_range(conv.kernel, weight.drop_front(2));
  llvm::append_range(conv.output, output.drop_front(2));
  conv.stride = args.integers("stride", conv.kernel.size(), 1);
  conv.dilation = args.integers("dilation", conv.kernel.size(), 1);
  conv.padding = args.integers("padding", conv.kernel.size(), 0);
  conv.batch = input[0];
  conv.channels = input[1];
  conv.groups = args.integer("groups").value_or(1);
  conv.transposed = args.flag("transposed");
  if (std::optional<DType> dtype = toDType(getElementTypeOrSelf(args.tensor("input"))))
    conv.itemBytes = itemSize(*dtype);
  return conv;
}

int64_t productOf(ArrayRef<int64_t> numbers) {
  int64_t product = 1;
  for (int64_t number : numbers)
    product *= number;
  return product;
}

/// No point of the input lies in two windows, so that the points of a window can be channels.
bool isPatchwise(const Convolution &conv) {
  if (conv.groups != 1 || conv.transposed)
    return false;
  for (size_t dim = 0; dim < conv.kernel.size(); ++dim)
    if (conv.stride[dim] < conv.kernel[dim] || conv.padding[dim] != 0 ||
        (conv.dilation[dim] != 1 && conv.kernel[dim] > 1))
      return false;
  return true;
}

/// The largest number among the dimensions where it matters; 1 if there is none.
int64_t largest(ArrayRef<int64_t> numbers, ArrayRef<int64_t> extents) {
  int64_t most = 1;
  for (auto [number, extent] : llvm::zip(numbers, extents))
    if (extent > 1)
      most = std::max(most, number);
  return most;
}

/// Patches are copied once: every point of every window is written and read.
void splitIntoPatches(OperatorCheck &check, const Convolution &conv, Record record) {
  record.action = Action::Split;
  record.costBytes = 2 * conv.batch * conv.channels * productOf(conv.kernel) *
                     productOf(conv.output) * conv.itemBytes;
  record.costCycles = *record.costBytes / std::max<int64_t>(1, check.profile.dma.bytesPerCycle);
  check.op->setAttr(attr::kPatches, UnitAttr::get(check.op->getContext()));
  check.deliver(std::move(record));
}

} // namespace

void checkConvolution(OperatorCheck &check) {
  std::optional<Convolution> conv = convolutionOf(check.op);
  if (check.hostRule || !conv || productOf(conv->output) == 0)
    return;
  Record dilation = atMost(check.profile, "conv.dilation-range", "the dilation",
                           largest(conv->dilation, conv->kernel));
  if (dilation.status == Status::Violation)
    check.deliverHostCall(std::move(dilation));
  else
    check.deliver(std::move(dilation));
  if (conv->transposed)
    return;
  Record stride =
      atMost(check.profile, "conv.stride-range", "the stride", largest(conv->stride, conv->output));
  if (stride.status != Status::Violation)
    return check.deliver(std::move(stride));
  bool toHost = policyOf(check.op, "conv.stride-range") == compiler::Policy::HostCall;
  if (check.hostRule || toHost || !isPatchwise(*conv))
    return check.deliverHostCall(std::move(stride));
  splitIntoPatches(check, *conv, std::move(stride));
}

} // namespace mock::constraints
