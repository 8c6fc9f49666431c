// The smallest tiles of this kernel take 256 bytes: two slots of 64 bytes for its argument and its
// result. One alignment less is a violation; the limit itself and more are not.
// RUN: sed -e 's|TARGET|%S/Inputs/scratchpad-192.json|' %s | mock-opt --mock-choose-tiles 2>&1 | FileCheck %s --check-prefix=BELOW
// RUN: sed -e 's|TARGET|%S/Inputs/scratchpad-256.json|' %s | mock-opt --mock-choose-tiles | FileCheck %s --check-prefix=FITS
// RUN: sed -e 's|TARGET|%S/Inputs/scratchpad-320.json|' %s | mock-opt --mock-choose-tiles | FileCheck %s --check-prefix=FITS

// RUN: sed -e 's|TARGET|%S/Inputs/scratchpad-192.json|' %s | mock-opt --mock-check-constraints='enforcement=strict' --mock-choose-tiles 2>&1 | FileCheck %s --check-prefix=STRICT
// RUN: sed -e 's|TARGET|%S/Inputs/scratchpad-192.json|' %s | mock-opt --mock-check-constraints='rules=memory.scratchpad-capacity:error' --mock-choose-tiles 2>&1 | FileCheck %s --check-prefix=STRICT
// The kernel stays as it is: the driver lowers the graph again with its operators on the host.
// RUN: sed -e 's|TARGET|%S/Inputs/scratchpad-192.json|' %s | mock-opt --mock-choose-tiles --mock-tile --mock-legalize --mock-place 2>/dev/null | FileCheck %s --check-prefix=KEPT

// BELOW: warning: memory.scratchpad-capacity
// BELOW-SAME: smallest tiles of kernel neg in scratchpad
// BELOW-SAME: 256
// BELOW-SAME: host_call
// STRICT: error: memory.scratchpad-capacity
// STRICT-SAME: refused
// KEPT: linalg.generic
// KEPT-NOT: mock.alloc
// FITS: mock.tiles
#v = affine_map<(d0) -> (d0)>
module attributes {mock.target = "TARGET"} {
mock.kernel @neg(%x: tensor<64xf32>) -> tensor<64xf32> attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<64xf32>
  %r = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<64xf32>) outs(%e : tensor<64xf32>) {
  ^bb0(%p: f32, %o: f32):
    %n = arith.negf %p : f32
    linalg.yield %n : f32
  } -> tensor<64xf32>
  mock.yield %r : tensor<64xf32>
}
}
