// Any bytes give a profile or an error: never a crash, never a hang.
#include "TestProfiles.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

using namespace mock;
using namespace mock::profile::test;

namespace {

constexpr int kRounds = 4000;

/// A profile that was accepted is one that the rest of the system may compute with.
void expectSane(const mock::profile::Profile &profile) {
  EXPECT_GE(profile.memories.size(), 1u);
  for (const auto &memory : profile.memories) {
    EXPECT_GT(memory.size, 0);
    EXPECT_GT(memory.alignment, 0);
  }
  EXPECT_GT(profile.cores, 0);
  EXPECT_GT(profile.dma.bytesPerCycle, 0);
  EXPECT_GT(profile.vector.lanes, 0);
}

int acceptedOf(const std::function<std::string(std::mt19937_64 &)> &mutate) {
  std::mt19937_64 random(20260101);
  int accepted = 0;
  for (int round = 0; round < kRounds; ++round) {
    auto profile = mock::profile::parse(mutate(random), "fuzzed.json", "");
    if (profile) {
      ++accepted;
      if ((*profile)->kind == mock::profile::Profile::Kind::Full)
        expectSane(**profile);
    } else {
      EXPECT_FALSE(profile.error().message.empty());
    }
  }
  return accepted;
}

TEST(Fuzz, ChangedBytes) {
  int accepted = acceptedOf([](std::mt19937_64 &random) {
    std::string text = mockV1Text();
    for (uint64_t i = 0; i <= random() % 4; ++i)
      text[random() % text.size()] = static_cast<char>(random());
    return text;
  });
  // Some changes only touch descriptions, most break the document.
  EXPECT_LT(accepted, kRounds);
}

TEST(Fuzz, RemovedAndRepeatedPieces) {
  int accepted = acceptedOf([](std::mt19937_64 &random) {
    std::string text = mockV1Text();
    size_t begin = random() % text.size();
    size_t length = random() % 200;
    std::string piece = text.substr(begin, length);
    if (random() % 2)
      text.erase(begin, length);
    else
      text.insert(random() % text.size(), piece);
    return text;
  });
  EXPECT_LT(accepted, kRounds);
}

TEST(Fuzz, ChangedNumbers) {
  static const std::vector<std::string> kNumbers = {"0",
                                                    "-1",
                                                    "1",
                                                    "2147483648",
                                                    "4294967296",
                                                    "9223372036854775807",
                                                    "9223372036854775808",
                                                    "-9223372036854775808",
                                                    "1e308",
                                                    "1e999",
                                                    "0.5",
                                                    "3"};
  std::vector<size_t> places;
  for (size_t at = mockV1Text().find("\"value\": "); at != std::string::npos;
       at = mockV1Text().find("\"value\": ", at + 1))
    if (isdigit(static_cast<unsigned char>(mockV1Text()[at + 9])))
      places.push_back(at + 9);
  ASSERT_GT(places.size(), 30u);
  int accepted = acceptedOf([&](std::mt19937_64 &random) {
    std::string text = mockV1Text();
    size_t at = places[random() % places.size()];
    size_t end = text.find_first_not_of("0123456789", at);
    return text.replace(at, end - at, kNumbers[random() % kNumbers.size()]);
  });
  EXPECT_GT(accepted, 0);
  EXPECT_LT(accepted, kRounds);
}

} // namespace
