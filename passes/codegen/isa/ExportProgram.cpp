//===- ExportProgram.cpp - mock_isa to isa::Program ------------------------===//

#include "Exporter.h"

#include "mock/passes/import/Locations.h"
#include "mock/runtime/isa/Encoding.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace mock::codegen {

static std::optional<DType> dtypeOf(Type type) {
  if (auto complex = dyn_cast<ComplexType>(type))
    return complex.getElementType().isF32() ? DType::C64 : DType::C128;
  if (type.isUnsignedInteger(8))
    return DType::U8;
  return llvm::StringSwitch<std::optional<DType>>(
             type.isIntOrFloat() ? llvm::formatv("{0}", type).str() : "")
      .Case("i1", DType::Bool)
      .Case("i8", DType::I8)
      .Case("i16", DType::I16)
      .Case("i32", DType::I32)
      .Case("i64", DType::I64)
      .Case("f16", DType::F16)
      .Case("bf16", DType::BF16)
      .Case("f32", DType::F32)
      .Case("f64", DType::F64)
      .Default(std::nullopt);
}

//===----------------------------------------------------------------------===//
// Program
//===----------------------------------------------------------------------===//

Expected<isa::Program> Exporter::run() {
  if (op.getProfile() != llvm::StringRef(profile.name))
    fail("is for profile '" + op.getProfile().str() + "', not for '" + profile.name + "'");
  exportHeader();
  for (auto body : op.getBody().front().getOps<mock_isa::BodyOp>())
    exportBody(body);
  exportBlock(op.getBody().front());
  if (!error.empty())
    return Error{Error::Kind::Internal, "program '" + program.name + "': " + error};
  if (Expected<void> valid = isa::validate(program, profile); !valid)
    return valid.error();
  return std::move(program);
}

void Exporter::exportHeader() {
  program.name = op.getSymName().str();
  program.profile = op.getProfile().str();
  program.profileDigest = op.getDigest().str();
  for (const profile::Memory &memory : profile.memories)
    program.memories.push_back(memory.name);
  program.cores = static_cast<uint16_t>(op.getCores());
  for (auto argument : op.getProgramArguments().getAsRange<mock_isa::ArgumentAttr>())
    program.arguments.push_back(
        {argument.getName().str(), argument.getBytes(), argument.getRead(), argument.getWrite()});
  program.semaphores.assign(op.getSemaphores().begin(), op.getSemaphores().end());
  program.locations.emplace_back(); // the unknown location
}

void Exporter::exportBody(mock_isa::BodyOp body) {
  isa::Body result;
  for (auto bodyOp : body.getOps().getAsRange<mock_isa::BodyOpAttr>()) {
    isa::BodyOp exported{bodyOp.getOpcode(),
                         bodyOp.getType(),
                         static_cast<uint8_t>(bodyOp.getDestination()),
                         {0, 0, 0},
                         bodyOp.getImmediate()};
    for (auto [number, operand] : llvm::enumerate(bodyOp.getOperands().take_front(3)))
      exported.operands[number] = static_cast<uint8_t>(operand);
    result.ops.push_back(exported);
  }
  program.bodies.push_back(std::move(result));
}

void Exporter::exportBlock(Block &block) {
  for (Operation &instruction : block) {
    if (llvm::isa<mock_isa::BodyOp>(instruction))
      continue;
    if (auto loop = dyn_cast<mock_isa::LoopOp>(instruction))
      exportLoop(loop);
    else
      append(operation(&instruction), instruction.getLoc());
  }
}

void Exporter::exportLoop(mock_isa::LoopOp loop) {
  append(isa::LoopBegin{static_cast<uint8_t>(loop.getId()), static_cast<int64_t>(loop.getCount()),
                        static_cast<uint16_t>(loop.getCoreDivisor()),
                        static_cast<uint16_t>(loop.getCoreModulus())},
         loop.getLoc());
  exportBlock(loop.getBody().front()); // its terminator is the end of the loop
}

void Exporter::append(isa::Operation operation, Location where) {
  program.instructions.push_back({std::move(operation), location(where)});
}

