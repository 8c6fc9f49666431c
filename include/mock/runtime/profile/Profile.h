//===- Profile.h - The limits of a device, as data -------------------------===//
//
// A profile is a JSON document (profiles/*.json, profiles/schema.json). Every
// number that the compiler checks or the simulator obeys comes from here, with
// its unit, source and version, so that a report can say who says so.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/isa/DType.h"
#include "mock/runtime/support/Expected.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mock::profile {

/// One limit: `{"value", "unit", "source", "version"}` in the file.
struct Limit {
  std::string key; ///< dotted path, e.g. "tensor.rank.max", "memory.scratchpad.size"
  int64_t value = 0;
  std::string unit;   ///< "bytes", "elements", "dimensions", "cycles", "bytes/cycle", ...
  std::string source; ///< who says so, e.g. "docs/isa.md#dma" or a vendor's file
  std::string version;
};

/// A memory by the profile's own name. The main memory is index 0.
struct Memory {
  enum class Role { Main, Scratchpad, Accumulator };
  std::string name;
  Role role = Role::Main;
  bool perCore = false;
  int64_t size = 0;      ///< bytes (of each core's copy when perCore)
  int64_t alignment = 1; ///< bytes: base addresses of operands and buffers
};

enum class Dataflow { OutputStationary, WeightStationary, InputStationary };

struct MatrixEngine {
  int64_t rows = 0, columns = 0;
  Dataflow dataflow = Dataflow::OutputStationary;
  int64_t extentMultiple = 1; ///< m, n and k of an instruction
  int64_t startup = 0;        ///< cycles
  std::vector<DType> inputs, accumulators;
  /// Multiply-accumulates per processing element and cycle, by input dtype.
  std::map<DType, int64_t> throughput;
};

struct VectorEngine {
  int64_t lanes = 0;
  int64_t startup = 0;              ///< cycles per instruction
  int64_t transcendentalCycles = 1; ///< cycles per strip of `lanes` elements and operation
  int64_t maxRank = 0;              ///< dimensions of an operand
  int64_t maxOperands = 0;          ///< inputs plus outputs of an instruction
  int64_t maxBodyLength = 0;        ///< operations of a body
  int64_t registers = 0;
  std::vector<DType> dtypes;      ///< arithmetic
  std::vector<DType> indexDtypes; ///< index arithmetic, comparison, select and casts only
};

struct DmaEngine {
  int64_t dimensions = 0;
  int64_t bytesPerCycle = 0;
  int64_t startup = 0;       ///< cycles per descriptor
  int64_t burst = 1;         ///< bytes: a contiguous run is charged in whole bursts
  int64_t queuesPerCore = 1; ///< of each direction
};

struct HostLink {
  int64_t bytesPerCycle = 0;
  int64_t latency = 0; ///< cycles per transfer
};

/// Width of an instruction field; the range follows from bits and sign.
struct FieldWidth {
  int bits = 64;
  bool isSigned = false;
  int64_t min() const;
  int64_t max() const;
};

class Profile {
public:
  enum class Kind { Full, CheckOnly };

  std::string name, description;
  Kind kind = Kind::Full;
  int64_t cores = 1;
  int64_t clockMHz = 1000;
  std::vector<Memory> memories;
  MatrixEngine matrix;
  VectorEngine vector;
  DmaEngine dma;
  HostLink host;
  int64_t semaphores = 0; ///< per core
  int64_t maxLoopDepth = 0;
  int64_t maxProgramBytes = 0;
  int64_t maxArguments = 0;
  std::map<std::string, FieldWidth, std::less<>> fields; ///< "dma.extent", "loop.count", ...
  std::map<std::string, Limit, std::less<>> limits;      ///< all limits by key
  std::vector<std::string> unsupportedOperators;         ///< schema names the device lacks

  /// The limit with that key or nullptr.
  const Limit *find(std::string_view key) const;
  /// Index into `memories` of the first with that role; -1 if there is none.
  int memoryIndex(Memory::Role role) const;
  int memoryIndex(std::string_view memoryName) const;
  bool computes(DType dtype) const; ///< arithmetic in the vector engine
  bool indexesWith(DType dtype) const;
  /// Hex SHA-256 of the canonical text: what a program file names its target by.
  const std::string &digest() const { return digestText; }
  /// The resolved document (after `extends`) as JSON text, for `profiles show`.
  const std::string &json() const { return jsonText; }

  std::string digestText, jsonText;
};

/// Parses a document. Errors name file, line, key and the nearest known key.
/// `directory` resolves "extends".
Expected<std::shared_ptr<const Profile>> parse(std::string_view text, std::string_view fileName,
                                               const std::string &directory);

/// A name (looked up in the search path: $TORCH_MOCK_PROFILE_PATH, then the
/// installed profiles) or a path ending in ".json". An unknown name is an error
/// that names the nearest known one.
Expected<std::shared_ptr<const Profile>> load(std::string_view nameOrPath);

/// Names found in the search path, sorted.
std::vector<std::string> available();

/// The folder of the shipped profiles; set once by the embedding program.
void setProfileDirectory(std::string directory);

} // namespace mock::profile
