#include "Allocation.h"

#include "mock/backend/device/Device.h"

#include <algorithm>
#include <utility>

using namespace mock;
using namespace mock::backend;

namespace {

using Context = std::shared_ptr<Allocation>;

/// Releases a data pointer. Streams named by record_stream hold the block until they have done
/// what was queued before.
void releaseContext(void *context) {
  std::unique_ptr<Context> owner(static_cast<Context *>(context));
  if (inBadFork())
    return void(owner.release()); // the parent's memory; the runtime's locks may be held for ever
  for (Stream *stream : (*owner)->takeUsers())
    if (!stream->query())
      stream->submit(
          "release memory", 0,
          [held = *owner]() -> std::optional<simulate::Fault> { return std::nullopt; },
          Length::Short);
}

} // namespace

uint64_t Allocation::nextStamp() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

void Allocation::usedOn(Stream &stream) {
  std::lock_guard lock(mutex);
  if (std::find(users.begin(), users.end(), &stream) == users.end())
    users.push_back(&stream);
}

std::vector<Stream *> Allocation::takeUsers() {
  std::lock_guard lock(mutex);
  return std::exchange(users, {});
}

c10::DataPtr backend::makeDataPtr(std::shared_ptr<Allocation> allocation, c10::Device device) {
  void *address = allocation->address;
  return {address, new Context(std::move(allocation)), &releaseContext, device};
}

std::shared_ptr<Allocation> backend::allocationOf(const c10::DataPtr &pointer) {
  if (pointer.get_deleter() != &releaseContext)
    return nullptr;
  return allocationOfContext(pointer.get_context());
}

std::shared_ptr<Allocation> backend::allocationOfContext(void *context) {
  return context ? *static_cast<Context *>(context) : nullptr;
}

std::shared_ptr<void> backend::keepAlive(const c10::DataPtr &pointer) {
  return allocationOf(pointer);
}

void backend::noteWrite(const at::Tensor &tensor) {
  if (auto allocation = allocationOf(tensor.storage().data_ptr()))
    allocation->noteWrite();
}

uint64_t backend::lastWrite(const at::Tensor &tensor) {
  auto allocation = allocationOf(tensor.storage().data_ptr());
  return allocation ? allocation->lastWrite() : 0;
}
