#include "mock/backend/device/Device.h"

#include <c10/util/Exception.h>

void mock::backend::raise(const Error &error) {
  switch (error.kind) {
  case Error::Kind::Value:
    TORCH_CHECK_VALUE(false, error.message);
  case Error::Kind::Type:
    TORCH_CHECK_TYPE(false, error.message);
  case Error::Kind::Index:
    TORCH_CHECK_INDEX(false, error.message);
  case Error::Kind::OutOfMemory:
    TORCH_CHECK_WITH(OutOfMemoryError, false, error.message);
  case Error::Kind::NotImplemented:
    TORCH_CHECK_NOT_IMPLEMENTED(false, error.message);
  case Error::Kind::Internal:
    TORCH_CHECK(false, "internal error of torch-mock, please report it: ", error.message);
  case Error::Kind::Runtime:
    break;
  }
  TORCH_CHECK(false, error.message);
}
