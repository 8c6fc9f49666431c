//===- BodyCheck.cpp - Well-formed bodies ----------------------------------===//

#include "runtime/simulate/BodyCheck.h"
#include "runtime/engine/Kernels.h"

#include <fmt/format.h>

namespace mock::simulate {

using isa::BodyOp;
using isa::BodyOpcode;
using isa::RegisterType;

static int operandCount(BodyOpcode opcode) {
  static constexpr int counts[] = {
#define MOCK_BODY_OP(Enumerator, Mnemonic, Operands, Cost) Operands,
#include "mock/runtime/isa/BodyOps.def"
  };
  return counts[int(opcode)];
}

static std::string_view mnemonic(BodyOpcode opcode) {
  static constexpr std::string_view names[] = {
#define MOCK_BODY_OP(Enumerator, Mnemonic, Operands, Cost) Mnemonic,
#include "mock/runtime/isa/BodyOps.def"
  };
  return names[int(opcode)];
}

static std::string_view typeName(RegisterType type) {
  static constexpr std::string_view names[] = {"f32", "i32", "i64", "pred"};
  return names[int(type)];
}

static bool isComparison(BodyOpcode opcode) {
  return opcode >= BodyOpcode::CmpEq && opcode <= BodyOpcode::CmpGe;
}

/// Whether the engine has the operation for the type.
static bool exists(const BodyOp &op) {
  switch (op.opcode) {
  case BodyOpcode::Input:
  case BodyOpcode::Output:
  case BodyOpcode::Constant:
    return true;
  case BodyOpcode::Index:
    return op.type == RegisterType::I64;
  case BodyOpcode::Convert:
    return op.immediate < engine::kNumRegisterTypes;
  default:
    return engine::kernelsOf(engine::KernelLevel::Baseline)->body[int(op.opcode)][int(op.type)];
  }
}

static RegisterType operandType(const BodyOp &op, int operand) {
  if (op.opcode == BodyOpcode::Select && operand == 0)
    return RegisterType::Pred;
  if (op.opcode == BodyOpcode::Convert)
    return RegisterType(op.immediate);
  return op.type;
}

namespace {
/// Types of the registers that hold a value so far.
class Registers {
public:
  explicit Registers(int64_t count) : count(count) {}

  MaybeProblem read(const BodyOp &op, int operand) const {
    int number = op.operands[operand];
    if (number >= count)
      return outside(number);
    RegisterType wanted = operandType(op, operand);
    if (types[number] == int(wanted))
      return std::nullopt;
    if (types[number] < 0)
      return Problem{Fault::Kind::InvalidProgram,
                     fmt::format("{} reads r{} before it is written", mnemonic(op.opcode), number)};
    return Problem{Fault::Kind::WrongDType,
                   fmt::format("{} reads r{} as {}; it holds {}", mnemonic(op.opcode), number,
                               typeName(wanted), typeName(RegisterType(types[number])))};
  }

  MaybeProblem write(const BodyOp &op) {
    if (op.opcode == BodyOpcode::Output)
      return std::nullopt;
    if (op.destination >= count)
      return outside(op.destination);
    types[op.destination] = int(isComparison(op.opcode) ? RegisterType::Pred : op.type);
    return std::nullopt;
  }

private:
  Problem outside(int number) const {
    return {Fault::Kind::Capacity,
            fmt::format("register r{}; the vector engine has {}", number, count)};
  }

  int64_t count;
  std::array<int, 256> types = [] {
    std::array<int, 256> none;
    none.fill(-1);
    return none;
  }();
};
} // namespace

static MaybeProblem checkOp(const BodyOp &op, Registers &registers) {
  if (int(op.opcode) >= engine::kNumBodyOpcodes || int(op.type) >= engine::kNumRegisterTypes)
    return Problem{
        Fault::Kind::InvalidProgram,
        fmt::format("body operation {} of type {} does not exist", int(op.opcode), int(op.type))};
  if (!exists(op))
    return Problem{Fault::Kind::WrongDType, fmt::format("the vector engine has no {} of {}",
                                                        mnemonic(op.opcode), typeName(op.type))};
  for (int i = 0; i < operandCount(op.opcode); ++i)
    if (auto problem = registers.read(op, i))
      return problem;
  return registers.write(op);
}

MaybeProblem checkBody(const isa::Body &body, const profile::VectorEngine &engine) {
  if (int64_t(body.ops.size()) > engine.maxBodyLength)
    return Problem{Fault::Kind::Capacity,
                   fmt::format("the body has {} operations; the vector engine takes {}",
                               body.ops.size(), engine.maxBodyLength)};
  Registers registers(engine.registers);
  for (const BodyOp &op : body.ops)
    if (auto problem = checkOp(op, registers))
      return problem;
  return std::nullopt;
}

static MaybeProblem checkOperandUse(const BodyOp &op, const std::vector<isa::Operand> &operands,
                                    const char *role) {
  if (op.immediate >= operands.size())
    return Problem{Fault::Kind::InvalidProgram,
                   fmt::format("the body uses {} {}; the instruction has {}", role, op.immediate,
                               operands.size())};
  RegisterType held = RegisterType::F32;
  DType dtype = operands[op.immediate].dtype;
  if (engine::registerTypeOf(dtype, held) && held == op.type)
    return std::nullopt;
  return Problem{Fault::Kind::WrongDType,
                 fmt::format("the body takes {} {} as {}; it is {}", role, op.immediate,
                             typeName(op.type), name(dtype))};
}

MaybeProblem checkBodyUse(const isa::Body &body, const isa::Vector &vector) {
  for (const BodyOp &op : body.ops) {
    MaybeProblem problem;
    if (op.opcode == BodyOpcode::Input)
      problem = checkOperandUse(op, vector.inputs, "input");
    else if (op.opcode == BodyOpcode::Output)
      problem = checkOperandUse(op, vector.outputs, "output");
    else if (op.opcode == BodyOpcode::Index && op.immediate >= vector.extents.size())
      problem = Problem{Fault::Kind::IndexOutOfRange,
                        fmt::format("the body takes the index of dimension {}; the instruction "
                                    "has {} dimensions",
                                    op.immediate, vector.extents.size())};
    if (problem)
      return problem;
  }
  return std::nullopt;
}

} // namespace mock::simulate
