// Each way in which a profile can be wrong: the error names file, line and what is allowed.
#include "TestProfiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mock;
using namespace mock::profile::test;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

struct ErrorCase {
  const char *name;
  const char *from, *to; ///< the change of mock-v1
  const char *line;      ///< a text in the line that the error names; "" is the first line
  const char *message;
};

const ErrorCase kCases[] = {
    {"UnknownSection", "\"operators\": {", "\"operater\": {", "\"operators\": {",
     "unknown key 'operater' in 'profile'; did you mean 'operators'?"},
    {"UnknownLimit", "\"dma.startup\"", "\"dma.startpu\"", "\"dma.startup\"",
     "unknown limit 'dma.startpu'; did you mean 'dma.startup'?"},
    {"UnknownMemoryLimit", "\"memory.dram.size\"", "\"memory.dram.sise\"", "\"memory.dram.size\"",
     "did you mean 'memory.dram.size'?"},
    {"UnknownField", "\"dma.extent\"", "\"dma.extend\"", "\"dma.extent\"",
     "unknown field 'dma.extend'; did you mean 'dma.extent'?"},
    {"UnknownKeyOfALimit", "\"dma.burst\": {\"value\"", "\"dma.burst\": {\"valeu\"",
     "\"dma.burst\"", "unknown key 'valeu' in 'dma.burst'; did you mean 'value'?"},
    {"UnknownRole", "\"role\": \"scratchpad\"", "\"role\": \"scratch\"", "\"role\": \"scratchpad\"",
     "'role' is 'scratch'"},
    {"UnknownKind", "\"kind\": \"full\"", "\"kind\": \"ful\"", "\"kind\"",
     "'kind' is 'ful'; did you mean 'full'? (allowed: full, check-only)"},
    {"UnknownType", "[\"f32\", \"bf16\", \"f16\", \"i8\"]", "[\"f32\", \"bf61\"]", "\"inputs\"",
     "'matrix.inputs' is 'bf61'; did you mean 'bf16'?"},
    {"DuplicateLimit", "\"host.latency\"", "\"dma.queues\"", "\"host.latency\"",
     "key 'dma.queues' appears twice"},
    {"MissingKeyOfALimit", "\"value\": 32, \"unit\": \"semaphores\", ",
     "\"unit\": \"semaphores\", ", "\"isa.semaphores\"",
     "key 'value' is missing in 'isa.semaphores'"},
    {"DuplicateKey", "\"name\": \"mock-v1\"", "\"name\": \"a\", \"name\": \"b\"", "\"name\"",
     "key 'name' appears twice in the same object"},
    {"DuplicateType", "[\"f32\", \"i32\"]", "[\"f32\", \"f32\"]", "\"accumulators\"",
     "lists 'f32' twice"},
    {"StringForNumber", "\"value\": 32, \"unit\": \"semaphores\"",
     "\"value\": \"32\", \"unit\": \"semaphores\"", "\"isa.semaphores\"",
     "'isa.semaphores' must be an integer, not the string '32'"},
    {"FractionForInteger", "\"value\": 32, \"unit\": \"semaphores\"",
     "\"value\": 32.5, \"unit\": \"semaphores\"", "\"isa.semaphores\"",
     "must be an integer, not the number 32.5"},
    {"TooLargeForAnyInteger", "\"value\": 32, \"unit\": \"semaphores\"",
     "\"value\": 99999999999999999999, \"unit\": \"semaphores\"", "\"isa.semaphores\"",
     "must be an integer"},
    {"Negative", "\"value\": 8, \"unit\": \"loops\"", "\"value\": -8, \"unit\": \"loops\"",
     "\"isa.loop-depth\"", "'isa.loop-depth' is -8; allowed is 1 to 64"},
    {"Zero", "\"device.cores\": {\"value\": 4", "\"device.cores\": {\"value\": 0",
     "\"device.cores\"", "'device.cores' is 0; allowed is 1 to 1024"},
    {"AbsurdSize", "\"value\": 8589934592", "\"value\": 8796093022208", "\"memory.dram.size\"",
     "allowed is 1 to 4398046511104"},
    {"WrongUnit", "\"value\": 32, \"unit\": \"semaphores\"", "\"value\": 32, \"unit\": \"bytes\"",
     "\"isa.semaphores\"", "the unit of 'isa.semaphores' is 'semaphores', not 'bytes'"},
    {"AlignmentNoPowerOfTwo", "\"memory.scratchpad.alignment\": {\"value\": 64",
     "\"memory.scratchpad.alignment\": {\"value\": 48", "\"memory.scratchpad.alignment\"",
     "an alignment must be a power of two"},
    {"SizeNoMultipleOfAlignment", "\"value\": 1048576, \"unit\": \"bytes\"",
     "\"value\": 1048577, \"unit\": \"bytes\"", "\"memory.scratchpad.size\"",
     "it must be a multiple of the alignment, 64 bytes"},
    {"NoMainMemory", "\"role\": \"main\", \"per-core\": false",
     "\"role\": \"scratchpad\", \"per-core\": true", "\"memories\"",
     "the first of 'memories' must have the role 'main'"},
    {"TwoMainMemories", "\"role\": \"scratchpad\", \"per-core\": true",
     "\"role\": \"main\", \"per-core\": false", "\"name\": \"scratchpad\"",
     "only the first memory has the role 'main'"},
    {"TwoMemoriesOfOneName", "\"name\": \"scratchpad\"", "\"name\": \"dram\"",
     "\"name\": \"scratchpad\"", "two memories are named 'dram'"},
    {"SharedScratchpad", "\"role\": \"scratchpad\", \"per-core\": true",
     "\"role\": \"scratchpad\", \"per-core\": false", "\"role\": \"scratchpad\"",
     "all others are private to a core"},
    {"NoAccumulator", "\"role\": \"accumulator\"", "\"role\": \"scratchpad\"", "\"memories\"",
     "no memory has the role 'accumulator'"},
    {"EmptySource",
     "\"unit\": \"semaphores\", \"source\": \"mock-v1 specification, docs/profiles.md#programs\"",
     "\"unit\": \"semaphores\", \"source\": \"\"", "\"isa.semaphores\"", "must not be empty"},
    {"FieldTooNarrow", "\"opcode\": {\"bits\": 5", "\"opcode\": {\"bits\": 3", "\"opcode\"",
     "'opcode.bits' is 3; allowed is 4 to 8"},
    {"FieldTooWide", "\"dma.extent\": {\"bits\": 16", "\"dma.extent\": {\"bits\": 64",
     "\"dma.extent\"", "allowed is 4 to 63"},
    {"FieldCannotBeSigned", "\"loop.count\": {\"bits\": 32, \"signed\": false",
     "\"loop.count\": {\"bits\": 32, \"signed\": true", "\"loop.count\"",
     "field 'loop.count' cannot be signed"},
    {"FieldDoesNotHoldItsLimit", "\"sync.semaphore\": {\"bits\": 5",
     "\"sync.semaphore\": {\"bits\": 4", "\"sync.semaphore\"",
     "field 'sync.semaphore' holds at most 15, but 'isa.semaphores' needs 31"},
    {"BaseDoesNotReachTheMemory", "\"address.base\": {\"bits\": 40",
     "\"address.base\": {\"bits\": 33", "\"address.base\"", "but the size of memory 'dram' needs"},
    {"TypeBothComputedAndIndex", "[\"i64\"]", "[\"i64\", \"i32\"]", "\"index-dtypes\"",
     "'i32' is in both 'vector.dtypes' and 'vector.index-dtypes'"},
    {"NoMatrixType", "\"value\": [\"f32\", \"i32\"]", "\"value\": []", "\"accumulators\"",
     "'matrix.accumulators' must name a type"},
    {"BadName", "\"name\": \"mock-v1\"", "\"name\": \"../mock\"", "\"name\"",
     "it must begin with a letter"},
    {"ObjectForArray", "[\"f32\", \"bf16\", \"f16\", \"i8\"]", "{}", "\"inputs\"",
     "'matrix.inputs' must be an array of strings, not an object"},
    {"StringForBoolean", "\"per-core\": false", "\"per-core\": \"no\"", "\"per-core\"",
     "must be true or false"},
};

