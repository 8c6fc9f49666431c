//===- Simulator.h - Time and values of a program --------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"
#include "mock/runtime/profile/Profile.h"
#include "mock/runtime/support/Expected.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mock::simulate {

/// One instruction's time in an engine, for timelines.
struct Interval {
  uint16_t core = 0;
  isa::Engine engine = isa::Engine::Vector;
  uint32_t instruction = 0;   ///< index into Program::instructions
  int64_t begin = 0, end = 0; ///< cycles
};

/// The result of the event simulation: the only source of cycles.
struct Timing {
  int64_t cycles = 0;
  std::array<int64_t, isa::kNumEngines> busy{}; ///< cycles summed over cores
  /// Cycles of the core where the engine works most: what bound() judges by.
  std::array<int64_t, isa::kNumEngines> busiest{};
  /// By core: cycles that each engine works.
  std::vector<std::array<int64_t, isa::kNumEngines>> coreBusy;
  std::array<int64_t, isa::kNumEngines> instructions{};
  int64_t bytesIn = 0, bytesOut = 0; ///< main memory traffic
  int64_t macs = 0, vectorOps = 0;
  /// By memory of the profile: end of the highest byte touched in any core; for the main memory the
  /// bytes of the arguments together.
  std::vector<int64_t> peakBytes;
  /// Busy share of the engine, 0 to 1, over `cores` cores.
  double utilisation(isa::Engine engine, int64_t cores) const;
  /// Busy share of the engine of one core, 0 to 1; 0 for cores that do not take part.
  double coreUtilisation(isa::Engine engine, size_t core) const;
  /// Multiplications, additions and vector operations per byte of main memory traffic; 0 without
  /// traffic.
  double arithmeticIntensity() const;
  /// Share of the array's peak that the multiply-accumulates reach over all cycles, 0 to 1, when
  /// they are all of type `input`.
  double peakShare(const profile::Profile &profile, DType input, int64_t cores) const;
  /// "dma", "matrix", "vector" or "overhead": what bounds it. An engine does when its busiest core
  /// works for at least half of the cycles.
  std::string bound() const;
};

/// Event simulation without data. `timeline`, when given, receives every interval.
Expected<Timing> time(const isa::Program &program, const profile::Profile &profile,
                      std::vector<Interval> *timeline = nullptr);

/// How long a program may keep the simulator busy before it is stopped with a fault (time() with an
/// error): a malformed program must not hang it.
struct Limits {
  int64_t instructions = int64_t(1) << 26; ///< executed, and loop iterations, over all cores
  int64_t work = int64_t(1) << 39;         ///< element operations; 8 multiply-accumulates are one
};

/// What the device found wrong by itself, sharing nothing with the compiler's checks but the
/// profile's data.
struct Fault {
  enum class Kind {
    InvalidProgram, ///< field out of range, foreign target, unsupported version
    Misaligned,
    OutOfRange, ///< access beyond an argument or a memory
    WrongDType,
    WrongTile, ///< extent the engine cannot take
    AccumulatorOverflow,
    ReadBeforeArrival, ///< no happens-before between a write and a later access
    Uninitialised,
    Capacity,
    Deadlock,
    IndexOutOfRange,
    DivisionByZero
  };
  Kind kind = Kind::InvalidProgram;
  std::string kernel;
  uint32_t instruction = 0;
  uint16_t core = 0;
  std::string assembly;   ///< the instruction as text
  isa::Location location; ///< line of the user's model
  std::string detail;     ///< what, actual, limit
  /// "device fault: misaligned access in kernel k, instruction 3 (dma.in ...), core 0, model.py:41
  /// ..."
  std::string message() const;
};
std::string_view name(Fault::Kind kind);

/// Which bytes of a piece of main memory have been written. Absent means all of it.
class InitialisedBytes {
public:
  explicit InitialisedBytes(size_t bytes) : flags(bytes, 0) {}
  void set(size_t begin, size_t count);
  /// Offset of the first byte never written in the range, or nullopt.
  std::optional<size_t> firstUnset(size_t begin, size_t count) const;
  size_t size() const { return flags.size(); }

private:
  std::vector<uint8_t> flags;
};

/// The memory an argument is bound to.
struct Binding {
  std::byte *data = nullptr;  ///< backing memory
  uint64_t deviceAddress = 0; ///< what alignment is judged by
  size_t bytes = 0;
  InitialisedBytes *initialised = nullptr;
  size_t initialisedOffset = 0; ///< of `data` within `initialised`
};

/// Interprets the program instruction by instruction on simulated memories. Returns the first
/// fault; what was written before stays written, as on hardware.
std::optional<Fault> execute(const isa::Program &program, const profile::Profile &profile,
                             std::span<const Binding> arguments, const Limits &limits = {});

/// The cost of one instruction with given extents, in cycles of its engine; the compiler's tile
/// chooser and time() both use it.
int64_t matmulCycles(const profile::Profile &profile, int64_t m, int64_t n, int64_t k, DType input);
/// `groups` products of `pixels` x `filters` outputs with `depth` = channels x points of the
/// kernel.
int64_t convCycles(const profile::Profile &profile, int64_t groups, int64_t pixels, int64_t filters,
                   int64_t depth, DType input);
/// Also of gather and scatter, whose runs end where an index varies.
int64_t dmaCycles(const profile::Profile &profile, int64_t bytes, int64_t contiguousBytes);
int64_t vectorCycles(const profile::Profile &profile, int64_t elements, int64_t simpleOps,
                     int64_t transcendentalOps);
/// `rows` results of `rowElements` each; `withIndex` for ArgMax and ArgMin.
int64_t reduceCycles(const profile::Profile &profile, int64_t rows, int64_t rowElements,
                     bool withIndex);
/// The rows run along the lanes, because each adds in its own order.
int64_t scanCycles(const profile::Profile &profile, int64_t rows, int64_t rowElements);
/// A bitonic network on the lanes (Batcher, "Sorting networks and their applications", AFIPS 1968):
/// log2 n x (log2 n + 1) / 2 stages.
int64_t sortCycles(const profile::Profile &profile, int64_t rows, int64_t rowElements);
int64_t fillCycles(const profile::Profile &profile, int64_t elements);

} // namespace mock::simulate
