"""Words that tell what a count counts: data for `kinds`."""

from __future__ import annotations

import re

_RANDOM = r"(?<!non-)(?<!non)(?<!not )(?<!before )(?<!prior to )(?<!after )(?<!at )random(?:i[sz]ed|i[sz]ation|i[sz]e|i[sz]ing|(?:ly)?(?!\s+(?:selected(?!\s+to)|chosen|sampl|order|generat|drawn|effect)))"

# What people finish that is no step of a study: `survivors who completed chemotherapy`.
_OTHER_ENDS = r"\s+(?:\w+\s+){0,2}(?:cancer\s+treatment|chemotherapy|radiotherapy|radiation|surgery|school|education|certificate|diploma|(?:university\s+)?degree)\b"

# Read in the words right after a count, nearest first; of two at one place the earlier line wins.
AFTER: tuple[tuple[str, str], ...] = (
    (
        "excluded",
        r"(?:excluded|declined|refused|ineligible|not\s+eligible|not\s+meet(?:ing)?|failed\s+to\s+meet|not\s+fulfil\w*|did\s*n[o’']t\s+meet|"
        r"ineligib\w+|(?:met|fulfilled|had)\s+(?:the\s+|an?\s+|our\s+)?exclusion\s+criteri\w+|(?:could|were|was)\s+not\s+(?:be\s+)?(?:included|enrolled|randomi[sz]ed)|did\s+not\s+(?:consent|agree|wish|satisfy)|not\s+interested|not\s+(?:approached|invited|contacted|screened)|chose\s+not|unwilling|non-?participants)",
    ),
    (
        "lost",
        r"(?:lost\s+to|losses|withdr[ae]w\w*(?!\s+(?:trials?|stud|designs?|phase|period|symptoms?|of\s+(?:life|treatment|care|support)))|dropped|drop-?\s?outs?(?!\s+rates?)|discontinu\w+|did\s+not\s+(?:complete|attend|return|finish|continue)|did\s*n[o’']t\s+complete|"
        r"failed\s+to\s+(?:complete|return|attend)|left\s+the|not\s+complet\w+|non-?completers|quit|stopped|missed|were\s+missing|unavailable)",
    ),
    ("died", r"died"),
    (
        "planned",
        r"(?:(?:(?:would|will)\s+be|are|was|were|is)\s+(?:\w+ly\s+)?(?:needed|required|necessary|planned|sufficient|estimated|calculated|projected)|(?:would|will)\s+(?:provide|give|allow|yield|suffice|detect|have)|"
        r"projected|(?:was|is|were)\s+(?:a\s+)?sufficient|to\s+(?:detect|compensate|account\s+for|allow\s+for|be\s+(?:randomi[sz]ed|recruited|enrolled|included))|"
        r"(?:would|will)\s+be\s+(?:enrolled|recruited|included|randomi[sz]ed))",
    ),
    ("screened", r"(?:screened|(?:assessed|evaluated|examined|reviewed|tested|considered)\s+for\s+eligibility|approached|invited|contacted|identified(?!\s+as)|referred|expressed\s+(?:an\s+)?interest|responded|potentially\s+eligible|were\s+assessed\s+for|interviewed\s+for|considered\s+for)"),
    ("eligible", r"(?:eligible|(?:met|fulfilled|meeting|satisfied|fulfilling)\s+(?!(?:the\s+|an?\s+|our\s+)?exclusion)(?:the\s+|all\s+|our\s+|study\s+)*(?:\w+\s+)?(?:inclusion|entry|eligibility|criteria|requirements)|qualified)"),
    ("completed", rf"(?:(?:complet(?:ed|ers|ing)|able\s+to\s+complete)(?!{_OTHER_ENDS})|finished|remained|retained|returned|were\s+followed|attended\s+(?:the\s+)?follow|provided\s+(?:\w+\s+){0,2}follow|stayed|(?:were\s+)?available\s+for\s+follow)"),
    ("analysed", r"(?:(?:were|was)\s+(?:\w+\s+)?(?:analy[sz]ed|evaluated(?!\s+for\s+eligib)|evaluable|assessable)|analy[sz]ed|(?:included|entered|used)\s+(?:in|into|for)\s+(?:the\s+|our\s+|this\s+|all\s+|final\s+|statistical\s+|intention.to.treat\s+|itt\s+|primary\s+|per.protocol\s+)*(?:\w+\s+)?analys\w+|evaluable|assessable|available\s+for\s+(?:\w+\s+){0,2}analys\w+|(?:comprised|constituted|formed)\s+the\s+(?:\w+\s+){0,2}(?:population|sample|set)|contributed|had\s+(?:\w+\s+){0,3}data)"),
    ("randomised", rf"(?:{_RANDOM})"),
    ("allocated", r"(?:allocated|assigned|placed\s+in|divided|distributed|separated)"),
    ("received", r"(?:received|(?:were|was|been)\s+(?:\w+\s+)?treated|underwent|attended|were\s+given|given|started|initiated|took|used\s+the|got)"),
    ("enrolled", r"(?:enrolled|recruited|included(?!\s+\d)|participated|consented|took\s+part|entered|agreed|gave|signed|volunteered|registered|accrued|studied|joined|provided|accepted|were\s+selected|selected)"),
)  # fmt: skip

