//===- ReportJson.cpp ------------------------------------------------------===//
#include "mock/backend/compile/ReportJson.h"

#include "mock/passes/RecordNames.h"
#include "mock/runtime/isa/Names.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace mock::backend {
namespace {

using namespace compiler;
using nlohmann::json;

json actionJson(Action action) {
  return action == Action::None ? json(nullptr) : json(nameIn(kActionNames, action));
}

json frameJson(const SourceLocation::Frame &frame) {
  return {{"file", frame.file},
          {"line", frame.line},
          {"function", frame.function},
          {"code", frame.code}};
}

json locationJson(const SourceLocation &location) {
  SourceLocation::Frame innermost;
  if (!location.stack.empty())
    innermost = location.stack.front();
  json result = frameJson(innermost);
  result["module"] = location.module;
  json outer = json::array();
  for (size_t i = 1; i < location.stack.size(); ++i)
    outer.push_back(frameJson(location.stack[i]));
  result["called_from"] = std::move(outer);
  return result;
}

json optionalJson(const std::optional<int64_t> &value) {
  return value ? json(*value) : json(nullptr);
}

json recordJson(const Record &r) {
  return {{"status", nameIn(kStatusNames, r.status)},
          {"rule", r.rule},
          {"family", r.family},
          {"severity", nameIn(kSeverityNames, r.severity)},
          {"stage", r.stage},
          {"op", r.op},
          {"where", locationJson(r.where)},
          {"subject", r.subject},
          {"actual", r.actual},
          {"relation", r.relation},
          {"limit", r.limit},
          {"unit", r.unit},
          {"slack", optionalJson(r.slack)},
          {"limit_source", r.limitSource},
          {"action", actionJson(r.action)},
          {"cost", {{"bytes", optionalJson(r.costBytes)}, {"cycles", optionalJson(r.costCycles)}}},
          {"remedy", r.remedy},
          {"message", r.message}};
}

json candidatesJson(const std::vector<TileCandidate> &candidates) {
  json result = json::array();
  for (const TileCandidate &candidate : candidates)
    result.push_back({{"tiles", candidate.tiles},
                      {"cores", candidate.cores},
                      {"cycles", candidate.cycles},
                      {"estimate", candidate.estimate}});
  return result;
}

json kernelJson(const CompiledGraph &graph, size_t index) {
  const KernelSummary &summary = graph.kernelSummaries[index];
  json result = {{"name", summary.name},
                 {"source", summary.source},
                 {"where", locationJson(summary.where)},
                 {"tiles", summary.tiles},
                 {"cores", summary.cores},
                 {"candidates", candidatesJson(summary.candidates)},
                 {"launches", summary.launches},
                 {"preparations", summary.preparations},
                 {"shared", summary.shared}};
  if (index >= graph.kernels.size() || !graph.kernels[index])
    return result;
  const Kernel &kernel = *graph.kernels[index];
  const simulate::Timing &timing = kernel.timing;
  result["cycles"] = timing.cycles;
  result["bytes_in"] = timing.bytesIn;
  result["bytes_out"] = timing.bytesOut;
  result["macs"] = timing.macs;
  result["vector_ops"] = timing.vectorOps;
  result["bound"] = timing.bound();
  json busy = json::object();
  for (size_t engine = 0; engine < timing.busy.size(); ++engine)
    busy[std::string(isa::name(static_cast<isa::Engine>(engine)))] = timing.busy[engine];
  result["busy"] = std::move(busy);
  json peaks = json::object();
  const auto &memories = graph.profile->memories;
  for (size_t i = 0; i < std::min(memories.size(), timing.peakBytes.size()); ++i)
    peaks[memories[i].name] = timing.peakBytes[i];
  result["peak_bytes"] = std::move(peaks);
  return result;
}

json hostCallsJson(const CompiledGraph &graph) {
  json calls = json::object();
  for (const Step &step : graph.steps)
    if (const auto *call = std::get_if<HostCall>(&step))
      calls[call->op] = calls.value(call->op, 0) + 1;
  return calls;
}

json memoryJson(const CompiledGraph &graph, const json &kernels) {
  json peaks = json::object();
  for (const json &kernel : kernels) {
    const json ofKernel = kernel.value("peak_bytes", json::object());
    for (const auto &[memory, bytes] : ofKernel.items())
      peaks[memory] = std::max(peaks.value(memory, int64_t{0}), bytes.get<int64_t>());
  }
  return {{"main_peak_bytes", graph.peakMainBytes},
          {"arena_bytes", graph.arenaBytes},
          {"kernel_peak_bytes", std::move(peaks)}};
}

} // namespace

std::string reportJson(const CompiledGraph &graph) {
  json kernels = json::array(), records = json::array(), timings = json::array();
  for (size_t i = 0; i < graph.kernelSummaries.size(); ++i)
    kernels.push_back(kernelJson(graph, i));
  for (const Record &record : graph.records)
    records.push_back(recordJson(record));
  for (const auto &[stage, seconds] : graph.timings)
    timings.push_back({{"stage", stage}, {"seconds", seconds}});
  json memory = memoryJson(graph, kernels);
  json result = {{"name", graph.name},
                 {"profile", graph.profile->name},
                 {"profile_digest", graph.profile->digest()},
                 {"cores", graph.profile->cores},
                 {"refused", graph.refused},
                 {"cycles", graph.cycles},
                 {"preparation_cycles", graph.preparationCycles},
                 {"host_bytes", graph.hostBytes},
                 {"memory", std::move(memory)},
                 {"kernels", std::move(kernels)},
                 {"host_calls", hostCallsJson(graph)},
                 {"records", std::move(records)},
                 {"timings", std::move(timings)}};
  // A line of the user's model need not be UTF-8.
  return result.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace mock::backend
