//===- Passes.td - Passes on tile sizes --------------------------------------===//
#ifndef MOCK_PASSES_TILING_PASSES_TD
#define MOCK_PASSES_TILING_PASSES_TD

include "mlir/Pass/PassBase.td"

def ChooseTiles : Pass<"mock-choose-tiles", "::mlir::ModuleOp"> {
  let summary = "Choose tile sizes and cores of each kernel";
  let description = [{
    Sets `mock.tiles` (sizes by dimension of the kernel's iteration space) and `mock.cores` (cores by
    dimension of the grid) on kernels that have none. Candidates come from the profile's memories
    and engines; the simulator's own cost functions score them. A kernel without a legal tile is a
    violation of `memory.scratchpad-capacity` and stays without tiles.
  }];
  let dependentDialects = ["::mock::ir::MockDialect"];
}

#endif // MOCK_PASSES_TILING_PASSES_TD
