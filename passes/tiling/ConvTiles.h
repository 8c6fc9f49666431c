//===- ConvTiles.h - Candidates for tiles of a convolution ------------------===//
#pragma once

#include "mock/passes/tiling/KernelModel.h"

namespace mock::tiling {

/// Calls `visit` with tiles of a kernel around a convolution: one image, whole kernels, powers of
/// two and whole extents of filters and channels, and boxes of the result's pixels whose rows are
/// whole or which lie in one row. Groups are kept together.
void forEachConvTile(const transforms::KernelShape &shape, const profile::Profile &profile,
                     llvm::function_ref<void(const Tiles &)> visit);

} // namespace mock::tiling
