//===- Fields.h - Fields of the instruction encoding -----------------------===//
#pragma once

#include "mock/runtime/profile/Profile.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace mock::isa {

enum class Field {
#define MOCK_FIELD(Enumerator, Name, MinBits, MaxBits, MaySign) Enumerator,
#include "mock/runtime/isa/Fields.def"
};

struct FieldInfo {
  std::string_view name;
  int minBits, maxBits;
  bool maySign;
};

inline constexpr FieldInfo kFields[] = {
#define MOCK_FIELD(Enumerator, Name, MinBits, MaxBits, MaySign) {Name, MinBits, MaxBits, MaySign},
#include "mock/runtime/isa/Fields.def"
};
inline constexpr size_t kNumFields = std::size(kFields);

inline std::string_view nameOf(Field field) { return kFields[static_cast<size_t>(field)].name; }

/// The widths of all fields: of a profile, or read from a program file.
class FieldWidths {
public:
  FieldWidths() = default;
  /// Of a full profile, which states all of them.
  explicit FieldWidths(const profile::Profile &profile) {
    for (size_t i = 0; i < kNumFields; ++i)
      if (auto found = profile.fields.find(kFields[i].name); found != profile.fields.end())
        widths[i] = found->second;
  }
  profile::FieldWidth &operator[](size_t index) { return widths[index]; }
  const profile::FieldWidth &operator[](Field field) const {
    return widths[static_cast<size_t>(field)];
  }

private:
  std::array<profile::FieldWidth, kNumFields> widths;
};

} // namespace mock::isa
