//===- ProgramCheck.cpp - What a device refuses before it starts -----------===//

#include "runtime/simulate/ProgramCheck.h"
#include "runtime/simulate/BodyCheck.h"
#include "runtime/simulate/FieldCheck.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace mock::simulate {

static MaybeProblem checkTarget(const isa::Program &program, const profile::Profile &profile) {
  if (program.version != isa::kVersion)
    return Problem{Fault::Kind::InvalidProgram,
                   fmt::format("instruction set version {}; this device runs version {}",
                               program.version, isa::kVersion)};
  if (program.profileDigest != profile.digest())
    return Problem{Fault::Kind::InvalidProgram,
                   fmt::format("made for profile {} (digest {}); this device is {} (digest {})",
                               program.profile, program.profileDigest, profile.name,
                               profile.digest())};
  return std::nullopt;
}

static MaybeProblem exceeds(const char *what, int64_t actual, int64_t limit) {
  if (actual <= limit)
    return std::nullopt;
  return Problem{Fault::Kind::Capacity,
                 fmt::format("{} {}; the device has {}", actual, what, limit)};
}

static MaybeProblem checkArguments(const isa::Program &program, const profile::Profile &profile) {
  if (auto problem = exceeds("arguments", int64_t(program.arguments.size()), profile.maxArguments))
    return problem;
  int64_t total = 0;
  for (const isa::Argument &argument : program.arguments)
    if (argument.bytes < 0 || __builtin_add_overflow(total, argument.bytes, &total))
      return Problem{Fault::Kind::InvalidProgram,
                     fmt::format("argument {} has {} bytes", argument.name, argument.bytes)};
  int main = profile.memoryIndex(profile::Memory::Role::Main);
  if (main != 0)
    return Problem{Fault::Kind::InvalidProgram, "the profile's first memory is not the main one"};
  return exceeds("bytes of arguments", total, profile.memories[0].size);
}

static MaybeProblem checkResources(const isa::Program &program, const profile::Profile &profile) {
  if (program.cores < 1)
    return Problem{Fault::Kind::InvalidProgram, "a program runs on at least 1 core"};
  if (auto problem = exceeds("cores", program.cores, profile.cores))
    return problem;
  // Encodings number semaphores with 8 bits.
  int64_t semaphores = std::min<int64_t>(profile.semaphores, 256);
  if (auto problem = exceeds("semaphores", int64_t(program.semaphores.size()), semaphores))
    return problem;
  return checkArguments(program, profile);
}

namespace {
/// Follows the control instructions: loops nest, terms use enclosing loops, and every semaphore has
/// one pushing engine.
class ControlCheck {
public:
  ControlCheck(const isa::Program &program, const profile::Profile &profile)
      : program(program), profile(profile), pushers(program.semaphores.size(), -1) {}

  MaybeProblem check(uint32_t index);
  MaybeProblem finish() const {
    if (!halted)
      return Problem{Fault::Kind::InvalidProgram, "the program does not end with halt"};
    return std::nullopt;
  }

private:
  static Problem invalid(std::string detail) {
    return {Fault::Kind::InvalidProgram, std::move(detail)};
  }
  bool encloses(int loop) const { return std::find(open.begin(), open.end(), loop) != open.end(); }
  MaybeProblem begin(const isa::LoopBegin &loop);
  MaybeProblem end();
  MaybeProblem halt(uint32_t index);
  MaybeProblem checkSync(const isa::Operation &operation);
  MaybeProblem checkTerms(const std::vector<isa::Term> &terms) const;
  MaybeProblem checkLoopUses(const isa::Operation &operation) const;

