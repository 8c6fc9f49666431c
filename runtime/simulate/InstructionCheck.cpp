//===- InstructionCheck.cpp - Operands of one instruction ------------------===//

#include "runtime/engine/Box.h"
#include "runtime/engine/Kernels.h"
#include "runtime/engine/WideStrips.h"
#include "runtime/simulate/BodyCheck.h"
#include "runtime/simulate/ProgramCheck.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace mock::simulate {

using profile::Memory;

namespace {

/// Remembers the first problem of an instruction.
class InstructionCheck {
public:
  InstructionCheck(const isa::Program &program, const profile::Profile &profile)
      : program(program), profile(profile) {}

  MaybeProblem problem;

  void operator()(const isa::Dma &dma);
  void operator()(const isa::MatMul &matmul);
  void operator()(const isa::Vector &vector);
  void operator()(const isa::Reduce &reduce);
  void operator()(const isa::Fill &fill);
  void operator()(const isa::Conv &conv);
  void operator()(const isa::Gather &gather);
  void operator()(const isa::Scatter &scatter);
  void operator()(const isa::Scan &scan);
  void operator()(const isa::Sort &sort);
  void operator()(const isa::Wait &wait) {
    require(int(wait.engine) < isa::kNumEngines, Fault::Kind::InvalidProgram,
            [&] { return fmt::format("engine {} does not exist", int(wait.engine)); });
  }
  template <typename Control> void operator()(const Control &) {}

private:
  template <typename Message> void require(bool holds, Fault::Kind kind, Message &&message) {
    if (!holds && !problem)
      problem = Problem{kind, message()};
  }

  void rank(const char *engine, size_t rank, int64_t limit, size_t lowest = 0);
  void strideCount(const char *role, size_t strides, size_t extents);
  void multiples(const std::vector<isa::Extent> &extents);
  void multiple(const isa::Extent &extent);
  void plainTerms(const std::vector<isa::Term> &terms);
  void elementBytes(int64_t bytes);
  void mainMemory(const char *role, const isa::Address &address, bool write);
  void coreMemory(const char *role, const isa::Address &address,
                  std::optional<Memory::Role> only = std::nullopt);
  /// The profile's limit; none where it is silent.
  int64_t limitOf(std::string_view key) const {
    const profile::Limit *limit = profile.find(key);
    return limit ? limit->value : std::numeric_limits<int64_t>::max();
  }
  void matrixTypes(DType input, DType accumulator);
  void spatial(const char *what, const std::vector<uint32_t> &values, size_t dimensions,
               std::string_view limit = {});
  template <typename Indexed> void indexed(const Indexed &operation);
  void reductionTypes(DType input, const isa::Operand &result, const char *role);
  void vectorOperand(const char *role, const isa::Operand &operand, size_t extents);
  void sameRegister(const char *role, DType dtype, isa::RegisterType wanted);

