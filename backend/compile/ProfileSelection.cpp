//===- ProfileSelection.cpp ------------------------------------------------===//
#include "mock/backend/compile/ProfileSelection.h"

#include "mock/runtime/stream/Stream.h"

namespace mock::backend {
namespace {

using profile::Profile;
using ProfilePointer = std::shared_ptr<const Profile>;

Expected<ProfilePointer> requested(const ProfileRequest &request) {
  if (request.name)
    return profile::load(*request.name);
  Expected<Device *> device = mock::device(request.device.value_or(0));
  if (!device)
    return device.error();
  // Devices are never destroyed, so the pointer owns nothing.
  return ProfilePointer(ProfilePointer(), &(*device)->profile());
}

void replaceLimit(Profile &profile, const std::string &key, int64_t value) {
  profile::Limit &limit = profile.limits[key];
  limit.key = key;
  limit.value = value;
  limit.unit = "bytes";
  limit.source =
      "the configuration (was: " + (limit.source.empty() ? "no limit" : limit.source) + ")";
}

} // namespace

Expected<ProfilePointer> selectProfile(const ProfileRequest &request) {
  Expected<ProfilePointer> base = requested(request);
  if (!base || (!request.alignment && !request.mainMemory))
    return base;
  auto changed = std::make_shared<Profile>(**base);
  int main = changed->memoryIndex(profile::Memory::Role::Main);
  if (main < 0)
    return Error{Error::Kind::Value,
                 "profile '" + changed->name +
                     "' has no main memory whose alignment or size could be set"};
  profile::Memory &memory = changed->memories[main];
  if (request.alignment) {
    memory.alignment = *request.alignment;
    replaceLimit(*changed, "memory." + memory.name + ".alignment", memory.alignment);
  }
  if (request.mainMemory) {
    memory.size = *request.mainMemory;
    replaceLimit(*changed, "memory." + memory.name + ".size", memory.size);
  }
  return ProfilePointer(std::move(changed));
}

} // namespace mock::backend
