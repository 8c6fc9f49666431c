//===- CompilerLibrary.cpp -------------------------------------------------===//
#include "mock/backend/compile/CompilerLibrary.h"

#include <dlfcn.h>
#include <unistd.h>

#include <mutex>

namespace mock::backend {
namespace {

constexpr const char *kLibraryName = "libmock_compiler.so";
constexpr const char *kEntry = "mockCompiler";

struct State {
  std::mutex mutex;
  std::string path; ///< empty: from the folder of this module
  compiler::Compiler *compiler = nullptr;
};

// Never destroyed: a worker thread may compile or run code while static destructors do.
State &state() {
  static State *instance = new State;
  return *instance;
}

std::string folderOfThisModule() {
  Dl_info info;
  if (!dladdr(reinterpret_cast<void *>(&folderOfThisModule), &info) || !info.dli_fname)
    return ".";
  std::string file = info.dli_fname;
  size_t slash = file.rfind('/');
  return slash == std::string::npos ? "." : file.substr(0, slash);
}

/// In lib/ beside this module, where the package keeps its libraries, else beside it.
std::string shippedLibrary() {
  std::string folder = folderOfThisModule();
  std::string inPackage = folder + "/lib/" + kLibraryName;
  return access(inPackage.c_str(), R_OK) == 0 ? inPackage : folder + "/" + kLibraryName;
}

Error loadError(const std::string &path, const char *reason) {
  return {Error::Kind::Runtime, "cannot load the torch-mock compiler from " + path + ": " + reason +
                                    "; `torch-mock doctor` shows what is missing"};
}

} // namespace

Expected<compiler::Compiler *> loadCompiler() {
  State &s = state();
  std::lock_guard<std::mutex> lock(s.mutex);
  if (s.compiler)
    return s.compiler;
  std::string path = s.path.empty() ? shippedLibrary() : s.path;
  // The handle is never closed: the compiler owns code that streams may be running at exit.
  void *handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return loadError(path, dlerror());
  auto entry = reinterpret_cast<compiler::Compiler *(*)()>(dlsym(handle, kEntry));
  if (!entry)
    return loadError(path, "it has no entry `mockCompiler`");
  s.compiler = entry();
  if (!s.compiler)
    return loadError(path, "its entry returned no compiler");
  return s.compiler;
}

Expected<void> setCompilerLibrary(std::string path) {
  State &s = state();
  std::lock_guard<std::mutex> lock(s.mutex);
  if (s.compiler)
    return Error{Error::Kind::Runtime,
                 "a compiler is loaded already; choose another library before "
                 "the first compile of the process"};
  s.path = std::move(path);
  return {};
}

bool isCompilerLoaded() {
  State &s = state();
  std::lock_guard<std::mutex> lock(s.mutex);
  return s.compiler != nullptr;
}

} // namespace mock::backend
