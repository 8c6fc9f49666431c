//===- EvaluateTiles.cpp - Descriptors of convolution, indexing and rows ---===//

#include "runtime/simulate/Evaluator.h"

#include <fmt/format.h>

namespace mock::simulate {

using engine::addProduct;
using engine::Box;

/// A box over all extents.
Box Evaluator::boxOf(const std::vector<int64_t> &strides) const {
  Box box;
  for (int d = 0; d < descriptor.iteration.rank; ++d)
    box.append(descriptor.iteration.extents[d], strides[d]);
  return box;
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

/// Appends the spatial dimensions of the input: what the kernel covers of all pixels.
bool Evaluator::window(const isa::Conv &conv, Box &input) {
  for (size_t d = 0; d < conv.out.size(); ++d) {
    int64_t extent = 1;
    if (!addProduct(extent, descriptor.iteration.extents[3 + d] - 1, conv.stride[d]) ||
        !addProduct(extent, int64_t(conv.kernel[d]) - 1, conv.dilation[d]))
      return fail(tooLarge("the window of the input"));
    input.append(extent, conv.inputStrides[2 + d]);
  }
  return true;
}

void Evaluator::operator()(const isa::Conv &conv) {
  int64_t groups = 0, filters = 0, channels = 0;
  if (!extent(conv.groups, "groups", groups) || !extent(conv.filters, "filters", filters) ||
      !extent(conv.channels, "channels", channels))
    return;
  for (int64_t size : {groups, filters, channels})
    descriptor.iteration.append(size, 0);
  if (!extents(conv.out))
    return;
  Box input, weight, destination;
  input.append(groups, conv.inputStrides[0]);
  input.append(channels, conv.inputStrides[1]);
  weight.append(groups, conv.weightStrides[0]);
  weight.append(filters, conv.weightStrides[1]);
  weight.append(channels, conv.weightStrides[2]);
  destination.append(groups, conv.destinationStrides[0]);
  destination.append(filters, conv.destinationStrides[1]);
  if (!window(conv, input))
    return;
  for (size_t d = 0; d < conv.out.size(); ++d) {
    weight.append(conv.kernel[d], conv.weightStrides[3 + d]);
    destination.append(descriptor.iteration.extents[3 + d], conv.destinationStrides[2 + d]);
  }
  for (uint32_t size : conv.kernel)
    descriptor.iteration.append(size, 0);
  if (descriptor.iteration.elements() > kMaxPoints) {
    fail({Fault::Kind::WrongTile, fmt::format("more than {} products", kMaxPoints)});
    return;
  }
  descriptor.accumulate = accumulates(conv.accumulate);
  int64_t inputBytes = itemSize(conv.inputType), resultBytes = itemSize(conv.accumulator);
  access("input", -1, conv.input, input, inputBytes, true, false);
  access("weight", -1, conv.weight, weight, inputBytes, true, false);
  access("destination", -1, conv.destination, destination, resultBytes, descriptor.accumulate,
         true);
}

//===----------------------------------------------------------------------===//
// Gather and scatter
//===----------------------------------------------------------------------===//

/// `core` is the operand in the core's memory; `reads`: the main memory's operand is read.
template <typename Indexed>
void Evaluator::indexed(const Indexed &operation, const isa::Address &core, bool in, bool reads) {
  if (!extents(operation.extents))
    return;
  int64_t elementBytes = 0;
  if constexpr (std::is_same_v<Indexed, isa::Gather>)
    elementBytes = operation.elementBytes;
  else
    elementBytes = itemSize(operation.dtype);
  Box from = boxOf(operation.sourceStrides), to = boxOf(operation.destinationStrides);
  const isa::Address &main = in ? operation.source : operation.destination;
  Access place{in ? "source" : "destination",
               -1,
               0,
               main.argument,
               0,
               elementBytes,
               in ? from : to,
               reads,
               !in,
               {}};
  if (!sum(main.base, main.terms, place.base) || !rangeOf(place.box, elementBytes)) {
    fail(tooLarge("an address"));
    return;
  }
  access(in ? "destination" : "source", -1, core, in ? to : from, elementBytes, !in, in);
  for (size_t i = 0; i < operation.indices.size(); ++i)
    operand("index", int(i), operation.indices[i].values, descriptor.iteration.rank, true, false);
  descriptor.indexed = place;
}

void Evaluator::operator()(const isa::Gather &gather) {
  indexed(gather, gather.destination, /*in=*/true, /*reads=*/true);
}

void Evaluator::operator()(const isa::Scatter &scatter) {
  indexed(scatter, scatter.source, /*in=*/false, scatter.mode != isa::ScatterMode::Store);
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

void Evaluator::operator()(const isa::Scan &scan) {
  if (!extents(scan.extents))
    return;
  int dims = descriptor.iteration.rank;
  descriptor.accumulate = scan.carries && accumulates(scan.accumulate);
  operand("input", -1, scan.input, dims, true, false);
  operand("output", -1, scan.output, dims, false, true);
  if (scan.carries)
    operand("carry", -1, scan.carry, dims - 1, descriptor.accumulate, true);
}

void Evaluator::operator()(const isa::Sort &sort) {
  if (!extents(sort.extents))
    return;
  int dims = descriptor.iteration.rank;
  int64_t length = descriptor.iteration.extents[dims - 1];
  if (sort.kept < 1 || sort.kept > length) {
    fail({Fault::Kind::WrongTile, fmt::format("keeps {} values of rows of {}", sort.kept, length)});
    return;
  }
  Box values = boxOf(sort.values.strides), positions = boxOf(sort.positions.strides);
  values.extents[dims - 1] = positions.extents[dims - 1] = sort.kept;
  operand("input", -1, sort.input, dims, true, false);
  access("values", -1, sort.values.address, values, itemSize(sort.values.dtype), false, true);
  access("positions", -1, sort.positions.address, positions, itemSize(sort.positions.dtype), false,
         true);
}

} // namespace mock::simulate
