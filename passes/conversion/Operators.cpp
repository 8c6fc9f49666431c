//===- Operators.cpp - What the compiler makes native ----------------------===//
#include "mock/passes/conversion/Operators.h"

#include "Decomposition.h"

#include <map>
#include <nlohmann/json.hpp>

namespace mock::conversion {

std::string operatorsJson() {
  std::map<std::string, std::string> operators; // sorted, unlike a StringMap
  for (const auto &entry : registry())
    operators.emplace(entry.getKey().str(), "lowered");
  for (const auto &entry : decompositions()) // tried first, so it wins
    operators.insert_or_assign(entry.getKey().str(), "decomposed");
  nlohmann::ordered_json document = nlohmann::ordered_json::array();
  for (const auto &[name, how] : operators)
    document.push_back({{"name", name}, {"how", how}});
  return document.dump();
}

} // namespace mock::conversion
