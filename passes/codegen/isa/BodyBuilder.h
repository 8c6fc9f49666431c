//===- BodyBuilder.h - Bodies on virtual registers -------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include "mlir/IR/BuiltinTypes.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace mock::codegen {

/// A value of a body before registers are allocated: the number of the operation that gives it.
using VirtualRegister = uint32_t;

struct VirtualOp {
  isa::BodyOpcode opcode;
  isa::RegisterType type;
  llvm::SmallVector<VirtualRegister, 3> operands;
  uint64_t immediate = 0;
};

/// The register type that values of a scalar type are held in: bool in pred, integers up to 32
/// bits sign-extended in i32, i64 and index in i64, floats up to 32 bits in f32.
std::optional<isa::RegisterType> registerTypeOf(mlir::Type type);

/// Appends operations to a body.
class BodyBuilder {
public:
  VirtualRegister add(isa::BodyOpcode opcode, isa::RegisterType type,
                      llvm::ArrayRef<VirtualRegister> operands = {}, uint64_t immediate = 0);
  /// One register for equal constants.
  VirtualRegister constant(isa::RegisterType type, uint64_t bits);
  VirtualRegister integer(isa::RegisterType type, int64_t value);
  VirtualRegister convert(isa::RegisterType to, VirtualRegister value);
  VirtualRegister negate(VirtualRegister pred);
  /// Keeps the low `bits` of an i32 register, sign-extended: what integers of that width hold.
  VirtualRegister wrap(VirtualRegister value, unsigned bits);

  isa::RegisterType typeOf(VirtualRegister value) const;
  const std::vector<VirtualOp> &operations() const { return ops; }

private:
  std::vector<VirtualOp> ops;
  std::map<std::pair<isa::RegisterType, uint64_t>, VirtualRegister> constants;
};

} // namespace mock::codegen
