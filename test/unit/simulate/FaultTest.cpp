//===- FaultTest.cpp - Each fault, at its limit and on both sides ----------===//

#include "ProgramBuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mock;
using namespace mock::test;
using simulate::Fault;
using Kind = Fault::Kind;
using testing::HasSubstr;

namespace {

std::optional<Fault> runOn(const isa::Program &program, const profile::Profile &profile) {
  Buffers buffers(program);
  return run(program, profile, buffers);
}
std::optional<Fault> runOn(const isa::Program &program) { return runOn(program, makeProfile()); }

/// The kind of the fault, or nothing for a run without one.
std::optional<Kind> kindOf(const isa::Program &program,
                           const profile::Profile &profile = makeProfile()) {
  auto fault = runOn(program, profile);
  return fault ? std::optional<Kind>(fault->kind) : std::nullopt;
}

constexpr std::nullopt_t kNone = std::nullopt;

isa::Program single(isa::Operation operation) {
  isa::Program program = makeProgram();
  add(program, std::move(operation));
  return program;
}

TEST(Fault, MessageNamesEverything) {
  isa::Program program = makeProgram(2);
  add(program, isa::LoopBegin{0, 2, 1, 2});
  add(program, fill(scratchpad(0, {{0, 8, 0}}), {4}));
  add(program, isa::LoopEnd{});
  auto fault = runOn(program);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::Misaligned);
  EXPECT_EQ(fault->instruction, 1u);
  EXPECT_EQ(fault->core, 1);
  EXPECT_EQ(fault->location.line, 41);
  for (const char *part : {"device fault: misaligned access in kernel kernel, instruction 1 (fill ",
                           "core 1", "model.py:41", "forward", "return x + y",
                           "the base of destination is 8, no multiple of 64"})
    EXPECT_THAT(fault->message(), HasSubstr(part));
}

TEST(Fault, EveryKindHasAName) {
  for (int kind = 0; kind <= int(Kind::DivisionByZero); ++kind)
    EXPECT_NE(simulate::name(Kind(kind)), "unknown fault");
}

// Target.

TEST(Fault, ForeignDigest) {
  isa::Program program = makeProgram();
  program.profileDigest = "other";
  auto fault = runOn(program);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::InvalidProgram);
  EXPECT_THAT(fault->message(), HasSubstr("digest other"));
}

TEST(Fault, UnsupportedVersion) {
  isa::Program program = makeProgram();
  program.version = isa::kVersion + 1;
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
}

// Capacity: resources of the device.

TEST(Fault, CoresOfTheDevice) {
  EXPECT_EQ(kindOf(makeProgram(0)), Kind::InvalidProgram);
  EXPECT_EQ(kindOf(makeProgram(4)), kNone);
  EXPECT_EQ(kindOf(makeProgram(5)), Kind::Capacity);
}

TEST(Fault, SemaphoresOfTheDevice) {
  isa::Program program = makeProgram();
  program.semaphores.assign(32, 0);
  EXPECT_EQ(kindOf(program), kNone);
  program.semaphores.assign(33, 0);
  EXPECT_EQ(kindOf(program), Kind::Capacity);
}

TEST(Fault, ArgumentsOfTheDevice) {
  isa::Program program = makeProgram();
  for (int i = 0; i < 8; ++i)
    addArgument(program, 64);
  EXPECT_EQ(kindOf(program), kNone);
  addArgument(program, 64);
  EXPECT_EQ(kindOf(program), Kind::Capacity);
}

TEST(Fault, ArgumentsMustFitTheMainMemory) {
  profile::Profile profile = makeProfile();
  profile.memories[0].size = 128;
  isa::Program program = makeProgram();
  addArgument(program, 64);
  addArgument(program, 64);
  EXPECT_EQ(kindOf(program, profile), kNone);
  program.arguments[1].bytes = 65;
  EXPECT_EQ(kindOf(program, profile), Kind::Capacity);
}

