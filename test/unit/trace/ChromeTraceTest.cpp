//===- ChromeTraceTest.cpp - Timelines for chrome://tracing and Perfetto ---===//

#include "mock/runtime/trace/ChromeTrace.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace mock;
using nlohmann::json;

namespace {

isa::Program makeProgram() {
  isa::Program program;
  program.name = "kernel \"k\"";
  program.locations = {{}, {"a\\b.py", "forward", "x = \"\t\"", 41}};
  program.instructions = {
      {isa::Wait{}, 1}, {isa::Wait{isa::Engine::Matrix, {}}, 0}, {isa::Halt{}, 0}};
  return program;
}

json eventsNamed(const json &document, const std::string &phase) {
  json found = json::array();
  for (const json &event : document.at("traceEvents"))
    if (event.at("ph") == phase)
      found.push_back(event);
  return found;
}

TEST(ChromeTrace, EmptyDocumentIsValid) {
  std::ostringstream out;
  EXPECT_TRUE(trace::ChromeTraceWriter(out).finish());
  EXPECT_TRUE(json::parse(out.str()).at("traceEvents").empty());
}

TEST(ChromeTrace, IntervalsBecomeCompleteEvents) {
  std::ostringstream out;
  {
    trace::ChromeTraceWriter writer(out);
    simulate::Interval intervals[] = {{0, isa::Engine::Vector, 0, 0, 500},
                                      {1, isa::Engine::Matrix, 1, 500, 1500}};
    writer.addKernel(makeProgram(), intervals, 1000.0, 2000);
  }
  json events = eventsNamed(json::parse(out.str()), "X");
  ASSERT_EQ(events.size(), 2u);
  EXPECT_DOUBLE_EQ(events[0].at("ts"), 2.0); // cycle 2000 at 1000 MHz
  EXPECT_DOUBLE_EQ(events[0].at("dur"), 0.5);
  EXPECT_EQ(events[0].at("tid"), int(isa::Engine::Vector));
  EXPECT_EQ(events[0].at("args").at("where"), "a\\b.py:41 forward");
  EXPECT_EQ(events[0].at("args").at("code"), "x = \"\t\"");
  EXPECT_DOUBLE_EQ(events[1].at("ts"), 2.5);
  EXPECT_FALSE(events[1].at("args").contains("where"));
  EXPECT_NE(events[0].at("pid"), events[1].at("pid"));
}

// Instructions of version 2 appear in their engines' rows under their mnemonics.
TEST(ChromeTrace, ShowsConvolutionAndIndexing) {
  isa::Program program = makeProgram();
  program.instructions = {{isa::Conv{}, 0}, {isa::Gather{}, 0}, {isa::Scatter{}, 0},
                          {isa::Scan{}, 0}, {isa::Sort{}, 0},   {isa::Halt{}, 0}};
  std::vector<simulate::Interval> intervals;
  for (uint32_t i = 0; i + 1 < program.instructions.size(); ++i) {
    isa::Engine engine = isa::Engine::Vector;
    EXPECT_TRUE(isa::engineOf(program.instructions[i].operation, engine));
    intervals.push_back({0, engine, i, 100 * i, 100 * i + 50});
  }
  std::ostringstream out;
  {
    trace::ChromeTraceWriter writer(out);
    writer.addKernel(program, intervals, 1000.0, 0);
  }
  json events = eventsNamed(json::parse(out.str()), "X");
  ASSERT_EQ(events.size(), 5u);
  const std::pair<const char *, isa::Engine> expected[] = {{"conv", isa::Engine::Matrix},
                                                           {"gather", isa::Engine::DmaIn},
                                                           {"scatter", isa::Engine::DmaOut},
                                                           {"scan", isa::Engine::Vector},
                                                           {"sort", isa::Engine::Vector}};
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(events[i].at("name").get<std::string>().rfind(expected[i].first, 0), 0u);
    EXPECT_EQ(events[i].at("tid"), int(expected[i].second));
  }
}

TEST(ChromeTrace, ProcessesAndThreadsAreNamedOnce) {
  std::ostringstream out;
  {
    trace::ChromeTraceWriter writer(out);
    TimelineEntry entries[] = {{"a", 0, 0, 0, 1, 0, 10},
                               {"b", 0, 0, 1, 2, 10, 20},
                               {"c", 0, 3, 0, 1, 0, 10},
                               {"d", 1, 0, 0, 1, 0, 10}};
    writer.addStreams(entries, trace::Clock::Simulated, 1000.0);
  }
  json names = json::object();
  for (const json &event : eventsNamed(json::parse(out.str()), "M"))
    names[event.at("args").at("name").get<std::string>()] =
        names.value(event.at("args").at("name").get<std::string>(), 0) + 1;
  EXPECT_EQ(names, (json{{"mock:0", 1}, {"mock:1", 1}, {"stream 0", 2}, {"stream 3", 1}}));
}

TEST(ChromeTrace, ClockChoosesTheTimes) {
  TimelineEntry entries[] = {{"task", 0, 0, 5.0, 7.5, 1000, 3000}};
  for (auto [clock, begin, duration] :
       {std::tuple{trace::Clock::Host, 5.0, 2.5}, {trace::Clock::Simulated, 2.0, 4.0}}) {
    std::ostringstream out;
    {
      trace::ChromeTraceWriter writer(out);
      writer.addStreams(entries, clock, 500.0);
    }
    json event = eventsNamed(json::parse(out.str()), "X").at(0);
    EXPECT_DOUBLE_EQ(event.at("ts"), begin);
    EXPECT_DOUBLE_EQ(event.at("dur"), duration);
  }
}

TEST(ChromeTrace, AnyBytesInNamesKeepTheDocumentValid) {
  std::string name;
  for (int c = 0; c < 256; ++c)
    name += char(c);
  TimelineEntry entries[] = {{name, 0, 0, 0, 1, 0, 1}};
  std::ostringstream out;
  {
    trace::ChromeTraceWriter writer(out);
    writer.addStreams(entries, trace::Clock::Host, 1000.0);
  }
  json event = eventsNamed(json::parse(out.str()), "X").at(0);
  std::string written = event.at("name");
  EXPECT_EQ(written.substr(0, 128),
            name.substr(0, 128)); // ASCII, with quotes and control characters
}

TEST(ChromeTrace, TwoKernelsDoNotShareProcesses) {
  std::ostringstream out;
  {
    trace::ChromeTraceWriter writer(out);
    simulate::Interval interval[] = {{0, isa::Engine::Vector, 0, 0, 1}};
    writer.addKernel(makeProgram(), interval, 1000.0);
    writer.addKernel(makeProgram(), interval, 1000.0);
  }
  json events = eventsNamed(json::parse(out.str()), "X");
  EXPECT_NE(events[0].at("pid"), events[1].at("pid"));
}

TEST(ChromeTrace, AFailedStreamIsReported) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  EXPECT_FALSE(trace::ChromeTraceWriter(out).finish());
}

} // namespace
