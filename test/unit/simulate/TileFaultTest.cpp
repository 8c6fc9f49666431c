//===- TileFaultTest.cpp - Faults of convolution, indexing and rows --------===//

#include "ProgramBuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mock;
using namespace mock::test;
using Kind = simulate::Fault::Kind;
using testing::HasSubstr;

namespace {

std::optional<simulate::Fault> runOn(const isa::Program &program,
                                     const profile::Profile &profile = makeProfile()) {
  Buffers buffers(program);
  return run(inSequence(program), profile, buffers);
}
std::optional<Kind> kindOf(const isa::Program &program,
                           const profile::Profile &profile = makeProfile()) {
  auto fault = runOn(program, profile);
  return fault ? std::optional<Kind>(fault->kind) : std::nullopt;
}
constexpr std::nullopt_t kNone = std::nullopt;

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

/// Reads 8 elements from coordinate `origin` of an argument that has `bytes`.
isa::Program bounded(int64_t origin, int64_t size, int64_t bytes) {
  isa::Program program = makeProgram();
  isa::Dma in = dmaIn(addArgument(program, bytes), scratchpad(0), {8});
  in.bounds = {{{origin, {}}, size}};
  add(program, in);
  return program;
}

TEST(TileFault, BoundsKeepReadsInTheArgument) {
  EXPECT_EQ(kindOf(bounded(-4, 8, 32)), kNone);
  EXPECT_EQ(kindOf(bounded(4, 8, 32)), kNone);
  EXPECT_EQ(kindOf(bounded(100, 8, 32)), kNone);
  EXPECT_EQ(kindOf(bounded(4, 9, 32)), Kind::OutOfRange); // a size that the argument has not
}

TEST(TileFault, BoundsOnTheWayOut) {
  isa::Program program = makeProgram();
  uint16_t y = addArgument(program, 32, true);
  add(program, fill(scratchpad(0), {8}));
  isa::Dma out = dmaOut(scratchpad(0), y, {8});
  out.bounds = {{{0, {}}, 8}};
  add(program, out);
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
}

TEST(TileFault, BoundsForEachDimension) {
  isa::Program program = bounded(0, 8, 32);
  std::get<isa::Dma>(program.instructions[0].operation).bounds.push_back({});
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
  program = bounded(0, 8, 32);
  std::get<isa::Dma>(program.instructions[0].operation).bounds[0].origin.base = INT64_MIN;
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

isa::Conv makeConv() {
  isa::Conv conv;
  conv.groups = fixed(1);
  conv.filters = fixed(2);
  conv.channels = fixed(3);
  conv.out = shape({4});
  conv.kernel = {3};
  conv.stride = {2};
  conv.dilation = {2};
  conv.input = scratchpad(0); // windows of 11
  conv.inputStrides = {0, 44, 4};
  conv.weight = scratchpad(1024);
  conv.weightStrides = {0, 36, 12, 4};
  conv.destination = accumulator(0);
  conv.destinationStrides = {0, 16, 4};
  return conv;
}

isa::Program around(isa::Conv conv, int64_t window = 33) {
  isa::Program program = makeProgram();
  add(program, fill(scratchpad(0), {window}));
  add(program, fill(scratchpad(1024), {18}));
  add(program, std::move(conv));
  return program;
}

TEST(TileFault, ConvLimits) {
  profile::Profile profile = makeProfile();
  profile.limits["conv.stride.max"] = {"conv.stride.max", 2, "elements", "", ""};
  profile.limits["conv.dilation.max"] = {"conv.dilation.max", 2, "elements", "", ""};
  EXPECT_EQ(kindOf(around(makeConv()), profile), kNone);
  isa::Conv conv = makeConv();
  conv.stride = {3};
  conv.inputStrides = {0, 0, 0};
  EXPECT_EQ(kindOf(around(conv), profile), Kind::WrongTile);
  conv = makeConv();
  conv.dilation = {3};
  conv.inputStrides = {0, 0, 0};
  auto fault = runOn(around(conv), profile);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::WrongTile);
  EXPECT_THAT(fault->message(), HasSubstr("dilation 3; the matrix engine takes at most 2"));
  conv = makeConv();
  conv.kernel = {0};
  EXPECT_EQ(kindOf(around(conv), profile), Kind::WrongTile);
}

TEST(TileFault, ConvFieldsHaveWidths) {
  profile::Profile profile = makeProfile();
  profile.fields["conv.kernel"] = {2, false};
  EXPECT_EQ(kindOf(around(makeConv()), profile), kNone);
  profile.fields["conv.kernel"] = {1, false};
  EXPECT_EQ(kindOf(around(makeConv()), profile), Kind::InvalidProgram);
}

TEST(TileFault, ConvReadsItsWholeWindow) {
  EXPECT_EQ(kindOf(around(makeConv(), 33)), kNone);
  EXPECT_EQ(kindOf(around(makeConv(), 32)), Kind::Uninitialised);
}

TEST(TileFault, ConvShapesAndTypes) {
  isa::Conv conv = makeConv();
  conv.out = shape({4, 1, 1, 1});
  EXPECT_EQ(kindOf(around(conv)), Kind::InvalidProgram);
  conv = makeConv();
  conv.weightStrides.pop_back();
  EXPECT_EQ(kindOf(around(conv)), Kind::InvalidProgram);
  conv = makeConv();
  conv.inputType = DType::I32;
  EXPECT_EQ(kindOf(around(conv)), Kind::WrongDType);
  conv = makeConv();
  conv.accumulator = DType::I32;
  EXPECT_EQ(kindOf(around(conv)), Kind::WrongDType);
  conv = makeConv();
  conv.destination = scratchpad(4096);
  EXPECT_EQ(kindOf(around(conv)), Kind::InvalidProgram);
  conv = makeConv();
  conv.weight = scratchpad(1024 + 32);
  EXPECT_EQ(kindOf(around(conv)), Kind::Misaligned);
  conv = makeConv();
  conv.destination = accumulator((1 << 18) - 64);
  conv.filters = fixed(8);
  conv.weightStrides = {0, 0, 12, 4};
  EXPECT_EQ(kindOf(around(conv)), Kind::OutOfRange);
}

TEST(TileFault, ConvOverflow) {
  isa::Conv conv = makeConv();
  conv.inputType = DType::I8;
  conv.accumulator = DType::I32;
  conv.accumulate.mode = isa::Accumulate::Mode::Always;
  isa::Program program = makeProgram();
  add(program, fill(scratchpad(0), {64}, 0x01010101));
  add(program, fill(scratchpad(1024), {64}, 0x01010101));
  add(program, fill(accumulator(0), {8}, INT32_MAX - 3));
  add(program, conv);
  EXPECT_EQ(kindOf(program), Kind::AccumulatorOverflow);
}

//===----------------------------------------------------------------------===//
// Gather and scatter
//===----------------------------------------------------------------------===//

struct Gathers {
  isa::Program program = makeProgram();
  isa::Gather gather;