TEST(Fault, LoopDepthOfTheDevice) {
  for (int depth : {4, 5}) {
    isa::Program program = makeProgram();
    for (int i = 0; i < depth; ++i)
      add(program, isa::LoopBegin{uint8_t(i), 1});
    for (int i = 0; i < depth; ++i)
      add(program, isa::LoopEnd{});
    EXPECT_EQ(kindOf(program), depth == 4 ? std::optional<Kind>() : Kind::Capacity);
  }
}

isa::Program bodyOf(std::vector<isa::BodyOp> ops) {
  isa::Program program = makeProgram();
  program.bodies.push_back({std::move(ops)});
  return program;
}

TEST(Fault, BodyLengthOfTheDevice) {
  std::vector<isa::BodyOp> ops(64, op(isa::BodyOpcode::Constant, 0));
  EXPECT_EQ(kindOf(bodyOf(ops)), kNone);
  ops.push_back(ops.back());
  EXPECT_EQ(kindOf(bodyOf(ops)), Kind::Capacity);
}

TEST(Fault, RegistersOfTheDevice) {
  EXPECT_EQ(kindOf(bodyOf({op(isa::BodyOpcode::Constant, 31)})), kNone);
  EXPECT_EQ(kindOf(bodyOf({op(isa::BodyOpcode::Constant, 32)})), Kind::Capacity);
}

TEST(Fault, OperandsOfAVectorInstruction) {
  for (size_t inputs : {12, 13}) {
    isa::Program program = bodyOf({});
    isa::Vector vector;
    vector.extents = shape({4});
    vector.inputs.assign(inputs, operand(scratchpad(0), {4}));
    add(program, fill(scratchpad(0), {4}));
    add(program, vector);
    EXPECT_EQ(kindOf(program), inputs == 12 ? std::optional<Kind>() : Kind::Capacity);
  }
}

TEST(Fault, InstructionLimitOfTheSimulator) {
  isa::Program program = makeProgram();
  add(program, isa::Wait{});
  add(program, isa::Halt{});
  EXPECT_FALSE(simulate::execute(program, makeProfile(), {}, {.instructions = 2}));
  auto fault = simulate::execute(program, makeProfile(), {}, {.instructions = 1});
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::Capacity);
}

TEST(Fault, WorkLimitOfTheSimulator) {
  isa::Program program = single(fill(scratchpad(0), {1000}));
  add(program, isa::Halt{});
  EXPECT_FALSE(simulate::execute(program, makeProfile(), {}, {.work = 1000}));
  EXPECT_EQ(simulate::execute(program, makeProfile(), {}, {.work = 999})->kind, Kind::Capacity);
}

// Structure.

TEST(Fault, ProgramMustHalt) {
  isa::Program program = makeProgram();
  EXPECT_EQ(simulate::execute(program, makeProfile(), {})->kind, Kind::InvalidProgram);
  add(program, isa::Halt{});
  EXPECT_FALSE(simulate::execute(program, makeProfile(), {}));
  add(program, isa::Halt{});
  EXPECT_EQ(simulate::execute(program, makeProfile(), {})->kind, Kind::InvalidProgram);
}

TEST(Fault, LoopsMustNest) {
  EXPECT_EQ(kindOf(single(isa::LoopEnd{})), Kind::InvalidProgram);
  EXPECT_EQ(kindOf(single(isa::LoopBegin{0, 1})), Kind::InvalidProgram);
  isa::Program program = makeProgram();
  for (int i = 0; i < 2; ++i)
    add(program, isa::LoopBegin{3, 1});
  for (int i = 0; i < 2; ++i)
    add(program, isa::LoopEnd{});
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
}

TEST(Fault, LoopFields) {
  for (isa::LoopBegin loop : {isa::LoopBegin{0, -1}, {0, 1, 0, 1}, {0, 1, 1, 0}}) {
    isa::Program program = single(loop);
    add(program, isa::LoopEnd{});
    EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
  }
}

