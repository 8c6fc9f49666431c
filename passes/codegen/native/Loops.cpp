//===- Loops.cpp - Loops over the points of a box, 16 at a time ------------===//

#include "Loops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace mock::codegen::native {

//===----------------------------------------------------------------------===//
// Choice of loops
//===----------------------------------------------------------------------===//

/// Whether loops `outer` and `inner` are one loop for this operand.
static bool isOneLoop(const Access &access, size_t outer, size_t inner, int64_t innerSize) {
  return access.strides[outer] == access.strides[inner] * innerSize;
}

void Nest::collapse() {
  auto merge = [&](size_t outer, int64_t size) {
    Attribute attribute = cast<Attribute>(sizes[outer]);
    sizes[outer] = IntegerAttr::get(cast<IntegerAttr>(attribute).getType(), size);
    sizes.erase(sizes.begin() + outer + 1);
    for (SmallVector<Access> *accesses : {&inputs, &outputs})
      for (Access &access : *accesses)
        access.strides.erase(access.strides.begin() + outer);
  };
  for (int64_t outer = static_cast<int64_t>(sizes.size()) - 2; outer >= 0; --outer) {
    std::optional<int64_t> outerSize = getConstantIntValue(sizes[outer]);
    std::optional<int64_t> innerSize = getConstantIntValue(sizes[outer + 1]);
    if (!outerSize || !innerSize)
      continue;
    auto fits = [&](const Access &access) {
      return isOneLoop(access, outer, outer + 1, *innerSize);
    };
    if (llvm::all_of(inputs, fits) && llvm::all_of(outputs, fits))
      merge(outer, *outerSize * *innerSize);
  }
}

int64_t Nest::laneLoop() const {
  if (lanes)
    return *lanes;
  int64_t best = static_cast<int64_t>(sizes.size()) - 1;
  int64_t bestScore = -1;
  for (int64_t loop = best; loop >= 0; --loop) {
    if (isOneInteger(sizes[loop]))
      continue;
    int64_t score = 0;
    for (const Access &access : inputs)
      score += access.strides[loop] == 0 || access.strides[loop] == 1;
    for (const Access &access : outputs)
      score += 2 * (access.strides[loop] == 1);
    if (score > bestScore) {
      best = loop;
      bestScore = score;
    }
  }
  return best;
}

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

