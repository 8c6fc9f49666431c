//===- RandomProgram.cpp - Random valid programs ---------------------------===//
#include "RandomProgram.h"

#include "mock/runtime/isa/BodyTraits.h"
#include "mock/runtime/isa/Names.h"

#include <algorithm>
#include <optional>
#include <random>

namespace mock::isa::test {
namespace {

class Generator {
public:
  Generator(uint64_t seed, const profile::Profile &profile) : random(seed), profile(profile) {}

  Program run() {
    makeHeader();
    for (int64_t i = below(4); i >= 0; --i)
      program.bodies.push_back(body());
    block(below(profile.maxLoopDepth));
    add(Barrier{});
    add(Halt{});
    return std::move(program);
  }

private:
  /// 0 to bound-1 by modulo: library distributions differ between implementations.
  int64_t below(int64_t bound) {
    return bound <= 1 ? 0 : static_cast<int64_t>(random() % static_cast<uint64_t>(bound));
  }
  bool chance(int64_t oneIn) { return below(oneIn) == 0; }
  template <typename T> T pick(std::initializer_list<T> values) {
    return values.begin()[below(static_cast<int64_t>(values.size()))];
  }
  /// Any value of the field, often an end of its range.
  int64_t in(std::string_view field, int64_t min = INT64_MIN) {
    const profile::FieldWidth &width = profile.fields.find(field)->second;
    int64_t low = std::max(min, width.min()), high = width.max();
    if (chance(6))
      return low;
    if (chance(6))
      return high;
    return low + static_cast<int64_t>(random() % (static_cast<uint64_t>(high - low) + 1));
  }

  void makeHeader() {
    program.name = pick<const char *>({"kernel", "a \"quoted\" name", "\t\x01 control", ""});
    program.profile = profile.name;
    program.profileDigest = profile.digest();
    for (const profile::Memory &memory : profile.memories)
      program.memories.push_back(memory.name);
    program.cores = static_cast<uint16_t>(1 + below(profile.cores));
    for (int64_t i = 1 + below(6); i > 0; --i)
      program.arguments.push_back({pick<const char *>({"x", "y", "weight.0", "9", "a b", ""}),
                                   below(profile.memories[0].size + 1), true, true});
    for (int64_t i = 4 + below(profile.semaphores - 3); i > 0; --i)
      program.semaphores.push_back(static_cast<uint16_t>(random()));
    program.locations.push_back({});
    for (int64_t i = below(4); i > 0; --i)
      program.locations.push_back({"dir/model.py", "f", "x = \"a\\b\"\n", int32_t(random())});
  }

  // Bodies: every operation that the defined registers allow.

  BodyOp operation(const std::vector<std::optional<RegisterType>> &defined) {
    while (true) {
      BodyOp op;
      op.opcode = static_cast<BodyOpcode>(below(int64_t(bodyOpcodeNames().size())));
      op.type = static_cast<RegisterType>(below(4));
      if (op.opcode == BodyOpcode::Convert)
        op.immediate = static_cast<uint64_t>(below(4));
      else if (op.opcode == BodyOpcode::Constant)
        op.immediate = constant(op.type);
      bool bound = op.opcode == BodyOpcode::Input || op.opcode == BodyOpcode::Output ||
                   op.opcode == BodyOpcode::Index;
      if (bound || !supports(op.opcode, op.type) || !chooseOperands(op, defined))
        continue;
      op.destination = static_cast<uint8_t>(below(profile.vector.registers));
      return op;
    }
  }
  uint64_t constant(RegisterType type) {
    switch (type) {
    case RegisterType::Pred:
      return random() & 1;
    case RegisterType::F32:
      return random() & UINT32_MAX;
    case RegisterType::I32:
      return chance(2) ? random() & UINT32_MAX : random();
    case RegisterType::I64:
      break;
    }
    return random();
  }
  bool chooseOperands(BodyOp &op, const std::vector<std::optional<RegisterType>> &defined) {
    for (int i = 0; i < operandCount(op.opcode); ++i) {
      std::vector<uint8_t> candidates;
      for (size_t number = 0; number < defined.size(); ++number)
        if (defined[number] == operandType(op, i))
          candidates.push_back(static_cast<uint8_t>(number));
      if (candidates.empty())
        return false;
      op.operands[i] = candidates[size_t(below(int64_t(candidates.size())))];
    }
    return true;
  }
  Body body() {
    std::vector<std::optional<RegisterType>> defined(size_t(profile.vector.registers));
    Body result;
    auto append = [&](BodyOp op) {
      if (definesRegister(op.opcode))
        defined[op.destination] = resultType(op);
      result.ops.push_back(op);
    };
    append({BodyOpcode::Input, RegisterType::F32, 0, {}, 0});
    append({BodyOpcode::Index, RegisterType::I64, 1, {}, 0});
    for (int64_t i = below(40); i > 0; --i)
      append(operation(defined));
    append({BodyOpcode::Input, RegisterType::F32, 2, {}, 0});
    append({BodyOpcode::Output, RegisterType::F32, 0, {2}, 0});
    return result;
  }

