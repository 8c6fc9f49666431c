//===- Element.cpp - Elements in registers and in memory -------------------===//

#include "Element.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace mock::codegen::native {

int64_t elementBytes(Type element) {
  return llvm::divideCeil(memoryType(element).getIntOrFloatBitWidth(), 8);
}

Type laneType(Type element) {
  if (element.isBF16())
    return IntegerType::get(element.getContext(), 16);
  if (auto integer = dyn_cast<IntegerType>(element))
    return IntegerType::get(element.getContext(), integer.getWidth());
  return element;
}

Type memoryType(Type element) {
  if (element.isInteger(1))
    return IntegerType::get(element.getContext(), 8);
  return laneType(element);
}

VectorType registerType(Type element) { return VectorType::get({kLanes}, laneType(element)); }

/// `scalar` or a vector of the shape of `like`.
static Type withElement(Type like, Type scalar) {
  if (auto vector = dyn_cast<VectorType>(like))
    return vector.clone(scalar);
  return scalar;
}

Value constantOf(OpBuilder &builder, Location loc, Type type, int64_t value) {
  Type lane = getElementTypeOrSelf(type);
  TypedAttr attribute;
  if (isa<FloatType>(lane))
    attribute = builder.getFloatAttr(lane, static_cast<double>(value));
  else
    attribute =
        builder.getIntegerAttr(lane, APInt(lane.isIndex() ? 64 : lane.getIntOrFloatBitWidth(),
                                           static_cast<uint64_t>(value), true, true));
  if (auto vector = dyn_cast<VectorType>(type))
    attribute = DenseElementsAttr::get(vector, attribute);
  return arith::ConstantOp::create(builder, loc, attribute);
}

Value constantOf(OpBuilder &builder, Location loc, TypedAttr value, bool asRegister) {
  Type lane = laneType(value.getType());
  if (auto number = dyn_cast<FloatAttr>(value); number && value.getType().isBF16())
    value = builder.getIntegerAttr(lane, number.getValue().bitcastToAPInt());
  else if (auto integer = dyn_cast<IntegerAttr>(value); integer && !value.getType().isIndex())
    value = builder.getIntegerAttr(lane, integer.getValue());
  if (asRegister)
    value = DenseElementsAttr::get(VectorType::get({kLanes}, lane), Attribute(value));
  return arith::ConstantOp::create(builder, loc, value);
}

Value laneNumbers(OpBuilder &builder, Location loc, Type lane) {
  SmallVector<Attribute> numbers;
  for (int64_t i = 0; i < kLanes; ++i)
    numbers.push_back(builder.getIntegerAttr(lane, i));
  return arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(VectorType::get({kLanes}, lane), numbers));
}

Value splat(OpBuilder &builder, Location loc, Value scalar) {
  return vector::BroadcastOp::create(builder, loc, VectorType::get({kLanes}, scalar.getType()),
                                     scalar);
}

Value maskBelow(OpBuilder &builder, Location loc, Value count) {
  // 32 bits are enough for a remainder and compare in one register.
  Value limit = arith::IndexCastOp::create(builder, loc, builder.getI32Type(), count);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt,
                               laneNumbers(builder, loc, builder.getI32Type()),
                               splat(builder, loc, limit));
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

static Value fromMemory(OpBuilder &builder, Location loc, Value value, Type element) {
  if (!element.isInteger(1))
    return value;
  Value zero = constantOf(builder, loc, value.getType(), 0);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, value, zero);
}

static Value toMemory(OpBuilder &builder, Location loc, Value value, Type element) {
  if (!element.isInteger(1))
    return value;
  return arith::ExtUIOp::create(builder, loc, withElement(value.getType(), builder.getI8Type()),
                                value);
}

static Value allLanes(OpBuilder &builder, Location loc) {
  return constantOf(builder, loc, VectorType::get({kLanes}, builder.getI1Type()), 1);
}

/// The addresses of 16 lanes that do not lie side by side.
static Value lanePointers(OpBuilder &builder, Location loc, const Lanes &lanes) {
  Type i64 = builder.getI64Type();
  Value numbers = laneNumbers(builder, loc, i64);
  Value stride = constantOf(builder, loc, numbers.getType(), lanes.stride);
  Value offsets = arith::MulIOp::create(builder, loc, numbers, stride);
  Type pointers = VectorType::get({kLanes}, lanes.pointer.getType());
  return LLVM::GEPOp::create(builder, loc, pointers, memoryType(lanes.element), lanes.pointer,
                             ArrayRef<LLVM::GEPArg>{offsets});
}

