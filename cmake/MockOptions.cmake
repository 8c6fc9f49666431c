# Compiler flags, ccache and sanitizers for every target of the project.

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_compile_options(-Wall -Wextra -Wno-unused-parameter)
if(MOCK_SANITIZE)
  add_compile_options(-fsanitize=${MOCK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${MOCK_SANITIZE})
endif()

# mock_library(NAME sources...): one shared library, headers from include/.
function(mock_library target)
  add_library(${target} SHARED ${ARGN})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/include
                                              ${CMAKE_BINARY_DIR}/include)
  set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN" BUILD_WITH_INSTALL_RPATH OFF)
endfunction()