# Read in the words before a count, nearest first.
BEFORE: tuple[tuple[str, str], ...] = (
    ("planned", r"(?:sample\s+size\s+(?:calculation|estimat\w+|of\s+at\s+least|was\s+(?:calculated|estimated|set|determined))|(?:planned|intended|aimed|required|target(?:ed)?|needed|necessary|sought|goal|calculated|projected|estimated)\s+(?:\w+\s+){0,5}|power\s+(?:analysis|calculation|of|was))"),
    ("excluded", r"(?:unable\s+to\s+be\s+(?:contacted|reached)|could\s+not\s+be\s+(?:contacted|reached)|exclu(?:ded|sions?|ding)|declin(?:ed|ing)|refus(?:ed|al)|not\s+meet(?:ing)?|ineligible|not\s+eligible|other\s+reasons?|not\s+interested|not\s+fulfil\w*)"),
    ("lost", r"(?:lost\s+to\s+follow\W?up|loss\s+to\s+follow\W?up|withdr[ae]w\w*|dropped\s+out|drop-?\s?outs?|discontinu\w+|attrition|did\s+not\s+(?:complete|attend|return)|failed\s+to)"),
    ("died", r"died"),
    ("screened", r"(?:screen(?:ed)?|assessed\s+for\s+eligibility|approached|invited|contacted|identified|(?:from|of)\s+a\s+pool\s+of)"),
    ("eligible", r"(?:eligible|met\s+(?:the\s+|all\s+)?(?:\w+\s+)?criteria)"),
    ("completed", rf"(?:completed(?!{_OTHER_ENDS})|completers|completion|finished|retained)"),
    ("analysed", r"(?:analy[sz]ed|(?:included|entered|used)\s+in(?:to)?\s+(?:the\s+)?(?:[\w-]+\s+){0,3}analys[ei]s|analysis\s+(?:\w+\s+){0,3}|final\s+(?:study\s+)?sample|final\s+(?:remaining\s+)?numbers?|data\s+(?:from|of|on|were|for)|analytic\s+sample|evaluable|analyses)"),
    ("randomised", rf"(?:{_RANDOM})"),
    ("allocated", r"(?:allocated|assigned|allocation|divided\s+into|assignment|groups?\s+(?:\w+\s+)?(?:consisted\s+of|comprised|included|had))"),
    ("received", r"(?:received|treated|underwent|administered)"),
    ("enrolled", r"(?:enrolled|recruited|included|sample\s+of|participants?\s+were|participated|total\s+of|enrol(?:l)?ment|consent\w*|studied|accrued|selected)"),
)  # fmt: skip


