//===- AddressWindow.h - Device addresses and the bytes behind them ---------===//
#pragma once

#include "mock/runtime/support/Expected.h"

#include <cstddef>
#include <memory>

namespace mock {

/// Two mappings of one size at a constant distance: a window that no access is ever allowed to,
/// whose addresses are the device's, and the backing memory. Neither costs memory until backing
/// pages are touched.
class AddressWindow {
public:
  static Expected<std::unique_ptr<AddressWindow>> reserve(size_t bytes);
  ~AddressWindow();
  AddressWindow(const AddressWindow &) = delete;
  AddressWindow &operator=(const AddressWindow &) = delete;

  size_t size() const { return bytes; }
  bool contains(const void *address) const;
  bool backs(const std::byte *address) const;
  void *addressAt(size_t offset) const { return window + offset; }
  size_t offsetOf(const void *address) const;
  std::byte *backing(const void *address) const { return storage + offsetOf(address); }
  void *deviceAddress(const std::byte *backing) const { return window + (backing - storage); }
  /// Gives the whole pages within a range back to the host; they read as zero afterwards.
  void release(size_t offset, size_t count);

private:
  AddressWindow(std::byte *window, std::byte *storage, size_t bytes)
      : window(window), storage(storage), bytes(bytes) {}
  std::byte *window, *storage;
  size_t bytes;
};

} // namespace mock
