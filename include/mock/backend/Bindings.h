//===- Bindings.h - The parts of the extension module ----------------------===//
#pragma once

#include <pybind11/pybind11.h>

namespace mock {

/// Graph import, compiled graphs and the compiler's tables: what torch_mock/compile uses.
void initCompileBindings(pybind11::module_ &module);

} // namespace mock
