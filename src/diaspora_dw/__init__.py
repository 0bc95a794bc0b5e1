"""The diaspora warehouse: releases of published figures, loaded beside each other and published whole."""

__version__ = "0.5.0"
