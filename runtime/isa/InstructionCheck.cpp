//===- InstructionCheck.cpp - Instructions are well formed -----------------===//
//
// What depends on data of the device beyond the encoding (alignment, capacity, element types and
// tile sizes an engine takes) is left to the simulator's faults: it must find that by itself.
//
//===----------------------------------------------------------------------===//
#include "ProgramCheck.h"
#include "RangeCheck.h"

#include <bit>
#include <map>

namespace mock::isa {
namespace {

std::string number(int64_t value) { return std::to_string(value); }

class InstructionCheck {
public:
  InstructionCheck(const Program &program, const profile::Profile &profile)
      : program(program), profile(profile), widths(profile) {}

  std::optional<std::string> run() {
    for (size_t i = 0; i < program.instructions.size(); ++i) {
      const Instruction &instruction = program.instructions[i];
      check(instruction, i + 1 == program.instructions.size());
      if (failure)
        return "instruction " + std::to_string(i) + " (" +
               std::string(name(instruction.operation)) + "): " + *failure;
    }
    if (program.instructions.empty() ||
        !std::holds_alternative<Halt>(program.instructions.back().operation))
      return "the last instruction must be halt";
    return std::nullopt;
  }

private:
  void fail(const std::string &message) {
    if (!failure)
      failure = message;
  }

  void check(const Instruction &instruction, bool last) {
    RangeCheck range(widths);
    describeInstruction(range, instruction);
    if (range.failure())
      return fail(*range.failure());
    size_t locations = std::max<size_t>(1, program.locations.size());
    if (instruction.location >= locations)
      fail("location " + number(instruction.location) + " does not exist; there are " +
           number(static_cast<int64_t>(locations)));
    if (last && !loops.empty())
      fail(number(static_cast<int64_t>(loops.size())) + " loops have no end");
    if (!last && std::holds_alternative<Halt>(instruction.operation))
      fail("halt must be the last instruction");
    std::visit([&](const auto &specific) { checkOperation(specific); }, instruction.operation);
    if (const Sync *sync = syncOf(instruction.operation))
      checkSync(instruction.operation, *sync);
  }

  // References.

  bool encloses(uint8_t loop) const {
    for (const LoopBegin *open : loops)
      if (open->id == loop)
        return true;
    return false;
  }
  void checkTerms(const std::vector<Term> &terms, bool mayCount) {
    for (const Term &term : terms) {
      if (!encloses(term.loop))
        fail("loop i" + number(term.loop) + " does not enclose it");
      if (!mayCount && term.modulus != 0)
        fail("a term of an extent or index base has modulus " + number(term.modulus) +
             "; only addresses count trips");
    }
  }
  void checkExtent(const Extent &extent) {
    checkTerms(extent.terms, false);
    // With no terms the total is not looked at; one that says otherwise is a mistake.
    if (extent.terms.empty() && extent.total != 0 && extent.total < extent.tile)
      fail("an extent with tile " + number(extent.tile) + " and total " + number(extent.total) +
           " has no terms; its tile must not exceed its total");
  }
  void checkExtents(const std::vector<Extent> &extents, int64_t maxRank) {
    if (static_cast<int64_t>(extents.size()) > maxRank)
      fail(number(static_cast<int64_t>(extents.size())) + " extents; allowed is 0 to " +
           number(maxRank));
    for (const Extent &extent : extents)
      checkExtent(extent);
  }
  void checkIndexBase(const IndexBase &index) { checkTerms(index.terms, false); }
  void checkAccumulate(const Accumulate &accumulate) {
    if (accumulate.mode == Accumulate::Mode::UnlessFirst && !encloses(accumulate.loop))
      fail("accumulates unless first in loop i" + number(accumulate.loop) +
           ", which does not enclose it");
  }

  // Addresses.

  using Role = profile::Memory::Role;

  void checkAddress(const Address &address) {
    if (address.memory >= profile.memories.size())
      return fail("memory " + number(address.memory) + " does not exist; there are " +
                  number(static_cast<int64_t>(profile.memories.size())));
    checkTerms(address.terms, true);
  }
  void checkMain(const Address &address, bool write) {
    checkAddress(address);
    if (failure)
      return;
    if (profile.memories[address.memory].role != Role::Main)
      return fail("memory '" + profile.memories[address.memory].name + "' is no main memory");
    if (address.argument >= program.arguments.size())
      return fail("argument " + number(address.argument) + " does not exist; there are " +
                  number(static_cast<int64_t>(program.arguments.size())));
    const Argument &argument = program.arguments[address.argument];
    if (write ? !argument.write : !argument.read)
      fail("argument '" + argument.name + "' is not declared for " +
           (write ? "writing" : "reading"));
  }
  void checkLocal(const Address &address) {
    checkAddress(address);
    if (failure)
      return;
    if (profile.memories[address.memory].role == Role::Main)
      return fail("memory '" + profile.memories[address.memory].name +
                  "' is no memory of a core; move the data by DMA first");
    if (address.argument != 0)
      fail("an address in memory '" + profile.memories[address.memory].name + "' names argument " +
           number(address.argument));
  }

