//===- MalformedTest.cpp - No program crashes or hangs the simulator -------===//

#include "ProgramBuilder.h"

#include <gtest/gtest.h>
#include <random>

using namespace mock;
using namespace mock::test;

namespace {

/// Random numbers that are mostly small and sometimes absurd.
class Source {
public:
  explicit Source(uint32_t seed) : random(seed) {}

  uint64_t below(uint64_t bound) { return random() % bound; }
  bool rarely() { return below(150) == 0; }
  int64_t number(int64_t bound) {
    static constexpr int64_t extremes[] = {INT64_MIN,        INT64_MAX,           -1,       0,
                                           int64_t(1) << 40, -(int64_t(1) << 33), INT32_MAX};
    return rarely() ? extremes[below(std::size(extremes))] : int64_t(below(uint64_t(bound)));
  }
  /// factor x number + offset, which may wrap.
  int64_t scaled(int64_t factor, int64_t bound, int64_t offset = 0) {
    return int64_t(uint64_t(factor) * uint64_t(number(bound)) + uint64_t(offset));
  }
  uint8_t byte(int bound) { return uint8_t(rarely() ? below(256) : below(uint64_t(bound))); }
  template <typename Enum> Enum choice(int bound) { return Enum(byte(bound)); }

private:
  std::mt19937_64 random;
};

std::vector<isa::Term> terms(Source &source) {
  std::vector<isa::Term> result(source.below(30) == 0 ? 1 : 0);
  for (isa::Term &term : result)
    term = {source.byte(2), source.scaled(64, 8), uint32_t(source.below(3))};
  return result;
}
isa::Address address(Source &source, bool main, int memories = 2) {
  int64_t base = source.number(2048);
  return {main ? uint8_t(0) : uint8_t(1 + source.byte(memories)),
          main ? uint16_t(source.byte(2)) : uint16_t(0), source.below(30) ? base / 64 * 64 : base,
          terms(source)};
}
isa::Extent extent(Source &source) {
  return {source.scaled(1, 16, 1), source.number(32), terms(source),
          uint32_t(source.scaled(1, 2, 1))};
}
template <typename T, typename Make> std::vector<T> some(Source &source, size_t count, Make make) {
  std::vector<T> result(source.rarely() ? source.below(20) : count);
  for (T &item : result)
    item = make();
  return result;
}
std::vector<int64_t> strides(Source &source, size_t count) {
  return some<int64_t>(source, count,
                       [&] { return source.below(30) ? source.scaled(4, 64) : source.number(64); });
}
isa::Operand anyOperand(Source &source, size_t rank) {
  return {address(source, source.rarely()), strides(source, rank),
          source.below(20) ? DType::F32 : source.choice<DType>(12)};
}
/// Semaphore e is engine e's to push, mostly.
isa::Sync sync(Source &source, isa::Engine engine) {
  isa::Sync result;
  if (source.below(4) == 0)
    result.pop.push_back(source.byte(4));
  if (source.below(2) == 0)
    result.push.push_back(source.rarely() ? source.byte(4) : uint8_t(engine));
  return result;
}

template <typename Indexed> void makeIndexed(Source &source, size_t rank, Indexed &indexed) {
  bool in = std::is_same_v<Indexed, isa::Gather>;
  indexed.source = address(source, in);
  indexed.destination = address(source, !in);
  indexed.extents = some<isa::Extent>(source, rank, [&] { return extent(source); });
  indexed.sourceStrides = strides(source, rank);
  indexed.destinationStrides = strides(source, rank);
  indexed.indices = some<isa::IndexOperand>(source, 1 + source.below(2), [&] {
    isa::Operand values = anyOperand(source, rank);
    values.dtype = source.below(6) ? DType::I64 : values.dtype;
    // The scratchpad holds threes: two of them are one i64 of 12884901891.
    return isa::IndexOperand{values, source.scaled(4, 64), source.number(1 << 16)};
  });
  indexed.wraps = source.below(2);
  indexed.sync = sync(source, in ? isa::Engine::DmaIn : isa::Engine::DmaOut);
  if (source.below(2)) // two initial credits, and the one that says that the scratchpad is filled
    indexed.sync.pop.assign(3, uint8_t(isa::Engine::Vector));
}

isa::Conv makeConv(Source &source) {
  size_t spatial = source.rarely() ? source.below(5) : 1 + source.below(3);
  auto numbers = [&](uint32_t most) {
    return some<uint32_t>(source, spatial, [&] {
      return source.rarely() ? uint32_t(source.number(64)) : uint32_t(1 + source.below(most));
    });
  };
  isa::Conv conv;
  for (isa::Extent *one : {&conv.groups, &conv.filters, &conv.channels})
    *one = extent(source);
  conv.out = some<isa::Extent>(source, spatial, [&] { return extent(source); });
  conv.kernel = numbers(4);
  conv.stride = numbers(3);
  conv.dilation = numbers(3);
  conv.input = address(source, false, 1);
  conv.weight = address(source, false, 1);
  conv.destination = {kAccumulator, 0, source.scaled(64, 64), terms(source)};
  conv.inputStrides = strides(source, 2 + spatial);
  conv.weightStrides = strides(source, 3 + spatial);
  conv.destinationStrides = strides(source, 2 + spatial);
  conv.inputType = source.below(6) ? DType::F32 : source.choice<DType>(12);
  conv.accumulate = {source.choice<isa::Accumulate::Mode>(3), source.byte(2)};
  conv.sync = sync(source, isa::Engine::Matrix);
  return conv;
}

/// Convolution, indexing and rows.
isa::Operation makeTileOperation(Source &source, size_t rank) {
  switch (source.below(5)) {
  case 0:
    return makeConv(source);
  case 1: {
    isa::Gather gather;
    makeIndexed(source, rank, gather);
    return gather;
  }
  case 2: {
    isa::Scatter scatter;
    scatter.mode = source.choice<isa::ScatterMode>(5);
    scatter.dtype = source.below(6) ? DType::F32 : source.choice<DType>(12);
    makeIndexed(source, rank, scatter);
    return scatter;
  }
  case 3: {
    isa::Scan scan;
    scan.kind = source.choice<isa::ReduceKind>(source.rarely() ? 6 : 4);
    scan.extents = some<isa::Extent>(source, rank, [&] { return extent(source); });
    scan.input = anyOperand(source, rank);
    scan.output = anyOperand(source, rank);
    scan.carries = source.below(2);
    scan.carry = anyOperand(source, rank - 1);
    if (scan.carries)
      scan.accumulate = {source.choice<isa::Accumulate::Mode>(3), source.byte(2)};
    scan.sync = sync(source, isa::Engine::Vector);
    return scan;
  }
  default: {
    isa::Sort sort;
    sort.extents = some<isa::Extent>(source, rank, [&] { return extent(source); });
    sort.input = anyOperand(source, rank);
    sort.values = anyOperand(source, rank);
    sort.positions = anyOperand(source, rank);
    sort.positions.dtype = source.below(6) ? DType::I64 : sort.positions.dtype;
    sort.kept = source.number(8);
    sort.descending = source.below(2);
    sort.sync = sync(source, isa::Engine::Vector);
    return sort;
  }
  }
}

isa::Operation makeOperation(Source &source) {
  using isa::Engine;
  size_t rank = 1 + source.below(3);
  auto extents = some<isa::Extent>(source, rank, [&] { return extent(source); });
  if (source.below(3) == 0)
    return makeTileOperation(source, rank);
  switch (source.below(10)) {
  case 0:
  case 1: {
    bool in = source.below(2);
    return isa::Dma{in,
                    address(source, in),
                    address(source, !in),
                    uint8_t(1 << (source.below(10) ? 2 : source.below(8))),
                    extents,
                    strides(source, rank),
                    strides(source, rank),
                    in && source.below(3) == 0
                        ? some<isa::Bounds>(source, rank,
                                            [&] {
                                              return isa::Bounds{
                                                  {static_cast<int64_t>(
                                                       static_cast<uint64_t>(source.number(9)) - 4),
                                                   terms(source)},
                                                  source.number(64)};
                                            })
                        : std::vector<isa::Bounds>(),
                    in && source.below(4) == 0
                        ? some<uint32_t>(source, rank, [&] { return uint32_t(source.number(9)); })
                        : std::vector<uint32_t>(),
                    source.below(1000),
                    sync(source, in ? Engine::DmaIn : Engine::DmaOut)};
  }
  case 2: {
    DType input = source.below(2) ? DType::F32 : source.choice<DType>(12);
    bool known = size_t(input) < 12; // the builder asks for the size of an element
    isa::MatMul product =
        matmul(8, 8, 8, address(source, false, 1), address(source, false, 1),
               {kAccumulator, 0, source.scaled(64, 64), terms(source)}, known ? input : DType::F32);
    product.input = input;
    for (isa::Extent *one : {&product.m, &product.n, &product.k})
      one->tile = source.below(8) ? source.scaled(8, 8, 8) : source.number(64);
    product.accumulate = {source.choice<isa::Accumulate::Mode>(3), source.byte(2)};
    product.sync = sync(source, Engine::Matrix);
    return product;
  }
  case 3:
  case 4: {
    isa::Vector vector;
    vector.body = source.byte(3);
    vector.extents = extents;
    for (auto *list : {&vector.inputs, &vector.outputs})
      *list = some<isa::Operand>(source, 2, [&] { return anyOperand(source, rank); });
    vector.sync = sync(source, Engine::Vector);
    return vector;
  }
  case 5: {
    isa::Reduce reduce;
    reduce.kind = source.choice<isa::ReduceKind>(6);
    reduce.extents = extents;
    reduce.reducedDims = uint8_t(source.rarely() ? source.below(256) : 1 + source.below(rank));
    size_t kept = rank - std::min<size_t>(rank, reduce.reducedDims);
    reduce.input = anyOperand(source, rank);
    reduce.output = anyOperand(source, kept);
    reduce.indexOutput = anyOperand(source, kept);
    reduce.indexBase = {source.number(10), terms(source)};
    reduce.accumulate = {source.choice<isa::Accumulate::Mode>(3), source.byte(2)};
    reduce.sync = sync(source, Engine::Vector);
    if (source.below(4))
      reduce.indexOutput.dtype = DType::I64;
    return reduce;
  }
  case 6:
    return isa::LoopBegin{source.byte(2), source.number(4), uint16_t(1 + source.byte(2)),
                          uint16_t(1 + source.byte(3))};
  case 7:
    return source.rarely() ? isa::Operation(isa::Barrier{}) : isa::LoopEnd{};
  case 8: {
    Engine engine = source.choice<Engine>(4);
    return isa::Wait{engine, sync(source, engine)};
  }
  default:
    return isa::Fill{
        address(source, source.rarely()), 4, extents, strides(source, rank), source.below(1000),
        sync(source, Engine::Vector)};
  }
}

/// out0 = in0 op in1 over f32, with one operation more that may be anything.
isa::Body makeBody(Source &source) {
  isa::Body body{{op(isa::BodyOpcode::Input, 0),
                  op(isa::BodyOpcode::Input, 1, {}, isa::RegisterType::F32, 1)}};
  if (source.below(10) == 0)
    body.ops.push_back({source.choice<isa::BodyOpcode>(60),
                        source.choice<isa::RegisterType>(4),
                        source.byte(4),
                        {source.byte(4), source.byte(4), source.byte(4)},
                        source.below(4)});
  auto opcode = isa::BodyOpcode(int(isa::BodyOpcode::Add) + source.below(4));
  body.ops.push_back(op(opcode, 2, {0, 1}));
  body.ops.push_back(op(isa::BodyOpcode::Output, 0, {2}));
  return body;
}

/// Loops are closed, since most programs that do not nest end at the first check.
isa::Program makeRandom(Source &source) {
  isa::Program program = makeProgram(uint16_t(1 + source.below(4)));
  addArgument(program, 1 << 16);
  addArgument(program, 1 << 16, true);
  program.arguments[1].read = true;
  program.semaphores = {2, 0, 1, 2};
  for (int i = 0; i < 3; ++i)
    program.bodies.push_back(makeBody(source));
  add(program, with(fill(scratchpad(0), {16384}, 3), {}, {uint8_t(isa::Engine::Vector)}));
  size_t count = 1 + source.below(8), depth = 0;
  for (size_t i = 0; i < count; ++i) {
    isa::Operation operation = makeOperation(source);
    if (std::holds_alternative<isa::LoopEnd>(operation) && depth == 0 && !source.rarely())
      continue;
    depth += std::holds_alternative<isa::LoopBegin>(operation);
    depth -= std::holds_alternative<isa::LoopEnd>(operation) && depth > 0;
    add(program, std::move(operation));
  }
  for (; depth > 0; --depth)
    add(program, isa::LoopEnd{});
  if (!source.rarely())
    add(program, isa::Halt{});
  return program;
}

TEST(Malformed, RandomProgramsFaultOrRun) {
  profile::Profile profile = makeProfile();
  profile.fields.clear(); // so that absurd numbers get past the first check
  simulate::Limits limits{.instructions = 20000, .work = 1 << 24};
  std::map<std::string_view, int> outcomes;
  for (uint32_t seed = 0; seed < 20000; ++seed) {
    Source source(seed);
    isa::Program program = makeRandom(source);
    Buffers buffers(program);
    auto bindings = buffers.bindings(program);
    auto fault = simulate::execute(program, profile, bindings, limits);
    ++outcomes[fault ? simulate::name(fault->kind) : "ran"];
    if (fault)
      EXPECT_NE(fault->message().find(fault->detail), std::string::npos);
  }
  // The generator reaches what it is for.
  for (std::string_view outcome :
       {"ran", "invalid program", "access out of range", "access before arrival", "deadlock",
        "wrong dtype", "wrong tile", "misaligned access", "read of uninitialised memory",
        "index out of range"})
    EXPECT_GT(outcomes[outcome], 10) << outcome;
}

TEST(Malformed, RandomProgramsHaveATimeOrAnError) {
  profile::Profile profile = makeProfile();
  int timed = 0;
  for (uint32_t seed = 0; seed < 5000; ++seed) {
    Source source(seed);
    isa::Program program = makeRandom(source);
    bool absurd = false; // loops that would run into the limit, which takes a second each
    for (const isa::Instruction &instruction : program.instructions)
      if (const auto *loop = std::get_if<isa::LoopBegin>(&instruction.operation))
        absurd |= loop->count > 1000;
    if (absurd)
      continue;
    auto timing = simulate::time(program, profile);
    if (timing)
      EXPECT_GT(timing->cycles, 0);
    else
      EXPECT_FALSE(timing.error().message.empty());
    timed += bool(timing);
  }
  EXPECT_GT(timed, 50);
}

TEST(Malformed, AbsurdTilesAllocateNothing) {
  profile::Profile profile = makeProfile();
  profile.fields.clear();
  isa::Fill huge = fill(scratchpad(0), {4, 4});
  huge.extents[0].tile = INT64_MAX;
  huge.strides = {0, 0};
  isa::Program program = makeProgram();
  add(program, huge);
  Buffers buffers(program);
  EXPECT_TRUE(run(program, profile, buffers));
  std::get<isa::Fill>(program.instructions[0].operation).extents[0].tile = int64_t(1) << 33;
  EXPECT_EQ(run(program, profile, buffers)->kind, simulate::Fault::Kind::WrongTile);
  isa::Vector vector =
      binaryVector(program, isa::BodyOpcode::Add, 4, scratchpad(0), scratchpad(0), scratchpad(64));
  // It reads one element 2^35 times and writes nothing.
  vector.extents = shape({int64_t(1) << 35});
  vector.outputs.clear();
  program.bodies[vector.body].ops.pop_back();
  for (isa::Operand &one : vector.inputs)
    one.strides = {0};
  program.instructions.clear();
  add(program, fill(scratchpad(0), {32}));
  add(program, vector);
  add(program, isa::Halt{});
  auto fault = simulate::execute(program, profile, {}, {.work = int64_t(1) << 30});
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, simulate::Fault::Kind::Capacity);
}

// All operands repeat one element: packing them would take 16 GiB.
TEST(Malformed, AbsurdProductsAllocateNothing) {
  profile::Profile profile = makeProfile();
  profile.fields.clear();
  isa::Program program = makeProgram();
  uint8_t s = addSemaphore(program);
  add(program, with(fill(scratchpad(0), {1024}), {}, {s}));
  isa::MatMul product = matmul(65536, 8, 65536, scratchpad(0), scratchpad(64), accumulator(0));
  std::fill(product.aStrides, product.aStrides + 2, 0);
  product.bStrides[0] = product.destinationStride = 0;
  add(program, with(product, {s}, {}));
  Buffers buffers(program);
  EXPECT_EQ(run(program, profile, buffers)->kind, simulate::Fault::Kind::WrongTile);
}

} // namespace
