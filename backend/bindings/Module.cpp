//===- Module.cpp - The extension module torch_mock._C ----------------------===//

#include "mock/backend/Bindings.h"

#include <c10/util/env.h>
#include <torch/csrc/utils/pybind.h>

namespace {

/// Values of environment variables, None where one is not set. Every call of a compiled function
/// asks for ten; os.environ takes 0.8 us for one, which is a sixth of a small call.
py::tuple environment(const py::tuple &names) {
  py::tuple values(names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    auto value = c10::utils::get_env(names[i].cast<std::string>().c_str());
    values[i] = value ? py::reinterpret_steal<py::object>(PyUnicode_DecodeFSDefaultAndSize(
                            value->data(), static_cast<Py_ssize_t>(value->size())))
                      : py::none();
  }
  return values;
}

} // namespace

PYBIND11_MODULE(_C, module) {
  module.doc() = "The mock device of PyTorch: runtime, operators and compiled graphs.";
  module.def("environment", &environment, py::arg("names"));
  mock::initDeviceBindings(module);
  mock::initCompileBindings(module);
}
