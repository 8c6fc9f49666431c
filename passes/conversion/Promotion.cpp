//===- Promotion.cpp - PyTorch's type promotion ----------------------------===//
#include "Promotion.h"

#include "mock/passes/import/Types.h"

#include <optional>

using namespace mlir;

namespace mock::conversion {
namespace {

enum class Category { Bool, Integer, Float, Complex };

Category categoryOf(DType dtype) {
  switch (dtype) {
  case DType::Bool:
    return Category::Bool;
  case DType::U8:
  case DType::I8:
  case DType::I16:
  case DType::I32:
  case DType::I64:
    return Category::Integer;
  case DType::F16:
  case DType::BF16:
  case DType::F32:
  case DType::F64:
    return Category::Float;
  case DType::C64:
  case DType::C128:
    return Category::Complex;
  }
  llvm_unreachable("all element types are listed");
}

DType promoteIntegers(DType a, DType b) {
  bool mixesSigns = (a == DType::U8) != (b == DType::U8);
  DType wider = std::max(a, b); // U8 < I8 < I16 < I32 < I64
  return mixesSigns ? std::max(wider, DType::I16) : wider;
}

DType promoteFloats(DType a, DType b) {
  return a == b ? a : std::max({a, b, DType::F32}); // f16 with bf16 gives f32
}

DType promoteComplex(DType a, DType b) {
  bool isDouble = a == DType::C128 || b == DType::C128 || a == DType::F64 || b == DType::F64;
  return isDouble ? DType::C128 : DType::C64;
}

using Group = std::optional<DType>;

void include(Group &group, DType dtype) { group = group ? promote(*group, dtype) : dtype; }

Group combine(Group higher, Group lower) {
  if (!higher || !lower)
    return higher ? higher : lower;
  return categoryOf(*lower) > categoryOf(*higher) ? promote(*higher, *lower) : *higher;
}

} // namespace

DType promote(DType a, DType b) {
  Category left = categoryOf(a), right = categoryOf(b);
  if (left == Category::Complex || right == Category::Complex)
    return promoteComplex(a, b);
  if (left != right)
    return left > right ? a : b;
  if (left == Category::Float)
    return promoteFloats(a, b);
  return left == Category::Integer ? promoteIntegers(a, b) : a;
}

DType resultType(ArrayRef<Value> tensors, ArrayRef<aten::Scalar> numbers) {
  Group shaped, zeroDimensional, number;
  for (Value tensor : tensors) {
    auto type = cast<RankedTensorType>(tensor.getType());
    include(type.getRank() ? shaped : zeroDimensional, *toDType(type.getElementType()));
  }
  for (const aten::Scalar &scalar : numbers)
    include(number, scalar.kind == aten::Scalar::Kind::Bool  ? DType::Bool
                    : scalar.kind == aten::Scalar::Kind::Int ? DType::I64
                                                             : DType::F32);
  return *combine(shaped, combine(zeroDimensional, number));
}

bool isFloatingPoint(DType dtype) { return categoryOf(dtype) == Category::Float; }

} // namespace mock::conversion
