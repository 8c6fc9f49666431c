//===- TestDevice.h - A device of its own for each test ---------------------===//
#pragma once

#include "mock/runtime/stream/Stream.h"

#include <memory>
#include <vector>

namespace mock::test {

inline std::shared_ptr<profile::Profile> smallProfile() {
  auto profile = std::make_shared<profile::Profile>();
  profile->name = "test";
  profile->memories = {{"dram", profile::Memory::Role::Main, false, int64_t{64} << 20, 64}};
  return profile;
}

/// Devices live as long as the process; kept reachable, they are no leak.
inline Device &newDevice() {
  static auto *devices = new std::vector<Device *>;
  devices->push_back(*createDevice(0, smallProfile()));
  return *devices->back();
}

inline simulate::Fault faultOf(const char *kernel) {
  simulate::Fault fault;
  fault.kind = simulate::Fault::Kind::Misaligned;
  fault.kernel = kernel;
  fault.detail = "made by a test";
  return fault;
}

} // namespace mock::test
