"""The fine-tuned encoder of a theme model: windows of a post in, log odds of themes out.

Word pieces, embeddings and the lowest layers are those of the shipped reading model, which
leaves them as they were pre-trained; a theme model holds its own upper layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from miner.model.errors import ModelMismatchError
from miner.model.span import Span
from miner.text.model_folder import MODELS, ModelFolder, open_model_folder

if TYPE_CHECKING:
    import onnxruntime

ONNX_FILE = "network.onnx"
TRUNK_MODEL = "reading"
TRUNK_FILES = ("tokenizer.json", "trunk.onnx")
# Word pieces of one window, the two marks at its ends included.
WINDOW_PIECES = 256
# A post of more passages is read only round those that its words point to.
MAX_PASSAGES = 120
UNREAD = -6.0
# Of the log odds of network and regression together, so much is the network's. Fitting the
# share, theme by theme, was tried: with so few positive labels it was worse than a fixed one.
NETWORK_SHARE = 0.4
# Where the regression gives every theme less than this, no log odds that the network usually
# gives would bring the post over a threshold. It is not asked then, and taken to say `UNLIKELY`.
SETTLED = -3.0
UNLIKELY = -3.0


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces of neighbouring passages; `passages` numbers the passage of each, -1 a mark."""

    ids: tuple[int, ...]
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NetworkScores:
    """Log odds of a post, mean of its strongest window and strongest passage, shape (n_themes,).

    `passages` holds those of single passages, shape (n_passages, n_themes).
    """

    post: np.ndarray
    passages: np.ndarray


def mix(regression: np.ndarray, network: np.ndarray) -> np.ndarray:
    """Join the log odds of regression and network, element by element."""
    return np.asarray((1 - NETWORK_SHARE) * regression + NETWORK_SHARE * network)


def is_settled(regression: np.ndarray) -> np.ndarray:
    """Tell of posts whether the regression alone says that they have no theme.

    Parameters
    ----------
    regression : ndarray, shape (..., n_themes)
        Its highest log odds for each theme.
    """
    return np.asarray((regression < SETTLED).all(axis=-1))


def cut_windows(pieces: Sequence[Sequence[int]], first: int, last: int) -> list[Window]:
    """Share out the word pieces of passages over windows of about the same length.

    Parameters
    ----------
    pieces : sequence of sequences of int
        Word pieces of each passage, perhaps none.
    first, last : int
        Ids of the marks at the ends of a window.
    """
    room = WINDOW_PIECES - 2
    goal = _goal(sum(len(ids) for ids in pieces), room)
    windows: list[Window] = []
    ids: list[int] = []
    places: list[int] = []
    done = 0

    def close() -> None:
        nonlocal done
        windows.append(Window((first, *ids, last), (-1, *places, -1)))
        done += len(ids)
        ids.clear()
        places.clear()

    for number, whole in enumerate(pieces):
        rest = list(whole)
        while rest:
            full = len(ids) + len(rest) > room
            past = done + len(ids) + len(rest) / 2 > goal * (len(windows) + 1)
            if ids and (full or past):
                close()
                continue
            ids += rest[:room]
            places += [number] * len(rest[:room])
            rest = rest[room:]
            if len(ids) >= room:
                close()
    if ids:
        close()
    return windows


