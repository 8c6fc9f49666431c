//===- Compiler.cpp - The driver: a graph through all stages ---------------===//
#include "mock/passes/Compiler.h"

#include "ExecutionPlan.h"
#include "HostFallback.h"
#include "KernelBuilder.h"
#include "Stages.h"

#include "mock/passes/InitAll.h"
#include "mock/passes/codegen/Native.h"
#include "mock/passes/constraints/Report.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/import/Import.h"
#include "mock/runtime/support/Log.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/FormatVariadic.h"

#include <chrono>
#include <mutex>

using namespace mlir;

namespace mock::compiler {
namespace {

using Clock = std::chrono::steady_clock;

using Result = Expected<std::shared_ptr<const CompiledGraph>>;

/// One attempt at a graph: a context of its own, so that types and attributes die with it.
class Session {
public:
  Session(const Graph &graph, const Options &options, HostFallback &fallback)
      : graph(graph), options(options), fallback(fallback),
        context(registry(), MLIRContext::Threading::DISABLED),
        diagnostics(&context, [this](Diagnostic &diagnostic) { collect(diagnostic); }) {
    compiled->name = graph.name;
    compiled->profile = options.profile;
  }

  /// Absent: the graph has to be compiled again, with the fallback's operators on the host.
  std::optional<Result> run();

private:
  static const DialectRegistry &registry() {
    static const DialectRegistry *shared = [] {
      auto *all = new DialectRegistry; // leaked with the compiler itself
      registerAllDialects(*all);
      return all;
    }();
    return *shared;
  }

  void collect(Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
      return;
    llvm::raw_string_ostream(errors)
        << diagnostic.getLocation() << ": " << diagnostic.str() << "\n";
  }

  void configure();
  Expected<void> import();
  Expected<void> lowerTo(const pipeline::Stage &stage);
  Expected<void> afterStage(llvm::StringRef name);
  void keepText(llvm::StringRef name);
  bool lacksTiles() const;
  bool fallsBack();
  void sumCycles();
  std::string summary() const;
  Error failure(llvm::StringRef stage) const;

  template <typename Work> auto timed(llvm::StringRef name, Work work) {
    auto begin = Clock::now();
    auto result = work();
    compiled->timings.emplace_back(name,
                                   std::chrono::duration<double>(Clock::now() - begin).count());
    return result;
  }

