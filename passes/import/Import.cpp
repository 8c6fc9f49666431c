//===- Import.cpp - A graph as a module of the aten dialect ----------------===//
#include "mock/passes/import/Import.h"

#include "mock/passes/dialect/aten/AtenDialect.h"
#include "mock/passes/dialect/aten/Schema.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/import/Locations.h"
#include "mock/passes/import/Types.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace mock::compiler;

namespace mock {
namespace {

/// Operands and attributes of an operation under construction.
struct Pieces {
  SmallVector<Value> operands;
  SmallVector<int32_t> segments;
  SmallVector<NamedAttribute> attributes;
  llvm::DenseMap<ValueId, unsigned> operandNumbers; ///< first use of each value
};

class Importer {
public:
  Importer(MLIRContext &context, const Graph &graph)
      : context(context), graph(graph), builder(&context) {}

  OwningOpRef<ModuleOp> run(StringRef target);
  std::string error;

private:
  func::FuncOp makeFunction();
  bool importNode(int64_t index, const Node &node);
  bool importKnown(const aten::Schema &schema, const Node &node, Pieces &pieces);
  bool importOpaque(const Node &node, Pieces &pieces);
  bool addTensors(const aten::ArgumentSchema &schema, const Argument &argument, Pieces &pieces);
  bool addAttribute(const aten::ArgumentSchema &schema, const Argument &argument, Pieces &pieces);
  Attribute toAttribute(const aten::ArgumentSchema &schema, const Argument &argument);
  bool addOperand(ValueId id, Pieces &pieces);
  void addNodeAttributes(int64_t index, const Node &node, Pieces &pieces);
  bool makeReturn(func::FuncOp function);
  bool fail(const Node &node, const Twine &what) {
    error = ("cannot import " + node.op + " (node " + node.name + "): " + what).str();
    return false;
  }

