//===- Autocast.cpp - torch.autocast("mock") ---------------------------------===//
//
// The lists of operators are PyTorch's own, as for CUDA: matrix products and convolutions in the
// lower precision, what is sensitive to it in f32.
//
//===----------------------------------------------------------------------===//

#include <ATen/autocast_mode.h>
#include <torch/library.h>

namespace at::autocast {
namespace {

at::Tensor binaryCrossEntropyBanned(const at::Tensor &, const at::Tensor &,
                                    const std::optional<at::Tensor> &, int64_t) {
  TORCH_CHECK(false, "torch.nn.functional.binary_cross_entropy and torch.nn.BCELoss are unsafe to "
                     "autocast. Use torch.nn.functional.binary_cross_entropy_with_logits or "
                     "torch.nn.BCEWithLogitsLoss, or cast to float32 around it.");
}

} // namespace

TORCH_LIBRARY_IMPL(_, AutocastPrivateUse1, m) { m.fallback(torch::CppFunction::makeFallthrough()); }

TORCH_LIBRARY_IMPL(aten, AutocastPrivateUse1, m) {
#define MOCK_LOWER_PRECISION(...) KERNEL_PRIVATEUSEONE(__VA_ARGS__, lower_precision_fp)
#define MOCK_FP32(...) KERNEL_PRIVATEUSEONE(__VA_ARGS__, fp32)
#define MOCK_FP32_SET_OPT_DTYPE(...) KERNEL_PRIVATEUSEONE(__VA_ARGS__, fp32_set_opt_dtype)
#define MOCK_PROMOTE(...) KERNEL_PRIVATEUSEONE(__VA_ARGS__, promote)
  AT_FORALL_LOWER_PRECISION_FP(MOCK_LOWER_PRECISION)
  AT_FORALL_FP32(MOCK_FP32)
  AT_FORALL_FP32_SET_OPT_DTYPE(MOCK_FP32_SET_OPT_DTYPE)
  AT_FORALL_DIFFERENT_REDISPATCH_SIGNATURE(KERNEL_DIFFERENT_REDISPATCH_SIGNATURE_PRIVATEUSEONE)
  AT_FORALL_PROMOTE(MOCK_PROMOTE)
  m.impl(TORCH_SELECTIVE_NAME("aten::binary_cross_entropy"), TORCH_FN((&binaryCrossEntropyBanned)));
}

} // namespace at::autocast
