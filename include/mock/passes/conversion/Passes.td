//===- Passes.td - From operators to linalg --------------------------------===//
#ifndef MOCK_CONVERSION_PASSES
#define MOCK_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"

def AtenDecompose : Pass<"aten-decompose", "::mlir::ModuleOp"> {
  let summary = "take apart the operators that the device runs as several";
  let description = [{
    Softmax, log-softmax, layer normalization and inactive dropout become simpler operators, where
    all of those run on the device. The parts compute in f32, keep the location and say in `mock.op`
    what the user wrote. Operators that go to the host (`mock.host`) stay whole.

    ```mlir
    %0 = aten._softmax %x {dim = 1 : i64, half_to_float = false} : (tensor<2x8xf32>) -> tensor<2x8xf32>
    // becomes
    %m = aten.amax %x {dim = array<i64: 1>, keepdim = true} : (tensor<2x8xf32>) -> tensor<2x1xf32>
    %s = aten.sub.Tensor %x, %m {alpha = 1 : i64} : ...
    %e = aten.exp %s : ...
    %t = aten.sum.dim_IntList %e {dim = array<i64: 1>, keepdim = true} : ...
    %0 = aten.div.Tensor %e, %t : ...
    ```
  }];
  let dependentDialects = ["::mock::aten::AtenDialect", "::mock::ir::MockDialect",
                           "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"decomposed", "decomposed", "operators taken apart">];
}

def ConvertAtenToLinalg : Pass<"convert-aten-to-linalg", "::mlir::ModuleOp"> {
  let summary = "lower operators to linalg, mock.reduce and mock.view on tensors";
  let description = [{
    Stage 1 to stage 2 of docs/pipeline.md. A result that shares its operand's storage becomes
    `mock.view`; an operator without a lowering, or marked `mock.host` by the checks, becomes
    `mock.host_call`. An operator that the checks have not seen and that has no lowering is recorded
    here.

    ```mlir
    %0 = aten.add.Tensor %a, %b {alpha = 1 : i64} : (tensor<4x8xf32>, tensor<1x8xf32>) -> tensor<4x8xf32>
    // becomes
    %v = mock.view %b offset(0) strides([1]) : tensor<1x8xf32> -> tensor<8xf32>
    %0 = linalg.generic {(d0, d1) -> (d0, d1), (d0, d1) -> (d1), (d0, d1) -> (d0, d1)} ins(%a, %v) ...
    ```
  }];
  let dependentDialects = ["::mock::aten::AtenDialect", "::mock::ir::MockDialect",
                           "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"lowered", "lowered", "operators that run on the device">,
                    Statistic<"views", "views", "operators that only view">,
                    Statistic<"hostCalls", "host-calls", "operators that run on the host">];
}

#endif // MOCK_CONVERSION_PASSES
