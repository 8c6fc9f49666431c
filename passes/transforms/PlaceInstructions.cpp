//===- PlaceInstructions.cpp - From tiles on tensors to instructions ----------===//
//
// Walks the body of a tiled kernel once. Every tile becomes a buffer: slices of arguments by a copy
// in, results of operations in the scratchpad (of contractions in the accumulator memory). A
// reduction and what it accumulates into share one buffer.
//
//===----------------------------------------------------------------------===//
#include "PlaceKernel.h"

#include "mlir/Analysis/FlatLinearValueConstraints.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace mock::transforms {

namespace {

/// A loop of the tiled kernel and the loop of instructions that it became.
struct PlacedLoop {
  Value variable; ///< of the placed loop, counting trips; null: the only trip
  int64_t step = 1, total = 1;
};

/// min(tile, total - trip x tile) of a loop, or `tile` alone.
struct Range {
  int64_t tile = 1, total = 0;
  Value loop;
};

/// A tile in a core's memory, row-major.
struct Buffer {
  Value memref;
  SmallVector<Range> ranges;
  SmallVector<int64_t> strides; ///< bytes
  int64_t slotBytes = 0, slots = 1;
  Value slotLoop;               ///< whose trips alternate the slots
};

/// The loops that one instruction names, and attributes in their terms.
class LoopNames {
public:
  explicit LoopNames(MLIRContext *context) : context(context) {}
  ir::TermAttr term(Value loop, int64_t stride, unsigned modulus = 0);
  ir::ExtentAttr extent(const Range &range, unsigned multiple = 1);
  ArrayAttr extents(ArrayRef<Range> ranges, unsigned multiple = 1);
  ir::AddressAttr address(const Buffer &buffer);
  unsigned position(Value loop);
  SmallVector<Value> loops;

private:
  MLIRContext *context;
};

/// How a contraction or reduction begins.
struct Accumulation {
  Value init;                     ///< initial value outside of all loops
  SmallVector<scf::ForOp> loops;  ///< that carry it, outermost first
  bool explicitInit = false;      ///< the buffer has to hold it before the first instruction
};

class Placer {
public:
  Placer(ir::KernelOp kernel, const profile::Profile &profile)
      : kernel(kernel), profile(profile), builder(kernel.getContext()) {}
  LogicalResult run();

private:
  // Structure.
  void turnIntoMemrefs();
  void openGrid(scf::ForallOp grid);
  LogicalResult placeBlock(Block &block);
  LogicalResult placeOperation(Operation *op);
  LogicalResult placeLoop(scf::ForOp loop);
  // Instructions.
  void copyIn(tensor::ExtractSliceOp slice);
  void copyOut(tensor::ParallelInsertSliceOp insert);
  LogicalResult placeContraction(linalg::MatmulOp op);
  LogicalResult placeReduce(ir::ReduceOp op);
  void placeFill(linalg::FillOp op);
  void placeGeneric(linalg::GenericOp op);
  void fillBuffer(const Buffer &buffer, TypedAttr value, Location location);
  void copyBuffer(const Buffer &source, const Buffer &destination, Location location);
  // Accumulation.
  Accumulation accumulationOf(Operation *op, unsigned number);
  void initialise(Operation *op);
  ir::AccumulateAttr accumulateAttr(const Accumulation &accumulation, LoopNames &names);
  const Buffer &accumulator(Operation *op, unsigned number);
  // Values.
  Range rangeOf(OpFoldResult size);
  SmallVector<Range> rangesOf(Value tensor);
  Buffer makeBuffer(ArrayRef<Range> ranges, Type element, profile::Memory::Role role,
                    bool crossesEngines, Location location, ArrayRef<int64_t> multiples = {});
  ir::AddressAttr mainAddress(ArrayRef<OpFoldResult> offsets, const ir::Layout &layout,
                              int64_t bytes, LoopNames &names);
  bool crossesEngines(Value tile);
  Value innermostLoop();

  ir::KernelOp kernel;
  const profile::Profile &profile;
  OpBuilder builder;
  DenseMap<Value, PlacedLoop> loops;          ///< by induction variable of the tiled kernel
  DenseMap<Value, Buffer> buffers;            ///< by tile
  DenseMap<Value, std::pair<Value, ir::Layout>> mainMemory; ///< tensor argument or shared output
  SmallVector<Value> openLoops;
  Operation *lastAlloc = nullptr;
};

} // namespace

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

unsigned LoopNames::position(Value loop) {
  auto found = llvm::find(loops, loop);
  if (found == loops.end()) {
    loops.push_back(loop);
    return loops.size() - 1;
  }
  return found - loops.begin();
}

ir::TermAttr LoopNames::term(Value loop, int64_t stride, unsigned modulus) {
  return ir::TermAttr::get(context, position(loop), stride, modulus);
}

ir::ExtentAttr LoopNames::extent(const Range &range, unsigned multiple) {
  if (!range.loop)
    return ir::ExtentAttr::get(context, range.tile, 0, {}, multiple);
  return ir::ExtentAttr::get(context, range.tile, range.total, {term(range.loop, range.tile)},
                             multiple);
}

