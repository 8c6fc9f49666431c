//===- Strips.cpp - Operands of the vector engine, strip by strip ----------===//

#include "runtime/engine/Strips.h"

namespace mock::engine {

Box collapse(const Box &box) {
  Box result;
  for (int d = 0; d < box.rank; ++d) {
    if (box.extents[d] == 1)
      continue;
    int last = result.rank - 1;
    if (last >= 0 && result.strides[last] == box.strides[d] * box.extents[d]) {
      result.extents[last] *= box.extents[d];
      result.strides[last] = box.strides[d];
      continue;
    }
    result.append(box.extents[d], box.strides[d]);
  }
  return result;
}

int64_t laneBytes(isa::RegisterType type) {
  switch (type) {
  case isa::RegisterType::F32:
  case isa::RegisterType::I32:
    return 4;
  case isa::RegisterType::I64:
    return 8;
  case isa::RegisterType::Pred:
    return 1;
  }
  return kLaneBytes;
}

static int64_t laneBytesOf(DType dtype) {
  isa::RegisterType type = isa::RegisterType::I64;
  registerTypeOf(dtype, type);
  return laneBytes(type);
}

void loadStrip(const Kernels &kernels, const OperandView &operand, int64_t begin, int64_t count,
               void *lanes) {
  LoadFunction load = kernels.load[int(operand.dtype)];
  int64_t bytes = laneBytesOf(operand.dtype);
  forEachPiece(
      operand.box, begin, count, [&](int64_t offset, int64_t stride, int64_t lane, int64_t number) {
        load(static_cast<std::byte *>(lanes) + lane * bytes, operand.data + offset, stride, number);
      });
}

void storeStrip(const Kernels &kernels, const OperandView &operand, int64_t begin, int64_t count,
                const void *lanes) {
  StoreFunction store = kernels.store[int(operand.dtype)];
  int64_t bytes = laneBytesOf(operand.dtype);
  forEachPiece(operand.box, begin, count,
               [&](int64_t offset, int64_t stride, int64_t lane, int64_t number) {
                 store(operand.data + offset, stride,
                       static_cast<const std::byte *>(lanes) + lane * bytes, number);
               });
}

} // namespace mock::engine
