//===- ChromeTrace.cpp - Timelines for chrome://tracing and Perfetto -------===//

#include "mock/runtime/trace/ChromeTrace.h"

#include "mock/runtime/isa/Encoding.h"

#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace mock::trace {

using nlohmann::json;

static std::string toText(const json &event) {
  return event.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// A complete event: begin and duration in one.
static json completeEvent(const std::string &name, const char *category, int64_t process,
                          int64_t thread, double begin, double end) {
  return json{{"name", name},       {"cat", category}, {"ph", "X"},    {"ts", begin},
              {"dur", end - begin}, {"pid", process},  {"tid", thread}};
}

ChromeTraceWriter::ChromeTraceWriter(std::ostream &out) : out(out) {
  out << "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[";
}

ChromeTraceWriter::~ChromeTraceWriter() { finish(); }

bool ChromeTraceWriter::finish() {
  if (!finished)
    out << "\n]}\n";
  finished = true;
  out.flush();
  return bool(out);
}

void ChromeTraceWriter::write(const std::string &event) {
  out << (first ? "\n" : ",\n") << event;
  first = false;
}

/// `kind` is process_name or thread_name.
void ChromeTraceWriter::writeMetadata(const char *kind, int64_t process, int64_t thread,
                                      const std::string &name) {
  write(toText(json{
      {"name", kind}, {"ph", "M"}, {"pid", process}, {"tid", thread}, {"args", {{"name", name}}}}));
}

void ChromeTraceWriter::addStreams(std::span<const TimelineEntry> entries, Clock clock,
                                   double clockMHz) {
  std::map<int, int64_t> processOf;
  std::set<std::pair<int, int64_t>> named;
  for (const TimelineEntry &entry : entries) {
    auto [device, isNew] = processOf.try_emplace(entry.device, processes + 1);
    if (isNew) {
      ++processes;
      writeMetadata("process_name", device->second, 0, fmt::format("mock:{}", entry.device));
    }
    if (named.emplace(entry.device, entry.stream).second)
      writeMetadata("thread_name", device->second, entry.stream,
                    fmt::format("stream {}", entry.stream));
    bool simulated = clock == Clock::Simulated;
    double begin = simulated ? double(entry.simulatedBegin) / clockMHz : entry.hostBegin;
    double end = simulated ? double(entry.simulatedEnd) / clockMHz : entry.hostEnd;
    json event = completeEvent(entry.name, "task", device->second, entry.stream, begin, end);
    event["args"] = {{"cycles", entry.simulatedEnd - entry.simulatedBegin},
                     {"host_us", entry.hostEnd - entry.hostBegin}};
    write(toText(event));
  }
}

static const char *engineName(isa::Engine engine) {
  static constexpr const char *names[] = {"dma.in", "dma.out", "matrix", "vector"};
  return names[size_t(engine)];
}

static json instructionArguments(const isa::Program &program, const simulate::Interval &interval) {
  json arguments = {{"instruction", interval.instruction},
                    {"cycles", interval.end - interval.begin}};
  uint32_t index = program.instructions[interval.instruction].location;
  if (index >= program.locations.size() || program.locations[index].file.empty())
    return arguments;
  const isa::Location &location = program.locations[index];
  arguments["where"] = fmt::format("{}:{} {}", location.file, location.line, location.function);
  arguments["code"] = location.code;
  return arguments;
}

void ChromeTraceWriter::addKernel(const isa::Program &program,
                                  std::span<const simulate::Interval> intervals, double clockMHz,
                                  int64_t beginCycle) {
  std::map<uint16_t, int64_t> processOf;
  std::map<uint32_t, std::string> textOf; // an instruction runs many times
  for (const simulate::Interval &interval : intervals) {
    if (interval.instruction >= program.instructions.size())
      continue; // of another program
    auto [core, isNew] = processOf.try_emplace(interval.core, processes + 1);
    if (isNew) {
      ++processes;
      writeMetadata("process_name", core->second, 0,
                    fmt::format("{} core {}", program.name, interval.core));
      for (int engine = 0; engine < isa::kNumEngines; ++engine)
        writeMetadata("thread_name", core->second, engine, engineName(isa::Engine(engine)));
    }
    std::string &text = textOf[interval.instruction];
    if (text.empty())
      text = isa::printInstruction(program, interval.instruction);
    json event =
        completeEvent(text, engineName(interval.engine), core->second, int64_t(interval.engine),
                      double(beginCycle + interval.begin) / clockMHz,
                      double(beginCycle + interval.end) / clockMHz);
    event["args"] = instructionArguments(program, interval);
    write(toText(event));
  }
}

} // namespace mock::trace
