//===- Jit.cpp - From LLVM IR to callable code -----------------------------===//

#include "Jit.h"

#include "RuntimeSymbols.h"

#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/CompileUtils.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

using namespace mock;
using namespace mock::codegen::native;
namespace orc = llvm::orc;

struct Jit::State {
  std::unique_ptr<llvm::TargetMachine> targetMachine;
  std::unique_ptr<orc::LLJIT> engine;
};

static Error internalError(llvm::Error error, const char *what) {
  return {Error::Kind::Internal,
          std::string("native code: ") + what + ": " + llvm::toString(std::move(error))};
}

static llvm::Expected<orc::JITTargetMachineBuilder> hostTarget() {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  llvm::Expected<orc::JITTargetMachineBuilder> target = orc::JITTargetMachineBuilder::detectHost();
  if (!target)
    return target;
  target->setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
  // The executions must agree bit by bit: a multiplication and an addition stay two operations.
  target->getOptions().AllowFPOpFusion = llvm::FPOpFusion::Strict;
  return target;
}

/// What generated code calls: the runtime support, the mathematical functions and, for
/// intrinsics that LLVM expands to calls (memcpy, floorf), the process.
static llvm::Error defineSymbols(orc::LLJIT &engine) {
  orc::SymbolMap symbols;
  for (const RuntimeSymbol &symbol : runtimeSymbols())
    symbols[engine.mangleAndIntern(symbol.name)] = {orc::ExecutorAddr::fromPtr(symbol.address),
                                                    llvm::JITSymbolFlags::Exported};
  orc::JITDylib &library = engine.getMainJITDylib();
  if (llvm::Error error = library.define(orc::absoluteSymbols(std::move(symbols))))
    return error;
  auto process = orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
      engine.getDataLayout().getGlobalPrefix());
  if (!process)
    return process.takeError();
  library.addGenerator(std::move(*process));
  return llvm::Error::success();
}

Expected<std::unique_ptr<Jit>> Jit::create() {
  auto state = std::make_unique<State>();
  llvm::Expected<orc::JITTargetMachineBuilder> target = hostTarget();
  if (!target)
    return internalError(target.takeError(), "no code generator for this host");
  auto targetMachine = target->createTargetMachine();
  if (!targetMachine)
    return internalError(targetMachine.takeError(), "no target machine for this host");
  state->targetMachine = std::move(*targetMachine);
  auto engine = orc::LLJITBuilder().setJITTargetMachineBuilder(*target).create();
  if (!engine)
    return internalError(engine.takeError(), "no JIT for this host");
  state->engine = std::move(*engine);
  if (llvm::Error error = defineSymbols(*state->engine))
    return internalError(std::move(error), "cannot define the runtime's symbols");
  return std::unique_ptr<Jit>(new Jit(std::move(state)));
}

Jit::Jit(std::unique_ptr<State> state) : state(std::move(state)) {}
Jit::~Jit() = default;

/// The loops are vectorised already, so the vectorisers and the unroller only cost time.
static void optimise(llvm::Module &module, llvm::TargetMachine &targetMachine) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = false;
  tuning.SLPVectorization = false;
  tuning.LoopUnrolling = false;
  llvm::PassBuilder builder(&targetMachine, tuning);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager callGraph;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2).run(module, modules);
}

Expected<void *> Jit::add(llvm::Module &module, const std::string &symbol, std::string &text) {
  module.setDataLayout(state->engine->getDataLayout());
  module.setTargetTriple(state->targetMachine->getTargetTriple());
  optimise(module, *state->targetMachine);
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  auto object = orc::SimpleCompiler(*state->targetMachine)(module);
  if (!object)
    return internalError(object.takeError(), "code generation failed");
  if (llvm::Error error = state->engine->addObjectFile(std::move(*object)))
    return internalError(std::move(error), "linking failed");
  auto address = state->engine->lookup(symbol);
  if (!address)
    return internalError(address.takeError(), "the kernel's symbol is missing");
  return address->toPtr<void *>();
}
