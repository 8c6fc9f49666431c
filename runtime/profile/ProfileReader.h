//===- ProfileReader.h - From the document to the profile ------------------===//
#pragma once

#include "JsonDocument.h"
#include "mock/runtime/profile/Profile.h"

namespace mock::profile {

/// Reads a resolved document. Unknown keys are refused, except limits and fields inherited from
/// another file that the document's own memories and types have made meaningless.
Expected<Profile> readProfile(const JsonNode &document);

/// What no single value shows: the values fit each other. `document` places the errors.
Expected<void> checkConsistency(const Profile &profile, const JsonNode &document);

} // namespace mock::profile
