//===- Options.h - Arguments of mock-objdump -------------------------------===//
#pragma once

#include "mock/runtime/support/Expected.h"

#include <string>
#include <string_view>
#include <vector>

namespace mock::objdump {

struct Options {
  std::string input;
  std::string output = "-";        ///< of --assemble
  std::string profile = "mock-v1"; ///< of --assemble
  bool help = false, version = false, json = false, headers = false, arguments = false;
  bool assemble = false;
};

std::string_view usage();

/// An unknown or incomplete option, or a wrong combination, is an error.
Expected<Options> parseOptions(const std::vector<std::string> &words);

} // namespace mock::objdump
