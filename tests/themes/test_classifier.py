"""The shipped model on invented posts: what it finds, where, and what it will not judge."""

from __future__ import annotations

import shutil
import time

import numpy as np
import pytest

from miner.model.errors import ModelMismatchError
from miner.text.encoder import encode
from miner.text.model_folder import latest_version
from miner.themes import classify_posts, model_name, why_not_judged
from miner.themes.classifier import SHIPPED

FOLDER = latest_version(SHIPPED)

CASES = [
    ("My GP laughed and told me it was all in my head.", {"clinician_dismissal"}),
    ("No doctor takes me seriously, they keep saying it is just anxiety.", {"clinician_dismissal"}),
    ("The nurse held my hand and was so kind and gentle with me.", {"clinician_compassion"}),
    ("I think that my brain is inflamed, the microglia are in overdrive.", {"neuroinflammation"}),
    (
        "There is no evidence for this, the sample size was tiny and nobody was blinded.",
        {"skepticism"},
    ),
    ("Brain retraining is pseudoscience and a scam.", {"skepticism"}),
    ("I took magnesium for two weeks and slept a bit better.", set()),
    ("My knee is inflamed and swollen again after the walk.", set()),
    ("Has anyone tried compression socks for the dizziness?", set()),
    ("The waiting list for the clinic is nine months.", set()),
    ("Happy birthday! Hope you have a lovely day with your family.", set()),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_classifier_finds_plain_cases(text, expected):
    assert {v.theme for v in classify_posts([text])[0] if v.assigned} == expected


def test_classifier_listening_is_not_dismissal():
    text = "My new neurologist really listened to me and believed every word."
    assigned = {v.theme for v in classify_posts([text])[0] if v.assigned}
    assert assigned == {"clinician_compassion"}


def test_classifier_says_where_and_by_which_words():
    text = "I moved house in May. My doctor brushed me off and said it was stress. It rained."
    verdict = next(v for v in classify_posts([text])[0] if v.theme == "clinician_dismissal")
    assert verdict.assigned and verdict.probability >= verdict.threshold
    assert verdict.rationale[0].of(text) == "My doctor brushed me off and said it was stress."
    assert any("brushed" in span.of(text) for span in verdict.words)


def test_classifier_leaves_out_quoted_words():
    text = (
        "> My doctor laughed at me and said it was all in my head.\nI am sorry to hear about that."
    )
    assert not any(v.assigned for v in classify_posts([text])[0])


@pytest.mark.parametrize("quick", [False, True])
def test_classifier_answers_do_not_depend_on_neighbours(quick):
    texts = [text for text, _ in CASES]
    together = classify_posts(texts, quick=quick)
    assert together == [classify_posts([text], quick=quick)[0] for text in texts]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Mein Arzt nimmt mich nicht ernst und sagt, das sei nur die Psyche.", "not in English"),
        ("Mon médecin ne me croit pas et dit que c'est dans ma tête.", "not in English"),
        ("医生说没事，但是我很难受。", "not in English"),
        ("", "no words"),
        ("🙂🙂 ... !!", "no words"),
    ],
)
def test_classifier_does_not_guess(text, reason):
    assert reason in why_not_judged(text)
    assert classify_posts([text]) == [[]]


def test_classifier_takes_emoji_zalgo_and_control_characters():
    text = "My d̷̢o̵c̶t̴o̸r̷ laughed 😂😂 at me\x00 and said I was making it up \ud83d."
    assert len(classify_posts([text])[0]) == 4


def test_classifier_two_megabytes_in_seconds():
    sentence = "I went for a walk with the dog and it was fine. "
    text = sentence * 42_000 + "My doctor laughed at me and said it was all in my head."
    start = time.process_time()
    verdicts = classify_posts([text])[0]
    assert time.process_time() - start < 20
    assert len(text) > 2_000_000
    found = next(v for v in verdicts if v.theme == "clinician_dismissal")
    assert found.rationale == () or "laughed" in found.rationale[0].of(text)


def test_classifier_model_is_named_and_small():
    assert model_name() == f"{SHIPPED}/{FOLDER.name}"
    assert sum(p.stat().st_size for p in FOLDER.iterdir()) < 12_000_000


@pytest.mark.parametrize("damage", ["change", "remove", "config"])
def test_classifier_tampered_model_is_refused(tmp_path, damage):
    folder = tmp_path / "m" / "1"
    shutil.copytree(FOLDER, folder)
    if damage == "change":
        with (folder / "vocabulary.txt").open("a") as stream:
            stream.write("extra\n")
    elif damage == "remove":
        (folder / "arrays.npz").unlink()
    else:
        (folder / "config.json").write_text('{"name": "x"}')
    with pytest.raises(ModelMismatchError) as caught:
        classify_posts(["My doctor listened."], model=folder)
    assert "\n" not in str(caught.value)


def test_classifier_encoder_gives_unit_rows_that_stand_alone():
    texts = ["A nurse listened.", "", "word " * 3000]
    vectors = encode(texts)
    assert vectors.shape == (3, 384) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], encode(texts[:1])[0])
    near, far = encode(["The nurse heard me out.", "Bond yields rose."])
    assert vectors[0] @ near > vectors[0] @ far + 0.3
