//===- ProfileSelection.h - The profile that a graph is compiled for -------===//
#pragma once

#include "mock/runtime/profile/Profile.h"
#include "mock/runtime/support/Expected.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace mock::backend {

/// What the user asked for. One of `name` and `device` is set.
struct ProfileRequest {
  std::optional<std::string> name;   ///< a name or a file
  std::optional<int> device;         ///< the profile of this device
  std::optional<int64_t> alignment;  ///< replaces the alignment of main memory, bytes
  std::optional<int64_t> mainMemory; ///< replaces the size of main memory, bytes
};

/// The profile with the user's replacements. Their limits name the configuration as source; the
/// digest stays that of the device, whose own checks judge what was compiled under other limits.
Expected<std::shared_ptr<const profile::Profile>> selectProfile(const ProfileRequest &request);

} // namespace mock::backend
