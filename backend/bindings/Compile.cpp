//===- Compile.cpp - Bindings of graph import and compiled graphs ----------===//
#include "mock/backend/Bindings.h"

namespace mock {

void initCompileBindings(pybind11::module_ &module) {}

} // namespace mock
