//===- Generator.h - The device's random numbers -----------------------------===//
#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Generator.h>

namespace mock::backend {

/// A generator of the device. Random operators run on the host library, so its numbers are those
/// of the CPU's mt19937: same seed, same values as on the CPU.
class GeneratorImpl final : public c10::GeneratorImpl {
public:
  explicit GeneratorImpl(c10::DeviceIndex index);
  GeneratorImpl(c10::DeviceIndex index, at::Generator engine);

  void set_current_seed(uint64_t seed) override;
  void set_offset(uint64_t offset) override;
  uint64_t get_offset() const override;
  uint64_t current_seed() const override;
  uint64_t seed() override;
  void set_state(const c10::TensorImpl &state) override;
  c10::intrusive_ptr<c10::TensorImpl> get_state() const override;

  /// What a host-library operator draws from.
  const at::Generator &hostEngine() const { return engine; }

private:
  GeneratorImpl *clone_impl() const override;
  at::Generator engine;
};

/// The device's own; seeded as PyTorch seeds every default generator.
const at::Generator &defaultGenerator(c10::DeviceIndex index);
at::Generator newGenerator(c10::DeviceIndex index);

} // namespace mock::backend
