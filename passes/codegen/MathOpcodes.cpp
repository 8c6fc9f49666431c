//===- MathOpcodes.cpp - Body operations of MLIR's math operations ---------===//

#include "mock/passes/codegen/MathOpcodes.h"

#include "llvm/ADT/StringSwitch.h"

using mock::isa::BodyOpcode;

std::optional<BodyOpcode> mock::codegen::transcendentalOpcode(llvm::StringRef operationName) {
  return llvm::StringSwitch<std::optional<BodyOpcode>>(operationName)
      .Case("math.exp", BodyOpcode::Exp)
      .Case("math.exp2", BodyOpcode::Exp2)
      .Case("math.expm1", BodyOpcode::Expm1)
      .Case("math.log", BodyOpcode::Log)
      .Case("math.log2", BodyOpcode::Log2)
      .Case("math.log10", BodyOpcode::Log10)
      .Case("math.log1p", BodyOpcode::Log1p)
      .Case("math.sin", BodyOpcode::Sin)
      .Case("math.cos", BodyOpcode::Cos)
      .Case("math.tan", BodyOpcode::Tan)
      .Case("math.asin", BodyOpcode::Asin)
      .Case("math.acos", BodyOpcode::Acos)
      .Case("math.atan", BodyOpcode::Atan)
      .Case("math.sinh", BodyOpcode::Sinh)
      .Case("math.cosh", BodyOpcode::Cosh)
      .Case("math.tanh", BodyOpcode::Tanh)
      .Case("math.asinh", BodyOpcode::Asinh)
      .Case("math.acosh", BodyOpcode::Acosh)
      .Case("math.atanh", BodyOpcode::Atanh)
      .Case("math.erf", BodyOpcode::Erf)
      .Case("math.erfc", BodyOpcode::Erfc)
      .Case("math.powf", BodyOpcode::Pow)
      .Case("math.atan2", BodyOpcode::Atan2)
      .Default(std::nullopt);
}
