"""Mine trials and patient threads, and link what is claimed to what was found."""

from __future__ import annotations

__version__ = "0.1.0"
