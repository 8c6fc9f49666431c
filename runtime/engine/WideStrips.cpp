//===- WideStrips.cpp - Strips in the type that combines elements ----------===//

#include "runtime/engine/WideStrips.h"

#include <algorithm>
#include <limits>

namespace mock::engine {

using isa::BodyOpcode;
using isa::ReduceKind;
using isa::RegisterType;

bool reductionType(DType input, RegisterType &type) {
  if (!registerTypeOf(input, type))
    return false;
  if (type == RegisterType::Pred)
    type = RegisterType::I64;
  return true;
}

BodyOpcode combiningOpcode(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::Sum:
    return BodyOpcode::Add;
  case ReduceKind::Prod:
    return BodyOpcode::Mul;
  case ReduceKind::Max:
  case ReduceKind::ArgMax:
    return BodyOpcode::Maximum;
  case ReduceKind::Min:
  case ReduceKind::ArgMin:
    return BodyOpcode::Minimum;
  }
  return BodyOpcode::Add;
}

void loadWide(const Kernels &kernels, const OperandView &operand, int64_t begin, int64_t count,
              void *lanes) {
  if (operand.dtype != DType::Bool)
    return loadStrip(kernels, operand, begin, count, lanes);
  alignas(64) uint8_t predicates[kStripElements];
  loadStrip(kernels, operand, begin, count, predicates);
  kernels.convert[int(RegisterType::Pred)][int(RegisterType::I64)](lanes, predicates, nullptr,
                                                                   nullptr, count);
}

void storeWide(const Kernels &kernels, const OperandView &operand, int64_t begin, int64_t count,
               const void *lanes) {
  if (operand.dtype != DType::Bool)
    return storeStrip(kernels, operand, begin, count, lanes);
  alignas(64) uint8_t predicates[kStripElements];
  kernels.convert[int(RegisterType::I64)][int(RegisterType::Pred)](predicates, lanes, nullptr,
                                                                   nullptr, count);
  storeStrip(kernels, operand, begin, count, predicates);
}

template <typename T> static T identityOf(ReduceKind kind) {
  using Limits = std::numeric_limits<T>;
  switch (kind) {
  case ReduceKind::Sum:
    return T(0);
  case ReduceKind::Prod:
    return T(1);
  case ReduceKind::Max:
  case ReduceKind::ArgMax:
    return Limits::has_infinity ? T(-Limits::infinity()) : Limits::lowest();
  case ReduceKind::Min:
  case ReduceKind::ArgMin:
    return Limits::has_infinity ? Limits::infinity() : Limits::max();
  }
  return T(0);
}

void fillIdentity(ReduceKind kind, RegisterType type, void *lanes, int64_t count) {
  if (type == RegisterType::F32)
    std::fill_n(static_cast<float *>(lanes), count, identityOf<float>(kind));
  else if (type == RegisterType::I32)
    std::fill_n(static_cast<int32_t *>(lanes), count, identityOf<int32_t>(kind));
  else
    std::fill_n(static_cast<int64_t *>(lanes), count, identityOf<int64_t>(kind));
}

} // namespace mock::engine