TEST(Fault, TermsNeedAnEnclosingLoop) {
  EXPECT_EQ(kindOf(single(fill(scratchpad(0, {{2, 64, 0}}), {4}))), Kind::InvalidProgram);
  isa::MatMul product = matmul(8, 8, 8, scratchpad(0), scratchpad(0), accumulator(0));
  product.accumulate = {isa::Accumulate::Mode::UnlessFirst, 2};
  EXPECT_EQ(kindOf(single(product)), Kind::InvalidProgram);
}

TEST(Fault, SemaphoresMustExistAndHaveOnePusher) {
  isa::Program program = single(with(fill(scratchpad(0), {4}), {}, {0}));
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
  uint8_t s = addSemaphore(program);
  EXPECT_EQ(kindOf(program), kNone);
  add(program, with(isa::Wait{isa::Engine::Matrix, {}}, {}, {s}));
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
}

TEST(Fault, OperandsMustExist) {
  EXPECT_EQ(kindOf(single(dmaIn(0, scratchpad(0), {4}))), Kind::InvalidProgram);
  EXPECT_EQ(kindOf(single(fill({3, 0, 0, {}}, {4}))), Kind::InvalidProgram);
  EXPECT_EQ(kindOf(single(fill({0, 0, 0, {}}, {4}))), Kind::InvalidProgram);
  isa::Fill uneven = fill(scratchpad(0), {4, 4});
  uneven.strides.pop_back();
  EXPECT_EQ(kindOf(single(uneven)), Kind::InvalidProgram);
  EXPECT_EQ(kindOf(single(isa::Vector{})), Kind::InvalidProgram); // no body 0
}

TEST(Fault, ArgumentsMustBeDeclaredForTheirUse) {
  isa::Program program = makeProgram();
  add(program, dmaIn(addArgument(program, 16, true), scratchpad(0), {4}));
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
  program.arguments[0].read = true;
  EXPECT_EQ(kindOf(program), kNone);
}

TEST(Fault, LocationMustExist) {
  isa::Program program = single(fill(scratchpad(0), {4}));
  program.instructions[0].location = 2;
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
}

TEST(Fault, DmaDimensions) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 4);
  isa::Program four = program, five = program;
  add(four, dmaIn(x, scratchpad(0), {1, 1, 1, 1}));
  add(five, dmaIn(x, scratchpad(0), {1, 1, 1, 1, 1}));
  EXPECT_EQ(kindOf(four), kNone);
  EXPECT_EQ(kindOf(five), Kind::InvalidProgram);
}

TEST(Fault, OnlyLoadsPad) {
  isa::Program program = makeProgram();
  isa::Dma out = dmaOut(scratchpad(0), addArgument(program, 16, true), {4});
  out.padMultiples = {8};
  add(program, out);
  EXPECT_EQ(kindOf(program), Kind::InvalidProgram);
}

// Fields.

TEST(Fault, FieldRangeOfAnExtent) {
  profile::Profile profile = makeProfile();
  profile.memories[kScratchpad].size = 1 << 22;
  for (auto [extent, fits] : {std::pair<int64_t, bool>{65534, true}, {65535, true}, {65536, false}})
    EXPECT_EQ(kindOf(single(fill(scratchpad(0), {extent})), profile),
              fits ? std::optional<Kind>() : Kind::InvalidProgram);
}

TEST(Fault, FieldRangeOfAnEvaluatedExtent) {
  // The tile fits its 16 bits; rounded up to the multiple it does not.
  isa::Fill rounded = fill(scratchpad(0), {65535}, 0, 1);
  rounded.extents[0].multiple = 65536;
  auto fault = runOn(single(rounded));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::InvalidProgram);
  EXPECT_THAT(fault->detail,
              HasSubstr("field vector.extent is 65536; its 16 bits hold 0 to 65535"));
}