uint32_t Exporter::location(Location where) {
  compiler::SourceLocation source = sourceLocationOf(where);
  if (source.stack.empty())
    return 0;
  const auto &frame = source.stack.front();
  auto key = std::tuple(frame.file, static_cast<int32_t>(frame.line), frame.function, frame.code);
  auto [place, isNew] = locations.try_emplace(key, program.locations.size());
  if (isNew)
    program.locations.push_back(
        {frame.file, frame.function, frame.code, static_cast<int32_t>(frame.line)});
  return place->second;
}

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

std::vector<isa::Term> Exporter::terms(ArrayRef<mock_isa::TermAttr> list) {
  std::vector<isa::Term> result;
  for (mock_isa::TermAttr term : list)
    result.push_back({static_cast<uint8_t>(term.getLoop()), term.getStride(), term.getModulus()});
  return result;
}

isa::Address Exporter::address(mock_isa::AddressAttr address) {
  int memory = profile.memoryIndex(profile::Memory::Role::Main);
  if (!address.getMemory().empty())
    memory = profile.memoryIndex(std::string_view(address.getMemory()));
  if (memory < 0)
    fail("profile '" + profile.name + "' has no memory '" + address.getMemory().str() + "'");
  return {static_cast<uint8_t>(memory), static_cast<uint16_t>(address.getArgument()),
          address.getBase(), terms(address.getTerms())};
}

isa::Extent Exporter::extent(mock_isa::ExtentAttr extent) {
  return {extent.getTile(), extent.getTotal(), terms(extent.getTerms()), extent.getMultiple()};
}

std::vector<isa::Extent> Exporter::extents(ArrayAttr list) {
  std::vector<isa::Extent> result;
  for (auto element : list.getAsRange<mock_isa::ExtentAttr>())
    result.push_back(extent(element));
  return result;
}

isa::IndexBase Exporter::indexBase(mock_isa::IndexBaseAttr base) {
  return {base.getBase(), terms(base.getTerms())};
}

DType Exporter::dtype(Type type) {
  std::optional<DType> result = dtypeOf(type);
  if (!result)
    fail(llvm::formatv("{0} is no element type of the device", type).str());
  return result.value_or(DType::F32);
}

isa::Operand Exporter::operand(mock_isa::OperandAttr operand) {
  return {address(operand.getAddress()),
          {operand.getStrides().begin(), operand.getStrides().end()},
          dtype(operand.getDtype())};
}

std::vector<isa::Operand> Exporter::operands(ArrayAttr list) {
  std::vector<isa::Operand> result;
  for (auto element : list.getAsRange<mock_isa::OperandAttr>())
    result.push_back(operand(element));
  return result;
}

isa::Accumulate Exporter::accumulate(mock_isa::AccumulateAttr accumulate) {
  return {static_cast<isa::Accumulate::Mode>(accumulate.getMode()),
          static_cast<uint8_t>(accumulate.getLoop())};
}

