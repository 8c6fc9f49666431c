//===- Passes.td - Passes over whole graphs --------------------------------===//
#ifndef MOCK_PASSES_PIPELINE_PASSES_TD
#define MOCK_PASSES_PIPELINE_PASSES_TD

include "mlir/Pass/PassBase.td"

def PlanMemory : Pass<"mock-plan-memory", "::mlir::ModuleOp"> {
  let summary = "Give every result of a launch its place in the main memory";
  let description = [{
    Results that a graph returns (themselves or through views) become outputs, which the executor
    allocates for each call. All others share one arena: each gets an offset that no value alive at
    the same time overlaps, aligned as the main memory of the profile asks. A value lives from its
    launch to the last operation that reads it or a view of it, in program order, which is also the
    order of execution. A result that updates an operand is in the operand's buffer.

    Launches that read nothing but weights compute the same at every call. Their results are held: they have
    memory of their own, and the executor makes them again only after a weight was written to.

    ```mlir
    %0 = mock.launch @a(%x) : ...
    %1 = mock.launch @b(%0) : ...
    return %1
    ```
    becomes
    ```mlir
    %0 = mock.launch @a(%x) {mock.buffer = [{bytes = 256 : i64, kind = "arena", offset = 0 : i64} ]} : ...
    %1 = mock.launch @b(%0) {mock.buffer = [{bytes = 256 : i64, kind = "output"} ]} : ...
    ```
    The function gets `mock.arena_bytes` and `mock.peak_bytes`: inputs, arena, outputs, held
    results and results of host calls together, which rule `memory.main-capacity` compares with the device's memory.
  }];
}

def VerifyStage : Pass<"mock-verify-stage", "::mlir::ModuleOp"> {
  let summary = "Check the contract of a stage (docs/pipeline.md)";
  let description = [{
    Fails, with a diagnostic at the operation, where the module holds something that the stage does
    not allow or lacks what later stages rely on. Changes nothing.
  }];
  let options = [Option<"stage", "stage", "std::string", /*default=*/"",
                        "aten, linalg, kernels, tiled, placed or isa">];
}

#endif // MOCK_PASSES_PIPELINE_PASSES_TD
