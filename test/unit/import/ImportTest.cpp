//===- ImportTest.cpp ------------------------------------------------------===//
#include "mock/passes/import/Import.h"

#include "mlir/IR/MLIRContext.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mock {
namespace {

using compiler::Graph;
using compiler::Node;
using compiler::None;
using compiler::ValueList;
using compiler::ValueRef;
using testing::HasSubstr;

compiler::TensorType tensor(std::vector<int64_t> sizes, std::vector<int64_t> strides,
                            DType dtype = DType::F32) {
  return {dtype, std::move(sizes), std::move(strides), 0, false};
}

/// A graph of one 4x8 input and one node, whose first result it returns.
Graph graphOf(Node node) {
  Graph graph;
  graph.name = "graph0";
  graph.inputs = {{"x", tensor({4, 8}, {8, 1}), compiler::Input::Kind::Parameter}};
  node.name = "node";
  node.aliases.resize(node.results.size(), compiler::kNone);
  graph.nodes = {std::move(node)};
  graph.outputs = {1};
  return graph;
}

Node node(std::string op, std::vector<std::pair<std::string, compiler::Argument>> arguments,
          std::vector<compiler::TensorType> results) {
  Node made;
  made.op = std::move(op);
  made.arguments = std::move(arguments);
  made.results = std::move(results);
  return made;
}

class Import : public testing::Test {
protected:
  std::string text(const Graph &graph) {
    mlir::OwningOpRef<mlir::ModuleOp> module = importGraph(context, graph, "mock-v1", error);
    std::string result;
    llvm::raw_string_ostream stream(result);
    if (module)
      module->print(stream);
    return result;
  }

  mlir::MLIRContext context;
  std::string error;
};

TEST_F(Import, KnownOperatorHasOperandsAndAttributesOfItsSchema) {
  std::string ir = text(graphOf(node(
      "aten.add.Tensor", {{"self", ValueRef{0}}, {"other", ValueRef{0}}, {"alpha", int64_t(2)}},
      {tensor({4, 8}, {8, 1})})));
  EXPECT_EQ(error, "");
  EXPECT_THAT(ir, HasSubstr("mock.target = \"mock-v1\""));
  EXPECT_THAT(ir, HasSubstr("mock.input = \"parameter\""));
  EXPECT_THAT(ir, HasSubstr("aten.add.Tensor %arg0, %arg0 {alpha = 2 : i64, mock.node = 0 : i64}"));
}

TEST_F(Import, NumberForTensorIsTheOverloadForNumbers) {
  std::string ir = text(graphOf(
      node("aten.mul.Tensor", {{"self", ValueRef{0}}, {"other", 0.5}}, {tensor({4, 8}, {8, 1})})));
  EXPECT_EQ(error, "");
  EXPECT_THAT(ir, HasSubstr("aten.mul.Scalar %arg0"));
  EXPECT_THAT(ir, HasSubstr("mock.op = \"aten.mul.Tensor\""));
}

TEST_F(Import, UnknownOperatorIsOpaque) {
  std::string ir = text(graphOf(node("my.operator.default", {{"x", ValueRef{0}}, {"n", int64_t(3)}},
                                     {tensor({4, 8}, {8, 1})})));
  EXPECT_THAT(ir, HasSubstr("aten.opaque \"my.operator.default\"(%arg0) {mock.node = 0 : i64}"));
}

TEST_F(Import, ImpureNodeIsNotAPureOperation) {
  Node impure = node("aten.exp", {{"self", ValueRef{0}}}, {tensor({4, 8}, {8, 1})});
  impure.pure = false;
  EXPECT_THAT(text(graphOf(impure)), HasSubstr("aten.opaque \"aten.exp\"(%arg0) {impure"));
}

TEST_F(Import, ViewCarriesLayoutAndAlias) {
  Graph graph = graphOf(node("aten.t", {{"self", ValueRef{0}}}, {tensor({8, 4}, {1, 8})}));
  graph.nodes[0].aliases = {0};
  EXPECT_THAT(text(graph),
              HasSubstr("{alias = 0 : i64, offset = 0 : i64, strides = array<i64: 1, 8>}"));
}

TEST_F(Import, NoneInATensorListIsLeftOut) {
  std::string ir = text(graphOf(node(
      "aten.index.Tensor", {{"self", ValueRef{0}}, {"indices", ValueList{{compiler::kNone, 0}}}},
      {tensor({4, 8}, {8, 1})})));
  EXPECT_THAT(ir, HasSubstr("indices_present = array<i1: false, true>"));
}

TEST_F(Import, WrongArgumentNamesTheOperator) {
  EXPECT_EQ(text(graphOf(node("aten.exp", {{"self", std::string("x")}}, {tensor({4, 8}, {8, 1})}))),
            "");
  EXPECT_THAT(error, HasSubstr("aten.exp"));
  EXPECT_THAT(error, HasSubstr("'self'"));
}

TEST_F(Import, MissingAttributeIsAnError) {
  EXPECT_EQ(text(graphOf(node("aten.gelu", {{"self", ValueRef{0}}}, {tensor({4, 8}, {8, 1})}))),
            "");
  EXPECT_THAT(error, HasSubstr("requires attribute 'approximate'"));
}

} // namespace
} // namespace mock
