//===- HostThreads.h - How many host threads a kernel may use ---------------===//
#pragma once

namespace mock {

/// Host threads among which the tiles of a kernel are divided in Execution::Fast, the stream's
/// worker included. It holds for launches that start later, in all streams. Results do not depend
/// on it: a tile is computed by one thread, in one order. Below 1 means as many as the host has
/// cores, which is the default.
void setHostThreads(int count);
int hostThreads(); ///< at least 1

} // namespace mock
