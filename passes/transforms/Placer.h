//===- Placer.h - From tiles on tensors to instructions ----------------------===//
//
// Walks the body of a tiled kernel once. Every tile becomes a buffer: slices of arguments by a copy
// in, results of operations in the scratchpad (of contractions in the accumulator memory). A
// reduction and what it accumulates into share one buffer.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "PlaceKernel.h"

#include "mock/passes/dialect/mock/MockRowOps.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mock::transforms {

using namespace mlir;

/// A loop of the tiled kernel and the loop of instructions that it became.
struct PlacedLoop {
  Value variable; ///< of the placed loop, counting trips; null: the only trip
  int64_t step = 1, total = 1;
};

/// min(tile, total - trip x tile) of a loop, or `tile` alone.
struct Range {
  int64_t tile = 1, total = 0;
  Value loop;
  int64_t step = 0; ///< elements that a trip moves on; 0: as many as the tile has
  int64_t perTrip() const { return step ? step : tile; }
};

/// A position in elements: constant + sum of trips of loops x elements per trip.
struct LinearPosition {
  int64_t constant = 0;
  SmallVector<std::pair<Value, int64_t>> terms;
};

/// The dimensions of a copy, ordered so that main memory is walked in its own order.
struct CopyShape {
  SmallVector<unsigned> order; ///< the tile's dimensions
  SmallVector<Range> ranges;
  SmallVector<int64_t> main, core, multiples; ///< strides in bytes; multiples empty: nothing padded

  /// Merges dimensions that lie behind one another in both memories, as far as extents may be,
  /// until as few are left as the profile's DMA takes.
  void mergeFor(const profile::Profile &profile);
};

CopyShape orderByMainMemory(ArrayRef<Range> ranges, ArrayRef<int64_t> main, ArrayRef<int64_t> core,
                            ArrayRef<int64_t> multiples = {});

/// A tile in a core's memory, row-major.
struct Buffer {
  Value memref;
  SmallVector<Range> ranges;
  SmallVector<int64_t> strides; ///< bytes
  int64_t slotBytes = 0, slots = 1;
  int64_t offset = 0; ///< bytes from the start of a slot: a slice of a tile
  Value slotLoop;     ///< whose trips alternate the slots
};

/// The loops that one instruction names, and attributes in their terms.
class LoopNames {
public:
  explicit LoopNames(MLIRContext *context) : context(context) {}
  ir::TermAttr term(Value loop, int64_t stride, unsigned modulus = 0);
  ir::ExtentAttr extent(const Range &range, unsigned multiple = 1);
  ArrayAttr extents(ArrayRef<Range> ranges, unsigned multiple = 1);
  ir::AddressAttr address(const Buffer &buffer);
  ir::AddressAttr position(const LinearPosition &position);
  unsigned position(Value loop);
  SmallVector<Value> loops;

private:
  MLIRContext *context;
};

/// How a contraction or reduction begins.
struct Accumulation {
  Value init;                    ///< initial value outside of all loops
  SmallVector<scf::ForOp> loops; ///< that carry it, outermost first
  bool explicitInit = false;     ///< the buffer has to hold it before the first instruction
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
  void copyWindow(ir::WindowOp op);
  void sliceTile(tensor::ExtractSliceOp slice);
  void copyOut(tensor::ParallelInsertSliceOp insert);
  LogicalResult placeContraction(linalg::MatmulOp op);
  LogicalResult placeConv(ir::ConvOp op);
  LogicalResult placeReduce(ir::ReduceOp op);
  void placeGather(ir::GatherOp op);
  void placeScatter(ir::ScatterOp op);
  bool copiesByDma(linalg::GenericOp op);
  LogicalResult placeScan(ir::ScanOp op);
  LogicalResult placeSort(ir::SortOp op);
  const Buffer &rowResult(OpResult result);
  void placeFill(linalg::FillOp op);
  void placeGeneric(linalg::GenericOp op);
  Buffer genericBuffer(linalg::GenericOp op, OpOperand &init);
  LogicalResult carry(scf::ForOp loop, BlockArgument argument);
  void clearPadding(const Buffer &buffer, Type element, ArrayRef<int64_t> multiples,
                    Location location);
  void fillBuffer(const Buffer &buffer, TypedAttr value, Location location);
  void copyBuffer(const Buffer &source, const Buffer &destination, Location location);
  // Accumulation.
  Accumulation accumulationOf(Operation *op, unsigned number);
  void initialise(Operation *op);
  ir::AccumulateAttr accumulateAttr(const Accumulation &accumulation, LoopNames &names);
  const Buffer &accumulator(Operation *op, unsigned number);
  // Values.
  Range rangeOf(OpFoldResult size);
  Range rangeOfMin(affine::AffineMinOp minimum);
  LinearPosition affinePosition(OpFoldResult value);
  Buffer makeSlicedBuffer(ir::WindowOp op, ArrayRef<Range> ranges);
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
  DenseMap<Value, PlacedLoop> loops; ///< by induction variable of the tiled kernel
  DenseMap<Value, Buffer> buffers;   ///< by tile
  DenseMap<Value, std::pair<Value, ir::Layout>> mainMemory; ///< tensor argument or shared output
  SmallVector<Value> openLoops;
  Operation *lastAlloc = nullptr;
};

/// Strides for LoopNames::extents(): a scalar has one extent.
SmallVector<int64_t> stridesOrOne(ArrayRef<int64_t> strides, int64_t bytes);

/// Multiples that m, n and k of a contraction's tiles are padded to (mock-legalize).
SmallVector<int64_t> padOf(linalg::MatmulOp op);

/// Whether a slice is only what a gather reads from or a scatter changes, or the loop carries.
bool staysInMainMemory(tensor::ExtractSliceOp slice);

/// Whether a scatter has put the value into the main memory already.
bool isScattered(Value value);

/// Multiples that the matrix engine reads a tile with, made by the vector engine; empty when it
/// reads no such tile.
SmallVector<int64_t> padOfUses(Value tile);

/// The constant that a fill writes; null when `value` is no fill.
TypedAttr filledWith(Value value);

} // namespace mock::transforms
