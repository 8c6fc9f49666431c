#include "mock/runtime/isa/DType.h"

#include <gtest/gtest.h>

using namespace mock;

TEST(DType, NamesReadBack) {
  for (int i = 0; i <= static_cast<int>(DType::C128); ++i) {
    DType dtype = static_cast<DType>(i);
    EXPECT_EQ(parseDType(name(dtype)), dtype) << name(dtype);
  }
}

TEST(DType, OtherTextIsNoType) {
  for (const char *text : {"", "float", "f32 ", "F32", "u16"})
    EXPECT_EQ(parseDType(text), std::nullopt) << text;
}

TEST(DType, ItemSizes) {
  EXPECT_EQ(itemSize(DType::Bool), 1);
  EXPECT_EQ(itemSize(DType::BF16), 2);
  EXPECT_EQ(itemSize(DType::F32), 4);
  EXPECT_EQ(itemSize(DType::I64), 8);
  EXPECT_EQ(itemSize(DType::C128), 16);
}
