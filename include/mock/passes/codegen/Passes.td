//===- Passes.td - Passes of the code generators ---------------------------===//
#ifndef MOCK_PASSES_CODEGEN_PASSES_TD
#define MOCK_PASSES_CODEGEN_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertMockToIsa : Pass<"convert-mock-to-isa", "::mlir::ModuleOp"> {
  let summary = "Turn placed kernels into programs of the device";
  let description = [{
    Every `mock.kernel` of stage `placed` becomes a `mock_isa.program` of the same name, one
    instruction for each operation. Bodies of `mock.vector` become straight-line operations on
    registers, allocated by linear scan; equal bodies are one. Graph functions go away with the
    kernels that they launch: what they say is in the execution plan by then.

    Fails at the operation that the instruction set lacks, or whose body needs more registers or
    operations than the profile has.

    ```mlir
    mock.fill 0.0 : f32 into %t <0> extents [#mock.extent<16>] strides [4] : memref<16xf32, ...>
    // =>
    mock_isa.fill bytes 4 shape [16] to scratchpad[0] strides [4] with 0x0
    ```
  }];
  let dependentDialects = ["::mock::mock_isa::MockIsaDialect"];
}

#endif // MOCK_PASSES_CODEGEN_PASSES_TD
