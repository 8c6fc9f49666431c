//===- Program.h - A device program in memory ------------------------------===//
//
// The instruction set, version 2, as C++ data; docs/isa.md is its specification.
// One instruction is one tile operation. A program is SPMD: every core of the
// header's `cores` runs the same instructions and differs only by its core number
// in loops. Instructions go in program order to the in-order queues of the engines,
// which counted semaphores couple.
//
// Sizes, strides and offsets of addresses are bytes; extents are elements.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/isa/DType.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace mock::isa {

inline constexpr uint16_t kVersion = 2;

/// The queues of a core.
enum class Engine : uint8_t { DmaIn, DmaOut, Matrix, Vector };
inline constexpr int kNumEngines = 4;

/// stride x induction value of `loop`; with a modulus, stride x (number of times the
/// body of `loop` was entered before on this core since the program began, modulo it):
/// the slot of a multiply buffered tile.
struct Term {
  uint8_t loop = 0; ///< id of an enclosing loop
  int64_t stride = 0;
  uint32_t modulus = 0;
  bool operator==(const Term &) const = default;
};

/// base + sum of terms, in `memory` (index into the profile's memories). In the main
/// memory the base is relative to the start of the argument.
struct Address {
  uint8_t memory = 0;
  uint16_t argument = 0;
  int64_t base = 0;
  std::vector<Term> terms;
  bool operator==(const Address &) const = default;
};

/// roundUp(min(tile, total - sum of induction value x stride), multiple). With no terms the
/// extent is roundUp(tile, multiple). A result below 1 is a fault.
struct Extent {
  int64_t tile = 1;
  int64_t total = 0;
  std::vector<Term> terms; ///< modulus 0
  uint32_t multiple = 1;
  bool operator==(const Extent &) const = default;
};

/// base + sum of induction value x stride: where a tile begins in an index space, in elements.
struct IndexBase {
  int64_t base = 0;
  std::vector<Term> terms; ///< modulus 0
  bool operator==(const IndexBase &) const = default;
};

/// Semaphores an instruction takes one credit from before it starts (`pop`), and gives one
/// to when it is done (`push`). A semaphore is pushed by one engine only. A pop that no
/// earlier push (in program order) or initial credit serves is a fault: deadlock.
struct Sync {
  std::vector<uint8_t> pop, push;
  bool operator==(const Sync &) const = default;
};

/// Whether a result is combined with what the destination holds.
struct Accumulate {
  enum class Mode : uint8_t { Never, Always, UnlessFirst };
  Mode mode = Mode::Never;
  uint8_t loop =
      0; ///< UnlessFirst: overwrites on the first trip of this enclosing loop's current run
  bool operator==(const Accumulate &) const = default;
};

/// Where a dimension of the source ends: element i of the box has coordinate origin + i, and only
/// coordinates in [0, size) exist.
struct Bounds {
  IndexBase origin; ///< may be negative
  int64_t size = 0;
  bool operator==(const Bounds &) const = default;
};

/// Copies an n-dimensional box. In (main memory to a core's memory) may have bounds: an element
/// lies at source + sum of coordinate x stride, and where a coordinate is out of bounds nothing is
/// read and padValue is written. In may pad: each dimension's destination extends to
/// roundUp(extent, padMultiple), and the rest is filled with padValue.
struct Dma {
  bool in = true;
  Address source, destination;
  uint8_t elementBytes = 4;
  std::vector<Extent> extents; ///< outermost first; at most the profile's dma dimensions
  std::vector<int64_t> sourceStrides, destinationStrides;
  std::vector<Bounds> bounds;         ///< empty or one per dimension
  std::vector<uint32_t> padMultiples; ///< empty or one per dimension
  uint64_t padValue = 0;              ///< bit pattern of one element
  Sync sync;
  bool operator==(const Dma &) const = default;
};

/// destination[m, n] (+)= sum over k of a[m, k] x b[k, n]. The interpreter adds k ascending,
/// in the accumulator's type, with a fused multiply-add.
struct MatMul {
  Address destination, a, b;
  Extent m, n, k;
  int64_t aStrides[2] = {0, 0};  ///< m, k
  int64_t bStrides[2] = {0, 0};  ///< k, n
  int64_t destinationStride = 0; ///< m; n is contiguous
  DType input = DType::F32, accumulator = DType::F32;
  Accumulate accumulate;
  Sync sync;
  bool operator==(const MatMul &) const = default;
};