ArrayAttr LoopNames::extents(ArrayRef<Range> ranges, unsigned multiple) {
  SmallVector<Attribute> attributes;
  for (const Range &range : ranges)
    attributes.push_back(extent(range, multiple));
  if (ranges.empty()) // A scalar is a box of one element.
    attributes.push_back(extent(Range()));
  return ArrayAttr::get(context, attributes);
}

ir::AddressAttr LoopNames::address(const Buffer &buffer) {
  if (buffer.slots == 1)
    return ir::AddressAttr::get(context, 0, {});
  return ir::AddressAttr::get(context, 0,
                              {term(buffer.slotLoop, buffer.slotBytes, buffer.slots)});
}

/// Strides for extents(): a scalar has one extent.
static SmallVector<int64_t> stridesOrOne(ArrayRef<int64_t> strides, int64_t bytes) {
  return strides.empty() ? SmallVector<int64_t>{bytes} : SmallVector<int64_t>(strides);
}

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

static MemRefType mainMemoryType(RankedTensorType type, const ir::Layout &layout) {
  auto strided = StridedLayoutAttr::get(type.getContext(), layout.offset, layout.strides);
  return MemRefType::get(type.getShape(), type.getElementType(), strided);
}

/// Adds memref arguments for the tensor arguments and the results.
void Placer::turnIntoMemrefs() {
  Block &block = kernel.getBody().front();
  SmallVector<BlockArgument> tensors(block.getArguments());
  auto grid = cast<scf::ForallOp>(kernel.getYield()->getOperand(0).getDefiningOp());
  for (BlockArgument tensor : tensors) {
    ir::Layout layout = ir::layoutOf(tensor);
    auto type = mainMemoryType(cast<RankedTensorType>(tensor.getType()), layout);
    mainMemory[tensor] = {block.addArgument(type, tensor.getLoc()), layout};
  }
  for (auto [number, result] : llvm::enumerate(kernel.getYield()->getOperands())) {
    auto type = cast<RankedTensorType>(result.getType());
    auto strides = kernel.getResultAttrOfType<DenseI64ArrayAttr>(number, ir::kStrides);
    ir::Layout layout{strides ? SmallVector<int64_t>(strides.asArrayRef())
                              : ir::rowMajorStrides(type.getShape()),
                      0};
    Value output = grid.getRegionIterArgs()[cast<OpResult>(result).getResultNumber()];
    mainMemory[output] = {block.addArgument(mainMemoryType(type, layout), result.getLoc()), layout};
  }
}

void Placer::openGrid(scf::ForallOp grid) {
  auto cores = kernel->getAttrOfType<DenseI64ArrayAttr>(ir::kCores);
  size_t rank = grid.getRank();
  auto lower = *getConstantIntValues(grid.getMixedLowerBound());
  auto upper = *getConstantIntValues(grid.getMixedUpperBound());
  auto step = *getConstantIntValues(grid.getMixedStep());
  for (size_t i = 0; i < rank; ++i) {
    int64_t trips = llvm::divideCeil(upper[i] - lower[i], step[i]);
    PlacedLoop placed{nullptr, step[i], upper[i]};
    if (trips > 1) {
      int64_t divisor = 1;
      for (size_t later = i + 1; cores && later < rank; ++later)
        divisor *= cores[later];
      auto loop = ir::CoresForOp::create(builder, grid.getLoc(), trips, divisor,
                                         cores ? cores[i] : 1);
      builder.setInsertionPoint(loop.getBody().front().getTerminator());
      placed.variable = loop.getInductionVar();
      openLoops.push_back(placed.variable);
    }
    loops[grid.getInductionVar(i)] = placed;
  }
}

LogicalResult Placer::placeLoop(scf::ForOp loop) {
  auto end = getConstantIntValue(loop.getUpperBound()), step = getConstantIntValue(loop.getStep());
  if (!end || !step)
    return loop.emitOpError("has bounds that are no constants");
  bool outermost = !isa<scf::ForOp>(loop->getParentOp());
  if (outermost) {
    loop.walk([&](Operation *op) {
      if (isa<ir::ReduceOp, linalg::MatmulOp>(op))
        initialise(op);
    });
  }
  Value zero = arith::ConstantIndexOp::create(builder, loop.getLoc(), 0);
  Value one = arith::ConstantIndexOp::create(builder, loop.getLoc(), 1);
  Value count = arith::ConstantIndexOp::create(builder, loop.getLoc(),
                                               llvm::divideCeil(*end, *step));
  auto placed = scf::ForOp::create(builder, loop.getLoc(), zero, count, one);
  loops[loop.getInductionVar()] = {placed.getInductionVar(), *step, *end};
  openLoops.push_back(placed.getInductionVar());
  builder.setInsertionPoint(placed.getBody()->getTerminator());
  if (failed(placeBlock(*loop.getBody())))
    return failure();
  openLoops.pop_back();
  builder.setInsertionPointAfter(placed);
  for (auto [result, value] : llvm::zip(loop.getResults(), loop.getYieldedValues()))
    buffers[result] = buffers.lookup(value);
  return success();
}