  // Operations.

  void checkElement(uint8_t elementBytes, uint64_t pattern) {
    if (!std::has_single_bit(elementBytes) || elementBytes > 16)
      fail("elements of " + number(elementBytes) + " bytes; allowed are 1, 2, 4, 8 and 16");
    else if (elementBytes < 8 && pattern >> (8 * elementBytes) != 0)
      fail("the bit pattern has more than the element's " + number(elementBytes) + " bytes");
  }
  void checkOperation(const Dma &dma) {
    checkExtents(dma.extents, profile.dma.dimensions);
    checkElement(dma.elementBytes, dma.padValue);
    for (const Bounds &bounds : dma.bounds)
      checkIndexBase(bounds.origin);
    if (dma.in) {
      checkMain(dma.source, false);
      checkLocal(dma.destination);
      return;
    }
    checkLocal(dma.source);
    checkMain(dma.destination, true);
    if (!dma.padMultiples.empty())
      fail("only dma.in pads");
    if (!dma.bounds.empty())
      fail("only dma.in has bounds");
  }
  void checkOperation(const MatMul &matmul) {
    for (const Extent *extent : {&matmul.m, &matmul.n, &matmul.k})
      checkExtent(*extent);
    checkMatrixAddresses(matmul.a, matmul.b, matmul.destination);
    checkAccumulate(matmul.accumulate);
  }
  void checkMatrixAddresses(const Address &a, const Address &b, const Address &destination) {
    for (const Address *address : {&a, &b, &destination})
      checkLocal(*address);
    if (!failure && profile.memories[destination.memory].role != Role::Accumulator)
      fail("the destination is in memory '" + profile.memories[destination.memory].name +
           "', which is no accumulator");
  }
  void checkOperation(const Conv &conv) {
    if (conv.out.empty() || conv.out.size() > 3)
      fail(number(static_cast<int64_t>(conv.out.size())) + " extents of `out`; allowed is 1 to 3");
    for (const Extent *extent : {&conv.groups, &conv.filters, &conv.channels})
      checkExtent(*extent);
    for (const Extent &extent : conv.out)
      checkExtent(extent);
    checkMatrixAddresses(conv.input, conv.weight, conv.destination);
    checkAccumulate(conv.accumulate);
  }
  void checkIndices(const std::vector<IndexOperand> &indices) {
    int64_t count = static_cast<int64_t>(indices.size());
    const profile::Limit *limit = profile.find("dma.indices");
    int64_t allowed = limit ? limit->value : widths[Field::DmaIndices].max();
    if (count < 1 || count > allowed)
      fail(number(count) + " index operands; allowed is 1 to " + number(allowed));
    for (const IndexOperand &index : indices) {
      checkLocal(index.values.address);
      if (index.values.dtype != DType::I64 && index.values.dtype != DType::I32)
        fail("indices are i64 or i32, not " + std::string(mock::name(index.values.dtype)));
    }
  }
  void checkOperation(const Gather &gather) {
    checkExtents(gather.extents, profile.dma.dimensions);
    checkElement(gather.elementBytes, 0);
    checkMain(gather.source, false);
    checkLocal(gather.destination);
    checkIndices(gather.indices);
  }
  void checkOperation(const Scatter &scatter) {
    checkExtents(scatter.extents, profile.dma.dimensions);
    checkLocal(scatter.source);
    checkMain(scatter.destination, true);
    if (scatter.mode != ScatterMode::Store)
      checkMain(scatter.destination, false);
    checkIndices(scatter.indices);
  }
  void checkOperand(const Operand &operand) {
    checkLocal(operand.address);
    if (!registerTypeOf(operand.dtype))
      fail("the vector engine has no registers for " + std::string(mock::name(operand.dtype)));
  }
  void checkOperation(const Vector &vector) {
    checkExtents(vector.extents, profile.vector.maxRank);
    int64_t operands = static_cast<int64_t>(vector.inputs.size() + vector.outputs.size());
    if (operands > profile.vector.maxOperands)
      fail(number(operands) + " operands; allowed is 0 to " + number(profile.vector.maxOperands));
    for (const Operand &operand : vector.inputs)
      checkOperand(operand);
    for (const Operand &operand : vector.outputs)
      checkOperand(operand);
    for (const IndexBase &index : vector.indexBases)
      checkIndexBase(index);
    if (vector.body >= program.bodies.size())
      fail("body " + number(vector.body) + " does not exist; there are " +
           number(static_cast<int64_t>(program.bodies.size())));
    else if (auto message = checkBodyUse(vector, program.bodies[vector.body]))
      fail(*message);
  }
  void checkOperation(const Reduce &reduce) {
    checkExtents(reduce.extents, profile.vector.maxRank);
    if (reduce.reducedDims > reduce.extents.size())
      fail(number(reduce.reducedDims) + " reduced dimensions of " +
           number(static_cast<int64_t>(reduce.extents.size())));
    checkOperand(reduce.input);
    checkOperand(reduce.output);
    if (hasPositions(reduce.kind)) {
      checkOperand(reduce.indexOutput);
      checkIndexBase(reduce.indexBase);
      if (reduce.indexOutput.dtype != DType::I64)
        fail("positions are i64, not " + std::string(mock::name(reduce.indexOutput.dtype)));
    }
    checkAccumulate(reduce.accumulate);
  }
  void checkRows(const std::vector<Extent> &extents) {
    checkExtents(extents, profile.vector.maxRank);
    if (extents.empty())
      fail("no extent to run along");
  }
  void checkOperation(const Scan &scan) {
    checkRows(scan.extents);
    if (hasPositions(scan.kind))
      fail("no scan of kind " + std::string(name(scan.kind)));
    checkOperand(scan.input);
    checkOperand(scan.output);
    if (scan.carries)
      checkOperand(scan.carry);
    else if (scan.accumulate.mode != Accumulate::Mode::Never)
      fail("accumulates without a carry");
    checkAccumulate(scan.accumulate);
  }
  void checkOperation(const Sort &sort) {
    checkRows(sort.extents);
    checkOperand(sort.input);
    checkOperand(sort.values);
    checkOperand(sort.positions);
    if (sort.values.dtype != sort.input.dtype)
      fail("sorts " + std::string(mock::name(sort.input.dtype)) + " into values of type " +
           std::string(mock::name(sort.values.dtype)));
    if (sort.positions.dtype != DType::I64)
      fail("positions are i64, not " + std::string(mock::name(sort.positions.dtype)));
  }
  void checkOperation(const Fill &fill) {
    checkExtents(fill.extents, profile.vector.maxRank);
    checkElement(fill.elementBytes, fill.value);
    checkLocal(fill.destination);
  }
  void checkOperation(const Wait &) {}
  void checkOperation(const Halt &) {}

