//===- Log.cpp -----------------------------------------------------------===//
#include "mock/runtime/support/Log.h"
#include "mock/runtime/support/NearestName.h"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>

using namespace mock;
using namespace mock::log;

namespace {

constexpr size_t kQueueMessages = 8192;
constexpr std::array<std::string_view, 6> kNames = {"trace",   "debug", "info",
                                                    "warning", "error", "off"};

spdlog::level::level_enum toSpdlog(Level level) {
  constexpr spdlog::level::level_enum levels[] = {spdlog::level::trace, spdlog::level::debug,
                                                  spdlog::level::info,  spdlog::level::warn,
                                                  spdlog::level::err,   spdlog::level::off};
  return levels[static_cast<size_t>(level)];
}

std::optional<Level> parse(std::string_view text) {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == text)
      return static_cast<Level>(i);
  return std::nullopt;
}

/// The queue, its thread and the sink. Never destroyed: workers of streams may outlive main();
/// what the queue holds then is written by an exit handler.
class Output {
public:
  static Output &get() {
    static auto *output = new Output;
    return *output;
  }

  void write(Level level, std::string_view message) {
    std::lock_guard lock(mutex);
    if (logger)
      logger->log(toSpdlog(level), message);
  }

  /// Ends the queue's thread, which writes what is left, and begins anew.
  void flush() {
    std::lock_guard lock(mutex);
    if (!logger)
      return;
    stop();
    start();
  }

  void close() {
    std::lock_guard lock(mutex);
    stop();
  }

private:
  Output() : sink(std::make_shared<spdlog::sinks::stderr_color_sink_mt>()) {
    start();
    std::atexit([] { get().close(); });
  }

  void start() {
    queue = std::make_shared<spdlog::details::thread_pool>(kQueueMessages, 1);
    // A full queue drops its oldest messages: a log must not slow the device down.
    logger = std::make_shared<spdlog::async_logger>("torch-mock", sink, queue,
                                                    spdlog::async_overflow_policy::overrun_oldest);
    logger->set_level(spdlog::level::trace);
    logger->set_pattern("[%H:%M:%S.%e] %n %^%l%$: %v");
  }

  /// The queue goes first: its messages hold the logger, which the queue's thread would destroy
  /// otherwise, in a library that the thread sanitizer does not see into.
  void stop() {
    queue.reset();
    logger.reset();
    sink->flush();
  }

  std::mutex mutex;
  std::shared_ptr<spdlog::sinks::sink> sink;
  std::shared_ptr<spdlog::details::thread_pool> queue;
  std::shared_ptr<spdlog::async_logger> logger;
};

Level levelOfEnvironment() {
  const char *text = std::getenv("TORCH_MOCK_LOG");
  if (!text || !*text)
    return Level::Warning;
  if (auto level = parse(text))
    return *level;
  std::vector<std::string> names(kNames.begin(), kNames.end());
  Output::get().write(Level::Warning, "TORCH_MOCK_LOG must be trace, debug, info, warning, error "
                                      "or off, not '" +
                                          std::string(text) + "'" + didYouMean(text, names) +
                                          " Messages from `warning` on are written.");
  return Level::Warning;
}

std::atomic<Level> &current() {
  static std::atomic<Level> level = levelOfEnvironment();
  return level;
}

} // namespace

std::string_view mock::log::nameOf(Level level) { return kNames[static_cast<size_t>(level)]; }

Level mock::log::level() { return current().load(std::memory_order_relaxed); }

void mock::log::setLevel(Level level) { current() = level; }

void mock::log::write(Level level, std::string_view message) {
  if (enabled(level))
    Output::get().write(level, message);
}

void mock::log::flush() { Output::get().flush(); }
