#include "AddressWindow.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

using namespace mock;

namespace {

size_t pageSize() {
  static const size_t size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

std::byte *map(size_t bytes, int protection) {
  void *address =
      mmap(nullptr, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return address == MAP_FAILED ? nullptr : static_cast<std::byte *>(address);
}

Error reservationError(size_t bytes) {
  return {Error::Kind::Runtime,
          "cannot reserve " + std::to_string(bytes) +
              " bytes of address space for a device's main memory: " + std::strerror(errno) +
              ". Raise the limit on address space (ulimit -v), or use a profile with less main "
              "memory."};
}

} // namespace

Expected<std::unique_ptr<AddressWindow>> AddressWindow::reserve(size_t requested) {
  size_t bytes = (requested + pageSize() - 1) / pageSize() * pageSize();
  std::byte *window = map(bytes, PROT_NONE);
  if (!window)
    return reservationError(bytes);
  std::byte *storage = map(bytes, PROT_READ | PROT_WRITE);
  if (!storage) {
    Error error = reservationError(bytes);
    munmap(window, bytes);
    return error;
  }
  return std::unique_ptr<AddressWindow>(new AddressWindow(window, storage, bytes));
}

AddressWindow::~AddressWindow() {
  munmap(window, bytes);
  munmap(storage, bytes);
}

bool AddressWindow::contains(const void *address) const {
  auto *byte = static_cast<const std::byte *>(address);
  return byte >= window && byte < window + bytes;
}

bool AddressWindow::backs(const std::byte *address) const {
  return address >= storage && address < storage + bytes;
}

size_t AddressWindow::offsetOf(const void *address) const {
  return static_cast<size_t>(static_cast<const std::byte *>(address) - window);
}

void AddressWindow::release(size_t offset, size_t count) {
  size_t begin = (offset + pageSize() - 1) / pageSize() * pageSize();
  size_t end = (offset + count) / pageSize() * pageSize();
  // madvise refuses nothing here that mmap has granted; a failure would only keep pages.
  if (begin < end)
    madvise(storage + begin, end - begin, MADV_DONTNEED);
}