LogicalResult Placer::placeOperation(Operation *op) {
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return copyIn(slice), success();
  if (auto fill = dyn_cast<linalg::FillOp>(op))
    return placeFill(fill), success();
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    return placeGeneric(generic), success();
  if (auto matmul = dyn_cast<linalg::MatmulOp>(op))
    return placeContraction(matmul);
  if (auto reduce = dyn_cast<ir::ReduceOp>(op))
    return placeReduce(reduce);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return placeLoop(loop);
  if (auto parallel = dyn_cast<scf::InParallelOp>(op)) {
    for (auto insert : parallel.getBody()->getOps<tensor::ParallelInsertSliceOp>())
      copyOut(insert);
    return success();
  }
  if (isa<tensor::EmptyOp, affine::AffineMinOp, affine::AffineApplyOp, arith::ConstantOp,
          scf::YieldOp>(op))
    return success();
  return op->emitOpError("has no instruction; the kernel is not of stage `tiled`");
}

LogicalResult Placer::placeBlock(Block &block) {
  for (Operation &op : block)
    if (failed(placeOperation(&op)))
      return failure();
  return success();
}

Value Placer::innermostLoop() { return openLoops.empty() ? Value() : openLoops.back(); }

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Range Placer::rangeOf(OpFoldResult size) {
  if (auto constant = getConstantIntValue(size))
    return {*constant, 0, nullptr};
  auto minimum = cast<affine::AffineMinOp>(cast<Value>(size).getDefiningOp());
  const PlacedLoop &loop = loops[minimum.getOperand(0)];
  if (!loop.variable)
    return {std::min(loop.step, loop.total), 0, nullptr};
  return {loop.step, loop.total, loop.variable};
}

SmallVector<Range> Placer::rangesOf(Value tensor) {
  auto found = buffers.find(tensor);
  if (found != buffers.end())
    return found->second.ranges;
  SmallVector<Range> ranges;
  if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
    for (OpFoldResult size : empty.getMixedSizes())
      ranges.push_back(rangeOf(size));
  else if (auto slice = tensor.getDefiningOp<tensor::ExtractSliceOp>()) {
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    for (auto [dim, size] : llvm::enumerate(slice.getMixedSizes()))
      if (!dropped.test(dim))
        ranges.push_back(rangeOf(size));
  } else if (auto destination = tensor.getDefiningOp<DestinationStyleOpInterface>())
    return rangesOf(destination.getDpsInits()[cast<OpResult>(tensor).getResultNumber()]);
  else if (auto loop = dyn_cast<scf::ForOp>(cast<BlockArgument>(tensor).getOwner()->getParentOp()))
    return rangesOf(loop.getTiedLoopInit(cast<BlockArgument>(tensor))->get());
  return ranges;
}

Buffer Placer::makeBuffer(ArrayRef<Range> ranges, Type element, profile::Memory::Role role,
                          bool crossesEngines, Location location,
                          ArrayRef<int64_t> multiples) {
  const profile::Memory &memory = profile.memories[profile.memoryIndex(role)];
  Buffer buffer;
  buffer.ranges.assign(ranges.begin(), ranges.end());
  SmallVector<int64_t> shape;
  for (auto [dim, range] : llvm::enumerate(ranges))
    shape.push_back(llvm::alignTo(range.tile, multiples.empty() ? 1 : multiples[dim]));
  int64_t bytes = ir::elementBytes(element);
  for (int64_t stride : ir::rowMajorStrides(shape))
    buffer.strides.push_back(stride * bytes);
  buffer.slotBytes = bytes;
  for (int64_t extent : shape)
    buffer.slotBytes *= extent;
  buffer.slotBytes = llvm::alignTo(buffer.slotBytes, memory.alignment);
  buffer.slotLoop = innermostLoop();
  if (crossesEngines && buffer.slotLoop) {
    buffer.slots = 2;
    shape.insert(shape.begin(), buffer.slots);
  }
  auto type = MemRefType::get(shape, element, MemRefLayoutAttrInterface(),
                              ir::MemoryAttr::get(builder.getContext(), memory.name));
  OpBuilder::InsertionGuard guard(builder);
  if (lastAlloc)
    builder.setInsertionPointAfter(lastAlloc);
  else
    builder.setInsertionPointToStart(&kernel.getBody().front());
  auto alloc = ir::AllocOp::create(builder, location, type, 0, buffer.slots);
  lastAlloc = alloc;
  buffer.memref = alloc;
  return buffer;
}

/// Whether a tile that the vector or matrix engine makes is read by another engine.
bool Placer::crossesEngines(Value tile) {
  for (OpOperand &use : tile.getUses()) {
    Operation *user = use.getOwner();
    if (isa<tensor::ParallelInsertSliceOp>(user))
      return true;
    if (auto yield = dyn_cast<scf::YieldOp>(user))
      if (crossesEngines(yield->getParentOp()->getResult(use.getOperandNumber())))
        return true;
  }
  return false;
}