class ProfileError : public testing::TestWithParam<ErrorCase> {};

TEST_P(ProfileError, NamesFileAndLine) {
  const ErrorCase &test = GetParam();
  std::string message = parseError(changed(test.from, test.to));
  EXPECT_THAT(message, StartsWith("p.json:" + std::to_string(lineOf(test.line)) + ": "));
  EXPECT_THAT(message, HasSubstr(test.message));
}

INSTANTIATE_TEST_SUITE_P(All, ProfileError, testing::ValuesIn(kCases),
                         [](const auto &info) { return info.param.name; });

TEST(ProfileErrors, EveryMissingLimitOfAFullProfileIsNamed) {
  auto profile = mock::profile::parse(mockV1Text(), "mock-v1.json", "");
  ASSERT_TRUE(profile);
  for (const auto &[key, limit] : (*profile)->limits) {
    std::string text = mockV1Text();
    size_t begin = text.find("    \"" + key + "\"");
    size_t end = text.find('\n', begin);
    ASSERT_NE(end, text.npos) << key;
    bool last = text[end - 1] != ',';
    text.erase(begin, end + 1 - begin);
    if (last) // takes the comma of what is now the last limit
      text.erase(text.rfind(',', begin), 1);
    EXPECT_THAT(parseError(text), HasSubstr("limit '" + key + "' is missing"));
  }
}

TEST(ProfileErrors, NoJson) {
  EXPECT_THAT(parseError(""), StartsWith("p.json:1: not valid JSON: "));
  EXPECT_THAT(parseError("{\n\n  \"name\" 3}"), StartsWith("p.json:3: not valid JSON: "));
  EXPECT_THAT(parseError("[]"), HasSubstr("'profile' must be an object, not an array"));
  EXPECT_THAT(parseError("{} {}"), HasSubstr("not valid JSON"));
  EXPECT_THAT(parseError(mockV1Text().substr(0, 5000)), HasSubstr("not valid JSON"));
}

TEST(ProfileErrors, DeepNesting) {
  std::string deep(100000, '[');
  EXPECT_THAT(parseError(deep), HasSubstr("nested deeper than 16 levels"));
  std::string objects = "{\"name\": ";
  for (int i = 0; i < 10000; ++i)
    objects += "{\"a\": ";
  EXPECT_THAT(parseError(objects), HasSubstr("nested deeper than 16 levels"));
}

TEST(ProfileErrors, HugeDocuments) {
  EXPECT_THAT(parseError(std::string(2 << 20, ' ')), HasSubstr("a profile has at most 1048576"));
  std::string keys = "{";
  for (int i = 0; i < 5000; ++i)
    keys += "\"k" + std::to_string(i) + "\": 0,\n";
  EXPECT_THAT(parseError(keys + "\"z\": 0}"), HasSubstr("more than 4096 keys in one object"));
}

TEST(ProfileErrors, MessagesAreUtf8) {
  std::string message = parseError("{\"name\": \"a\xff\"}");
  EXPECT_THAT(message, HasSubstr("not valid JSON"));
  for (char character : message)
    EXPECT_GE(character, 0) << message;
}

} // namespace
