"""No name, address or link to a person leaves a reader: invented threads in every format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from miner.model import Document
from miner.readers import Failure, read_sources
from miner.readers.privacy import NameCover
from miner.store.bodies import document_to_dict

# Two people who write, one who is only quoted, one who is only spoken to.
FIRST, SECOND, QUOTED, CALLED = "Marigold Finch", "tinwhistle88", "Otter_Bay", "quillfeather"
PEOPLE = (FIRST, "Marigold", "Finch", SECOND, QUOTED, CALLED, "zebulon.pike", "Rosalind")
WORDS = (
    f"Thanks {SECOND} and @{CALLED}, write me at zebulon.pike@example.org or zebulon.pike (at) "
    "example (dot) org. See https://forum.example/members/zebulon.pike.77/ and "
    "https://www.facebook.com/zebulon.pike too."
)
SIGNED = "Pacing helped my pain a lot.\n\nKind regards,\nRosalind"


def xenforo_1() -> str:
    post = (
        '<li id="post-{n}" class="message" data-author="{author}"><div class="avatarHolder">'
        '<a class="avatar" href="members/x.1/"><img src="a.jpg" alt="{author}"></a></div>'
        '<a class="username" href="members/x.1/">{author}</a><blockquote class="messageText">{body}'
        '</blockquote><div class="signature">{author} from Leeds</div></li>'
    )
    quote = (
        f'<div class="bbCodeQuote" data-author="{QUOTED}"><div class="attribution type">{QUOTED} said:'
        f"</div><blockquote>rest more</blockquote></div>{QUOTED} is right. "
    )
    return _page('<html id="XenForo">', post, quote, "<br><br>")


def xenforo_2() -> str:
    post = (
        '<article class="message message--post" data-author="{author}" data-content="post-{n}" '
        'id="js-post-{n}"><a class="username" href="/members/x.1/">{author}</a>'
        '<div class="message-avatar"><img alt="{author}"></div><div class="bbWrapper">{body}</div>'
        '<aside class="message-signature">{author} from Leeds</aside></article>'
    )
    quote = (
        f'<blockquote class="bbCodeBlock bbCodeBlock--quote" data-quote="{QUOTED}">'
        f'<div class="bbCodeBlock-title">{QUOTED} said:</div>rest more</blockquote>{QUOTED} is right. '
    )
    return _page('<!DOCTYPE html><html id="XF">', post, quote, "<br><br>")


def phpbb_3() -> str:
    post = (
        '<div id="p{n}" class="post"><dl class="postprofile"><a class="username" href="memberlist.php?'
        'mode=viewprofile&u=2"><img alt="User avatar {author}"></a></dl><p class="author">by '
        '<a class="username" href="x">{author}</a> » 04 Nov 2019</p><div class="content">{body}</div>'
        '<div class="signature">{author} from Leeds</div></div>'
    )
    quote = f"<blockquote><cite>{QUOTED} wrote:</cite>rest more</blockquote>{QUOTED} is right. "
    return _page("<!DOCTYPE html><html><!-- phpBB -->", post, quote, "<br><br>")


def vbulletin_4() -> str:
    post = (
        '<li class="postbit postcontainer" id="post_{n}"><div class="username_container">'
        '<a class="username" href="member.php?u=1">{author}</a><img alt="{author}\'s Avatar"></div>'
        '<blockquote class="postcontent">{body}</blockquote>'
        '<blockquote class="signature">{author} from Leeds</blockquote></li>'
    )
    quote = (
        f'<div class="bbcode_quote"><div class="bbcode_postedby">Originally Posted by <strong>{QUOTED}'
        f"</strong></div>rest more</div>{QUOTED} is right. "
    )
    return _page("<!DOCTYPE html><html><!-- vBulletin -->", post, quote, "<br><br>")


def wordpress() -> str:
    post = (
        '<li id="comment-{n}" class="comment"><div class="comment-author vcard"><img class="avatar" '
        'alt="{author}"><cite class="fn"><a href="https://blog.example/author/x">{author}</a></cite> '
        'says:</div><div class="comment-body"><p>{body}</p></div></li>'
    )
    article = "<article><h1>Pacing</h1>" + "<p>Pacing is a way of planning a day with pain.</p>" * 4
    return _page(f"<!DOCTYPE html><html><body>{article}</article>", post, "", "<br><br>")


def _page(head: str, post: str, quote: str, gap: str) -> str:
    signed = SIGNED.replace("\n\n", gap).replace("\n", "<br>")
    posts = [
        post.format(n=101, author=FIRST, body=quote + WORDS),
        post.format(n=102, author=SECOND, body=f"I agree with Marigold. {signed}"),
    ]
    return (
        f"{head}<head><title>Hello from {FIRST}</title></head><body>{''.join(posts)}</body></html>"
    )


def discourse() -> str:
    posts = [
        {"post_number": 1, "topic_id": 5, "topic_slug": "hello", "username": FIRST.replace(" ", ""),
         "name": FIRST, "cooked": f"<p>{WORDS}</p>", "created_at": "2020-01-01T00:00:00Z"},
        {"post_number": 2, "topic_id": 5, "username": SECOND, "name": SECOND, "cooked":
         '<aside class="quote" data-username="x" data-post="1"><div class="title">'
         f'<img alt="{FIRST}">{FIRST}:</div><blockquote>rest more</blockquote></aside>'
         f"<p>I agree with Marigold. {SIGNED}</p>".replace("\n", "<br>")},
    ]  # fmt: skip
    return json.dumps({"title": f"Hello from {FIRST}", "post_stream": {"posts": posts}})


def reddit() -> str:
    return json.dumps(
        [{"post_id": "ab1", "title": f"Hello from {FIRST}", "body": WORDS, "author": FIRST,
          "permalink": "/r/pain/comments/ab1/hello/", "comments": [
              {"comment_id": "c1", "author": SECOND, "body": f"> rest more\n\nu/{CALLED} {SIGNED}"}]}]
    )  # fmt: skip


def pasted() -> str:
    return (
        f"A long thread about pacing and pain\n\n{FIRST}\nSenior Member\n{WORDS}\nLast edited: Jan 1\n"
        f"\u00a0\n{SECOND}\nEstablished Member\n{QUOTED} said: ↑\nrest more\nClick to expand...\n"
        f"I agree with Marigold. {SIGNED}\n\u00a0\n"
    )


def rows() -> str:
    return "\n".join(
        json.dumps({"id": f"p{n}", "kind": "post", "author": author, "text": text,
                    "url": "https://forum.example/members/zebulon.pike.77/"})
        for n, (author, text) in enumerate([(FIRST, WORDS.replace(SECOND, FIRST)), (SECOND, SIGNED)])
    )  # fmt: skip


FORMATS: dict[str, Callable[[], str]] = {
    "xenforo1.html": xenforo_1, "xenforo2.html": xenforo_2, "phpbb.html": phpbb_3,
    "vbulletin.html": vbulletin_4, "wordpress.html": wordpress, "discourse.json": discourse,
    "reddit.json": reddit, "pasted.txt": pasted, "rows.jsonl": rows,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_privacy_nobody_is_named_in_what_is_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(FORMATS[name](), "utf-8")
    documents = list(read_sources([str(path)], author_key=b"k"))
    assert not [item for item in documents if isinstance(item, Failure)]
    assert sum(len(document.posts) for document in documents if isinstance(document, Document)) == 2
    told = json.dumps([document_to_dict(document) for document in documents], ensure_ascii=False)
    assert "Pacing helped my pain a lot" in told
    assert {person for person in PEOPLE if person.casefold() in told.casefold()} == set()
    assert "members/" not in told
    assert "@example" not in told


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("Write to jane.doe@example.org please", "[e-mail]", "jane"),
        ("@Jane_77 is right", "@a_", "Jane_77"),
        ("see https://twitter.com/janedoe", "[profile]", "janedoe"),
        ("see https://forum.example/members/jane.77/.", "[profile].", "jane"),
        ("thanks u/longhauler9", "[profile]", "longhauler9"),
        ("I told Hope about it", "I told a_", "Hope"),
        ("Hope said: it hurts", "a_", "Hope"),
        ("Thanks Hope, I hope so", "I hope so", "Hope"),
        ("Thanks sillysausage", "Thanks a_", "sillysausage"),
        ("some_body_else wrote back", "wrote back", "some_body"),
        ("Originally posted by Frank:\nrest", "rest", "Frank"),
        ("It helped.\n\nCheers,\nFrank", "Cheers,\na_", "Frank"),
    ],
)  # fmt: skip
def test_privacy_covers_people(text: str, kept: str, gone: str) -> None:
    covered = NameCover(["Jane_77", "Hope", "sillysausage"], b"k").cover(text)
    assert kept in covered
    assert gone not in covered


@pytest.mark.parametrize(
    "text",
    [
        "at 3 pm/5 pm the ratio was 1/2, user/patient",
        "watch https://www.youtube.com/watch?v=abc",
        "the paper is https://doi.org/10.1000/xyz and https://example.org/news/pain",
        "Hope this helps; I hope so.",
        "my pain is worse at night, the doctor said",
        "My doctor said:\nrest more",
        "TNF_alpha rose; IL-6 fell (p = .04)",
        "mail me at night",
    ],
)
def test_privacy_leaves_everything_else(text: str) -> None:
    assert NameCover(["Hope", "pain", "doctor"], b"k").cover(text) == text


def test_privacy_one_person_has_one_pseudonym() -> None:
    cover = NameCover(["Marigold Finch"], b"k")
    assert len({cover.cover(text) for text in ("Marigold Finch", "marigold finch")}) == 1
    assert cover.cover("Thanks Marigold!") == f"Thanks {cover.cover('Marigold Finch')}!"
