//===- FoldUpdates.cpp - Update buffers through views of them ----------------===//
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/transforms/BufferUses.h"
#include "mock/passes/transforms/MemoryOrder.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <numeric>

namespace mock::transforms {
#define GEN_PASS_DEF_FOLDUPDATES
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;
using namespace mock::transforms;

using Numbers = SmallVector<int64_t>;

namespace {

/// update(copy(view of base)), put back where the view was:
///   %copy = copy(%view)        the view at `place` of %base
///   %inner = insert or scatter to %copy
///   %outer = insert copy(%inner) into %base at `place`
struct NestedUpdate {
  ir::InsertOp outer;
  Operation *inner = nullptr;
  Value copy; ///< what the inner one updates
  ir::Layout place;
};

} // namespace

static Value copied(Value value) {
  auto generic = value.getDefiningOp<linalg::GenericOp>();
  return generic && isCopy(generic) ? generic.getDpsInputs()[0] : Value();
}

static std::optional<NestedUpdate> match(ir::InsertOp outer) {
  Value updated = copied(outer.getPart());
  Value copy = updated ? ir::updatedBase(updated) : Value();
  Value view = copy ? copied(copy) : Value();
  if (!view || outer.getMutates() || mutatesArgument(updated.getDefiningOp()))
    return std::nullopt;
  ir::Layout place{Numbers(outer.getStrides()), static_cast<int64_t>(outer.getOffset())};
  bool isPutBack = ir::rootOf(view) == outer.getBase() && view.getType() == updated.getType() &&
                   ir::layoutOf(view) == place &&
                   ir::layoutOf(outer.getBase()) == ir::layoutOf(outer.getResult());
  if (!isPutBack)
    return std::nullopt;
  return NestedUpdate{outer, updated.getDefiningOp(), copy, place};
}

/// The sum of products.
static int64_t dot(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), int64_t(0));
}

/// Where the part of the inner insertion lies in the outer base.
static std::optional<ir::Layout> placeInBase(NestedUpdate nested, ir::InsertOp inner) {
  ArrayRef<int64_t> shape = ir::shapeOf(nested.copy), part = ir::shapeOf(inner.getPart());
  ir::Layout own = ir::layoutOf(nested.copy);
  auto begin = coordinatesOf(inner.getOffset(), shape, own.strides);
  if (!begin || own.offset != 0)
    return std::nullopt;
  ir::Layout result{{}, nested.place.offset + dot(*begin, nested.place.strides)};
  Numbers low = *begin, high = *begin;
  for (auto [extent, stride] : llvm::zip_equal(part, inner.getStrides())) {
    auto step = coordinatesOf(extent == 1 ? 0 : stride, shape, own.strides);
    if (!step)
      return std::nullopt;
    result.strides.push_back(dot(*step, nested.place.strides));
    for (auto [dim, distance] : llvm::enumerate(*step))
      (distance < 0 ? low : high)[dim] += distance * (extent - 1);
  }
  // Strides that carry from one dimension to the next mean something else in the base.
  for (auto [dim, size] : llvm::enumerate(shape))
    if (low[dim] < 0 || high[dim] >= size)
      return std::nullopt;
  return result;
}

static Operation *foldInsert(NestedUpdate nested, ir::InsertOp inner) {
  std::optional<ir::Layout> place = placeInBase(nested, inner);
  if (!place)
    return nullptr;
  OpBuilder builder(inner);
  Value base = nested.outer.getBase();
  return ir::InsertOp::create(builder, inner.getLoc(), base.getType(), inner.getPart(), base,
                              builder.getI64IntegerAttr(place->offset),
                              builder.getDenseI64ArrayAttr(place->strides), UnitAttr());
}

