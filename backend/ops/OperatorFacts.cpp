#include "OperatorFacts.h"

#include "mock/backend/ops/HostCalls.h"

#include <ATen/core/enum_tag.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

using namespace mock;
using namespace mock::backend;

namespace {

using Schema = c10::FunctionSchema;

/// Arguments that are CPU tensors by contract or may be, as CUDA has it.
const std::map<std::string, std::vector<std::string>> hostArguments = {
    {"aten::index", {"indices"}},
    {"aten::index_put", {"indices"}},
    {"aten::index_put_", {"indices"}},
    {"aten::_index_put_impl", {"indices"}},
    {"aten::_index_put_impl_", {"indices"}},
    {"aten::_unsafe_index", {"indices"}},
    {"aten::_unsafe_index_put", {"indices"}},
    {"aten::_pack_padded_sequence", {"lengths"}},
    {"aten::_pack_padded_sequence_backward", {"batch_sizes"}},
};

/// Results that are CPU tensors by contract: (operator, result index).
const std::map<std::string, int> hostResults = {{"aten::_pack_padded_sequence", 1}};

std::string withoutTrailingUnderscore(const std::string &name) {
  bool inPlace = name.size() > 1 && name.back() == '_' && name[name.size() - 2] != '_';
  return inPlace ? name.substr(0, name.size() - 1) : name;
}

bool isWritten(const c10::Argument &argument) {
  return argument.alias_info() && argument.alias_info()->isWrite();
}

/// Whether both schemas take the same arguments when out arguments are left out.
bool sameInputs(const Schema &left, const Schema &right) {
  auto inputs = [](const Schema &schema) {
    std::vector<const c10::Argument *> result;
    for (const auto &argument : schema.arguments())
      if (!argument.is_out())
        result.push_back(&argument);
    return result;
  };
  auto leftInputs = inputs(left), rightInputs = inputs(right);
  auto isGenerator = [](const c10::Argument *argument) {
    return argument->type()->str() == "Generator?";
  };
  auto isFactoryOption = [](const c10::Argument *argument) {
    const std::string &name = argument->name();
    return argument->kwarg_only() &&
           (name == "dtype" || name == "layout" || name == "device" || name == "pin_memory");
  };
  auto keep = [&](std::vector<const c10::Argument *> &list) {
    std::erase_if(list, [&](auto *item) { return isGenerator(item) || isFactoryOption(item); });
  };
  keep(leftInputs);
  keep(rightInputs);
  return std::equal(
      leftInputs.begin(), leftInputs.end(), rightInputs.begin(), rightInputs.end(),
      [](auto *a, auto *b) { return a->name() == b->name() && *a->type() == *b->type(); });
}

bool isFunctional(const Schema &schema) {
  return std::none_of(schema.arguments().begin(), schema.arguments().end(), isWritten);
}

/// Operators of the dispatcher by base name: the overloads of one operator, found once.
const std::vector<c10::OperatorName> &overloadsOf(const std::string &name) {
  // Leaked on purpose: threads may dispatch while static destructors run.
  static auto *index = [] {
    auto *result = new std::unordered_map<std::string, std::vector<c10::OperatorName>>;
    for (const auto &operatorName : c10::Dispatcher::singleton().getAllOpNames())
      (*result)[operatorName.name].push_back(operatorName);
    for (auto &[base, overloads] : *result)
      std::sort(overloads.begin(), overloads.end(),
                [](const auto &a, const auto &b) { return a.overload_name < b.overload_name; });
    return result;
  }();
  static const auto *none = new std::vector<c10::OperatorName>;
  auto found = index->find(name);
  return found == index->end() ? *none : found->second;
}

std::optional<c10::OperatorHandle> functionalOverload(const Schema &schema) {
  auto &dispatcher = c10::Dispatcher::singleton();
  for (const auto &name : overloadsOf(withoutTrailingUnderscore(schema.name()))) {
    auto candidate = dispatcher.findSchema(name);
    if (candidate && isFunctional(candidate->schema()) && sameInputs(candidate->schema(), schema))
      return candidate;
  }
  return std::nullopt;
}

std::string spelled(const c10::OperatorName &name) {
  std::string text = name.name;
  if (size_t colons = text.find("::"); colons != std::string::npos)
    text.replace(colons, 2, ".");
  return name.overload_name.empty() ? text : text + "." + name.overload_name;
}

std::string callNameOf(const c10::OperatorHandle &op) {
  if (isFunctional(op.schema()))
    return spelled(op.operator_name());
  if (auto functional = functionalOverload(op.schema()))
    return spelled(functional->operator_name());
  return spelled(op.operator_name());
}

void collectAliases(const Schema &schema, OperatorFacts &facts) {
  for (const auto &result : schema.returns()) {
    int alias = -1;
    if (const auto *info = result.alias_info()) {
      facts.isView |= !info->isWrite();
      for (size_t i = 0; i < schema.arguments().size() && info->isWrite(); ++i) {
        const auto *argument = schema.arguments()[i].alias_info();
        if (argument && argument->isWrite() && argument->beforeSets() == info->beforeSets())
          alias = static_cast<int>(i);
      }
    }
    facts.aliasOf.push_back(alias);
  }
}

void collectArguments(const Schema &schema, OperatorFacts &facts) {
  auto host = hostArguments.find(schema.name());
  for (size_t i = 0; i < schema.arguments().size(); ++i) {
    const auto &argument = schema.arguments()[i];
    facts.written.push_back(isWritten(argument));
    facts.takesHost.push_back(
        host != hostArguments.end() &&
        std::find(host->second.begin(), host->second.end(), argument.name()) != host->second.end());
    if (argument.type()->str() == "Generator?")
      facts.generator = static_cast<int>(i);
  }
}

OperatorFacts derive(const c10::OperatorHandle &op) {
  OperatorFacts facts;
  facts.callName = callNameOf(op);
  facts.onHost = op.hasComputedKernelForDispatchKey(c10::DispatchKey::CPU);
  collectArguments(op.schema(), facts);
  collectAliases(op.schema(), facts);
  facts.staysOnHost.assign(op.schema().returns().size(), false);
  if (auto host = hostResults.find(op.schema().name()); host != hostResults.end())
    facts.staysOnHost[static_cast<size_t>(host->second)] = true;
  facts.drawsUnseeded = facts.generator < 0 && op.hasTag(at::Tag::nondeterministic_seeded);
  return facts;
}

} // namespace

const OperatorFacts &backend::factsOf(const c10::OperatorHandle &op) {
  // Leaked on purpose: threads may dispatch while static destructors run.
  static std::mutex *mutex = new std::mutex;
  static auto *table = new std::unordered_map<c10::OperatorName, OperatorFacts>;
  std::lock_guard lock(*mutex);
  auto found = table->find(op.operator_name());
  if (found == table->end())
    found = table->emplace(op.operator_name(), derive(op)).first;
  return found->second; // nodes of an unordered_map stay where they are
}

std::string backend::hostCallName(const c10::OperatorHandle &op) { return factsOf(op).callName; }
