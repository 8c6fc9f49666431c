//===- Timeline.h - What ran when -------------------------------------------===//
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mock {

/// One task of a stream. Host times are microseconds since the process loaded the runtime;
/// simulated times are cycles of the stream's clock.
struct TimelineEntry {
  std::string name;
  int device = 0;
  int64_t stream = 0;
  double hostBegin = 0, hostEnd = 0;
  int64_t simulatedBegin = 0, simulatedEnd = 0;
};

/// Recording is off until asked for, since it keeps every task's name.
void recordTimeline(bool enabled);
bool timelineRecorded();
/// Appends an entry if recording is on.
void addToTimeline(TimelineEntry entry);
/// The entries so far in order of completion; empties the record.
std::vector<TimelineEntry> takeTimeline();
/// The host clock that entries use, in microseconds.
double timelineClock();

} // namespace mock
