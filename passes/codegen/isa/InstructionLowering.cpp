//===- InstructionLowering.cpp - One placed kernel to one program ----------===//

#include "InstructionLowering.h"

#include "BodyLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mock::codegen {

/// The bits of one element in memory.
static int64_t bitPattern(TypedAttr value) {
  if (auto number = dyn_cast<FloatAttr>(value))
    return static_cast<int64_t>(number.getValue().bitcastToAPInt().getZExtValue());
  return static_cast<int64_t>(cast<IntegerAttr>(value).getValue().getZExtValue());
}

//===----------------------------------------------------------------------===//
// Program
//===----------------------------------------------------------------------===//

LogicalResult InstructionLowering::run() {
  OpBuilder::InsertionGuard guard(builder);
  for (BlockArgument argument : kernel.getArguments())
    buffers[argument] = {"", argument.getArgNumber(), 0};
  for (auto semaphore : kernel.getBody().getOps<ir::SemaphoreOp>()) {
    semaphoreNumbers[semaphore.getResult()] = static_cast<int64_t>(credits.size());
    credits.push_back(semaphore.getCredits());
  }
  program = createProgram();
  builder.setInsertionPointToStart(&program.getBody().emplaceBlock());
  if (failed(lowerBlock(kernel.getBody().front())))
    return failure();
  mock_isa::HaltOp::create(builder, kernel.getLoc());
  return success();
}

mock_isa::ProgramOp InstructionLowering::createProgram() {
  return mock_isa::ProgramOp::create(builder, kernel.getLoc(), kernel.getSymName(), profile.name,
                                     profile.digest(), coreCount(), programArguments(),
                                     builder.getDenseI64ArrayAttr(credits));
}

/// Loops over cores number them up to divisor x modulus.
int64_t InstructionLowering::coreCount() {
  int64_t cores = 1;
  kernel.walk([&](ir::CoresForOp loop) {
    cores = std::max(cores, int64_t(loop.getDivisor()) * int64_t(loop.getModulus()));
  });
  return cores;
}

/// Bytes from the argument's base to the end of its last element.
static int64_t argumentBytes(MemRefType type, DictionaryAttr attributes) {
  ir::Layout layout{ir::rowMajorStrides(type.getShape()), 0};
  int64_t offset = 0;
  SmallVector<int64_t> strides;
  if (succeeded(type.getStridesAndOffset(strides, offset)) && !ShapedType::isDynamic(offset) &&
      llvm::none_of(strides, ShapedType::isDynamic))
    layout = {strides, offset};
  if (attributes) {
    if (auto given = attributes.getAs<DenseI64ArrayAttr>(ir::kStrides))
      layout.strides.assign(given.asArrayRef().begin(), given.asArrayRef().end());
    if (auto given = attributes.getAs<IntegerAttr>(ir::kOffset))
      layout.offset = given.getInt();
  }
  return ir::spanBytes(RankedTensorType::get(type.getShape(), type.getElementType()), layout);
}

