//===- RangeCheck.h - Do the values fit the fields? ------------------------===//
#pragma once

#include "Describe.h"

#include <optional>
#include <string>
#include <vector>

namespace mock::isa {

/// A visitor of Describe.h that keeps the first value that its field cannot hold.
class RangeCheck {
public:
  explicit RangeCheck(const FieldWidths &widths) : widths(widths) {}

  /// "field dma.extent is 70000; allowed is 1 to 65535"
  const std::optional<std::string> &failure() const { return message; }

  void token(std::string_view) {}
  void flag(std::string_view, bool) {}
  void raw(uint64_t) {}

  template <typename T> void field(Field field, T value, int64_t min = INT64_MIN) {
    checkRange(field, static_cast<int64_t>(value), min);
  }
  template <typename T> void named(char, Field field, T value) { this->field(field, value); }
  template <typename T> void choice(Field field, T value, std::span<const std::string_view> names) {
    if (static_cast<size_t>(value) >= names.size())
      fail(std::string(nameOf(field)), static_cast<int64_t>(value), 0,
           static_cast<int64_t>(names.size()) - 1);
  }
  template <typename T, typename Element>
  void list(Field count, const std::vector<T> &list, Element element) {
    field(count, static_cast<int64_t>(list.size()));
    for (const T &item : list)
      element(item);
  }
  template <typename Container, typename Element>
  void fixedList(size_t count, const Container &list, Element element) {
    if (std::size(list) != count && !message)
      message = "a list of strides, paddings or index bases has " +
                std::to_string(std::size(list)) + " entries; it must have " +
                std::to_string(count) + ", one per dimension";
    for (const auto &item : list)
      element(item);
  }
  template <typename T, typename Element>
  void repeat(Field count, std::string_view, const std::vector<T> &list, Element element) {
    this->list(count, list, element);
  }
  void place(uint8_t memory, uint16_t argument) {
    field(Field::AddressMemory, memory);
    field(Field::AddressArgument, argument);
  }
  void opcode(const Operation &) {}
  void bodyResult(const BodyOp &op) { field(Field::BodyRegister, op.destination); }
  void bodyImmediate(const BodyOp &) {}

private:
  void checkRange(Field field, int64_t value, int64_t min) {
    const profile::FieldWidth &width = widths[field];
    int64_t low = std::max(min, width.min());
    if (value < low || value > width.max())
      fail(std::string(nameOf(field)), value, low, width.max());
  }
  void fail(const std::string &name, int64_t value, int64_t min, int64_t max) {
    if (!message)
      message = "field " + name + " is " + std::to_string(value) + "; allowed is " +
                std::to_string(min) + " to " + std::to_string(max);
  }

  const FieldWidths &widths;
  std::optional<std::string> message;
};

} // namespace mock::isa
