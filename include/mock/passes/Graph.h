//===- Graph.h - What a source hands to the compiler -----------------------===//
//
// Plain data without Torch or LLVM, so that backend/ and passes/ meet here. Every source
// (FX today, the dispatcher's recorder later) fills the same structure, once per graph.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/isa/DType.h"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mock::compiler {

/// Where in the user's model something comes from. `stack` holds outer frames, innermost first.
struct SourceLocation {
  struct Frame {
    std::string file, function, code;
    int line = 0;
  };
  std::vector<Frame> stack; ///< empty: unknown
  std::string module;       ///< e.g. "layers.0.fc"
};

/// A tensor in device memory as PyTorch sees it. Strides and offset are elements.
struct TensorType {
  DType dtype = DType::F32;
  std::vector<int64_t> sizes, strides;
  int64_t offset = 0;  ///< from the start of its storage; 0 for graph inputs
  bool onHost = false; ///< a CPU tensor inside the graph (after .cpu()): only host calls use it
};

/// A value of the graph: inputs come first, then node results in order.
using ValueId = int32_t;
inline constexpr ValueId kNone = -1;

struct ValueRef {
  ValueId id = kNone;
};
/// A list of tensors; kNone entries stand for None.
struct ValueList {
  std::vector<ValueId> ids;
};
struct None {};

/// An argument of an operator as its schema types it.
using Argument = std::variant<None, bool, int64_t, double, std::string, DType, ValueRef, ValueList,
                              std::vector<bool>, std::vector<int64_t>, std::vector<double>>;

struct Node {
  std::string name; ///< unique, from the source graph
  std::string op;   ///< "aten.add.Tensor": namespace, name and overload
  /// All arguments by schema name, in schema order, defaults filled in. Arguments without a
  /// meaning on the device (device, layout, pin_memory, generator None) are left out.
  std::vector<std::pair<std::string, Argument>> arguments;
  std::vector<TensorType> results; ///< one per tensor result
  /// For each result: the argument value whose storage it shares, or kNone.
  std::vector<ValueId> aliases;
  bool pure = true; ///< false: mutates or draws random numbers; may not be moved or removed
  SourceLocation location;
};

struct Input {
  enum class Kind { Activation, Parameter, Buffer, Constant, Saved };
  std::string name;
  TensorType type;
  Kind kind = Kind::Activation;
};

struct Graph {
  std::string name; ///< "graph0", "graph0.backward"
  bool backward = false;
  std::vector<Input> inputs;
  std::vector<Node> nodes;
  std::vector<ValueId> outputs; ///< kNone: the output is None
};

} // namespace mock::compiler
