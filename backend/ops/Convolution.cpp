//===- Convolution.cpp - What no fallback reaches ----------------------------===//
//
// PyTorch chooses a convolution backend by device before it dispatches; for an unknown device it
// is "overrideable", which has no kernel. The host library's convolution runs on views.
//
//===----------------------------------------------------------------------===//

#include "HostSession.h"

#include "mock/backend/ops/HostCalls.h"

#include <torch/library.h>

using namespace mock;
using namespace mock::backend;

namespace {

at::Tensor convolution(const at::Tensor &input, const at::Tensor &weight,
                       const std::optional<at::Tensor> &bias, c10::IntArrayRef stride,
                       c10::IntArrayRef padding, c10::IntArrayRef dilation, bool transposed,
                       c10::IntArrayRef outputPadding, int64_t groups) {
  noteHostCall("aten.convolution");
  at::AutoDispatchBelowADInplaceOrView guard;
  HostSession session("aten.convolution");
  at::Tensor hostInput = session.view(input), hostWeight = session.view(weight);
  std::optional<at::Tensor> hostBias;
  if (bias && bias->defined())
    hostBias = session.view(*bias);
  at::Tensor result = at::convolution(hostInput, hostWeight, hostBias, stride, padding, dilation,
                                      transposed, outputPadding, groups);
  at::Tensor onDevice = session.toDevice(result, input.device().index());
  session.charge();
  return onDevice;
}

std::tuple<at::Tensor, at::Tensor, at::Tensor>
convolutionBackward(const at::Tensor &gradient, const at::Tensor &input, const at::Tensor &weight,
                    c10::IntArrayRef stride, c10::IntArrayRef padding, c10::IntArrayRef dilation,
                    bool transposed, c10::IntArrayRef outputPadding, int64_t groups,
                    std::array<bool, 3> mask) {
  noteHostCall("aten.convolution_backward");
  at::AutoDispatchBelowADInplaceOrView guard;
  HostSession session("aten.convolution_backward");
  // The sizes of the bias are only read when its gradient is asked for: those of the channels.
  std::vector<int64_t> biasSizes{gradient.size(1)};
  auto [gradInput, gradWeight, gradBias] = at::convolution_backward(
      session.view(gradient), session.view(input), session.view(weight), biasSizes, stride, padding,
      dilation, transposed, outputPadding, groups, mask);
  auto index = input.device().index();
  auto results =
      std::make_tuple(session.toDevice(gradInput, index), session.toDevice(gradWeight, index),
                      session.toDevice(gradBias, index));
  session.charge();
  return results;
}

} // namespace

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("convolution_overrideable", &convolution);
  m.impl("convolution_backward_overrideable", &convolutionBackward);
}