  const Graph &graph;
  const Options &options;
  HostFallback &fallback;
  std::shared_ptr<CompiledGraph> compiled = std::make_shared<CompiledGraph>();
  std::string errors;
  MLIRContext context;
  ScopedDiagnosticHandler diagnostics;
  OwningOpRef<ModuleOp> module;
  KernelBuilder kernels{options, *compiled};
};

void Session::configure() {
  context.loadAllAvailableDialects();
  Reporting reporting;
  reporting.profile = options.profile;
  reporting.strict = options.strict;
  reporting.policies = options.rules;
  reporting.sink = [this](Record record) {
    compiled->refused |= record.action == Action::Refused;
    compiled->records.push_back(std::move(record));
  };
  configureReporting(context, std::move(reporting));
}

Error Session::failure(llvm::StringRef stage) const {
  return {Error::Kind::Internal,
          graph.name + ": the compiler failed before stage `" + stage.str() +
              "`; this is a defect of torch-mock, please report it with the graph's artifacts.\n" +
              (errors.empty() ? "no diagnostic was given" : errors)};
}

Expected<void> Session::import() {
  std::string error;
  module = importGraph(context, graph, options.profile->name, error);
  if (!module)
    return Error{Error::Kind::Internal, graph.name + ": cannot be imported: " + error};
  fallback.mark(*module, *options.profile);
  compiled->records = fallback.records();
  return {};
}

void Session::keepText(llvm::StringRef name) {
  if (!options.keepStages)
    return;
  StageText text{std::to_string(compiled->stages.size() + 1) + "-" + name.str(), "mlir", ""};
  llvm::raw_string_ostream stream(text.text);
  module->print(stream, OpPrintingFlags().enableDebugInfo().useLocalScope());
  compiled->stages.push_back(std::move(text));
}

/// A kernel without a legal tile ends the attempt: the stages behind cannot lower it.
bool Session::lacksTiles() const {
  return llvm::any_of(ArrayRef(compiled->records).drop_front(fallback.records().size()),
                      saysNoTiles);
}

/// Whether another attempt can run what has no tiles on the host; else the graph is refused.
bool Session::fallsBack() {
  auto fresh = MutableArrayRef(compiled->records).drop_front(fallback.records().size());
  bool wanted = llvm::all_of(llvm::make_filter_range(fresh, saysNoTiles), [](const Record &record) {
    return record.action == Action::HostCall;
  });
  if (wanted && fallback.collect(*module, {fresh.begin(), fresh.end()}))
    return true;
  for (Record &record : llvm::make_filter_range(fresh, saysNoTiles))
    record.action = Action::Refused;
  compiled->refused = true;
  return false;
}

Expected<void> Session::lowerTo(const pipeline::Stage &stage) {
  PassManager manager(&context);
  std::string passes = stage.passes.str();
  if (options.verifyStages)
    passes += (passes.empty() ? "" : ",") + ("mock-verify-stage{stage=" + stage.name + "}").str();
  if (failed(parsePassPipeline(passes, manager)))
    return failure(stage.name);
  if (failed(manager.run(*module)) && !lacksTiles())
    return failure(stage.name);
  keepText(stage.name);
  return {};
}

/// Native code forks after `tiled`; the execution plan is read off while launches still name
/// kernels; programs are exported at the end.
Expected<void> Session::afterStage(llvm::StringRef name) {
  if (name == "tiled")
    return timed("native", [&] { return kernels.compileNative(*module); });
  if (name == "placed") {
    auto function = *module->getOps<func::FuncOp>().begin();
    return planExecution(function, graph, kernels.indices(), *compiled);
  }
  if (name == "isa")
    return timed("programs", [&] { return kernels.exportPrograms(*module); });
  return {};
}

/// One call: every launch on its own after the other, and the host link's transfers.
void Session::sumCycles() {
  const profile::HostLink &link = options.profile->host;
  for (const Step &step : compiled->steps) {
    if (const auto *launch = std::get_if<Launch>(&step))
      compiled->cycles += compiled->kernels[launch->kernel]->timing.cycles;
    else if (std::holds_alternative<HostCall>(step))
      compiled->cycles += 2 * link.latency;
  }
  for (const Launch &launch : compiled->preparation)
    compiled->preparationCycles += compiled->kernels[launch.kernel]->timing.cycles;
  if (link.bytesPerCycle > 0)
    compiled->cycles += (compiled->hostBytes + link.bytesPerCycle - 1) / link.bytesPerCycle;
}

/// One line for the log: what came out and how long it took.
std::string Session::summary() const {
  double seconds = 0;
  for (const auto &[stage, duration] : compiled->timings)
    seconds += duration;
  auto hostCalls = llvm::count_if(
      compiled->steps, [](const Step &step) { return std::holds_alternative<HostCall>(step); });
  return llvm::formatv("{0} for {1}: {2} kernels, {3} host calls, {4} cycles, compiled in {5:f2} s",
                       compiled->name, options.profile->name, compiled->kernels.size(), hostCalls,
                       compiled->cycles, seconds)
      .str();
}

std::optional<Result> Session::run() {
  configure();
  if (auto done = timed("import", [&] { return import(); }); !done)
    return Result(done.error());
  for (const pipeline::Stage &stage : pipeline::stages()) {
    if (auto done = timed(stage.name, [&] { return lowerTo(stage); }); !done)
      return Result(done.error());
    if (lacksTiles())
      return fallsBack() ? std::nullopt : std::optional(Result(std::move(compiled)));
    if (auto done = afterStage(stage.name); !done)
      return Result(done.error());
  }
  sumCycles();
  log::write(log::Level::Info, summary());
  return Result(std::move(compiled));
}

class CompilerImpl final : public Compiler {
public:
  CompilerImpl() { registerAllPasses(); }

  Result compile(const Graph &graph, const Options &options) override {
    if (auto valid = constraints::checkPolicies(options.rules); !valid)
      return valid.error();
    HostFallback fallback;
    while (true) // Every further attempt has more host calls than the one before.
      if (std::optional<Result> result = Session(graph, options, fallback).run())
        return std::move(*result);
  }

  std::pair<int64_t, int64_t> codeStatistics() const override {
    auto statistics = codegen::NativeCompiler::get().statistics();
    return {statistics.compiled, statistics.reused};
  }

  std::string rulesJson() const override { return constraints::rulesJson(); }
};

} // namespace
} // namespace mock::compiler

mock::compiler::Compiler *mockCompiler() {
  static auto *compiler = new mock::compiler::CompilerImpl; // see Compiler.h: never destroyed
  return compiler;
}