isa::Sync Exporter::sync(ArrayRef<int64_t> pop, ArrayRef<int64_t> push) {
  return {{pop.begin(), pop.end()}, {push.begin(), push.end()}};
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

template <typename Dma> isa::Operation Exporter::dma(Dma op, bool in) {
  isa::Dma result;
  result.in = in;
  result.source = address(op.getSource());
  result.destination = address(op.getDestination());
  result.elementBytes = static_cast<uint8_t>(op.getElementBytes());
  result.extents = extents(op.getExtents());
  result.sourceStrides = op.getSourceStrides().vec();
  result.destinationStrides = op.getDestinationStrides().vec();
  if (op.getBounds())
    for (auto bounds : op.getBounds()->template getAsRange<mock_isa::BoundsAttr>())
      result.bounds.push_back({indexBase(bounds.getOrigin()), bounds.getSize()});
  result.padMultiples.assign(op.getPadMultiples().begin(), op.getPadMultiples().end());
  result.padValue = static_cast<uint64_t>(op.getPadValue());
  result.sync = sync(op.getPop(), op.getPush());
  return result;
}

isa::Operation Exporter::matmul(mock_isa::MatMulOp op) {
  isa::MatMul result;
  result.destination = address(op.getDestination());
  result.a = address(op.getA());
  result.b = address(op.getB());
  result.m = extent(op.getM());
  result.n = extent(op.getN());
  result.k = extent(op.getK());
  llvm::copy(op.getAStrides(), result.aStrides);
  llvm::copy(op.getBStrides(), result.bStrides);
  result.destinationStride = op.getDestinationStride();
  result.input = dtype(op.getInput());
  result.accumulator = dtype(op.getAccumulator());
  result.accumulate = accumulate(op.getAccumulate());
  result.sync = sync(op.getPop(), op.getPush());
  return result;
}

isa::Operation Exporter::vector(mock_isa::VectorOp op) {
  isa::Vector result;
  result.body = static_cast<uint16_t>(op.getBody());
  result.extents = extents(op.getExtents());
  result.inputs = operands(op.getInputs());
  result.outputs = operands(op.getOutputs());
  if (ArrayAttr bases = op.getIndexBasesAttr())
    for (auto base : bases.getAsRange<mock_isa::IndexBaseAttr>())
      result.indexBases.push_back(indexBase(base));
  result.sync = sync(op.getPop(), op.getPush());
  return result;
}

isa::Operation Exporter::reduce(mock_isa::ReduceOp op) {
  isa::Reduce result;
  result.kind = static_cast<isa::ReduceKind>(op.getKind());
  result.extents = extents(op.getExtents());
  result.reducedDims = static_cast<uint8_t>(op.getReducedDims());
  result.input = operand(op.getInput());
  result.output = operand(op.getOutput());
  if (op.getPositions()) {
    result.indexOutput = operand(*op.getPositions());
    result.indexBase = indexBase(*op.getFirst());
  }
  result.accumulate = accumulate(op.getAccumulate());
  result.sync = sync(op.getPop(), op.getPush());
  return result;
}

isa::Operation Exporter::fill(mock_isa::FillOp op) {
  isa::Fill result;
  result.destination = address(op.getDestination());
  result.elementBytes = static_cast<uint8_t>(op.getElementBytes());
  result.extents = extents(op.getExtents());
  result.strides = op.getStrides().vec();
  result.value = static_cast<uint64_t>(op.getValue());
  result.sync = sync(op.getPop(), op.getPush());
  return result;
}

isa::Operation Exporter::operation(Operation *instruction) {
  return llvm::TypeSwitch<Operation *, isa::Operation>(instruction)
      .Case([&](mock_isa::DmaInOp op) { return dma(op, true); })
      .Case([&](mock_isa::DmaOutOp op) { return dma(op, false); })
      .Case([&](mock_isa::MatMulOp op) { return matmul(op); })
      .Case([&](mock_isa::ConvOp op) { return conv(op); })
      .Case([&](mock_isa::GatherOp op) { return gather(op); })
      .Case([&](mock_isa::ScatterOp op) { return scatter(op); })
      .Case([&](mock_isa::ScanOp op) { return scan(op); })
      .Case([&](mock_isa::SortOp op) { return sort(op); })
      .Case([&](mock_isa::VectorOp op) { return vector(op); })
      .Case([&](mock_isa::ReduceOp op) { return reduce(op); })
      .Case([&](mock_isa::FillOp op) { return fill(op); })
      .Case([&](mock_isa::WaitOp op) {
        return isa::Wait{static_cast<isa::Engine>(op.getEngine()), sync(op.getPop(), op.getPush())};
      })
      .Case([](mock_isa::EndOp) { return isa::LoopEnd{}; })
      .Case([](mock_isa::BarrierOp) { return isa::Barrier{}; })
      .Case([](mock_isa::HaltOp) { return isa::Halt{}; })
      .Default([&](Operation *other) {
        fail(other->getName().getStringRef().str() + " is no instruction");
        return isa::Halt{};
      });
}

Expected<isa::Program> exportProgram(mock_isa::ProgramOp op, const profile::Profile &profile) {
  return Exporter(op, profile).run();
}

} // namespace mock::codegen
