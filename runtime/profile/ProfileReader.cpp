//===- ProfileReader.cpp - From the document to the profile ----------------===//
#include "ProfileReader.h"

#include "LimitTable.h"
#include "NodeReader.h"
#include "mock/runtime/support/NearestName.h"

#include <algorithm>
#include <cctype>

namespace mock::profile {
namespace {

/// Names appear in dotted keys and in assembly, hence the plain alphabet.
bool isIdentifier(std::string_view text) {
  auto isWordCharacter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::isalpha(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), isWordCharacter);
}

class ProfileReader {
public:
  explicit ProfileReader(const JsonNode &document) : document(document) {}

  Expected<Profile> read() {
    readHeader();
    if (!in.failed())
      readMemories();
    if (!in.failed())
      readEngines();
    if (!in.failed())
      readLimits();
    if (!in.failed())
      readFields();
    if (in.failed())
      return *in.failure;
    assignLimits();
    return std::move(profile);
  }

private:
  bool full() const { return profile.kind == Profile::Kind::Full; }
  /// A section that only a full profile must have.
  const JsonNode *section(std::string_view key) {
    if (const JsonNode *node = document.find(key))
      return node;
    if (full())
      in.fail(document,
              "key '" + std::string(key) + "' is missing; a profile of kind 'full' " + "needs it");
    return nullptr;
  }

  void readHeader() {
    in.expectKeys(document, "profile",
                  {"$schema", "name", "description", "kind", "extends", "memories", "matrix",
                   "vector", "operators", "limits", "fields"});
    if (const JsonNode *node = in.require(document, "name", "profile")) {
      profile.name = in.string(*node, "name");
      if (!isIdentifier(profile.name))
        in.fail(*node, "'name' is '" + profile.name + "'; it must begin with a letter and hold " +
                           "letters, digits, '-' and '_' only");
    }
    if (const JsonNode *node = in.require(document, "kind", "profile"))
      profile.kind = in.choice(*node, "kind", {"full", "check-only"}) == 0
                         ? Profile::Kind::Full
                         : Profile::Kind::CheckOnly;
    if (const JsonNode *node = document.find("description"))
      profile.description = in.string(*node, "description");
    if (const JsonNode *node = document.find("$schema"))
      in.string(*node, "$schema");
  }

  void readMemories() {
    const JsonNode *node = in.require(document, "memories", "profile");
    if (node && node->kind != JsonNode::Kind::Array)
      in.fail(*node, "'memories' must be an array, not " + describe(*node));
    if (!node || in.failed())
      return;
    constexpr size_t kMaxMemories = 16;
    if (node->items.size() > kMaxMemories)
      return in.fail(*node, "'memories' lists " + std::to_string(node->items.size()) +
                                " memories; allowed is 1 to " + std::to_string(kMaxMemories));
    for (const JsonNode &item : node->items)
      readMemory(item);
    // The instruction set numbers memories, and 0 is the main memory.
    if (profile.memories.empty() || profile.memories[0].role != Memory::Role::Main)
      in.fail(*node, "the first of 'memories' must have the role 'main'");
  }

  void readMemory(const JsonNode &node) {
    in.expectKeys(node, "memories", {"name", "role", "per-core"});
    const JsonNode *name = in.require(node, "name", "memories");
    const JsonNode *role = in.require(node, "role", "memories");
    const JsonNode *perCore = in.require(node, "per-core", "memories");
    if (in.failed())
      return;
    Memory memory;
    memory.name = in.string(*name, "name");
    if (!isIdentifier(memory.name))
      in.fail(*name, "'" + memory.name + "' is no name for a memory; it must begin with a letter " +
                         "and hold letters, digits, '-' and '_' only");
    if (profile.memoryIndex(memory.name) >= 0)
      in.fail(*name, "two memories are named '" + memory.name + "'");
    memory.role =
        static_cast<Memory::Role>(in.choice(*role, "role", {"main", "scratchpad", "accumulator"}));
    memory.perCore = in.boolean(*perCore, "per-core");
    if (memory.role == Memory::Role::Main && !profile.memories.empty())
      in.fail(*role, "only the first memory has the role 'main'; '" + profile.memories[0].name +
                         "' is it");
    if (memory.perCore != (memory.role != Memory::Role::Main))
      in.fail(*perCore, "the main memory is shared ('per-core': false) and all others are " +
                            std::string("private to a core ('per-core': true)"));
    profile.memories.push_back(std::move(memory));
  }

