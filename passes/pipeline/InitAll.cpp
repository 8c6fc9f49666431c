//===- InitAll.cpp - All dialects and passes -------------------------------===//
#include "mock/passes/InitAll.h"

#include "mock/passes/codegen/Passes.h"
#include "mock/passes/constraints/Passes.h"
#include "mock/passes/constraints/Report.h"
#include "mock/passes/conversion/Passes.h"
#include "mock/passes/dialect/aten/AtenDialect.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/dialect/mock_isa/MockIsaDialect.h"
#include "mock/passes/pipeline/Passes.h"
#include "mock/passes/tiling/Passes.h"
#include "mock/passes/transforms/Passes.h"

#include "Stages.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/Passes.h"

namespace mock {

void registerAllDialects(mlir::DialectRegistry &registry) {
  registry.insert<aten::AtenDialect, ir::MockDialect, mock_isa::MockIsaDialect>();
  registry.insert<mlir::affine::AffineDialect, mlir::arith::ArithDialect, mlir::func::FuncDialect,
                  mlir::linalg::LinalgDialect, mlir::math::MathDialect, mlir::memref::MemRefDialect,
                  mlir::scf::SCFDialect, mlir::tensor::TensorDialect>();
  registerReporting(registry);
}

void registerAllPasses() {
  registerMockConstraintPasses();
  registerMockConversionPasses();
  transforms::registerMockTransformsPasses();
  tiling::registerMockTilingPasses();
  codegen::registerMockCodegenPasses();
  pipeline::registerMockPipelinePasses();
  pipeline::registerPipelines();
  mlir::registerTransformsPasses(); // canonicalize, cse, ...
}

} // namespace mock