def _compile(listed: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    parts = [rf"(?P<{kind}_>\b{pattern}\b)" for kind, pattern in listed]
    return re.compile("|".join(parts), re.IGNORECASE)


AFTER_PATTERN = _compile(AFTER)
BEFORE_PATTERN = _compile(BEFORE)

# Words of a sentence that tells who left a study.
ATTRITION = re.compile(
    r"lost\s+to|withdr[ae]w|drop|discontinu|exclu|complet|consent|moved|retain|attrition|"
    r"before\s+(?:the\s+)?(?:start|treatment|random|intervention|surgery|follow|assess|first|end)",
    re.IGNORECASE,
)

# The reading of a count ends where the next count's begins.
CLAUSE_END = re.compile(
    r"[.;](?:\s|$)|:\s|\sof\s+(?:whom|which)\s+(?=(?:only\s+)?(?:\d|[a-z]+(?:teen|ty)\b))|\s(?:and|while|whereas|but)\s+(?:\w+\s+)?(?=\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b)|,\s(?=\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty)\b|(?:of\s+)?(?:whom|which)\b|the\s+remaining)",
    re.IGNORECASE,
)
CLAUSE_START = re.compile(r"[.;](?:\s|$)|[,:]\s(?=\d)|\)\s*(?:,|and)\s", re.IGNORECASE)

# No comma and no digit between: `96 were randomised, 48 to each arm` says it of the 48.
PER_ARM = re.compile(
    r"^\s*\(?(?:(?:[A-Za-z<>≥≤-]+|\([^()\d]{1,25}\))\s+){0,6}?(?:per|in\s+each|for\s+each|each)\s+(?:\w+\s+)?(?:group|arm|condition|treatment)|"
    r"^\W*(?:[A-Za-z-]+\s+){0,3}?(?:per|by|/)\s*(?:group|arm)\b",
    re.IGNORECASE,
)
# A part of the people, told by a trait: not a count along the flow.
SUBGROUP = re.compile(
    r"^\W*(?:\([^)]*\)\W*)?(?:were\s+|was\s+)?(?:wom[ae]n|m[ae]n|males?|females?|boys|girls|white|black|asian|hispanic|caucasian|african|smokers?|married|single|employed|unemployed|right-handed|"
    r"diabetics?|hypertensive|obese|taking|using|reported|had\s+(?:a|an|no)?|with\s+(?:a\s+)?history|showed|experienced|developed|adverse|improved|responded\s+to|achieved|positive|negative|deaths?|"
    r"years?|cases\s+of|events?|infections|relapsed|of\s+\d+\s*\()",
    re.IGNORECASE,
)
ANALYSIS_SETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("modified_intention_to_treat", re.compile(r"modified[\s-]intent(?:ion)?[\s-]to[\s-]treat|\bm-?ITT\b", re.I)),
    ("intention_to_treat", re.compile(r"intent(?:ion)?[\s-]to[\s-]treat|\bITT\b|full\s+analysis\s+set", re.I)),
    ("per_protocol", re.compile(r"per[\s-]protocol|\bPP\b\s+(?:analys|popul|set)", re.I)),
    ("safety", re.compile(r"safety\s+(?:analys\w+|population|set|sample)", re.I)),
)  # fmt: skip
# Another study that is told of: its counts are not this one's.
OTHER_STUDY = re.compile(
    r"\b(?:previous(?:ly)?|prior|earlier|other|another|recent|parent|larger|original|pilot)\s+(?:\w+\s+){0,2}(?:study|studies|trial|trials|research|work|report|reports)\b|"
    r"\b(?:RCT|trial|study)\s+(?:in|of|with|among|involving)\s+\d[\d,]*\s[^.]{0,160}?\b(?:found|showed|reported|demonstrated|revealed)\b|"
    r"\bet\s+al\b|\bmeta-analys[ei]s\b|\bpart\s+of\s+a\s+(?:larger|broader|multi)",
    re.IGNORECASE,
)