  const isa::Program &program;
  const profile::Profile &profile;
  std::vector<int> open;
  std::vector<int> pushers;
  bool halted = false;
};

MaybeProblem ControlCheck::begin(const isa::LoopBegin &loop) {
  if (encloses(loop.id))
    return invalid(fmt::format("loop {} is inside a loop of the same number", loop.id));
  if (loop.count < 0 || loop.coreDivisor < 1 || loop.coreModulus < 1)
    return invalid(fmt::format("loop {} has count {}, core divisor {} and modulus {}", loop.id,
                               loop.count, loop.coreDivisor, loop.coreModulus));
  open.push_back(loop.id);
  return exceeds("nested loops", int64_t(open.size()), profile.maxLoopDepth);
}

MaybeProblem ControlCheck::end() {
  if (open.empty())
    return invalid("the end of a loop that did not begin");
  open.pop_back();
  return std::nullopt;
}

MaybeProblem ControlCheck::halt(uint32_t index) {
  if (!open.empty() || index + 1 != program.instructions.size())
    return invalid("halt is not the last instruction");
  halted = true;
  return std::nullopt;
}

MaybeProblem ControlCheck::checkSync(const isa::Operation &operation) {
  const isa::Sync *sync = isa::syncOf(operation);
  isa::Engine engine = isa::Engine::Vector;
  if (!sync || !isa::engineOf(operation, engine))
    return std::nullopt;
  for (const auto *list : {&sync->pop, &sync->push})
    for (uint8_t semaphore : *list)
      if (semaphore >= program.semaphores.size())
        return invalid(
            fmt::format("semaphore {}; the program has {}", semaphore, program.semaphores.size()));
  for (uint8_t semaphore : sync->push) {
    if (pushers[semaphore] >= 0 && pushers[semaphore] != int(engine))
      return invalid(fmt::format("semaphore {} is pushed by two engines", semaphore));
    pushers[semaphore] = int(engine);
  }
  return std::nullopt;
}

MaybeProblem ControlCheck::checkTerms(const std::vector<isa::Term> &terms) const {
  for (const isa::Term &term : terms)
    if (!encloses(term.loop))
      return invalid(fmt::format("loop {} does not enclose the instruction", term.loop));
  return std::nullopt;
}

/// All lists of terms of an operation, and the loop of its accumulation.
struct LoopUses {
  std::vector<const std::vector<isa::Term> *> lists;
  const isa::Accumulate *accumulate = nullptr;