ArrayAttr InstructionLowering::programArguments() {
  SmallVector<bool> read(kernel.getNumArguments()), written(kernel.getNumArguments());
  for (BlockArgument argument : kernel.getArguments())
    for (Operation *user : argument.getUsers()) {
      read[argument.getArgNumber()] |= hasEffect<MemoryEffects::Read>(user, argument);
      written[argument.getArgNumber()] |= hasEffect<MemoryEffects::Write>(user, argument);
    }
  SmallVector<Attribute> list;
  for (BlockArgument argument : kernel.getArguments()) {
    unsigned number = argument.getArgNumber();
    DictionaryAttr attributes = function_interface_impl::getArgAttrDict(kernel, number);
    auto name = attributes ? attributes.getAs<StringAttr>("mock.name") : StringAttr();
    list.push_back(mock_isa::ArgumentAttr::get(
        &context, name ? name.getValue().str() : "arg" + std::to_string(number),
        argumentBytes(cast<MemRefType>(argument.getType()), attributes), read[number],
        written[number]));
  }
  return builder.getArrayAttr(list);
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

SmallVector<mock_isa::TermAttr> InstructionLowering::terms(ArrayRef<ir::TermAttr> terms,
                                                           ValueRange loops) {
  return llvm::map_to_vector(terms, [&](ir::TermAttr term) {
    return mock_isa::TermAttr::get(&context, loopIds.lookup(loops[term.getLoop()]),
                                   term.getStride(), term.getModulus());
  });
}

mock_isa::AddressAttr InstructionLowering::address(Value buffer, ir::AddressAttr address,
                                                   ValueRange loops) {
  const Buffer &place = buffers[buffer];
  return mock_isa::AddressAttr::get(&context, place.memory, place.argument,
                                    place.offset + address.getBase(),
                                    terms(address.getTerms(), loops));
}

mock_isa::ExtentAttr InstructionLowering::extent(ir::ExtentAttr extent, ValueRange loops) {
  // Without terms the total is not read; the instruction set wants it absent.
  int64_t total = extent.getTerms().empty() ? 0 : extent.getTotal();
  return mock_isa::ExtentAttr::get(&context, extent.getTile(), total,
                                   terms(extent.getTerms(), loops), extent.getMultiple());
}

ArrayAttr InstructionLowering::extents(ArrayAttr list, ValueRange loops) {
  SmallVector<Attribute> result;
  for (auto element : list.getAsRange<ir::ExtentAttr>())
    result.push_back(extent(element, loops));
  return builder.getArrayAttr(result);
}

mock_isa::IndexBaseAttr InstructionLowering::indexBase(ir::AddressAttr base, ValueRange loops) {
  return mock_isa::IndexBaseAttr::get(&context, base.getBase(), terms(base.getTerms(), loops));
}

mock_isa::OperandAttr InstructionLowering::operand(Value buffer, ir::AddressAttr place,
                                                   ArrayRef<int64_t> strides, ValueRange loops) {
  return mock_isa::OperandAttr::get(&context, elementType(buffer), address(buffer, place, loops),
                                    strides);
}

mock_isa::AccumulateAttr InstructionLowering::accumulate(ir::AccumulateAttr mode,
                                                         ValueRange loops) {
  bool named = mode.getMode() == ir::AccumulateMode::UnlessFirst;
  return mock_isa::AccumulateAttr::get(&context,
                                       static_cast<mock_isa::AccumulateMode>(mode.getMode()),
                                       named ? loopIds.lookup(loops[mode.getLoop()]) : 0);
}

DenseI64ArrayAttr InstructionLowering::semaphores(ValueRange values) {
  return builder.getDenseI64ArrayAttr(llvm::map_to_vector(
      values, [&](Value semaphore) { return semaphoreNumbers.lookup(semaphore); }));
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

LogicalResult InstructionLowering::lowerBlock(Block &block) {
  for (Operation &op : block.without_terminator())
    if (failed(lower(&op)))
      return failure();
  return success();
}

LogicalResult InstructionLowering::lower(Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](ir::AllocOp alloc) { return lowerAlloc(alloc); })
      .Case([&](ir::DmaOp dma) { return lowerDma(dma); })
      .Case([&](ir::MatMulOp matmul) { return lowerMatMul(matmul); })
      .Case([&](ir::ConvTileOp conv) { return lowerConv(conv); })
      .Case([&](ir::DmaGatherOp gather) { return lowerGather(gather); })
      .Case([&](ir::DmaScatterOp scatter) { return lowerScatter(scatter); })
      .Case([&](ir::RowScanOp scan) { return lowerScan(scan); })
      .Case([&](ir::RowSortOp sort) { return lowerSort(sort); })
      .Case([&](ir::VectorOp vector) { return lowerVector(vector); })
      .Case([&](ir::RowReduceOp reduce) { return lowerReduce(reduce); })
      .Case([&](ir::FillOp fill) { return lowerFill(fill); })
      .Case([&](ir::SyncOp sync) { return lowerSync(sync); })
      .Case([&](scf::ForOp loop) { return lowerFor(loop); })
      .Case([&](ir::CoresForOp loop) {
        return lowerLoop(loop, loop.getInductionVar(), loop.getCount(), loop.getDivisor(),
                         loop.getModulus(), loop.getBody().front());
      })
      // Semaphores are in the header; constants are bounds of loops.
      .Case<ir::SemaphoreOp, arith::ConstantOp>([](Operation *) { return success(); })
      .Default([](Operation *other) {
        return other->emitOpError("has no instruction; stage `placed` does not allow it");
      });
}