  /// `{"value", "source", "version"}`: the value. Who says so must be given for lists too.
  const JsonNode *sourcedValue(const JsonNode &section, std::string_view key,
                               std::string_view what) {
    const JsonNode *node = section.find(key);
    if (!node) {
      if (full())
        in.fail(section, "key '" + std::string(key) + "' is missing in '" + std::string(what) +
                             "'; a profile of kind 'full' needs it");
      return nullptr;
    }
    std::string path = std::string(what) + "." + std::string(key);
    in.expectKeys(*node, path, {"value", "source", "version"});
    for (std::string_view word : {"source", "version"})
      if (const JsonNode *text = in.require(*node, word, path))
        in.nonEmptyString(*text, path + "." + std::string(word));
    return in.require(*node, "value", path);
  }

  std::vector<DType> dtypes(const JsonNode &section, std::string_view key, std::string_view what) {
    std::vector<DType> list;
    const JsonNode *node = sourcedValue(section, key, what);
    if (!node || in.failed())
      return list;
    std::string path = std::string(what) + "." + std::string(key);
    in.strings(*node, path);
    for (const JsonNode &item : node->items) {
      if (in.failed())
        break;
      list.push_back(static_cast<DType>(in.choice(item, path, dtypeNames())));
    }
    return list;
  }

  static std::vector<std::string> dtypeNames() {
    std::vector<std::string> names;
    for (int i = 0; i <= static_cast<int>(DType::C128); ++i)
      names.emplace_back(mock::name(static_cast<DType>(i)));
    return names;
  }

  void readEngines() {
    if (const JsonNode *node = section("matrix")) {
      in.expectKeys(*node, "matrix", {"dataflow", "inputs", "accumulators"});
      if (const JsonNode *value = sourcedValue(*node, "dataflow", "matrix"))
        profile.matrix.dataflow = static_cast<Dataflow>(
            in.choice(*value, "matrix.dataflow",
                      {"output-stationary", "weight-stationary", "input-stationary"}));
      profile.matrix.inputs = dtypes(*node, "inputs", "matrix");
      profile.matrix.accumulators = dtypes(*node, "accumulators", "matrix");
    }
    if (const JsonNode *node = section("vector")) {
      in.expectKeys(*node, "vector", {"dtypes", "index-dtypes"});
      profile.vector.dtypes = dtypes(*node, "dtypes", "vector");
      profile.vector.indexDtypes = dtypes(*node, "index-dtypes", "vector");
    }
    if (const JsonNode *node = section("operators")) {
      in.expectKeys(*node, "operators", {"unsupported"});
      if (const JsonNode *value = sourcedValue(*node, "unsupported", "operators"))
        profile.unsupportedOperators = in.strings(*value, "operators.unsupported");
    }
  }

  bool inherited(const JsonNode &node) const { return node.file != document.file; }

  void readLimits() {
    const JsonNode *node = in.require(document, "limits", "profile");
    if (node && node->kind != JsonNode::Kind::Object)
      in.fail(*node, "'limits' must be an object, not " + describe(*node));
    if (!node || in.failed())
      return;
    std::vector<LimitDescription> table = describeLimits(profile.memories, profile.matrix.inputs);
    for (const auto &[key, value] : node->members)
      readLimit(key, value, table);
    for (const LimitDescription &limit : table)
      if (full() && limit.fullNeeds && !profile.limits.contains(limit.key))
        in.fail(*node, "limit '" + limit.key + "' is missing; a profile of kind 'full' needs it");
  }

  void readLimit(const std::string &key, const JsonNode &node,
                 const std::vector<LimitDescription> &table) {
    auto known = std::find_if(table.begin(), table.end(),
                              [&](const LimitDescription &limit) { return limit.key == key; });
    if (known == table.end()) {
      if (!inherited(node))
        in.fail(node, "unknown limit '" + key + "'" + nearest(key, table));
      return;
    }
    in.expectKeys(node, key, {"value", "unit", "source", "version"});
    const JsonNode *value = in.require(node, "value", key);
    const JsonNode *unit = in.require(node, "unit", key);
    const JsonNode *source = in.require(node, "source", key);
    const JsonNode *version = in.require(node, "version", key);
    if (in.failed())
      return;
    Limit limit{key, in.integer(*value, key, known->min, known->max), in.string(*unit, "unit"),
                in.nonEmptyString(*source, "source"), in.nonEmptyString(*version, "version")};
    if (limit.unit != known->unit)
      in.fail(*unit, "the unit of '" + key + "' is '" + std::string(known->unit) + "', not '" +
                         limit.unit + "'");
    profile.limits.emplace(key, std::move(limit));
  }

