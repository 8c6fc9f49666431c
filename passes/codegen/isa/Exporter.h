//===- Exporter.h - mock_isa to isa::Program -------------------------------===//
#pragma once

#include "mock/passes/codegen/Program.h"

#include <map>
#include <string>
#include <tuple>

namespace mock::codegen {

/// Fills one program.
class Exporter {
public:
  Exporter(mock_isa::ProgramOp op, const profile::Profile &profile) : op(op), profile(profile) {}

  Expected<isa::Program> run();

private:
  void exportHeader();
  void exportBody(mock_isa::BodyOp body);
  void exportBlock(mlir::Block &block);
  void exportLoop(mock_isa::LoopOp loop);
  isa::Operation operation(mlir::Operation *instruction);
  template <typename Dma> isa::Operation dma(Dma op, bool in);
  isa::Operation matmul(mock_isa::MatMulOp op);
  isa::Operation vector(mock_isa::VectorOp op);
  isa::Operation reduce(mock_isa::ReduceOp op);
  isa::Operation fill(mock_isa::FillOp op);
  isa::Operation conv(mock_isa::ConvOp op);
  isa::Operation gather(mock_isa::GatherOp op);
  isa::Operation scatter(mock_isa::ScatterOp op);
  isa::Operation scan(mock_isa::ScanOp op);
  isa::Operation sort(mock_isa::SortOp op);
  template <typename From, typename To> void indexed(From op, To &result);

  std::vector<isa::Term> terms(llvm::ArrayRef<mock_isa::TermAttr> terms);
  isa::Address address(mock_isa::AddressAttr address);
  isa::Extent extent(mock_isa::ExtentAttr extent);
  std::vector<isa::Extent> extents(mlir::ArrayAttr list);
  isa::IndexBase indexBase(mock_isa::IndexBaseAttr base);
  isa::Operand operand(mock_isa::OperandAttr operand);
  std::vector<isa::Operand> operands(mlir::ArrayAttr list);
  isa::Accumulate accumulate(mock_isa::AccumulateAttr accumulate);
  isa::Sync sync(llvm::ArrayRef<int64_t> pop, llvm::ArrayRef<int64_t> push);
  DType dtype(mlir::Type type);
  uint32_t location(mlir::Location location);
  void append(isa::Operation operation, mlir::Location where);
  void fail(std::string message) {
    if (error.empty())
      error = std::move(message);
  }

  mock_isa::ProgramOp op;
  const profile::Profile &profile;
  isa::Program program;
  std::map<std::tuple<std::string, int32_t, std::string, std::string>, uint32_t> locations;
  std::string error;
};

} // namespace mock::codegen
