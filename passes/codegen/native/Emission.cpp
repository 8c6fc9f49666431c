//===- Emission.cpp - State of the emission of one kernel ------------------===//

#include "Emission.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace mock::codegen::native {

LogicalResult Emission::fail(Operation *op, const Twine &why) {
  if (failure.empty())
    failure = (op->getName().getStringRef() + ": " + why).str();
  return mlir::failure();
}

Value Emission::allocate(Location loc, int64_t bytes) {
  auto pointer =
      LLVM::GEPOp::create(builder, loc, workspace.getType(), builder.getI8Type(), workspace,
                          ArrayRef<LLVM::GEPArg>{0}); // placeWorkspace() knows the offset
  pieces.push_back({pointer, bytes});
  return pointer;
}

Tile Emission::allocate(Location loc, const Tile &shape, Type element) {
  Tile tile = shape;
  tile.element = element;
  tile.writable = true;
  tile.strides.assign(shape.rank(), 1);
  int64_t elements = 1;
  for (int64_t i = shape.rank() - 1; i >= 0; --i) {
    tile.strides[i] = elements;
    elements *= shape.bounds[i];
  }
  tile.pointer = allocate(loc, elements * elementBytes(element));
  return tile;
}

func::FuncOp Emission::callee(StringRef name, FunctionType type, bool pure) {
  if (auto existing = module.lookupSymbol<func::FuncOp>(name))
    return existing;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(module.getBody());
  auto function = func::FuncOp::create(builder, module.getLoc(), name, type);
  function.setPrivate();
  if (pure)
    function->setAttr("llvm.readnone", builder.getUnitAttr());
  return function;
}

Value Emission::sizeOf(Location loc, OpFoldResult size) {
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return arith::ConstantIndexOp::create(builder, loc, *constant);
  return cast<Value>(size);
}

} // namespace mock::codegen::native
