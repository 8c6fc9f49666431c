//===- GraphBuilder.cpp ----------------------------------------------------===//
#include "mock/passes/Graph.h"
