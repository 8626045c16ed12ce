"""Open a model folder: checksums first, then single-threaded, repeatable ONNX sessions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from miner.model.errors import ModelMismatchError

if TYPE_CHECKING:
    import onnxruntime

MODELS = Path(__file__).resolve().parents[2] / "models"
CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model folder whose files all have the checksums that its config names."""

    path: Path
    config: dict[str, Any]

    @property
    def name(self) -> str:
        """Return name and version, as tables show them."""
        return f"{self.config['name']}/{self.config['version']}"

    def file(self, name: str) -> Path:
        """Return the path of a checked file; one that the config does not list is refused."""
        if name not in self.config["files"]:
            raise ModelMismatchError(f"model {self.path}: {CONFIG} lists no file '{name}'")
        return self.path / name

    def onnx_session(self, name: str = "model.onnx") -> onnxruntime.InferenceSession:
        """Open one ONNX file on one thread, so that equal input gives equal output."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self.file(name)), options, providers=["CPUExecutionProvider"]
        )


def open_model_folder(path: Path, *, kind: str | None = None) -> ModelFolder:
    """Open a model folder after checking every file it lists.

    Parameters
    ----------
    path : Path
        Folder with `config.json`: `name`, `version`, `kind`, and `files`, which maps file
        names to SHA-256 checksums.
    kind : str or None
        What the caller needs, such as `themes`; None accepts any.

    Returns
    -------
    ModelFolder

    Raises
    ------
    ModelMismatchError
        If the folder or a file is missing, a checksum differs, or the kind is another.
    """
    config = _read_config(path)
    if kind is not None and config.get("kind") != kind:
        raise ModelMismatchError(
            f"model {path} is of kind '{config.get('kind')}', not '{kind}'; give a folder made for it"
        )
    for name, expected in sorted(config["files"].items()):
        if Path(name).name != name:
            raise ModelMismatchError(f"model {path}: file name '{name}' leaves the folder; refused")
        file = path / name
        if not file.is_file():
            raise ModelMismatchError(f"model {path}: file {name} is missing; restore or rebuild it")
        if sha256_of(file) != expected:
            raise ModelMismatchError(
                f"model {path}: file {name} differs from its checksum in {CONFIG}; "
                "it was changed or cut short, restore or rebuild it"
            )
    return ModelFolder(path, config)


def write_config(path: Path, config: dict[str, Any], files: list[str]) -> None:
    """Write `config.json` with the checksums of `files`, the last step of saving a model."""
    checksums = {name: sha256_of(path / name) for name in sorted(files)}
    text = json.dumps({**config, "files": checksums}, indent=2, sort_keys=True, ensure_ascii=False)
    (path / CONFIG).write_text(text + "\n", encoding="utf-8")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def latest_version(name: str, *, models: Path = MODELS) -> Path:
    """Return the newest version folder of a shipped model, such as `models/encoder/1`."""
    versions = [p for p in (models / name).glob("*") if p.name.isdigit() and p.is_dir()]
    if not versions:
        raise ModelMismatchError(
            f"no model '{name}' under {models}; it comes with the repository's models folder"
        )
    return max(versions, key=lambda p: int(p.name))


def _read_config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads((path / CONFIG).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelMismatchError(
            f"model {path}: no {CONFIG} there; give a folder such as models/encoder/1"
        ) from None
    except (OSError, ValueError) as error:
        raise ModelMismatchError(f"model {path}: {CONFIG} cannot be read ({error})") from None
    wanted = {"name": str, "version": str, "files": dict}
    for key, kind in wanted.items():
        if not isinstance(config, dict) or not isinstance(config.get(key), kind):
            raise ModelMismatchError(f"model {path}: {CONFIG} lacks '{key}'")
    checked: dict[str, Any] = config
    return checked


def models_signature() -> str:
    """Return a short hash of every shipped model's config, checksums included.

    When a model changes under the same version, this changes too, and what was made with the
    old one is made again.
    """
    digest = hashlib.blake2s(digest_size=6)
    for path in sorted(MODELS.glob(f"*/*/{CONFIG}")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