LogicalResult InstructionLowering::lowerAlloc(ir::AllocOp op) {
  auto memory =
      dyn_cast_or_null<ir::MemoryAttr>(cast<MemRefType>(op.getResult().getType()).getMemorySpace());
  if (!memory || profile.memoryIndex(std::string_view(memory.getName())) <= 0)
    return op.emitOpError("is in no memory of a core of profile '") << profile.name << "'";
  buffers[op.getResult()] = {memory.getName(), 0, static_cast<int64_t>(op.getOffset())};
  return success();
}

/// Null for a copy without bounds.
ArrayAttr InstructionLowering::bounds(ir::DmaOp op) {
  if (!op.getOrigin())
    return nullptr;
  SmallVector<Attribute> list;
  for (auto [origin, size] :
       llvm::zip(op.getOrigin()->getAsRange<ir::AddressAttr>(), *op.getSizes()))
    list.push_back(mock_isa::BoundsAttr::get(&context, indexBase(origin, op.getLoops()), size));
  return builder.getArrayAttr(list);
}

LogicalResult InstructionLowering::lowerDma(ir::DmaOp op) {
  ValueRange loops = op.getLoops();
  auto create = [&]<typename Dma>(Dma *) {
    SmallVector<int64_t> pad;
    if (op.getPad())
      pad.assign(op.getPad()->begin(), op.getPad()->end());
    auto value = dyn_cast_or_null<TypedAttr>(op.getPadValueAttr());
    Dma::create(builder, op.getLoc(), ir::elementBytes(elementType(op.getSource())),
                extents(op.getExtents(), loops),
                address(op.getSource(), op.getSourceAddress(), loops), op.getSourceStrides(),
                address(op.getDestination(), op.getDestinationAddress(), loops),
                op.getDestinationStrides(), bounds(op), pad, value ? bitPattern(value) : 0,
                semaphores(op.getPop()), semaphores(op.getPush()));
    return success();
  };
  return op.isIn() ? create(static_cast<mock_isa::DmaInOp *>(nullptr))
                   : create(static_cast<mock_isa::DmaOutOp *>(nullptr));
}

LogicalResult InstructionLowering::lowerMatMul(ir::MatMulOp op) {
  ValueRange loops = op.getLoops();
  mock_isa::MatMulOp::create(
      builder, op.getLoc(), elementType(op.getA()), elementType(op.getDestination()),
      extent(op.getM(), loops), extent(op.getN(), loops), extent(op.getK(), loops),
      address(op.getA(), op.getAAddress(), loops), op.getAStrides(),
      address(op.getB(), op.getBAddress(), loops), op.getBStrides(),
      address(op.getDestination(), op.getDestinationAddress(), loops), op.getDestinationStride(),
      accumulate(op.getAccumulate(), loops), semaphores(op.getPop()), semaphores(op.getPush()));
  return success();
}

/// Equal bodies are one.
FailureOr<int64_t> InstructionLowering::bodyNumber(ir::VectorOp op) {
  FailureOr<BodyBuilder> body = lowerBody(op.getBody().front());
  if (failed(body))
    return failure();
  std::string error;
  auto ops =
      allocateRegisters(*body, profile.vector.registers, profile.vector.maxBodyLength, error);
  if (failed(ops))
    return op.emitOpError() << error;
  SmallVector<Attribute> list;
  for (auto [number, bodyOp] : llvm::enumerate(*ops)) {
    SmallVector<unsigned> operands(bodyOp.operands,
                                   bodyOp.operands + body->operations()[number].operands.size());
    list.push_back(mock_isa::BodyOpAttr::get(&context, bodyOp.opcode, bodyOp.type,
                                             bodyOp.destination, operands, bodyOp.immediate));
  }
  ArrayAttr text = builder.getArrayAttr(list);
  auto [place, isNew] = bodyNumbers.try_emplace(text, bodyNumbers.size());
  if (!isNew)
    return place->second;
  OpBuilder::InsertionGuard guard(builder);
  if (lastBody)
    builder.setInsertionPointAfter(lastBody);
  else
    builder.setInsertionPointToStart(&program.getBody().front());
  lastBody = mock_isa::BodyOp::create(builder, op.getLoc(), text);
  return place->second;
}

