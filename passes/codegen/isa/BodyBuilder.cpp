//===- BodyBuilder.cpp - Bodies on virtual registers -----------------------===//

#include "BodyBuilder.h"

#include "mock/runtime/isa/BodyTraits.h"

using namespace mlir;
using mock::isa::BodyOpcode;
using mock::isa::RegisterType;

namespace mock::codegen {

std::optional<RegisterType> registerTypeOf(Type type) {
  if (type.isInteger(1))
    return RegisterType::Pred;
  if (type.isInteger(64) || type.isIndex())
    return RegisterType::I64;
  if (type.isInteger(8) || type.isInteger(16) || type.isInteger(32))
    return RegisterType::I32;
  if (type.isF32() || type.isBF16() || type.isF16())
    return RegisterType::F32;
  return std::nullopt;
}

VirtualRegister BodyBuilder::add(BodyOpcode opcode, RegisterType type,
                                 ArrayRef<VirtualRegister> operands, uint64_t immediate) {
  ops.push_back({opcode, type, llvm::SmallVector<VirtualRegister, 3>(operands), immediate});
  return static_cast<VirtualRegister>(ops.size() - 1);
}

VirtualRegister BodyBuilder::constant(RegisterType type, uint64_t bits) {
  auto [place, isNew] = constants.try_emplace({type, bits}, 0);
  if (isNew)
    place->second = add(BodyOpcode::Constant, type, {}, bits);
  return place->second;
}

VirtualRegister BodyBuilder::integer(RegisterType type, int64_t value) {
  return constant(type, type == RegisterType::I32 ? static_cast<uint32_t>(value)
                                                  : static_cast<uint64_t>(value));
}

VirtualRegister BodyBuilder::convert(RegisterType to, VirtualRegister value) {
  RegisterType from = typeOf(value);
  return from == to ? value : add(BodyOpcode::Convert, to, value, static_cast<uint64_t>(from));
}

VirtualRegister BodyBuilder::negate(VirtualRegister pred) {
  return add(BodyOpcode::Xor, RegisterType::Pred, {pred, constant(RegisterType::Pred, 1)});
}

VirtualRegister BodyBuilder::wrap(VirtualRegister value, unsigned bits) {
  if (bits >= 32)
    return value;
  VirtualRegister amount = integer(RegisterType::I32, 32 - bits);
  VirtualRegister high = add(BodyOpcode::Shl, RegisterType::I32, {value, amount});
  return add(BodyOpcode::Shr, RegisterType::I32, {high, amount});
}

RegisterType BodyBuilder::typeOf(VirtualRegister value) const {
  isa::BodyOp op;
  op.opcode = ops[value].opcode;
  op.type = ops[value].type;
  return isa::resultType(op);
}

} // namespace mock::codegen
