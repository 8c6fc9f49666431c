//===- BodyTraits.cpp - Types and operands of body operations --------------===//
#include "mock/runtime/isa/BodyTraits.h"

#include <iterator>

namespace mock::isa {
namespace {

enum class Cost { Simple, Transcendental };

struct Traits {
  int operands;
  Cost cost;
};

constexpr Traits kTraits[] = {
#define MOCK_BODY_OP(Enumerator, Mnemonic, Operands, BodyCost) {Operands, Cost::BodyCost},
#include "mock/runtime/isa/BodyOps.def"
};

/// print() also takes programs that validate() would refuse.
constexpr Traits kInvalid = {0, Cost::Simple};

const Traits &traits(BodyOpcode opcode) {
  size_t index = static_cast<size_t>(opcode);
  return index < std::size(kTraits) ? kTraits[index] : kInvalid;
}

bool isArithmetic(RegisterType type) { return type != RegisterType::Pred; }

bool isInteger(RegisterType type) { return type == RegisterType::I32 || type == RegisterType::I64; }

} // namespace

int operandCount(BodyOpcode opcode) { return traits(opcode).operands; }

bool isTranscendental(BodyOpcode opcode) { return traits(opcode).cost == Cost::Transcendental; }

bool isComparison(BodyOpcode opcode) {
  return opcode >= BodyOpcode::CmpEq && opcode <= BodyOpcode::CmpGe;
}

bool definesRegister(BodyOpcode opcode) { return opcode != BodyOpcode::Output; }

bool hasImmediate(BodyOpcode opcode) {
  return opcode == BodyOpcode::Input || opcode == BodyOpcode::Output ||
         opcode == BodyOpcode::Constant || opcode == BodyOpcode::Index ||
         opcode == BodyOpcode::Convert;
}

bool supports(BodyOpcode opcode, RegisterType type) {
  switch (opcode) {
  case BodyOpcode::Input:
  case BodyOpcode::Output:
  case BodyOpcode::Constant:
  case BodyOpcode::CmpEq:
  case BodyOpcode::CmpNe:
  case BodyOpcode::Select:
  case BodyOpcode::Convert:
    return true;
  case BodyOpcode::Index:
    return type == RegisterType::I64;
  case BodyOpcode::Add:
  case BodyOpcode::Sub:
  case BodyOpcode::Mul:
  case BodyOpcode::Div:
  case BodyOpcode::Rem:
  case BodyOpcode::Neg:
  case BodyOpcode::Abs:
  case BodyOpcode::Maximum:
  case BodyOpcode::Minimum:
  case BodyOpcode::CmpLt:
  case BodyOpcode::CmpLe:
  case BodyOpcode::CmpGt:
  case BodyOpcode::CmpGe:
    return isArithmetic(type);
  case BodyOpcode::And:
  case BodyOpcode::Or:
  case BodyOpcode::Xor:
    return isInteger(type) || type == RegisterType::Pred;
  case BodyOpcode::Shl:
  case BodyOpcode::Shr:
    return isInteger(type);
  default:
    return type == RegisterType::F32;
  }
}

RegisterType resultType(const BodyOp &op) {
  return isComparison(op.opcode) ? RegisterType::Pred : op.type;
}

RegisterType operandType(const BodyOp &op, int index) {
  if (op.opcode == BodyOpcode::Select && index == 0)
    return RegisterType::Pred;
  if (op.opcode == BodyOpcode::Convert)
    return static_cast<RegisterType>(op.immediate);
  return op.type;
}

std::optional<RegisterType> registerTypeOf(DType dtype) {
  switch (dtype) {
  case DType::Bool:
    return RegisterType::Pred;
  case DType::U8:
  case DType::I8:
  case DType::I16:
  case DType::I32:
    return RegisterType::I32;
  case DType::I64:
    return RegisterType::I64;
  case DType::F16:
  case DType::BF16:
  case DType::F32:
    return RegisterType::F32;
  case DType::F64:
  case DType::C64:
  case DType::C128:
    break;
  }
  return std::nullopt;
}

} // namespace mock::isa
