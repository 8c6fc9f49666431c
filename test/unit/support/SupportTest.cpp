// SHA-256 against the vectors of FIPS 180-4, and the nearest name.
#include "mock/runtime/support/NearestName.h"
#include "mock/runtime/support/Sha256.h"

#include <gtest/gtest.h>

using namespace mock;

TEST(Sha256, KnownVectors) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(NearestName, Misspellings) {
  const std::vector<std::string> names = {"strict", "lenient", "f32"};
  EXPECT_EQ(nearestName("stritc", names), "strict");
  EXPECT_EQ(nearestName("lenientt", names), "lenient");
  EXPECT_EQ(nearestName("strict", names), "strict");
  EXPECT_EQ(nearestName("banana", names), "");
  EXPECT_EQ(nearestName("", names), "");
  EXPECT_EQ(nearestName("x", {}), "");
  EXPECT_EQ(didYouMean("stritc", names), "; did you mean 'strict'?");
  EXPECT_EQ(didYouMean("banana", names), "");
}
