//===- BodyCheck.cpp - Bodies of vector instructions are well formed -------===//
#include "ProgramCheck.h"
#include "RangeCheck.h"

#include <fmt/format.h>

#include <array>

namespace mock::isa {
namespace {

using Registers = std::array<std::optional<RegisterType>, 256>;

std::string registerName(uint8_t number) { return fmt::format("r{}", number); }

std::optional<std::string> checkImmediate(const BodyOp &op) {
  switch (op.opcode) {
  case BodyOpcode::Convert:
    if (op.immediate >= registerTypeNames().size())
      return "source type " + std::to_string(op.immediate) + " does not exist";
    break;
  case BodyOpcode::Constant:
    if (op.type == RegisterType::F32 && op.immediate > UINT32_MAX)
      return "the constant has more than the 32 bits of f32";
    if (op.type == RegisterType::Pred && op.immediate > 1)
      return "a pred constant is 0 or 1, not " + std::to_string(op.immediate);
    break;
  default:
    break;
  }
  return std::nullopt;
}

std::optional<std::string> checkOperands(const BodyOp &op, const Registers &registers) {
  for (int i = 0; i < operandCount(op.opcode); ++i) {
    uint8_t number = op.operands[i];
    if (!registers[number])
      return registerName(number) + " is read before it is written";
    if (RegisterType wanted = operandType(op, i); *registers[number] != wanted)
      return registerName(number) + " is " + std::string(name(*registers[number])) + "; operand " +
             std::to_string(i) + " must be " + std::string(name(wanted));
  }
  return std::nullopt;
}

std::optional<std::string> checkOp(const BodyOp &op, const FieldWidths &widths,
                                   const profile::Profile &profile, Registers &registers) {
  RangeCheck range(widths);
  describeBodyOp(range, op);
  if (range.failure())
    return range.failure();
  int64_t highest = definesRegister(op.opcode) ? op.destination : 0;
  for (int i = 0; i < operandCount(op.opcode); ++i)
    highest = std::max<int64_t>(highest, op.operands[i]);
  if (highest >= profile.vector.registers)
    return "register r" + std::to_string(highest) + " does not exist; there are " +
           std::to_string(profile.vector.registers);
  if (!supports(op.opcode, op.type))
    return "does not exist for " + std::string(name(op.type));
  if (std::optional<std::string> failure = checkImmediate(op))
    return failure;
  if (std::optional<std::string> failure = checkOperands(op, registers))
    return failure;
  if (definesRegister(op.opcode))
    registers[op.destination] = resultType(op);
  return std::nullopt;
}

std::optional<std::string> checkBody(const Body &body, const FieldWidths &widths,
                                     const profile::Profile &profile) {
  int64_t length = static_cast<int64_t>(body.ops.size());
  int64_t allowed = std::min(profile.vector.maxBodyLength, widths[Field::BodyLength].max());
  if (length > allowed)
    return std::to_string(length) + " operations; allowed is 0 to " + std::to_string(allowed);
  Registers registers;
  for (size_t i = 0; i < body.ops.size(); ++i)
    if (auto failure = checkOp(body.ops[i], widths, profile, registers))
      return "operation " + std::to_string(i) + " (" + std::string(name(body.ops[i].opcode)) +
             "): " + *failure;
  return std::nullopt;
}

} // namespace

std::optional<std::string> checkBodies(const Program &program, const profile::Profile &profile) {
  FieldWidths widths(profile);
  int64_t count = static_cast<int64_t>(program.bodies.size());
  int64_t allowed = widths[Field::VectorBody].max() + 1;
  if (count > allowed)
    return std::to_string(count) + " bodies; allowed is 0 to " + std::to_string(allowed);
  for (size_t i = 0; i < program.bodies.size(); ++i)
    if (auto failure = checkBody(program.bodies[i], widths, profile))
      return "body " + std::to_string(i) + ", " + *failure;
  return std::nullopt;
}

namespace {

/// in and out name an operand of the register's type.
std::optional<std::string> checkOperandUse(const BodyOp &op, const std::vector<Operand> &operands,
                                           std::string_view which) {
  if (op.immediate >= operands.size())
    return std::string(which) + " " + std::to_string(op.immediate) + " does not exist; there are " +
           std::to_string(operands.size());
  DType dtype = operands[op.immediate].dtype;
  if (registerTypeOf(dtype) != op.type)
    return std::string(which) + " " + std::to_string(op.immediate) + " is " +
           std::string(mock::name(dtype)) + "; the body takes it as " + std::string(name(op.type));
  return std::nullopt;
}

std::optional<std::string> checkUse(const BodyOp &op, const Vector &vector,
                                    std::vector<int> &written) {
  switch (op.opcode) {
  case BodyOpcode::Input:
    return checkOperandUse(op, vector.inputs, "input");
  case BodyOpcode::Output:
    if (auto failure = checkOperandUse(op, vector.outputs, "output"))
      return failure;
    ++written[op.immediate];
    return std::nullopt;
  case BodyOpcode::Index:
    if (op.immediate >= vector.indexBases.size())
      return "index of dimension " + std::to_string(op.immediate) + ", but there are " +
             std::to_string(vector.indexBases.size()) + " index bases";
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

} // namespace

std::optional<std::string> checkBodyUse(const Vector &vector, const Body &body) {
  std::vector<int> written(vector.outputs.size(), 0);
  for (size_t i = 0; i < body.ops.size(); ++i)
    if (auto failure = checkUse(body.ops[i], vector, written))
      return "body " + std::to_string(vector.body) + ", operation " + std::to_string(i) + ": " +
             *failure;
  for (size_t i = 0; i < written.size(); ++i)
    if (written[i] != 1)
      return "body " + std::to_string(vector.body) + " writes output " + std::to_string(i) + " " +
             std::to_string(written[i]) + " times; it must once";
  return std::nullopt;
}

} // namespace mock::isa
