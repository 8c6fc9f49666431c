//===- Log.h - The logger of the device and the compiler --------------------===//
//
// One logger for all of C++ and, through the extension module, for the Python package. Messages go
// through a queue to stderr, so that no worker of a stream waits for a terminal.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <string_view>

namespace mock::log {

enum class Level { Trace, Debug, Info, Warning, Error, Off };

/// Names as TORCH_MOCK_LOG takes them: trace, debug, info, warning, error, off.
std::string_view nameOf(Level level);

/// Messages below it are dropped. At first what TORCH_MOCK_LOG says, `warning` without it; a word
/// that is no level counts as `warning` and is reported.
Level level();
void setLevel(Level level);

inline bool enabled(Level of) { return of != Level::Off && of >= level(); }

/// Writes one line. Callers build expensive texts only where enabled() says so.
void write(Level level, std::string_view message);

/// Waits until everything written so far is on stderr.
void flush();

} // namespace mock::log
