//===- Verify.cpp - References and ranks of instructions -------------------===//
//
// What can be checked without a profile: loops, semaphores and bodies exist, lists fit together.
// isa::validate() checks fields against the profile.
//
//===----------------------------------------------------------------------===//

#include "mock/passes/dialect/mock_isa/MockIsaDialect.h"

using namespace mlir;

namespace mock::mock_isa {

namespace {

/// Checks of one instruction; the first failure is reported.
class Check {
public:
  explicit Check(Operation *op) : op(op), program(op->getParentOfType<ProgramOp>()) {
    if (!program)
      fail("is in no mock_isa.program");
    for (auto loop = op->getParentOfType<LoopOp>(); loop; loop = loop->getParentOfType<LoopOp>())
      loops.push_back(loop.getId());
  }

  LogicalResult result() const { return failure(failed); }

  Check &sync(ArrayRef<int64_t> pop, ArrayRef<int64_t> push) {
    int64_t count = program ? program.getSemaphores().size() : 0;
    for (ArrayRef<int64_t> list : {pop, push})
      for (int64_t number : list)
        if (number >= count)
          fail("names semaphore s" + Twine(number) + "; the program has " + Twine(count));
    return *this;
  }
  Check &loop(int64_t id) {
    if (!llvm::is_contained(loops, id))
      fail("names loop i" + Twine(id) + ", which does not enclose it");
    return *this;
  }
  Check &terms(ArrayRef<TermAttr> list, bool mayCount) {
    for (TermAttr term : list) {
      loop(term.getLoop());
      if (!mayCount && term.getModulus())
        fail("counts trips of a loop outside of an address");
    }
    return *this;
  }
  Check &local(AddressAttr address) {
    if (address.getMemory().empty())
      fail("works on a core's memory, not on arg" + Twine(address.getArgument()));
    return terms(address.getTerms(), /*mayCount=*/true);
  }
  Check &main(AddressAttr address) {
    int64_t count = program ? program.getProgramArguments().size() : 0;
    if (!address.getMemory().empty())
      fail("needs an argument, not memory '" + address.getMemory() + "'");
    else if (int64_t(address.getArgument()) >= count)
      fail("names arg" + Twine(address.getArgument()) + "; the program has " + Twine(count));
    return terms(address.getTerms(), /*mayCount=*/true);
  }
  Check &extent(ExtentAttr value) {
    if (value.getTile() < 1 || value.getMultiple() < 1)
      fail("has an extent whose tile or multiple is below 1");
    return terms(value.getTerms(), /*mayCount=*/false);
  }
  Check &extents(ArrayAttr list) {
    for (auto value : list.getAsRange<ExtentAttr>())
      extent(value);
    return *this;
  }
  Check &strides(ArrayRef<int64_t> list, size_t expected, StringRef what) {
    if (list.size() != expected)
      fail(what + " has " + Twine(list.size()) + " strides; expected are " + Twine(expected));
    return *this;
  }
  Check &operand(OperandAttr value, size_t rank) {
    return local(value.getAddress()).strides(value.getStrides(), rank, "an operand");
  }
  Check &accumulate(AccumulateAttr value) {
    return value.getMode() == AccumulateMode::UnlessFirst ? loop(value.getLoop()) : *this;
  }
  Check &require(bool condition, const Twine &why) {
    if (!condition)
      fail(why);
    return *this;
  }
  int64_t bodies() {
    return program ? llvm::range_size(program.getBody().front().getOps<BodyOp>()) : 0;
  }

private:
  void fail(const Twine &why) {
    if (!failed)
      op->emitOpError() << why;
    failed = true;
  }