  // Parts of instructions.

  uint8_t loop() { return loops[size_t(below(int64_t(loops.size())))]; }
  std::vector<Term> terms(bool mayCount) {
    std::vector<Term> list;
    for (int64_t i = loops.empty() ? 0 : below(4); i > 0; --i) {
      bool counts = mayCount && chance(2);
      list.push_back(
          {loop(), in("term.stride"), counts ? static_cast<uint32_t>(in("term.modulus", 1)) : 0});
    }
    return list;
  }
  Address main() {
    return {0, uint16_t(below(int64_t(program.arguments.size()))), in("address.base"), terms(true)};
  }
  Address local() {
    return {uint8_t(1 + below(int64_t(profile.memories.size()) - 1)), 0, in("address.base"),
            terms(true)};
  }
  Extent extent(std::string_view field) {
    Extent result;
    result.tile = in(field, 1);
    result.terms = terms(false);
    if (!result.terms.empty())
      result.total = in("extent.total");
    if (chance(3))
      result.multiple = static_cast<uint32_t>(in("extent.multiple", 1));
    return result;
  }
  std::vector<Extent> extents(std::string_view field, int64_t minRank, int64_t maxRank) {
    std::vector<Extent> list;
    for (int64_t i = minRank + below(maxRank - minRank + 1); i > 0; --i)
      list.push_back(extent(field));
    return list;
  }
  std::vector<int64_t> strides(size_t count, std::string_view field) {
    std::vector<int64_t> list(count);
    for (int64_t &stride : list)
      stride = in(field);
    return list;
  }
  Operand operand(size_t rank, DType dtype) {
    return {local(), strides(rank, "vector.stride"), dtype};
  }
  Accumulate accumulate() {
    if (!loops.empty() && chance(2))
      return {Accumulate::Mode::UnlessFirst, loop()};
    return {chance(2) ? Accumulate::Mode::Always : Accumulate::Mode::Never, 0};
  }
  /// Each engine pushes the semaphore of its own number.
  Sync sync(Engine engine) {
    Sync result;
    for (int64_t i = below(4); i > 0; --i)
      result.pop.push_back(uint8_t(below(int64_t(program.semaphores.size()))));
    if (chance(2))
      result.push.push_back(static_cast<uint8_t>(engine));
    return result;
  }
  uint64_t pattern(uint8_t bytes) {
    return bytes < 8 ? random() & ((uint64_t{1} << (8 * bytes)) - 1) : random();
  }

  // Instructions.

