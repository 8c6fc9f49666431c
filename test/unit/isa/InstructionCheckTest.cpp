// What validate() refuses beyond field ranges, one rule a test.
#include "TestPrograms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

using namespace mock;
using namespace mock::isa;
using namespace mock::isa::test;
using testing::HasSubstr;

namespace {

void expectError(const std::function<void(Program &)> &change, const std::string &message) {
  Program program = sample();
  change(program);
  EXPECT_THAT(validationError(program), HasSubstr(message));
}

TEST(InstructionCheck, TheSampleIsValid) { EXPECT_EQ(validationError(sample()), ""); }

TEST(InstructionCheck, TheErrorNamesProgramAndInstruction) {
  expectError([](Program &p) { first<Dma>(p).extents[0].tile = 70000; },
              "program 'sample': instruction 2 (dma.in): field dma.extent is 70000; allowed is 1 "
              "to 65535");
}

TEST(InstructionCheck, Header) {
  expectError([](Program &p) { p.version = 3; }, "instruction set version 3");
  expectError([](Program &p) { p.cores = 5; }, "cores is 5; allowed is 1 to 4");
  expectError([](Program &p) { p.cores = 0; }, "cores is 0");
  expectError([](Program &p) { p.semaphores.resize(33); }, "33 semaphores; allowed is 0 to 32");
  expectError([](Program &p) { p.arguments.resize(65); }, "65 arguments; allowed is 0 to 64");
  expectError([](Program &p) { p.arguments[0].bytes = -1; }, "argument 'x' has -1 bytes");
  expectError([](Program &p) { p.arguments[0].bytes = (int64_t{8} << 30) + 1; },
              "argument 'x' has 8589934593 bytes; allowed is 0 to 8589934592");
  expectError([](Program &p) { p.memories[1] = "sram"; }, "memory 1 is named 'sram'");
  expectError([](Program &p) { p.memories.pop_back(); }, "names 2 memories");
}

TEST(InstructionCheck, CheckOnlyProfilesRunNothing) {
  profile::Profile checkOnly = mockV1();
  checkOnly.kind = profile::Profile::Kind::CheckOnly;
  auto result = validate(sample(), checkOnly);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("check-only"));
}

TEST(InstructionCheck, Halt) {
  expectError([](Program &p) { p.instructions.clear(); }, "the last instruction must be halt");
  expectError([](Program &p) { p.instructions.insert(p.instructions.begin(), {Halt{}, 0}); },
              "halt must be the last instruction");
}

TEST(InstructionCheck, Loops) {
  expectError([](Program &p) { p.instructions.insert(p.instructions.begin(), {LoopEnd{}, 0}); },
              "there is no loop to end");
  expectError(
      [](Program &p) {
        std::erase_if(p.instructions, [](const Instruction &i) {
          return std::holds_alternative<LoopEnd>(i.operation) ||
                 std::holds_alternative<Barrier>(i.operation);
        });
      },
      "2 loops have no end");
  expectError([](Program &p) { std::get<LoopBegin>(p.instructions[1].operation).id = 0; },
              "loop i0 is inside a loop of the same number");
  expectError([](Program &p) { first<Dma>(p).source.terms[0].loop = 9; },
              "loop i9 does not enclose it");
  expectError([](Program &p) { first<MatMul>(p).accumulate.loop = 7; },
              "accumulates unless first in loop i7, which does not enclose it");
}

Program nested(int64_t depth) {
  Program program;
  program.cores = 1;
  for (int64_t i = 0; i < depth; ++i)
    program.instructions.push_back({LoopBegin{static_cast<uint8_t>(i), 2, 1, 1}, 0});
  for (int64_t i = 0; i < depth; ++i)
    program.instructions.push_back({LoopEnd{}, 0});
  program.instructions.push_back({Halt{}, 0});
  return program;
}

TEST(InstructionCheck, LoopDepth) {
  EXPECT_EQ(validationError(nested(7)), "");
  EXPECT_EQ(validationError(nested(8)), "");
  EXPECT_THAT(validationError(nested(9)), HasSubstr("9 nested loops; allowed is at most 8"));
}

TEST(InstructionCheck, ABarrierInASplitLoopWouldHang) {
  Program program = nested(1);
  program.instructions.insert(program.instructions.begin() + 1, {Barrier{}, 0});
  EXPECT_EQ(validationError(program), "");
  std::get<LoopBegin>(program.instructions[0].operation).coreModulus = 2;
  EXPECT_THAT(validationError(program), HasSubstr("is split over cores"));
}

