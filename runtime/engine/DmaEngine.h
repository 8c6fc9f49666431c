//===- DmaEngine.h - Copies and fills of boxes -----------------------------===//
#pragma once

#include "runtime/engine/Box.h"

#include <cstddef>
#include <cstdint>

namespace mock::engine {

/// Copies a box element by element; both boxes have the same extents. Elements have 1, 2, 4, 8 or
/// 16 bytes. Source and destination must not overlap.
void copyBox(std::byte *destination, const Box &to, const std::byte *source, const Box &from,
             int64_t elementBytes);

/// Writes one bit pattern to every element; strides are multiples of the element size. The upper
/// half of a 16-byte element becomes zero.
void fillBox(std::byte *destination, const Box &box, int64_t elementBytes, uint64_t pattern);

} // namespace mock::engine
