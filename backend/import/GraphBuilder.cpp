//===- GraphBuilder.cpp ----------------------------------------------------===//
#include "mock/backend/import/GraphBuilder.h"

#include <pybind11/stl.h>

#include <stdexcept>

namespace py = pybind11;

namespace mock::backend {
namespace {

using namespace compiler;

DType dtypeOf(const py::handle &text) {
  auto name = text.cast<std::string>();
  if (std::optional<DType> dtype = parseDType(name))
    return *dtype;
  throw std::invalid_argument("element type '" + name + "' has no meaning in device memory");
}

TensorType typeOf(const py::tuple &type) {
  return {dtypeOf(type[0]), type[1].cast<std::vector<int64_t>>(),
          type[2].cast<std::vector<int64_t>>(), type[3].cast<int64_t>(), type[4].cast<bool>()};
}

Input::Kind kindOf(const std::string &name) {
  using Kind = Input::Kind;
  if (name == "activation")
    return Kind::Activation;
  if (name == "parameter")
    return Kind::Parameter;
  if (name == "buffer")
    return Kind::Buffer;
  if (name == "constant")
    return Kind::Constant;
  if (name == "saved")
    return Kind::Saved;
  throw std::invalid_argument("unknown kind of graph input '" + name + "'");
}

Argument argumentOf(char tag, const py::handle &value) {
  switch (tag) {
  case 'n':
    return None{};
  case 'b':
    return value.cast<bool>();
  case 'i':
    return value.cast<int64_t>();
  case 'f':
    return value.cast<double>();
  case 's':
    return value.cast<std::string>();
  case 'd':
    return dtypeOf(value);
  case 'v':
    return ValueRef{value.cast<ValueId>()};
  case 'V':
    return ValueList{value.cast<std::vector<ValueId>>()};
  case 'B':
    return value.cast<std::vector<bool>>();
  case 'I':
    return value.cast<std::vector<int64_t>>();
  case 'F':
    return value.cast<std::vector<double>>();
  }
  throw std::invalid_argument(std::string("unknown argument tag '") + tag + "'");
}

SourceLocation locationOf(const py::tuple &location) {
  SourceLocation result;
  for (const py::handle &item : location[0]) {
    auto frame = item.cast<py::tuple>();
    result.stack.push_back({frame[0].cast<std::string>(), frame[1].cast<std::string>(),
                            frame[2].cast<std::string>(), frame[3].cast<int>()});
  }
  result.module = location[1].cast<std::string>();
  return result;
}

Node nodeOf(const py::tuple &node) {
  Node result;
  result.name = node[0].cast<std::string>();
  result.op = node[1].cast<std::string>();
  for (const py::handle &item : node[2]) {
    auto argument = item.cast<py::tuple>();
    result.arguments.emplace_back(argument[0].cast<std::string>(),
                                  argumentOf(argument[1].cast<char>(), argument[2]));
  }
  for (const py::handle &type : node[3])
    result.results.push_back(typeOf(type.cast<py::tuple>()));
  result.aliases = node[4].cast<std::vector<ValueId>>();
  result.pure = node[5].cast<bool>();
  result.location = locationOf(node[6].cast<py::tuple>());
  return result;
}

} // namespace

Graph buildGraph(const py::tuple &description) {
  Graph graph;
  graph.name = description[0].cast<std::string>();
  graph.backward = description[1].cast<bool>();
  for (const py::handle &item : description[2]) {
    auto input = item.cast<py::tuple>();
    graph.inputs.push_back({input[0].cast<std::string>(), typeOf(input[1].cast<py::tuple>()),
                            kindOf(input[2].cast<std::string>())});
  }
  for (const py::handle &node : description[3])
    graph.nodes.push_back(nodeOf(node.cast<py::tuple>()));
  graph.outputs = description[4].cast<std::vector<ValueId>>();
  return graph;
}

} // namespace mock::backend
