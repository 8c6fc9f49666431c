//===- InstructionLowering.h - One placed kernel to one program ------------===//
#pragma once

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/dialect/mock_isa/MockIsaDialect.h"
#include "mock/runtime/profile/Profile.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"

namespace mock::codegen {

inline mlir::Type elementType(mlir::Value buffer) {
  return mlir::cast<mlir::MemRefType>(buffer.getType()).getElementType();
}

/// Translates the operations of one kernel of stage `placed`, in order.
class InstructionLowering {
public:
  InstructionLowering(ir::KernelOp kernel, const profile::Profile &profile,
                      mlir::OpBuilder &builder)
      : kernel(kernel), profile(profile), builder(builder), context(*kernel.getContext()) {}

  /// Builds the program at the builder's insertion point. Errors are at the operations.
  llvm::LogicalResult run();

private:
  /// Where a buffer of the kernel is: an argument of the program or a place in a memory.
  struct Buffer {
    llvm::StringRef memory; ///< empty: the main memory
    unsigned argument = 0;
    int64_t offset = 0;
  };

  mock_isa::ProgramOp createProgram();
  mlir::ArrayAttr programArguments();
  int64_t coreCount();

  llvm::LogicalResult lowerBlock(mlir::Block &block);
  llvm::LogicalResult lower(mlir::Operation *op);
  llvm::LogicalResult lowerAlloc(ir::AllocOp op);
  llvm::LogicalResult lowerDma(ir::DmaOp op);
  llvm::LogicalResult lowerMatMul(ir::MatMulOp op);
  llvm::LogicalResult lowerConv(ir::ConvTileOp op);
  llvm::LogicalResult lowerGather(ir::DmaGatherOp op);
  llvm::LogicalResult lowerScatter(ir::DmaScatterOp op);
  llvm::LogicalResult lowerScan(ir::RowScanOp op);
  llvm::LogicalResult lowerSort(ir::RowSortOp op);
  llvm::LogicalResult lowerVector(ir::VectorOp op);
  llvm::LogicalResult lowerReduce(ir::RowReduceOp op);
  llvm::LogicalResult lowerFill(ir::FillOp op);
  llvm::LogicalResult lowerSync(ir::SyncOp op);
  llvm::LogicalResult lowerFor(mlir::scf::ForOp op);
  llvm::LogicalResult lowerLoop(mlir::Operation *op, mlir::Value variable, int64_t count,
                                int64_t divisor, int64_t modulus, mlir::Block &body);
  llvm::FailureOr<int64_t> bodyNumber(ir::VectorOp op);

  llvm::SmallVector<mock_isa::TermAttr> terms(llvm::ArrayRef<ir::TermAttr> terms,
                                              mlir::ValueRange loops);
  mock_isa::AddressAttr address(mlir::Value buffer, ir::AddressAttr address,
                                mlir::ValueRange loops);
  mock_isa::ExtentAttr extent(ir::ExtentAttr extent, mlir::ValueRange loops);
  mlir::ArrayAttr extents(mlir::ArrayAttr list, mlir::ValueRange loops);
  mock_isa::IndexBaseAttr indexBase(ir::AddressAttr base, mlir::ValueRange loops);
  mock_isa::OperandAttr operand(mlir::Value buffer, ir::AddressAttr address,
                                llvm::ArrayRef<int64_t> strides, mlir::ValueRange loops);
  mlir::ArrayAttr bounds(ir::DmaOp op);
  template <typename Indexed> mlir::ArrayAttr indices(Indexed op);
  mock_isa::AccumulateAttr accumulate(ir::AccumulateAttr mode, mlir::ValueRange loops);
  mlir::DenseI64ArrayAttr semaphores(mlir::ValueRange values);

  ir::KernelOp kernel;
  const profile::Profile &profile;
  mlir::OpBuilder &builder;
  mlir::MLIRContext &context;
  llvm::DenseMap<mlir::Value, Buffer> buffers;
  llvm::DenseMap<mlir::Value, unsigned> loopIds;
  llvm::DenseMap<mlir::Value, int64_t> semaphoreNumbers;
  llvm::DenseMap<mlir::Attribute, int64_t> bodyNumbers;
  llvm::SmallVector<int64_t> credits;
  mlir::Operation *lastBody = nullptr; ///< bodies precede the instructions
  mock_isa::ProgramOp program;
};

} // namespace mock::codegen
