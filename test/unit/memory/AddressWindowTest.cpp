#include "AddressWindow.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

using namespace mock;

namespace {

constexpr size_t kBytes = size_t{1} << 30;

TEST(AddressWindow, MapsEachAddressToABackingByteAndBack) {
  auto window = AddressWindow::reserve(kBytes).take();
  void *address = window->addressAt(4096 + 7);
  std::byte *backing = window->backing(address);
  EXPECT_NE(static_cast<void *>(backing), address);
  EXPECT_EQ(window->deviceAddress(backing), address);
  EXPECT_EQ(window->offsetOf(address), 4103u);
}

TEST(AddressWindow, KnowsWhatLiesInIt) {
  auto window = AddressWindow::reserve(kBytes).take();
  auto *first = static_cast<std::byte *>(window->addressAt(0));
  EXPECT_TRUE(window->contains(first));
  EXPECT_TRUE(window->contains(first + kBytes - 1));
  EXPECT_FALSE(window->contains(first + kBytes));
  EXPECT_FALSE(window->contains(first - 1));
  EXPECT_FALSE(window->contains(window->backing(first)));
  EXPECT_TRUE(window->backs(window->backing(first)));
  EXPECT_FALSE(window->backs(first));
}

TEST(AddressWindow, ReleasedPagesReadAsZeroAndOthersKeepTheirBytes) {
  auto window = AddressWindow::reserve(kBytes).take();
  std::byte *backing = window->backing(window->addressAt(0));
  backing[0] = std::byte{1};    // in a page that the range covers in part only
  backing[8192] = std::byte{2}; // in a whole page
  window->release(64, 65536);
  EXPECT_EQ(backing[0], std::byte{1});
  EXPECT_EQ(backing[8192], std::byte{0});
}

TEST(AddressWindow, TooLargeAReservationIsAnErrorThatSaysHowMuch) {
  auto window = AddressWindow::reserve(size_t{1} << 62);
  ASSERT_FALSE(window);
  EXPECT_NE(window.error().message.find(std::to_string(size_t{1} << 62)), std::string::npos);
}

class AddressWindowDeathTest : public testing::Test {
protected:
  void SetUp() override { testing::FLAGS_gtest_death_test_style = "threadsafe"; }
};

TEST_F(AddressWindowDeathTest, AStrayHostReadDies) {
  EXPECT_DEATH(
      {
        auto window = AddressWindow::reserve(kBytes).take();
        volatile auto *address = static_cast<volatile char *>(window->addressAt(100));
        volatile char value = *address;
        (void)value;
      },
      "");
}

TEST_F(AddressWindowDeathTest, AStrayHostWriteDiesThoughTheBackingIsInUse) {
  EXPECT_DEATH(
      {
        auto window = AddressWindow::reserve(kBytes).take();
        *window->backing(window->addressAt(100)) = std::byte{1};
        *static_cast<volatile char *>(window->addressAt(100)) = 2;
      },
      "");
}

} // namespace
