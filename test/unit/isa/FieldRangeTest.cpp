// Each encoded field at its limit - 1, its limit and its limit + 1, at both ends. A value in
// range may break another rule (a semaphore that does not exist), never the field's.
#include "TestPrograms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

using namespace mock;
using namespace mock::isa;
using namespace mock::isa::test;
using testing::HasSubstr;
using testing::Not;

namespace {

struct FieldCase {
  const char *field;
  std::function<void(Program &, int64_t)> set;
  int64_t min = std::numeric_limits<int64_t>::min(); ///< of the instruction set
  int64_t max = std::numeric_limits<int64_t>::max(); ///< of an enumeration
};

template <typename T> void assign(T &target, int64_t value) { target = static_cast<T>(value); }

BodyOp &add(Program &program) { return program.bodies[0].ops[2]; }

const FieldCase kCases[] = {
    {"location", [](Program &p, int64_t v) { assign(p.instructions[2].location, v); }},
    {"address.memory", [](Program &p, int64_t v) { assign(first<Fill>(p).destination.memory, v); }},
    {"address.argument", [](Program &p, int64_t v) { assign(first<Dma>(p).source.argument, v); }},
    {"address.base", [](Program &p, int64_t v) { first<Dma>(p).source.base = v; }},
    {"term.count",
     [](Program &p, int64_t v) { first<Dma>(p).source.terms.resize(size_t(v), Term{0, 4, 0}); }},
    {"term.loop", [](Program &p, int64_t v) { assign(first<Dma>(p).source.terms[0].loop, v); }},
    {"term.stride", [](Program &p, int64_t v) { first<Dma>(p).source.terms[0].stride = v; }},
    {"term.modulus",
     [](Program &p, int64_t v) { assign(first<Dma>(p).destination.terms[0].modulus, v); }, 0},
    {"extent.total", [](Program &p, int64_t v) { first<Dma>(p).extents[1].total = v; }},
    {"extent.multiple", [](Program &p, int64_t v) { assign(first<MatMul>(p).m.multiple, v); }, 1},
    {"index.base", [](Program &p, int64_t v) { first<Vector>(p).indexBases[0].base = v; }},
    {"sync.count", [](Program &p, int64_t v) { first<Dma>(p).sync.pop.resize(size_t(v), 0); }},
    {"sync.semaphore", [](Program &p, int64_t v) { assign(first<Dma>(p).sync.pop[0], v); }},
    {"dma.element-bytes", [](Program &p, int64_t v) { assign(first<Dma>(p).elementBytes, v); }, 1},
    {"dma.rank",
     [](Program &p, int64_t v) {
       Dma &dma = first<Dma>(p);
       dma.extents.resize(size_t(v));
       dma.sourceStrides.resize(size_t(v));
       dma.destinationStrides.resize(size_t(v));
       dma.padMultiples.clear();
     }},
    {"dma.extent", [](Program &p, int64_t v) { first<Dma>(p).extents[0].tile = v; }, 1},
    {"dma.stride", [](Program &p, int64_t v) { first<Dma>(p).sourceStrides[0] = v; }},
    {"dma.pad-multiple", [](Program &p, int64_t v) { assign(first<Dma>(p).padMultiples[0], v); },
     1},
    {"dma.size", [](Program &p, int64_t v) { first<Gather>(p).indices[0].bound = v; }},
    {"dma.indices",
     [](Program &p, int64_t v) {
       Gather &gather = first<Gather>(p);
       gather.indices.resize(size_t(v), gather.indices[0]);
     }},
    {"scatter.mode", [](Program &p, int64_t v) { assign(first<Scatter>(p).mode, v); }, 0, 4},
    {"conv.rank",
     [](Program &p, int64_t v) {
       Conv &conv = first<Conv>(p);
       conv.out.resize(size_t(v));
       for (auto *list : {&conv.kernel, &conv.stride, &conv.dilation})
         list->resize(size_t(v), 1);
       conv.inputStrides.resize(2 + size_t(v));
       conv.weightStrides.resize(3 + size_t(v));
       conv.destinationStrides.resize(2 + size_t(v));
     }},
    {"conv.kernel", [](Program &p, int64_t v) { assign(first<Conv>(p).kernel[0], v); }, 1},
    {"conv.stride", [](Program &p, int64_t v) { assign(first<Conv>(p).stride[0], v); }, 1},
    {"conv.dilation", [](Program &p, int64_t v) { assign(first<Conv>(p).dilation[0], v); }, 1},
    {"matrix.extent", [](Program &p, int64_t v) { first<MatMul>(p).n.tile = v; }, 1},
    {"matrix.stride", [](Program &p, int64_t v) { first<MatMul>(p).aStrides[0] = v; }},
    {"dtype", [](Program &p, int64_t v) { assign(first<MatMul>(p).input, v); }, 0, 11},
    {"accumulate.mode", [](Program &p, int64_t v) { assign(first<MatMul>(p).accumulate.mode, v); },
     0, 2},
    {"vector.body", [](Program &p, int64_t v) { assign(first<Vector>(p).body, v); }},
    {"vector.rank", [](Program &p, int64_t v) { assign(first<Reduce>(p).reducedDims, v); }, 1},
    {"vector.operands",
     [](Program &p, int64_t v) {
       Vector &vector = first<Vector>(p);
       vector.inputs.resize(size_t(v), vector.inputs[0]);
     }},
    {"vector.extent", [](Program &p, int64_t v) { first<Vector>(p).extents[0].tile = v; }, 1},
    {"vector.stride", [](Program &p, int64_t v) { first<Vector>(p).inputs[0].strides[0] = v; }},
    {"reduce.kind", [](Program &p, int64_t v) { assign(first<Reduce>(p).kind, v); }, 0, 5},
    {"wait.engine", [](Program &p, int64_t v) { assign(first<Wait>(p).engine, v); }, 0, 3},
    {"loop.id", [](Program &p, int64_t v) { assign(first<LoopBegin>(p).id, v); }},
    {"loop.count", [](Program &p, int64_t v) { first<LoopBegin>(p).count = v; }},
    {"loop.cores", [](Program &p, int64_t v) { assign(first<LoopBegin>(p).coreDivisor, v); }, 1},
    {"body.opcode", [](Program &p, int64_t v) { assign(add(p).opcode, v); }, 0, 57},
    {"body.type", [](Program &p, int64_t v) { assign(add(p).type, v); }, 0, 3},
    {"body.register", [](Program &p, int64_t v) { assign(add(p).destination, v); }},
};

class FieldRange : public testing::TestWithParam<FieldCase> {
protected:
  std::string errorAt(int64_t value) const {
    Program program = sample();
    GetParam().set(program, value);
    return validationError(program);
  }
  void expectInRange(int64_t value) const {
    EXPECT_THAT(errorAt(value), Not(HasSubstr("field " + std::string(GetParam().field)))) << value;
  }
  void expectOutOfRange(int64_t value) const {
    EXPECT_THAT(errorAt(value), HasSubstr("field " + std::string(GetParam().field) + " is " +
                                          std::to_string(value) + "; allowed is"));
  }
  profile::FieldWidth width() const { return mockV1().fields.find(GetParam().field)->second; }
};

TEST_P(FieldRange, UpperEnd) {
  int64_t limit = std::min(GetParam().max, width().max());
  expectInRange(limit - 1);
  expectInRange(limit);
  expectOutOfRange(limit + 1);
}

TEST_P(FieldRange, LowerEnd) {
  int64_t limit = std::max(GetParam().min, width().min());
  expectInRange(limit + 1);
  expectInRange(limit);
  // A field at 0 with an unsigned type in memory has nothing below it.
  if (limit < 0)
    expectOutOfRange(limit - 1);
  if (limit == 1)
    expectOutOfRange(0);
}

INSTANTIATE_TEST_SUITE_P(All, FieldRange, testing::ValuesIn(kCases),
                         [](const testing::TestParamInfo<FieldCase> &info) {
                           std::string name = info.param.field;
                           for (char &character : name)
                             if (character == '.' || character == '-')
                               character = '_';
                           return name;
                         });

TEST(FieldRanges, EveryFieldOfTheProfileIsTested) {
  // The opcode cannot be wrong in memory, and a body's length has a limit of its own.
  std::vector<std::string> tested = {"opcode", "body.length"};
  for (const FieldCase &field : kCases)
    tested.push_back(field.field);
  std::vector<std::string> known;
  for (const auto &[name, width] : mockV1().fields)
    known.push_back(name);
  EXPECT_THAT(tested, testing::UnorderedElementsAreArray(known));
}

} // namespace