  void add(Operation operation) {
    program.instructions.push_back(
        {std::move(operation), uint32_t(below(int64_t(program.locations.size())))});
  }
  void dma() {
    Dma dma;
    dma.in = chance(2);
    dma.source = dma.in ? main() : local();
    dma.destination = dma.in ? local() : main();
    dma.elementBytes = pick<uint8_t>({1, 2, 4, 8, 16});
    dma.extents = extents("dma.extent", 0, profile.dma.dimensions);
    dma.sourceStrides = strides(dma.extents.size(), "dma.stride");
    dma.destinationStrides = strides(dma.extents.size(), "dma.stride");
    bool pads = dma.in && !dma.extents.empty() && chance(2);
    bool bounded = dma.in && !dma.extents.empty() && chance(2);
    for (size_t i = 0; i < dma.extents.size() && pads; ++i)
      dma.padMultiples.push_back(static_cast<uint32_t>(in("dma.pad-multiple", 1)));
    for (size_t i = 0; i < dma.extents.size() && bounded; ++i)
      dma.bounds.push_back({{in("index.base"), terms(false)}, in("dma.size")});
    if (pads || bounded)
      dma.padValue = pattern(dma.elementBytes);
    dma.sync = sync(dma.in ? Engine::DmaIn : Engine::DmaOut);
    add(std::move(dma));
  }
  void matmul() {
    MatMul matmul;
    matmul.a = local();
    matmul.b = local();
    matmul.destination = local();
    matmul.destination.memory = uint8_t(profile.memoryIndex(profile::Memory::Role::Accumulator));
    matmul.m = extent("matrix.extent");
    matmul.n = extent("matrix.extent");
    matmul.k = extent("matrix.extent");
    for (int64_t *stride : {&matmul.aStrides[0], &matmul.aStrides[1], &matmul.bStrides[0],
                            &matmul.bStrides[1], &matmul.destinationStride})
      *stride = in("matrix.stride");
    matmul.input = pick({DType::F32, DType::BF16, DType::F16, DType::I8});
    matmul.accumulator = pick({DType::F32, DType::I32});
    matmul.accumulate = accumulate();
    matmul.sync = sync(Engine::Matrix);
    add(std::move(matmul));
  }
  std::vector<uint32_t> numbers(size_t count, std::string_view field) {
    std::vector<uint32_t> list(count);
    for (uint32_t &number : list)
      number = static_cast<uint32_t>(in(field, 1));
    return list;
  }
  void conv() {
    Conv conv;
    conv.input = local();
    conv.weight = local();
    conv.destination = local();
    conv.destination.memory = uint8_t(profile.memoryIndex(profile::Memory::Role::Accumulator));
    for (Extent *one : {&conv.groups, &conv.filters, &conv.channels})
      *one = extent("matrix.extent");
    conv.out = extents("matrix.extent", 1, 3);
    size_t rank = conv.out.size();
    conv.kernel = numbers(rank, "conv.kernel");
    conv.stride = numbers(rank, "conv.stride");
    conv.dilation = numbers(rank, "conv.dilation");
    conv.inputStrides = strides(2 + rank, "matrix.stride");
    conv.weightStrides = strides(3 + rank, "matrix.stride");
    conv.destinationStrides = strides(2 + rank, "matrix.stride");
    conv.inputType = pick({DType::F32, DType::BF16, DType::F16, DType::I8});
    conv.accumulator = pick({DType::F32, DType::I32});
    conv.accumulate = accumulate();
    conv.sync = sync(Engine::Matrix);
    add(std::move(conv));
  }
  template <typename Indexed> void indices(Indexed &indexed) {
    indexed.extents = extents("dma.extent", 0, profile.dma.dimensions);
    size_t rank = indexed.extents.size();
    indexed.sourceStrides = strides(rank, "dma.stride");
    indexed.destinationStrides = strides(rank, "dma.stride");
    for (int64_t i = 1 + below(profile.find("dma.indices")->value); i > 0; --i)
      indexed.indices.push_back(
          {{local(), strides(rank, "dma.stride"), pick({DType::I32, DType::I64})},
           in("dma.stride"),
           in("dma.size")});
    indexed.wraps = chance(2);
  }
  void gather() {
    Gather gather;
    gather.source = main();
    gather.destination = local();
    gather.elementBytes = pick<uint8_t>({1, 2, 4, 8, 16});
    indices(gather);
    gather.sync = sync(Engine::DmaIn);
    add(std::move(gather));
  }
  void scatter() {
    Scatter scatter;
    scatter.mode = static_cast<ScatterMode>(below(int64_t(scatterModeNames().size())));
    scatter.dtype = pick({DType::F32, DType::BF16, DType::I32, DType::I64, DType::Bool});
    scatter.source = local();
    scatter.destination = main();
    indices(scatter);
    scatter.sync = sync(Engine::DmaOut);
    add(std::move(scatter));
  }
  void scan() {
    Scan scan;
    scan.kind = static_cast<ReduceKind>(below(4));
    scan.extents = extents("vector.extent", 1, profile.vector.maxRank);
    size_t rank = scan.extents.size();
    scan.input = operand(rank, pick({DType::F32, DType::I32, DType::I64, DType::Bool}));
    scan.output = operand(rank, pick({DType::F32, DType::I64}));
    scan.carries = chance(2);
    if (scan.carries) {
      scan.carry = operand(rank - 1, DType::F32);
      scan.accumulate = accumulate();
    }
    scan.sync = sync(Engine::Vector);
    add(std::move(scan));
  }
  void sort() {
    Sort sort;
    sort.extents = extents("vector.extent", 1, profile.vector.maxRank);
    size_t rank = sort.extents.size();
    DType dtype = pick({DType::F32, DType::BF16, DType::I64, DType::Bool});
    sort.input = operand(rank, dtype);
    sort.values = operand(rank, dtype);
    sort.positions = operand(rank, DType::I64);
    sort.kept = in("vector.extent", 1);
    sort.descending = chance(2);
    sort.sync = sync(Engine::Vector);
    add(std::move(sort));
  }
  void vector() {
    Vector vector;
    vector.body = uint16_t(below(int64_t(program.bodies.size())));
    vector.extents = extents("vector.extent", 1, profile.vector.maxRank);
    size_t rank = vector.extents.size();
    for (int64_t i = 1 + below(3); i > 0; --i)
      vector.inputs.push_back(operand(rank, pick({DType::F32, DType::BF16, DType::F16})));
    vector.outputs.push_back(operand(rank, DType::F32));
    for (size_t i = 0; i < rank; ++i)
      vector.indexBases.push_back({in("index.base"), terms(false)});
    vector.sync = sync(Engine::Vector);
    add(std::move(vector));
  }
  void reduce() {
    Reduce reduce;
    reduce.kind = static_cast<ReduceKind>(below(6));
    reduce.extents = extents("vector.extent", 1, profile.vector.maxRank);
    size_t rank = reduce.extents.size();
    reduce.reducedDims = uint8_t(1 + below(int64_t(rank)));
    reduce.input = operand(rank, pick({DType::F32, DType::I32, DType::I64, DType::Bool}));
    reduce.output = operand(rank - reduce.reducedDims, pick({DType::F32, DType::I64}));
    if (reduce.kind == ReduceKind::ArgMax || reduce.kind == ReduceKind::ArgMin) {
      reduce.indexOutput = operand(rank - reduce.reducedDims, DType::I64);
      reduce.indexBase = {in("index.base"), terms(false)};
    }
    reduce.accumulate = accumulate();
    reduce.sync = sync(Engine::Vector);
    add(std::move(reduce));
  }
  void fill() {
    Fill fill;
    fill.destination = local();
    fill.elementBytes = pick<uint8_t>({1, 2, 4, 8, 16});
    fill.extents = extents("vector.extent", 0, profile.vector.maxRank);
    fill.strides = strides(fill.extents.size(), "vector.stride");
    fill.value = pattern(fill.elementBytes);
    fill.sync = sync(Engine::Vector);
    add(std::move(fill));
  }
  void wait() {
    Wait wait;
    wait.engine = static_cast<Engine>(below(kNumEngines));
    wait.sync = sync(wait.engine);
    add(std::move(wait));
  }

  void block(int64_t depth) {
    for (int64_t i = below(5); i > 0; --i) {
      void (Generator::*makers[])() = {&Generator::dma,    &Generator::matmul, &Generator::vector,
                                       &Generator::reduce, &Generator::fill,   &Generator::wait,
                                       &Generator::conv,   &Generator::gather, &Generator::scatter,
                                       &Generator::scan,   &Generator::sort};
      (this->*makers[below(std::size(makers))])();
    }
    if (depth == 0)
      return;
    LoopBegin loop;
    loop.id = nextLoop++;
    loop.count = in("loop.count");
    if (chance(2)) {
      loop.coreDivisor = static_cast<uint16_t>(in("loop.cores", 1));
      loop.coreModulus = static_cast<uint16_t>(in("loop.cores", 1));
    }
    add(loop);
    loops.push_back(loop.id);
    block(depth - 1);
    loops.pop_back();
    add(LoopEnd{});
    block(0);
  }

  std::mt19937_64 random;
  const profile::Profile &profile;
  Program program;
  std::vector<uint8_t> loops;
  uint8_t nextLoop = 0;
};

} // namespace

Program randomProgram(uint64_t seed, const profile::Profile &profile) {
  return Generator(seed, profile).run();
}

} // namespace mock::isa::test