  void extents(const std::vector<isa::Extent> &extents) {
    for (const isa::Extent &extent : extents)
      lists.push_back(&extent.terms);
  }
  void operator()(const isa::Dma &dma) {
    lists = {&dma.source.terms, &dma.destination.terms};
    extents(dma.extents);
    for (const isa::Bounds &bounds : dma.bounds)
      lists.push_back(&bounds.origin.terms);
  }
  template <typename Indexed> void indexed(const Indexed &operation) {
    lists = {&operation.source.terms, &operation.destination.terms};
    extents(operation.extents);
    for (const isa::IndexOperand &index : operation.indices)
      lists.push_back(&index.values.address.terms);
  }
  void operator()(const isa::Gather &gather) { indexed(gather); }
  void operator()(const isa::Scatter &scatter) { indexed(scatter); }
  void operator()(const isa::Conv &conv) {
    lists = {&conv.destination.terms, &conv.input.terms,   &conv.weight.terms,
             &conv.groups.terms,      &conv.filters.terms, &conv.channels.terms};
    extents(conv.out);
    accumulate = &conv.accumulate;
  }
  void operator()(const isa::Scan &scan) {
    extents(scan.extents);
    for (const isa::Operand *operand : {&scan.input, &scan.output, &scan.carry})
      lists.push_back(&operand->address.terms);
    accumulate = &scan.accumulate;
  }
  void operator()(const isa::Sort &sort) {
    extents(sort.extents);
    for (const isa::Operand *operand : {&sort.input, &sort.values, &sort.positions})
      lists.push_back(&operand->address.terms);
  }
  void operator()(const isa::MatMul &matmul) {
    lists = {&matmul.destination.terms, &matmul.a.terms, &matmul.b.terms,
             &matmul.m.terms,           &matmul.n.terms, &matmul.k.terms};
    accumulate = &matmul.accumulate;
  }
  void operator()(const isa::Vector &vector) {
    extents(vector.extents);
    for (const auto *operands : {&vector.inputs, &vector.outputs})
      for (const isa::Operand &operand : *operands)
        lists.push_back(&operand.address.terms);
    for (const isa::IndexBase &base : vector.indexBases)
      lists.push_back(&base.terms);
  }
  void operator()(const isa::Reduce &reduce) {
    extents(reduce.extents);
    for (const isa::Operand *operand : {&reduce.input, &reduce.output, &reduce.indexOutput})
      lists.push_back(&operand->address.terms);
    lists.push_back(&reduce.indexBase.terms);
    accumulate = &reduce.accumulate;
  }
  void operator()(const isa::Fill &fill) {
    lists = {&fill.destination.terms};
    extents(fill.extents);
  }
  template <typename Plain> void operator()(const Plain &) {}
};

MaybeProblem ControlCheck::checkLoopUses(const isa::Operation &operation) const {
  LoopUses uses;
  std::visit(uses, operation);
  for (const auto *list : uses.lists)
    if (auto problem = checkTerms(*list))
      return problem;
  if (!uses.accumulate)
    return std::nullopt;
  if (uses.accumulate->mode > isa::Accumulate::Mode::UnlessFirst)
    return invalid(fmt::format("accumulate mode {}", int(uses.accumulate->mode)));
  if (uses.accumulate->mode == isa::Accumulate::Mode::UnlessFirst &&
      !encloses(uses.accumulate->loop))
    return invalid(fmt::format("loop {} of the accumulation does not enclose the instruction",
                               uses.accumulate->loop));
  return std::nullopt;
}

MaybeProblem ControlCheck::check(uint32_t index) {
  const isa::Instruction &instruction = program.instructions[index];
  if (instruction.location != 0 && instruction.location >= program.locations.size())
    return invalid(fmt::format("location {}; the program has {}", instruction.location,
                               program.locations.size()));
  if (const auto *loop = std::get_if<isa::LoopBegin>(&instruction.operation))
    return begin(*loop);
  if (std::holds_alternative<isa::LoopEnd>(instruction.operation))
    return end();
  if (std::holds_alternative<isa::Halt>(instruction.operation))
    return halt(index);
  if (auto problem = checkLoopUses(instruction.operation))
    return problem;
  return checkSync(instruction.operation);
}
} // namespace

static MaybeProblem checkBodies(const isa::Program &program, const profile::Profile &profile) {
  for (size_t i = 0; i < program.bodies.size(); ++i) {
    FieldCheck fields(profile);
    fields.check(program.bodies[i]);
    auto problem = fields.problem ? fields.problem : checkBody(program.bodies[i], profile.vector);
    if (problem) {
      problem->detail = fmt::format("body {}: {}", i, problem->detail);
      return problem;
    }
  }
  return std::nullopt;
}

std::optional<PlacedProblem> checkProgram(const isa::Program &program,
                                          const profile::Profile &profile) {
  for (auto *check : {checkTarget, checkResources, checkBodies})
    if (auto problem = check(program, profile))
      return PlacedProblem{0, std::move(*problem)};
  if (program.instructions.size() > std::numeric_limits<uint32_t>::max())
    return PlacedProblem{0, {Fault::Kind::Capacity, "more than 2^32 instructions"}};
  ControlCheck control(program, profile);
  for (uint32_t i = 0; i < program.instructions.size(); ++i) {
    FieldCheck fields(profile);
    fields.check(program.instructions[i]);
    MaybeProblem problem = std::move(fields.problem);
    if (!problem)
      problem = checkInstruction(program, profile, program.instructions[i]);
    if (!problem)
      problem = control.check(i);
    if (problem)
      return PlacedProblem{i, std::move(*problem)};
  }
  if (auto problem = control.finish())
    return PlacedProblem{0, std::move(*problem)};
  return std::nullopt;
}

} // namespace mock::simulate
