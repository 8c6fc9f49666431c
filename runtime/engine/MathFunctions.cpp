//===- MathFunctions.cpp - Which function computes a transcendental --------===//
//
// Compiled with FMA and AVX-512 enabled, because <sleef.h> declares the wide functions only
// then; the table is constant data, no wide instruction runs here.
//
//===----------------------------------------------------------------------===//

#include "mock/runtime/engine/MathFunctions.h"

#include <sleef.h>

namespace mock::engine {

#define MOCK_ENTRY(Opcode, Operands, Name, Accuracy)                                               \
  {isa::BodyOpcode::Opcode,                                                                        \
   Operands,                                                                                       \
   "Sleef_finz_" #Name "f1_" #Accuracy "purecfma",                                                 \
   "Sleef_finz_" #Name "f8_" #Accuracy "avx2",                                                     \
   "Sleef_finz_" #Name "f16_" #Accuracy "avx512f",                                                 \
   reinterpret_cast<void *>(&Sleef_finz_##Name##f1_##Accuracy##purecfma),                          \
   reinterpret_cast<void *>(&Sleef_finz_##Name##f8_##Accuracy##avx2),                              \
   reinterpret_cast<void *>(&Sleef_finz_##Name##f16_##Accuracy##avx512f)},

static const MathFunction table[] = {MOCK_FOR_EACH_MATH_FUNCTION(MOCK_ENTRY)};
#undef MOCK_ENTRY

std::span<const MathFunction> mathFunctions() { return table; }

const MathFunction *mathFunction(isa::BodyOpcode opcode) {
  for (const MathFunction &function : table)
    if (function.opcode == opcode)
      return &function;
  return nullptr;
}

} // namespace mock::engine
