"""The diaspora warehouse: releases of published figures, loaded beside each other and published whole."""

from importlib.metadata import version

__version__ = version("diaspora-dw")