TEST(Fault, FieldRangeOfASignedStride) {
  for (auto [stride, fits] : {std::pair<int64_t, bool>{-8388608, true},
                              {-8388609, false},
                              {8388607, true},
                              {8388608, false}}) {
    isa::Program program = makeProgram();
    isa::Dma dma = dmaIn(addArgument(program, 4), scratchpad(0), {1}, 1);
    dma.sourceStrides = {stride};
    add(program, dma);
    EXPECT_EQ(kindOf(program), fits ? std::optional<Kind>() : Kind::InvalidProgram) << stride;
  }
}

// Extents.

TEST(Fault, ExtentsAreAtLeastOne) {
  for (int64_t total : {3, 2, 1}) {
    isa::Program program = makeProgram();
    add(program, isa::LoopBegin{0, 2});
    isa::Fill edge = fill(scratchpad(0), {2});
    edge.extents[0] = {2, total, {{0, 2, 0}}, 1}; // second trip: total - 2
    add(program, edge);
    add(program, isa::LoopEnd{});
    EXPECT_EQ(kindOf(program), total == 3 ? std::optional<Kind>() : Kind::WrongTile) << total;
  }
  EXPECT_EQ(kindOf(single(fill(scratchpad(0), {0}))), Kind::WrongTile);
}

TEST(Fault, MatrixExtentsAreMultiples) {
  for (auto [m, fits] : {std::pair<int64_t, bool>{7, false}, {8, true}, {9, false}, {16, true}}) {
    isa::Program program = makeProgram();
    uint8_t s = addSemaphore(program);
    add(program, with(fill(scratchpad(0), {1024}), {}, {s}));
    add(program, with(matmul(m, 8, 8, scratchpad(0), scratchpad(2048), accumulator(0)), {s}, {}));
    EXPECT_EQ(kindOf(program), fits ? std::optional<Kind>() : Kind::WrongTile) << m;
  }
}

// Addresses.

TEST(Fault, AlignmentOfABase) {
  for (auto [base, fits] :
       {std::pair<int64_t, bool>{60, false}, {63, false}, {64, true}, {65, false}, {128, true}})
    EXPECT_EQ(kindOf(single(fill(scratchpad(base), {4}))),
              fits ? std::optional<Kind>() : Kind::Misaligned)
        << base;
}

TEST(Fault, AlignmentToElementsInMainMemory) {
  for (auto [base, fits] : {std::pair<int64_t, bool>{3, false}, {4, true}, {5, false}}) {
    isa::Program program = makeProgram();
    isa::Dma dma = dmaIn(addArgument(program, 64), scratchpad(0), {4});
    dma.source.base = base;
    add(program, dma);
    EXPECT_EQ(kindOf(program), fits ? std::optional<Kind>() : Kind::Misaligned) << base;
  }
}

TEST(Fault, AlignmentOfStrides) {
  isa::Fill strided = fill(scratchpad(0), {4});
  strided.strides = {6};
  EXPECT_EQ(kindOf(single(strided)), Kind::Misaligned);
  strided.extents = shape({1}); // never used
  EXPECT_EQ(kindOf(single(strided)), kNone);
}

TEST(Fault, AlignmentOfAnArgument) {
  isa::Program program = makeProgram();
  addArgument(program, 16);
  add(program, isa::Halt{});
  Buffers buffers(program);
  for (uint64_t address : {64, 96, 128}) {
    auto bindings = buffers.bindings(program);
    bindings[0].deviceAddress = address;
    auto fault = simulate::execute(program, makeProfile(), bindings);
    EXPECT_EQ(bool(fault), address == 96);
    if (fault)
      EXPECT_EQ(fault->kind, Kind::Misaligned);
  }
}

TEST(Fault, EndOfAMemory) {
  constexpr int64_t kSize = 1 << 18;
  for (auto [count, fits] : {std::pair<int64_t, bool>{15, true}, {16, true}, {17, false}})
    EXPECT_EQ(kindOf(single(fill(accumulator(kSize - 64), {count}))),
              fits ? std::optional<Kind>() : Kind::OutOfRange)
        << count;
  EXPECT_EQ(kindOf(single(fill(accumulator(-64), {4}))), Kind::OutOfRange);
}

