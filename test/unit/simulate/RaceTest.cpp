//===- RaceTest.cpp - Happens-before, never simulated time -----------------===//

#include "ProgramBuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mock;
using namespace mock::test;
using Kind = simulate::Fault::Kind;
using testing::HasSubstr;

namespace {

constexpr auto kRace = Kind::ReadBeforeArrival;

std::optional<simulate::Fault> run(const isa::Program &program) {
  Buffers buffers(program);
  return test::run(program, makeProfile(), buffers);
}

/// in -> vector -> out with all four tokens; tests leave one out.
struct Tokens {
  bool full = true, empty = true, done = true, freed = true;
};
isa::Program makeStream(Tokens tokens) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 4 * 4096), y = addArgument(program, 4 * 4096, true);
  uint8_t full = addSemaphore(program), empty = addSemaphore(program, 2);
  uint8_t done = addSemaphore(program), freed = addSemaphore(program, 2);
  auto slot = [&](int64_t base) { return scratchpad(base, {{0, 4096, 2}}); };
  auto list = [](std::vector<std::pair<uint8_t, bool>> semaphores) {
    std::vector<uint8_t> kept;
    for (auto [semaphore, keep] : semaphores)
      if (keep)
        kept.push_back(semaphore);
    return kept;
  };
  add(program, isa::LoopBegin{0, 4});
  isa::Dma in = dmaIn(x, slot(0), {1024});
  in.source.terms = {{0, 4096, 0}};
  add(program, with(in, list({{empty, tokens.empty}}), {full}));
  isa::Vector vector =
      binaryVector(program, isa::BodyOpcode::Add, 1024, slot(0), slot(0), slot(65536));
  add(program, with(vector, list({{full, tokens.full}, {freed, tokens.freed}}), {empty, done}));
  isa::Dma out = dmaOut(slot(65536), y, {1024});
  out.destination.terms = {{0, 4096, 0}};
  add(program, with(out, list({{done, tokens.done}}), {freed}));
  add(program, isa::LoopEnd{});
  return program;
}

TEST(Race, OrderedStreamRuns) { EXPECT_FALSE(run(makeStream({}))); }

TEST(Race, ReadAfterWriteWithoutToken) {
  auto fault = run(makeStream({.full = false}));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, kRace);
  EXPECT_THAT(fault->message(), HasSubstr("input 0 reads byte 0 of scratchpad, which instruction 1 "
                                          "(dma.in, core 0) writes"));
}

TEST(Race, WriteAfterReadWithoutToken) {
  auto fault = run(makeStream({.empty = false}));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, kRace);
  EXPECT_EQ(fault->instruction, 1u); // the third tile's load overwrites the first's operand
  EXPECT_THAT(fault->detail, HasSubstr("destination writes byte 0 of scratchpad, which "
                                       "instruction 2 (vector, core 0) reads"));
}

TEST(Race, StoreBeforeResult) {
  auto fault = run(makeStream({.done = false}));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, kRace);
  EXPECT_EQ(fault->instruction, 3u);
}

TEST(Race, OverwritingAResultBeingStored) {
  auto fault = run(makeStream({.freed = false}));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, kRace);
  EXPECT_EQ(fault->instruction, 2u);
}

// The load ends at cycle 1, the vector engine is busy until cycle 4000: simulated time would hide
// it.
TEST(Race, FoundEvenWhereTimeWouldBeFine) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 64);
  add(program, dmaIn(x, scratchpad(0), {16}));
  add(program, fill(scratchpad(65536), {64000}));
  add(program, binaryVector(program, isa::BodyOpcode::Add, 16, scratchpad(0), scratchpad(0),
                            scratchpad(64)));
  profile::Profile profile = makeProfile();
  Buffers buffers(program);
  auto fault = test::run(program, profile, buffers);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, kRace);
}

TEST(Race, WriteAfterWriteOfTwoEngines) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 64);
  add(program, dmaIn(x, scratchpad(0), {16}));
  add(program, fill(scratchpad(0), {16}));
  EXPECT_EQ(run(program)->kind, kRace);
}

TEST(Race, OneEngineIsInOrder) {
  isa::Program program = makeProgram();
  add(program, fill(scratchpad(0), {16}));
  add(program,
      binaryVector(program, isa::BodyOpcode::Add, 16, scratchpad(0), scratchpad(0), scratchpad(0)));
  EXPECT_FALSE(run(program));
}

TEST(Race, TokensAreTransitive) {
  // matrix waits for the vector engine, which waited for the load of what matrix reads.
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 8 * 8 * 4);
  uint8_t a = addSemaphore(program), b = addSemaphore(program);
  add(program, with(dmaIn(x, scratchpad(0), {64}), {}, {a}));
  add(program, with(fill(scratchpad(4096), {64}), {a}, {b}));
  add(program, with(matmul(8, 8, 8, scratchpad(0), scratchpad(4096), accumulator(0)), {b}, {}));
  EXPECT_FALSE(run(program));
}

