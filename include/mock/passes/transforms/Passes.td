//===- Passes.td - Passes on linalg, kernels and device memories ------------===//
#ifndef MOCK_PASSES_TRANSFORMS_PASSES_TD
#define MOCK_PASSES_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def FoldViews : Pass<"mock-fold-views", "::mlir::ModuleOp"> {
  let summary = "Compose views, drop identities, move reshapes behind elementwise operations";
  let description = [{
    A view of a view becomes a view of the root; a view that changes nothing and a view that nobody
    uses go away. A `linalg.generic` that reads its producer through a view that only splits or
    merges row-major dimensions is rewritten to the producer's shape, with the view behind it, so
    that it can become the producer's epilogue:

    ```mlir
    %v = mock.view %mm offset(0) strides([32, 8, 1]) : tensor<6x8xf32> -> tensor<2x4x8xf32>...
    %r = linalg.generic {relu} ins(%v)
    // =>
    %r0 = linalg.generic {relu} ins(%mm)
    %r = mock.view %r0 ...
    ```

    Contractions and reductions over nothing become their initial values.
  }];
  let dependentDialects = ["::mock::ir::MockDialect"];
}

def ChooseLayouts : Pass<"mock-choose-layouts", "::mlir::ModuleOp"> {
  let summary = "Lay intermediate tensors out as convolutions and pools read them best";
  let description = [{
    PyTorch says how every intermediate tensor lies: in a model in `channels_last`, channels are innermost.
    Only inputs and outputs of the graph have to lie that way. Tensors that elementwise operations read and write
    together form a group; where a convolution or pool makes or reads one of them, the group lies as most of
    its bytes want it: those of inputs and outputs as they are, those of windows row by row. Conversions happen
    in the kernels at the graph's borders.

    A tensor keeps its layout where somebody sees it: it is returned, given to a host call, updated in place, or
    read through a view that runs over several of its dimensions.

    ```mlir
    %1 = mock.conv ins(%x, %w) ... {mock.result_strides = array<i64: 64, 1, 16, 4>} -> tensor<1x4x4x4xf32>
    %2 = mock.conv ins(%1, %v) ... {mock.result_strides = array<i64: 64, 1, 16, 4>} -> tensor<1x4x4x4xf32>
    return %2
    // =>
    %1 = mock.conv ins(%x, %w) ... -> tensor<1x4x4x4xf32>
    %2 = mock.conv ins(%1, %v) ... {mock.result_strides = array<i64: 64, 1, 16, 4>} -> tensor<1x4x4x4xf32>
    ```
  }];
  let dependentDialects = ["::mock::ir::MockDialect"];
  let statistics = [Statistic<"changedLayouts", "changed-layouts", "Tensors that lie otherwise than PyTorch says">];
}

