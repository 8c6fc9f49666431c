//===- FieldCheck.h - Ranges of instruction fields -------------------------===//
#pragma once

#include "runtime/simulate/Problem.h"

#include <cstdint>
#include <string_view>

namespace mock::simulate {

/// Judges values by the widths of the profile's fields, in whatever order the fields are checked;
/// remembers the first that does not fit.
class FieldCheck {
public:
  explicit FieldCheck(const profile::Profile &profile) : profile(profile) {}

  /// A field that the profile does not name has no limit.
  void check(std::string_view field, int64_t value);
  void check(const isa::Instruction &instruction);
  void check(const isa::Body &body);

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
  void operator()(const isa::Wait &wait);
  void operator()(const isa::LoopBegin &loop);
  template <typename Plain> void operator()(const Plain &) {}

private:
  void address(const isa::Address &address);
  void terms(const std::vector<isa::Term> &terms);
  void extent(std::string_view field, const isa::Extent &extent);
  void extents(std::string_view prefix, const std::vector<isa::Extent> &extents);
  void strides(std::string_view field, const std::vector<int64_t> &strides);
  void operand(const isa::Operand &operand);
  void indexBase(const isa::IndexBase &base);
  void accumulate(const isa::Accumulate &accumulate);
  void sync(const isa::Sync &sync);
  template <typename Indexed> void indexed(const Indexed &operation);

  const profile::Profile &profile;
};

} // namespace mock::simulate
