"""Capture of PyTorch graphs and calls of what the compiler made of them.

Importing this package is cheap; ``backend`` is the module that needs Dynamo.
"""