/// For each dimension of the base the one of the view that runs along all of it, or -1 where the
/// view stays at one position.
static std::optional<Numbers> viewDims(NestedUpdate nested, ArrayRef<int64_t> begin) {
  ArrayRef<int64_t> base = ir::shapeOf(nested.outer.getBase()), view = ir::shapeOf(nested.copy);
  ir::Layout layout = ir::layoutOf(nested.outer.getBase());
  Numbers dims;
  size_t next = 0;
  for (auto [dim, extent] : llvm::enumerate(base)) {
    bool runs = next < view.size() && view[next] == extent && begin[dim] == 0 &&
                (extent == 1 || nested.place.strides[next] == layout.strides[dim]);
    dims.push_back(runs ? static_cast<int64_t>(next++) : -1);
  }
  if (next != view.size())
    return std::nullopt;
  return dims;
}

static Value constantIndex(OpBuilder &builder, Location location, int64_t value) {
  Value number = arith::ConstantOp::create(builder, location, builder.getI64IntegerAttr(value));
  Value empty =
      tensor::EmptyOp::create(builder, location, ArrayRef<int64_t>{}, builder.getI64Type());
  return linalg::FillOp::create(builder, location, number, empty).getResult(0);
}

static Operation *foldScatter(NestedUpdate nested, ir::ScatterOp inner) {
  Value base = nested.outer.getBase();
  auto begin = coordinatesOf(nested.place.offset, ir::shapeOf(base), ir::layoutOf(base).strides);
  std::optional<Numbers> dims = begin ? viewDims(nested, *begin) : std::nullopt;
  if (!dims)
    return nullptr;
  OpBuilder builder(inner);
  SmallVector<Value> indices(inner.getIndices());
  SmallVector<Attribute> maps(inner.getIndexMaps().getValue());
  Numbers coordinates;
  for (auto [dim, viewed] : llvm::enumerate(*dims)) {
    if (viewed >= 0) {
      coordinates.push_back(inner.getCoordinates()[viewed]);
      continue;
    }
    coordinates.push_back(-1 - static_cast<int64_t>(indices.size()));
    indices.push_back(constantIndex(builder, inner.getLoc(), (*begin)[dim]));
    AffineMap none = AffineMap::get(inner.getValueMap().getNumDims(), 0, builder.getContext());
    maps.push_back(AffineMapAttr::get(none));
  }
  return ir::ScatterOp::create(builder, inner.getLoc(), base.getType(), inner.getModeAttr(),
                               inner.getValues(), indices,
                               builder.getDenseI64ArrayAttr(coordinates), inner.getValueMapAttr(),
                               builder.getArrayAttr(maps), inner.getWrapsAttr(), UnitAttr(), base);
}

/// Readers of what the inner update gave see the place in the base.
static bool fold(NestedUpdate nested) {
  auto insert = dyn_cast<ir::InsertOp>(nested.inner);
  Operation *update =
      insert ? foldInsert(nested, insert) : foldScatter(nested, cast<ir::ScatterOp>(nested.inner));
  if (!update)
    return false;
  update->setDiscardableAttrs(nested.outer->getDiscardableAttrDictionary());
  OpBuilder builder(nested.inner);
  Value inner = nested.inner->getResult(0);
  Value view = ir::ViewOp::create(builder, nested.inner->getLoc(), inner.getType(),
                                  update->getResult(0), nested.place.offset, nested.place.strides);
  inner.replaceAllUsesWith(view);
  nested.outer.getResult().replaceAllUsesWith(update->getResult(0));
  Operation *putBack = nested.outer.getPart().getDefiningOp(), *copy = nested.copy.getDefiningOp();
  nested.outer->erase();
  nested.inner->erase();
  for (Operation *op : {putBack, copy})
    if (op->use_empty())
      op->erase();
  return true;
}

namespace {

struct FoldUpdatesPass : transforms::impl::FoldUpdatesBase<FoldUpdatesPass> {
  void runOnOperation() override {
    SmallVector<ir::InsertOp> inserts;
    getOperation().walk([&](ir::InsertOp insert) { inserts.push_back(insert); });
    // Inner updates stand before outer ones, whose own base may be a view as well.
    for (ir::InsertOp insert : inserts)
      if (auto nested = match(insert))
        folded += fold(*nested);
  }
};

} // namespace