  /// Rows of 16 bytes by one index, which the vector engine writes.
  explicit Gathers(uint64_t index, int64_t tableBytes = 160) {
    gather.source = argument(addArgument(program, tableBytes));
    gather.destination = scratchpad(1024);
    gather.extents = shape({2, 4});
    gather.sourceStrides = {0, 4};
    gather.destinationStrides = {16, 4};
    gather.indices = {{{scratchpad(0), {8, 0}, DType::I64}, 16, 10}};
    add(program, fill(scratchpad(0), {2}, index, 8));
  }
  isa::Program build() {
    isa::Program built = program;
    add(built, gather);
    return built;
  }
};

TEST(TileFault, IndexOutOfRange) {
  EXPECT_EQ(kindOf(Gathers(9).build()), kNone);
  auto fault = runOn(Gathers(10).build());
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::IndexOutOfRange);
  EXPECT_THAT(fault->message(), HasSubstr("index 0 is 10 at point 0; allowed is 0 to 9"));
  EXPECT_EQ(kindOf(Gathers(uint64_t(-1)).build()), Kind::IndexOutOfRange);
  for (auto [value, kind] : {std::pair<int64_t, std::optional<Kind>>{-1, kNone},
                             {-10, kNone},
                             {-11, Kind::IndexOutOfRange}}) {
    Gathers test{uint64_t(value)};
    test.gather.wraps = true;
    EXPECT_EQ(kindOf(test.build()), kind) << value;
  }
}

