//===- Reduction.cpp - mock.reduce on tiles --------------------------------===//
//
// The order is that of isa::Reduce in both forms: position p of a row goes to partial p mod 16.
// Where the reduced dimension is contiguous, the 16 partials of a row are the lanes of one
// register. Where a kept dimension is, 16 registers' worth of partials lie in the workspace, one
// row of it for each partial, and lanes are rows of the result.
//
//===----------------------------------------------------------------------===//

#include "Combine.h"
#include "Loops.h"
#include "Operations.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace mock::codegen::native {

namespace {

class ReduceEmitter {
public:
  ReduceEmitter(Emission &emission, ir::ReduceOp op, const Tile &input, int64_t kept,
                ArrayRef<Tile> outputs)
      : emission(emission), builder(emission.builder), loc(op.getLoc()), input(input),
        outputs(outputs), combiner(builder, loc, op.getKind(), outputs[0].element), kept(kept) {
    if (Value position = op.getOffset())
      base = emission.values.lookup(position);
  }

  LogicalResult emit() {
    return lanesAreRows() ? emitLanesAsRows() : emitRows(0, input.pointer, outputPointers());
  }

private:
  using Pointers = SmallVector<Value, 2>;

  Pointers outputPointers() {
    return llvm::map_to_vector<2>(outputs, [](const Tile &tile) { return tile.pointer; });
  }

  bool lanesAreRows() {
    return kept > 0 && input.strides.back() != 1 && input.strides[kept - 1] == 1 &&
           !isOneInteger(input.sizes[kept - 1]);
  }

  Value index(int64_t value) { return arith::ConstantIndexOp::create(builder, loc, value); }
  Value add(Value a, Value b) { return arith::AddIOp::create(builder, loc, a, b); }
  Value mul(Value a, Value b) { return arith::MulIOp::create(builder, loc, a, b); }
  Value toI64(Value value) {
    return arith::IndexCastOp::create(builder, loc, builder.getI64Type(), value);
  }
  /// Position within the whole row, as i64.
  Value rowPosition(Value position) { return toI64(base ? add(base, position) : position); }
  Pointers advanceOutputs(const Pointers &pointers, Value iv, int64_t dim) {
    Pointers next;
    for (auto [pointer, tile] : llvm::zip(pointers, outputs))
      next.push_back(advance(builder, loc, pointer, iv, tile.strides[dim], tile.element));
    return next;
  }

  //===--------------------------------------------------------------------===//
  // Lanes are positions
  //===--------------------------------------------------------------------===//

  LogicalResult emitRows(int64_t dim, Value pointer, const Pointers &results) {
    if (dim == kept) {
      Partial partial = reduceDimension(kept, pointer, index(0), combiner.identity());
      store(results, combiner.mergeLanes(partial));
      return success();
    }
    emitLoop(emission, loc, input.sizes[dim], 1, [&](Value iv) {
      Value row = advance(builder, loc, pointer, iv, input.strides[dim], input.element);
      (void)emitRows(dim + 1, row, advanceOutputs(results, iv, dim));
    });
    return success();
  }

  void store(const Pointers &results, const Partial &tile) {
    Partial current;
    for (auto [pointer, output] : llvm::zip(results, outputs))
      current.push_back(loadScalar(builder, loc, pointer, output.element));
    current[0] = combiner.widen(current[0], outputs[0].element);
    Partial combined = combiner.update(current, tile);
    combined[0] = combiner.narrow(combined[0]);
    for (auto [value, pointer, output] : llvm::zip(combined, results, outputs))
      storeScalar(builder, loc, value, pointer, output.element);
  }

  /// A loop that carries a partial result.
  Partial carry(Value from, Value to, int64_t step, const Partial &initial,
                function_ref<Partial(Value, const Partial &)> body) {
    auto loop = scf::ForOp::create(builder, loc, from, to, index(step), initial);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    Partial carried(loop.getRegionIterArgs().begin(), loop.getRegionIterArgs().end());
    scf::YieldOp::create(builder, loc, body(loop.getInductionVar(), carried));
    return Partial(loop.getResults().begin(), loop.getResults().end());
  }

  /// Elements in dimensions behind `dim`, known to be the number of positions of one step.
  Value innerPositions(int64_t dim) {
    Value count = index(1);
    for (int64_t inner = dim + 1; inner < input.rank(); ++inner)
      count = mul(count, emission.sizeOf(loc, input.sizes[inner]));
    return count;
  }

  Partial reduceDimension(int64_t dim, Value pointer, Value position, const Partial &partial) {
    if (dim == input.rank() - 1)
      return reduceInnermost(pointer, position, partial);
    Value inner = innerPositions(dim);
    return carry(index(0), emission.sizeOf(loc, input.sizes[dim]), 1, partial,
                 [&](Value iv, const Partial &carried) {
                   Value next =
                       advance(builder, loc, pointer, iv, input.strides[dim], input.element);
                   return reduceDimension(dim + 1, next, add(position, mul(iv, inner)), carried);
                 });
  }

