// RUN: mock-opt %s --mock-verify-stage='stage=placed' -split-input-file -verify-diagnostics
module attributes {mock.target = "mock-v1"} {
  mock.kernel @good(%x: memref<16xf32>) attributes {mock.root = "elementwise"} {
    %0 = mock.alloc offset(64) slots(1) : memref<16xf32, #mock.memory<"scratchpad">>
    mock.yield
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  // expected-error @below {{has an argument that is no memref: 'tensor<16xf32>'}}
  mock.kernel @tensors(%x: tensor<16xf32>) attributes {mock.root = "elementwise"} {
    mock.yield
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  mock.kernel @elsewhere(%x: memref<16xf32>) attributes {mock.root = "elementwise"} {
    // expected-error @below {{is in no memory of mock-v1}}
    %0 = mock.alloc offset(0) slots(1) : memref<16xf32, #mock.memory<"cache">>
    mock.yield
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  mock.kernel @crooked(%x: memref<16xf32>) attributes {mock.root = "elementwise"} {
    // expected-error @below {{begins at byte 32, scratchpad wants a multiple of 64}}
    %0 = mock.alloc offset(32) slots(1) : memref<16xf32, #mock.memory<"scratchpad">>
    mock.yield
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  mock.kernel @beyond(%x: memref<16xf32>) attributes {mock.root = "elementwise"} {
    // expected-error @below {{ends at byte 1048640, scratchpad has 1048576}}
    %0 = mock.alloc offset(1048576) slots(1) : memref<16xf32, #mock.memory<"scratchpad">>
    mock.yield
  }
}
