#include "mock/backend/device/Generator.h"

#include "mock/backend/device/Device.h"

#include <mutex>
#include <vector>

using namespace mock;
using namespace mock::backend;

namespace {

c10::GeneratorImpl &implementation(const at::Generator &generator) {
  return *generator.unsafeGetGeneratorImpl();
}

} // namespace

backend::GeneratorImpl::GeneratorImpl(c10::DeviceIndex index, at::Generator engine)
    : c10::GeneratorImpl(mockDevice(index), c10::DispatchKeySet(c10::DispatchKey::PrivateUse1)),
      engine(std::move(engine)) {}

backend::GeneratorImpl::GeneratorImpl(c10::DeviceIndex index)
    : GeneratorImpl(index, at::make_generator<at::CPUGeneratorImpl>(c10::default_rng_seed_val)) {}

void backend::GeneratorImpl::set_current_seed(uint64_t seed) { engine.set_current_seed(seed); }
void backend::GeneratorImpl::set_offset(uint64_t offset) {
  implementation(engine).set_offset(offset);
}
uint64_t backend::GeneratorImpl::get_offset() const { return implementation(engine).get_offset(); }
uint64_t backend::GeneratorImpl::current_seed() const { return engine.current_seed(); }
uint64_t backend::GeneratorImpl::seed() { return implementation(engine).seed(); }

void backend::GeneratorImpl::set_state(const c10::TensorImpl &state) {
  implementation(engine).set_state(state);
}

c10::intrusive_ptr<c10::TensorImpl> backend::GeneratorImpl::get_state() const {
  return implementation(engine).get_state();
}

backend::GeneratorImpl *backend::GeneratorImpl::clone_impl() const {
  return new GeneratorImpl(device().index(), engine.clone());
}

const at::Generator &backend::defaultGenerator(c10::DeviceIndex index) {
  // Leaked on purpose: Python may hold generators until after static destruction.
  static std::mutex *mutex = new std::mutex;
  static auto *generators = new std::vector<at::Generator>(64);
  auto position = static_cast<size_t>(checkedIndex(index));
  std::lock_guard lock(*mutex);
  at::Generator &generator = (*generators)[position];
  if (!generator.defined())
    generator = newGenerator(static_cast<c10::DeviceIndex>(position));
  return generator;
}

at::Generator backend::newGenerator(c10::DeviceIndex index) {
  return at::make_generator<backend::GeneratorImpl>(checkedIndex(index));
}