LogicalResult InstructionLowering::lowerVector(ir::VectorOp op) {
  FailureOr<int64_t> body = bodyNumber(op);
  if (failed(body))
    return failure();
  ValueRange loops = op.getLoops();
  size_t next = 0;
  auto operands = [&](ValueRange buffers, ArrayAttr addresses) {
    SmallVector<Attribute> list;
    for (auto [buffer, place] : llvm::zip(buffers, addresses.getAsRange<ir::AddressAttr>()))
      list.push_back(operand(buffer, place,
                             cast<DenseI64ArrayAttr>(op.getStrides()[next++]).asArrayRef(), loops));
    return builder.getArrayAttr(list);
  };
  ArrayAttr inputs = operands(op.getInputs(), op.getInputAddresses());
  ArrayAttr outputs = operands(op.getOutputs(), op.getOutputAddresses());
  ArrayAttr bases;
  if (op.getIndexBases() && !op.getIndexBases()->empty()) {
    SmallVector<Attribute> list;
    for (auto base : op.getIndexBases()->getAsRange<ir::AddressAttr>())
      list.push_back(indexBase(base, loops));
    bases = builder.getArrayAttr(list);
  }
  mock_isa::VectorOp::create(builder, op.getLoc(), *body, extents(op.getExtents(), loops), inputs,
                             outputs, bases, semaphores(op.getPop()), semaphores(op.getPush()));
  return success();
}

LogicalResult InstructionLowering::lowerReduce(ir::RowReduceOp op) {
  ValueRange loops = op.getLoops();
  mock_isa::OperandAttr positions;
  mock_isa::IndexBaseAttr first;
  if (op.getIndexOutput()) {
    positions = operand(op.getIndexOutput(), *op.getIndexAddress(), *op.getIndexStrides(), loops);
    first = op.getIndexBase() ? indexBase(*op.getIndexBase(), loops)
                              : mock_isa::IndexBaseAttr::get(&context, 0, {});
  }
  mock_isa::ReduceOp::create(
      builder, op.getLoc(), static_cast<mock_isa::ReduceKind>(op.getKind()),
      extents(op.getExtents(), loops), op.getReducedDims(),
      operand(op.getInput(), op.getInputAddress(), op.getInputStrides(), loops),
      operand(op.getOutput(), op.getOutputAddress(), op.getOutputStrides(), loops), positions,
      first, accumulate(op.getAccumulate(), loops), semaphores(op.getPop()),
      semaphores(op.getPush()));
  return success();
}

LogicalResult InstructionLowering::lowerFill(ir::FillOp op) {
  ValueRange loops = op.getLoops();
  mock_isa::FillOp::create(builder, op.getLoc(), ir::elementBytes(elementType(op.getDestination())),
                           extents(op.getExtents(), loops),
                           address(op.getDestination(), op.getDestinationAddress(), loops),
                           op.getStrides(), bitPattern(cast<TypedAttr>(op.getValueAttr())),
                           semaphores(op.getPop()), semaphores(op.getPush()));
  return success();
}

LogicalResult InstructionLowering::lowerSync(ir::SyncOp op) {
  mock_isa::WaitOp::create(builder, op.getLoc(), static_cast<mock_isa::Engine>(op.getEngine()),
                           semaphores(op.getPop()), semaphores(op.getPush()));
  return success();
}

LogicalResult InstructionLowering::lowerFor(scf::ForOp op) {
  std::optional<int64_t> low = getConstantIntValue(op.getLowerBound());
  std::optional<int64_t> high = getConstantIntValue(op.getUpperBound());
  if (low != 0 || !high || getConstantIntValue(op.getStep()) != 1)
    return op.emitOpError("must count from 0 to a constant in steps of 1");
  return lowerLoop(op, op.getInductionVar(), *high, 1, 1, *op.getBody());
}

LogicalResult InstructionLowering::lowerLoop(Operation *op, Value variable, int64_t count,
                                             int64_t divisor, int64_t modulus, Block &body) {
  // Every loop has an id of its own: the running count that selects a buffer's slot is by id.
  unsigned id = loopIds.size();
  loopIds[variable] = id;
  auto loop = mock_isa::LoopOp::create(builder, op->getLoc(), id, count, divisor, modulus);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&loop.getBody().emplaceBlock());
  if (failed(lowerBlock(body)))
    return failure();
  mock_isa::EndOp::create(builder, op->getLoc());
  return success();
}

} // namespace mock::codegen
