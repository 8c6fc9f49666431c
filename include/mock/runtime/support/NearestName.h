//===- NearestName.h - "did you mean" --------------------------------------===//
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mock {

/// The candidate with the smallest edit distance to `text`, or "" when none is close enough to be
/// a likely misspelling (more than a third of the text's length, and more than two, differ).
std::string nearestName(std::string_view text, const std::vector<std::string> &candidates);

/// "; did you mean 'x'?", or "" when no candidate is near.
std::string didYouMean(std::string_view text, const std::vector<std::string> &candidates);

} // namespace mock
