//===- Decode.cpp - Reading program files ----------------------------------===//
#include "BitStream.h"
#include "FileLayout.h"
#include "Opcode.h"
#include "mock/runtime/isa/Encoding.h"
#include "mock/runtime/support/Crc32.h"

#include <algorithm>
#include <string>

namespace mock::isa {
namespace {

/// A visitor of Describe.h and FileLayout.h that fills a program. After the first failure all
/// reads give defaults, so a wrong file ends soon and safely.
class Decoder {
public:
  Decoder(FieldWidths &widths, BitReader &reader) : widths(widths), reader(reader) {}

  bool failed() const { return bad || reader.overrun(); }

  void token(std::string_view) {}
  void flag(std::string_view, bool &present) { boolean(present); }
  void raw(uint64_t &value) { value = reader.read(64); }

  template <typename T> void field(Field field, T &value, int64_t = 0) {
    const profile::FieldWidth &width = widths[field];
    uint64_t bits = reader.read(width.bits);
    if (width.isSigned && (bits >> (width.bits - 1) & 1))
      bits |= ~uint64_t{0} << width.bits;
    value = static_cast<T>(bits);
  }
  template <typename T> void named(char, Field field, T &value) { this->field(field, value); }
  template <typename T>
  void choice(Field field, T &value, std::span<const std::string_view> names) {
    uint64_t number = 0;
    this->field(field, number);
    bad |= number >= names.size();
    value = static_cast<T>(bad ? 0 : number);
  }
  template <typename T, typename Element>
  void list(Field count, std::vector<T> &list, Element element) {
    size_t size = 0;
    field(count, size);
    fill(size, list, element);
  }
  template <typename T, typename Element>
  void fixedList(size_t count, std::vector<T> &list, Element element) {
    fill(count, list, element);
  }
  template <size_t Count, typename Element>
  void fixedList(size_t, int64_t (&list)[Count], Element element) {
    for (int64_t &item : list)
      element(item);
  }
  template <typename T, typename Element>
  void repeat(Field count, std::string_view, std::vector<T> &list, Element element) {
    this->list(count, list, element);
  }
  void place(uint8_t &memory, uint16_t &argument) {
    field(Field::AddressMemory, memory);
    field(Field::AddressArgument, argument);
  }
  void opcode(Operation &operation) {
    uint64_t number = 0;
    field(Field::Opcode, number);
    bad |= number >= static_cast<uint64_t>(kNumOpcodes);
    operation = makeOperation(bad ? Opcode::Halt : static_cast<Opcode>(number));
  }
  void bodyResult(BodyOp &op) { field(Field::BodyRegister, op.destination); }
  void bodyImmediate(BodyOp &op) { raw(op.immediate); }

  template <typename T> void word(T &value) { value = static_cast<T>(reader.read(8 * sizeof(T))); }
  void boolean(bool &value) { value = reader.read(1) != 0; }
  void text(std::string &text) {
    uint32_t size = 0;
    word(size);
    if (!fits(size))
      return;
    text.resize(size);
    for (char &character : text) {
      uint8_t byte = 0;
      word(byte);
      character = static_cast<char>(byte);
    }
  }
  template <typename T, typename Element> void words(std::vector<T> &list, Element element) {
    uint32_t size = 0;
    word(size);
    fill(size, list, element);
  }

private:
  /// No element takes less than a bit, so a count beyond the rest of the file is a lie that must
  /// not be believed with memory.
  bool fits(size_t count) {
    bad |= count > reader.remainingBits();
    return !failed();
  }
  template <typename T, typename Element>
  void fill(size_t count, std::vector<T> &list, Element element) {
    list.clear();
    if (!fits(count))
      return;
    for (size_t i = 0; i < count && !failed(); ++i)
      element(list.emplace_back());
  }

  FieldWidths &widths;
  BitReader &reader;
  bool bad = false;
};

/// The table must be one that this version can read into its data structures.
bool readWidths(Decoder &decoder, FieldWidths &widths) {
  uint8_t count = 0;
  decoder.word(count);
  if (count != kNumFields)
    return false;
  for (size_t i = 0; i < kNumFields; ++i) {
    uint8_t entry = 0;
    decoder.word(entry);
    widths[i].isSigned = entry & kSignBit;
    widths[i].bits = entry & ~kSignBit;
    if (widths[i].bits < kFields[i].minBits || widths[i].bits > kFields[i].maxBits ||
        (widths[i].isSigned && !kFields[i].maySign))
      return false;
  }
  return true;
}

Error fileError(const std::string &message) { return {Error::Kind::Value, message}; }

uint64_t littleEndian(std::span<const std::byte> bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;)
    value = value << 8 | static_cast<uint64_t>(bytes[i]);
  return value;
}

/// Everything that is known without reading the payload.
Expected<void> checkEnvelope(std::span<const std::byte> bytes) {
  size_t known = std::min(bytes.size(), kMagic.size());
  bool begins = std::equal(bytes.begin(), bytes.begin() + known, kMagic.begin(),
                           [](std::byte a, char b) { return a == static_cast<std::byte>(b); });
  if (!begins || bytes.empty())
    return fileError("not a program file: it does not begin with '" +
                     std::string(kMagic.begin(), kMagic.end()) + "'");
  if (bytes.size() < kPrefixBytes + kChecksumBytes)
    return fileError("truncated program file: " + std::to_string(bytes.size()) +
                     " bytes are less than its header");
  uint64_t version = littleEndian(bytes.subspan(8, 2));
  if (version != kVersion)
    return fileError("program file of instruction set version " + std::to_string(version) +
                     "; this build reads version " + std::to_string(kVersion));
  uint64_t size = littleEndian(bytes.subspan(12, 8));
  if (size != bytes.size())
    return fileError(
        (size > bytes.size() ? "truncated program file: " : "corrupted program file: ") +
        std::string("it says that it has ") + std::to_string(size) + " bytes, but it has " +
        std::to_string(bytes.size()));
  std::span<const std::byte> checked = bytes.first(bytes.size() - kChecksumBytes);
  if (crc32(checked) != littleEndian(bytes.last(kChecksumBytes)))
    return fileError("corrupted program file: its CRC-32 does not match its content");
  return {};
}

} // namespace

Expected<Program> decode(std::span<const std::byte> bytes) {
  if (Expected<void> sound = checkEnvelope(bytes); !sound)
    return sound.error();
  BitReader reader(bytes.subspan(kPrefixBytes, bytes.size() - kPrefixBytes - kChecksumBytes));
  FieldWidths widths;
  Decoder decoder(widths, reader);
  Program program;
  if (!readWidths(decoder, widths))
    return fileError("corrupted program file: its table of field widths is not valid");
  describeHeader(decoder, program);
  describeCode(decoder, program);
  describeLocations(decoder, program);
  if (decoder.failed() || reader.remainingBits() >= 8)
    return fileError("corrupted program file: its content does not follow the format");
  return program;
}

} // namespace mock::isa
