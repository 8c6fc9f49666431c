# What the Python package contains besides Python, and where (component `python`):
#   torch_mock/_C.*.so                extension module, linked to torch
#   torch_mock/lib/libmock_*.so       runtime and compiler
#   torch_mock/profiles/*.json        device profiles and their schema
#   SCRIPTS/mock-*                    the tools, beside the console script
# `mock-package` builds these and nothing else.

set(MOCK_PACKAGE_DIR torch_mock)
set(MOCK_PACKAGE_TARGETS)

# mock_install_library(TARGET [RPATH]...): a shared library of the package.
function(mock_install_library target)
  set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN;${ARGN}")
  install(TARGETS ${target} LIBRARY DESTINATION ${MOCK_PACKAGE_DIR}/lib COMPONENT python)
endfunction()

set(MOCK_SCRIPTS_DIR bin)
if(SKBUILD_SCRIPTS_DIR)
  set(MOCK_SCRIPTS_DIR ${SKBUILD_SCRIPTS_DIR})
endif()
# Where the tools find the libraries: beside them in a plain installation, in site-packages of the
# environment whose bin they are in.
set(MOCK_TOOL_RPATH $ORIGIN/../${MOCK_PACKAGE_DIR}/lib)
if(MOCK_ENABLE_BACKEND)
  find_package(Python 3.11 REQUIRED COMPONENTS Interpreter)
  set(site_packages lib/python${Python_VERSION_MAJOR}.${Python_VERSION_MINOR}/site-packages)
  list(APPEND MOCK_TOOL_RPATH $ORIGIN/../${site_packages}/${MOCK_PACKAGE_DIR}/lib)
endif()

mock_install_library(MockRuntime)
list(APPEND MOCK_PACKAGE_TARGETS MockRuntime)

if(TARGET MockCompiler)
  mock_install_library(MockCompiler ${LLVM_LIBRARY_DIR})
  list(APPEND MOCK_PACKAGE_TARGETS MockCompiler)
endif()

if(TARGET torch_mock_C)
  set_target_properties(torch_mock_C PROPERTIES INSTALL_RPATH "$ORIGIN/lib;$ORIGIN/../torch/lib")
  install(TARGETS torch_mock_C LIBRARY DESTINATION ${MOCK_PACKAGE_DIR} COMPONENT python)
  list(APPEND MOCK_PACKAGE_TARGETS torch_mock_C)
endif()

foreach(tool IN ITEMS mock-opt mock-objdump)
  if(TARGET ${tool})
    set_target_properties(${tool} PROPERTIES
      INSTALL_RPATH "${MOCK_TOOL_RPATH};${LLVM_LIBRARY_DIR}")
    install(TARGETS ${tool} RUNTIME DESTINATION ${MOCK_SCRIPTS_DIR} COMPONENT python)
    list(APPEND MOCK_PACKAGE_TARGETS ${tool})
  endif()
endforeach()

install(DIRECTORY ${CMAKE_SOURCE_DIR}/profiles/ DESTINATION ${MOCK_PACKAGE_DIR}/profiles
        COMPONENT python FILES_MATCHING PATTERN "*.json")

add_custom_target(mock-package DEPENDS ${MOCK_PACKAGE_TARGETS})