void emitLoop(Emission &emission, Location loc, OpFoldResult size, int64_t step,
              function_ref<void(Value)> body) {
  OpBuilder &builder = emission.builder;
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  if (std::optional<int64_t> constant = getConstantIntValue(size); constant && *constant <= step) {
    if (*constant > 0)
      body(zero);
    return;
  }
  auto loop = scf::ForOp::create(builder, loc, zero, emission.sizeOf(loc, size),
                                 arith::ConstantIndexOp::create(builder, loc, step));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

namespace {

/// Emits one nest, outermost loop first.
class NestEmitter {
public:
  NestEmitter(Emission &emission, Location loc, const Nest &nest, VectorBody body)
      : emission(emission), builder(emission.builder), loc(loc), nest(nest), body(body) {}

  LogicalResult emit() {
    point.laneLoop = nest.laneLoop();
    point.indices.resize(nest.sizes.size());
    emitOuter(0, nest.inputs, nest.outputs);
    return result;
  }

private:
  using Accesses = SmallVector<Access>;

  Accesses moved(const Accesses &accesses, size_t loop, Value iv) {
    Accesses next = accesses;
    for (Access &access : next)
      access.pointer =
          advance(builder, loc, access.pointer, iv, access.strides[loop], access.element);
    return next;
  }

  void emitOuter(size_t loop, const Accesses &inputs, const Accesses &outputs) {
    if (loop == nest.sizes.size())
      return emitLanes(inputs, outputs);
    if (static_cast<int64_t>(loop) == point.laneLoop)
      return emitOuter(loop + 1, inputs, outputs);
    emitLoop(emission, loc, nest.sizes[loop], 1, [&](Value iv) {
      point.indices[loop] = iv;
      emitOuter(loop + 1, moved(inputs, loop, iv), moved(outputs, loop, iv));
    });
  }

  /// Elements that are the same in all lanes are loaded before the loop: the stores in it hide
  /// from LLVM that they do not change.
  void loadInvariant(const Accesses &inputs) {
    invariant.assign(inputs.size(), Value());
    for (auto [value, access] : llvm::zip(invariant, inputs))
      if (access.strides[point.laneLoop] == 0)
        value = loadLanes(builder, loc, {access.pointer, access.element, 0}, Value());
  }

  void emitRegister(const Accesses &inputs, const Accesses &outputs, Value iv, Value mask) {
    int64_t loop = point.laneLoop;
    point.indices[loop] = iv;
    point.mask = mask;
    SmallVector<Value> loaded;
    for (auto [value, access] : llvm::zip(invariant, inputs)) {
      int64_t stride = access.strides[loop];
      Value pointer = advance(builder, loc, access.pointer, iv, stride, access.element);
      loaded.push_back(value ? value
                             : loadLanes(builder, loc, {pointer, access.element, stride}, mask));
    }
    FailureOr<SmallVector<Value>> stored = body(loaded, point);
    if (failed(stored)) {
      result = failure();
      return;
    }
    for (auto [value, access] : llvm::zip(*stored, outputs)) {
      int64_t stride = access.strides[loop];
      Value pointer = advance(builder, loc, access.pointer, iv, stride, access.element);
      storeLanes(builder, loc, value, {pointer, access.element, stride}, mask);
    }
  }

  void emitLanes(const Accesses &inputs, const Accesses &outputs) {
    loadInvariant(inputs);
    OpFoldResult size = nest.sizes[point.laneLoop];
    if (std::optional<int64_t> constant = getConstantIntValue(size))
      return emitStatic(inputs, outputs, *constant);
    Value total = cast<Value>(size);
    Value lanes = arith::ConstantIndexOp::create(builder, loc, kLanes);
    Value rest = arith::RemUIOp::create(builder, loc, total, lanes);
    Value full = arith::SubIOp::create(builder, loc, total, rest);
    emitLoop(emission, loc, full, kLanes,
             [&](Value iv) { emitRegister(inputs, outputs, iv, Value()); });
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value hasRest = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, rest, zero);
    auto branch = scf::IfOp::create(builder, loc, hasRest);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    emitRegister(inputs, outputs, full, maskBelow(builder, loc, rest));
  }

  void emitStatic(const Accesses &inputs, const Accesses &outputs, int64_t size) {
    int64_t rest = size % kLanes;
    emitLoop(emission, loc, builder.getIndexAttr(size - rest), kLanes,
             [&](Value iv) { emitRegister(inputs, outputs, iv, Value()); });
    if (rest == 0)
      return;
    Value full = arith::ConstantIndexOp::create(builder, loc, size - rest);
    Value count = arith::ConstantIndexOp::create(builder, loc, rest);
    emitRegister(inputs, outputs, full, maskBelow(builder, loc, count));
  }

  Emission &emission;
  OpBuilder &builder;
  Location loc;
  const Nest &nest;
  VectorBody body;
  Point point;
  SmallVector<Value> invariant;
  LogicalResult result = success();
};

} // namespace

LogicalResult emitNest(Emission &emission, Location loc, const Nest &nest, VectorBody body) {
  if (!nest.sizes.empty())
    return NestEmitter(emission, loc, nest, body).emit();
  // A scalar is a box of one point.
  Nest one = nest;
  one.sizes.push_back(emission.builder.getIndexAttr(1));
  for (SmallVector<Access> *accesses : {&one.inputs, &one.outputs})
    for (Access &access : *accesses)
      access.strides.push_back(1);
  return NestEmitter(emission, loc, one, body).emit();
}

} // namespace mock::codegen::native
