//===- DType.h - Element types ---------------------------------------------===//
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mock {

/// Element types of tensors. The device computes on a subset, which its profile
/// names; copies and views work for all of them.
enum class DType : uint8_t { Bool, U8, I8, I16, I32, I64, F16, BF16, F32, F64, C64, C128 };

/// Bytes of one element in memory (bool is one byte holding 0 or 1).
int64_t itemSize(DType dtype);

/// The short name that profiles, programs and reports use: "bool", "u8", "i8",
/// "i16", "i32", "i64", "f16", "bf16", "f32", "f64", "c64", "c128".
std::string_view name(DType dtype);

/// The inverse of name(); nullopt for anything else.
std::optional<DType> parseDType(std::string_view text);

} // namespace mock
