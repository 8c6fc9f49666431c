//===- Citation.cpp - Who says so ----------------------------------------===//
#include "Citation.h"

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

namespace mock::constraints {

/// The source of a list ("vector.dtypes"): the profile keeps lists without it, its document has it.
static std::string readListSource(const profile::Profile &profile, std::string_view key) {
  size_t dot = key.find('.');
  auto document = nlohmann::json::parse(profile.json(), nullptr, /*allow_exceptions=*/false);
  if (dot == std::string_view::npos || !document.is_object())
    return {};
  std::string section(key.substr(0, dot)), list(key.substr(dot + 1));
  if (!document.contains(section) || !document[section].contains(list))
    return {};
  return document[section][list].value("source", std::string());
}

/// Every check of a type cites its list, so the document is read once per profile and list.
static std::string listSource(const profile::Profile &profile, std::string_view key) {
  static std::mutex *mutex = new std::mutex; // leaked: compiles may run until the process ends
  static auto *sources = new std::map<std::pair<std::string, std::string>, std::string>;
  std::lock_guard lock(*mutex);
  auto [entry, isNew] = sources->try_emplace({profile.digest(), std::string(key)});
  if (isNew)
    entry->second = readListSource(profile, key);
  return entry->second;
}

std::string citation(const profile::Profile &profile, std::string_view key) {
  const profile::Limit *limit = profile.find(key);
  std::string source = limit ? limit->source : listSource(profile, key);
  if (source.empty())
    return profile.name;
  return profile.name + " " + std::string(key) + " (" + source + ")";
}

} // namespace mock::constraints
