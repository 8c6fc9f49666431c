//===- Expected.h - A value or an error ------------------------------------===//
//
// `runtime/` is built without LLVM and is called from code compiled without
// exceptions, so failures travel as values. std::expected is C++23.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace mock {

/// What went wrong, in words a user understands: what was given, what is
/// allowed and what to do. `kind` selects the exception type Python raises.
struct Error {
  enum class Kind { Value, Type, Index, Runtime, OutOfMemory, NotImplemented, Internal };
  Kind kind = Kind::Runtime;
  std::string message;
};

template <typename T> class [[nodiscard]] Expected {
public:
  Expected(T value) : storage(std::in_place_index<0>, std::move(value)) {}
  Expected(Error error) : storage(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return storage.index() == 0; }
  T &operator*() { return value(); }
  const T &operator*() const { return value(); }
  T *operator->() { return &value(); }
  const T *operator->() const { return &value(); }

  T &value() {
    assert(*this && "value() of an Expected that holds an error");
    return std::get<0>(storage);
  }
  const T &value() const {
    assert(*this && "value() of an Expected that holds an error");
    return std::get<0>(storage);
  }
  const Error &error() const {
    assert(!*this && "error() of an Expected that holds a value");
    return std::get<1>(storage);
  }
  T take() { return std::move(value()); }

private:
  std::variant<T, Error> storage;
};

template <> class [[nodiscard]] Expected<void> {
public:
  Expected() = default;
  Expected(Error error) : failure(std::move(error)), failed(true) {}

  explicit operator bool() const { return !failed; }
  const Error &error() const {
    assert(failed && "error() of an Expected that holds no error");
    return failure;
  }

private:
  Error failure;
  bool failed = false;
};

} // namespace mock
