//===- NearestName.cpp - "did you mean" ------------------------------------===//
#include "mock/runtime/support/NearestName.h"

#include <algorithm>
#include <numeric>

namespace mock {
namespace {

/// Longer texts are no misspelt names; the bound keeps the quadratic distance cheap.
constexpr size_t kMaxLength = 128;

/// Levenshtein distance, one row at a time.
size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
    }
  }
  return row.back();
}

} // namespace

std::string nearestName(std::string_view text, const std::vector<std::string> &candidates) {
  if (text.size() > kMaxLength)
    return "";
  size_t allowed = std::max<size_t>(2, text.size() / 3);
  std::string nearest;
  for (const std::string &candidate : candidates) {
    size_t distance = editDistance(text, candidate);
    // A distance of the whole candidate means that nothing of it was typed.
    if (distance > allowed || distance >= candidate.size())
      continue;
    nearest = candidate;
    if (distance == 0)
      break;
    allowed = distance - 1;
  }
  return nearest;
}

std::string didYouMean(std::string_view text, const std::vector<std::string> &candidates) {
  std::string nearest = nearestName(text, candidates);
  return nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
}

} // namespace mock