TEST(Fault, EndOfAnArgument) {
  for (int64_t count : {15, 16, 17}) {
    isa::Program program = makeProgram();
    add(program, dmaIn(addArgument(program, 64), scratchpad(0), {count}));
    EXPECT_EQ(kindOf(program), count < 17 ? std::optional<Kind>() : Kind::OutOfRange) << count;
  }
}

TEST(Fault, BeginOfAnArgumentByANegativeStride) {
  isa::Program program = makeProgram();
  isa::Dma dma = dmaIn(addArgument(program, 64), scratchpad(0), {4});
  dma.source.base = 8;
  dma.sourceStrides = {-4};
  add(program, dma);
  EXPECT_EQ(kindOf(program), Kind::OutOfRange);
}

TEST(Fault, PaddingBeyondAMemory) {
  isa::Program program = makeProgram();
  isa::Dma dma = dmaIn(addArgument(program, 64), accumulator((1 << 18) - 64), {9});
  add(program, dma);
  EXPECT_EQ(kindOf(program), kNone);
  std::get<isa::Dma>(program.instructions[0].operation).padMultiples = {32};
  EXPECT_EQ(kindOf(program), Kind::OutOfRange);
}

TEST(Fault, BindingsMustMatch) {
  isa::Program program = makeProgram();
  addArgument(program, 64);
  add(program, isa::Halt{});
  Buffers buffers(program);
  auto bindings = buffers.bindings(program);
  EXPECT_FALSE(simulate::execute(program, makeProfile(), bindings));
  EXPECT_EQ(simulate::execute(program, makeProfile(), {})->kind, Kind::InvalidProgram);
  bindings[0].bytes = 63;
  EXPECT_EQ(simulate::execute(program, makeProfile(), bindings)->kind, Kind::OutOfRange);
  bindings[0].bytes = 64;
  simulate::InitialisedBytes tracked(64);
  bindings[0].initialised = &tracked;
  bindings[0].initialisedOffset = 1;
  EXPECT_EQ(simulate::execute(program, makeProfile(), bindings)->kind, Kind::OutOfRange);
}

// Types.

TEST(Fault, MatrixEngineTypes) {
  for (auto [input, accumulator_, fits] : {std::tuple{DType::F32, DType::F32, true},
                                           {DType::BF16, DType::F32, true},
                                           {DType::I8, DType::I32, true},
                                           {DType::I8, DType::F32, false},
                                           {DType::F32, DType::I32, false},
                                           {DType::F64, DType::F32, false},
                                           {DType::I32, DType::I32, false},
                                           {DType::F32, DType::BF16, false}}) {
    isa::Program program = makeProgram();
    uint8_t s = addSemaphore(program);
    add(program, with(fill(scratchpad(0), {1024}), {}, {s}));
    isa::MatMul product = matmul(8, 8, 8, scratchpad(0), scratchpad(2048), accumulator(0), input);
    product.accumulator = accumulator_;
    product.destinationStride = 64;
    add(program, with(product, {s}, {}));
    EXPECT_EQ(kindOf(program), fits ? std::optional<Kind>() : Kind::WrongDType)
        << name(input) << " " << name(accumulator_);
  }
}

TEST(Fault, VectorEngineTypes) {
  isa::Program program = makeProgram();
  add(program, fill(scratchpad(0), {64}));
  isa::Vector vector = binaryVector(program, isa::BodyOpcode::Add, 4, scratchpad(0), scratchpad(64),
                                    scratchpad(128));
  vector.inputs[0].dtype = DType::F64;
  vector.inputs[0].strides = {8};
  add(program, vector);
  EXPECT_EQ(kindOf(program), Kind::WrongDType);
  // The body reads f32.
  std::get<isa::Vector>(program.instructions[1].operation).inputs[0].dtype = DType::I64;
  EXPECT_EQ(kindOf(program), Kind::WrongDType);
}