  Partial reduceRegister(Value pointer, Value position, Value mask, const Partial &partial) {
    Value loaded = loadLanes(builder, loc, {pointer, input.element, input.strides.back()}, mask);
    Partial value = {combiner.widen(loaded, input.element)};
    if (combiner.hasPositions())
      value.push_back(add(splat(builder, loc, rowPosition(position)),
                          laneNumbers(builder, loc, builder.getI64Type())));
    Partial updated = combiner.update(partial, value);
    if (mask)
      for (auto [result, old] : llvm::zip(updated, partial))
        result = arith::SelectOp::create(builder, loc, mask, result, old);
    return updated;
  }

  /// Adds one innermost run whose first element has `position` to the partials.
  Partial reduceInnermost(Value pointer, Value position, const Partial &partial) {
    OpFoldResult size = input.sizes.back();
    std::optional<int64_t> constant = getConstantIntValue(size);
    bool aligned = kept == input.rank() - 1 || (constant && *constant % kLanes == 0);
    if (!aligned)
      return reduceShifted(pointer, position, partial);
    int64_t stride = input.strides.back();
    Value total = emission.sizeOf(loc, size), lanes = index(kLanes);
    Value rest = arith::RemUIOp::create(builder, loc, total, lanes);
    Value full = arith::SubIOp::create(builder, loc, total, rest);
    Partial result = carry(index(0), full, kLanes, partial, [&](Value iv, const Partial &carried) {
      return reduceRegister(advance(builder, loc, pointer, iv, stride, input.element),
                            add(position, iv), Value(), carried);
    });
    if (constant && *constant % kLanes == 0)
      return result;
    Value tail = advance(builder, loc, pointer, full, stride, input.element);
    return reduceRegister(tail, add(position, full), maskBelow(builder, loc, rest), result);
  }

  /// A run that does not begin at a multiple of 16 positions: registers begin before it, so that
  /// lane and partial agree, and a mask takes away what is not in the run.
  Partial reduceShifted(Value pointer, Value position, const Partial &partial) {
    Value shift = arith::RemUIOp::create(builder, loc, position, index(kLanes));
    Value size = emission.sizeOf(loc, input.sizes.back());
    Value end = add(shift, size);
    Value numbers = laneNumbers(builder, loc, builder.getIndexType());
    return carry(index(0), end, kLanes, partial, [&](Value iv, const Partial &carried) {
      Value first = arith::SubIOp::create(builder, loc, iv, shift);
      Value lane = add(splat(builder, loc, first), numbers);
      // Unsigned: lanes before the run are huge.
      Value mask = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, lane,
                                         splat(builder, loc, size));
      Value start = advance(builder, loc, pointer, first, input.strides.back(), input.element);
      return reduceRegister(start, add(position, first), mask, carried);
    });
  }

  //===--------------------------------------------------------------------===//
  // Lanes are rows
  //===--------------------------------------------------------------------===//

  /// The partials: 16 rows as long as the innermost kept dimension.
  SmallVector<Access, 2> allocatePartials() {
    rowLength = input.bounds[kept - 1];
    SmallVector<Type, 2> types = {combiner.computeType()};
    if (combiner.hasPositions())
      types.push_back(builder.getI64Type());
    SmallVector<Access, 2> rows;
    for (Type type : types)
      rows.push_back({emission.allocate(loc, kLanes * rowLength * elementBytes(type)), type, {1}});
    return rows;
  }

  SmallVector<Access> rowAt(ArrayRef<Access> rows, Value number) {
    SmallVector<Access> result(rows);
    for (Access &row : result)
      row.pointer = advance(builder, loc, row.pointer, number, rowLength, row.element);
    return result;
  }

  LogicalResult emitLanesAsRows() {
    SmallVector<Access, 2> rows = allocatePartials();
    return emitKept(0, input.pointer, outputPointers(), rows);
  }

  LogicalResult emitKept(int64_t dim, Value pointer, const Pointers &results,
                         ArrayRef<Access> rows) {
    if (dim < kept - 1) {
      LogicalResult result = success();
      emitLoop(emission, loc, input.sizes[dim], 1, [&](Value iv) {
        Value next = advance(builder, loc, pointer, iv, input.strides[dim], input.element);
        result = emitKept(dim + 1, next, advanceOutputs(results, iv, dim), rows);
      });
      return result;
    }
    if (failed(fillPartials(rows)) || failed(addPositions(kept, pointer, index(0), rows)))
      return failure();
    return mergeRows(results, rows);
  }

