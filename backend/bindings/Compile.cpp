//===- Compile.cpp - Bindings of graph import and compiled graphs ----------===//
#include "mock/backend/Bindings.h"
#include "mock/backend/bindings/HostArguments.h"
#include "mock/backend/compile/CompilerLibrary.h"
#include "mock/backend/compile/Executor.h"
#include "mock/backend/compile/ProfileSelection.h"
#include "mock/backend/compile/ReportJson.h"
#include "mock/backend/device/Device.h"
#include "mock/backend/import/GraphBuilder.h"
#include "mock/passes/RecordNames.h"
#include "mock/runtime/isa/Encoding.h"

#include <torch/csrc/Exceptions.h>
#include <torch/csrc/utils/pybind.h>

#include <pybind11/stl.h>

#include <algorithm>

namespace py = pybind11;

namespace mock {
namespace {

using namespace backend;

compiler::Policy policyOf(const std::string &name) {
  const auto &names = compiler::kPolicyNames;
  const auto *found = std::ranges::find(names, name);
  TORCH_CHECK_VALUE(found != names.end(), "unknown policy '", name, "'");
  return static_cast<compiler::Policy>(found - names.begin());
}

ProfileRequest profileRequestOf(const py::dict &options) {
  return {options["profile"].cast<std::optional<std::string>>(),
          options["device"].cast<std::optional<int>>(),
          options["alignment"].cast<std::optional<int64_t>>(),
          options["max_memory"].cast<std::optional<int64_t>>()};
}

compiler::Options optionsOf(const py::dict &options) {
  compiler::Options result;
  result.profile = valueOrRaise(selectProfile(profileRequestOf(options)));
  result.strict = options["strict"].cast<bool>();
  result.keepStages = options["keep_stages"].cast<bool>();
  result.verifyStages = options["verify_stages"].cast<bool>();
  result.checkOnly = options["check_only"].cast<bool>();
  for (const auto &[rule, policy] : options["rules"].cast<std::map<std::string, std::string>>())
    result.rules[rule] = policyOf(policy);
  return result;
}

/// What Python holds: pybind11 has no holder for a pointer to const.
struct Compiled {
  std::shared_ptr<const compiler::CompiledGraph> graph;
};

Compiled compileGraph(const py::tuple &description, const py::dict &options) {
  compiler::Graph graph = buildGraph(description);
  compiler::Options request = optionsOf(options);
  py::gil_scoped_release unlocked;
  compiler::Compiler *compiler = valueOrRaise(loadCompiler());
  return {valueOrRaise(compiler->compile(graph, request))};
}

/// "aten.add" of "aten.add.Tensor".
std::string packetOf(const std::string &name) {
  return name.substr(0, name.find('.', name.find('.') + 1));
}

/// The operator of a host call, as the source graph has it: the compiler may have chosen another
/// overload, whose tensor operands are the same.
PreparedOperator operatorOf(const compiler::HostCall &call, const py::tuple &node) {
  auto name = node[0].cast<std::string>();
  TORCH_INTERNAL_ASSERT(packetOf(name) == packetOf(call.op), "a host call of ", call.op,
                        " stands for the node of ", name);
  return hostOperatorOf(name, node[1].cast<py::tuple>(), node[2].cast<std::vector<int32_t>>());
}

/// `hostArguments` has one (operator, arguments, result positions) per node of the source graph.
std::unique_ptr<Executor> makeExecutor(const Compiled &compiled, const py::list &hostArguments,
                                       int device) {
  std::map<int32_t, PreparedOperator> operators;
  for (const compiler::Step &step : compiled.graph->steps)
    if (const auto *call = std::get_if<compiler::HostCall>(&step))
      operators.try_emplace(call->node,
                            operatorOf(*call, hostArguments[call->node].cast<py::tuple>()));
  py::gil_scoped_release unlocked;
  return std::make_unique<Executor>(compiled.graph, std::move(operators),
                                    c10::Device(c10::DeviceType::PrivateUse1, device));
}

std::vector<at::Tensor> run(const Executor &executor, std::vector<at::Tensor> inputs,
                            bool checked) {
  return executor.run(std::move(inputs), checked ? Execution::Checked : Execution::Fast);
}

py::dict statisticsOf(const Executor &executor) {
  const RunStatistics &s = executor.statistics();
  py::dict result;
  result["calls"] = s.calls.load();
  result["launches"] = s.launches.load();
  result["host_calls"] = s.hostCalls.load();
  result["preparations"] = s.preparations.load();
  result["staged_tensors"] = s.stagedTensors.load();
  result["staged_bytes"] = s.stagedBytes.load();
  return result;
}

py::list stagesOf(const Compiled &compiled) {
  py::list result;
  for (const compiler::StageText &stage : compiled.graph->stages)
    result.append(py::make_tuple(stage.name, stage.extension, py::bytes(stage.text)));
  return result;
}

/// One (name, encoded program, assembly) per kernel.
py::list programsOf(const Compiled &compiled) {
  py::list result;
  for (const auto &kernel : compiled.graph->kernels) {
    std::vector<std::byte> bytes =
        valueOrRaise(isa::encode(kernel->program, *compiled.graph->profile));
    result.append(py::make_tuple(
        kernel->name, py::bytes(reinterpret_cast<const char *>(bytes.data()), bytes.size()),
        py::bytes(isa::print(kernel->program))));
  }
  return result;
}

std::string rulesJson() { return valueOrRaise(loadCompiler())->rulesJson(); }

std::pair<int64_t, int64_t> codeStatistics() {
  return valueOrRaise(loadCompiler())->codeStatistics();
}

std::string profileJson(const std::string &nameOrPath) {
  return valueOrRaise(profile::load(nameOrPath))->json();
}

std::string profileDigest(const std::string &nameOrPath) {
  return valueOrRaise(profile::load(nameOrPath))->digest();
}

std::string deviceProfileJson(int device) {
  return valueOrRaise(mock::device(device))->profile().json();
}

std::string deviceProfileDigest(int device) {
  return valueOrRaise(mock::device(device))->profile().digest();
}

std::vector<std::string> configuredProfiles() { return valueOrRaise(configuredDevices()); }

void useCompilerLibrary(const std::string &path) { check(setCompilerLibrary(path)); }

} // namespace

void initCompileBindings(py::module_ &parent) {
  using torch::wrap_pybind_function;
  using torch::wrap_pybind_function_no_gil;
  py::module_ m = parent.def_submodule("compiler", "Graph import and compiled graphs");
  py::class_<Compiled>(m, "CompiledGraph")
      .def_property_readonly("name", [](const Compiled &c) { return c.graph->name; })
      .def_property_readonly("refused", [](const Compiled &c) { return c.graph->refused; })
      .def("report_json", [](const Compiled &c) { return reportJson(*c.graph); });
  py::class_<Executor>(m, "Executor")
      .def("run", wrap_pybind_function_no_gil(run))
      .def("statistics", wrap_pybind_function(statisticsOf));
  m.def("compile_graph", wrap_pybind_function(compileGraph));
  m.def("make_executor", wrap_pybind_function(makeExecutor));
  m.def("stages", wrap_pybind_function(stagesOf));
  m.def("programs", wrap_pybind_function(programsOf));
  m.def("rules_json", wrap_pybind_function(rulesJson));
  m.def("code_statistics", wrap_pybind_function(codeStatistics));
  m.def("profile_json", wrap_pybind_function(profileJson));
  m.def("profile_digest", wrap_pybind_function(profileDigest));
  m.def("device_profile_json", wrap_pybind_function(deviceProfileJson));
  m.def("device_profile_digest", wrap_pybind_function(deviceProfileDigest));
  m.def("configured_profiles", wrap_pybind_function(configuredProfiles));
  m.def("available_profiles", wrap_pybind_function(profile::available));
  m.def("set_compiler_library", wrap_pybind_function(useCompilerLibrary));
  m.def("is_compiler_loaded", wrap_pybind_function(isCompilerLoaded));
}

} // namespace mock
