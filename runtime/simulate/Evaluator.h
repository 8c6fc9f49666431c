//===- Evaluator.h - From an instruction to its descriptor -----------------===//
#pragma once

#include "runtime/simulate/Descriptor.h"

#include <utility>

namespace mock::simulate {

/// More points than this in one instruction cannot be meant: every engine reads or writes memories
/// far smaller than that.
inline constexpr int64_t kMaxPoints = int64_t(1) << 36;

/// A number that leaves 64 bits.
Problem tooLarge(const char *what);

/// Fills a Descriptor operand by operand; `problem` is the first thing that went wrong.
class Evaluator {
public:
  Evaluator(const isa::Program &program, const LoopStates &loops,
            const std::vector<int64_t> &memorySizes, Descriptor &descriptor)
      : program(program), loops(loops), memorySizes(memorySizes), descriptor(descriptor) {
    descriptor.accesses.clear();
    descriptor.iteration = engine::Box();
    descriptor.accumulate = false;
    descriptor.copiedOffset = 0;
    descriptor.indexed.reset();
  }

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
  template <typename Control> void operator()(const Control &) {}

private:
  bool fail(Problem found) {
    if (!problem)
      problem = std::move(found);
    return false;
  }

  bool sum(int64_t base, const std::vector<isa::Term> &terms, int64_t &result) const;
  bool extent(const isa::Extent &extent, const char *name, int64_t &result);
  bool extents(const std::vector<isa::Extent> &list);
  bool accumulates(const isa::Accumulate &accumulate) const;
  void access(const char *role, int number, const isa::Address &address, const engine::Box &box,
              int64_t elementBytes, bool read, bool write);
  void operand(const char *role, int number, const isa::Operand &operand, int dims, bool read,
               bool write);
  bool checkRange(Access &access);
  bool withinBounds(const isa::Dma &dma, engine::Box &from, int64_t &sourceOffset);
  engine::Box boxOf(const std::vector<int64_t> &strides) const;
  bool window(const isa::Conv &conv, engine::Box &input);
  template <typename Indexed>
  void indexed(const Indexed &operation, const isa::Address &core, bool in, bool reads);

  const isa::Program &program;
  const LoopStates &loops;
  const std::vector<int64_t> &memorySizes;
  Descriptor &descriptor;
};

} // namespace mock::simulate
