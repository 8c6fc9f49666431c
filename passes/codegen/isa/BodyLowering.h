//===- BodyLowering.h - Scalar operations to body operations ---------------===//
#pragma once

#include "BodyBuilder.h"

#include "mlir/IR/Operation.h"

#include <string>

namespace mock::codegen {

/// Casts between scalar types. nullopt: no such instruction.
std::optional<VirtualRegister> lowerCast(BodyBuilder &builder, mlir::Operation *op,
                                         VirtualRegister value);
/// arith.cmpf and arith.cmpi. nullopt: no such instruction.
std::optional<VirtualRegister> lowerComparison(BodyBuilder &builder, mlir::Operation *op,
                                               VirtualRegister left, VirtualRegister right);

/// The operations of a `mock.vector` body, on virtual registers. Emits an error at the operation
/// that the instruction set lacks.
llvm::FailureOr<BodyBuilder> lowerBody(mlir::Block &body);

/// The body on registers of the device, by linear scan. The error says how many registers or
/// operations it needs.
llvm::FailureOr<std::vector<isa::BodyOp>> allocateRegisters(const BodyBuilder &body,
                                                            int64_t registers, int64_t maxLength,
                                                            std::string &error);

} // namespace mock::codegen
