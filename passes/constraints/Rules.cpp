//===- Rules.cpp - The table of rules --------------------------------------===//
#include "mock/passes/constraints/Rules.h"

#include "mock/passes/RecordNames.h"
#include "mock/runtime/support/NearestName.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mock::constraints {

using compiler::kPolicyNames;
using compiler::Policy;
using compiler::Severity;

namespace {

constexpr Rule kRules[] = {
    {"conv.dilation-range",
     "operator parameters",
     Severity::Error,
     "import",
     "conv.dilation.max",
     "<=",
     "Dilation of a convolution",
     "The matrix engine's descriptor of a convolution has no larger dilation. Dilations of "
     "dimensions in which the kernel has one point are not counted. The operator runs on the host "
     "library.",
     "Use a smaller dilation, or several convolutions with one.",
     Policy::HostCall,
     {Policy::Error, Policy::HostCall, Policy::Warn, Policy::Ignore}},
    {"conv.stride-range",
     "operator parameters",
     Severity::Error,
     "import",
     "conv.stride.max",
     "<=",
     "Stride of a convolution",
     "The matrix engine's descriptor of a convolution has no larger stride. Strides of dimensions "
     "in which the result has one position are not counted. Windows that do not overlap (a stride "
     "of at least the kernel, no padding, one group) are copied so that their points become "
     "channels of a pointwise convolution; other convolutions run on the host library. The cost is "
     "that of the copy.",
     "Use a smaller stride, or pooling for the rest of it.",
     Policy::Legalize,
     {Policy::Error, Policy::Legalize, Policy::HostCall, Policy::Warn, Policy::Ignore}},
    {"dtype.index-only",
     "dtype",
     Severity::Error,
     "import",
     "vector.index-dtypes",
     "in",
     "Types that the vector engine takes for index arithmetic only",
     "The vector engine adds, subtracts, multiplies, compares, selects and casts these types "
     "(64-bit "
     "integers on mock-v1), and counts with them, but has no other arithmetic on them. An operator "
     "that needs more runs on the host library.",
     "Compute in f32 or i32 and cast the result back.",
     Policy::HostCall,
     {Policy::Error, Policy::HostCall, Policy::Warn, Policy::Ignore}},
    {"dtype.supported",
     "dtype",
     Severity::Error,
     "import",
     "vector.dtypes",
     "in",
     "Element types that the device computes on",
     "The engines have no arithmetic on other element types. They can be stored and viewed; an "
     "operator on them runs on the host library.",
     "Convert the tensor to a type of the device, for example with .float().",
     Policy::HostCall,
     {Policy::Error, Policy::HostCall, Policy::Warn, Policy::Ignore}},
    {"matrix.extent-multiple",
     "dimension multiples",
     Severity::Error,
     "import",
     "matrix.extent.multiple",
     "multiple_of",
     "Extents of a matrix product",
     "m, n and k of a matrix instruction are multiples of this number. Other extents are padded "
     "with "
     "zeros in the scratchpad. The cost is what the padding adds: bytes of both operands and the "
     "result, and cycles of the matrix engine for the padded product minus the unpadded product's "
     "share of them by multiply-accumulates.",
     "Choose layer sizes and batch sizes that are multiples of the limit.",
     Policy::Legalize,
     {Policy::Error, Policy::Legalize, Policy::HostCall, Policy::Warn, Policy::Ignore}},
    {"memory.main-capacity",
     "capacity",
     Severity::Error,
     "place",
     "memory.dram.size",
     "<=",
     "Peak main memory of a graph",
     "Inputs, parameters, outputs, constants and the arena of intermediate results together have "
     "to "
     "fit into the main memory.",
     "Use smaller batches, or split the model into several graphs.",
     Policy::Warn,
     {Policy::Error, Policy::Warn, Policy::Ignore}},
    {"memory.scratchpad-capacity",
     "capacity",
     Severity::Error,
     "tile",
     "memory.scratchpad.size",
     "<=",
     "Tiles of a kernel in the private memories of a core",
     "All tiles that a kernel holds at once, each as often as it is buffered, have to fit into the "
     "scratchpad, and accumulators into the accumulator memory. It is broken only where no legal "
     "choice of tiles exists. The operators of such a kernel run on the host library.",
     "Split the operator along the dimension that cannot be tiled.",
     Policy::HostCall,
     {Policy::Error, Policy::HostCall}},
    {"operator.supported",
     "operator support",
     Severity::Error,
     "import",
     "operators.unsupported",
     "in",
     "Operators that run on the device",
     "The profile says that the device lacks the operator, or the compiler has no lowering for "
     "this "
     "operator with these arguments. It runs on the host library: the operands cross the link to "
     "the "
     "host, and the results come back.",
     "Use operators that the device has; `torch-mock rules show operator.supported` explains.",
     Policy::HostCall,
     {Policy::Error, Policy::HostCall, Policy::Warn, Policy::Ignore}},
    {"tensor.extent",
     "rank and extents",
     Severity::Error,
     "import",
     "tensor.extent.max",
     "<=",
     "Extent of one dimension of a tensor",
     "Loop counters and descriptor fields of the device cannot count further. An operator with a "
     "larger tensor runs on the host library.",
     "Split the tensor along this dimension.",
     Policy::HostCall,
     {Policy::Error, Policy::HostCall, Policy::Warn, Policy::Ignore}},
    {"tensor.rank",
     "rank and extents",
     Severity::Error,
     "import",
     "tensor.rank.max",
     "<=",
     "Rank of a tensor",
     "The device computes on tensors of at most this rank. Views of a higher rank cost nothing and "
     "are allowed; an operator that computes on one runs on the host library.",
     "Merge dimensions with reshape or flatten before the operator.",
     Policy::HostCall,
     {Policy::Error, Policy::HostCall, Policy::Warn, Policy::Ignore}},
};

static_assert(std::is_sorted(std::begin(kRules), std::end(kRules),
                             [](const Rule &a, const Rule &b) { return a.name < b.name; }));

std::vector<std::string> allowedNames(const Rule &rule) {
  std::vector<std::string> names;
  for (size_t policy = 0; policy < kPolicyNames.size(); ++policy)
    if (rule.allowed.contains(static_cast<Policy>(policy)))
      names.emplace_back(kPolicyNames[policy]);
  return names;
}

std::string join(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

std::vector<std::string> ruleNames() {
  std::vector<std::string> names;
  for (const Rule &rule : kRules)
    names.emplace_back(rule.name);
  return names;
}

} // namespace

std::span<const Rule> rules() { return kRules; }

const Rule *findRule(std::string_view name) {
  const auto *rule = std::ranges::lower_bound(kRules, name, {}, &Rule::name);
  return rule != std::end(kRules) && rule->name == name ? rule : nullptr;
}

Expected<Policy> parsePolicy(std::string_view text) {
  const auto *known = std::ranges::find(kPolicyNames, text);
  if (known != kPolicyNames.end())
    return static_cast<Policy>(known - kPolicyNames.begin());
  std::vector<std::string> names(kPolicyNames.begin(), kPolicyNames.end());
  return Error{Error::Kind::Value, "unknown policy '" + std::string(text) + "'; policies are " +
                                       join(names) + didYouMean(text, names)};
}

Expected<void> checkPolicies(const Policies &policies) {
  for (const auto &[name, policy] : policies) {
    const Rule *rule = findRule(name);
    if (!rule)
      return Error{Error::Kind::Value, "unknown rule '" + name + "'" +
                                           didYouMean(name, ruleNames()) + "; rules are " +
                                           join(ruleNames())};
    if (!rule->allowed.contains(policy))
      return Error{Error::Kind::Value, "rule '" + name + "' cannot be set to '" +
                                           std::string(compiler::name(policy)) + "'; it allows " +
                                           join(allowedNames(*rule))};
  }
  return {};
}

std::string rulesJson() {
  nlohmann::ordered_json document = nlohmann::ordered_json::array();
  for (const Rule &rule : kRules)
    document.push_back({{"name", rule.name},
                        {"family", rule.family},
                        {"severity", compiler::name(rule.severity)},
                        {"stage", rule.stage},
                        {"limit", rule.limitKey},
                        {"relation", rule.relation},
                        {"title", rule.title},
                        {"explanation", rule.explanation},
                        {"remedy", rule.remedy},
                        {"default_policy", compiler::name(rule.defaultPolicy)},
                        {"allowed_policies", allowedNames(rule)}});
  return document.dump(2);
}

} // namespace mock::constraints
