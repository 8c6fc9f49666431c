//===- Encoder.h - From a program to bits ----------------------------------===//
#pragma once

#include "BitStream.h"
#include "FileLayout.h"
#include "Opcode.h"

#include <string>
#include <type_traits>

namespace mock::isa {

/// A visitor of Describe.h and FileLayout.h. Values must fit their fields.
template <typename Writer> class Encoder {
public:
  Encoder(const FieldWidths &widths, Writer &writer) : widths(widths), writer(writer) {}

  void token(std::string_view) {}
  void flag(std::string_view, bool present) { boolean(present); }
  void raw(uint64_t value) { writer.write(value, 64); }

  template <typename T> void field(Field field, T value, int64_t = 0) {
    writer.write(static_cast<uint64_t>(value), widths[field].bits);
  }
  template <typename T> void named(char, Field field, T value) { this->field(field, value); }
  template <typename T> void choice(Field field, T value, std::span<const std::string_view>) {
    this->field(field, static_cast<uint64_t>(value));
  }
  template <typename T, typename Element>
  void list(Field count, const std::vector<T> &list, Element element) {
    field(count, list.size());
    for (const T &item : list)
      element(item);
  }
  template <typename Container, typename Element>
  void fixedList(size_t, const Container &list, Element element) {
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
  void opcode(const Operation &operation) {
    field(Field::Opcode, static_cast<uint64_t>(opcodeOf(operation)));
  }
  void bodyResult(const BodyOp &op) { field(Field::BodyRegister, op.destination); }
  void bodyImmediate(const BodyOp &op) { raw(op.immediate); }

  template <typename T> void word(T value) {
    writer.write(static_cast<uint64_t>(value), 8 * sizeof(T));
  }
  void boolean(bool value) { writer.write(value, 1); }
  void text(const std::string &text) {
    word(static_cast<uint32_t>(text.size()));
    for (char character : text)
      word(static_cast<uint8_t>(character));
  }
  template <typename T, typename Element> void words(const std::vector<T> &list, Element element) {
    word(static_cast<uint32_t>(list.size()));
    for (const T &item : list)
      element(item);
  }

private:
  const FieldWidths &widths;
  Writer &writer;
};

/// Bytes that the bodies and instructions take.
inline int64_t codeBytes(const Program &program, const FieldWidths &widths) {
  BitCounter counter;
  Encoder<BitCounter> encoder(widths, counter);
  describeCode(encoder, program);
  return static_cast<int64_t>((counter.bits() + 7) / 8);
}

} // namespace mock::isa
