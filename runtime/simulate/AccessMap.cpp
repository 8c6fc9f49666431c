//===- AccessMap.cpp - Last accesses of each byte, and races ---------------===//

#include "runtime/simulate/AccessMap.h"

#include <iterator>

namespace mock::simulate {

bool AccessMap::Segment::sameHistory(const Segment &other) const {
  Segment moved = other;
  moved.end = end;
  return *this == moved;
}

void AccessMap::split(uint64_t at) {
  auto after = map.upper_bound(at);
  if (after == map.begin())
    return;
  auto holder = std::prev(after);
  if (holder->first == at || holder->second.end <= at)
    return;
  Segment tail = holder->second;
  holder->second.end = at;
  map.emplace_hint(after, at, tail);
}

AccessMap::Map::iterator AccessMap::cover(uint64_t begin, uint64_t end) {
  split(begin);
  split(end);
  auto next = map.lower_bound(begin);
  for (uint64_t at = begin; at < end;) {
    if (next != map.end() && next->first == at) {
      at = next->second.end;
      ++next;
      continue;
    }
    Segment gap;
    gap.end = next == map.end() ? end : std::min(end, next->first);
    at = map.emplace_hint(next, at, gap)->second.end;
  }
  return map.find(begin);
}

/// Joins neighbours that became equal, in [begin, end) and at both sides of it.
void AccessMap::mergeAround(uint64_t begin, uint64_t end) {
  auto current = map.lower_bound(begin);
  if (current != map.begin())
    --current;
  while (true) {
    auto next = std::next(current);
    if (next == map.end() || next->first > end)
      return;
    if (current->second.end == next->first && current->second.sameHistory(next->second)) {
      current->second.end = next->second.end;
      map.erase(next);
    } else {
      current = next;
    }
  }
}

/// Barriers order everything before them; otherwise other cores are never ordered, and an engine of
/// the same core is as far as its clock is known.
std::optional<Race> AccessMap::raceWithWrite(uint64_t address, const Segment &segment,
                                             const Actor &actor) {
  if (segment.writeClock == 0 || segment.writePhase < actor.phase)
    return std::nullopt;
  if (segment.writeCore == actor.core &&
      segment.writeClock <= (*actor.clock)[size_t(segment.writeEngine)])
    return std::nullopt;
  return Race{segment.writeInstruction, segment.writeCore, segment.writeEngine, true, address};
}

std::optional<Race> AccessMap::raceWithReads(uint64_t address, const Segment &segment,
                                             const Actor &actor) {
  bool any = false;
  for (uint32_t clock : segment.readClocks)
    any |= clock != 0;
  if (!any || segment.readPhase < actor.phase)
    return std::nullopt;
  if (segment.readCore != actor.core)
    return Race{segment.readInstruction, segment.readCore, segment.readEngine, false, address};
  if (segment.readElsewhere)
    return Race{segment.otherInstruction, segment.otherCore, segment.readEngine, false, address};
  for (size_t engine = 0; engine < segment.readClocks.size(); ++engine)
    if (segment.readClocks[engine] > (*actor.clock)[engine])
      return Race{segment.readInstruction, segment.readCore, isa::Engine(engine), false, address};
  return std::nullopt;
}

void AccessMap::recordRead(Segment &segment, const Actor &actor) {
  uint32_t own = (*actor.clock)[size_t(actor.engine)];
  bool any = false;
  for (uint32_t clock : segment.readClocks)
    any |= clock != 0;
  if (any && segment.readPhase == actor.phase && segment.readCore != actor.core) {
    // Two cores are enough to know: whoever writes in this phase races with one of them.
    segment.readElsewhere = true;
    segment.otherCore = actor.core;
    segment.otherInstruction = actor.instruction;
    return;
  }
  if (!any || segment.readPhase != actor.phase) {
    segment.readClocks = {};
    segment.readElsewhere = false;
    segment.otherCore = 0;
    segment.otherInstruction = 0;
  }
  segment.readPhase = actor.phase;
  segment.readCore = actor.core;
  segment.readEngine = actor.engine;
  segment.readInstruction = actor.instruction;
  segment.readClocks[size_t(actor.engine)] = own;
}

std::optional<Race> AccessMap::read(uint64_t begin, uint64_t end, const Actor &actor) {
  if (begin >= end)
    return std::nullopt;
  std::optional<Race> race;
  for (auto at = cover(begin, end); at != map.end() && at->first < end; ++at) {
    if (!race)
      race = raceWithWrite(at->first, at->second, actor);
    recordRead(at->second, actor);
  }
  mergeAround(begin, end);
  return race;
}

std::optional<Race> AccessMap::write(uint64_t begin, uint64_t end, const Actor &actor) {
  if (begin >= end)
    return std::nullopt;
  std::optional<Race> race;
  auto at = cover(begin, end);
  auto first = at;
  for (; at != map.end() && at->first < end; ++at) {
    if (!race)
      race = raceWithWrite(at->first, at->second, actor);
    if (!race)
      race = raceWithReads(at->first, at->second, actor);
  }
  Segment written;
  written.end = end;
  written.writePhase = actor.phase;
  written.writeClock = (*actor.clock)[size_t(actor.engine)];
  written.writeInstruction = actor.instruction;
  written.writeCore = actor.core;
  written.writeEngine = actor.engine;
  map.erase(std::next(first), at);
  first->second = written;
  mergeAround(begin, end);
  return race;
}

std::optional<uint64_t> AccessMap::firstUnwritten(uint64_t begin, uint64_t end) const {
  auto next = map.upper_bound(begin);
  if (next != map.begin() && std::prev(next)->second.end > begin)
    --next;
  uint64_t at = begin;
  for (; at < end; ++next) {
    if (next == map.end() || next->first > at || next->second.writeClock == 0)
      return at;
    at = next->second.end;
  }
  return std::nullopt;
}

} // namespace mock::simulate
