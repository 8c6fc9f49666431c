//===- Compiler.h - From a graph to what the device runs -------------------===//
//
// The only way into the compiler for code that sees Torch. The library behind it is loaded at
// the first compile (mockCreateCompiler), which keeps MLIR out of `import torch`.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/Graph.h"
#include "mock/passes/Record.h"
#include "mock/runtime/profile/Profile.h"
#include "mock/runtime/stream/Kernel.h"
#include "mock/runtime/support/Expected.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mock::compiler {

struct Options {
  std::shared_ptr<const profile::Profile> profile;
  bool strict = false;
  std::map<std::string, Policy> rules; ///< by rule name; checked against the rule table
  bool keepStages = false;             ///< fill CompiledGraph::stages
  bool verifyStages = false;           ///< run the stage verifiers between all passes
  bool checkOnly = false;              ///< no native code
};

/// A piece of device memory that a compiled graph uses.
struct Buffer {
  enum class Kind {
    Input,      ///< index: graph input
    Arena,      ///< offset into the graph's one arena
    Output,     ///< allocated by the executor for each call, strides as `type` says
    HostResult, ///< whatever tensor a host call returned
    Held        ///< written by CompiledGraph::preparation, kept from call to call
  };
  Kind kind = Kind::Arena;
  int64_t index = 0;
  int64_t offset = 0; ///< bytes, Arena only
  int64_t bytes = 0;
  TensorType type;      ///< of the whole buffer
  bool written = false; ///< Input only: a launch overwrites it, which the caller sees
};

/// A strided view of a buffer; type.offset counts elements from the buffer's start.
struct View {
  int32_t buffer = -1; ///< -1: None
  TensorType type;
};

struct Launch {
  int32_t kernel = 0;            ///< index into CompiledGraph::kernels
  std::vector<int32_t> operands; ///< buffers, one per program argument: base addresses
};

/// An operator that ATen runs on the host library. Its non-tensor arguments are those of the
/// graph's node `node`; tensor arguments are listed in schema order, lists flattened.
struct HostCall {
  int32_t node = 0;
  std::string op;
  std::vector<View> operands;
  std::vector<int32_t> results; ///< HostResult buffers, -1 for results nobody uses
};

using Step = std::variant<Launch, HostCall>;

/// An output of the graph.
struct OutputRef {
  enum class Kind { None, Buffer, InputAlias } kind = Kind::None;
  View view; ///< Buffer: its tensor; InputAlias: a view of an input's storage
};

/// Tiles that were considered for a kernel.
struct TileCandidate {
  std::string tiles, cores; ///< "64x128x256", "2x2": cores by dimension of the grid
  int64_t cycles = 0;       ///< of the program that they lead to
  int64_t estimate = 0;     ///< cycles by which they were shortlisted
};

struct KernelSummary {
  std::string name;
  std::string source; ///< operators it holds: "aten.addmm, aten.relu"
  SourceLocation where;
  std::string tiles; ///< "64x128x256"
  std::string cores; ///< "2x2"
  /// The choices that were timed, fastest first: the kernel's own, then the runners-up. Empty when
  /// there was nothing to choose.
  std::vector<TileCandidate> candidates;
  int32_t launches = 0;     ///< in one call
  int32_t preparations = 0; ///< launches before the first call and after a weight was written to
  bool shared = false;      ///< code reused from an earlier compile
};

struct StageText {
  std::string name, extension, text; ///< "1-aten", "mlir", ...
};

/// Immutable after compile(); executed by backend/ any number of times.
struct CompiledGraph {
  std::string name;
  std::shared_ptr<const profile::Profile> profile;
  std::vector<std::shared_ptr<const Kernel>> kernels;
  std::vector<KernelSummary> kernelSummaries;
  std::vector<Buffer> buffers;
  /// Launches whose results depend on weights alone, in order.
  std::vector<Launch> preparation;
  std::vector<Step> steps; ///< of one call
  std::vector<OutputRef> outputs;
  int64_t arenaBytes = 0;
  int64_t peakMainBytes = 0; ///< inputs, arena, outputs and held buffers together
  std::vector<Record> records;
  std::vector<StageText> stages;
  std::vector<std::pair<std::string, double>> timings; ///< stage, seconds
  int64_t cycles = 0;                                  ///< kernels and host transfers, one call
  int64_t preparationCycles = 0;                       ///< of the preparation
  int64_t hostBytes = 0; ///< moved over the host link by host calls, one call
  bool refused = false;  ///< strict and at least one violation
};

class Compiler {
public:
  virtual ~Compiler() = default;
  /// Compiles one graph. Violations are records, not errors; an error is wrong use (bad rule
  /// names) or a broken invariant, with the stage and operation in its text.
  virtual Expected<std::shared_ptr<const CompiledGraph>> compile(const Graph &graph,
                                                                 const Options &options) = 0;
  /// Statistics since creation: kernels compiled by LLVM, kernels taken from memory.
  virtual std::pair<int64_t, int64_t> codeStatistics() const = 0;
  /// All rules as a JSON array (docs/rules.md is made of it).
  virtual std::string rulesJson() const = 0;
};

} // namespace mock::compiler

extern "C" {
/// The compiler of this process. It is never destroyed: the JIT's code may be running in
/// worker threads while static destructors run.
__attribute__((visibility("default"))) mock::compiler::Compiler *mockCompiler();
}
