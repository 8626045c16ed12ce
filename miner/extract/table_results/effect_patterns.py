"""Words of comparisons: within an arm, between arms, against whom."""

from __future__ import annotations

import re

MODEL_TERM = re.compile(
    r"^\W*(?:\(?intercept\)?|constant|errors?|residuals?|within(?:\s+(?:groups?|subjects?))?|corrected\s+(?:model|total)|"
    r"covariates?|d\.?f\.?|kw|model|r2|adjusted\s+r2|observations)\W*$",
    re.IGNORECASE,
)
WITHIN = re.compile(
    r"\bwithin[\s-]|\bintra[\s-]?group|\bpaired\b|\brelated\s+samples?\b|\bpre[\s-]*(?:to[\s-]*)?post\b|\bbefore\s+(?:and|versus|vs\.?)\s+after\b|wilcoxon\s+signed|\b[tT]\d\s*(?:vs?\.?|versus|-|to)\s*[tT]\d\b",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"\bbetween[\s-](?!baseline|pre\b|pre-|before|time)|\binter[\s-]?group|\bindependent[\s-]|mann[\s-]*whitney|\bversus\b|\bvs\b|\bcompar(?:ed|ison|ing)\b|\bgroup\s*[×x*]\s*time|\btime\s*[×x*]\s*group|\binteraction\b",
    re.IGNORECASE,
)
SPLIT = re.compile(
    r"\s+(?:vs?\.?|versus|x|×|compared\s+(?:to|with)|minus|and|over)\s+|\s*[×/]\s*|\s+-\s+|(?<=\w)-(?=\w)",
    re.IGNORECASE,
)
INTERACTION = re.compile(
    r"\binteraction\b|\btime\s*[×xX*]\s*\w+|\bgroup\s*[×xX*]\s*time", re.IGNORECASE
)
CROSSOVER = re.compile(
    r"\bwithin[\s-](?:individual|subject|patient|person)s?\s+diff", re.IGNORECASE
)
STUDY_ARMS = re.compile(
    r"\bbetween[\s-](?:the\s+)?(?:two\s+|study\s+|treatment\s+|control\s+)?(?:groups?|arms)|\bbetween\s+(?!baseline|pre|before|the\s+(?:two\s+)?(?:time|baseline)).{1,60}\band\b|\bindependent[\s-](?:samples?|t)|mann[\s-]*whitney|\binter[\s-]?group",
    re.IGNORECASE,
)
VERSUS = re.compile(r"\bvs?\.?\s|\bversus\b|\bcompared\s", re.IGNORECASE)
