//===- Locations.cpp - Lines of the user's model as MLIR locations ---------===//
#include "mock/passes/import/Locations.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace mock {
namespace {

Location frameLocation(MLIRContext &context, const compiler::SourceLocation::Frame &frame) {
  Builder builder(&context);
  Location line = FileLineColLoc::get(&context, frame.file, frame.line, 0);
  DictionaryAttr extra = builder.getDictionaryAttr(
      {builder.getNamedAttr("code", builder.getStringAttr(frame.code)),
       builder.getNamedAttr("function", builder.getStringAttr(frame.function))});
  return FusedLoc::get({line}, extra, &context);
}

void addFrame(FileLineColLoc line, DictionaryAttr extra, compiler::SourceLocation &source) {
  compiler::SourceLocation::Frame frame;
  frame.file = line.getFilename().str();
  frame.line = line.getLine();
  if (auto code = extra ? extra.getAs<StringAttr>("code") : StringAttr())
    frame.code = code.str();
  if (auto function = extra ? extra.getAs<StringAttr>("function") : StringAttr())
    frame.function = function.str();
  source.stack.push_back(std::move(frame));
}

void addFrames(Location location, DictionaryAttr extra, compiler::SourceLocation &source) {
  if (auto line = dyn_cast<FileLineColLoc>(location))
    return addFrame(line, extra, source);
  if (auto call = dyn_cast<CallSiteLoc>(location)) {
    addFrames(call.getCallee(), extra, source);
    return addFrames(call.getCaller(), extra, source);
  }
  if (auto named = dyn_cast<NameLoc>(location)) {
    if (source.module.empty())
      source.module = named.getName().str();
    return addFrames(named.getChildLoc(), extra, source);
  }
  if (auto fused = dyn_cast<FusedLoc>(location))
    addFrames(fused.getLocations().front(), dyn_cast_or_null<DictionaryAttr>(fused.getMetadata()),
              source);
}

} // namespace

Location toLocation(MLIRContext &context, const compiler::SourceLocation &source) {
  Location location = UnknownLoc::get(&context);
  for (size_t i = source.stack.size(); i-- > 0;) {
    Location frame = frameLocation(context, source.stack[i]);
    bool outermost = i + 1 == source.stack.size();
    location = outermost ? frame : Location(CallSiteLoc::get(frame, location));
  }
  if (source.module.empty())
    return location;
  return NameLoc::get(StringAttr::get(&context, source.module), location);
}

Location withNode(Location location, int64_t node) {
  MLIRContext *context = location.getContext();
  return FusedLoc::get({location}, Builder(context).getI64IntegerAttr(node), context);
}

SmallVector<int64_t> nodesIn(Location location) {
  llvm::SetVector<int64_t> nodes;
  location->walk([&](Location part) {
    if (auto fused = dyn_cast<FusedLoc>(part))
      if (auto node = dyn_cast_or_null<IntegerAttr>(fused.getMetadata()))
        nodes.insert(node.getInt());
    return WalkResult::advance();
  });
  SmallVector<int64_t> sorted(nodes.begin(), nodes.end());
  llvm::sort(sorted);
  return sorted;
}

compiler::SourceLocation sourceLocationOf(Location location) {
  compiler::SourceLocation source;
  addFrames(location, {}, source);
  return source;
}

} // namespace mock
