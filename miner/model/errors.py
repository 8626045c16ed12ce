"""The errors the miner raises on purpose: what went wrong, where, and what would help."""

from __future__ import annotations


class MinerError(Exception):
    """Base of every error that is told to the user as one line."""


class ReadError(MinerError):
    """A source could not be read: empty, broken, encrypted, or of an unknown kind."""


class StaleSpanError(MinerError):
    """A span was used with a text other than the one it was read from."""


class UnknownNameError(MinerError):
    """A name is not among the valid ones; the message lists them."""

    @classmethod
    def among(cls, what: str, name: str, valid: list[str] | tuple[str, ...]) -> UnknownNameError:
        """Build the error with the valid names in alphabetical order."""
        return cls(f"unknown {what} '{name}'; choose from {', '.join(sorted(valid))}")


class ModelMismatchError(MinerError):
    """A model folder is damaged, tampered with, or made for other library versions."""


class StoreError(MinerError):
    """The run's folder or database cannot be used: locked, full, not writable, too new."""


class FormError(MinerError):
    """A form or claim file lacks a needed column or holds no row."""
