//===- Options.cpp - Arguments of mock-objdump -----------------------------===//
//
// LLVM's command line library is not available: this tool builds with the runtime alone.
//
//===----------------------------------------------------------------------===//
#include "Options.h"

#include "mock/runtime/support/NearestName.h"

namespace mock::objdump {
namespace {

struct Flag {
  std::string_view name;
  bool Options::*target;
};
constexpr Flag kFlags[] = {{"--help", &Options::help},        {"-h", &Options::help},
                           {"--version", &Options::version},  {"--json", &Options::json},
                           {"--headers", &Options::headers},  {"--arguments", &Options::arguments},
                           {"--assemble", &Options::assemble}};

struct Setting {
  std::string_view name;
  std::string Options::*target;
};
constexpr Setting kSettings[] = {
    {"-o", &Options::output}, {"--output", &Options::output}, {"--profile", &Options::profile}};

Error wrongUse(const std::string &message) { return {Error::Kind::Value, message}; }

Error unknownOption(const std::string &word) {
  std::vector<std::string> known;
  for (const Flag &flag : kFlags)
    known.emplace_back(flag.name);
  for (const Setting &setting : kSettings)
    known.emplace_back(setting.name);
  return wrongUse("unknown option '" + word + "'" + didYouMean(word, known));
}

bool readFlag(Options &options, const std::string &word) {
  for (const Flag &flag : kFlags)
    if (flag.name == word)
      return options.*flag.target = true;
  return false;
}

/// "--profile NAME" or "--profile=NAME"; `index` moves to the last word used.
Expected<bool> readSetting(Options &options, const std::vector<std::string> &words, size_t &index) {
  const std::string &word = words[index];
  for (const Setting &setting : kSettings) {
    std::string prefix = std::string(setting.name) + "=";
    if (word.starts_with("--") && word.starts_with(prefix)) {
      options.*setting.target = word.substr(prefix.size());
      return true;
    }
    if (word != setting.name)
      continue;
    if (++index == words.size())
      return wrongUse("option '" + word + "' needs a value");
    options.*setting.target = words[index];
    return true;
  }
  return false;
}

Expected<void> checkCombination(const Options &options, bool hasSetting) {
  if (options.input.empty())
    return wrongUse("no input file; '-' reads standard input");
  int views = options.json + options.headers + options.arguments + options.assemble;
  if (views > 1)
    return wrongUse("give at most one of --json, --headers, --arguments and --assemble");
  if (hasSetting && !options.assemble)
    return wrongUse("-o and --profile belong to --assemble");
  return {};
}

} // namespace

std::string_view usage() {
  return R"(Usage: mock-objdump [OPTION] FILE
Prints a device program as text. FILE '-' is standard input.

  --headers         name, target, cores, arguments, semaphores and sizes only
  --arguments       one line per argument: number, name, bytes, access
  --json            the program as one JSON document
  --assemble        the other way: reads text, writes a program file
    -o, --output OUT   where to, '-' for standard output (default: -)
    --profile PROFILE  device to assemble for: a name or a .json file (default: mock-v1)
  --version         the version of this tool and of the instruction set
  -h, --help        this text

Exit status: 0 fine, 1 the input is no valid program, 2 wrong use.
)";
}

Expected<Options> parseOptions(const std::vector<std::string> &words) {
  Options options;
  bool hasSetting = false;
  for (size_t i = 0; i < words.size(); ++i) {
    if (readFlag(options, words[i]))
      continue;
    Expected<bool> setting = readSetting(options, words, i);
    if (!setting)
      return setting.error();
    hasSetting |= *setting;
    if (*setting)
      continue;
    if (words[i].size() > 1 && words[i][0] == '-')
      return unknownOption(words[i]);
    if (!options.input.empty())
      return wrongUse("more than one input file: '" + options.input + "' and '" + words[i] + "'");
    options.input = words[i];
  }
  if (!options.help && !options.version)
    if (Expected<void> sound = checkCombination(options, hasSetting); !sound)
      return sound.error();
  return options;
}

} // namespace mock::objdump
