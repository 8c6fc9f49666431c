//===- Validate.cpp - Can the device take this program? --------------------===//
#include "Encoder.h"
#include "ProgramCheck.h"
#include "mock/runtime/isa/Encoding.h"

namespace mock::isa {
namespace {

Error programError(const Program &program, const std::string &message) {
  return {Error::Kind::Value, "program '" + program.name + "': " + message};
}

std::optional<std::string> checkArguments(const Program &program, const profile::Profile &profile) {
  int64_t count = static_cast<int64_t>(program.arguments.size());
  if (count > profile.maxArguments)
    return std::to_string(count) + " arguments; allowed is 0 to " +
           std::to_string(profile.maxArguments);
  for (const Argument &argument : program.arguments)
    if (argument.bytes < 0 || argument.bytes > profile.memories[0].size)
      return "argument '" + argument.name + "' has " + std::to_string(argument.bytes) +
             " bytes; allowed is 0 to " + std::to_string(profile.memories[0].size);
  return std::nullopt;
}

std::optional<std::string> checkMemories(const Program &program, const profile::Profile &profile) {
  if (program.memories.empty())
    return std::nullopt;
  if (program.memories.size() != profile.memories.size())
    return "names " + std::to_string(program.memories.size()) + " memories; profile '" +
           profile.name + "' has " + std::to_string(profile.memories.size());
  for (size_t i = 0; i < program.memories.size(); ++i)
    if (program.memories[i] != profile.memories[i].name)
      return "memory " + std::to_string(i) + " is named '" + program.memories[i] +
             "'; in profile '" + profile.name + "' it is '" + profile.memories[i].name + "'";
  return std::nullopt;
}

std::optional<std::string> checkHeader(const Program &program, const profile::Profile &profile) {
  if (profile.kind != profile::Profile::Kind::Full)
    return "profile '" + profile.name + "' is check-only; programs need a full one";
  if (program.version != kVersion)
    return "is of instruction set version " + std::to_string(program.version) +
           "; supported is version " + std::to_string(kVersion);
  if (program.cores < 1 || program.cores > profile.cores)
    return "cores is " + std::to_string(program.cores) + "; allowed is 1 to " +
           std::to_string(profile.cores);
  int64_t semaphores = static_cast<int64_t>(program.semaphores.size());
  if (semaphores > profile.semaphores)
    return std::to_string(semaphores) + " semaphores; allowed is 0 to " +
           std::to_string(profile.semaphores);
  if (std::optional<std::string> failure = checkMemories(program, profile))
    return failure;
  return checkArguments(program, profile);
}

} // namespace

Expected<void> validate(const Program &program, const profile::Profile &profile) {
  if (std::optional<std::string> failure = checkHeader(program, profile))
    return programError(program, *failure);
  if (std::optional<std::string> failure = checkBodies(program, profile))
    return programError(program, *failure);
  if (std::optional<std::string> failure = checkInstructions(program, profile))
    return programError(program, *failure);
  int64_t bytes = codeBytes(program, FieldWidths(profile));
  if (bytes > profile.maxProgramBytes)
    return programError(program, "bodies and instructions encode to " + std::to_string(bytes) +
                                     " bytes; allowed is at most " +
                                     std::to_string(profile.maxProgramBytes));
  return {};
}

} // namespace mock::isa
