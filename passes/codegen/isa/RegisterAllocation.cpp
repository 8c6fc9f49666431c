//===- RegisterAllocation.cpp - Linear scan over a body --------------------===//

#include "BodyLowering.h"

#include "mock/runtime/isa/BodyTraits.h"

#include <set>

using namespace mlir;

namespace mock::codegen {

/// The last operation that reads each value; a value that nobody reads dies where it is made.
static std::vector<size_t> lastUses(const std::vector<VirtualOp> &ops) {
  std::vector<size_t> last(ops.size());
  for (size_t i = 0; i < ops.size(); ++i) {
    last[i] = i;
    for (VirtualRegister operand : ops[i].operands)
      last[operand] = i;
  }
  return last;
}

FailureOr<std::vector<isa::BodyOp>> allocateRegisters(const BodyBuilder &body, int64_t registers,
                                                      int64_t maxLength, std::string &error) {
  const std::vector<VirtualOp> &ops = body.operations();
  if (static_cast<int64_t>(ops.size()) > maxLength) {
    error = "its body has " + std::to_string(ops.size()) +
            " operations; the vector engine takes at most " + std::to_string(maxLength);
    return failure();
  }
  std::vector<size_t> last = lastUses(ops);
  std::vector<int64_t> assigned(ops.size(), 0);
  std::set<int64_t> free; // registers below `used` that hold nothing
  int64_t used = 0;
  std::vector<isa::BodyOp> result;
  for (size_t i = 0; i < ops.size(); ++i) {
    isa::BodyOp op{ops[i].opcode, ops[i].type, 0, {0, 0, 0}, ops[i].immediate};
    for (size_t k = 0; k < ops[i].operands.size(); ++k) {
      VirtualRegister operand = ops[i].operands[k];
      op.operands[k] = static_cast<uint8_t>(assigned[operand]);
      if (last[operand] == i) // the result may take its place
        free.insert(assigned[operand]);
    }
    if (isa::definesRegister(op.opcode)) {
      assigned[i] = free.empty() ? used++ : free.extract(free.begin()).value();
      op.destination = static_cast<uint8_t>(assigned[i]);
      if (last[i] == i)
        free.insert(assigned[i]);
    }
    result.push_back(op);
  }
  if (used > registers) {
    error = "its body needs " + std::to_string(used) +
            " registers at once; the vector engine has " + std::to_string(registers);
    return failure();
  }
  return result;
}

} // namespace mock::codegen
