# MLIR 22 from MLIR_DIR; the default is where Debian's packages put it.

if(NOT MLIR_DIR)
  set(MLIR_DIR /usr/lib/llvm-22/lib/cmake/mlir CACHE PATH "Folder of MLIRConfig.cmake")
endif()
find_package(MLIR 22.1 REQUIRED CONFIG)
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

# mock_tablegen(TARGET DEFINITIONS [OUTPUT GENERATOR-OPTIONS]...): generates headers from a .td file
# below include/, into the same place below the build's include/, for the compiler's objects. Options
# of one output are one argument, separated by spaces.
function(mock_tablegen target definitions)
  get_filename_component(folder include/${definitions} DIRECTORY)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/${folder})
  include_directories(${MLIR_INCLUDE_DIRS} ${CMAKE_SOURCE_DIR}/include)
  set(LLVM_TARGET_DEFINITIONS ${CMAKE_SOURCE_DIR}/include/${definitions})
  # mlir_tablegen's outputs are relative to the folder that is being configured.
  file(RELATIVE_PATH generated ${CMAKE_CURRENT_BINARY_DIR} ${CMAKE_BINARY_DIR}/${folder})
  while(ARGN)
    list(POP_FRONT ARGN output options)
    separate_arguments(options)
    mlir_tablegen(${generated}/${output} ${options})
  endwhile()
  add_public_tablegen_target(${target})
  add_dependencies(MockCompilerObjects ${target})
endfunction()

# mock_passes(NAME FOLDER): the passes of include/mock/passes/FOLDER/Passes.td, registered together
# by registerNAMEPasses().
function(mock_passes name folder)
  mock_tablegen(${name}PassesIncGen mock/passes/${folder}/Passes.td
                Passes.h.inc "-gen-pass-decls -name ${name}")
endfunction()

# mock_dialect(NAME DIALECT): dialect, enumerations, attributes and operations of
# include/mock/passes/dialect/DIALECT/NAMEOps.td; further outputs as for mock_tablegen.
function(mock_dialect name dialect)
  mock_tablegen(
    ${name}DialectIncGen mock/passes/dialect/${dialect}/${name}Ops.td
    ${name}Dialect.h.inc "-gen-dialect-decls -dialect=${dialect}"
    ${name}Dialect.cpp.inc "-gen-dialect-defs -dialect=${dialect}"
    ${name}Enums.h.inc -gen-enum-decls
    ${name}Enums.cpp.inc -gen-enum-defs
    ${name}Attributes.h.inc "-gen-attrdef-decls -attrdefs-dialect=${dialect}"
    ${name}Attributes.cpp.inc "-gen-attrdef-defs -attrdefs-dialect=${dialect}"
    ${name}Ops.h.inc -gen-op-decls
    ${name}Ops.cpp.inc -gen-op-defs
    ${ARGN})
endfunction()