TEST(InstructionCheck, Extents) {
  expectError([](Program &p) { first<Dma>(p).extents[1].terms[0].modulus = 2; },
              "only addresses count trips");
  expectError([](Program &p) { first<Fill>(p).extents[0].total = 4; },
              "its tile must not exceed its total");
  expectError(
      [](Program &p) {
        first<Dma>(p).extents.resize(5);
        first<Dma>(p).sourceStrides.resize(5);
        first<Dma>(p).destinationStrides.resize(5);
        first<Dma>(p).padMultiples.clear();
      },
      "5 extents; allowed is 0 to 4");
  expectError([](Program &p) { first<Dma>(p).sourceStrides.pop_back(); },
              "has 1 entries; it must have 2");
}

TEST(InstructionCheck, Addresses) {
  expectError([](Program &p) { first<Dma>(p).source.memory = 1; }, "is no main memory");
  expectError([](Program &p) { first<Dma>(p).destination.memory = 0; },
              "is no memory of a core; move the data by DMA first");
  expectError([](Program &p) { first<Fill>(p).destination.memory = 3; },
              "memory 3 does not exist; there are 3");
  expectError([](Program &p) { first<Dma>(p).source.argument = 3; },
              "argument 3 does not exist; there are 3");
  expectError([](Program &p) { p.arguments[0].read = false; }, "not declared for reading");
  expectError([](Program &p) { p.arguments[2].write = false; }, "not declared for writing");
  expectError([](Program &p) { first<MatMul>(p).destination.memory = 1; },
              "which is no accumulator");
  expectError([](Program &p) { first<Fill>(p).destination.argument = 1; }, "names argument 1");
}

TEST(InstructionCheck, Elements) {
  for (int bytes : {1, 2, 4, 8, 16}) {
    Program program = sample();
    first<Fill>(program).elementBytes = static_cast<uint8_t>(bytes);
    first<Fill>(program).value = 0xFF;
    EXPECT_EQ(validationError(program), "") << bytes;
  }
  expectError([](Program &p) { first<Fill>(p).elementBytes = 3; }, "elements of 3 bytes");
  expectError([](Program &p) { first<Fill>(p).value = uint64_t{1} << 32; },
              "more than the element's 4 bytes");
  expectError([](Program &p) { first<Dma>(p).padValue = uint64_t{1} << 32; },
              "more than the element's 4 bytes");
}

TEST(InstructionCheck, OnlyDmaInPads) {
  Program program = sample();
  for (Instruction &instruction : program.instructions)
    if (Dma *dma = std::get_if<Dma>(&instruction.operation); dma && !dma->in)
      dma->padMultiples = {8, 8};
  EXPECT_THAT(validationError(program), HasSubstr("only dma.in pads"));
}

TEST(InstructionCheck, VectorOperands) {
  expectError([](Program &p) { first<Vector>(p).body = 1; }, "body 1 does not exist; there are 1");
  expectError([](Program &p) { first<Vector>(p).inputs[0].dtype = DType::F64; },
              "no registers for f64");
  expectError(
      [](Program &p) {
        Vector &vector = first<Vector>(p);
        vector.inputs.resize(12, vector.inputs[0]);
      },
      "13 operands; allowed is 0 to 12");
  Program atLimit = sample();
  Vector &vector = first<Vector>(atLimit);
  vector.inputs.resize(11, vector.inputs[0]);
  EXPECT_EQ(validationError(atLimit), "");
}

TEST(InstructionCheck, BodiesFitTheirInstructions) {
  expectError([](Program &p) { first<Vector>(p).inputs.clear(); },
              "body 0, operation 0: input 0 does not exist; there are 0");
  expectError([](Program &p) { first<Vector>(p).inputs[0].dtype = DType::I32; },
              "input 0 is i32; the body takes it as f32");
  expectError([](Program &p) { first<Vector>(p).indexBases.clear(); },
              "index of dimension 1, but there are 0 index bases");
  expectError([](Program &p) { p.bodies[0].ops.pop_back(); }, "writes output 0 0 times");
  expectError([](Program &p) { p.bodies[0].ops.push_back(p.bodies[0].ops.back()); },
              "writes output 0 2 times");
}

TEST(InstructionCheck, Reductions) {
  expectError(
      [](Program &p) {
        first<Reduce>(p).reducedDims = 3;
        first<Reduce>(p).output.strides.clear();
      },
      "3 reduced dimensions of 2");
  expectError(
      [](Program &p) {
        Reduce &reduce = first<Reduce>(p);
        reduce.kind = ReduceKind::ArgMin;
        reduce.indexOutput = reduce.output;
      },
      "positions are i64, not f32");
}

