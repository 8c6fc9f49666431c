// Arithmetic of one element.
// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @exp(
func.func @exp(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.exp
  %0 = aten.exp %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @exp2(
func.func @exp2(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.exp2
  %0 = aten.exp2 %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @expm1(
func.func @expm1(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.expm1
  %0 = aten.expm1 %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @log(
func.func @log(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.log 
  %0 = aten.log %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @log2(
func.func @log2(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.log2
  %0 = aten.log2 %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @log10(
func.func @log10(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.log10
  %0 = aten.log10 %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @log1p(
func.func @log1p(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.log1p
  %0 = aten.log1p %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @sin(
func.func @sin(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.sin 
  %0 = aten.sin %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @cos(
func.func @cos(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.cos 
  %0 = aten.cos %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @tan(
func.func @tan(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.tan 
  %0 = aten.tan %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @asin(
func.func @asin(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.asin 
  %0 = aten.asin %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @acos(
func.func @acos(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.acos 
  %0 = aten.acos %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @atan(
func.func @atan(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.atan 
  %0 = aten.atan %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @sinh(
func.func @sinh(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.sinh
  %0 = aten.sinh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @cosh(
func.func @cosh(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.cosh
  %0 = aten.cosh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @tanh(
func.func @tanh(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.tanh
  %0 = aten.tanh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @asinh(
func.func @asinh(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.asinh
  %0 = aten.asinh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @acosh(
func.func @acosh(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.acosh
  %0 = aten.acosh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @atanh(
func.func @atanh(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.atanh
  %0 = aten.atanh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @erf(
func.func @erf(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.erf 
  %0 = aten.erf %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @erfc(
func.func @erfc(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.erfc
  %0 = aten.erfc %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @floor(
func.func @floor(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.floor
  %0 = aten.floor %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @ceil(
func.func @ceil(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.ceil
  %0 = aten.ceil %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @trunc(
func.func @trunc(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.trunc
  %0 = aten.trunc %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @round(
func.func @round(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.roundeven
  %0 = aten.round %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @sqrt(
func.func @sqrt(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.sqrt
  %0 = aten.sqrt %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @abs(
func.func @abs(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.absf
  %0 = aten.abs %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @neg(
func.func @neg(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.negf
  %0 = aten.neg %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Two roundings, as eager has.
// CHECK-LABEL: func.func @rsqrt(
func.func @rsqrt(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.sqrt
  // CHECK: arith.divf
  %0 = aten.rsqrt %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @reciprocal(
func.func @reciprocal(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.divf
  %0 = aten.reciprocal %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @square(
func.func @square(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.mulf
  %0 = aten.square %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// NaN wins in maximum, loses in fmax.
// CHECK-LABEL: func.func @maximum(
func.func @maximum(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.maximumf
  %0 = aten.maximum %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @fmax(
func.func @fmax(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.maximumf
  // CHECK: arith.cmpf une
  // CHECK: arith.select
  // CHECK: arith.cmpf une
  // CHECK: arith.select
  %0 = aten.fmax %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @addcmul(
func.func @addcmul(%x: tensor<4xf32>, %y: tensor<4xf32>, %z: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.mulf
  // CHECK: arith.mulf
  // CHECK: arith.addf
  %0 = aten.addcmul %x, %y, %z {value = 2.0 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @div_floor(
func.func @div_floor(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.floor
  %0 = aten.div.Tensor_mode %x, %y {rounding_mode = "floor"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @div_trunc(
func.func @div_trunc(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.divf
  // CHECK: math.trunc
  %0 = aten.div.Tensor_mode %x, %y {rounding_mode = "trunc"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Sign of the dividend.
// CHECK-LABEL: func.func @fmod(
func.func @fmod(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.remf
  %0 = aten.fmod.Tensor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Sign of the divisor.
// CHECK-LABEL: func.func @remainder(
func.func @remainder(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.remf
  // CHECK: arith.select
  %0 = aten.remainder.Tensor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @pow_half(
func.func @pow_half(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.sqrt
  // CHECK-NOT: math.powf
  // CHECK: linalg.yield
  %0 = aten.pow.Tensor_Scalar %x {exponent = 0.5 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @pow(
func.func @pow(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.powf
  %0 = aten.pow.Tensor_Tensor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @clamp(
func.func @clamp(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.maximumf
  // CHECK: arith.minimumf
  %0 = aten.clamp %x {min = -1.0 : f64, max = 1.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @sign(
func.func @sign(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.cmpf olt
  // CHECK: arith.cmpf olt
  // CHECK: arith.subf
  %0 = aten.sign %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @lerp(
func.func @lerp(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.subf
  // CHECK: arith.mulf
  // CHECK: arith.addf
  %0 = aten.lerp.Scalar %x, %y {weight = 0.25 : f64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
}