  Operation *op;
  ProgramOp program;
  SmallVector<int64_t> loops;
  bool failed = false;
};

} // namespace

template <typename Dma> static LogicalResult verifyDma(Dma op, bool in) {
  size_t rank = op.getExtents().size();
  Check check(op);
  check.extents(op.getExtents())
      .strides(op.getSourceStrides(), rank, "the source")
      .strides(op.getDestinationStrides(), rank, "the destination")
      .require(in || op.getPadMultiples().empty(), "pads on the way out")
      .require(in || !op.getBounds(), "has bounds on the way out")
      .require(!op.getBounds() || op.getBounds()->size() == rank,
               "needs bounds for each extent, or none")
      .require(op.getPadMultiples().empty() || op.getPadMultiples().size() == rank,
               "needs one multiple for each extent")
      .sync(op.getPop(), op.getPush());
  if (op.getBounds())
    for (auto bounds : op.getBounds()->template getAsRange<BoundsAttr>())
      check.terms(bounds.getOrigin().getTerms(), /*mayCount=*/false);
  AddressAttr mainSide = in ? op.getSource() : op.getDestination();
  AddressAttr coreSide = in ? op.getDestination() : op.getSource();
  return check.main(mainSide).local(coreSide).result();
}

LogicalResult DmaInOp::verify() { return verifyDma(*this, /*in=*/true); }
LogicalResult DmaOutOp::verify() { return verifyDma(*this, /*in=*/false); }

LogicalResult MatMulOp::verify() {
  return Check(*this)
      .extent(getM())
      .extent(getN())
      .extent(getK())
      .local(getA())
      .local(getB())
      .local(getDestination())
      .strides(getAStrides(), 2, "a")
      .strides(getBStrides(), 2, "b")
      .accumulate(getAccumulate())
      .sync(getPop(), getPush())
      .result();
}

LogicalResult ConvOp::verify() {
  size_t rank = getOut().size();
  Check check(*this);
  check.require(rank >= 1 && rank <= 3, "has " + Twine(rank) + " spatial extents; it takes 1 to 3")
      .require(getKernel().size() == rank && getStride().size() == rank &&
                   getDilation().size() == rank,
               "needs a kernel, stride and dilation for each spatial extent")
      .extent(getGroups())
      .extent(getFilters())
      .extent(getChannels())
      .extents(getOut())
      .local(getInput())
      .local(getWeight())
      .local(getDestination())
      .strides(getInputStrides(), 2 + rank, "the input")
      .strides(getWeightStrides(), 3 + rank, "the weight")
      .strides(getDestinationStrides(), 2 + rank, "the destination")
      .accumulate(getAccumulate())
      .sync(getPop(), getPush());
  return check.result();
}

template <typename Indexed> static LogicalResult verifyIndexed(Indexed op, bool in) {
  size_t rank = op.getExtents().size();
  Check check(op);
  check.extents(op.getExtents())
      .strides(op.getSourceStrides(), rank, "the source")
      .strides(op.getDestinationStrides(), rank, "the destination")
      .require(!op.getIndices().empty(), "has no index operand")
      .main(in ? op.getSource() : op.getDestination())
      .local(in ? op.getDestination() : op.getSource())
      .sync(op.getPop(), op.getPush());
  for (auto index : op.getIndices().template getAsRange<IndexOperandAttr>())
    check.operand(index.getValues(), rank);
  return check.result();
}

LogicalResult GatherOp::verify() { return verifyIndexed(*this, /*in=*/true); }
LogicalResult ScatterOp::verify() { return verifyIndexed(*this, /*in=*/false); }

LogicalResult VectorOp::verify() {
  size_t rank = getExtents().size();
  Check check(*this);
  check.extents(getExtents()).sync(getPop(), getPush());
  for (ArrayAttr list : {getInputs(), getOutputs()})
    for (auto operand : list.getAsRange<OperandAttr>())
      check.operand(operand, rank);
  if (ArrayAttr bases = getIndexBasesAttr()) {
    check.require(bases.size() == rank, "needs one index base for each extent, or none");
    for (auto base : bases.getAsRange<IndexBaseAttr>())
      check.terms(base.getTerms(), /*mayCount=*/false);
  }
  int64_t bodies = check.bodies();
  check.require(int64_t(getBody()) < bodies,
                "names body " + Twine(getBody()) + "; the program has " + Twine(bodies));
  return check.result();
}

LogicalResult ReduceOp::verify() {
  size_t rank = getExtents().size();
  int64_t reduced = getReducedDims();
  if (reduced < 1 || reduced > int64_t(rank))
    return emitOpError("reduces ") << reduced << " of " << rank << " extents";
  bool positions = getKind() == ReduceKind::ArgMax || getKind() == ReduceKind::ArgMin;
  Check check(*this);
  check.extents(getExtents())
      .operand(getInput(), rank)
      .operand(getOutput(), rank - reduced)
      .require(positions == getPositions().has_value(),
               "has positions if and only if its kind is argmax or argmin")
      .accumulate(getAccumulate())
      .sync(getPop(), getPush());
  if (getPositions())
    check.operand(*getPositions(), rank - reduced).terms(getFirst()->getTerms(), false);
  return check.result();
}

LogicalResult ScanOp::verify() {
  size_t rank = getExtents().size();
  if (rank == 0)
    return emitOpError("has no extent to run along");
  bool positions = getKind() == ReduceKind::ArgMax || getKind() == ReduceKind::ArgMin;
  Check check(*this);
  check.require(!positions, "takes sum, prod, max and min")
      .extents(getExtents())
      .operand(getInput(), rank)
      .operand(getOutput(), rank)
      .require(getCarry() || getAccumulate().getMode() == AccumulateMode::Never,
               "accumulates without a carry")
      .accumulate(getAccumulate())
      .sync(getPop(), getPush());
  if (getCarry())
    check.operand(*getCarry(), rank - 1);
  return check.result();
}

LogicalResult SortOp::verify() {
  size_t rank = getExtents().size();
  return Check(*this)
      .require(rank > 0, "has no extent to sort along")
      .require(int64_t(getKept()) > 0, "keeps no value of a row")
      .extents(getExtents())
      .operand(getInput(), rank)
      .operand(getValues(), rank)
      .operand(getPositions(), rank)
      .sync(getPop(), getPush())
      .result();
}

LogicalResult FillOp::verify() {
  return Check(*this)
      .extents(getExtents())
      .local(getDestination())
      .strides(getStrides(), getExtents().size(), "the destination")
      .sync(getPop(), getPush())
      .result();
}

LogicalResult WaitOp::verify() { return Check(*this).sync(getPop(), getPush()).result(); }

LogicalResult LoopOp::verify() {
  if (getCount() < 0 || int64_t(getCoreDivisor()) < 1 || int64_t(getCoreModulus()) < 1)
    return emitOpError("has a negative count, or a divisor or modulus below 1");
  for (auto outer = (*this)->getParentOfType<LoopOp>(); outer;
       outer = outer->getParentOfType<LoopOp>())
    if (outer.getId() == getId())
      return emitOpError("is inside of another loop i") << getId();
  return success();
}

LogicalResult ProgramOp::verify() {
  if (int64_t(getCores()) < 1)
    return emitOpError("runs on ") << getCores() << " cores; it needs at least 1";
  if (!llvm::isa<HaltOp>(getBody().front().getTerminator()))
    return emitOpError("must end with mock_isa.halt");
  return success();
}

} // namespace mock::mock_isa