TEST(InstructionCheck, Semaphores) {
  expectError([](Program &p) { first<Dma>(p).sync.pop = {4}; },
              "semaphore s4 does not exist; there are 4");
  expectError([](Program &p) { first<Wait>(p).sync.push = {1}; },
              "semaphore s1 is pushed by engine dma.in and by vector");
}

TEST(InstructionCheck, Locations) {
  expectError([](Program &p) { p.instructions[2].location = 2; },
              "location 2 does not exist; there are 2");
}

/// A program of `count` fills and a halt.
Program fills(size_t count) {
  Program program = sample();
  Instruction fill = program.instructions[indexOf<Fill>(program)];
  program.bodies.clear();
  program.instructions.assign(count, fill);
  program.instructions.push_back({Halt{}, 0});
  return program;
}

TEST(InstructionCheck, ProgramBytes) {
  // Two counts, instructions of equal size and a halt: the largest program that fits is known.
  profile::Profile tiny = mockV1();
  auto fits = [&](size_t count) { return bool(validate(fills(count), tiny)); };
  size_t largest = 1;
  tiny.maxProgramBytes = 4096;
  while (fits(largest + 1))
    ++largest;
  EXPECT_GT(largest, 10u);
  auto result = validate(fills(largest + 1), tiny);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("bytes; allowed is at most 4096"));
}

TEST(InstructionCheck, Bounds) {
  expectError([](Program &p) { first<Dma>(p).bounds.resize(1); },
              "a list of strides, paddings or index bases has 1 entries; it must have 2");
  expectError(
      [](Program &p) {
        Dma &dma = first<Dma>(p);
        dma.bounds.resize(2);
        dma.bounds[0].origin.terms = {{1, 4, 2}};
      },
      "only addresses count trips");
  expectError(
      [](Program &p) {
        for (Instruction &instruction : p.instructions)
          if (auto *dma = std::get_if<Dma>(&instruction.operation); dma && !dma->in)
            dma->bounds.resize(dma->extents.size());
      },
      "only dma.in has bounds");
}

TEST(InstructionCheck, Conv) {
  expectError([](Program &p) { first<Conv>(p).destination.memory = 1; },
              "the destination is in memory 'scratchpad', which is no accumulator");
  expectError([](Program &p) { first<Conv>(p).input.memory = 0; }, "is no memory of a core");
  expectError([](Program &p) { first<Conv>(p).accumulate.loop = 1; },
              "accumulates unless first in loop i1, which does not enclose it");
  expectError([](Program &p) { first<Conv>(p).weightStrides.pop_back(); }, "it must have 5");
  expectError(
      [](Program &p) {
        Conv &conv = first<Conv>(p);
        conv.out.clear();
        for (auto *list : {&conv.kernel, &conv.stride, &conv.dilation})
          list->clear();
        conv.inputStrides.resize(2);
        conv.weightStrides.resize(3);
        conv.destinationStrides.resize(2);
      },
      "0 extents of `out`; allowed is 1 to 3");
}

TEST(InstructionCheck, GatherAndScatter) {
  expectError([](Program &p) { first<Gather>(p).indices.clear(); },
              "0 index operands; allowed is 1 to 4");
  expectError([](Program &p) { first<Gather>(p).indices[0].values.dtype = DType::I16; },
              "indices are i64 or i32, not i16");
  expectError([](Program &p) { first<Gather>(p).indices[0].values.address.memory = 0; },
              "is no memory of a core");
  expectError([](Program &p) { first<Gather>(p).destination.memory = 0; },
              "is no memory of a core");
  expectError([](Program &p) { first<Gather>(p).source.argument = 7; },
              "argument 7 does not exist");
  expectError([](Program &p) { first<Scatter>(p).destination.argument = 0; },
              "argument 'x' is not declared for writing");
  expectError([](Program &p) { p.arguments[2].read = false; },
              "argument 'y' is not declared for reading");
}

TEST(InstructionCheck, ScanAndSort) {
  expectError([](Program &p) { first<Scan>(p).kind = ReduceKind::ArgMax; },
              "no scan of kind argmax");
  expectError([](Program &p) { first<Scan>(p).carries = false; }, "accumulates without a carry");
  expectError([](Program &p) { first<Scan>(p).input.dtype = DType::F64; }, "no registers for f64");
  expectError([](Program &p) { first<Sort>(p).values.dtype = DType::I32; },
              "sorts f32 into values of type i32");
  expectError([](Program &p) { first<Sort>(p).positions.dtype = DType::I32; },
              "positions are i64, not i32");
  expectError(
      [](Program &p) {
        Sort &sort = first<Sort>(p);
        sort.extents.clear();
        for (Operand *operand : {&sort.input, &sort.values, &sort.positions})
          operand->strides.clear();
      },
      "no extent to run along");
}

} // namespace
