//===- Module.cpp - The extension module torch_mock._C ----------------------===//

#include "mock/backend/Bindings.h"

#include <torch/csrc/utils/pybind.h>

PYBIND11_MODULE(_C, module) {
  module.doc() = "The mock device of PyTorch: runtime, operators and compiled graphs.";
  // The headers' version; a different one at run time may have another binary interface.
  module.attr("torch_version") = MOCK_TORCH_VERSION;
  mock::initDeviceBindings(module);
  mock::initCompileBindings(module);
}
