//===- ReportJson.h - A compiled graph's records as JSON -------------------===//
#pragma once

#include "mock/passes/Compiler.h"

#include <string>

namespace mock::backend {

/// Records, kernels, host calls, cycles and memory of one graph: what report.py reads. Bytes and
/// cycles are of one call.
std::string reportJson(const compiler::CompiledGraph &graph);

} // namespace mock::backend
