//===- Main.cpp - Prints device programs -----------------------------------===//
#include "Options.h"
#include "ProgramJson.h"
#include "mock/runtime/isa/Encoding.h"
#include "mock/runtime/profile/Profile.h"

#include <fstream>
#include <iostream>
#include <sstream>

using namespace mock;

namespace {

constexpr int kBadInput = 1;
constexpr int kWrongUse = 2;

int report(int status, const std::string &message) {
  std::cerr << "mock-objdump: error: " << message << "\n";
  return status;
}

Expected<std::string> readInput(const std::string &path) {
  std::ostringstream content;
  if (path == "-") {
    content << std::cin.rdbuf();
    return content.str();
  }
  std::ifstream file(path, std::ios::binary);
  // A folder opens but does not read.
  if (!file || file.peek() == std::ifstream::traits_type::eof()) {
    bool empty = file.is_open() && file.eof() && !file.bad();
    return Error{Error::Kind::Value,
                 empty ? "'" + path + "' is empty" : "cannot read '" + path + "'"};
  }
  content << file.rdbuf();
  return content.str();
}

bool writeOutput(const std::string &path, std::span<const std::byte> bytes) {
  const char *data = reinterpret_cast<const char *>(bytes.data());
  auto size = static_cast<std::streamsize>(bytes.size());
  if (path == "-")
    return static_cast<bool>(std::cout.write(data, size).flush());
  std::ofstream file(path, std::ios::binary);
  return static_cast<bool>(file.write(data, size).flush());
}

std::string argumentTable(const isa::Program &program) {
  std::string text;
  for (size_t i = 0; i < program.arguments.size(); ++i) {
    const isa::Argument &argument = program.arguments[i];
    text += std::to_string(i) + "\t" + argument.name + "\t" + std::to_string(argument.bytes) +
            "\t" + (argument.read ? "r" : "-") + (argument.write ? "w" : "-") + "\n";
  }
  return text;
}

/// The header's lines of the assembly, and how much there is of the rest.
std::string headers(isa::Program program) {
  std::string sizes = "bodies " + std::to_string(program.bodies.size()) + "\ninstructions " +
                      std::to_string(program.instructions.size()) + "\n";
  program.bodies.clear();
  program.instructions.clear();
  program.locations.clear();
  return isa::print(program) + sizes;
}

int dump(const objdump::Options &options, const std::string &content) {
  Expected<isa::Program> program = isa::decode(std::as_bytes(std::span(content)));
  if (!program)
    return report(kBadInput, options.input + ": " + program.error().message);
  if (options.json)
    std::cout << objdump::toJson(*program) << "\n";
  else if (options.arguments)
    std::cout << argumentTable(*program);
  else
    std::cout << (options.headers ? headers(*program) : isa::print(*program));
  std::cout.flush();
  return std::cout ? 0 : report(kBadInput, "cannot write to standard output");
}

int assemble(const objdump::Options &options, const std::string &content) {
  auto profile = profile::load(options.profile);
  if (!profile)
    return report(kWrongUse, profile.error().message);
  Expected<isa::Program> program = isa::assemble(content, **profile);
  if (!program)
    return report(kBadInput, options.input + ":" + program.error().message);
  Expected<std::vector<std::byte>> bytes = isa::encode(*program, **profile);
  if (!bytes)
    return report(kBadInput, options.input + ": " + bytes.error().message);
  if (!writeOutput(options.output, *bytes))
    return report(kBadInput, "cannot write '" + options.output + "'");
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  Expected<objdump::Options> options =
      objdump::parseOptions(std::vector<std::string>(argv + 1, argv + argc));
  if (!options)
    return report(kWrongUse, options.error().message + "; see mock-objdump --help");
  if (options->help) {
    std::cout << objdump::usage();
    return 0;
  }
  if (options->version) {
    std::cout << "mock-objdump " << MOCK_VERSION << ", instruction set " << isa::kVersion << "\n";
    return 0;
  }
  Expected<std::string> content = readInput(options->input);
  if (!content)
    return report(kBadInput, content.error().message);
  return options->assemble ? assemble(*options, *content) : dump(*options, *content);
}
