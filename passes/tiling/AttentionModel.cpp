//===- AttentionModel.cpp - What the tiles of attention hold and cost --------===//
//
// The instructions and buffers that mock-place makes of what mock-tile makes of a mock.attention
// (passes/transforms/TileAttention.cpp).
//
//===----------------------------------------------------------------------===//
#include "mock/passes/tiling/KernelModel.h"

using namespace mlir;
using namespace mock::transforms;

namespace mock::tiling {

static DType productType(Type element) {
  return element.isBF16() ? DType::BF16 : element.isF16() ? DType::F16 : DType::F32;
}

void KernelModel::addAttention(ir::AttentionOp op, ir::KernelOp kernel) {
  const Dims &dims = shape.space.loopsOf(op);
  unsigned l = dims[op.getRowLoop()], s = dims[op.getKeyLoop()], e = dims[op.getHeadLoop()],
           v = dims[op.getValueLoop()];
  Type element = cast<ShapedType>(op.getValue().getType()).getElementType();
  auto addStep = [&](Step::Kind kind, Dims loops, int64_t simple, int64_t transcendental,
                     Dims again = {}) {
    Step step;
    step.kind = kind;
    step.dims = std::move(loops);
    step.simple = simple;
    step.transcendental = transcendental;
    step.input = productType(element);
    step.again = std::move(again);
    steps.push_back(std::move(step));
  };
  addStep(Step::Kind::MatMul, {l, s, e}, 0, 0);
  addStep(Step::Kind::Vector, {l, s}, 4, 0);   // scores
  addStep(Step::Kind::Reduce, {l, s}, 0, 0);   // their maximum
  addStep(Step::Kind::Vector, {l}, 4, 1, {s}); // what earlier sums are multiplied with
  addStep(Step::Kind::Vector, {l, s}, 4, 1);   // exponentials
  addStep(Step::Kind::Reduce, {l, s}, 0, 0);   // their sum
  addStep(Step::Kind::MatMul, {l, v, s}, 0, 0);
  addStep(Step::Kind::Vector, {l, v}, 2, 0, {s}); // the numerator
  addStep(Step::Kind::Vector, {l, v}, 4, 0);      // the output

  auto addTile = [&](Dims tile, int64_t bytes, bool accumulator, bool padded) {
    Tensor tensor;
    tensor.accumulator = accumulator;
    tensor.multiple.assign(tile.size(), padded);
    tensor.dims = std::move(tile);
    tensor.elementBytes = bytes;
    tensors.push_back(std::move(tensor));
  };
  addTile({l, s}, 4, true, true);
  addTile({l, v}, 4, true, true);
  addTile({l, s}, 4, false, false); // scores
  // Exponentials go to the matrix engine, so that they have two slots; in 16 bits beside those in
  // f32.
  for (int slot = 0; slot < 2; ++slot)
    addTile({l, s}, ir::elementBytes(element), false, true);
  if (!element.isF32())
    addTile({l, s}, 4, false, false);
  addTile({l, v}, 4, false, false);
  for (int perRow = 0; perRow < 5; ++perRow)
    addTile({l}, 4, false, false);
  for (OpResult result : op->getResults())
    addResult(result, /*accumulator=*/false, kernel);
}

} // namespace mock::tiling
