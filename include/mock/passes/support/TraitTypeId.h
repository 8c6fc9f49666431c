//===- TraitTypeId.h - Traits of operations across compilers ----------------===//
//
// MLIR names a trait by the pretty-printed name of Trait<Empty>, with Empty a local struct. The
// packaged libMLIR is built by Clang, which prints `mlir::OpTrait::SymbolTable<Empty>`; GCC prints
// the function that Empty is local to. Without help no trait of an operation compiled here would be
// seen by libMLIR, nor the other way round: terminators, symbol tables and isolated regions would
// go unnoticed. This header gives traits Clang's name under GCC. The build includes it before
// everything else (-include), since a specialization must come before its first use.
//
//===----------------------------------------------------------------------===//
#pragma once

#if defined(__cplusplus) && defined(__GNUC__) && !defined(__clang__)

#include "mlir/Support/TypeID.h"

#include <string>
#include <string_view>
#include <type_traits>

namespace mock::support {

/// Where the argument `<...Empty>` of a trait begins in GCC's spelling, or npos.
constexpr size_t localEmptyBegin(std::string_view name) {
  constexpr std::string_view suffix = "::Empty>";
  if (name.size() < suffix.size() || name.substr(name.size() - suffix.size()) != suffix)
    return std::string_view::npos;
  return name.find("<mlir::TypeID::get");
}

template <typename T> constexpr std::string_view gccName() {
  std::string_view name = __PRETTY_FUNCTION__;
  constexpr std::string_view key = "T = ";
  size_t begin = name.find(key) + key.size();
  // GCC ends with "; std::string_view = ...]" or "]".
  size_t end = name.find("; std::string_view", begin);
  return name.substr(begin, (end == std::string_view::npos ? name.size() - 1 : end) - begin);
}

template <typename T>
inline constexpr bool isTraitOfEmpty = localEmptyBegin(gccName<T>()) != std::string_view::npos;

} // namespace mock::support

namespace mlir::detail {

template <typename T>
class TypeIDResolver<T, std::enable_if_t<mock::support::isTraitOfEmpty<T>>>
    : public FallbackTypeIDResolver {
public:
  static TypeID resolveTypeID() {
    static TypeID id = registerImplicitTypeID(clangName());
    return id;
  }

private:
  /// The registry keeps no copy of the name.
  static StringRef clangName() {
    constexpr std::string_view name = mock::support::gccName<T>();
    static const std::string text =
        std::string(name.substr(0, mock::support::localEmptyBegin(name))) + "<Empty>";
    return text;
  }
};

} // namespace mlir::detail

#endif