TEST(Fault, BodyTypes) {
  using isa::BodyOpcode;
  using isa::RegisterType;
  EXPECT_EQ(kindOf(bodyOf({op(BodyOpcode::Constant, 0, {}, RegisterType::I32),
                           op(BodyOpcode::Neg, 1, {0}, RegisterType::F32)})),
            Kind::WrongDType);
  EXPECT_EQ(kindOf(bodyOf({op(BodyOpcode::Constant, 0, {}, RegisterType::I32),
                           op(BodyOpcode::Exp, 1, {0}, RegisterType::I32)})),
            Kind::WrongDType);
  EXPECT_EQ(kindOf(bodyOf({op(BodyOpcode::Neg, 1, {0})})), Kind::InvalidProgram);
  EXPECT_EQ(kindOf(bodyOf({op(BodyOpcode(200), 1, {})})), Kind::InvalidProgram);
}

TEST(Fault, ReductionOutputMustHoldTheType) {
  isa::Program program = makeProgram();
  add(program, fill(scratchpad(0), {64}));
  isa::Reduce reduce;
  reduce.extents = shape({16});
  reduce.input = operand(scratchpad(0), {16});
  reduce.output = {scratchpad(64), {}, DType::I32};
  add(program, reduce);
  EXPECT_EQ(kindOf(program), Kind::WrongDType);
  std::get<isa::Reduce>(program.instructions[1].operation).output.dtype = DType::BF16;
  EXPECT_EQ(kindOf(program), kNone);
}

TEST(Fault, ElementSizes) {
  isa::Program program = makeProgram();
  add(program, dmaIn(addArgument(program, 64), scratchpad(0), {4}, 3));
  EXPECT_EQ(kindOf(program), Kind::WrongDType);
}

// Values.

isa::Program makeIntegerProduct(int64_t k, uint8_t value) {
  isa::Program program = makeProgram();
  uint8_t s = addSemaphore(program);
  uint64_t pattern = value * 0x01010101ull;
  add(program, with(fill(scratchpad(0), {8, k / 4}, pattern), {}, {s}));
  add(program, with(fill(scratchpad(8 * k), {8, k / 4}, pattern), {}, {s}));
  add(program, with(matmul(8, 8, k, scratchpad(0), scratchpad(8 * k), accumulator(0), DType::U8),
                    {s, s}, {}));
  return program;
}

TEST(Fault, IntegerAccumulatorOverflow) {
  // 255 x 255 x 33024 = 2147385600 fits i32; eight products more do not.
  EXPECT_EQ(kindOf(makeIntegerProduct(33024, 255)), kNone);
  auto fault = runOn(makeIntegerProduct(33032, 255));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::AccumulatorOverflow);
  EXPECT_THAT(fault->detail, HasSubstr("row 0, column 0 is 2147515650 after product 33025"));
}

isa::Program makeDivision(isa::BodyOpcode opcode, uint64_t divisor) {
  isa::Program program = makeProgram();
  add(program, fill(scratchpad(0), {20}, 7));
  add(program, fill(scratchpad(128), {20}, divisor));
  add(program, binaryVector(program, opcode, 20, scratchpad(0), scratchpad(128), scratchpad(256),
                            isa::RegisterType::I32, DType::I32));
  return program;
}

TEST(Fault, IntegerDivisionByZero) {
  for (auto opcode : {isa::BodyOpcode::Div, isa::BodyOpcode::Rem}) {
    EXPECT_EQ(kindOf(makeDivision(opcode, uint32_t(-1))), kNone);
    EXPECT_EQ(kindOf(makeDivision(opcode, 1)), kNone);
    auto fault = runOn(makeDivision(opcode, 0));
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::DivisionByZero);
    EXPECT_THAT(fault->detail, HasSubstr("operation 2 of body 0"));
  }
}

