//===- Passes.td - Passes on tile sizes --------------------------------------===//
#ifndef MOCK_PASSES_TILING_PASSES_TD
#define MOCK_PASSES_TILING_PASSES_TD

include "mlir/Pass/PassBase.td"

def ChooseTiles : Pass<"mock-choose-tiles", "::mlir::ModuleOp"> {
  let summary = "Choose tile sizes and cores of each kernel";
  let description = [{
    Sets `mock.tiles` (sizes by dimension of the kernel's iteration space) and `mock.cores` (cores by
    dimension of the grid) on kernels that have none. Candidates come from the profile's memories
    and engines and are ranked by the simulator's cost functions; the best few become programs, and the
    fastest of those by the simulator's timing is taken. All that were timed go into
    `mock.candidates`. A kernel without a legal tile is a violation of `memory.scratchpad-capacity` and
    stays without tiles; the driver then makes its operators host calls.
  }];
  let dependentDialects = ["::mock::ir::MockDialect"];
}

#endif // MOCK_PASSES_TILING_PASSES_TD
