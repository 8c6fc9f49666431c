//===- ProgramBuilder.h - Profiles and programs for tests ------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"
#include "mock/runtime/simulate/Simulator.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mock::test {

inline constexpr uint8_t kScratchpad = 1, kAccumulator = 2;

/// Small round numbers, so that cycles can be computed by hand: no startup, 64 bytes a cycle.
inline profile::Profile makeProfile() {
  using profile::Memory;
  profile::Profile profile;
  profile.name = "test";
  profile.digestText = "d1";
  profile.cores = 4;
  profile.memories = {{"dram", Memory::Role::Main, false, int64_t(1) << 30, 64},
                      {"scratchpad", Memory::Role::Scratchpad, true, 1 << 20, 64},
                      {"accumulator", Memory::Role::Accumulator, true, 1 << 18, 64}};
  profile.matrix = {32,
                    32,
                    profile::Dataflow::OutputStationary,
                    8,
                    0,
                    {DType::F32, DType::BF16, DType::F16, DType::I8, DType::U8},
                    {DType::F32, DType::I32},
                    {{DType::F32, 1}, {DType::BF16, 2}, {DType::I8, 4}}};
  profile.vector = {16,
                    0,
                    8,
                    4,
                    12,
                    64,
                    32,
                    {DType::F32, DType::BF16, DType::F16, DType::I32, DType::I16, DType::I8,
                     DType::U8, DType::Bool},
                    {DType::I64}};
  profile.dma = {4, 64, 0, 64, 1};
  profile.limits["dma.indices"] = {"dma.indices", 4, "operands", "", ""};
  profile.semaphores = 32;
  profile.maxLoopDepth = 4;
  profile.maxProgramBytes = 1 << 20;
  profile.maxArguments = 8;
  profile.fields = {{"dma.extent", {16, false}},    {"matrix.extent", {16, false}},
                    {"vector.extent", {16, false}}, {"address.base", {32, true}},
                    {"dma.stride", {24, true}},     {"loop.count", {32, false}},
                    {"term.stride", {32, true}}};
  return profile;
}

inline isa::Program makeProgram(uint16_t cores = 1) {
  isa::Program program;
  program.name = "kernel";
  program.profile = "test";
  program.profileDigest = "d1";
  program.cores = cores;
  program.memories = {"dram", "scratchpad", "accumulator"};
  program.locations = {{}, {"model.py", "forward", "return x + y", 41}};
  return program;
}

inline uint16_t addArgument(isa::Program &program, int64_t bytes, bool write = false) {
  std::string name = "a" + std::to_string(program.arguments.size());
  program.arguments.push_back({name, bytes, !write, write});
  return uint16_t(program.arguments.size() - 1);
}

inline uint8_t addSemaphore(isa::Program &program, uint16_t credits = 0) {
  program.semaphores.push_back(credits);
  return uint8_t(program.semaphores.size() - 1);
}

inline isa::Address scratchpad(int64_t base, std::vector<isa::Term> terms = {}) {
  return {kScratchpad, 0, base, std::move(terms)};
}
inline isa::Address accumulator(int64_t base, std::vector<isa::Term> terms = {}) {
  return {kAccumulator, 0, base, std::move(terms)};
}
inline isa::Address argument(uint16_t number, int64_t base = 0, std::vector<isa::Term> terms = {}) {
  return {0, number, base, std::move(terms)};
}

inline isa::Extent fixed(int64_t size) {
  isa::Extent extent;
  extent.tile = size;
  return extent;
}
inline std::vector<isa::Extent> shape(std::vector<int64_t> sizes) {
  std::vector<isa::Extent> extents;
  for (int64_t size : sizes)
    extents.push_back(fixed(size));
  return extents;
}
inline std::vector<int64_t> rowMajor(const std::vector<isa::Extent> &extents, int64_t bytes) {
  std::vector<int64_t> strides(extents.size());
  for (size_t d = extents.size(); d-- > 0;) {
    strides[d] = bytes;
    bytes *= extents[d].tile;
  }
  return strides;
}

inline void add(isa::Program &program, isa::Operation operation) {
  program.instructions.push_back({std::move(operation), 1});
}

inline isa::Dma dmaIn(uint16_t from, isa::Address to, std::vector<int64_t> sizes,
                      uint8_t bytes = 4) {
  isa::Dma dma;
  dma.source = argument(from);
  dma.destination = std::move(to);
  dma.elementBytes = bytes;
  dma.extents = shape(sizes);
  dma.sourceStrides = dma.destinationStrides = rowMajor(dma.extents, bytes);
  return dma;
}
inline isa::Dma dmaOut(isa::Address from, uint16_t to, std::vector<int64_t> sizes,
                       uint8_t bytes = 4) {
  isa::Dma dma = dmaIn(to, std::move(from), std::move(sizes), bytes);
  dma.in = false;
  std::swap(dma.source, dma.destination);
  return dma;
}

inline isa::Operand operand(isa::Address address, const std::vector<int64_t> &sizes,
                            DType dtype = DType::F32) {
  return {std::move(address), rowMajor(shape(sizes), itemSize(dtype)), dtype};
}