  LogicalResult fillPartials(ArrayRef<Access> rows) {
    Nest nest;
    nest.sizes = {builder.getIndexAttr(kLanes * rowLength)};
    nest.outputs.assign(rows.begin(), rows.end());
    return emitNest(emission, loc, nest, [&](ArrayRef<Value>, const Point &) {
      return FailureOr<SmallVector<Value>>(combiner.identity());
    });
  }

  LogicalResult addPositions(int64_t dim, Value pointer, Value position, ArrayRef<Access> rows) {
    if (dim == input.rank())
      return addRow(pointer, position, rows);
    Value inner = innerPositions(dim);
    LogicalResult result = success();
    emitLoop(emission, loc, input.sizes[dim], 1, [&](Value iv) {
      Value next = advance(builder, loc, pointer, iv, input.strides[dim], input.element);
      result = addPositions(dim + 1, next, add(position, mul(iv, inner)), rows);
    });
    return result;
  }

  /// One position of all rows.
  LogicalResult addRow(Value pointer, Value position, ArrayRef<Access> rows) {
    Value number = arith::RemUIOp::create(builder, loc, position, index(kLanes));
    Nest nest;
    nest.sizes = {input.sizes[kept - 1]};
    nest.outputs = rowAt(rows, number);
    nest.inputs = nest.outputs;
    nest.inputs.push_back({pointer, input.element, {input.strides[kept - 1]}});
    return emitNest(emission, loc, nest, [&](ArrayRef<Value> loaded, const Point &) {
      Partial value = {combiner.widen(loaded.back(), input.element)};
      if (combiner.hasPositions())
        value.push_back(splat(builder, loc, rowPosition(position)));
      Partial updated = combiner.update(Partial(loaded.drop_back()), value);
      return FailureOr<SmallVector<Value>>(updated);
    });
  }

  /// Combines the 16 partials of each row, and the result with the outputs.
  LogicalResult mergeRows(const Pointers &results, ArrayRef<Access> rows) {
    Nest nest;
    nest.sizes = {input.sizes[kept - 1]};
    for (auto [pointer, tile] : llvm::zip(results, outputs))
      nest.outputs.push_back({pointer, tile.element, {tile.strides[kept - 1]}});
    nest.inputs = nest.outputs;
    for (int64_t i = 0; i < kLanes; ++i)
      llvm::append_range(nest.inputs, rowAt(rows, index(i)));
    return emitNest(emission, loc, nest, [&](ArrayRef<Value> loaded, const Point &) {
      size_t width = rows.size();
      Partial current(loaded.take_front(width));
      current[0] = combiner.widen(current[0], outputs[0].element);
      SmallVector<Partial> partials;
      for (ArrayRef<Value> rest = loaded.drop_front(width); !rest.empty();
           rest = rest.drop_front(width))
        partials.push_back(Partial(rest.take_front(width)));
      for (size_t half = kLanes / 2; half >= 1; half /= 2)
        for (size_t i = 0; i < half; ++i)
          partials[i] = combiner.merge(partials[i], partials[i + half]);
      Partial combined = combiner.update(current, partials[0]);
      combined[0] = combiner.narrow(combined[0]);
      return FailureOr<SmallVector<Value>>(combined);
    });
  }

  Emission &emission;
  OpBuilder &builder;
  Location loc;
  const Tile &input;
  ArrayRef<Tile> outputs;
  Combiner combiner;
  int64_t kept;
  int64_t rowLength = 0;
  Value base; ///< position of the tile in the row; null: 0
};

} // namespace

/// Merges reduced dimensions that lie behind one another, so that most rows are one run.
static Tile collapseReduced(Tile tile, int64_t kept) {
  for (int64_t dim = tile.rank() - 2; dim >= kept; --dim) {
    std::optional<int64_t> outer = getConstantIntValue(tile.sizes[dim]);
    std::optional<int64_t> inner = getConstantIntValue(tile.sizes[dim + 1]);
    if (!outer || !inner || tile.strides[dim] != tile.strides[dim + 1] * *inner)
      continue;
    OpBuilder builder(tile.element.getContext());
    tile.sizes[dim] = builder.getIndexAttr(*outer * *inner);
    tile.bounds[dim] = *outer * *inner;
    tile.strides[dim] = tile.strides[dim + 1];
    tile.sizes.erase(tile.sizes.begin() + dim + 1);
    tile.bounds.erase(tile.bounds.begin() + dim + 1);
    tile.strides.erase(tile.strides.begin() + dim + 1);
  }
  return tile;
}

LogicalResult emitReduce(Emission &emission, ir::ReduceOp op, const Tile &input,
                         ArrayRef<Tile> outputs) {
  int64_t kept = input.rank() - int64_t(op.getDimensions().size());
  if (kept == input.rank())
    return emission.fail(op, "reduces no dimension");
  Tile collapsed = collapseReduced(input, kept);
  return ReduceEmitter(emission, op, collapsed, kept, outputs).emit();
}

} // namespace mock::codegen::native