  MLIRContext &context;
  const Graph &graph;
  OpBuilder builder;
  std::vector<Value> values; ///< by ValueId
};

StringRef inputKind(Input::Kind kind) {
  constexpr StringLiteral names[] = {"activation", "parameter", "buffer", "constant", "saved"};
  return names[static_cast<int>(kind)];
}

func::FuncOp Importer::makeFunction() {
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attributes;
  for (const Input &input : graph.inputs) {
    types.push_back(toTensorType(context, input.type));
    SmallVector<NamedAttribute> fields = {
        builder.getNamedAttr(attr::kInput, builder.getStringAttr(inputKind(input.kind))),
        builder.getNamedAttr(ir::kStrides, builder.getDenseI64ArrayAttr(input.type.strides)),
        builder.getNamedAttr(attr::kName, builder.getStringAttr(input.name))};
    if (input.type.onHost)
      fields.push_back(builder.getNamedAttr(attr::kOnHost, builder.getUnitAttr()));
    attributes.push_back(builder.getDictionaryAttr(fields));
  }
  auto function = func::FuncOp::create(builder, builder.getUnknownLoc(), graph.name,
                                       builder.getFunctionType(types, {}));
  function.setAllArgAttrs(attributes);
  Block *entry = function.addEntryBlock();
  values.assign(entry->args_begin(), entry->args_end());
  return function;
}

bool Importer::addOperand(ValueId id, Pieces &pieces) {
  if (id < 0 || static_cast<size_t>(id) >= values.size())
    return false;
  pieces.operandNumbers.try_emplace(id, pieces.operands.size());
  pieces.operands.push_back(values[id]);
  return true;
}

/// The values that a tensor argument holds, None entries as kNone.
std::optional<SmallVector<ValueId>> tensorIds(const Argument &argument) {
  if (std::holds_alternative<None>(argument))
    return SmallVector<ValueId>{};
  if (const auto *single = std::get_if<ValueRef>(&argument))
    return single->id == kNone ? SmallVector<ValueId>{} : SmallVector<ValueId>{single->id};
  if (const auto *list = std::get_if<ValueList>(&argument))
    return SmallVector<ValueId>(list->ids.begin(), list->ids.end());
  // An empty list carries no element to tell its type by.
  if (const auto *integers = std::get_if<std::vector<int64_t>>(&argument);
      integers && integers->empty())
    return SmallVector<ValueId>{};
  return std::nullopt;
}

bool Importer::addTensors(const aten::ArgumentSchema &schema, const Argument &argument,
                          Pieces &pieces) {
  std::optional<SmallVector<ValueId>> ids = tensorIds(argument);
  if (!ids)
    return false;
  if (schema.kind == aten::ArgumentKind::OptionalTensorList && llvm::is_contained(*ids, kNone)) {
    SmallVector<bool> present = llvm::map_to_vector(*ids, [](ValueId id) { return id != kNone; });
    pieces.attributes.push_back(builder.getNamedAttr((schema.name + "_present").str(),
                                                     builder.getDenseBoolArrayAttr(present)));
    llvm::erase(*ids, kNone);
  }
  if (schema.kind == aten::ArgumentKind::Tensor && ids->size() != 1)
    return false;
  pieces.segments.push_back(ids->size());
  return llvm::all_of(*ids, [&](ValueId id) { return addOperand(id, pieces); });
}

Attribute Importer::toAttribute(const aten::ArgumentSchema &schema, const Argument &argument) {
  using Kind = aten::ArgumentKind;
  if (const auto *value = std::get_if<bool>(&argument))
    return schema.kind == Kind::Int ? Attribute(builder.getI64IntegerAttr(*value))
                                    : Attribute(builder.getBoolAttr(*value));
  if (const auto *value = std::get_if<int64_t>(&argument)) {
    if (schema.kind == Kind::Float)
      return builder.getF64FloatAttr(*value);
    if (schema.kind == Kind::Bool)
      return builder.getBoolAttr(*value);
    if (schema.kind == Kind::Ints) // a single int stands for a list in schemas like int[1]
      return builder.getDenseI64ArrayAttr({*value});
    return builder.getI64IntegerAttr(*value);
  }
  if (const auto *value = std::get_if<double>(&argument))
    return builder.getF64FloatAttr(*value);
  if (const auto *value = std::get_if<std::string>(&argument))
    return builder.getStringAttr(*value);
  if (const auto *value = std::get_if<DType>(&argument))
    return TypeAttr::get(toElementType(context, *value));
  if (const auto *value = std::get_if<std::vector<bool>>(&argument))
    return builder.getDenseBoolArrayAttr(SmallVector<bool>(value->begin(), value->end()));
  if (const auto *value = std::get_if<std::vector<double>>(&argument))
    return builder.getDenseF64ArrayAttr(*value);
  if (const auto *value = std::get_if<std::vector<int64_t>>(&argument)) {
    if (schema.kind == Kind::Floats)
      return builder.getDenseF64ArrayAttr(SmallVector<double>(value->begin(), value->end()));
    if (schema.kind == Kind::Bools)
      return builder.getDenseBoolArrayAttr(SmallVector<bool>(value->begin(), value->end()));
    return builder.getDenseI64ArrayAttr(*value);
  }
  return {};
}

bool Importer::addAttribute(const aten::ArgumentSchema &schema, const Argument &argument,
                            Pieces &pieces) {
  if (std::holds_alternative<None>(argument))
    return true;
  Attribute attribute = toAttribute(schema, argument);
  if (attribute)
    pieces.attributes.push_back(builder.getNamedAttr(schema.name, attribute));
  return static_cast<bool>(attribute);
}

const Argument *findArgument(const Node &node, StringRef name) {
  for (const auto &[argumentName, argument] : node.arguments)
    if (argumentName == name)
      return &argument;
  return nullptr;
}

bool Importer::importKnown(const aten::Schema &schema, const Node &node, Pieces &pieces) {
  for (const aten::ArgumentSchema &expected : schema.arguments) {
    static const Argument absent = None{};
    const Argument *given = findArgument(node, expected.name);
    const Argument &argument = given ? *given : absent;
    bool ok = expected.isOperand() ? addTensors(expected, argument, pieces)
                                   : addAttribute(expected, argument, pieces);
    if (!ok)
      return fail(node, "argument '" + expected.name + "' is not what the schema asks for");
  }
  return true;
}

bool Importer::importOpaque(const Node &node, Pieces &pieces) {
  pieces.attributes.push_back(builder.getNamedAttr("schema", builder.getStringAttr(node.op)));
  if (!node.pure)
    pieces.attributes.push_back(builder.getNamedAttr("impure", builder.getUnitAttr()));
  for (const auto &[name, argument] : node.arguments) {
    bool isTensor =
        std::holds_alternative<ValueRef>(argument) || std::holds_alternative<ValueList>(argument);
    std::optional<SmallVector<ValueId>> ids = tensorIds(argument);
    if (!isTensor || !ids)
      continue;
    for (ValueId id : *ids)
      if (id != kNone && !addOperand(id, pieces))
        return fail(node, "argument '" + name + "' uses a value that is not defined before it");
  }
  return true;
}

void Importer::addNodeAttributes(int64_t index, const Node &node, Pieces &pieces) {
  pieces.attributes.push_back(builder.getNamedAttr(ir::kNode, builder.getI64IntegerAttr(index)));
  SmallVector<Attribute> layouts;
  SmallVector<bool> onHost;
  bool special = false;
  for (auto [i, type] : llvm::enumerate(node.results)) {
    ResultLayout layout{llvm::to_vector(type.strides), type.offset, std::nullopt};
    ValueId alias = i < node.aliases.size() ? node.aliases[i] : kNone;
    if (auto operand = pieces.operandNumbers.find(alias); operand != pieces.operandNumbers.end())
      layout.alias = operand->second;
    DictionaryAttr entry = layoutEntry(context, type.sizes, layout);
    special |= !entry.empty();
    layouts.push_back(entry);
    onHost.push_back(type.onHost);
  }
  if (special)
    pieces.attributes.push_back(builder.getNamedAttr(attr::kLayout, builder.getArrayAttr(layouts)));
  if (llvm::is_contained(onHost, true))
    pieces.attributes.push_back(
        builder.getNamedAttr(attr::kOnHost, builder.getDenseBoolArrayAttr(onHost)));
}

/// In FX graphs a number may stand where a schema has a tensor (`aten.add.Tensor(x, 1)`). Such a
/// call is what the overload for numbers does.
const aten::Schema *overloadFor(const Node &node) {
  const aten::Schema *schema = aten::findSchema(node.op);
  auto isNumber = [](const Argument *argument) {
    return argument &&
           (std::holds_alternative<bool>(*argument) || std::holds_alternative<int64_t>(*argument) ||
            std::holds_alternative<double>(*argument));
  };
  std::string suffix;
  if (schema)
    for (const aten::ArgumentSchema &argument : schema->arguments)
      if (argument.kind == aten::ArgumentKind::Tensor &&
          isNumber(findArgument(node, argument.name)))
        suffix += argument.name == "self" ? "self" : "other";
  if (suffix.empty())
    return schema;
  StringRef base = StringRef(node.op).take_front(node.op.rfind('.'));
  llvm::StringMap<StringRef> overloads = {
      {"aten.add.Tensor/other", ".Scalar"},
      {"aten.sub.Tensor/other", ".Scalar"},
      {"aten.mul.Tensor/other", ".Scalar"},
      {"aten.div.Tensor/other", ".Scalar"},
      {"aten.div.Tensor_mode/other", ".Scalar_mode"},
      {"aten.eq.Tensor/other", ".Scalar"},
      {"aten.ne.Tensor/other", ".Scalar"},
      {"aten.lt.Tensor/other", ".Scalar"},
      {"aten.le.Tensor/other", ".Scalar"},
      {"aten.gt.Tensor/other", ".Scalar"},
      {"aten.ge.Tensor/other", ".Scalar"},
      {"aten.fmod.Tensor/other", ".Scalar"},
      {"aten.remainder.Tensor/other", ".Scalar"},
      {"aten.rsub.Tensor/other", ".Scalar"},
      {"aten.pow.Tensor_Tensor/other", ".Tensor_Scalar"},
      {"aten.pow.Tensor_Tensor/self", ".Scalar"},
      {"aten.bitwise_and.Tensor/other", ".Scalar"},
      {"aten.bitwise_or.Tensor/other", ".Scalar"},
      {"aten.bitwise_xor.Tensor/other", ".Scalar"},
      {"aten.where.self/other", ".ScalarOther"},
      {"aten.where.self/self", ".ScalarSelf"},
      {"aten.where.self/selfother", ".Scalar"},
  };
  auto overload = overloads.find(node.op + "/" + suffix);
  return overload == overloads.end() ? nullptr : aten::findSchema((base + overload->second).str());
}

/// Gradient operators may have results switched off, which leaves fewer than their operation has.
bool hasAllResults(const Node &node) {
  const Argument *mask = findArgument(node, "output_mask");
  const auto *wanted = mask ? std::get_if<std::vector<bool>>(mask) : nullptr;
  return !wanted || !llvm::is_contained(*wanted, false);
}

/// An operator that mutates or draws random numbers has to stay where it is, so it is opaque unless
/// its operation in the dialect is not pure either.
const aten::Schema *schemaFor(MLIRContext &context, const Node &node) {
  const aten::Schema *schema = hasAllResults(node) ? overloadFor(node) : nullptr;
  if (!schema || node.pure)
    return schema;
  auto name = RegisteredOperationName::lookup(schema->name, &context);
  bool pureOperation = name && name->hasInterface<MemoryEffectOpInterface>();
  return pureOperation ? nullptr : schema;
}

bool Importer::importNode(int64_t index, const Node &node) {
  const aten::Schema *schema = schemaFor(context, node);
  Pieces pieces;
  if (schema && schema->name != node.op)
    pieces.attributes.push_back(
        builder.getNamedAttr(ir::kSourceOp, builder.getStringAttr(node.op)));
  if (!(schema ? importKnown(*schema, node, pieces) : importOpaque(node, pieces)))
    return false;
  addNodeAttributes(index, node, pieces);
  OperationState state(toLocation(context, node.location),
                       schema ? schema->name : aten::OpaqueOp::getOperationName());
  auto name = state.name.getRegisteredInfo();
  if (name && llvm::is_contained(llvm::map_range(name->getAttributeNames(),
                                                 [](StringAttr a) { return a.getValue(); }),
                                 "operandSegmentSizes"))
    state.addAttribute("operandSegmentSizes", builder.getDenseI32ArrayAttr(pieces.segments));
  state.addOperands(pieces.operands);
  state.addAttributes(pieces.attributes);
  for (const compiler::TensorType &type : node.results)
    state.addTypes(toTensorType(context, type));
  Operation *op = builder.create(state);
  values.insert(values.end(), op->result_begin(), op->result_end());
  if (failed(verify(op)))
    return fail(node, "the operation it makes is invalid");
  return true;
}

bool Importer::makeReturn(func::FuncOp function) {
  SmallVector<Value> results;
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attributes;
  SmallVector<int64_t> positions;
  for (auto [position, id] : llvm::enumerate(graph.outputs)) {
    if (id == kNone)
      continue;
    if (id < 0 || static_cast<size_t>(id) >= values.size()) {
      error = "output " + std::to_string(position) + " of graph " + graph.name + " is no value";
      return false;
    }
    results.push_back(values[id]);
    types.push_back(values[id].getType());
    positions.push_back(position);
  }
  for (Value result : results) {
    ArrayRef<int64_t> strides;
    ResultLayout layout;
    if (auto argument = dyn_cast<BlockArgument>(result))
      strides = graph.inputs[argument.getArgNumber()].type.strides;
    else {
      layout = resultLayout(result.getDefiningOp(), cast<OpResult>(result).getResultNumber());
      strides = layout.strides;
    }
    attributes.push_back(builder.getDictionaryAttr(
        builder.getNamedAttr(ir::kStrides, builder.getDenseI64ArrayAttr(strides))));
  }
  func::ReturnOp::create(builder, builder.getUnknownLoc(), results);
  function.setType(builder.getFunctionType(function.getArgumentTypes(), types));
  function.setAllResultAttrs(attributes);
  function->setAttr(attr::kOutputs, builder.getDenseI64ArrayAttr(positions));
  return true;
}

OwningOpRef<ModuleOp> Importer::run(StringRef target) {
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getUnknownLoc());
  (*module)->setAttr(ir::kTarget, builder.getStringAttr(target));
  builder.setInsertionPointToEnd(module->getBody());
  func::FuncOp function = makeFunction();
  builder.setInsertionPointToEnd(&function.getBody().front());
  for (auto [index, node] : llvm::enumerate(graph.nodes))
    if (!importNode(index, node))
      return {};
  if (!makeReturn(function))
    return {};
  return module;
}

} // namespace

OwningOpRef<ModuleOp> importGraph(MLIRContext &context, const Graph &graph, StringRef target,
                                  std::string &error) {
  context.loadDialect<aten::AtenDialect, func::FuncDialect>();
  Importer importer(context, graph);
  // Verifier errors of an operation become part of the error text, not of stderr.
  std::string diagnostics;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    diagnostics += ": " + diagnostic.str();
    return success();
  });
  OwningOpRef<ModuleOp> module = importer.run(target);
  if (!module)
    error = importer.error + diagnostics;
  return module;
}

} // namespace mock
