//===- ProgramJson.h - A program as JSON -----------------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include <string>

namespace mock::objdump {

/// One JSON document: the header as data, bodies and instructions with their assembly text.
std::string toJson(const isa::Program &program);

} // namespace mock::objdump
