//===- GraphBuilder.h - An FX graph from Python ----------------------------===//
//
// Python flattens the FX graph into tuples, which cross into C++ in one call:
//
//   graph    (name, backward, inputs, nodes, outputs)
//   input    (name, type, kind)               kind: "activation", "parameter", "buffer", ...
//   type     (dtype, sizes, strides, offset, on_host)
//   node     (name, op, arguments, results, aliases, pure, location)
//   argument (name, tag, value)               tag: one letter, see GraphBuilder.cpp
//   location (frames, module); frame (file, function, code, line), innermost first
//
// python/torch_mock/compile/flatten.py is the other side.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/Graph.h"

#include <pybind11/pybind11.h>

namespace mock::backend {

/// Throws pybind11 cast errors and std::invalid_argument for what is not in the form above.
compiler::Graph buildGraph(const pybind11::tuple &description);

} // namespace mock::backend