  const isa::Program &program;
  const profile::Profile &profile;
};

void InstructionCheck::rank(const char *engine, size_t rank, int64_t limit, size_t lowest) {
  int64_t most = std::min<int64_t>(limit, engine::kMaxRank);
  require(rank >= lowest && int64_t(rank) <= most, Fault::Kind::InvalidProgram, [&] {
    return fmt::format("{} dimensions; the {} takes {} to {}", rank, engine, lowest, most);
  });
}

void InstructionCheck::strideCount(const char *role, size_t strides, size_t extents) {
  require(strides == extents, Fault::Kind::InvalidProgram, [&] {
    return fmt::format("{} has {} strides for {} dimensions", role, strides, extents);
  });
}

void InstructionCheck::multiple(const isa::Extent &extent) {
  require(extent.multiple >= 1, Fault::Kind::InvalidProgram,
          [] { return std::string("an extent is rounded to a multiple of 0"); });
  plainTerms(extent.terms);
}

void InstructionCheck::plainTerms(const std::vector<isa::Term> &terms) {
  for (const isa::Term &term : terms)
    require(term.modulus == 0, Fault::Kind::InvalidProgram,
            [] { return std::string("only terms of addresses have a modulus"); });
}

void InstructionCheck::multiples(const std::vector<isa::Extent> &extents) {
  for (const isa::Extent &extent : extents)
    multiple(extent);
}

void InstructionCheck::elementBytes(int64_t bytes) {
  bool known = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8 || bytes == 16;
  require(known, Fault::Kind::WrongDType, [&] {
    return fmt::format("elements of {} bytes; 1, 2, 4, 8 and 16 are possible", bytes);
  });
}

void InstructionCheck::mainMemory(const char *role, const isa::Address &address, bool write) {
  require(address.memory == 0, Fault::Kind::InvalidProgram, [&] {
    return fmt::format("{} is in memory {}; it must be in the main memory", role, address.memory);
  });
  require(address.argument < program.arguments.size(), Fault::Kind::InvalidProgram, [&] {
    return fmt::format("{} is argument {}; the program has {}", role, address.argument,
                       program.arguments.size());
  });
  if (problem)
    return;
  const isa::Argument &argument = program.arguments[address.argument];
  require(write ? argument.write : argument.read, Fault::Kind::InvalidProgram, [&] {
    return fmt::format("argument {} is {}, which it does not declare", argument.name,
                       write ? "written" : "read");
  });
}

void InstructionCheck::coreMemory(const char *role, const isa::Address &address,
                                  std::optional<Memory::Role> only) {
  bool exists = address.memory < profile.memories.size() &&
                profile.memories[address.memory].role != Memory::Role::Main;
  require(exists, Fault::Kind::InvalidProgram, [&] {
    return fmt::format("{} is in memory {}; it must be in a core's memory", role, address.memory);
  });
  if (!exists || !only)
    return;
  const Memory &memory = profile.memories[address.memory];
  require(memory.role == *only, Fault::Kind::InvalidProgram,
          [&] { return fmt::format("{} is in {}, which is no accumulator", role, memory.name); });
}

void InstructionCheck::vectorOperand(const char *role, const isa::Operand &operand,
                                     size_t extents) {
  strideCount(role, operand.strides.size(), extents);
  coreMemory(role, operand.address);
  bool exists = int(operand.dtype) < engine::kNumDTypes;
  require(exists && (profile.computes(operand.dtype) || profile.indexesWith(operand.dtype)),
          Fault::Kind::WrongDType, [&] {
            return fmt::format("{} is {}, which the vector engine lacks", role,
                               exists ? name(operand.dtype) : "of no known type");
          });
}

void InstructionCheck::operator()(const isa::Dma &dma) {
  rank("DMA engine", dma.extents.size(), profile.dma.dimensions);
  multiples(dma.extents);
  elementBytes(dma.elementBytes);
  strideCount("source", dma.sourceStrides.size(), dma.extents.size());
  strideCount("destination", dma.destinationStrides.size(), dma.extents.size());
  dma.in ? mainMemory("source", dma.source, false) : coreMemory("source", dma.source);
  dma.in ? coreMemory("destination", dma.destination)
         : mainMemory("destination", dma.destination, true);
  require(dma.in || (dma.padMultiples.empty() && dma.bounds.empty()), Fault::Kind::InvalidProgram,
          [] { return std::string("only a DMA into a core's memory can pad or have bounds"); });
  if (!dma.bounds.empty())
    strideCount("bounds", dma.bounds.size(), dma.extents.size());
  for (const isa::Bounds &bounds : dma.bounds) {
    plainTerms(bounds.origin.terms);
    require(bounds.size >= 0, Fault::Kind::InvalidProgram,
            [&] { return fmt::format("a dimension has size {}", bounds.size); });
  }
  if (dma.padMultiples.empty())
    return;
  strideCount("padding", dma.padMultiples.size(), dma.extents.size());
  for (uint32_t multiple : dma.padMultiples)
    require(multiple >= 1, Fault::Kind::InvalidProgram,
            [] { return std::string("a dimension is padded to a multiple of 0"); });
}

void InstructionCheck::matrixTypes(DType input, DType accumulator) {
  const auto &inputs = profile.matrix.inputs, &accumulators = profile.matrix.accumulators;
  bool takes = std::find(inputs.begin(), inputs.end(), input) != inputs.end();
  require(takes && int(input) < engine::kNumDTypes, Fault::Kind::WrongDType, [&] {
    return fmt::format("input dtype {}, which the matrix engine lacks",
                       int(input) < engine::kNumDTypes ? name(input) : "unknown");
  });
  bool listed =
      std::find(accumulators.begin(), accumulators.end(), accumulator) != accumulators.end();
  isa::RegisterType type = isa::RegisterType::F32;
  bool matches =
      takes && engine::registerTypeOf(input, type) &&
      ((type == isa::RegisterType::F32 && accumulator == DType::F32) ||
       (type == isa::RegisterType::I32 && accumulator == DType::I32 && itemSize(input) < 4));
  require(listed && matches, Fault::Kind::WrongDType, [&] {
    bool known = int(accumulator) < engine::kNumDTypes;
    return fmt::format("accumulator dtype {} for this input, which the matrix engine lacks",
                       known ? name(accumulator) : "unknown");
  });
}

void InstructionCheck::operator()(const isa::MatMul &matmul) {
  for (const isa::Extent *extent : {&matmul.m, &matmul.n, &matmul.k})
    multiple(*extent);
  matrixTypes(matmul.input, matmul.accumulator);
  coreMemory("a", matmul.a);
  coreMemory("b", matmul.b);
  coreMemory("destination", matmul.destination, Memory::Role::Accumulator);
}

/// One number for each spatial dimension, at least 1, at most what the profile's limit says.
void InstructionCheck::spatial(const char *what, const std::vector<uint32_t> &values,
                               size_t dimensions, std::string_view limit) {
  require(values.size() == dimensions, Fault::Kind::InvalidProgram, [&] {
    return fmt::format("{} {}s for {} spatial dimensions", values.size(), what, dimensions);
  });
  int64_t most = limitOf(limit);
  for (uint32_t value : values)
    require(value >= 1 && value <= most, Fault::Kind::WrongTile, [&] {
      return value < 1
                 ? fmt::format("{} 0; it is at least 1", what)
                 : fmt::format("{} {}; the matrix engine takes at most {}", what, value, most);
    });
}

void InstructionCheck::operator()(const isa::Conv &conv) {
  size_t dims = conv.out.size();
  rank("matrix engine", dims, 3, 1);
  for (const isa::Extent *extent : {&conv.groups, &conv.filters, &conv.channels})
    multiple(*extent);
  multiples(conv.out);
  spatial("kernel", conv.kernel, dims);
  spatial("stride", conv.stride, dims, "conv.stride.max");
  spatial("dilation", conv.dilation, dims, "conv.dilation.max");
  strideCount("input", conv.inputStrides.size(), 2 + dims);
  strideCount("weight", conv.weightStrides.size(), 3 + dims);
  strideCount("destination", conv.destinationStrides.size(), 2 + dims);
  matrixTypes(conv.inputType, conv.accumulator);
  coreMemory("input", conv.input);
  coreMemory("weight", conv.weight);
  coreMemory("destination", conv.destination, Memory::Role::Accumulator);
}

template <typename Indexed> void InstructionCheck::indexed(const Indexed &operation) {
  size_t dims = operation.extents.size();
  rank("DMA engine", dims, profile.dma.dimensions);
  multiples(operation.extents);
  strideCount("source", operation.sourceStrides.size(), dims);
  strideCount("destination", operation.destinationStrides.size(), dims);
  int64_t count = int64_t(operation.indices.size());
  int64_t most = limitOf("dma.indices");
  require(count >= 1 && count <= most, Fault::Kind::Capacity,
          [&] { return fmt::format("{} indices; the DMA engine takes 1 to {}", count, most); });
  for (const isa::IndexOperand &index : operation.indices) {
    strideCount("index", index.values.strides.size(), dims);
    coreMemory("index", index.values.address);
    DType dtype = index.values.dtype;
    require(dtype == DType::I64 || dtype == DType::I32, Fault::Kind::WrongDType, [&] {
      return fmt::format("indices of {}; they are i64 or i32",
                         int(dtype) < engine::kNumDTypes ? name(dtype) : "no known type");
    });
    require(index.bound >= 0, Fault::Kind::InvalidProgram,
            [&] { return fmt::format("an index has bound {}", index.bound); });
  }
}

void InstructionCheck::operator()(const isa::Gather &gather) {
  elementBytes(gather.elementBytes);
  mainMemory("source", gather.source, false);
  coreMemory("destination", gather.destination);
  indexed(gather);
}

void InstructionCheck::operator()(const isa::Scatter &scatter) {
  bool store = scatter.mode == isa::ScatterMode::Store;
  require(scatter.mode <= isa::ScatterMode::Max, Fault::Kind::InvalidProgram,
          [&] { return fmt::format("scatter mode {} does not exist", int(scatter.mode)); });
  bool exists = int(scatter.dtype) < engine::kNumDTypes;
  bool computes = exists && (profile.computes(scatter.dtype) || profile.indexesWith(scatter.dtype));
  require(store ? exists : computes, Fault::Kind::WrongDType, [&] {
    return fmt::format("combines elements of {}, which the device lacks",
                       exists ? name(scatter.dtype) : "no known type");
  });
  coreMemory("source", scatter.source);
  mainMemory("destination", scatter.destination, true);
  if (!store)
    mainMemory("destination", scatter.destination, false);
  indexed(scatter);
}

void InstructionCheck::operator()(const isa::Vector &vector) {
  require(vector.body < program.bodies.size(), Fault::Kind::InvalidProgram, [&] {
    return fmt::format("body {}; the program has {}", vector.body, program.bodies.size());
  });
  size_t dims = vector.extents.size(), operands = vector.inputs.size() + vector.outputs.size();
  rank("vector engine", dims, profile.vector.maxRank);
  multiples(vector.extents);
  require(int64_t(operands) <= profile.vector.maxOperands, Fault::Kind::Capacity, [&] {
    return fmt::format("{} operands; the vector engine takes {}", operands,
                       profile.vector.maxOperands);
  });
  for (const isa::Operand &input : vector.inputs)
    vectorOperand("input", input, dims);
  for (const isa::Operand &output : vector.outputs)
    vectorOperand("output", output, dims);
  if (!vector.indexBases.empty())
    strideCount("index", vector.indexBases.size(), dims);
  for (const isa::IndexBase &base : vector.indexBases)
    plainTerms(base.terms);
  if (!problem)
    problem = checkBodyUse(program.bodies[vector.body], vector);
}

void InstructionCheck::sameRegister(const char *role, DType dtype, isa::RegisterType wanted) {
  isa::RegisterType held = isa::RegisterType::F32;
  bool matches = engine::reductionType(dtype, held) && held == wanted;
  require(matches, Fault::Kind::WrongDType, [&] {
    return fmt::format("{} is {}, which cannot hold the reduction of this input", role,
                       name(dtype));
  });
}

/// The result holds what a reduction of the input is computed in.
void InstructionCheck::reductionTypes(DType input, const isa::Operand &result, const char *role) {
  if (problem)
    return;
  isa::RegisterType type = isa::RegisterType::F32;
  require(engine::reductionType(input, type), Fault::Kind::WrongDType,
          [&] { return fmt::format("no reduction of {}", name(input)); });
  sameRegister(role, result.dtype, type);
}

void InstructionCheck::operator()(const isa::Reduce &reduce) {
  size_t dims = reduce.extents.size();
  require(int(reduce.kind) <= int(isa::ReduceKind::ArgMin), Fault::Kind::InvalidProgram,
          [&] { return fmt::format("reduction {} does not exist", int(reduce.kind)); });
  rank("vector engine", dims, profile.vector.maxRank, 1);
  multiples(reduce.extents);
  bool reducedFits = reduce.reducedDims >= 1 && reduce.reducedDims <= dims;
  require(reducedFits, Fault::Kind::InvalidProgram,
          [&] { return fmt::format("{} of {} dimensions are reduced", reduce.reducedDims, dims); });
  if (problem)
    return;
  size_t kept = dims - reduce.reducedDims;
  vectorOperand("input", reduce.input, dims);
  vectorOperand("output", reduce.output, kept);
  reductionTypes(reduce.input.dtype, reduce.output, "output");
  if (reduce.kind != isa::ReduceKind::ArgMax && reduce.kind != isa::ReduceKind::ArgMin)
    return;
  plainTerms(reduce.indexBase.terms);
  vectorOperand("positions", reduce.indexOutput, kept);
  require(reduce.indexOutput.dtype == DType::I64, Fault::Kind::WrongDType,
          [] { return std::string("positions are i64"); });
}

void InstructionCheck::operator()(const isa::Scan &scan) {
  size_t dims = scan.extents.size();
  require(scan.kind <= isa::ReduceKind::Min, Fault::Kind::InvalidProgram,
          [&] { return fmt::format("scan {} does not exist", int(scan.kind)); });
  rank("vector engine", dims, profile.vector.maxRank, 1);
  multiples(scan.extents);
  vectorOperand("input", scan.input, dims);
  vectorOperand("output", scan.output, dims);
  reductionTypes(scan.input.dtype, scan.output, "output");
  require(scan.carries || scan.accumulate.mode == isa::Accumulate::Mode::Never,
          Fault::Kind::InvalidProgram, [] { return std::string("accumulates without a carry"); });
  if (problem || !scan.carries)
    return;
  vectorOperand("carry", scan.carry, dims - 1);
  reductionTypes(scan.input.dtype, scan.carry, "carry");
}

void InstructionCheck::operator()(const isa::Sort &sort) {
  size_t dims = sort.extents.size();
  rank("vector engine", dims, profile.vector.maxRank, 1);
  multiples(sort.extents);
  vectorOperand("input", sort.input, dims);
  vectorOperand("values", sort.values, dims);
  vectorOperand("positions", sort.positions, dims);
  require(sort.values.dtype == sort.input.dtype, Fault::Kind::WrongDType,
          [] { return std::string("values have another type than the input"); });
  require(sort.positions.dtype == DType::I64, Fault::Kind::WrongDType,
          [] { return std::string("positions are i64"); });
}

void InstructionCheck::operator()(const isa::Fill &fill) {
  rank("vector engine", fill.extents.size(), profile.vector.maxRank);
  multiples(fill.extents);
  elementBytes(fill.elementBytes);
  strideCount("destination", fill.strides.size(), fill.extents.size());
  coreMemory("destination", fill.destination);
}

} // namespace

MaybeProblem checkInstruction(const isa::Program &program, const profile::Profile &profile,
                              const isa::Instruction &instruction) {
  InstructionCheck check(program, profile);
  std::visit(check, instruction.operation);
  return std::move(check.problem);
}

} // namespace mock::simulate