// The bound is what the program says; the argument's end is what the device knows.
TEST(TileFault, IndexedAccessLeavesTheArgument) {
  EXPECT_EQ(kindOf(Gathers(8, 144).build()), kNone);
  EXPECT_EQ(kindOf(Gathers(9, 144).build()), Kind::OutOfRange);
  Gathers test(9);
  test.gather.indices[0].bound = int64_t(1) << 40;
  test.gather.indices[0].step = (int64_t(1) << 40) + 4;
  isa::Program program = test.build();
  std::get<isa::Fill>(program.instructions[0].operation).value = (uint64_t(1) << 40) - 1;
  profile::Profile wide = makeProfile();
  wide.fields.clear();
  EXPECT_EQ(kindOf(program, wide), Kind::OutOfRange); // the product leaves 64 bits
}

TEST(TileFault, IndexOperands) {
  Gathers none(0);
  none.gather.indices.clear();
  EXPECT_EQ(kindOf(none.build()), Kind::Capacity);
  Gathers many(0);
  many.gather.indices.resize(5, many.gather.indices[0]);
  EXPECT_EQ(kindOf(many.build()), Kind::Capacity);
  Gathers type(0);
  type.gather.indices[0].values.dtype = DType::F32;
  EXPECT_EQ(kindOf(type.build()), Kind::WrongDType);
  Gathers step(0);
  step.gather.indices[0].step = 2;
  EXPECT_EQ(kindOf(step.build()), Kind::Misaligned);
  Gathers unwritten(0);
  unwritten.gather.indices[0].values.address = scratchpad(64);
  EXPECT_EQ(kindOf(unwritten.build()), Kind::Uninitialised);
  Gathers local(0);
  local.gather.indices[0].values.address = argument(0);
  EXPECT_EQ(kindOf(local.build()), Kind::InvalidProgram);
}

TEST(TileFault, GatherReadsInitialisedBytesOnly) {
  Gathers test(3);
  isa::Program program = inSequence(test.build());
  add(program, isa::Halt{});
  Buffers buffers(program);
  for (size_t written : {48u, 49u}) { // row 3 is bytes 48 to 63
    simulate::InitialisedBytes bytes(160);
    bytes.set(written, 64 - written);
    auto bindings = buffers.bindings(program);
    bindings[0].initialised = &bytes;
    auto fault = simulate::execute(program, makeProfile(), bindings);
    EXPECT_EQ(fault.has_value(), written != 48);
    if (fault) {
      EXPECT_EQ(fault->kind, Kind::Uninitialised);
    }
  }
}

/// Without semaphores between what the arguments say: the index is written by the vector engine.
TEST(TileFault, GatherBeforeItsIndicesArrived) {
  isa::Program program = Gathers(3).build();
  Buffers buffers(program);
  auto fault = run(program, makeProfile(), buffers);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::ReadBeforeArrival);
}

// Cores share the main memory: two scatters meet only where their indices do.
TEST(TileFault, ScattersOfTwoCoresRaceWhereIndicesMeet) {
  for (int64_t distance : {0, 1}) {
    isa::Program program = makeProgram(2);
    uint16_t ids = addArgument(program, 16), y = addArgument(program, 64, true);
    add(program, isa::LoopBegin{0, 2, 1, 2});
    add(program, fill(scratchpad(1024), {4}));
    isa::Dma in = dmaIn(ids, scratchpad(0), {1}, 8);
    in.source.terms = {{0, 8, 0}};
    add(program, in);
    isa::Scatter scatter;
    scatter.source = scratchpad(1024);
    scatter.destination = argument(y);
    scatter.extents = shape({4});
    scatter.sourceStrides = scatter.destinationStrides = {4};
    scatter.indices = {{{scratchpad(0), {0}, DType::I64}, 16, 4}};
    uint8_t first = addSemaphore(program), second = addSemaphore(program);
    std::get<isa::Fill>(program.instructions[1].operation).sync.push = {first};
    std::get<isa::Dma>(program.instructions[2].operation).sync.push = {second};
    add(program, with(scatter, {first, second}, {}));
    add(program, isa::LoopEnd{});
    Buffers buffers(program);
    buffers.data<int64_t>(ids)[0] = 2;
    buffers.data<int64_t>(ids)[1] = 2 + distance;
    auto fault = run(program, makeProfile(), buffers);
    EXPECT_EQ(fault.has_value(), distance == 0);
    if (fault) {
      EXPECT_EQ(fault->kind, Kind::ReadBeforeArrival);
    }
  }
}

