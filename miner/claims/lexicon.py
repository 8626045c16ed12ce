"""Lay words and the field's words for the same thing. Data only."""

from __future__ import annotations

import re

# Pattern over folded text -> the words papers use. Common knowledge of the field, no
# benchmark's wording: each line would serve a reader of any patients' forum.
_LAY_TO_FIELD = (
    (r"\bfibro\b|\bfm\b|\bfms\b", "fibromyalgia"),
    (r"\bme/?cfs\b|\bcfs\b|\bchronic fatigue\b", "chronic fatigue syndrome"),
    (r"\btired\w*|\bexhaust\w*|\bworn out\b|\blow energy\b", "fatigue"),
    (r"\blow mood\b|\bfeeling low\b|\bfeeling down\b|\bdepress\w+", "depression depressive symptoms"),
    (r"\banxious\w*|\bnerv(?:es|ous)\b", "anxiety"),
    (r"\bworr(?:y|ies|ied|ying)\b", "worry anxiety"),
    (r"\bstress\w*", "stress"),
    (r"\bsleep\w*|\bslept\b|\binsomnia\b", "sleep insomnia"),
    (r"\bsore\w*|\bach(?:e|es|ing|y)\b|\bhurt\w*|\bpain\w*", "pain"),
    (r"\btender (?:points?|spots?)\b", "tender points tenderness"),
    (r"\bbrain ?fog\b|\bmemory\b|\bconcentrat\w+|\bthinking\b", "cognitive cognition"),
    (r"\bfake (?:treatment|pill|device|version)s?\b|\bdummy\b|\bsugar pills?\b", "placebo sham"),
    (r"\bsham\b|\bplacebo\b", "sham placebo"),
    (r"\bwaiting (?:list|their turn)\b|\bwait(?:ing)?[- ]?list\w*|\bwaited\b", "waiting list waitlist control"),
    (r"\busual (?:care|treatment)\b|\bnormal care\b", "usual care treatment as usual"),
    (r"\bmeditat\w+", "mindfulness meditation"),
    (r"\bmindful\w*", "mindfulness meditation"),
    (r"\btalk(?:ing)? (?:therapy|cure)\b|\bcbt\b", "cognitive behavioural therapy"),
    (r"\bmagnetic (?:brain )?stimulat\w+|\bmagnet\w* (?:coil|pulse)s?\b|\btms\b|\brtms\b",
     "transcranial magnetic stimulation rtms"),
    (r"\belectric\w* (?:brain )?stimulat\w+|\btdcs\b", "transcranial direct current stimulation tdcs"),
    (r"\bneedl(?:e|es|ing)\b", "acupuncture"),
    (r"\bexercis\w+|\bwork(?:ing)? ?out\b|\bphysical activity\b", "exercise physical activity"),
    (r"\bback ?ache\b|\bbad back\b|\bback pain\b", "low back pain"),
    (r"\bquality of life\b|\bqol\b|\bwell-?being\b", "quality of life"),
    (r"\bside[- ]effects?\b|\badverse\b", "adverse events side effects"),
    (r"\bdropp?ed out\b|\bdropouts?\b|\bquit\b|\bdid not (?:finish|complete)\b", "dropout withdrew attrition"),
    (r"\bstuck with\b|\bfinished\b|\bcompleted\b", "completed completers"),
    (r"\bteens?\b|\bteenagers?\b|\bpupils?\b|\bkids?\b|\bschool", "adolescents students children"),
    (r"\bolder (?:people|adults)\b|\belderly\b|\bpensioners?\b", "older adults elderly"),
    (r"\bself-compassion\w*|\bkind(?:er)? to (?:them|one|her|him)sel(?:f|ves)\b", "self-compassion"),
    (r"\bcatastrophi[sz]\w+", "catastrophizing"),
    (r"\btext(?:s|ing)? ?messag\w*|\btexts\b|\btexting\b", "text messages sms"),
    (r"\bheart attacks?\b", "myocardial infarction"),
    (r"\bstrokes?\b", "stroke"),
    (r"\bhigh blood pressure\b|\bblood pressure\b", "hypertension blood pressure"),
    (r"\bblood sugar\b|\bdiabet\w+", "glucose diabetes"),
    (r"\bcancer\w*|\btumou?rs?\b", "cancer tumor neoplasm"),
    (r"\boverweight\b|\bobes\w+|\blos(?:e|ing|t) weight\b", "obesity body weight"),
    (r"\bcovid\w*|\bcoronavirus\w*|\bsars-?cov-?2\b", "covid19 sars cov 2 coronavirus"),
    (r"\bkids?\b|\bchildren\b|\bbab(?:y|ies)\b", "children infants pediatric"),
    (r"\bpregnan\w+", "pregnancy pregnant"),
    (r"\bmaths?\b", "mathematics"),
    (r"\bgut\b|\bstomach\b|\bbelly\b|\bibs\b", "gastrointestinal bowel abdominal"),
    (r"\bheadaches?\b|\bmigraines?\b", "headache migraine"),
    (r"\bjab\w*|\bshots?\b|\bvaccin\w+", "vaccine vaccination"),
    (r"\bpainkillers?\b|\bpain (?:pills?|medication|meds|medicines?)\b", "analgesic medication"),
    (r"\bldn\b|\bnaltrexone\b", "low dose naltrexone"),
    (r"\bcannabis\b|\bmarijuana\b|\bweed\b|\bcbd\b", "cannabis cannabinoid"),
    (r"\bglial?\b|\bmicroglia\w*|\bneuro-?inflamm\w+", "glial neuroinflammation"),
)  # fmt: skip

LAY_TERMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words) for pattern, words in _LAY_TO_FIELD
)
