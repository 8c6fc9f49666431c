//===- Consistency.cpp - Do the values of a profile fit each other? --------===//
#include "ProfileReader.h"

#include <fmt/format.h>

#include <bit>

namespace mock::profile {
namespace {

class ConsistencyCheck {
public:
  ConsistencyCheck(const Profile &profile, const JsonNode &document)
      : profile(profile), document(document) {}

  std::optional<Error> run() {
    for (const Memory &memory : profile.memories)
      checkMemory(memory);
    if (profile.kind == Profile::Kind::Full)
      checkFull();
    return failure;
  }

private:
  void failAt(std::string_view section, std::string_view key, const std::string &message) {
    if (failure)
      return;
    const JsonNode *place = document.find(section);
    const JsonNode *entry = place ? place->find(key) : nullptr;
    failure = errorAt(entry ? *entry : place ? *place : document, message);
  }
  void failLimit(const std::string &key, const std::string &message) {
    failAt("limits", key,
           "'" + key + "' is " + std::to_string(profile.find(key)->value) + "; " + message);
  }

  void checkMemory(const Memory &memory) {
    std::string prefix = "memory." + memory.name;
    if (!std::has_single_bit(static_cast<uint64_t>(memory.alignment)))
      failLimit(prefix + ".alignment", "an alignment must be a power of two");
    else if (memory.size % memory.alignment != 0)
      failLimit(prefix + ".size", "it must be a multiple of the alignment, " +
                                      std::to_string(memory.alignment) + " bytes");
  }

  void checkFull() {
    for (auto [role, word] : {std::pair{Memory::Role::Scratchpad, "scratchpad"},
                              std::pair{Memory::Role::Accumulator, "accumulator"}})
      if (profile.memoryIndex(role) < 0)
        failAt("memories", "",
               std::string("no memory has the role '") + word +
                   "'; a profile of kind 'full' needs one");
    checkTypes();
    checkWidths();
    checkEnginesFit();
  }

  void checkTypes() {
    if (profile.matrix.inputs.empty())
      failAt("matrix", "inputs", "'matrix.inputs' must name a type");
    if (profile.matrix.accumulators.empty())
      failAt("matrix", "accumulators", "'matrix.accumulators' must name a type");
    if (profile.vector.dtypes.empty())
      failAt("vector", "dtypes", "'vector.dtypes' must name a type");
    for (DType dtype : profile.vector.dtypes)
      if (profile.indexesWith(dtype))
        failAt("vector", "index-dtypes",
               fmt::format("'{}' is in both 'vector.dtypes' and 'vector.index-dtypes'; keep it in "
                           "one of them",
                           name(dtype)));
  }

  /// The field must hold 0 to `largest`, which is what `why` asks for.
  void checkHolds(std::string_view field, int64_t largest, const std::string &why) {
    const FieldWidth &width = profile.fields.find(field)->second;
    if (width.max() < largest)
      failAt("fields", field,
             "field '" + std::string(field) + "' holds at most " + std::to_string(width.max()) +
                 ", but " + why + " needs " + std::to_string(largest));
  }

  void checkWidths() {
    checkHolds("address.memory", static_cast<int64_t>(profile.memories.size()) - 1,
               "the number of 'memories'");
    checkHolds("address.argument", profile.maxArguments - 1, "'isa.arguments'");
    checkHolds("sync.semaphore", profile.semaphores - 1, "'isa.semaphores'");
    checkHolds("term.loop", profile.fields.find("loop.id")->second.max(), "the field 'loop.id'");
    checkHolds("loop.id", profile.maxLoopDepth - 1, "'isa.loop-depth'");
    checkHolds("loop.cores", profile.cores, "'device.cores'");
    checkHolds("dma.rank", profile.dma.dimensions, "'dma.dimensions'");
    checkHolds("vector.rank", profile.vector.maxRank, "'vector.rank.max'");
    checkHolds("vector.operands", profile.vector.maxOperands, "'vector.operands'");
    checkHolds("body.length", profile.vector.maxBodyLength, "'vector.body-length'");
    checkHolds("body.register", profile.vector.registers - 1, "'vector.registers'");
    checkHolds("matrix.extent", profile.matrix.extentMultiple, "'matrix.extent.multiple'");
    for (auto [field, key] : {std::pair{"conv.stride", "conv.stride.max"},
                              {"conv.dilation", "conv.dilation.max"},
                              {"dma.indices", "dma.indices"}})
      checkHolds(field, profile.find(key)->value, "'" + std::string(key) + "'");
    for (const Memory &memory : profile.memories)
      checkHolds("address.base", memory.size - 1, "the size of memory '" + memory.name + "'");
  }

  void checkEnginesFit() {
    for (const Memory &memory : profile.memories)
      if (memory.perCore && memory.size > profile.memories[0].size)
        failLimit("memory." + memory.name + ".size",
                  "no memory of a core may exceed the main memory, " +
                      std::to_string(profile.memories[0].size) + " bytes");
    int64_t coreBytes = 0;
    for (const Memory &memory : profile.memories)
      coreBytes += memory.perCore ? memory.size : 0;
    constexpr int64_t kMaxSimulatedBytes = int64_t{1} << 34;
    if (coreBytes * profile.cores > kMaxSimulatedBytes)
      failLimit("device.cores", "the memories of all cores together have " +
                                    std::to_string(coreBytes * profile.cores) +
                                    " bytes; the simulator takes at most " +
                                    std::to_string(kMaxSimulatedBytes));
  }

  const Profile &profile;
  const JsonNode &document;
  std::optional<Error> failure;
};

} // namespace

Expected<void> checkConsistency(const Profile &profile, const JsonNode &document) {
  if (std::optional<Error> failure = ConsistencyCheck(profile, document).run())
    return *failure;
  return {};
}

} // namespace mock::profile