def _goal(total: int, room: int) -> float:
    return total / max(1, -(-total // room))


class Trunk:
    """Word pieces, embeddings and lowest layers of a reading model; `files` are their checksums."""

    def __init__(self, folder: ModelFolder) -> None:
        import tokenizers

        self.files = {name: folder.config["files"][name] for name in TRUNK_FILES}
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder.file("tokenizer.json")))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.session = folder.onnx_session("trunk.onnx")
        vocabulary = self.tokenizer.get_vocab()
        self.first, self.last = vocabulary["[CLS]"], vocabulary["[SEP]"]

    def windows(self, passages: Sequence[str]) -> list[Window]:
        """Cut passages into word pieces and share these out over windows."""
        # Half a character, as cut JSON leaves it, cannot be tokenised.
        whole = [passage.encode("utf-8", "replace").decode("utf-8") for passage in passages]
        pieces = [self.tokenizer.encode(text, add_special_tokens=False).ids for text in whole]
        return cut_windows(pieces, self.first, self.last)

    def states(self, window: Window) -> np.ndarray:
        """Return hidden states, shape (1, n_pieces, width)."""
        feed = {"ids": np.array([window.ids], dtype=np.int64)}
        found: np.ndarray = self.session.run(["hidden"], feed)[0]
        return found


class ThemeNetwork:
    """Trunk and upper layers.

    Windows are run one by one: activations are quantised over a whole batch, so that answers
    would depend on what stands beside a window.
    """

    def __init__(self, trunk: Trunk, session: onnxruntime.InferenceSession) -> None:
        self.trunk, self.session = trunk, session

    def score(self, text: str, spans: Sequence[Span], strength: np.ndarray) -> NetworkScores:
        """Score a post.

        Parameters
        ----------
        text : str
        spans : sequence of Span
            Its passages.
        strength : ndarray, shape (n_passages, n_themes)
            Scores from words alone; they choose what is read of a very long post.
        """
        n_themes = strength.shape[1]
        passages = np.full((len(spans), n_themes), UNREAD)
        read = passages_to_read(strength)
        windows = self.trunk.windows([spans[k].of(text) for k in read])
        strongest = np.full(n_themes, UNREAD)
        sums, counts = np.zeros((len(read), n_themes)), np.zeros(len(read))
        for window in windows:
            post, pieces = self._run(window)
            strongest = np.maximum(strongest, post)
            places = np.array(window.passages[1:-1])
            np.add.at(sums, places, pieces[1:-1])
            np.add.at(counts, places, 1)
        seen = counts > 0
        passages[np.array(read, dtype=int)[seen]] = sums[seen] / counts[seen, None]
        best = passages.max(axis=0) if len(spans) else np.full(n_themes, UNREAD)
        return NetworkScores((strongest + best) / 2, passages)

    def _run(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        found: list[Any] = self.session.run(
            ["window", "pieces"], {"hidden": self.trunk.states(window)}
        )
        return found[0][0], found[1][0]


def passages_to_read(strength: np.ndarray) -> list[int]:
    """Choose the passages of a post that the network reads: all, or those round the strongest.

    Parameters
    ----------
    strength : ndarray, shape (n_passages, n_themes)
        Scores from words alone.
    """
    n = len(strength)
    if n <= MAX_PASSAGES:
        return list(range(n))
    order = np.argsort(-strength.max(axis=1), kind="stable")[: MAX_PASSAGES // 3]
    return sorted({int(k) + step for k in order for step in (-1, 0, 1) if 0 <= k + step < n})


def open_trunk(files: Mapping[str, str] | None = None) -> Trunk:
    """Open the shared layers; `files` are the checksums that they must have.

    Raises
    ------
    ModelMismatchError
        If no shipped reading model has them.
    """
    folders = [path for path in (MODELS / TRUNK_MODEL).glob("*") if path.name.isdigit()]
    for path in sorted(folders, key=lambda path: -int(path.name)):
        folder = open_model_folder(path, kind=TRUNK_MODEL)
        if files is None or files.items() <= folder.config["files"].items():
            return Trunk(folder)
    raise ModelMismatchError(
        f"no model under {MODELS / TRUNK_MODEL} has the word pieces and layers that the theme model "
        "was trained on; restore them or train it again with scripts/train_themes.py"
    )


def open_network(folder: ModelFolder) -> ThemeNetwork:
    """Open the network of a checked model folder."""
    return ThemeNetwork(open_trunk(folder.config.get("trunk")), folder.onnx_session(ONNX_FILE))