TEST(Fault, IndexOfAMissingDimension) {
  for (uint64_t dimension : {0, 1, 2}) {
    isa::Program program =
        bodyOf({op(isa::BodyOpcode::Index, 0, {}, isa::RegisterType::I64, dimension)});
    isa::Vector vector;
    vector.extents = shape({2, 2});
    add(program, vector);
    EXPECT_EQ(kindOf(program), dimension < 2 ? std::optional<Kind>() : Kind::IndexOutOfRange);
  }
}

// Initialisation and order.

TEST(Fault, UninitialisedScratchpad) {
  for (int64_t written : {15, 16}) {
    isa::Program program = makeProgram();
    add(program, fill(scratchpad(0), {written}));
    add(program, binaryVector(program, isa::BodyOpcode::Add, 16, scratchpad(0), scratchpad(0),
                              scratchpad(64)));
    auto fault = runOn(program);
    EXPECT_EQ(bool(fault), written == 15);
    if (fault) {
      EXPECT_EQ(fault->kind, Kind::Uninitialised);
      EXPECT_THAT(fault->detail, HasSubstr("input 0 reads byte 60 of scratchpad"));
    }
  }
}

TEST(Fault, UninitialisedAccumulator) {
  isa::Program program = makeProgram();
  uint8_t s = addSemaphore(program);
  add(program, with(fill(scratchpad(0), {128}), {}, {s}));
  isa::MatMul product = matmul(8, 8, 8, scratchpad(0), scratchpad(256), accumulator(0));
  product.accumulate.mode = isa::Accumulate::Mode::Always;
  add(program, with(product, {s}, {}));
  auto fault = runOn(program);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::Uninitialised);
  EXPECT_THAT(fault->detail, HasSubstr("accumulator"));
}

TEST(Fault, UninitialisedArena) {
  isa::Program program = makeProgram();
  add(program, dmaIn(addArgument(program, 64), scratchpad(0), {16}));
  add(program, isa::Halt{});
  Buffers buffers(program);
  simulate::InitialisedBytes written(96);
  auto bindings = buffers.bindings(program);
  bindings[0].initialised = &written;
  bindings[0].initialisedOffset = 32;
  written.set(32, 63);
  auto fault = simulate::execute(program, makeProfile(), bindings);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Kind::Uninitialised);
  EXPECT_THAT(fault->detail, HasSubstr("byte 63 of argument a0"));
  written.set(95, 1);
  EXPECT_FALSE(simulate::execute(program, makeProfile(), bindings));
}

TEST(Fault, Deadlock) {
  for (uint16_t credits : {0, 1}) {
    isa::Program program = makeProgram();
    uint8_t s = addSemaphore(program, credits);
    add(program, with(isa::Wait{}, {s}, {}));
    EXPECT_EQ(kindOf(program), credits ? std::optional<Kind>() : Kind::Deadlock);
  }
}

TEST(Fault, DeadlockAtABarrier) {
  isa::Program program = makeProgram(2);
  add(program, isa::LoopBegin{0, 1, 1, 2}); // core 0 only
  add(program, isa::Barrier{});
  add(program, isa::LoopEnd{});
  EXPECT_EQ(kindOf(program), Kind::Deadlock);
}

TEST(Fault, WhatWasWrittenBeforeStays) {
  isa::Program program = makeProgram();
  uint16_t y = addArgument(program, 64, true);
  uint8_t s = addSemaphore(program);
  add(program, with(fill(scratchpad(0), {16}, 9), {}, {s}));
  add(program, with(dmaOut(scratchpad(0), y, {16}), {s}, {}));
  add(program, fill(scratchpad(8), {4}));
  Buffers buffers(program);
  EXPECT_EQ(run(program, makeProfile(), buffers)->kind, Kind::Misaligned);
  EXPECT_EQ(buffers.data<int32_t>(0)[15], 9);
}

} // namespace