def PrepackWeights : Pass<"mock-prepack-weights", "::mlir::ModuleOp"> {
  let summary = "Give products and convolutions their weights by rows";
  let description = [{
    A weight that a product reads against its rows (`linear` multiplies by the transposed weight), or whose filters do
    not lie row by row (`channels_last`), is copied to row-major order first. The copy reads nothing but the weight,
    so it is made once and again only after the weight has changed (mock-plan-memory); native code then multiplies without packing.

    ```mlir
    %t = mock.view %weight offset(0) strides([1, 8]) : tensor<4x8xf32> -> tensor<8x4xf32>
    %r = linalg.matmul ins(%x, %t) outs(%init)
    // =>
    %packed = linalg.generic {copy} ins(%t) outs(%empty : tensor<8x4xf32>)
    %r = linalg.matmul ins(%x, %packed) outs(%init)
    ```
  }];
  let dependentDialects = ["::mock::ir::MockDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"packedWeights", "packed-weights", "Weights copied to rows">];
}

def MarkConstants : Pass<"mock-mark-constants", "::mlir::ModuleOp"> {
  let summary = "Mark what is computed from weights alone";
  let description = [{
    Sets `mock.constant` on operations whose tensors are all weights (arguments of kind parameter,
    buffer or constant that the graph does not write to), results of such operations, or fills; at least one is no fill.
    No later pass puts them into a kernel with others, so that their launches can be made once instead of at
    every call.
  }];
  let dependentDialects = ["::mock::ir::MockDialect"];
}

def FuseElementwise : Pass<"mock-fuse-elementwise", "::mlir::ModuleOp"> {
  let summary = "Fuse elementwise operations within the limits of the vector engine";
  let description = [{
    A producer with one consumer is fused into it where the fused operation keeps
    `vector.operands`, `vector.body-length` and `vector.registers` of the profile. Then roundings
    that no user wrote (`mock.implicit`) and that an extension undoes are removed. A cast of the
    user's is never removed.
  }];
  let dependentDialects = ["::mock::ir::MockDialect", "::mlir::linalg::LinalgDialect"];
  let statistics = [Statistic<"removedRoundings", "removed-roundings", "Implicit roundings removed">];
}

def SplitReductions : Pass<"mock-split-reductions", "::mlir::ModuleOp"> {
  let summary = "Cut reductions to few values into a part for each core";
  let description = [{
    A reduction of many elements to fewer values than the device has cores becomes one to partial
    results, one for each core, and one of those in their order. Elements that do not divide evenly are
    reduced by themselves and begin the second reduction. Elementwise operations that feed only the
    reduction are cut with it. Of argmax and argmin the second step is two: the extreme value, then the
    lowest position among those of the parts that have it.

    ```mlir
    %r = mock.reduce <sum> ins(%x : tensor<400002xf32>) outs(%zero : tensor<f32>) dimensions = [0]
    // =>
    %parts = mock.view %x offset(0) strides([100000, 1]) : tensor<400002xf32> -> tensor<4x100000xf32>
    %partial = mock.reduce <sum> ins(%parts) outs(%zeros : tensor<4xf32>) dimensions = [1]
    %rest = mock.view %x offset(400000) strides([1]) : tensor<400002xf32> -> tensor<2xf32>
    %begin = mock.reduce <sum> ins(%rest) outs(%zero : tensor<f32>) dimensions = [0]
    %r = mock.reduce <sum> ins(%partial : tensor<4xf32>) outs(%begin : tensor<f32>) dimensions = [0]
    ```

    Rows whose result goes back to their own elements (softmax) stay whole while a core can keep them.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mock::ir::MockDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"splitReductions", "split-reductions", "Reductions cut into parts">];
}

def FoldUpdates : Pass<"mock-fold-updates", "::mlir::ModuleOp"> {
  let summary = "Update buffers through views of them";
  let description = [{
    What PyTorch writes into a view of a buffer (one layer of a stacked cache) comes as an update of a
    copy of the view that is put back. It becomes an update of the buffer, and readers of the updated
    copy read a view of it. A scatter gets a constant index along each dimension that the view leaves
    out; one through a view of part of a dimension stays as it is.

    ```mlir
    %v = mock.view %x offset(8) strides([4, 1]) : tensor<3x2x4xf32> -> tensor<2x4xf32>
    %c = linalg.generic {copy} ins(%v)
    %u = mock.insert %part into %c offset(4) strides([1]) : tensor<4xf32> into tensor<2x4xf32>
    %p = linalg.generic {copy} ins(%u)
    %r = mock.insert %p into %x offset(8) strides([4, 1])
    // =>
    %r = mock.insert %part into %x offset(12) strides([1]) : tensor<4xf32> into tensor<3x2x4xf32>
    ```
  }];
  let dependentDialects = ["::mock::ir::MockDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect", "::mlir::arith::ArithDialect"];
  let statistics = [Statistic<"folded", "folded-updates", "Updates made through views">];
}

def PlanUpdates : Pass<"mock-plan-updates", "::mlir::ModuleOp"> {
  let summary = "Decide what mock.insert and mock.scatter overwrite in place, and copy the rest first";
  let description = [{
    A base may be overwritten in place when it is a new buffer, or the result of an operation that
    nothing reads any more at or behind the update. Arguments of the graph are the caller's, results of
    host calls may be shared: these are copied, as is what is still read.

    ```mlir
    %1 = mock.insert %part into %x ...            // %x: an argument
    // =>
    %0 = linalg.generic {copy} ins(%x)
    %1 = mock.insert %part into %0 ...
    ```

    An argument that the graph writes back (`mutates`) is updated in place when the chain of updates
    began with it and nothing reads the old contents any more: a cache is not copied.

    Each part becomes the only use of an operation right before its insertion, so that a kernel can
    write it there; where it is not, it is copied.
  }];
  let dependentDialects = ["::mock::ir::MockDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"inPlace", "in-place", "Updates in place">,
                    Statistic<"copied", "copied", "Bases copied first">];
}

def FormKernels : Pass<"mock-form-kernels", "::mlir::ModuleOp"> {
  let summary = "Group operations around their roots and outline each group into a mock.kernel";
  let description = [{
    Roots are contractions (with elementwise operations on their result), reductions (with
    elementwise operations over the same rows, while a row's working set fits the scratchpad) and
    elementwise operations over one space. Kernels that are equal but for their source lines become
    one symbol. Views of operands become strides and offset of the kernel's arguments.
  }];
  let dependentDialects = ["::mock::ir::MockDialect"];
  let statistics = [Statistic<"formedKernels", "formed-kernels", "Kernels formed">,
                    Statistic<"sharedKernels", "shared-kernels", "Launches of a kernel formed before">];
}

def CollapseDimensions : Pass<"mock-collapse-dimensions", "::mlir::ModuleOp"> {
  let summary = "Order dimensions of kernels as they lie in memory and merge neighbours";
  let description = [{
    The dimensions of an elementwise kernel are put into the order in which those of its first result lie in
    memory, so that the innermost loop goes along rows of a tensor in `channels_last`, too.
    In elementwise and reduction kernels, two dimensions that lie behind each other in every tensor
    that has them, with strides that make them one, become one. Launches stay as they are.
  }];
  let dependentDialects = ["::mock::ir::MockDialect"];
}

def Tile : Pass<"mock-tile", "::mlir::ModuleOp"> {
  let summary = "Materialise the tiles that mock-choose-tiles chose";
  let description = [{
    Replaces each kernel's body by one scf.forall over the grid of tiles (docs/pipeline.md, stage
    4). Launches of kernels without a point to compute are replaced by what they give: nothing, or
    the initial values of their reductions.
  }];
  let dependentDialects = ["::mock::ir::MockDialect", "::mlir::affine::AffineDialect",
                           "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::arith::ArithDialect"];
}

def Legalize : Pass<"mock-legalize", "::mlir::ModuleOp"> {
  let summary = "Say what is padded for the matrix engine";
  let description = [{
    Tiles of a contraction whose extents may be no multiple of `matrix.extent.multiple` get
    `mock.pad = array<i64: m, n, k>`: the multiples that their copies into the scratchpad are
    padded to, with zeros. The rule `matrix.extent-multiple` has reported it with its cost at
    import.

    ```mlir
    linalg.matmul ins(%a, %b : tensor<60x64xf32>, tensor<64x?xf32>) ...
    // =>
    linalg.matmul {mock.pad = array<i64: 8, 8, 1>} ins(%a, %b : ...) ...
    ```
  }];
  let dependentDialects = ["::mock::ir::MockDialect"];
}

def Place : Pass<"mock-place", "::mlir::ModuleOp"> {
  let summary = "Put tiles into the device's memories and order its engines";
  let description = [{
    Turns each tiled kernel into instructions on buffers (docs/pipeline.md, stage 5): a buffer for
    every tile, copies in and out, two slots for what streams, and a pair of semaphores for every
    buffer and reading engine.
  }];
  let dependentDialects = ["::mock::ir::MockDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::arith::ArithDialect"];
}

#endif // MOCK_PASSES_TRANSFORMS_PASSES_TD
