//===- Record.h - What happened to a model, one entry each -----------------===//
#pragma once

#include "mock/passes/Graph.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mock::compiler {

enum class Action { None, Refused, Padded, Cast, Split, Retiled, Transposed, HostCall, Kept };
enum class Severity { Note, Warning, Error };
enum class Status {
  Passed,    ///< the check held
  NearMiss,  ///< held by a small slack
  Violation, ///< broke a limit; `action` says what was done
  Ignored    ///< broke a limit whose rule the user set to ignore
};
/// What the user may set for a rule.
enum class Policy { Error, Legalize, HostCall, Warn, Ignore };

/// The one record type: produced here, seen in Python, JSON, the CLI and MLIR diagnostics.
struct Record {
  Status status = Status::Violation;
  std::string rule, family;
  Severity severity = Severity::Error;
  std::string stage; ///< "import", "lower", "kernels", "tile", "legalize", "place", "emit"
  std::string op;    ///< "aten.addmm"
  SourceLocation where;
  std::string subject;  ///< operand or buffer: "self", "result 0", "buffer x in scratchpad"
  std::string actual;   ///< "60", "f64", "rank 7"
  std::string relation; ///< "<=", "multiple_of", "in", "not_in", "=="
  std::string limit;    ///< "8", "f32 bf16 f16 i8"
  std::string unit;
  std::optional<int64_t>
      slack; ///< limit's distance: negative when broken; absent where it has no number
  std::string limitSource; ///< profile and source of the limit
  Action action = Action::None;
  std::optional<int64_t> costBytes, costCycles;
  std::string remedy, message;
};

std::string_view name(Action action);
std::string_view name(Severity severity);
std::string_view name(Status status);
std::string_view name(Policy policy);

} // namespace mock::compiler
