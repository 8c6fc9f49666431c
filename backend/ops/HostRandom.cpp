#include "HostRandom.h"

#include "mock/backend/device/Generator.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

using namespace mock;
using namespace mock::backend;

namespace {

const at::Generator &hostEngine(const at::Generator &generator) {
  return static_cast<backend::GeneratorImpl *>(generator.unsafeGetGeneratorImpl())->hostEngine();
}

} // namespace

void backend::useDeviceGenerator(const OperatorFacts &facts, c10::IValue *arguments,
                                 c10::DeviceIndex index) {
  if (facts.generator < 0)
    return;
  c10::IValue &argument = arguments[facts.generator];
  at::Generator generator = argument.isNone() ? defaultGenerator(index) : argument.toGenerator();
  TORCH_CHECK(generator.device().is_privateuseone(),
              "Expected a 'mock' device type for generator but found '", generator.device().type(),
              "'");
  argument = hostEngine(generator);
}

BorrowedCpuGenerator::BorrowedCpuGenerator(c10::DeviceIndex index)
    : cpu(at::detail::getDefaultCPUGenerator()), device(hostEngine(defaultGenerator(index))),
      saved(cpu.get_state()) {
  cpu.set_state(device.get_state());
}

BorrowedCpuGenerator::~BorrowedCpuGenerator() {
  device.set_state(cpu.get_state());
  cpu.set_state(saved);
}
