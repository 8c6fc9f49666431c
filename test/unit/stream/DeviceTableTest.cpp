#include "mock/runtime/stream/Stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

using namespace mock;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// The table is one per process, so each case runs in a process of its own and reports by its
/// exit code.
int inChild(int (*body)()) {
  pid_t child = fork();
  if (child == 0) {
    profile::setProfileDirectory(MOCK_PROFILE_DIRECTORY);
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool says(const Error &error, const char *text) {
  return error.message.find(text) != std::string::npos;
}

TEST(DeviceTable, TwoDevicesByDefault) {
  EXPECT_EQ(inChild([] {
              unsetenv("TORCH_MOCK_DEVICES");
              auto names = configuredDevices();
              return names && *names == std::vector<std::string>{"mock-v1", "mock-v1"} ? 0 : 1;
            }),
            0);
}

TEST(DeviceTable, TheEnvironmentNamesProfiles) {
  EXPECT_EQ(inChild([] {
              setenv("TORCH_MOCK_DEVICES", "mock-v1 , mock-v1,mock-v1", 1);
              auto names = configuredDevices();
              return names && names->size() == 3 && (*names)[0] == "mock-v1" ? 0 : 1;
            }),
            0);
}

TEST(DeviceTable, AnEmptyNameIsRefused) {
  EXPECT_EQ(inChild([] {
              setenv("TORCH_MOCK_DEVICES", "mock-v1,,mock-v1", 1);
              auto names = configuredDevices();
              return !names && says(names.error(), "empty") ? 0 : 1;
            }),
            0);
}

TEST(DeviceTable, ConfigureRefusesUnknownProfilesAndBadCounts) {
  EXPECT_EQ(inChild([] {
              auto unknown = configureDevices({"mock-v2"});
              if (unknown || !says(unknown.error(), "mock-v1"))
                return 1;
              if (configureDevices({}))
                return 2;
              if (configureDevices(std::vector<std::string>(65, "mock-v1")))
                return 3;
              return configureDevices({"mock-v1"}) && configuredDevices()->size() == 1 ? 0 : 4;
            }),
            0);
}

TEST(DeviceTable, ConfigureAfterTheFirstUseIsRefused) {
  EXPECT_EQ(inChild([] {
              if (anyDeviceInitialised() || !device(0) || !anyDeviceInitialised())
                return 1;
              auto late = configureDevices({"mock-v1"});
              return !late && late.error().kind == Error::Kind::Runtime &&
                             says(late.error(), "already initialised")
                         ? 0
                         : 2;
            }),
            0);
}

TEST(DeviceTable, AnIndexBeyondTheCountNamesBoth) {
  EXPECT_EQ(inChild([] {
              unsetenv("TORCH_MOCK_DEVICES");
              auto beyond = device(7);
              return !beyond && says(beyond.error(), "7") && says(beyond.error(), "2 mock devices")
                         ? 0
                         : 1;
            }),
            0);
}

TEST(DeviceTable, AForkedChildOfAnInitialisedProcessIsRefused) {
  EXPECT_EQ(inChild([] {
              if (!device(0) || inBadFork())
                return 1;
              return inChild([] {
                auto used = device(0);
                return inBadFork() && !used && says(used.error(), "'spawn' start method") ? 0 : 2;
              });
            }),
            0);
}

TEST(DeviceTable, AForkBeforeTheFirstUseIsFine) {
  EXPECT_EQ(inChild([] { return inChild([] { return device(0) ? 0 : 1; }); }), 0);
}

} // namespace
