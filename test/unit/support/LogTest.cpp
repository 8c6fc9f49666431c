// The logger: its levels, and what reaches stderr.
#include "mock/runtime/support/Log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

using namespace mock;
using testing::HasSubstr;
using testing::Not;

namespace {

/// What `body` writes at `level`; the level of before holds again afterwards.
std::string written(log::Level level, const std::function<void()> &body) {
  log::Level before = log::level();
  log::setLevel(level);
  testing::internal::CaptureStderr();
  body();
  log::flush();
  log::setLevel(before);
  return testing::internal::GetCapturedStderr();
}

} // namespace

TEST(Log, WritesFromItsLevelOn) {
  std::string text = written(log::Level::Info, [] {
    log::write(log::Level::Debug, "too fine");
    log::write(log::Level::Info, "fine enough");
    log::write(log::Level::Error, "severe");
  });
  EXPECT_THAT(text, HasSubstr("torch-mock info: fine enough\n"));
  EXPECT_THAT(text, HasSubstr("torch-mock error: severe\n"));
  EXPECT_THAT(text, Not(HasSubstr("too fine")));
}

TEST(Log, OffWritesNothing) {
  EXPECT_EQ(written(log::Level::Off, [] { log::write(log::Level::Error, "severe"); }), "");
  EXPECT_FALSE(log::enabled(log::Level::Off));
}

TEST(Log, BracesAreText) {
  std::string text =
      written(log::Level::Info, [] { log::write(log::Level::Info, "kernel {0} of {"); });
  EXPECT_THAT(text, HasSubstr("kernel {0} of {\n"));
}

TEST(Log, GoesOnAfterAFlush) {
  written(log::Level::Info, [] { log::write(log::Level::Info, "before"); });
  EXPECT_THAT(written(log::Level::Info, [] { log::write(log::Level::Info, "after"); }),
              HasSubstr("after\n"));
}

TEST(Log, LevelsHaveTheNamesOfTheVariable) {
  EXPECT_EQ(log::nameOf(log::Level::Trace), "trace");
  EXPECT_EQ(log::nameOf(log::Level::Off), "off");
}

// The variable is read once, at the first message: each death test is a process of its own.
TEST(LogDeathTest, UnknownLevelIsNamedWithTheNearest) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  setenv("TORCH_MOCK_LOG", "debgu", 1);
  EXPECT_EXIT(
      {
        log::write(log::Level::Info, "hidden");
        log::flush();
        std::exit(log::level() == log::Level::Warning ? 0 : 1);
      },
      testing::ExitedWithCode(0), "not 'debgu'; did you mean 'debug'\\?");
  unsetenv("TORCH_MOCK_LOG");
}