ir::AddressAttr Placer::mainAddress(ArrayRef<OpFoldResult> offsets, const ir::Layout &layout,
                                    int64_t bytes, LoopNames &names) {
  int64_t base = layout.offset * bytes;
  SmallVector<ir::TermAttr> terms;
  for (auto [offset, stride] : llvm::zip_equal(offsets, layout.strides)) {
    if (auto constant = getConstantIntValue(offset)) {
      base += *constant * stride * bytes;
      continue;
    }
    const PlacedLoop &loop = loops[cast<Value>(offset)];
    if (loop.variable && stride != 0)
      terms.push_back(names.term(loop.variable, loop.step * stride * bytes));
  }
  return ir::AddressAttr::get(builder.getContext(), base, terms);
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

namespace {
/// The dimensions of a copy, ordered so that main memory is walked in its own order.
struct CopyShape {
  SmallVector<Range> ranges;
  SmallVector<int64_t> main, core, multiples;
};
} // namespace

static CopyShape orderByMainMemory(ArrayRef<Range> ranges, ArrayRef<int64_t> main,
                                   ArrayRef<int64_t> core, ArrayRef<int64_t> multiples = {}) {
  auto order = llvm::to_vector(llvm::seq<unsigned>(0, ranges.size()));
  llvm::stable_sort(order, [&](unsigned a, unsigned b) { return main[a] > main[b]; });
  CopyShape shape;
  for (unsigned dim : order) {
    shape.ranges.push_back(ranges[dim]);
    shape.main.push_back(main[dim]);
    shape.core.push_back(core[dim]);
    if (!multiples.empty())
      shape.multiples.push_back(multiples[dim]);
  }
  return shape;
}

static SmallVector<int64_t> keptStrides(const ir::Layout &layout,
                                        const llvm::SmallBitVector &dropped, int64_t bytes) {
  SmallVector<int64_t> strides;
  for (auto [dim, stride] : llvm::enumerate(layout.strides))
    if (!dropped.test(dim))
      strides.push_back(stride * bytes);
  return strides;
}

/// Multiples that m, n and k of a contraction's tiles are padded to (mock-legalize).
static SmallVector<int64_t> padOf(linalg::MatmulOp op) {
  auto pad = op->getAttrOfType<DenseI64ArrayAttr>(ir::kPad);
  return pad ? SmallVector<int64_t>(pad.asArrayRef()) : SmallVector<int64_t>{1, 1, 1};
}

/// Multiples of the dimensions of a tile that a contraction reads; empty when there is nothing to
/// pad.
static SmallVector<int64_t> padOfOperand(tensor::ExtractSliceOp slice) {
  for (OpOperand &use : slice->getUses())
    if (auto matmul = dyn_cast<linalg::MatmulOp>(use.getOwner())) {
      SmallVector<int64_t> pad = padOf(matmul);
      bool isA = use.getOperandNumber() == 0;
      SmallVector<int64_t> own{isA ? pad[0] : pad[2], isA ? pad[2] : pad[1]};
      return own[0] == 1 && own[1] == 1 ? SmallVector<int64_t>() : own;
    }
  return {};
}

void Placer::copyIn(tensor::ExtractSliceOp slice) {
  auto &[memref, layout] = mainMemory[slice.getSource()];
  Type element = slice.getType().getElementType();
  int64_t bytes = ir::elementBytes(element);
  SmallVector<Range> ranges = rangesOf(slice);
  SmallVector<int64_t> multiples = padOfOperand(slice);
  Buffer buffer = makeBuffer(ranges, element, profile::Memory::Role::Scratchpad,
                             /*crossesEngines=*/true, slice.getLoc(), multiples);
  LoopNames names(builder.getContext());
  CopyShape shape = orderByMainMemory(ranges, keptStrides(layout, slice.getDroppedDims(), bytes),
                                      buffer.strides, multiples);
  auto source = mainAddress(slice.getMixedOffsets(), layout, bytes, names);
  auto destination = names.address(buffer);
  DenseI64ArrayAttr pad;
  TypedAttr padValue;
  if (!multiples.empty()) {
    pad = builder.getDenseI64ArrayAttr(shape.multiples);
    padValue = builder.getZeroAttr(element);
  }
  auto extents = names.extents(shape.ranges);
  ir::DmaOp::create(builder, slice.getLoc(), memref, source, buffer.memref, destination,
                    names.loops, extents, stridesOrOne(shape.main, bytes),
                    stridesOrOne(shape.core, bytes), pad, padValue, ValueRange(), ValueRange());
  buffers[slice] = buffer;
}

void Placer::copyOut(tensor::ParallelInsertSliceOp insert) {
  auto &[memref, layout] = mainMemory[insert.getDest()];
  const Buffer &buffer = buffers[insert.getSource()];
  Type element = insert.getSourceType().getElementType();
  int64_t bytes = ir::elementBytes(element);
  LoopNames names(builder.getContext());
  CopyShape shape =
      orderByMainMemory(buffer.ranges, keptStrides(layout, insert.getDroppedDims(), bytes),
                        buffer.strides);
  auto source = names.address(buffer);
  auto destination = mainAddress(insert.getMixedOffsets(), layout, bytes, names);
  auto extents = names.extents(shape.ranges);
  ir::DmaOp::create(builder, insert.getLoc(), buffer.memref, source, memref, destination,
                    names.loops, extents, stridesOrOne(shape.core, bytes),
                    stridesOrOne(shape.main, bytes), nullptr, nullptr, ValueRange(), ValueRange());
}

//===----------------------------------------------------------------------===//
// Accumulation
//===----------------------------------------------------------------------===//

/// Whether combining with this value changes nothing.
static bool isIdentity(ir::ReduceKind kind, TypedAttr value) {
  auto real = dyn_cast<FloatAttr>(value);
  auto integer = dyn_cast<IntegerAttr>(value);
  switch (kind) {
  case ir::ReduceKind::Sum:
    return real ? real.getValue().isZero() : integer.getValue().isZero();
  case ir::ReduceKind::Prod:
    return real ? real.getValue().isExactlyValue(1.0) : integer.getValue().isOne();
  case ir::ReduceKind::Max:
  case ir::ReduceKind::ArgMax:
    if (real)
      return real.getValue().isInfinity() && real.getValue().isNegative();
    return value.getType().isInteger(1) ? integer.getValue().isZero()
                                        : integer.getValue().isMinSignedValue();
  case ir::ReduceKind::Min:
  case ir::ReduceKind::ArgMin:
    if (real)
      return real.getValue().isInfinity() && !real.getValue().isNegative();
    return value.getType().isInteger(1) ? integer.getValue().isOne()
                                        : integer.getValue().isMaxSignedValue();
  }
  llvm_unreachable("all kinds are handled");
}

static TypedAttr filledWith(Value value) {
  TypedAttr attribute;
  auto fill = value.getDefiningOp<linalg::FillOp>();
  if (!fill || !matchPattern(fill.getInputs()[0], m_Constant(&attribute)))
    return nullptr;
  return attribute;
}

Accumulation Placer::accumulationOf(Operation *op, unsigned number) {
  Accumulation accumulation;
  Value init = cast<DestinationStyleOpInterface>(op).getDpsInits()[number];
  while (auto argument = dyn_cast<BlockArgument>(init)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    if (!loop)
      break;
    accumulation.loops.insert(accumulation.loops.begin(), loop);
    init = loop.getTiedLoopInit(argument)->get();
  }
  accumulation.init = init;
  TypedAttr value = filledWith(init);
  ir::ReduceKind kind = ir::ReduceKind::Sum;
  if (auto reduce = dyn_cast<ir::ReduceOp>(op))
    kind = reduce.getKind();
  // What positions begin with is never read: the first value of a row always wins.
  bool isPosition = number == 1;
  bool identity = value && (isPosition || isIdentity(kind, value));
  accumulation.explicitInit = !identity || accumulation.loops.size() > 1;
  return accumulation;
}

ir::AccumulateAttr Placer::accumulateAttr(const Accumulation &accumulation, LoopNames &names) {
  using Mode = ir::AccumulateMode;
  MLIRContext *context = builder.getContext();
  if (accumulation.explicitInit)
    return ir::AccumulateAttr::get(context, Mode::Always, 0);
  if (accumulation.loops.empty())
    return ir::AccumulateAttr::get(context, Mode::Never, 0);
  scf::ForOp carrier = accumulation.loops.front();
  Value loop = loops[carrier.getInductionVar()].variable;
  return ir::AccumulateAttr::get(context, Mode::UnlessFirst, names.position(loop));
}

/// The buffer of an accumulating operation, made before the loops that carry it.
const Buffer &Placer::accumulator(Operation *op, unsigned number) {
  Value result = op->getResult(number);
  auto found = buffers.find(result);
  if (found != buffers.end())
    return found->second;
  bool matrix = isa<linalg::MatmulOp>(op);
  Accumulation accumulation = accumulationOf(op, number);
  Buffer buffer = makeBuffer(
      rangesOf(accumulation.init), cast<ShapedType>(result.getType()).getElementType(),
      matrix ? profile::Memory::Role::Accumulator : profile::Memory::Role::Scratchpad,
      matrix || crossesEngines(result), op->getLoc(),
      matrix ? ArrayRef<int64_t>(padOf(cast<linalg::MatmulOp>(op))).take_front(2)
             : ArrayRef<int64_t>());
  return buffers[result] = buffer;
}

/// Makes the buffers of an accumulating operation and puts initial values there if it needs them.
void Placer::initialise(Operation *op) {
  auto destination = cast<DestinationStyleOpInterface>(op);
  bool explicitInit = false;
  for (unsigned number = 0; number < destination.getNumDpsInits(); ++number)
    explicitInit |= accumulationOf(op, number).explicitInit;
  for (unsigned number = 0; number < destination.getNumDpsInits(); ++number) {
    Buffer buffer = accumulator(op, number);
    if (!explicitInit)
      continue;
    Value init = accumulationOf(op, number).init;
    if (TypedAttr value = filledWith(init))
      fillBuffer(buffer, value, op->getLoc());
    else
      copyBuffer(buffers[init], buffer, op->getLoc());
  }
}

//===----------------------------------------------------------------------===//
// Compute
//===----------------------------------------------------------------------===//

LogicalResult Placer::placeContraction(linalg::MatmulOp op) {
  Accumulation accumulation = accumulationOf(op, 0);
  if (accumulation.explicitInit)
    return op.emitOpError("must accumulate onto zeros");
  initialise(op);
  const Buffer &result = accumulator(op, 0);
  const Buffer &a = buffers[op.getInputs()[0]], &b = buffers[op.getInputs()[1]];
  LoopNames names(builder.getContext());
  SmallVector<int64_t> pad = padOf(op);
  auto aAddress = names.address(a), bAddress = names.address(b), address = names.address(result);
  auto m = names.extent(a.ranges[0], pad[0]), n = names.extent(b.ranges[1], pad[1]),
       k = names.extent(a.ranges[1], pad[2]);
  auto mode = accumulateAttr(accumulation, names);
  ir::MatMulOp::create(builder, op.getLoc(), a.memref, aAddress, b.memref, bAddress, result.memref,
                       address, names.loops, m, n, k, a.strides, b.strides, result.strides[0],
                       mode, ValueRange(), ValueRange());
  return success();
}

/// Adds coefficient x value of each induction variable in an affine.apply.
static ir::AddressAttr linearPosition(Value position, DenseMap<Value, PlacedLoop> &loops,
                                      LoopNames &names, MLIRContext *context) {
  auto apply = position.getDefiningOp<affine::AffineApplyOp>();
  SmallVector<int64_t> coefficients;
  (void)getFlattenedAffineExpr(apply.getAffineMap().getResult(0),
                               apply.getAffineMap().getNumDims(),
                               apply.getAffineMap().getNumSymbols(), &coefficients);
  SmallVector<ir::TermAttr> terms;
  for (auto [coefficient, variable] : llvm::zip(coefficients, apply.getMapOperands())) {
    const PlacedLoop &loop = loops[variable];
    if (loop.variable)
      terms.push_back(names.term(loop.variable, coefficient * loop.step));
  }
  return ir::AddressAttr::get(context, coefficients.back(), terms);
}

LogicalResult Placer::placeReduce(ir::ReduceOp op) {
  if (!op->getParentOfType<scf::ForOp>())
    initialise(op);
  Accumulation accumulation = accumulationOf(op, 0);
  if (op.hasPositions())
    accumulation.explicitInit |= accumulationOf(op, 1).explicitInit;
  const Buffer input = buffers[op.getInput()], output = accumulator(op, 0);
  LoopNames names(builder.getContext());
  MLIRContext *context = builder.getContext();
  Value positions;
  ir::AddressAttr positionAddress, positionBase;
  DenseI64ArrayAttr positionStrides;
  if (op.hasPositions()) {
    const Buffer &buffer = accumulator(op, 1);
    positions = buffer.memref;
    positionAddress = names.address(buffer);
    positionStrides = builder.getDenseI64ArrayAttr(buffer.strides);
    if (op.getOffset())
      positionBase = linearPosition(op.getOffset(), loops, names, context);
  }
  auto inputAddress = names.address(input), outputAddress = names.address(output);
  auto extents = names.extents(input.ranges);
  auto mode = accumulateAttr(accumulation, names);
  ir::RowReduceOp::create(builder, op.getLoc(), op.getKindAttr(), input.memref, inputAddress,
                          output.memref, outputAddress, positions, positionAddress, names.loops,
                          extents, builder.getI64IntegerAttr(op.getDimensions().size()),
                          builder.getDenseI64ArrayAttr(input.strides),
                          builder.getDenseI64ArrayAttr(output.strides), positionStrides, positionBase, mode, ValueRange(), ValueRange());
  return success();
}

void Placer::fillBuffer(const Buffer &buffer, TypedAttr value, Location location) {
  LoopNames names(builder.getContext());
  auto address = names.address(buffer);
  auto extents = names.extents(buffer.ranges);
  int64_t bytes = ir::elementBytes(value.getType());
  ir::FillOp::create(builder, location, value, buffer.memref, address, names.loops, extents,
                     stridesOrOne(buffer.strides, bytes), ValueRange(), ValueRange());
}

void Placer::copyBuffer(const Buffer &source, const Buffer &destination, Location location) {
  LoopNames names(builder.getContext());
  Type element = cast<MemRefType>(source.memref.getType()).getElementType();
  int64_t bytes = ir::elementBytes(element);
  auto from = names.address(source), to = names.address(destination);
  auto extents = names.extents(source.ranges);
  auto strides = builder.getArrayAttr(
      {builder.getDenseI64ArrayAttr(stridesOrOne(source.strides, bytes)),
       builder.getDenseI64ArrayAttr(stridesOrOne(destination.strides, bytes))});
  auto vector = ir::VectorOp::create(builder, location, source.memref, destination.memref,
                                     builder.getArrayAttr(from), builder.getArrayAttr(to),
                                     names.loops, extents, strides, nullptr, ValueRange(),
                                     ValueRange());
  Block &body = vector.getBody().emplaceBlock();
  OpBuilder inner = OpBuilder::atBlockBegin(&body);
  ir::YieldOp::create(inner, location, ValueRange(body.addArgument(element, location)));
}

/// A fill that only begins accumulations becomes part of them.
void Placer::placeFill(linalg::FillOp op) {
  bool onlyBegins = llvm::all_of(op->getUses(), [](OpOperand &use) {
    if (isa<scf::ForOp>(use.getOwner()))
      return true;
    auto destination = dyn_cast<DestinationStyleOpInterface>(use.getOwner());
    return isa<ir::ReduceOp, linalg::MatmulOp>(use.getOwner()) && destination.isDpsInit(&use);
  });
  TypedAttr value = filledWith(op->getResult(0));
  if (onlyBegins || !value)
    return;
  Value result = op->getResult(0);
  Buffer buffer = makeBuffer(rangesOf(op.getOutputs()[0]), value.getType(),
                             profile::Memory::Role::Scratchpad, crossesEngines(result),
                             op.getLoc());
  fillBuffer(buffer, value, op.getLoc());
  buffers[result] = buffer;
}

namespace {
/// Builds the body of a vector operation from that of a linalg.generic.
struct BodyBuilder {
  linalg::GenericOp generic;
  ir::VectorOp vector;
  DenseMap<Value, PlacedLoop> &loops;
  void build(ArrayRef<OpOperand *> inputs);

private:
  void cloneOperation(Operation &op, OpBuilder &inner, IRMapping &mapping);
  void cloneConstants(Operation &op, OpBuilder &inner, IRMapping &mapping);
};
} // namespace

void BodyBuilder::cloneConstants(Operation &op, OpBuilder &inner, IRMapping &mapping) {
  for (Value operand : op.getOperands()) {
    auto constant = operand.getDefiningOp<arith::ConstantOp>();
    if (constant && constant->getBlock() != op.getBlock() && !mapping.contains(operand))
      mapping.map(operand, inner.clone(*constant)->getResult(0));
  }
}

void BodyBuilder::cloneOperation(Operation &op, OpBuilder &inner, IRMapping &mapping) {
  if (auto index = dyn_cast<linalg::IndexOp>(op)) {
    mapping.map(index.getResult(), ir::IndexOp::create(inner, op.getLoc(), inner.getIndexType(),
                                                           inner.getI64IntegerAttr(index.getDim())));
    return;
  }
  // index + induction variable: the index base holds the sum.
  if (auto apply = dyn_cast<affine::AffineApplyOp>(op)) {
    mapping.map(apply.getResult(), mapping.lookup(apply.getMapOperands()[0]));
    return;
  }
  cloneConstants(op, inner, mapping);
  if (auto yield = dyn_cast<linalg::YieldOp>(op)) {
    SmallVector<Value> values;
    for (Value value : yield.getOperands())
      values.push_back(mapping.lookupOrDefault(value));
    ir::YieldOp::create(inner, op.getLoc(), values);
    return;
  }
  inner.clone(op, mapping);
}

void BodyBuilder::build(ArrayRef<OpOperand *> inputs) {
  Block &body = vector.getBody().emplaceBlock();
  OpBuilder inner = OpBuilder::atBlockBegin(&body);
  IRMapping mapping;
  for (OpOperand *operand : inputs)
    mapping.map(generic.getMatchingBlockArgument(operand),
                body.addArgument(cast<ShapedType>(operand->get().getType()).getElementType(),
                                 generic.getLoc()));
  for (OpOperand *operand : generic.getDpsInputOperands())
    if (!isa<ShapedType>(operand->get().getType()))
      mapping.map(generic.getMatchingBlockArgument(operand),
                  inner.clone(*operand->get().getDefiningOp())->getResult(0));
  for (Operation &op : *generic.getBlock())
    cloneOperation(op, inner, mapping);
}

/// Strides of a tile by loop of the operation that reads it; 0 where it does not vary.
static SmallVector<int64_t> stridesByLoop(const Buffer &buffer, AffineMap map, int64_t bytes) {
  SmallVector<int64_t> strides(map.getNumDims(), 0);
  for (auto [dim, result] : llvm::enumerate(map.getResults()))
    strides[cast<AffineDimExpr>(result).getPosition()] = buffer.strides[dim];
  return stridesOrOne(strides, bytes);
}

/// Where the tile begins along each loop, from the corrections of linalg.index; null when no
/// index is read.
static ArrayAttr indexBases(linalg::GenericOp op, DenseMap<Value, PlacedLoop> &loops,
                            LoopNames &names) {
  MLIRContext *context = op.getContext();
  SmallVector<Attribute> bases(op.getNumLoops(), ir::AddressAttr::get(context, 0, {}));
  bool reads = false;
  op.getRegion().walk([&](linalg::IndexOp index) {
    reads = true;
    for (Operation *user : index->getUsers())
      if (auto apply = dyn_cast<affine::AffineApplyOp>(user)) {
        const PlacedLoop &loop = loops[apply.getMapOperands()[1]];
        if (loop.variable)
          bases[index.getDim()] =
              ir::AddressAttr::get(context, 0, {names.term(loop.variable, loop.step)});
      }
  });
  return reads ? ArrayAttr::get(context, bases) : nullptr;
}

void Placer::placeGeneric(linalg::GenericOp op) {
  // Destinations that the body reads are inputs too.
  SmallVector<OpOperand *> inputs;
  for (OpOperand &operand : op->getOpOperands())
    if (isa<ShapedType>(operand.get().getType()) &&
        (op.isDpsInput(&operand) || op.payloadUsesValueFromOperand(&operand)))
      inputs.push_back(&operand);
  SmallVector<Range> ranges;
  for (OpOperand &init : op.getDpsInitsMutable()) {
    Value result = op.getTiedOpResult(&init);
    buffers[result] = makeBuffer(rangesOf(init.get()),
                                 cast<ShapedType>(result.getType()).getElementType(),
                                 profile::Memory::Role::Scratchpad, crossesEngines(result),
                                 op.getLoc());
  }
  const Buffer &first = buffers[op->getResult(0)];
  ranges.resize(op.getNumLoops());
  AffineMap outputMap = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  for (auto [dim, result] : llvm::enumerate(outputMap.getResults()))
    ranges[cast<AffineDimExpr>(result).getPosition()] = first.ranges[dim];
  LoopNames names(builder.getContext());
  SmallVector<Value> sources, destinations;
  SmallVector<Attribute> from, to, strides;
  auto addOperand = [&](OpOperand &operand, Value tile, SmallVector<Value> &values,
                        SmallVector<Attribute> &addresses) {
    const Buffer &buffer = buffers[tile];
    int64_t bytes = ir::elementBytes(cast<ShapedType>(tile.getType()).getElementType());
    values.push_back(buffer.memref);
    addresses.push_back(names.address(buffer));
    strides.push_back(builder.getDenseI64ArrayAttr(
        stridesByLoop(buffer, op.getMatchingIndexingMap(&operand), bytes)));
  };
  for (OpOperand *operand : inputs)
    addOperand(*operand, operand->get(), sources, from);
  for (OpOperand &init : op.getDpsInitsMutable())
    addOperand(init, op.getTiedOpResult(&init), destinations, to);
  auto extents = names.extents(ranges);
  ArrayAttr bases = indexBases(op, loops, names);
  auto vector = ir::VectorOp::create(builder, op.getLoc(), sources, destinations,
                                     builder.getArrayAttr(from), builder.getArrayAttr(to),
                                     names.loops, extents, builder.getArrayAttr(strides), bases,
                                     ValueRange(), ValueRange());
  BodyBuilder{op, vector, loops}.build(inputs);
}

//===----------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------===//

LogicalResult Placer::run() {
  Block &block = kernel.getBody().front();
  auto *yield = kernel.getYield();
  auto grid = yield->getNumOperands()
                  ? yield->getOperand(0).getDefiningOp<scf::ForallOp>()
                  : scf::ForallOp();
  if (!grid)
    return kernel.emitOpError("is not of stage `tiled`: its results come from no scf.forall");
  SmallVector<Operation *> old;
  for (Operation &op : block.without_terminator())
    old.push_back(&op);
  turnIntoMemrefs();
  builder.setInsertionPoint(yield);
  bool empty = llvm::any_of(grid.getMixedUpperBound(), [](OpFoldResult bound) {
    return getConstantIntValue(bound) == 0;
  });
  if (!empty) {
    openGrid(grid);
    if (failed(placeBlock(*grid.getBody())))
      return failure();
  }
  yield->setOperands({});
  for (Operation *op : llvm::reverse(old))
    op->erase();
  SmallVector<Type> types;
  unsigned tensors = kernel.getNumArguments();
  block.eraseArguments(0, tensors);
  for (BlockArgument argument : block.getArguments())
    types.push_back(argument.getType());
  kernel.setFunctionType(FunctionType::get(kernel.getContext(), types, {}));
  kernel.removeArgAttrsAttr();
  kernel.removeResAttrsAttr();
  return success();
}

LogicalResult emitInstructions(ir::KernelOp kernel, const profile::Profile &profile) {
  return Placer(kernel, profile).run();
}

} // namespace mock::transforms