TEST(Race, ACreditOfAnEarlierPushDoesNotCoverALaterWrite) {
  // Two loads push; the reader takes one credit, which is the first load's.
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 64);
  uint8_t s = addSemaphore(program);
  add(program, with(dmaIn(x, scratchpad(0), {16}), {}, {s}));
  add(program, with(dmaIn(x, scratchpad(64), {16}), {}, {s}));
  isa::Vector second = binaryVector(program, isa::BodyOpcode::Add, 16, scratchpad(64),
                                    scratchpad(64), scratchpad(128));
  isa::Program one = program, two = program;
  add(one, with(second, {s}, {}));
  add(two, with(second, {s, s}, {}));
  EXPECT_EQ(run(one)->kind, kRace);
  EXPECT_FALSE(run(two));
}

TEST(Race, ASemaphoreThatTwoEnginesPopProvesOnlyItsCount) {
  // Program order gives the matrix engine the first credit and the vector engine the second, but
  // hardware could give the vector engine the first.
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 64);
  uint8_t s = addSemaphore(program);
  add(program, with(dmaIn(x, scratchpad(0), {16}), {}, {s}));
  add(program, with(dmaIn(x, scratchpad(64), {16}), {}, {s}));
  add(program, with(isa::Wait{isa::Engine::Matrix, {}}, {s}, {}));
  add(program, with(binaryVector(program, isa::BodyOpcode::Add, 16, scratchpad(64), scratchpad(64),
                                 scratchpad(128)),
                    {s}, {}));
  EXPECT_EQ(run(program)->kind, kRace);
}

TEST(Race, InitialCreditsProveNothing) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 64);
  uint8_t s = addSemaphore(program, 1);
  add(program, with(dmaIn(x, scratchpad(0), {16}), {}, {s}));
  add(program, with(binaryVector(program, isa::BodyOpcode::Add, 16, scratchpad(0), scratchpad(0),
                                 scratchpad(64)),
                    {s}, {}));
  EXPECT_EQ(run(program)->kind, kRace);
}

/// Each core fills a tile and stores `count` bytes of it at byte `stride` x core.
isa::Program makeCores(int64_t stride, int64_t count) {
  isa::Program program = makeProgram(2);
  uint16_t y = addArgument(program, 256, true);
  uint8_t s = addSemaphore(program);
  add(program, with(fill(scratchpad(0), {64}, 7, 1), {}, {s}));
  add(program, isa::LoopBegin{0, 2, 1, 2});
  isa::Dma out = dmaOut(scratchpad(0), y, {count}, 1);
  out.destination.terms = {{0, stride, 0}};
  add(program, with(out, {s}, {}));
  add(program, isa::LoopEnd{});
  return program;
}

TEST(Race, CoresMayWriteNeighbouringBytes) {
  EXPECT_FALSE(run(makeCores(1, 1)));
  EXPECT_FALSE(run(makeCores(3, 3)));
}

TEST(Race, CoresMayNotWriteTheSameByte) {
  auto fault = run(makeCores(3, 4));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, kRace);
  EXPECT_EQ(fault->core, 1);
  EXPECT_THAT(fault->detail, HasSubstr("byte 3 of argument a0"));
}

/// Core 0 stores; both cores load what it stored.
isa::Program makeExchange(bool barrier) {
  isa::Program program = makeProgram(2);
  uint16_t y = addArgument(program, 64, true);
  program.arguments[y].read = true;
  uint8_t s = addSemaphore(program);
  add(program, isa::LoopBegin{0, 1, 1, 2}); // core 0
  add(program, with(fill(scratchpad(0), {16}), {}, {s}));
  add(program, with(dmaOut(scratchpad(0), y, {16}), {s}, {}));
  add(program, isa::LoopEnd{});
  if (barrier)
    add(program, isa::Barrier{});
  add(program, dmaIn(y, scratchpad(64), {16}));
  return program;
}

TEST(Race, ABarrierOrdersCores) {
  EXPECT_FALSE(run(makeExchange(true)));
  EXPECT_EQ(run(makeExchange(false))->kind, kRace);
}

TEST(Race, ArgumentsThatShareMemoryAreOneMemory) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 64), y = addArgument(program, 64, true);
  uint8_t s = addSemaphore(program);
  add(program, with(dmaIn(x, scratchpad(0), {16}), {}, {s}));
  add(program, with(fill(scratchpad(64), {16}), {}, {}));
  isa::Program ordered = program;
  isa::Dma out = dmaOut(scratchpad(0), y, {16});
  add(ordered, with(out, {s}, {}));
  uint8_t filled = addSemaphore(program);
  std::get<isa::Fill>(program.instructions[1].operation).sync.push = {filled};
  add(program, with(dmaOut(scratchpad(64), y, {16}), {filled}, {}));
  for (auto *variant : {&ordered, &program}) {
    add(*variant, isa::Halt{});
    Buffers buffers(*variant);
    auto bindings = buffers.bindings(*variant);
    bindings[1] = bindings[0]; // in place
    auto fault = simulate::execute(*variant, makeProfile(), bindings);
    EXPECT_EQ(bool(fault), variant == &program);
  }
}

} // namespace
