//===- HostRandom.h - The device's random numbers in host operators ---------===//
#pragma once

#include "OperatorFacts.h"

#include <ATen/core/Generator.h>
#include <ATen/core/ivalue.h>

#include <mutex>

namespace mock::backend {

/// Replaces the generator argument (or None) by the host engine of the device's generator. A
/// generator of another device is an error, as on every device.
void useDeviceGenerator(const OperatorFacts &facts, c10::IValue *arguments, c10::DeviceIndex index);

/// For random operators without a generator argument: the CPU's default generator continues with
/// the device's state while this is alive.
class BorrowedCpuGenerator {
public:
  explicit BorrowedCpuGenerator(c10::DeviceIndex index);
  ~BorrowedCpuGenerator();
  BorrowedCpuGenerator(const BorrowedCpuGenerator &) = delete;
  BorrowedCpuGenerator &operator=(const BorrowedCpuGenerator &) = delete;

private:
  at::Generator cpu, device;
  at::Tensor saved;
};

} // namespace mock::backend
