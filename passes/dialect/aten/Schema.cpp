//===- Schema.cpp - Arguments of operators by their schema names -----------===//
#include "mock/passes/dialect/aten/Schema.h"

#include "mlir/IR/Value.h"
#include "mock/passes/dialect/aten/AtenDialect.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace mock::aten {
namespace {

const Schema kSchemas[] = {
#include "AtenSchemas.inc"
};

llvm::StringMap<const Schema *> indexSchemas() {
  llvm::StringMap<const Schema *> byName;
  for (const Schema &schema : kSchemas)
    byName[schema.name] = &schema;
  return byName;
}

/// First operand number and count of the operand argument `name`; {0, 0} when there is none.
std::pair<unsigned, unsigned> operandRange(Operation *op, const Schema *schema, StringRef name) {
  auto segments = dyn_cast_or_null<DenseI32ArrayAttr>(
      op->getInherentAttr("operandSegmentSizes").value_or(Attribute()));
  unsigned start = 0, position = 0, plain = 0;
  for (const ArgumentSchema &argument : schema->arguments)
    plain += argument.kind == ArgumentKind::Tensor;
  for (const ArgumentSchema &argument : schema->arguments) {
    if (!argument.isOperand())
      continue;
    // Without segment sizes at most one argument has not exactly one operand.
    unsigned size = segments                                ? segments[position]
                    : argument.kind == ArgumentKind::Tensor ? 1
                                                            : op->getNumOperands() - plain;
    if (argument.name == name)
      return {start, size};
    start += size;
    ++position;
  }
  return {0, 0};
}

} // namespace

const Schema *findSchema(StringRef operationName) {
  static const llvm::StringMap<const Schema *> byName = indexSchemas();
  return byName.lookup(operationName);
}

StringRef userOperatorName(Operation *op) {
  if (auto name = op->getAttrOfType<StringAttr>("mock.op"))
    return name.getValue();
  if (auto opaque = dyn_cast<OpaqueOp>(op))
    return opaque.getSchema();
  return op->getName().getStringRef();
}

Arguments::Arguments(Operation *op) : op(op), schema(findSchema(op->getName().getStringRef())) {
  assert(schema && "only operations with a schema have named arguments");
}

ValueRange Arguments::tensors(StringRef name) const {
  auto [start, size] = operandRange(op, schema, name);
  return op->getOperands().slice(start, size);
}

Value Arguments::tensor(StringRef name) const {
  ValueRange values = tensors(name);
  return values.empty() ? Value() : values.front();
}

bool Arguments::has(StringRef name) const { return op->hasAttr(name) || tensor(name); }

std::optional<Scalar> Arguments::scalar(StringRef name) const {
  Attribute attr = op->getAttr(name);
  if (auto boolean = dyn_cast_or_null<BoolAttr>(attr))
    return Scalar{Scalar::Kind::Bool, boolean.getValue(), double(boolean.getValue())};
  if (auto integer = dyn_cast_or_null<IntegerAttr>(attr))
    return Scalar{Scalar::Kind::Int, integer.getInt(), double(integer.getInt())};
  if (auto real = dyn_cast_or_null<FloatAttr>(attr))
    return Scalar{Scalar::Kind::Float, 0, real.getValueAsDouble()};
  return std::nullopt;
}

std::optional<int64_t> Arguments::integer(StringRef name) const {
  std::optional<Scalar> value = scalar(name);
  return value ? std::optional(value->integer) : std::nullopt;
}

std::optional<double> Arguments::real(StringRef name) const {
  std::optional<Scalar> value = scalar(name);
  return value ? std::optional(value->real) : std::nullopt;
}

bool Arguments::flag(StringRef name, bool absent) const {
  return integer(name).value_or(absent) != 0;
}

StringRef Arguments::string(StringRef name) const {
  auto attr = op->getAttrOfType<StringAttr>(name);
  return attr ? attr.getValue() : StringRef();
}

std::optional<SmallVector<int64_t>> Arguments::integers(StringRef name) const {
  auto attr = op->getAttrOfType<DenseI64ArrayAttr>(name);
  if (!attr)
    return std::nullopt;
  return SmallVector<int64_t>(attr.asArrayRef());
}

SmallVector<int64_t> Arguments::integers(StringRef name, size_t rank, int64_t absent) const {
  SmallVector<int64_t> numbers = integers(name).value_or(SmallVector<int64_t>{absent});
  if (numbers.size() == 1)
    numbers.assign(rank, numbers[0]);
  return numbers;
}

std::string operandName(Operation *op, unsigned operandNumber) {
  const Schema *schema = findSchema(op->getName().getStringRef());
  if (!schema)
    return "operand " + std::to_string(operandNumber);
  for (const ArgumentSchema &argument : schema->arguments) {
    auto [start, size] = argument.isOperand() ? operandRange(op, schema, argument.name)
                                              : std::pair<unsigned, unsigned>{0, 0};
    if (operandNumber < start || operandNumber >= start + size)
      continue;
    bool isList = argument.kind >= ArgumentKind::TensorList;
    return argument.name.str() + (isList ? "[" + std::to_string(operandNumber - start) + "]" : "");
  }
  return "operand " + std::to_string(operandNumber);
}

} // namespace mock::aten
