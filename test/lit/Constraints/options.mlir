// RUN: not mock-opt %s --mock-check-constraints='profile=mock-v1 rules=matrix.extent-multipel:warn' 2>&1 | FileCheck %s --check-prefix=RULE
// RUN: not mock-opt %s --mock-check-constraints='profile=mock-v1 rules=tensor.rank:legalize' 2>&1 | FileCheck %s --check-prefix=ALLOWED
// RUN: not mock-opt %s --mock-check-constraints='profile=mock-v1 rules=tensor.rank:wran' 2>&1 | FileCheck %s --check-prefix=POLICY
// RUN: not mock-opt %s --mock-check-constraints='enforcement=stict profile=mock-v1' 2>&1 | FileCheck %s --check-prefix=ENFORCEMENT
// RUN: not mock-opt %s --mock-check-constraints='profile=mock-v2' 2>&1 | FileCheck %s --check-prefix=PROFILE
// RUN: not mock-opt %s --mock-check-constraints 2>&1 | FileCheck %s --check-prefix=TARGET
// RUN: mock-opt --mock-rules-json | FileCheck %s --check-prefix=JSON
// RUN: mock-opt --mock-operators-json | FileCheck %s --check-prefix=OPERATORS

// RULE: unknown rule 'matrix.extent-multipel'; did you mean 'matrix.extent-multiple'?
// ALLOWED: rule 'tensor.rank' cannot be set to 'legalize'; it allows error, host_call, warn, ignore
// POLICY: unknown policy 'wran'; policies are error, legalize, host_call, warn, ignore; did you mean 'warn'?
// ENFORCEMENT: unknown enforcement 'stict'; it is strict or lenient; did you mean 'strict'?
// PROFILE: mock-v2
// TARGET: the module names no device profile
// JSON: "name": "dtype.index-only"
// JSON: "name": "tensor.rank"
func.func @nothing() {
  return
}

// What is native, sorted by name: docs/operators.md is made of it.
// OPERATORS: {"name":"aten._softmax","how":"decomposed"}
// OPERATORS-SAME: {"name":"aten.add.Tensor","how":"lowered"}