/// a[m, k] x b[k, n], dense and row-major.
inline isa::MatMul matmul(int64_t m, int64_t n, int64_t k, isa::Address a, isa::Address b,
                          isa::Address c, DType input = DType::F32) {
  isa::MatMul result;
  int64_t bytes = itemSize(input);
  result.a = std::move(a);
  result.b = std::move(b);
  result.destination = std::move(c);
  result.m = fixed(m);
  result.n = fixed(n);
  result.k = fixed(k);
  result.aStrides[0] = k * bytes;
  result.aStrides[1] = bytes;
  result.bStrides[0] = n * bytes;
  result.bStrides[1] = bytes;
  result.destinationStride = n * 4;
  result.input = input;
  bool integer = input == DType::I8 || input == DType::U8;
  result.accumulator = integer ? DType::I32 : DType::F32;
  return result;
}

inline isa::Fill fill(isa::Address to, std::vector<int64_t> sizes, uint64_t value = 0,
                      uint8_t bytes = 4) {
  isa::Fill fill;
  fill.destination = std::move(to);
  fill.elementBytes = bytes;
  fill.extents = shape(sizes);
  fill.strides = rowMajor(fill.extents, bytes);
  fill.value = value;
  return fill;
}

inline isa::BodyOp op(isa::BodyOpcode opcode, uint8_t result, std::vector<uint8_t> operands = {},
                      isa::RegisterType type = isa::RegisterType::F32, uint64_t immediate = 0) {
  isa::BodyOp made{opcode, type, result, {0, 0, 0}, immediate};
  std::copy(operands.begin(), operands.end(), made.operands);
  return made;
}

/// out0 = in0 opcode in1, elementwise over one row of `count` elements.
inline isa::Vector binaryVector(isa::Program &program, isa::BodyOpcode opcode, int64_t count,
                                isa::Address a, isa::Address b, isa::Address result,
                                isa::RegisterType type = isa::RegisterType::F32,
                                DType dtype = DType::F32) {
  using isa::BodyOpcode;
  program.bodies.push_back(
      {{op(BodyOpcode::Input, 0, {}, type, 0), op(BodyOpcode::Input, 1, {}, type, 1),
        op(opcode, 2, {0, 1}, type), op(BodyOpcode::Output, 0, {2}, type, 0)}});
  isa::Vector vector;
  vector.body = uint16_t(program.bodies.size() - 1);
  vector.extents = shape({count});
  vector.inputs = {operand(std::move(a), {count}, dtype), operand(std::move(b), {count}, dtype)};
  vector.outputs = {operand(std::move(result), {count}, dtype)};
  return vector;
}

template <typename Operation>
Operation with(Operation operation, std::vector<uint8_t> pop, std::vector<uint8_t> push) {
  operation.sync = {std::move(pop), std::move(push)};
  return operation;
}

/// Arguments' memory, aligned as the main memory asks.
class Buffers {
public:
  explicit Buffers(const isa::Program &program) {
    for (const isa::Argument &argument : program.arguments)
      storage.emplace_back(size_t(argument.bytes + 64));
  }
  template <typename T> T *data(size_t number) {
    auto address = reinterpret_cast<uintptr_t>(storage[number].data());
    return reinterpret_cast<T *>((address + 63) & ~uintptr_t(63));
  }
  std::vector<simulate::Binding> bindings(const isa::Program &program) {
    std::vector<simulate::Binding> result;
    for (size_t i = 0; i < storage.size(); ++i)
      result.push_back({data<std::byte>(i), reinterpret_cast<uint64_t>(data<std::byte>(i)),
                        size_t(program.arguments[i].bytes), nullptr, 0});
    return result;
  }

private:
  std::vector<std::vector<std::byte>> storage;
};

/// Runs with halt appended if it is missing.
inline std::optional<simulate::Fault> run(isa::Program program, const profile::Profile &profile,
                                          Buffers &buffers) {
  if (program.instructions.empty() ||
      !std::holds_alternative<isa::Halt>(program.instructions.back().operation))
    add(program, isa::Halt{});
  auto bindings = buffers.bindings(program);
  return simulate::execute(program, profile, bindings);
}

/// A semaphore between each instruction and the next, so that tests of values need not think of it.
inline isa::Program inSequence(isa::Program program) {
  isa::Engine engine;
  std::optional<uint8_t> last;
  int depth = 0;
  for (isa::Instruction &instruction : program.instructions) {
    depth += std::holds_alternative<isa::LoopBegin>(instruction.operation);
    depth -= std::holds_alternative<isa::LoopEnd>(instruction.operation);
    if (depth > 0 || !isa::engineOf(instruction.operation, engine))
      continue;
    isa::Sync &sync = *isa::syncOf(instruction.operation);
    if (last)
      sync.pop.push_back(*last);
    last = addSemaphore(program);
    sync.push.push_back(*last);
  }
  return program;
}

} // namespace mock::test
