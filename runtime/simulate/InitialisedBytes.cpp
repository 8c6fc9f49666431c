//===- InitialisedBytes.cpp - Which bytes have been written ----------------===//

#include "mock/runtime/simulate/Simulator.h"

#include <cstring>

namespace mock::simulate {

void InitialisedBytes::set(size_t begin, size_t count) {
  if (count > 0)
    std::memset(flags.data() + begin, 1, count);
}

std::optional<size_t> InitialisedBytes::firstUnset(size_t begin, size_t count) const {
  if (count == 0)
    return std::nullopt;
  const void *found = std::memchr(flags.data() + begin, 0, count);
  if (!found)
    return std::nullopt;
  return size_t(static_cast<const uint8_t *>(found) - flags.data());
}

} // namespace mock::simulate