/// destination[g, f, o...] (+)= sum over c, k... of input[g, c, o x stride + k x dilation] x
/// weight[g, f, c, k...]. Adds c outermost, then k row-major, with fused multiply-adds in the
/// accumulator's type. The kernel is that of the forward operator; the input is the window that the
/// `out` extents need: sum of (out - 1) x stride + (kernel - 1) x dilation + 1 elements.
struct Conv {
  Address destination, input, weight;
  Extent groups, filters, channels;               ///< filters and channels of one group
  std::vector<Extent> out;                        ///< 1 to 3
  std::vector<uint32_t> kernel, stride, dilation; ///< one per extent of `out`
  std::vector<int64_t> inputStrides;              ///< g, c, i...
  std::vector<int64_t> weightStrides;             ///< g, f, c, k...
  std::vector<int64_t> destinationStrides;        ///< g, f, o...
  DType inputType = DType::F32, accumulator = DType::F32;
  Accumulate accumulate;
  Sync sync;
  bool operator==(const Conv &) const = default;
};

struct Operand {
  Address address;
  std::vector<int64_t> strides; ///< one per extent; 0 broadcasts
  DType dtype = DType::F32;
  bool operator==(const Operand &) const = default;
};

/// An index that a gather or scatter adds: value x step bytes. A value outside of [0, bound) is a
/// fault; with `wraps` values in [-bound, 0) count from the end.
struct IndexOperand {
  Operand values; ///< i64 or i32 in a core's memory
  int64_t step = 0, bound = 0;
  bool operator==(const IndexOperand &) const = default;
};

/// Copies elements of the main memory that indices name, in the queue dma.in. Element p of the
/// destination comes from source + sum of p x sourceStrides + sum of index values at p x steps.
struct Gather {
  Address source, destination;
  uint8_t elementBytes = 4;
  std::vector<Extent> extents;
  std::vector<int64_t> sourceStrides, destinationStrides;
  std::vector<IndexOperand> indices; ///< 1 to the profile's dma indices
  bool wraps = false;
  Sync sync;
  bool operator==(const Gather &) const = default;
};

enum class ScatterMode : uint8_t { Store, Add, Mul, Min, Max };

/// Combines elements of a core's memory into places of the main memory that indices name, in the
/// queue dma.out, point by point in row-major order: place = place op element, rounded to the type
/// each time. Store writes the element.
struct Scatter {
  ScatterMode mode = ScatterMode::Store;
  DType dtype = DType::F32;
  Address source, destination;
  std::vector<Extent> extents;
  std::vector<int64_t> sourceStrides, destinationStrides;
  std::vector<IndexOperand> indices;
  bool wraps = false;
  Sync sync;
  bool operator==(const Scatter &) const = default;
};

/// Applies a body to every point of a box, in row-major order.
struct Vector {
  uint16_t body = 0;
  std::vector<Extent> extents;
  std::vector<Operand> inputs, outputs;
  std::vector<IndexBase> indexBases; ///< empty or one per extent, read by `index`
  Sync sync;
  bool operator==(const Vector &) const = default;
};

enum class ReduceKind : uint8_t { Sum, Prod, Max, Min, ArgMax, ArgMin };

/// Reduces the last `reducedDims` extents. The order is fixed and part of the ISA: with the
/// reduced positions numbered row-major, position p goes to partial p mod 16, each partial
/// takes its positions in ascending order starting from the identity, then partial i combines
/// with i+8, i+4, i+2, i+1. The result then combines with the destination when accumulating:
/// destination op tile. Max, Min, ArgMax and ArgMin let NaN win; the first position wins ties.
/// Sums of f32 are f32, of bf16 f32 (stored as the output says), of i32 i32, of i64 and bool i64.
struct Reduce {
  ReduceKind kind = ReduceKind::Sum;
  std::vector<Extent> extents;
  uint8_t reducedDims = 1;
  Operand input;
  Operand output;      ///< strides over the kept extents; the value
  Operand indexOutput; ///< ArgMax, ArgMin: i64 positions within the whole row
  IndexBase indexBase; ///< position of the tile's first element in the row
  Accumulate accumulate;
  Sync sync;
  bool operator==(const Reduce &) const = default;
};

/// Running sum, product, maximum or minimum (no other kind) along the last extent, ascending; types
/// as in Reduce. A row begins with the identity, or, when accumulating, with its element of
/// `carry`, where the last value of the row is left.
struct Scan {
  ReduceKind kind = ReduceKind::Sum;
  std::vector<Extent> extents;
  Operand input, output;
  bool carries = false;
  Operand carry; ///< strides over all extents but the last; when `carries`
  Accumulate accumulate;
  Sync sync;
  bool operator==(const Scan &) const = default;
};

