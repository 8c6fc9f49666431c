//===- Printer.cpp - Programs as text --------------------------------------===//
#include "ArgumentNames.h"
#include "Describe.h"
#include "Opcode.h"
#include "Text.h"
#include "mock/runtime/isa/Encoding.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>

namespace mock::isa {
namespace {

/// A visitor of Describe.h that writes one line.
class Printer {
public:
  Printer(const Program &program, const std::vector<std::string> &arguments)
      : program(program), arguments(arguments) {}

  std::string take() { return std::move(line); }

  void token(std::string_view word) { put(word); }
  void flag(std::string_view word, bool present) {
    if (present)
      put(word);
  }
  void raw(uint64_t value) { put(hexadecimal(value)); }
  template <typename T> void field(Field, T value, int64_t = 0) { put(std::to_string(value)); }
  template <typename T> void named(char prefix, Field, T value) {
    put(prefix + std::to_string(value));
  }
  template <typename T> void choice(Field, T value, std::span<const std::string_view> names) {
    size_t index = static_cast<size_t>(value);
    put(index < names.size() ? names[index] : "invalid");
  }
  template <typename T, typename Element>
  void list(Field, const std::vector<T> &list, Element element) {
    fixedList(list.size(), list, element);
  }
  template <typename Container, typename Element>
  void fixedList(size_t, const Container &list, Element element) {
    put("[");
    bool first = true;
    for (const auto &item : list) {
      if (!first)
        put(",");
      element(item);
      first = false;
    }
    put("]");
  }
  template <typename T, typename Element>
  void repeat(Field, std::string_view word, const std::vector<T> &list, Element element) {
    for (const T &item : list) {
      put(word);
      element(item);
    }
  }
  void place(uint8_t memory, uint16_t argument) {
    if (memory == 0)
      put(argument < arguments.size() ? arguments[argument] : fmt::format("%{}", argument));
    else if (memory < program.memories.size())
      put(program.memories[memory]);
    else
      put("memory" + std::to_string(memory));
    glue = true;
  }
  void opcode(const Operation &operation) { put(isa::name(operation)); }
  void bodyResult(const BodyOp &op) {
    if (!definesRegister(op.opcode))
      return;
    named('r', Field::BodyRegister, op.destination);
    put("=");
  }
  void bodyImmediate(const BodyOp &op) {
    if (op.opcode == BodyOpcode::Constant)
      put(constant(op));
    else if (op.opcode == BodyOpcode::Convert && op.immediate < registerTypeNames().size())
      put(registerTypeNames()[op.immediate]);
    else
      put(std::to_string(op.immediate));
  }

private:
  /// Spaces as a person sets them: none within brackets, around * and before commas.
  void put(std::string_view word) {
    bool closes = word == "]" || word == ")" || word == "," || word == "*";
    bool calls = word == "(" && (line.ends_with("min") || line.ends_with("roundup"));
    if (!line.empty() && !glue && !closes && !calls)
      line += ' ';
    line += word;
    glue = (word == "[" || word == "(" || word == "*" || word == "#" || word == "@");
  }

  /// The shortest text that reads back to the same bits; hexadecimal where there is none.
  static std::string constant(const BodyOp &op) {
    uint64_t bits = op.immediate;
    if (bits <= UINT32_MAX && op.type == RegisterType::F32) {
      float value = std::bit_cast<float>(static_cast<uint32_t>(bits));
      if (std::isfinite(value))
        return shortest(value);
    }
    if (bits <= UINT32_MAX && op.type == RegisterType::I32)
      return std::to_string(static_cast<int32_t>(bits));
    if (op.type == RegisterType::I64)
      return std::to_string(static_cast<int64_t>(bits));
    if (bits <= 1 && op.type == RegisterType::Pred)
      return std::to_string(bits);
    return hexadecimal(bits);
  }
  static std::string shortest(float value) {
    char buffer[32];
    auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), value);
    std::string text(buffer, end);
    // Tells a float from an integer at sight.
    return text.find_first_of(".e") == text.npos ? text + ".0" : text;
  }
  static std::string hexadecimal(uint64_t value) {
    char buffer[24];
    auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), value, 16);
    return "0x" + std::string(buffer, end);
  }

  const Program &program;
  const std::vector<std::string> &arguments;
  std::string line;
  bool glue = false;
};

std::string printMemories(const Program &program) {
  std::string text;
  for (const std::string &memory : program.memories)
    text += (text.empty() ? "" : ", ") + memory;
  return text.empty() ? "" : "memories [" + text + "]\n";
}

std::string printHeader(const Program &program) {
  std::string text = "program " + quote(program.name) + "\n";
  text += "version " + std::to_string(program.version) + "\n";
  text += "profile " + quote(program.profile) + " digest " + quote(program.profileDigest) + "\n";
  text += printMemories(program);
  text += "cores " + std::to_string(program.cores) + "\n";
  for (const Argument &argument : program.arguments)
    text += "argument " + quote(argument.name) + " bytes " + std::to_string(argument.bytes) +
            (argument.read ? " read" : "") + (argument.write ? " write" : "") + "\n";
  for (size_t i = 0; i < program.semaphores.size(); ++i)
    text += "semaphore s" + std::to_string(i) + " credits " +
            std::to_string(program.semaphores[i]) + "\n";
  return text;
}

std::string printLocations(const Program &program) {
  std::string text;
  for (size_t i = 0; i < program.locations.size(); ++i) {
    const Location &location = program.locations[i];
    // Entry 0 is the unknown location, which goes without saying.
    if (i == 0 && location == Location{})
      continue;
    text += "location @" + std::to_string(i) + " " + quote(location.file) + " " +
            std::to_string(location.line) + " " + quote(location.function) + " " +
            quote(location.code) + "\n";
  }
  return text;
}

std::string printBody(const Program &program, size_t index,
                      const std::vector<std::string> &arguments) {
  std::string text = "body " + std::to_string(index) + "\n";
  for (const BodyOp &op : program.bodies[index].ops) {
    Printer printer(program, arguments);
    describeBodyOp(printer, op);
    text += "  " + printer.take() + "\n";
  }
  return text + "end\n";
}

std::string printLine(const Program &program, const Instruction &instruction,
                      const std::vector<std::string> &arguments) {
  Printer printer(program, arguments);
  describeInstruction(printer, instruction);
  return printer.take();
}

} // namespace

std::string printInstruction(const Program &program, size_t index) {
  if (index >= program.instructions.size())
    return "instruction " + std::to_string(index) + " (there are " +
           std::to_string(program.instructions.size()) + ")";
  return printLine(program, program.instructions[index], argumentNames(program));
}

std::string print(const Program &program) {
  std::vector<std::string> arguments = argumentNames(program);
  std::string text = printHeader(program) + printLocations(program);
  for (size_t i = 0; i < program.bodies.size(); ++i)
    text += printBody(program, i, arguments);
  size_t depth = 0;
  for (const Instruction &instruction : program.instructions) {
    if (std::holds_alternative<LoopEnd>(instruction.operation) && depth > 0)
      --depth;
    text += std::string(2 * depth, ' ') + printLine(program, instruction, arguments) + "\n";
    depth += std::holds_alternative<LoopBegin>(instruction.operation);
  }
  return text;
}

} // namespace mock::isa