isa::Program scatterOf(DType dtype, isa::ScatterMode mode, bool readable) {
  isa::Program program = makeProgram();
  uint16_t y = addArgument(program, 256, true);
  program.arguments[y].read = readable;
  add(program, fill(scratchpad(0), {16}, 0, 8));
  isa::Scatter scatter;
  scatter.mode = mode;
  scatter.dtype = dtype;
  scatter.source = scratchpad(0);
  scatter.destination = argument(y);
  scatter.extents = shape({2});
  scatter.sourceStrides = {itemSize(dtype)};
  scatter.destinationStrides = {itemSize(dtype)};
  scatter.indices = {{{scratchpad(0), {8}, DType::I64}, itemSize(dtype), 4}};
  add(program, scatter);
  return program;
}

TEST(TileFault, ScatterTypesAndModes) {
  using Mode = isa::ScatterMode;
  EXPECT_EQ(kindOf(scatterOf(DType::F64, Mode::Store, false)), kNone);
  EXPECT_EQ(kindOf(scatterOf(DType::F64, Mode::Add, true)), Kind::WrongDType);
  EXPECT_EQ(kindOf(scatterOf(DType::F32, Mode::Add, true)), kNone);
  EXPECT_EQ(kindOf(scatterOf(DType::F32, Mode::Add, false)), Kind::InvalidProgram);
  EXPECT_EQ(kindOf(scatterOf(DType::F32, Mode(9), true)), Kind::InvalidProgram);
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

isa::Program scanOf(isa::Scan scan) {
  isa::Program program = makeProgram();
  add(program, fill(scratchpad(0), {64}));
  add(program, std::move(scan));
  return program;
}
isa::Scan makeScan() {
  isa::Scan scan;
  scan.extents = shape({4, 16});
  scan.input = operand(scratchpad(0), {4, 16});
  scan.output = operand(scratchpad(1024), {4, 16});
  return scan;
}

TEST(TileFault, Scan) {
  EXPECT_EQ(kindOf(scanOf(makeScan())), kNone);
  isa::Scan scan = makeScan();
  scan.kind = isa::ReduceKind::ArgMax;
  EXPECT_EQ(kindOf(scanOf(scan)), Kind::InvalidProgram);
  scan = makeScan();
  scan.accumulate.mode = isa::Accumulate::Mode::Always;
  EXPECT_EQ(kindOf(scanOf(scan)), Kind::InvalidProgram); // without a carry
  scan.carries = true;
  scan.carry = operand(scratchpad(4096), {4});
  EXPECT_EQ(kindOf(scanOf(scan)), Kind::Uninitialised);
  scan.accumulate.mode = isa::Accumulate::Mode::Never;
  EXPECT_EQ(kindOf(scanOf(scan)), kNone);
  scan.carry.dtype = DType::I32;
  EXPECT_EQ(kindOf(scanOf(scan)), Kind::WrongDType);
  scan = makeScan();
  scan.output.dtype = DType::I64;
  EXPECT_EQ(kindOf(scanOf(scan)), Kind::WrongDType);
  scan = makeScan();
  scan.extents.clear();
  EXPECT_EQ(kindOf(scanOf(scan)), Kind::InvalidProgram);
}

isa::Program sortOf(isa::Sort sort) {
  isa::Program program = makeProgram();
  add(program, fill(scratchpad(0), {64}));
  add(program, std::move(sort));
  return program;
}
isa::Sort makeSort() {
  isa::Sort sort;
  sort.extents = shape({4, 16});
  sort.input = operand(scratchpad(0), {4, 16});
  sort.values = operand(scratchpad(1024), {4, 16});
  sort.positions = operand(scratchpad(2048), {4, 16}, DType::I64);
  sort.kept = 16;
  return sort;
}

TEST(TileFault, Sort) {
  EXPECT_EQ(kindOf(sortOf(makeSort())), kNone);
  isa::Sort sort = makeSort();
  sort.kept = 17;
  EXPECT_EQ(kindOf(sortOf(sort)), Kind::WrongTile);
  sort.kept = 0;
  EXPECT_EQ(kindOf(sortOf(sort)), Kind::WrongTile);
  sort = makeSort();
  sort.values.dtype = DType::I32;
  EXPECT_EQ(kindOf(sortOf(sort)), Kind::WrongDType);
  sort = makeSort();
  sort.positions.dtype = DType::F32;
  EXPECT_EQ(kindOf(sortOf(sort)), Kind::WrongDType);
  sort = makeSort();
  sort.input.address = scratchpad(64);
  EXPECT_EQ(kindOf(sortOf(sort)), Kind::Uninitialised);
}

} // namespace
