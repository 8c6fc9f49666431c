//===- Module.cpp - The extension module torch_mock._C ----------------------===//

#include "mock/backend/Bindings.h"

#include <torch/csrc/utils/pybind.h>

PYBIND11_MODULE(_C, module) {
  module.doc() = "The mock device of PyTorch: runtime, operators and compiled graphs.";
  mock::initDeviceBindings(module);
  mock::initCompileBindings(module);
}
