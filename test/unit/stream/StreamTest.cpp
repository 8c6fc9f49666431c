#include "TestDevice.h"

#include "mock/runtime/stream/Timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

using namespace mock;
using namespace mock::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::optional<simulate::Fault> fine() { return std::nullopt; }

/// A task that others can be made to wait behind.
class Gate {
public:
  void submitTo(Stream &stream) {
    stream.submit("gate", 0, [future = opened.get_future().share()] {
      future.wait();
      return fine();
    });
  }
  void open() { opened.set_value(); }

private:
  std::promise<void> opened;
};

TEST(Stream, RunsTasksInOrderOnAnotherThread) {
  Stream &stream = newDevice().defaultStream();
  std::vector<int> order;
  std::thread::id worker;
  for (int i = 0; i < 100; ++i)
    stream.submit("task", 0, [&, i] {
      order.push_back(i);
      worker = std::this_thread::get_id();
      return fine();
    });
  ASSERT_TRUE(stream.synchronize());
  ASSERT_EQ(order.size(), 100u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(Stream, QueryTellsWhetherItIsIdle) {
  Stream &stream = newDevice().defaultStream();
  EXPECT_TRUE(stream.query());
  Gate gate;
  gate.submitTo(stream);
  EXPECT_FALSE(stream.query());
  gate.open();
  ASSERT_TRUE(stream.synchronize());
  EXPECT_TRUE(stream.query());
}

TEST(Stream, TheClockAdvancesByTheCyclesOfTasks) {
  Stream &stream = newDevice().defaultStream();
  stream.submit("a", 100, fine);
  stream.submit("b", 23, fine);
  ASSERT_TRUE(stream.synchronize());
  stream.advance("host", 7);
  EXPECT_EQ(stream.simulatedCycles(), 130);
}

TEST(Stream, WhatATaskHoldsIsReleasedBeforeSynchronizeReturns) {
  Stream &stream = newDevice().defaultStream();
  auto held = std::make_shared<int>(1);
  std::weak_ptr<int> watch = held;
  stream.submit("task", 0, [held = std::move(held)] { return fine(); });
  ASSERT_TRUE(stream.synchronize());
  EXPECT_TRUE(watch.expired());
}

TEST(Event, CompletesWhenTheStreamReachesIt) {
  Device &device = newDevice();
  Stream &stream = device.defaultStream();
  auto event = device.createEvent();
  EXPECT_TRUE(event->query()) << "an event that was never recorded has passed";
  Gate gate;
  gate.submitTo(stream);
  stream.submit("work", 50, fine);
  stream.record(*event);
  EXPECT_FALSE(event->query());
  gate.open();
  event->synchronize();
  EXPECT_TRUE(event->query());
  EXPECT_EQ(event->simulatedCycles(), 50);
}

TEST(Event, RecordingAgainMovesIt) {
  Device &device = newDevice();
  Stream &stream = device.defaultStream();
  auto event = device.createEvent();
  stream.record(*event);
  stream.submit("work", 10, fine);
  stream.record(*event);
  event->synchronize();
  EXPECT_EQ(event->simulatedCycles(), 10);
}

TEST(Stream, WaitingForAnEventOrdersTwoStreamsAndTheirClocks) {
  Device &device = newDevice();
  Stream &first = device.defaultStream(), &second = device.createStream(0);
  auto event = device.createEvent();
  std::atomic<bool> firstDone{false}, sawFirst{false};
  Gate gate;
  gate.submitTo(first);
  first.submit("first", 1000, [&] {
    firstDone = true;
    return fine();
  });
  first.record(*event);
  second.wait(*event);
  second.submit("second", 1, [&] {
    sawFirst = firstDone.load();
    return fine();
  });
  EXPECT_FALSE(second.query());
  gate.open();
  ASSERT_TRUE(second.synchronize());
  EXPECT_TRUE(sawFirst);
  EXPECT_EQ(second.simulatedCycles(), 1001) << "the second stream starts when the event has passed";
}

TEST(Stream, AWaitKeepsTheRecordingItSaw) {
  Device &device = newDevice();
  Stream &first = device.defaultStream(), &second = device.createStream(0);
  auto event = device.createEvent();
  first.record(*event);
  event->synchronize();
  second.wait(*event);
  Gate gate;
  gate.submitTo(first);
  first.record(*event); // behind the gate; the wait above does not mean it
  EXPECT_TRUE(second.synchronize());
  gate.open();
  EXPECT_TRUE(first.synchronize());
}

TEST(Stream, StreamsRunAtTheSameTime) {
  Device &device = newDevice();
  Stream &first = device.defaultStream(), &second = device.createStream(0);
  Gate gate;
  gate.submitTo(first);
  second.submit("opens the gate of the other", 0, [&] {
    gate.open();
    return fine();
  });
  EXPECT_TRUE(first.synchronize());
  EXPECT_TRUE(second.synchronize());
}

TEST(Fault, SticksAndDropsLaterTasksUntilReset) {
  Stream &stream = newDevice().defaultStream();
  bool ran = false;
  stream.submit("bad", 5, [] { return std::optional(faultOf("softmax")); });
  stream.submit("later", 5, [&] {
    ran = true;
    return fine();
  });
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto status = stream.synchronize();
    ASSERT_FALSE(status);
    EXPECT_THAT(status.error().message, HasSubstr("softmax"));
    EXPECT_THAT(status.error().message, HasSubstr("stream 0 of mock:0"));
  }
  EXPECT_FALSE(ran);
  ASSERT_NE(stream.fault(), nullptr);
  EXPECT_EQ(stream.fault()->kind, simulate::Fault::Kind::Misaligned);
  stream.reset();
  EXPECT_EQ(stream.fault(), nullptr);
  stream.submit("after", 0, [&] {
    ran = true;
    return fine();
  });
  EXPECT_TRUE(stream.synchronize());
  EXPECT_TRUE(ran);
}

TEST(Fault, LeavesOtherStreamsAloneAndEventsPass) {
  Device &device = newDevice();
  Stream &bad = device.defaultStream(), &good = device.createStream(0);
  auto event = device.createEvent();
  bad.submit("bad", 0, [] { return std::optional(faultOf("k")); });
  bad.record(*event);
  good.wait(*event);
  EXPECT_TRUE(good.synchronize());
  EXPECT_FALSE(device.synchronize());
  device.reset();
  EXPECT_TRUE(device.synchronize());
}

TEST(Device, FindsItsStreams) {
  Device &device = newDevice();
  Stream &stream = device.createStream(-1);
  EXPECT_EQ(device.findStream(stream.id()), &stream);
  EXPECT_EQ(stream.priority(), -1);
  EXPECT_EQ(device.findStream(0), &device.defaultStream());
  EXPECT_EQ(device.findStream(99), nullptr);
  EXPECT_EQ(device.findStream(-1), nullptr);
}

TEST(Timeline, RecordsTasksWhenAsked) {
  Stream &stream = newDevice().defaultStream();
  stream.submit("before", 1, fine);
  ASSERT_TRUE(stream.synchronize());
  recordTimeline(true);
  stream.submit("first", 10, fine);
  stream.submit("second", 20, fine);
  ASSERT_TRUE(stream.synchronize());
  recordTimeline(false);
  auto entries = takeTimeline();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].name, "first");
  EXPECT_EQ(entries[1].simulatedBegin, 11);
  EXPECT_EQ(entries[1].simulatedEnd, 31);
  EXPECT_LE(entries[0].hostBegin, entries[0].hostEnd);
  EXPECT_LE(entries[0].hostEnd, entries[1].hostBegin);
  EXPECT_TRUE(takeTimeline().empty());
}

} // namespace
