//===- RecurrentCells.cpp - The fused LSTM and GRU cells --------------------===//
//
// PyTorch takes the fused cells on every accelerator; the host library has none. They are
// composed here on CPU views, with PyTorch's layouts of the workspaces (activated gates), so that
// its autograd formulas fit. Formulas: Hochreiter and Schmidhuber 1997, Cho et al. 2014, in the
// gate order of torch.nn.LSTM and torch.nn.GRU.
//
//===----------------------------------------------------------------------===//

#include "HostSession.h"

#include "mock/backend/ops/HostCalls.h"

#include <torch/library.h>

using namespace mock;
using namespace mock::backend;

namespace {

using OptionalTensor = std::optional<at::Tensor>;

/// Runs a composition as one counted host call.
template <typename Compose>
auto asHostCall(const char *name, c10::DeviceIndex index, Compose compose) {
  noteHostCall(name);
  at::AutoDispatchBelowADInplaceOrView guard;
  HostSession session(name);
  auto results = compose(session);
  auto onDevice = std::apply(
      [&](const auto &...tensor) { return std::make_tuple(session.toDevice(tensor, index)...); },
      results);
  session.charge();
  return onDevice;
}

at::Tensor view(HostSession &session, const OptionalTensor &tensor) {
  return tensor && tensor->defined() ? session.view(*tensor) : at::Tensor();
}

at::Tensor plus(const at::Tensor &gates, const at::Tensor &bias) {
  return bias.defined() ? gates + bias : gates;
}

std::tuple<at::Tensor, at::Tensor, at::Tensor>
lstmCell(const at::Tensor &inputGates, const at::Tensor &hiddenGates, const at::Tensor &cx,
         const OptionalTensor &inputBias, const OptionalTensor &hiddenBias) {
  return asHostCall("aten._thnn_fused_lstm_cell", cx.device().index(), [&](HostSession &session) {
    at::Tensor gates = plus(session.view(inputGates), view(session, inputBias)) +
                       plus(session.view(hiddenGates), view(session, hiddenBias));
    auto parts = gates.chunk(4, 1);
    at::Tensor in = parts[0].sigmoid(), forget = parts[1].sigmoid(), cell = parts[2].tanh(),
               out = parts[3].sigmoid();
    at::Tensor cy = forget * session.view(cx) + in * cell;
    at::Tensor hy = out * cy.tanh();
    return std::make_tuple(hy, cy, at::cat({in, forget, cell, out}, 1));
  });
}

std::tuple<at::Tensor, at::Tensor, at::Tensor>
lstmCellBackward(const OptionalTensor &gradHy, const OptionalTensor &gradCy, const at::Tensor &cx,
                 const at::Tensor &cy, const at::Tensor &workspace, bool hasBias) {
  constexpr const char *name = "aten._thnn_fused_lstm_cell_backward_impl";
  return asHostCall(name, cx.device().index(), [&](HostSession &session) {
    at::Tensor previous = session.view(cx), tanhCy = session.view(cy).tanh();
    auto gates = session.view(workspace).chunk(4, 1);
    const at::Tensor &in = gates[0], &forget = gates[1], &cell = gates[2], &out = gates[3];
    at::Tensor hidden = view(session, gradHy), state = view(session, gradCy);
    if (!hidden.defined())
      hidden = at::zeros_like(tanhCy);
    at::Tensor gradState = hidden * out * (1 - tanhCy * tanhCy);
    if (state.defined())
      gradState = gradState + state;
    at::Tensor gradGates =
        at::cat({gradState * cell * in * (1 - in), gradState * previous * forget * (1 - forget),
                 gradState * in * (1 - cell * cell), hidden * tanhCy * out * (1 - out)},
                1);
    at::Tensor gradBias = hasBias ? gradGates.sum(0) : at::Tensor();
    return std::make_tuple(gradGates, gradState * forget, gradBias);
  });
}

std::tuple<at::Tensor, at::Tensor> gruCell(const at::Tensor &inputGates,
                                           const at::Tensor &hiddenGates, const at::Tensor &hx,
                                           const OptionalTensor &inputBias,
                                           const OptionalTensor &hiddenBias) {
  return asHostCall("aten._thnn_fused_gru_cell", hx.device().index(), [&](HostSession &session) {
    auto fromInput = plus(session.view(inputGates), view(session, inputBias)).chunk(3, 1);
    auto fromHidden = plus(session.view(hiddenGates), view(session, hiddenBias)).chunk(3, 1);
    at::Tensor hidden = session.view(hx);
    at::Tensor reset = (fromInput[0] + fromHidden[0]).sigmoid();
    at::Tensor update = (fromInput[1] + fromHidden[1]).sigmoid();
    at::Tensor candidate = (fromInput[2] + reset * fromHidden[2]).tanh();
    at::Tensor hy = candidate + update * (hidden - candidate);
    return std::make_tuple(hy, at::cat({reset, update, candidate, hidden, fromHidden[2]}, 1));
  });
}

std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor>
gruCellBackward(const at::Tensor &gradHy, const at::Tensor &workspace, bool hasBias) {
  constexpr const char *name = "aten._thnn_fused_gru_cell_backward";
  return asHostCall(name, gradHy.device().index(), [&](HostSession &session) {
    auto saved = session.view(workspace).chunk(5, 1);
    const at::Tensor &reset = saved[0], &update = saved[1], &candidate = saved[2],
                     &hidden = saved[3], &hiddenCandidate = saved[4];
    at::Tensor grad = session.view(gradHy);
    at::Tensor gradCandidate = grad * (1 - update) * (1 - candidate * candidate);
    at::Tensor gradUpdate = grad * (hidden - candidate) * update * (1 - update);
    at::Tensor gradReset = gradCandidate * hiddenCandidate * reset * (1 - reset);
    at::Tensor gradInput = at::cat({gradReset, gradUpdate, gradCandidate}, 1);
    at::Tensor gradHidden = at::cat({gradReset, gradUpdate, gradCandidate * reset}, 1);
    at::Tensor inputBias = hasBias ? gradInput.sum(0) : at::Tensor();
    at::Tensor hiddenBias = hasBias ? gradHidden.sum(0) : at::Tensor();
    return std::make_tuple(gradInput, gradHidden, grad * update, inputBias, hiddenBias);
  });
}

} // namespace

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("_thnn_fused_lstm_cell", &lstmCell);
  m.impl("_thnn_fused_lstm_cell_backward_impl", &lstmCellBackward);
  m.impl("_thnn_fused_gru_cell", &gruCell);
  m.impl("_thnn_fused_gru_cell_backward", &gruCellBackward);
}
