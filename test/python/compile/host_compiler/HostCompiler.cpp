//===- HostCompiler.cpp - A compiler that makes every node a host call -----===//
//
// For tests of capture, import and execution without MLIR. It knows one rule, so that strict and
// reports can be tested: the operator aten.erfinv breaks it.
//
//===----------------------------------------------------------------------===//
#include "mock/passes/Compiler.h"

namespace {

using namespace mock;
using namespace mock::compiler;

View viewOfValue(const CompiledGraph &graph, ValueId value) {
  return value == kNone ? View{} : View{value, graph.buffers[value].type};
}

/// The buffer of a value has the value's number.
void addBuffer(CompiledGraph &graph, Buffer::Kind kind, int64_t index, const TensorType &type) {
  graph.buffers.push_back({kind, index, 0, 0, type});
}

std::vector<View> operandsOf(const CompiledGraph &graph, const Node &node) {
  std::vector<View> operands;
  for (const auto &[name, argument] : node.arguments) {
    if (const auto *value = std::get_if<ValueRef>(&argument))
      operands.push_back(viewOfValue(graph, value->id));
    else if (const auto *list = std::get_if<ValueList>(&argument))
      for (ValueId id : list->ids)
        if (id != kNone)
          operands.push_back(viewOfValue(graph, id));
  }
  return operands;
}

Record violation(const Node &node, bool strict) {
  Record record;
  record.rule = "operator.supported";
  record.family = "operator";
  record.stage = "import";
  record.op = node.op;
  record.where = node.location;
  record.subject = "operator";
  record.actual = node.op;
  record.relation = "not_in";
  record.limit = "aten.erfinv";
  record.limitSource = "HostCompiler.cpp";
  record.action = strict ? Action::Refused : Action::HostCall;
  record.remedy = "use another operator";
  record.message = "the device lacks " + node.op;
  return record;
}

class HostCompiler final : public Compiler {
public:
  Expected<std::shared_ptr<const CompiledGraph>> compile(const Graph &graph,
                                                         const Options &options) override {
    for (const auto &[rule, policy] : options.rules)
      if (rule != "operator.supported")
        return Error{Error::Kind::Value,
                     "unknown rule '" + rule + "'; did you mean 'operator.supported'?"};
    auto result = std::make_shared<CompiledGraph>();
    result->name = graph.name;
    result->profile = options.profile;
    for (size_t i = 0; i < graph.inputs.size(); ++i)
      addBuffer(*result, Buffer::Kind::Input, i, graph.inputs[i].type);
    for (size_t i = 0; i < graph.nodes.size(); ++i)
      addNode(*result, graph.nodes[i], i, options);
    for (ValueId output : graph.outputs)
      result->outputs.push_back(
          output == kNone ? OutputRef{}
                          : OutputRef{OutputRef::Kind::Buffer, viewOfValue(*result, output)});
    if (options.keepStages)
      result->stages.push_back({"1-graph", "txt", std::to_string(graph.nodes.size()) + " nodes\n"});
    return std::shared_ptr<const CompiledGraph>(std::move(result));
  }

  std::pair<int64_t, int64_t> codeStatistics() const override { return {0, 0}; }

  std::string rulesJson() const override {
    return R"([{"name": "operator.supported", "family": "operator", "text": "..."}])";
  }

private:
  static void addNode(CompiledGraph &result, const Node &node, int32_t index,
                      const Options &options) {
    HostCall call{index, node.op, operandsOf(result, node), {}};
    for (const TensorType &type : node.results) {
      call.results.push_back(result.buffers.size());
      addBuffer(result, Buffer::Kind::HostResult, 0, type);
    }
    result.steps.push_back(std::move(call));
    auto policy = options.rules.find("operator.supported");
    bool ignored = policy != options.rules.end() && policy->second == Policy::Ignore;
    if (node.op != "aten.erfinv")
      return;
    result.records.push_back(violation(node, options.strict));
    if (ignored)
      result.records.back().status = Status::Ignored;
    else
      result.refused = options.strict;
  }
};

} // namespace

mock::compiler::Compiler *mockCompiler() {
  static Compiler *instance = new HostCompiler;
  return instance;
}
