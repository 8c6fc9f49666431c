# Links the package's sources, profiles and libraries into BUILD/python/torch_mock, beside the
# extension module, and writes the metadata that makes its entry points known to Python.

set(package ${BUILD}/python/torch_mock)
file(MAKE_DIRECTORY ${package})
file(GLOB entries RELATIVE ${SOURCE}/python/torch_mock ${SOURCE}/python/torch_mock/*)
list(REMOVE_ITEM entries __pycache__)
foreach(entry IN LISTS entries)
  file(CREATE_LINK ${SOURCE}/python/torch_mock/${entry} ${package}/${entry} SYMBOLIC)
endforeach()
file(CREATE_LINK ${SOURCE}/profiles ${package}/profiles SYMBOLIC)
file(CREATE_LINK ${BUILD}/lib ${package}/lib SYMBOLIC)

set(metadata ${BUILD}/python/torch_mock-${VERSION}.dist-info)
file(WRITE ${metadata}/METADATA "Metadata-Version: 2.1\nName: torch-mock\nVersion: ${VERSION}\n")
file(WRITE ${metadata}/entry_points.txt
"[torch.backends]
torch_mock = torch_mock:_autoload

[torch_dynamo_backends]
mock = torch_mock.compile.backend:mock_backend

[console_scripts]
torch-mock = torch_mock.cli:main
")
