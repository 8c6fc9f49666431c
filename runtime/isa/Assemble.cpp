//===- Assemble.cpp - From text to a program -------------------------------===//
#include "ArgumentNames.h"
#include "Parser.h"
#include "mock/runtime/isa/Encoding.h"

namespace mock::isa {
namespace {

class Assembler {
public:
  Assembler(std::string_view text, const profile::Profile &profile) : in(tokenize(text)) {
    for (const profile::Memory &memory : profile.memories)
      memories.push_back(memory.name);
    program.profile = profile.name;
    program.profileDigest = profile.digest();
    program.locations.emplace_back();
  }

  Expected<Program> run() {
    while (!in.failure() && !in.atEnd() && readHeaderItem()) {
    }
    arguments = argumentNames(program);
    while (!in.failure() && in.accept("body"))
      readBody();
    while (!in.failure() && !in.atEnd())
      readInstruction();
    if (in.failure())
      return *in.failure();
    return std::move(program);
  }

private:
  /// False at the first body or instruction.
  bool readHeaderItem() {
    if (in.accept("program"))
      program.name = in.expectString();
    else if (in.accept("version"))
      program.version = in.expectInteger<uint16_t>();
    else if (in.accept("profile"))
      readProfile();
    else if (in.accept("memories"))
      readMemories();
    else if (in.accept("cores"))
      program.cores = in.expectInteger<uint16_t>();
    else if (in.accept("argument"))
      readArgument();
    else if (in.accept("semaphore"))
      readSemaphore();
    else if (in.accept("location"))
      readLocation();
    else
      return false;
    return true;
  }

  void readProfile() {
    program.profile = in.expectString();
    in.expect("digest");
    program.profileDigest = in.expectString();
  }

  void readMemories() {
    in.expect("[");
    program.memories.clear();
    do
      program.memories.push_back(in.expectWord("the name of a memory"));
    while (!in.failure() && in.accept(","));
    in.expect("]");
    memories = program.memories;
  }

  void readArgument() {
    Argument argument;
    argument.name = in.expectString();
    in.expect("bytes");
    argument.bytes = in.expectInteger<int64_t>();
    argument.read = in.accept("read");
    argument.write = in.accept("write");
    program.arguments.push_back(std::move(argument));
  }

  /// Entries are numbered as they come; the number is there for the reader's eye.
  void expectNext(size_t given, size_t next, const char *what) {
    if (given != next)
      in.fail(std::string(what) + " " + std::to_string(next) + " comes next, not " +
              std::to_string(given));
  }

  void readSemaphore() {
    expectNext(in.expectNamed<uint8_t>('s'), program.semaphores.size(), "semaphore");
    in.expect("credits");
    program.semaphores.push_back(in.expectInteger<uint16_t>());
  }

  void readLocation() {
    in.expect("@");
    uint32_t number = in.expectInteger<uint32_t>();
    Location location;
    location.file = in.expectString();
    location.line = in.expectInteger<int32_t>();
    location.function = in.expectString();
    location.code = in.expectString();
    if (number == 0) {
      program.locations[0] = std::move(location);
      return;
    }
    expectNext(number, program.locations.size(), "location");
    program.locations.push_back(std::move(location));
  }

  void readBody() {
    expectNext(in.expectInteger<uint16_t>(), program.bodies.size(), "body");
    Parser parser(in, memories, arguments);
    Body body;
    while (!in.failure() && !in.accept("end"))
      describeBodyOp(parser, body.ops.emplace_back());
    program.bodies.push_back(std::move(body));
  }

  void readInstruction() {
    Parser parser(in, memories, arguments);
    describeInstruction(parser, program.instructions.emplace_back());
  }

  TokenReader in;
  std::vector<std::string> memories, arguments;
  Program program;
};

} // namespace

Expected<Program> assemble(std::string_view text, const profile::Profile &profile) {
  return Assembler(text, profile).run();
}

} // namespace mock::isa
