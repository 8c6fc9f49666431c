//===- Attention.cpp - Scaled dot product attention, whole ------------------===//
//
// PyTorch asks a device which fused kernel it has. The host library's flash attention serves
// where it can (no dropout, equal head sizes, no gradient of the mask); elsewhere PyTorch's own
// composition of matrix products and softmax does.
//
//===----------------------------------------------------------------------===//

#include "HostSession.h"

#include "mock/backend/ops/HostCalls.h"

#include <ATen/native/transformers/attention.h>
#include <ATen/native/transformers/sdp_utils_cpp.h>
#include <torch/library.h>

using namespace mock;
using namespace mock::backend;

namespace {

constexpr const char *kForward = "aten._scaled_dot_product_fused_attention_overrideable";
constexpr const char *kBackward = "aten._scaled_dot_product_fused_attention_overrideable_backward";

/// Whether each head of key and value serves a whole number of heads of the query.
bool headsServe(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value) {
  return key.size(1) == value.size(1) && query.size(1) % key.size(1) == 0;
}

bool flashServes(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
                 const std::optional<at::Tensor> &mask, double dropout) {
  bool sizes = query.dim() == 4 && key.dim() == 4 && value.dim() == 4 &&
               query.size(3) == key.size(3) && query.size(3) == value.size(3) &&
               query.size(0) == key.size(0) && query.sym_numel() > 0 && key.sym_numel() > 0 &&
               headsServe(query, key, value);
  bool dtypes = query.is_floating_point() && query.scalar_type() == key.scalar_type() &&
                query.scalar_type() == value.scalar_type();
  bool maskServes = !mask || !mask->defined() ||
                    (!mask->requires_grad() && (mask->dim() == 2 || mask->dim() == 4));
  return sizes && dtypes && maskServes && dropout == 0.0;
}

int64_t chooseKernel(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
                     const std::optional<at::Tensor> &mask, double dropout, bool,
                     std::optional<double>, bool) {
  auto chosen = flashServes(query, key, value, mask, dropout) ? sdp::SDPBackend::overrideable
                                                              : sdp::SDPBackend::math;
  return static_cast<int64_t>(chosen);
}

/// Grouped heads: the host library wants as many heads of key and value as of the query.
at::Tensor spread(const at::Tensor &heads, int64_t count) {
  return heads.size(1) == count ? heads : heads.repeat_interleave(count / heads.size(1), 1);
}

/// The gradient of spread().
at::Tensor gather(const at::Tensor &gradient, int64_t heads) {
  return gradient.size(1) == heads
             ? gradient
             : gradient.unflatten(1, {heads, gradient.size(1) / heads}).sum(2);
}

std::optional<at::Tensor> maskView(const std::optional<at::Tensor> &mask, HostSession &session) {
  if (!mask || !mask->defined())
    return std::nullopt;
  return session.view(*mask);
}

std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor, c10::SymInt, c10::SymInt, at::Tensor,
           at::Tensor, at::Tensor>
attention(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
          const std::optional<at::Tensor> &mask, double dropout, bool causal, bool,
          std::optional<double> scale) {
  TORCH_CHECK(flashServes(query, key, value, mask, dropout), kForward,
              ": needs 4-dimensional floating-point query, key and value of equal batch and "
              "head size, heads that divide, and no dropout");
  noteHostCall(kForward);
  at::AutoDispatchBelowADInplaceOrView guard;
  HostSession session(kForward);
  auto [output, logSumExp] = at::_scaled_dot_product_flash_attention_for_cpu(
      session.view(query), spread(session.view(key), query.size(1)),
      spread(session.view(value), query.size(1)), dropout, causal, maskView(mask, session), scale);
  auto index = query.device().index();
  // As PyTorch's shape function says: no sequence lengths, and states of a generator that nothing
  // draws from.
  at::Tensor none, state = at::zeros({}, query.options().dtype(at::kLong));
  at::Tensor onDevice = session.toDevice(output, index);
  at::Tensor sums = session.toDevice(logSumExp, index);
  session.charge();
  return {onDevice, sums, none, none, query.size(2), key.size(2), state, state, none};
}

std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor>
attentionBackward(const at::Tensor &gradient, const at::Tensor &query, const at::Tensor &key,
                  const at::Tensor &value, const at::Tensor &mask, std::array<bool, 4> wanted,
                  const at::Tensor &output, const at::Tensor &logSumExp, const at::Tensor &,
                  const at::Tensor &, int64_t, int64_t, double dropout, bool causal,
                  const at::Tensor &, const at::Tensor &, std::optional<double> scale) {
  noteHostCall(kBackward);
  at::AutoDispatchBelowADInplaceOrView guard;
  HostSession session(kBackward);
  auto [gradQuery, gradKey, gradValue] = at::_scaled_dot_product_flash_attention_for_cpu_backward(
      session.view(gradient), session.view(query), spread(session.view(key), query.size(1)),
      spread(session.view(value), query.size(1)), session.view(output), session.view(logSumExp),
      dropout, causal, maskView(mask, session), scale);
  auto index = query.device().index();
  auto finish = [&](const at::Tensor &result, bool isWanted) {
    return isWanted ? session.toDevice(result, index) : at::Tensor();
  };
  auto results =
      std::make_tuple(finish(gradQuery, wanted[0]), finish(gather(gradKey, key.size(1)), wanted[1]),
                      finish(gather(gradValue, value.size(1)), wanted[2]), at::Tensor());
  session.charge();
  return results;
}

} // namespace

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("_fused_sdp_choice", &chooseKernel);
  m.impl("_scaled_dot_product_fused_attention_overrideable", &attention);
  m.impl("_scaled_dot_product_fused_attention_overrideable_backward", &attentionBackward);
}

namespace at::native {
REGISTER_PRIVATEUSE1_DISPATCH(_fused_sdp_choice_stub, &chooseKernel)
}
