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

bool flashServes(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
                 const std::optional<at::Tensor> &mask, double dropout, bool gqa) {
  bool sizes = query.dim() == 4 && key.dim() == 4 && value.dim() == 4 &&
               query.size(3) == key.size(3) && query.size(3) == value.size(3) &&
               query.size(0) == key.size(0) && query.numel() > 0 && key.numel() > 0 &&
               (gqa || query.size(1) == key.size(1));
  bool dtypes = query.is_floating_point() && query.scalar_type() == key.scalar_type() &&
                query.scalar_type() == value.scalar_type();
  bool maskServes = !mask || !mask->defined() ||
                    (!mask->requires_grad() && (mask->dim() == 2 || mask->dim() == 4));
  return sizes && dtypes && maskServes && dropout == 0.0;
}

int64_t chooseKernel(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
                     const std::optional<at::Tensor> &mask, double dropout, bool,
                     std::optional<double>, bool gqa) {
  auto chosen = flashServes(query, key, value, mask, dropout, gqa)
                    ? sdp::SDPBackend::overrideable
                    : sdp::SDPBackend::math;
  return static_cast<int64_t>(chosen);
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
  TORCH_CHECK(flashServes(query, key, value, mask, dropout, /*gqa=*/false), kForward,
              ": needs 4-dimensional floating-point query, key and value of equal batch, heads and "
              "head size, and no dropout");
  noteHostCall(kForward);
  at::AutoDispatchBelowADInplaceOrView guard;
  HostSession session(kForward);
  auto [output, logSumExp] = at::_scaled_dot_product_flash_attention_for_cpu(
      session.view(query), session.view(key), session.view(value), dropout, causal,
      maskView(mask, session), scale);
  auto index = query.device().index();
  at::Tensor none = at::empty({0}, query.options().dtype(at::kLong));
  at::Tensor onDevice = session.toDevice(output, index);
  at::Tensor sums = session.toDevice(logSumExp, index);
  session.charge();
  return {onDevice, sums, none, none, query.size(2), key.size(2), none, none, none};
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
      session.view(gradient), session.view(query), session.view(key), session.view(value),
      session.view(output), session.view(logSumExp), dropout, causal, maskView(mask, session),
      scale);
  auto index = query.device().index();
  auto finish = [&](const at::Tensor &result, bool isWanted) {
    return isWanted ? session.toDevice(result, index) : at::Tensor();
  };
  auto results = std::make_tuple(finish(gradQuery, wanted[0]), finish(gradKey, wanted[1]),
                                 finish(gradValue, wanted[2]), at::Tensor());
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
