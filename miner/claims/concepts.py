"""Outcomes that patients, journalists and papers name in different words. Data only.

Each concept has the words of all three, the usual instruments, and which way is better. It
lets `low mood` in a post meet `BDI-II` in a table. A phrase outside the list is compared by
its terms alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing measured; `better` is `lower`, `higher` or `unclear`."""

    name: str
    pattern: re.Pattern[str]
    better: str


def _concept(name: str, better: str, *alternatives: str) -> Concept:
    return Concept(name, re.compile(r"\b(?:" + "|".join(alternatives) + r")\b", re.I), better)


# Order matters where one phrase holds another: `pain catastrophising` before `pain`.
CONCEPTS: tuple[Concept, ...] = (
    _concept("catastrophising", "lower", r"(?:pain[- ])?catastrophi[sz]\w+", "PCS",
             "expecting the worst", r"pain rumination"),
    _concept("pain acceptance", "higher", r"(?:chronic )?pain acceptance", "CPAQ",
             r"accept\w* (?:of |their |the )?pain", r"acceptance of (?:chronic )?pain"),
    _concept("pain interference", "lower", r"pain[- ]interference", r"pain (?:got|gets) in the way",
             "BPI[- ]?I"),
    _concept("pain threshold", "higher", r"pressure[- ]pain threshold\w*", "PPTs?",
             r"pain thresholds?", r"pain tolerance"),
    _concept("pain self-efficacy", "higher", r"pain self[- ]efficacy", "PSEQ"),
    _concept("fear of movement", "lower", r"kinesiophobia", "TSK", r"fear of (?:movement|moving)",
             r"fear[- ]avoidance", "FABQ", r"afraid (?:to move|of moving)"),
    _concept("tender points", "lower", r"tender[- ](?:points?|spots?)", r"tenderness",
             r"myalgic score"),
    _concept("neck pain", "lower", r"neck[- ]pain", r"sore necks?", r"neck soreness"),
    _concept("headache", "lower", r"headaches?", r"migraines?"),
    _concept("side effects", "lower", r"side[- ]effects?", r"adverse (?:events?|effects?|reactions?)",
             r"harms?", r"complications?", r"tolerat\w+", r"safety"),
    _concept("dizziness", "lower", r"dizz\w+", r"light-?headed\w*", r"faint\w*"),
    _concept("nausea", "lower", r"nause\w+", r"vomit\w+"),
    _concept("dropout", "lower", r"drop(?:ped)?[- ]?outs?", r"dropp?ed out", r"withdr[ae]w\w*",
             r"attrition", r"lost to follow-?up", r"non-?complet\w+", r"gave up",
             r"did(?: not|n['’]t) (?:finish|complete)", r"quit (?:the|early|treatment|before)"),
    _concept("completion", "higher", r"complet(?:ed|ers|ion)", r"stuck with", r"finished",
             r"adherence", r"adhered", r"compliance", r"attend\w+"),
    _concept("quality of life", "higher", r"(?:health[- ]related )?quality of life", r"HR-?QoL", r"QoL",
             r"SF-?(?:36|12)\w*", r"EQ-?(?:5D|VAS)\w*", "WHOQOL\\w*", r"well-?being", r"life satisfaction",
             r"QALYs?", r"quality[- ]adjusted life[- ]years?"),
    _concept("self-compassion", "higher", r"self-?compassion\w*", r"SCS(?:-\w+)?",
             r"kind(?:er)? to (?:them|him|her|one|my|your)sel(?:f|ves)", r"self-?kindness"),
    _concept("psychological flexibility", "unclear", r"psychological (?:in)?flexibility", "AAQ(?:-II)?",
             r"experiential avoidance", r"(?:in)?flexib\w+"),
    _concept("depression", "lower", r"depress\w+", r"low mood", r"BDI(?:-?II|-?2)?", r"CES-?D\w*", r"PHQ-?[0-9]+",
             r"HADS-?D", r"HAM-?D\w*", r"HDRS\w*", r"MADRS", r"GDS", r"mood", r"feeling (?:low|down|blue)",
             r"low spirits"),
    _concept("anxiety", "lower", r"anxi\w+", r"BAI", r"STAI\w*", r"GAD-?7", r"HADS-?A", r"HAM-?A\w*", r"nervous(?! system)\w*",
             r"on edge", r"panic\w*"),
    _concept("worry", "lower", r"worr(?:y|ies|ied|ying|ier)", "PSWQ", r"ruminat\w+"),
    _concept("stress", "lower", r"(?:perceived )?stress(?!-based|-reduction| reduction| management)",
             r"PSS(?:-\d+)?", r"stressed", r"distress\w*", r"DASS\w*", r"cortisol"),
    _concept("anger", "lower", r"anger", r"angry", r"angrier"),
    _concept("hostility", "lower", r"hostil\w+"),
    _concept("aggression", "lower", r"(?:verbal |physical )?aggressi\w+", r"AQ"),
    _concept("impulsivity", "lower", r"(?:motor |cognitive |total |non-?planned )?impulsiv\w+", r"BIS(?:-11)?",
             r"spur of the moment", r"acting without thinking"),
    _concept("mindfulness skill", "higher", r"FFMQ\w*", r"MAAS", r"KIMS", r"mindfulness (?:skills?|facets?|scores?|levels?)",
             r"(?:trait|dispositional) mindfulness"),
    _concept("fatigue", "lower", r"fatigu\w+", r"tired\w*", r"exhaust\w+", r"FSS", r"MFI", r"FACIT-?F", r"worn out",
             r"VAS-?F"),
    _concept("energy", "higher", r"energy", r"vitality", r"energetic"),
    _concept("sleep", "higher", r"sle(?:ep|pt|eping|epless\w*)", r"insomnia", r"PSQI", r"ISI"),
    _concept("stiffness", "lower", r"stiff\w*"),
    _concept("disability", "lower", r"disab\w+", r"ODI", r"RM?DQ", r"Roland[- ]Morris\w*", r"Oswestry", r"HAQ\w*",
             r"pain-related disability", r"WOMAC\w*", r"DASH"),
    _concept("impact of illness", "lower", r"FIQ-?R?\w*", r"fibromyalgia impact\w*", r"impact (?:of fibro\w*|score|questionnaire)",
             r"functional (?:impairment|impact|status)", r"symptom (?:burden|score|questionnaire)"),
    _concept("clinical severity", "lower", r"clinical severity", r"CGI(?:-\w)?", r"clinical global impression\w*",
             r"(?:symptom|illness|disease) severity", r"severity of (?:symptoms|illness)"),
    _concept("physical function", "higher", r"physical(?:ly)? (?:functio\w+|abilit\w+|capacit\w+|impairment)",
             r"functio(?:n|ning|nal)", r"mobility", r"fitness", r"(?:six|6)[- ]minute walk\w*", r"6MWT",
             r"walking (?:distance|speed|ability|test|time)", r"walk (?:further|faster|test)", r"(?:daily |more |fewer )?steps(?: a day| per day)?", r"strength", r"VO2\w*", r"getting around", r"daily activities"),
    _concept("memory", "higher", r"memor\w+", r"cogniti\w+", r"concentrat(?:e|ing)", r"(?:poor|mental) concentration", r"brain ?fog", r"attention"),
    _concept("body weight", "lower", r"body weight", r"BMI", r"body mass index", r"lost weight", r"lose weight",
             r"weight loss", r"weight"),
    _concept("medication use", "lower", r"pain ?(?:killers?|pills?|medic\w+|meds)", r"medication (?:use|intake)", r"opioids?",
             r"analgesics?(?! (?:effects?|action|activity|propert\w+|efficacy))", r"rescue medication", r"(?:fewer|less|more|cut back on) (?:\w+ )?(?:pills|drugs|tablets)", r"medication"),
    _concept("cost-effectiveness", "higher", r"cost-?effective\w*", r"cost-?benefit", r"value for money"),
    _concept("costs", "lower", r"costs?", r"cheap\w*", r"expens\w+", r"money", r"sav(?:e|ed|ings?)"),
    _concept("sick leave", "lower", r"sick[- ]leave", r"missed work", r"absenteeism", r"off work", r"return(?:ed)? to work",
             r"back (?:at|to) work"),
    _concept("admission to hospital", "lower", r"(?:re-?)?(?:admi(?:tted|ssions?)|hospitali[sz]\w+)"),
    _concept("mortality", "lower", r"mortality", r"deaths?", r"d(?:ied|ie|ying)", r"surviv\w+"),
    _concept("relapse", "lower", r"relaps\w+", r"recurren\w+"),
    _concept("satisfaction", "higher", r"satisf\w+", r"would (?:not )?recommend\w*"),
    _concept("BDNF", "lower", r"BDNF", r"brain-derived neurotrophic factor"),
    _concept("inflammation", "lower", r"inflammat\w+", r"IL-?\d+\w*", r"interleukin\w*", r"TNF\w*", r"(?:hs-?)?CRP",
             r"c-reactive protein", r"cytokines?", r"CXCL\d+"),
    _concept("school results", "higher", r"(?:school |academic )(?:results?|grades?|performance|achievement)",
             r"fail(?:ed)? (?:fewer |more )?subjects", r"grades"),
    _concept("hot flushes", "lower", r"hot (?:flush|flash)\w*"),
    _concept("blood pressure", "lower", r"blood pressure", r"hypertensi\w+"),
    _concept("pain", "lower", r"pain\w*", r"ach(?:e|es|ing|y)", r"sore\w*", r"hurt\w*", r"NRS",
             r"BPI", r"analges\w+", r"VAS(?:-?P)?", r"discomfort"),
)  # fmt: skip

BY_NAME = {concept.name: concept for concept in CONCEPTS}


@lru_cache(maxsize=65_536)
def concepts_in(text: str) -> tuple[str, ...]:
    """Return the names of the concepts a label names, the more special one where two overlap.

    Examples
    --------
    >>> concepts_in("Pain catastrophizing (PCS)")
    ('catastrophising',)
    """
    taken: list[tuple[int, int, str]] = []
    for concept in CONCEPTS:
        for match in concept.pattern.finditer(text):
            start, end = match.span()
            if not any(
                start < other_end and other_start < end for other_start, other_end, _ in taken
            ):
                taken.append((start, end, concept.name))
    return tuple(dict.fromkeys(name for _, _, name in sorted(taken)))
