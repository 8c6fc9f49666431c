// The pipelines of the stages, one after the other as the driver runs them, each contract verified.
// RUN: mock-opt %s --mock-stage-aten --mock-verify-stage='stage=aten' | FileCheck %s --check-prefix=ATEN
// RUN: mock-opt %s --mock-stage-aten --mock-stage-linalg --mock-verify-stage='stage=linalg' \
// RUN:   | FileCheck %s --check-prefix=LINALG
// RUN: mock-opt %s --mock-stage-aten --mock-stage-linalg --mock-stage-kernels \
// RUN:   --mock-verify-stage='stage=kernels' | FileCheck %s --check-prefix=KERNELS
// RUN: mock-opt %s --mock-stage-aten --mock-stage-linalg --mock-stage-kernels --mock-stage-tiled \
// RUN:   --mock-verify-stage='stage=tiled' | FileCheck %s --check-prefix=TILED
// RUN: mock-opt %s --mock-stage-aten --mock-stage-linalg --mock-stage-kernels --mock-stage-tiled \
// RUN:   --mock-stage-placed --mock-verify-stage='stage=placed' | FileCheck %s --check-prefix=PLACED
// RUN: mock-opt %s --mock-stage-aten --mock-stage-linalg --mock-stage-kernels --mock-stage-tiled \
// RUN:   --mock-stage-placed --mock-stage-isa --mock-verify-stage='stage=isa' \
// RUN:   | FileCheck %s --check-prefix=ISA
module attributes {mock.target = "mock-v1"} {

// ATEN: aten.mm
// ATEN: aten._softmax
// LINALG: linalg.matmul
// LINALG: mock.reduce <max>
// LINALG-NOT: aten.mm
// KERNELS: mock.kernel @[[MM:[a-z_]*mm[a-z_]*]]
// KERNELS: func.func @graph
// KERNELS: mock.launch @[[MM]]
// KERNELS: mock.launch
// TILED: mock.kernel
// TILED-SAME: mock.cores = array
// TILED-SAME: mock.tiles = array
// TILED: scf.forall
// PLACED: mock.kernel
// PLACED: mock.dma
// PLACED: mock.matmul
// ISA: mock_isa.program
// ISA: mock_isa.matmul
// ISA-NOT: mock.kernel
func.func @graph(%a: tensor<64x64xf32>, %b: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %0 = aten.mm %a, %b {mock.node = 0 : i64} : (tensor<64x64xf32>, tensor<64x64xf32>) -> tensor<64x64xf32>
  %1 = aten._softmax %0 {dim = 1 : i64, half_to_float = false, mock.node = 1 : i64} : (tensor<64x64xf32>) -> tensor<64x64xf32>
  return %1 : tensor<64x64xf32>
}
}