Value loadLanes(OpBuilder &builder, Location loc, const Lanes &lanes, Value mask) {
  Type memory = memoryType(lanes.element);
  if (lanes.stride == 0)
    return splat(builder, loc, loadScalar(builder, loc, lanes.pointer, lanes.element));
  auto type = VectorType::get({kLanes}, memory);
  int64_t bytes = elementBytes(lanes.element);
  Value value;
  if (lanes.stride != 1) {
    Value active = mask ? mask : allLanes(builder, loc);
    value = LLVM::masked_gather::create(builder, loc, type, lanePointers(builder, loc, lanes),
                                        active, constantOf(builder, loc, type, 0),
                                        builder.getI32IntegerAttr(bytes));
  } else if (mask) {
    value = LLVM::MaskedLoadOp::create(builder, loc, type, lanes.pointer, mask,
                                       constantOf(builder, loc, type, 0),
                                       builder.getI32IntegerAttr(bytes), nullptr);
  } else {
    value = LLVM::LoadOp::create(builder, loc, type, lanes.pointer, bytes);
  }
  return fromMemory(builder, loc, value, lanes.element);
}

void storeLanes(OpBuilder &builder, Location loc, Value value, const Lanes &lanes, Value mask) {
  value = toMemory(builder, loc, value, lanes.element);
  int64_t bytes = elementBytes(lanes.element);
  if (lanes.stride != 1) {
    Value active = mask ? mask : allLanes(builder, loc);
    LLVM::masked_scatter::create(builder, loc, value, lanePointers(builder, loc, lanes), active,
                                 builder.getI32IntegerAttr(bytes));
  } else if (mask) {
    LLVM::MaskedStoreOp::create(builder, loc, value, lanes.pointer, mask,
                                builder.getI32IntegerAttr(bytes));
  } else {
    LLVM::StoreOp::create(builder, loc, value, lanes.pointer, bytes);
  }
}

Value loadScalar(OpBuilder &builder, Location loc, Value pointer, Type element) {
  Value value =
      LLVM::LoadOp::create(builder, loc, memoryType(element), pointer, elementBytes(element));
  return fromMemory(builder, loc, value, element);
}

void storeScalar(OpBuilder &builder, Location loc, Value value, Value pointer, Type element) {
  LLVM::StoreOp::create(builder, loc, toMemory(builder, loc, value, element), pointer,
                        elementBytes(element));
}

Value advance(OpBuilder &builder, Location loc, Value pointer, Value index, int64_t stride,
              Type element) {
  if (stride == 0)
    return pointer;
  if (stride != 1)
    index = arith::MulIOp::create(builder, loc, index,
                                  arith::ConstantIndexOp::create(builder, loc, stride));
  Value offset = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), index);
  return LLVM::GEPOp::create(builder, loc, pointer.getType(), memoryType(element), pointer,
                             ArrayRef<LLVM::GEPArg>{offset});
}

//===----------------------------------------------------------------------===//
// bf16
//===----------------------------------------------------------------------===//

Value extendBF16(OpBuilder &builder, Location loc, Value bits) {
  Type wide = withElement(bits.getType(), builder.getI32Type());
  Value extended = arith::ExtUIOp::create(builder, loc, wide, bits);
  Value shifted = arith::ShLIOp::create(builder, loc, extended, constantOf(builder, loc, wide, 16));
  return arith::BitcastOp::create(builder, loc, withElement(wide, builder.getF32Type()), shifted);
}

Value truncateBF16(OpBuilder &builder, Location loc, Value value) {
  Type wide = withElement(value.getType(), builder.getI32Type());
  Type narrow = withElement(value.getType(), builder.getI16Type());
  Value bits = arith::BitcastOp::create(builder, loc, wide, value);
  Value high = arith::ShRUIOp::create(builder, loc, bits, constantOf(builder, loc, wide, 16));
  Value odd = arith::AndIOp::create(builder, loc, high, constantOf(builder, loc, wide, 1));
  Value bias = arith::AddIOp::create(builder, loc, odd, constantOf(builder, loc, wide, 0x7fff));
  Value sum = arith::AddIOp::create(builder, loc, bits, bias);
  Value rounded = arith::ShRUIOp::create(builder, loc, sum, constantOf(builder, loc, wide, 16));
  Value isNaN = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO, value, value);
  Value result =
      arith::SelectOp::create(builder, loc, isNaN, constantOf(builder, loc, wide, 0x7fc0), rounded);
  return arith::TruncIOp::create(builder, loc, narrow, result);
}

} // namespace mock::codegen::native
