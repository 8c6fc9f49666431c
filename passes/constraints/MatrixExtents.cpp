//===- MatrixExtents.cpp - matrix.extent-multiple --------------------------===//
#include "Checks.h"

#include "mock/passes/dialect/aten/Schema.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/import/Types.h"
#include "mock/runtime/simulate/Simulator.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringSwitch.h"

#include <array>

using namespace mlir;

namespace mock::constraints {

using compiler::Action;
using compiler::Policy;
using compiler::Record;
using compiler::Status;

namespace {

struct Product {
  int64_t batch = 1;
  std::array<int64_t, 3> extents = {0, 0, 0}; ///< m, n, k
  DType input = DType::F32;
};

int64_t productOf(ArrayRef<int64_t> sizes) {
  int64_t result = 1;
  for (int64_t size : sizes)
    result *= size;
  return result;
}

/// Names of the two factors in the operator's schema.
std::optional<std::pair<StringRef, StringRef>> factorNames(StringRef op) {
  using Names = std::optional<std::pair<StringRef, StringRef>>;
  return llvm::StringSwitch<Names>(op)
      .Cases({"aten.mm", "aten.bmm"}, Names({"self", "mat2"}))
      .Case("aten.addmm", Names({"mat1", "mat2"}))
      .Case("aten.baddbmm", Names({"batch1", "batch2"}))
      .Case("aten.linear", Names({"input", "weight"}))
      .Default(std::nullopt);
}

std::optional<Product> productOf(Operation *op) {
  auto names = factorNames(op->getName().getStringRef());
  if (!names)
    return std::nullopt;
  aten::Arguments args(op);
  ArrayRef<int64_t> a = ir::shapeOf(args.tensor(names->first)),
                    b = ir::shapeOf(args.tensor(names->second));
  std::optional<DType> input = toDType(getElementTypeOrSelf(args.tensor(names->first)));
  if (a.empty() || b.size() < 2 || !input)
    return std::nullopt;
  Product product{1, {0, b.back(), a.back()}, *input};
  if (op->getName().getStringRef() == "aten.linear") {
    product.extents[0] = productOf(a.drop_back()); // leading dimensions are rows
    product.extents[1] = b.front();                // the weight is n x k
  } else {
    product.extents[0] = a[a.size() - 2];
    product.batch = productOf(a.drop_back(2));
  }
  return product;
}

int64_t roundUp(int64_t value, int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// Bytes of both factors and of the f32 result.
int64_t bytesOf(const Product &product) {
  auto [m, n, k] = product.extents;
  return product.batch * ((m * k + k * n) * itemSize(product.input) + m * n * itemSize(DType::F32));
}

double volumeOf(const Product &product) {
  return double(product.extents[0]) * double(product.extents[1]) * double(product.extents[2]);
}

/// Extents are padded in the order m, n, k; each record carries what its own padding adds, so that
/// the costs of an operator's records sum up to the cost of the padded product.
void addPaddingCost(Record &record, const Product &before, const Product &after,
                    const Product &padded, const profile::Profile &profile) {
  record.action = Action::Padded;
  record.costBytes = bytesOf(after) - bytesOf(before);
  auto [m, n, k] = padded.extents;
  double cycles =
      double(simulate::matmulCycles(profile, m, n, k, padded.input)) * double(padded.batch);
  double share = (volumeOf(after) - volumeOf(before)) / volumeOf(padded);
  record.costCycles = static_cast<int64_t>(cycles * share + 0.5);
}

Record extentRecord(int dim, int64_t extent, int64_t multiple) {
  constexpr StringLiteral names[] = {"m (rows)", "n (columns)", "k (reduced)"};
  Record record;
  record.rule = "matrix.extent-multiple";
  record.subject = names[dim].str();
  record.actual = std::to_string(extent);
  record.slack = extent - roundUp(extent, multiple);
  record.status = *record.slack < 0 ? Status::Violation : Status::Passed;
  return record;
}

} // namespace

void checkMatrixExtents(OperatorCheck &check) {
  std::optional<Product> product = productOf(check.op);
  if (check.hostRule || !product || volumeOf(*product) == 0)
    return;
  bool toHost = policyOf(check.op, "matrix.extent-multiple") == Policy::HostCall;
  int64_t multiple = check.profile.matrix.extentMultiple;
  Product padded = *product;
  for (int64_t &extent : padded.extents)
    extent = roundUp(extent, multiple);
  Product before = *product;
  for (int dim = 0; dim < 3; ++dim) {
    Record record = extentRecord(dim, product->extents[dim], multiple);
    Product after = before;
    after.extents[dim] = padded.extents[dim];
    bool broken = record.status == Status::Violation;
    if (broken && !toHost)
      addPaddingCost(record, before, after, padded, check.profile);
    if (broken && toHost)
      check.deliverHostCall(std::move(record));
    else
      check.deliver(std::move(record));
    before = after;
  }
}

} // namespace mock::constraints
