//===- ChromeTrace.h - Timelines for chrome://tracing and Perfetto ---------===//
//
// Writes the JSON object form of the Chrome trace event format: one process per device
// with a thread per stream, and one process per core of a kernel with a thread per
// engine. Times are microseconds. Strings may hold any bytes: what is not UTF-8 is
// replaced.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"
#include "mock/runtime/simulate/Simulator.h"
#include "mock/runtime/stream/Timeline.h"

#include <cstdint>
#include <ostream>
#include <span>
#include <string>

namespace mock::trace {

/// Which of the two clocks of a TimelineEntry to draw.
enum class Clock { Simulated, Host };

/// Streams one document; nothing is kept but the numbers of processes. The stream must outlive it.
class ChromeTraceWriter {
public:
  explicit ChromeTraceWriter(std::ostream &out);
  /// Calls finish().
  ~ChromeTraceWriter();
  ChromeTraceWriter(const ChromeTraceWriter &) = delete;
  ChromeTraceWriter &operator=(const ChromeTraceWriter &) = delete;

  /// Tasks of streams. `clockMHz` turns simulated cycles into time.
  void addStreams(std::span<const TimelineEntry> entries, Clock clock, double clockMHz);

  /// The intervals that simulate::time() gave for a program; `beginCycle` is when it was launched.
  /// Each is named by its instruction's text and says the line of the user's model.
  void addKernel(const isa::Program &program, std::span<const simulate::Interval> intervals,
                 double clockMHz, int64_t beginCycle = 0);

  /// Ends the document. Returns false if the stream has failed at any time.
  bool finish();

private:
  void write(const std::string &event);
  void writeMetadata(const char *kind, int64_t process, int64_t thread, const std::string &name);

  std::ostream &out;
  int64_t processes = 0; ///< numbers given so far
  bool first = true, finished = false;
};

} // namespace mock::trace
