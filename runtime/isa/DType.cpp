//===- DType.cpp - Element types -------------------------------------------===//
#include "mock/runtime/isa/DType.h"

#include <array>
#include <cassert>
#include <cstddef>

namespace mock {
namespace {

struct Description {
  std::string_view name;
  int64_t bytes;
};

/// In the order of the enumerators.
constexpr std::array<Description, 12> kDescriptions = {{{"bool", 1},
                                                        {"u8", 1},
                                                        {"i8", 1},
                                                        {"i16", 2},
                                                        {"i32", 4},
                                                        {"i64", 8},
                                                        {"f16", 2},
                                                        {"bf16", 2},
                                                        {"f32", 4},
                                                        {"f64", 8},
                                                        {"c64", 8},
                                                        {"c128", 16}}};
static_assert(static_cast<size_t>(DType::C128) + 1 == kDescriptions.size());

const Description &describe(DType dtype) {
  assert(static_cast<size_t>(dtype) < kDescriptions.size());
  return kDescriptions[static_cast<size_t>(dtype)];
}

} // namespace

int64_t itemSize(DType dtype) { return describe(dtype).bytes; }

std::string_view name(DType dtype) { return describe(dtype).name; }

std::optional<DType> parseDType(std::string_view text) {
  for (size_t i = 0; i < kDescriptions.size(); ++i)
    if (kDescriptions[i].name == text)
      return static_cast<DType>(i);
  return std::nullopt;
}

} // namespace mock