  // Loops.

  void checkOperation(const LoopBegin &loop) {
    if (encloses(loop.id))
      fail("loop i" + number(loop.id) + " is inside a loop of the same number");
    loops.push_back(&loop);
    if (static_cast<int64_t>(loops.size()) > profile.maxLoopDepth)
      fail(number(static_cast<int64_t>(loops.size())) + " nested loops; allowed is at most " +
           number(profile.maxLoopDepth));
  }
  void checkOperation(const LoopEnd &) {
    if (loops.empty())
      return fail("there is no loop to end");
    loops.pop_back();
  }
  void checkOperation(const Barrier &) {
    for (const LoopBegin *loop : loops)
      if (loop->coreModulus != 1)
        fail("loop i" + number(loop->id) + " is split over cores, whose trips differ; a barrier " +
             "in it would never be met by all");
  }

  // Semaphores.

  void checkSync(const Operation &operation, const Sync &sync) {
    Engine engine = Engine::Vector;
    engineOf(operation, engine);
    for (uint8_t semaphore : sync.pop)
      checkSemaphore(semaphore);
    for (uint8_t semaphore : sync.push) {
      checkSemaphore(semaphore);
      auto [pusher, first] = pushers.try_emplace(semaphore, engine);
      if (!first && pusher->second != engine)
        fail("semaphore s" + number(semaphore) + " is pushed by engine " +
             std::string(name(pusher->second)) + " and by " + std::string(name(engine)) +
             "; one engine pushes it");
    }
  }
  void checkSemaphore(uint8_t semaphore) {
    if (semaphore >= program.semaphores.size())
      fail("semaphore s" + number(semaphore) + " does not exist; there are " +
           number(static_cast<int64_t>(program.semaphores.size())));
  }

  const Program &program;
  const profile::Profile &profile;
  FieldWidths widths;
  std::vector<const LoopBegin *> loops;
  std::map<uint8_t, Engine> pushers;
  std::optional<std::string> failure;
};

} // namespace

std::optional<std::string> checkInstructions(const Program &program,
                                             const profile::Profile &profile) {
  return InstructionCheck(program, profile).run();
}

} // namespace mock::isa
