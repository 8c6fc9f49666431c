//===- OperandCheck.cpp - What a device refuses of evaluated operands ------===//

#include "runtime/simulate/OperandCheck.h"
#include "runtime/simulate/FieldCheck.h"

#include <fmt/format.h>

namespace mock::simulate {

static std::string_view extentField(const isa::Operation &operation) {
  isa::Engine engine = isa::Engine::Vector;
  isa::engineOf(operation, engine);
  if (engine == isa::Engine::Vector)
    return "vector.extent";
  return engine == isa::Engine::Matrix ? "matrix.extent" : "dma.extent";
}

static MaybeProblem checkFields(const profile::Profile &profile,
                                const isa::Instruction &instruction, const Descriptor &descriptor) {
  FieldCheck fields(profile);
  std::string_view extent = extentField(instruction.operation);
  for (int d = 0; d < descriptor.iteration.rank; ++d)
    fields.check(extent, descriptor.iteration.extents[d]);
  if (descriptor.indexed)
    fields.check("address.base", descriptor.indexed->base);
  for (const Access &access : descriptor.accesses) {
    fields.check("address.base", access.base);
    for (int d = 0; d < access.box.rank; ++d)
      fields.check(extent, access.box.extents[d]);
  }
  return std::move(fields.problem);
}

static MaybeProblem misaligned(const Access &access, const char *what, int64_t value,
                               int64_t multiple) {
  return Problem{Fault::Kind::Misaligned, fmt::format("{} of {} is {}, no multiple of {}", what,
                                                      access.name(), value, multiple)};
}

/// Bases in a core's memory are aligned as the memory says; everything is aligned to its elements.
static MaybeProblem checkAlignment(const profile::Profile &profile, const Access &access) {
  if (access.memory != 0) {
    int64_t alignment = profile.memories[access.memory].alignment;
    if (access.base % alignment != 0)
      return misaligned(access, "the base", access.base, alignment);
  }
  if (access.base % access.elementBytes != 0)
    return misaligned(access, "the base", access.base, access.elementBytes);
  for (int d = 0; d < access.box.rank; ++d)
    if (access.box.extents[d] > 1 && access.box.strides[d] % access.elementBytes != 0)
      return misaligned(access, "a stride", access.box.strides[d], access.elementBytes);
  return std::nullopt;
}

static MaybeProblem checkMultiples(const profile::Profile &profile, const Descriptor &descriptor) {
  int64_t multiple = profile.matrix.extentMultiple;
  for (int d = 0; d < 3; ++d)
    if (descriptor.iteration.extents[d] % multiple != 0)
      return Problem{Fault::Kind::WrongTile,
                     fmt::format("extent {} is {}; the matrix engine takes multiples of {}",
                                 "mnk"[d], descriptor.iteration.extents[d], multiple)};
  return std::nullopt;
}

/// What is written, what the matrix engine packs and what indices move has room in its memory even
/// if no two elements shared a byte. This bounds the work and the host's memory that one
/// instruction can ask for.
static MaybeProblem checkSize(const isa::Program &program, const profile::Profile &profile,
                              const Access &access) {
  int64_t size = access.memory == 0 ? program.arguments[access.argument].bytes
                                    : profile.memories[access.memory].size;
  if (access.box.elements() <= size / access.elementBytes)
    return std::nullopt;
  return Problem{Fault::Kind::WrongTile,
                 fmt::format("{} has {} elements of {} bytes; its memory has {} bytes",
                             access.name(), access.box.elements(), access.elementBytes, size)};
}

template <typename Indexed>
static MaybeProblem checkSteps(const Indexed &operation, const Access &access) {
  for (const isa::IndexOperand &index : operation.indices)
    if (index.step % access.elementBytes != 0)
      return misaligned(access, "the step of an index", index.step, access.elementBytes);
  return std::nullopt;
}

static MaybeProblem checkIndexed(const profile::Profile &profile, const isa::Operation &operation,
                                 const Access &access) {
  if (auto problem = checkAlignment(profile, access))
    return problem;
  if (const auto *gather = std::get_if<isa::Gather>(&operation))
    return checkSteps(*gather, access);
  return checkSteps(std::get<isa::Scatter>(operation), access);
}

MaybeProblem checkOperands(const isa::Program &program, const profile::Profile &profile,
                           const isa::Instruction &instruction, const Descriptor &descriptor) {
  if (auto problem = checkFields(profile, instruction, descriptor))
    return problem;
  const isa::Operation &operation = instruction.operation;
  if (std::holds_alternative<isa::MatMul>(operation))
    if (auto problem = checkMultiples(profile, descriptor))
      return problem;
  if (descriptor.indexed)
    if (auto problem = checkIndexed(profile, operation, *descriptor.indexed))
      return problem;
  isa::Engine engine = isa::Engine::Vector;
  isa::engineOf(operation, engine);
  bool bounded = engine == isa::Engine::Matrix || descriptor.indexed;
  for (const Access &access : descriptor.accesses) {
    if (auto problem = checkAlignment(profile, access))
      return problem;
    if (access.write || bounded)
      if (auto problem = checkSize(program, profile, access))
        return problem;
  }
  return std::nullopt;
}

static MaybeProblem checkBinding(const isa::Argument &argument, const Binding &binding,
                                 const profile::Memory &memory) {
  if (argument.bytes > 0 && (!binding.data || binding.bytes < size_t(argument.bytes)))
    return Problem{Fault::Kind::OutOfRange,
                   fmt::format("argument {} is bound to {} bytes; the program touches {}",
                               argument.name, binding.data ? binding.bytes : 0, argument.bytes)};
  if (binding.deviceAddress % uint64_t(memory.alignment) != 0)
    return Problem{Fault::Kind::Misaligned,
                   fmt::format("argument {} is at device address {:#x}, no multiple of {}",
                               argument.name, binding.deviceAddress, memory.alignment)};
  size_t tracked = binding.initialised ? binding.initialised->size() : 0;
  bool inside = binding.initialisedOffset <= tracked &&
                size_t(argument.bytes) <= tracked - binding.initialisedOffset;
  if (binding.initialised && !inside)
    return Problem{Fault::Kind::OutOfRange,
                   fmt::format("argument {} lies beyond the memory it is bound to", argument.name)};
  return std::nullopt;
}

MaybeProblem checkBindings(const isa::Program &program, const profile::Profile &profile,
                           std::span<const Binding> arguments) {
  if (arguments.size() != program.arguments.size())
    return Problem{Fault::Kind::InvalidProgram,
                   fmt::format("{} arguments are bound; the program has {}", arguments.size(),
                               program.arguments.size())};
  for (size_t i = 0; i < arguments.size(); ++i)
    if (auto problem = checkBinding(program.arguments[i], arguments[i], profile.memories[0]))
      return problem;
  return std::nullopt;
}

} // namespace mock::simulate
