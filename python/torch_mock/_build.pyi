# The module itself is written by the build.
version: str
torch_version: str
