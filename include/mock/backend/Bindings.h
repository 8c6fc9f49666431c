//===- Bindings.h - The parts of the extension module ----------------------===//
#pragma once

#include <pybind11/pybind11.h>

namespace mock {

/// Devices, streams, memory, generators and the count of host calls: what torch.mock uses.
void initDeviceBindings(pybind11::module_ &module);

/// Graph import, compiled graphs and the compiler's tables: what torch_mock/compile uses.
void initCompileBindings(pybind11::module_ &module);

} // namespace mock
