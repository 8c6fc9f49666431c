//===- LimitTable.cpp - Which limits a profile may state -------------------===//
#include "LimitTable.h"

namespace mock::profile {
namespace {

/// The device window is reserved address space, of which a process has 2^47 bytes.
constexpr int64_t kMaxMainBytes = int64_t{1} << 42;
/// The simulator really allocates the memories of the cores.
constexpr int64_t kMaxCoreBytes = int64_t{1} << 30;
constexpr int64_t kMaxAlignment = 1 << 20;
constexpr int64_t kMaxThroughput = 1024;

std::vector<LimitDescription> fixedLimits() {
  return {
#define MOCK_LIMIT(Key, Unit, Min, Max, FullNeeds, Meaning) {Key, Unit, Min, Max, FullNeeds},
#include "mock/runtime/profile/Limits.def"
  };
}

} // namespace

std::vector<LimitDescription> describeLimits(const std::vector<Memory> &memories,
                                             const std::vector<DType> &matrixInputs) {
  std::vector<LimitDescription> table = fixedLimits();
  for (const Memory &memory : memories) {
    int64_t maxBytes = memory.role == Memory::Role::Main ? kMaxMainBytes : kMaxCoreBytes;
    std::string prefix = "memory." + memory.name;
    table.push_back({prefix + ".size", "bytes", 1, maxBytes, true});
    table.push_back({prefix + ".alignment", "bytes", 1, kMaxAlignment, true});
  }
  for (DType dtype : matrixInputs)
    table.push_back({"matrix.throughput." + std::string(mock::name(dtype)),
                     "multiply-accumulates/cycle", 1, kMaxThroughput, true});
  return table;
}

const std::vector<FieldDescription> &describeFields() {
  static const std::vector<FieldDescription> table = {
#define MOCK_FIELD(Enumerator, Name, MinBits, MaxBits, MaySign) {Name, MinBits, MaxBits, MaySign},
#include "mock/runtime/isa/Fields.def"
  };
  return table;
}

} // namespace mock::profile