/// Stable sort of each row along the last extent; writes the first `kept` values and the positions
/// that they had. NaN is the greatest value; NaNs are equal, -0 and 0 too.
struct Sort {
  std::vector<Extent> extents;
  Operand input, values; ///< of one type
  Operand positions;     ///< i64
  int64_t kept = 1;      ///< at most the extent of a row
  bool descending = false;
  Sync sync;
  bool operator==(const Sort &) const = default;
};

/// Fills a box of a core's memory with one bit pattern. Runs in the vector engine.
struct Fill {
  Address destination;
  uint8_t elementBytes = 4;
  std::vector<Extent> extents;
  std::vector<int64_t> strides;
  uint64_t value = 0;
  Sync sync;
  bool operator==(const Fill &) const = default;
};

/// Pops and pushes in the queue of an engine without doing anything else.
struct Wait {
  Engine engine = Engine::Vector;
  Sync sync;
  bool operator==(const Wait &) const = default;
};

/// for (iv = (core / coreDivisor) % coreModulus; iv < count; iv += coreModulus).
/// A loop that every core runs whole has coreModulus 1.
struct LoopBegin {
  uint8_t id = 0;
  int64_t count = 0;
  uint16_t coreDivisor = 1, coreModulus = 1;
  bool operator==(const LoopBegin &) const = default;
};
struct LoopEnd {
  bool operator==(const LoopEnd &) const = default;
};

/// All engines of all cores meet.
struct Barrier {
  bool operator==(const Barrier &) const = default;
};
struct Halt {
  bool operator==(const Halt &) const = default;
};

using Operation = std::variant<Dma, MatMul, Vector, Reduce, Fill, Wait, LoopBegin, LoopEnd, Barrier,
                               Halt, Conv, Gather, Scatter, Scan, Sort>;

struct Instruction {
  Operation operation;
  uint32_t location = 0; ///< index into Program::locations
  bool operator==(const Instruction &) const = default;
};

enum class RegisterType : uint8_t { F32, I32, I64, Pred };

enum class BodyOpcode : uint8_t {
#define MOCK_BODY_OP(Enumerator, Mnemonic, Operands, Cost) Enumerator,
#include "mock/runtime/isa/BodyOps.def"
};

/// One operation of a body. `type` is the type of the operands; comparisons give Pred, Convert
/// takes its source type from the immediate and gives `type`. An operand of dtype bool is read
/// into Pred (non-zero is true) and stored as 0 or 1; bf16 and f16 are read into F32 and rounded
/// to nearest even when stored; i8 and u8, i16 go to I32.
struct BodyOp {
  BodyOpcode opcode = BodyOpcode::Constant;
  RegisterType type = RegisterType::F32;
  uint8_t destination = 0;
  uint8_t operands[3] = {0, 0, 0};
  uint64_t immediate = 0;
  bool operator==(const BodyOp &) const = default;
};

struct Body {
  std::vector<BodyOp> ops; ///< straight-line
  bool operator==(const Body &) const = default;
};

struct Argument {
  std::string name;
  int64_t bytes = 0; ///< size from the argument's base that the program may touch
  bool read = true, write = false;
  bool operator==(const Argument &) const = default;
};

/// A line of the user's model.
struct Location {
  std::string file, function, code;
  int32_t line = 0;
  bool operator==(const Location &) const = default;
};

struct Program {
  uint16_t version = kVersion;
  std::string name;
  std::string profile; ///< name of the profile it was made for
  std::string profileDigest;
  /// Names of the profile's memories by index, for readers with no profile at hand. encode() takes
  /// them from the profile when empty.
  std::vector<std::string> memories;
  uint16_t cores = 1;
  std::vector<Argument> arguments;
  std::vector<uint16_t> semaphores; ///< initial credits
  std::vector<Body> bodies;
  std::vector<Instruction> instructions;
  std::vector<Location> locations; ///< entry 0 is the unknown location
  bool operator==(const Program &) const = default;
};

/// The engine whose queue takes it; LoopBegin, LoopEnd, Barrier and Halt belong to none.
bool engineOf(const Operation &operation, Engine &engine);
/// The sync fields, or nullptr for control instructions.
const Sync *syncOf(const Operation &operation);
Sync *syncOf(Operation &operation);

} // namespace mock::isa
