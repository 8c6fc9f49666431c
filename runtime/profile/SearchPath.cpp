//===- SearchPath.cpp - Where profiles are found ---------------------------===//
#include "SearchPath.h"

#include "mock/runtime/profile/Profile.h"
#include "mock/runtime/support/NearestName.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <sstream>

namespace mock::profile {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kSuffix = ".json";
constexpr uintmax_t kMaxFileBytes = 1 << 20;

std::mutex directoryMutex;

std::string &configuredDirectory() {
  // Leaked on purpose: a worker thread may load a profile while static destructors run.
  static std::string &directory = *new std::string;
  return directory;
}

/// The profiles beside the library that holds this code: in a build tree, an installed prefix
/// and a Python package.
fs::path shippedDirectory() {
  {
    std::lock_guard lock(directoryMutex);
    if (!configuredDirectory().empty())
      return configuredDirectory();
  }
  Dl_info info{};
  if (!dladdr(reinterpret_cast<const void *>(&shippedDirectory), &info) || !info.dli_fname)
    return "profiles";
  std::error_code ignored;
  fs::path library = fs::absolute(info.dli_fname, ignored).parent_path();
  for (const char *relative : {"profiles", "../profiles", "../share/torch-mock/profiles"})
    if (fs::is_directory(library / relative, ignored))
      return (library / relative).lexically_normal();
  return library / "profiles";
}

/// The schema lies beside the profiles and is none.
bool isProfileFile(const fs::path &path) {
  return path.extension() == kSuffix && path.filename() != "schema.json";
}

std::string describeSearchPath(const std::vector<fs::path> &directories) {
  std::string text;
  for (const fs::path &directory : directories)
    text += (text.empty() ? "" : ", ") + directory.string();
  return text;
}

bool isRegularFile(const fs::path &path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

} // namespace

std::vector<fs::path> searchPath() {
  std::vector<fs::path> directories;
  if (const char *variable = std::getenv("TORCH_MOCK_PROFILE_PATH")) {
    std::istringstream parts{std::string(variable)};
    for (std::string part; std::getline(parts, part, ':');)
      if (!part.empty())
        directories.emplace_back(part);
  }
  directories.push_back(shippedDirectory());
  return directories;
}

Expected<fs::path> findProfile(std::string_view nameOrPath, const fs::path &directory) {
  std::string text(nameOrPath);
  if (text.find('\0') != text.npos)
    return Error{Error::Kind::Value, "a profile name must not hold a null character"};
  if (nameOrPath.ends_with(kSuffix)) {
    fs::path path = directory / text;
    if (isRegularFile(path))
      return path;
    return Error{Error::Kind::Value, "there is no profile file '" + path.string() + "'"};
  }
  std::vector<fs::path> directories = searchPath();
  if (!directory.empty())
    directories.insert(directories.begin(), directory);
  bool isPath = text.find('/') != text.npos;
  for (const fs::path &folder : directories)
    if (!isPath && !text.empty() && isRegularFile(folder / (text + ".json")))
      return folder / (text + ".json");
  std::vector<std::string> names = available();
  std::string listed;
  for (const std::string &name : names)
    listed += (listed.empty() ? "" : ", ") + name;
  return Error{Error::Kind::Value, "unknown profile '" + text + "'" + didYouMean(text, names) +
                                       " (known: " + listed +
                                       "; searched: " + describeSearchPath(directories) +
                                       "; a file is given by a path that ends in '.json')"};
}

Expected<std::string> readProfileFile(const fs::path &path) {
  std::error_code error;
  uintmax_t bytes = fs::file_size(path, error);
  if (!error && bytes > kMaxFileBytes)
    return Error{Error::Kind::Value, fmt::format("'{}' has {} bytes; a profile has at most {}",
                                                 path.string(), bytes, kMaxFileBytes)};
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (stream)
    text << stream.rdbuf();
  if (error || !stream)
    return Error{Error::Kind::Value, "cannot read the profile '" + path.string() + "'"};
  return text.str();
}

std::vector<std::string> available() {
  std::vector<std::string> names;
  for (const fs::path &directory : searchPath()) {
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(directory, ignored))
      if (isProfileFile(entry.path()) && isRegularFile(entry.path()))
        names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void setProfileDirectory(std::string directory) {
  std::lock_guard lock(directoryMutex);
  configuredDirectory() = std::move(directory);
}

} // namespace mock::profile
