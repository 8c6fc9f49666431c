//===- AccessMap.h - Last accesses of each byte, and races -----------------===//
//
// Happens-before by vector clocks, as in FastTrack, with what the machine gives for
// free: between two barriers cores are not ordered at all, so a clock of a core's
// four engines and the number of barriers passed say everything.
//
// Bytes with the same history form one segment of an ordered map, so an access to a
// tile costs a few steps whatever the tile's size, and neighbouring bytes that two
// cores write are never confused.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>

namespace mock::simulate {

/// By engine of a core: how many of its instructions are known to be done.
using Clock = std::array<uint32_t, isa::kNumEngines>;

/// Who accesses: the `clock` of the engine counts its own instruction too.
struct Actor {
  uint32_t phase = 0; ///< barriers passed
  uint32_t instruction = 0;
  uint16_t core = 0;
  isa::Engine engine = isa::Engine::Vector;
  const Clock *clock = nullptr;
};

/// Two accesses that nothing orders, at least one of them a write.
struct Race {
  uint32_t instruction = 0; ///< the earlier one in program order
  uint16_t core = 0;
  isa::Engine engine = isa::Engine::Vector;
  bool wrote = false;
  uint64_t address = 0; ///< first byte of the conflict
};

class AccessMap {
public:
  /// Records an access to [begin, end); gives the first conflict with an earlier one.
  std::optional<Race> read(uint64_t begin, uint64_t end, const Actor &actor);
  std::optional<Race> write(uint64_t begin, uint64_t end, const Actor &actor);

  /// The first byte of [begin, end) that was never written.
  std::optional<uint64_t> firstUnwritten(uint64_t begin, uint64_t end) const;

  size_t segments() const { return map.size(); }

private:
  struct Segment {
    uint64_t end = 0;
    // The last write; a clock of 0 means none.
    uint32_t writePhase = 0, writeClock = 0, writeInstruction = 0;
    // The reads since, in the last phase that had any. `readElsewhere`: by another core too.
    uint32_t readPhase = 0, readInstruction = 0, otherInstruction = 0;
    Clock readClocks{};
    uint16_t writeCore = 0, readCore = 0, otherCore = 0;
    isa::Engine writeEngine = isa::Engine::Vector, readEngine = isa::Engine::Vector;
    bool readElsewhere = false;

    bool operator==(const Segment &) const = default;
    bool sameHistory(const Segment &other) const;
  };
  using Map = std::map<uint64_t, Segment>;

  /// Makes segments that cover [begin, end) exactly; gives the first.
  Map::iterator cover(uint64_t begin, uint64_t end);
  void split(uint64_t at);
  void mergeAround(uint64_t begin, uint64_t end);
  static std::optional<Race> raceWithWrite(uint64_t address, const Segment &segment,
                                           const Actor &actor);
  static std::optional<Race> raceWithReads(uint64_t address, const Segment &segment,
                                           const Actor &actor);
  static void recordRead(Segment &segment, const Actor &actor);

  Map map;
};

} // namespace mock::simulate
