//===- ProgramJson.cpp - A program as JSON ---------------------------------===//
#include "ProgramJson.h"

#include "mock/runtime/isa/BodyTraits.h"
#include "mock/runtime/isa/Encoding.h"
#include "mock/runtime/isa/Names.h"

#include <nlohmann/json.hpp>

namespace mock::objdump {
namespace {

using nlohmann::ordered_json;

ordered_json arguments(const isa::Program &program) {
  ordered_json list = ordered_json::array();
  for (const isa::Argument &argument : program.arguments)
    list.push_back({{"name", argument.name},
                    {"bytes", argument.bytes},
                    {"read", argument.read},
                    {"write", argument.write}});
  return list;
}

ordered_json bodies(const isa::Program &program) {
  ordered_json list = ordered_json::array();
  for (const isa::Body &body : program.bodies) {
    ordered_json operations = ordered_json::array();
    for (const isa::BodyOp &op : body.ops) {
      ordered_json registers = ordered_json::array();
      for (int i = 0; i < isa::operandCount(op.opcode); ++i)
        registers.push_back(op.operands[i]);
      ordered_json entry = {
          {"op", isa::name(op.opcode)}, {"type", isa::name(op.type)}, {"operands", registers}};
      if (isa::definesRegister(op.opcode))
        entry["destination"] = op.destination;
      if (isa::hasImmediate(op.opcode))
        entry["immediate"] = op.immediate;
      operations.push_back(std::move(entry));
    }
    list.push_back(std::move(operations));
  }
  return list;
}

ordered_json instruction(const isa::Program &program, size_t index) {
  const isa::Instruction &instruction = program.instructions[index];
  ordered_json entry = {{"index", index},
                        {"opcode", isa::name(instruction.operation)},
                        {"text", isa::printInstruction(program, index)}};
  isa::Engine engine = isa::Engine::Vector;
  if (isa::engineOf(instruction.operation, engine))
    entry["engine"] = isa::name(engine);
  if (const isa::Sync *sync = isa::syncOf(instruction.operation)) {
    entry["pop"] = sync->pop;
    entry["push"] = sync->push;
  }
  if (instruction.location != 0)
    entry["location"] = instruction.location;
  return entry;
}

ordered_json locations(const isa::Program &program) {
  ordered_json list = ordered_json::array();
  for (const isa::Location &location : program.locations)
    list.push_back({{"file", location.file},
                    {"line", location.line},
                    {"function", location.function},
                    {"code", location.code}});
  return list;
}

} // namespace

std::string toJson(const isa::Program &program) {
  ordered_json instructions = ordered_json::array();
  for (size_t i = 0; i < program.instructions.size(); ++i)
    instructions.push_back(instruction(program, i));
  ordered_json document = {{"name", program.name},
                           {"isa", program.version},
                           {"profile", program.profile},
                           {"digest", program.profileDigest},
                           {"memories", program.memories},
                           {"cores", program.cores},
                           {"arguments", arguments(program)},
                           {"semaphores", program.semaphores},
                           {"locations", locations(program)},
                           {"bodies", bodies(program)},
                           {"instructions", instructions}};
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

} // namespace mock::objdump