  template <typename Table> std::string nearest(const std::string &key, const Table &table) {
    std::vector<std::string> names;
    for (const auto &entry : table)
      names.emplace_back(nameOf(entry));
    return didYouMean(key, names);
  }
  static std::string nameOf(const LimitDescription &limit) { return limit.key; }
  static std::string nameOf(const FieldDescription &field) { return std::string(field.name); }

  void readFields() {
    const JsonNode *node = section("fields");
    if (!node)
      return;
    if (node->kind != JsonNode::Kind::Object)
      return in.fail(*node, "'fields' must be an object, not " + describe(*node));
    for (const auto &[key, value] : node->members)
      readField(key, value);
    for (const FieldDescription &field : describeFields())
      if (full() && !profile.fields.contains(field.name))
        in.fail(*node, "field '" + std::string(field.name) +
                           "' is missing; a profile of kind 'full' needs it");
  }

  void readField(const std::string &key, const JsonNode &node) {
    const std::vector<FieldDescription> &table = describeFields();
    auto known = std::find_if(table.begin(), table.end(),
                              [&](const FieldDescription &field) { return field.name == key; });
    if (known == table.end())
      return in.fail(node, "unknown field '" + key + "'" + nearest(key, table));
    in.expectKeys(node, key, {"bits", "signed", "source", "version"});
    const JsonNode *bits = in.require(node, "bits", key);
    const JsonNode *isSigned = in.require(node, "signed", key);
    for (std::string_view word : {"source", "version"})
      if (const JsonNode *text = in.require(node, word, key))
        in.nonEmptyString(*text, word);
    if (in.failed())
      return;
    FieldWidth width;
    width.isSigned = in.boolean(*isSigned, key + ".signed");
    width.bits = static_cast<int>(in.integer(*bits, key + ".bits", known->minBits, known->maxBits));
    if (width.isSigned && !known->maySign)
      in.fail(*isSigned, "field '" + key + "' cannot be signed");
    profile.fields.emplace(key, width);
  }

  /// 0 where a check-only profile is silent.
  int64_t value(std::string_view key) const {
    const Limit *limit = profile.find(key);
    return limit ? limit->value : 0;
  }

  void assignLimits() {
    for (Memory &memory : profile.memories) {
      memory.size = value("memory." + memory.name + ".size");
      memory.alignment = std::max<int64_t>(1, value("memory." + memory.name + ".alignment"));
    }
    profile.cores = std::max<int64_t>(1, value("device.cores"));
    profile.clockMHz = std::max<int64_t>(1, value("device.clock"));
    profile.semaphores = value("isa.semaphores");
    profile.maxLoopDepth = value("isa.loop-depth");
    profile.maxProgramBytes = value("isa.program-bytes");
    profile.maxArguments = value("isa.arguments");
    assignMatrix();
    assignVector();
    profile.dma = {value("dma.dimensions"), value("dma.bandwidth"), value("dma.startup"),
                   std::max<int64_t>(1, value("dma.burst")),
                   std::max<int64_t>(1, value("dma.queues"))};
    profile.host = {value("host.bandwidth"), value("host.latency")};
  }

  void assignMatrix() {
    MatrixEngine &matrix = profile.matrix;
    matrix.rows = value("matrix.rows");
    matrix.columns = value("matrix.columns");
    matrix.extentMultiple = std::max<int64_t>(1, value("matrix.extent.multiple"));
    matrix.startup = value("matrix.startup");
    for (DType dtype : matrix.inputs)
      if (int64_t throughput = value("matrix.throughput." + std::string(mock::name(dtype))))
        matrix.throughput[dtype] = throughput;
  }

  void assignVector() {
    VectorEngine &vector = profile.vector;
    vector.lanes = value("vector.lanes");
    vector.startup = value("vector.startup");
    vector.transcendentalCycles = std::max<int64_t>(1, value("vector.transcendental"));
    vector.maxRank = value("vector.rank.max");
    vector.maxOperands = value("vector.operands");
    vector.maxBodyLength = value("vector.body-length");
    vector.registers = value("vector.registers");
  }

  const JsonNode &document;
  NodeReader in;
  Profile profile;
};

} // namespace

Expected<Profile> readProfile(const JsonNode &document) { return ProfileReader(document).read(); }

} // namespace mock::profile
