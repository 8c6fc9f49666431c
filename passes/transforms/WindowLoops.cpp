//===- WindowLoops.cpp - Loops of operations on windows ---------------------===//
#include "WindowLoops.h"

#include <numeric>

using namespace mlir;

namespace mock::transforms {

static Dims firstLoops(size_t count, unsigned begin = 0) {
  Dims loops(count);
  std::iota(loops.begin(), loops.end(), begin);
  return loops;
}

/// Positions that a kernel of `points` covers.
static int64_t spanOf(int64_t points, int64_t dilation) { return (points - 1) * dilation + 1; }

/// Channels of the input: those of the groups that a tile of filters belongs to.
static std::optional<Window> channelWindow(ir::ConvOp op, int64_t filters, int64_t channels,
                                           unsigned channelLoop) {
  Window window;
  window.stride = channels;
  window.divisor = filters / op.getGroups();
  window.inner = channelLoop;
  return window;
}

OperationLoops convLoops(ir::ConvOp op) {
  size_t spatial = op.getSpatialRank();
  ArrayRef<int64_t> weight = cast<ShapedType>(op.getWeight().getType()).getShape();
  OperationLoops loops;
  llvm::append_range(loops.extents, cast<ShapedType>(op.getInit().getType()).getShape());
  llvm::append_range(loops.extents, weight.drop_front());
  size_t parallel = spatial + 2;
  unsigned channelLoop = parallel;
  for (size_t loop = 0; loop < loops.extents.size(); ++loop)
    loops.reduced.push_back(loop >= parallel);
  loops.result = firstLoops(parallel);
  bool grouped = op.getGroups() > 1;
  Dims input{0, grouped ? 1 : channelLoop};
  Windows windows{std::nullopt, std::nullopt};
  if (grouped)
    windows[1] = channelWindow(op, weight[0], weight[1], channelLoop);
  for (size_t dim = 0; dim < spatial; ++dim) {
    input.push_back(2 + dim);
    Window window;
    window.stride = op.getStride()[dim];
    window.padding = op.getPadding()[dim];
    window.span = spanOf(op.getKernel()[dim], op.getDilation()[dim]);
    windows.push_back(window);
  }
  Dims weightDims{1};
  llvm::append_range(weightDims, firstLoops(spatial + 1, channelLoop));
  loops.operands = {input, weightDims, loops.result};
  loops.windows = {windows, {}, {}};
  return loops;
}

OperationLoops poolLoops(ir::PoolOp op) {
  auto type = cast<ShapedType>(op.getInits()[0].getType());
  size_t lead = type.getRank() - op.getSpatialRank();
  OperationLoops loops;
  llvm::append_range(loops.extents, type.getShape());
  loops.reduced.assign(type.getRank(), false);
  loops.result = firstLoops(type.getRank());
  loops.operands.assign(1 + op.getInits().size(), loops.result);
  Windows windows(type.getRank());
  for (int64_t dim = 0; dim < op.getSpatialRank(); ++dim) {
    Window window;
    window.stride = op.getStride()[dim];
    window.padding = op.getPadding()[dim];
    window.span = spanOf(op.getKernel()[dim], op.getDilation()[dim]);
    windows[lead + dim] = window;
  }
  loops.windows.resize(loops.operands.size());
  loops.windows[0] = windows;
  return loops;
}

} // namespace mock::transforms
