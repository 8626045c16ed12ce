"""Words by which outcomes, instruments, their ranges and directions are named."""

from __future__ import annotations

import re

INSTRUMENT_WORD = re.compile(
    r"\b(?:scale|scales|questionnaire|inventory|index|score|scores|survey|checklist|assessment|interview|test|"
    r"diary|profile|rating|measure|schedule|battery|task|instrument|form|screen(?:er|ing)?|log|"
    r"thermometer|impression)\b",
    re.IGNORECASE,
)
# Short forms that name methods, bodies or statistics, not something measured.
NOT_OUTCOME = re.compile(
    r"^(?:CI|SD|SE|SEM|IQR|OR|RR|HR|RCTs?|ITT|PP|ANOVA|ANCOVA|MANOVA|CONSORT|SPSS|SAS|MMRM|GEE|LOCF|BMI|Tables?|Fig|Figures?|Appendix|IRB|DSM.*|ICD.*|"
    r"FDA|NIH|NICE|WHO|USA|UK|TAU|CBT|MBSR|MBCT|ACT|CAM|NHS|HMO|GP|GPs|ACR|EULAR|IASP|AE|AEs|SAE|SAEs|VAS|NRS|MMSE|MINI|SCID.*|PEDro)$"
)
# Definitions that hold an instrument's word and are none.
NOT_INSTRUMENT = re.compile(
    r"\b(?:per-protocol|based\s+on|Mann|Whitney|Wilcoxon|Kruskal|Student|Fisher|Bonferroni|Tukey|Shapiro|Kolmogorov|chi|log[\s-]?rank|"
    r"t[\s-]?tests?|McNemar|Levene|Friedman|version|Table|Figure|consent|informed|ethic|committee|society|association|health\s+service|"
    r"clinical\s+interview|structured|diagnostic|mini-mental|body\s+mass|case\s+report|Consolidated|propensity|information\s+criterion|"
    r"visual\s+analogu?e?\s+scales?$|likert|^(?:numeric(?:al)?\s+)?(?:pain\s+)?rating\s+scales?$|significance|effect\s+size|PEDro|Jadad|confidence|statistical|social\s+sciences|hazard|mass\s+index|randomi[sz]ation|risk\s+of\s+bias)\b",
    re.IGNORECASE,
)
INSTRUMENT_NAME = re.compile(
    r"(?<![\w-])(?!(?:The|This|These|Each|A|An|In|All|For|Primary|Secondary|Total|Mean|Our|Using|On|Both|Other|Written|Informed)\s)"
    r"(?:[A-Z][\w’'-]+(?:\s+(?:of|for|and|the|in|to|on)(?:\s+the)?)?\s+){1,6}"
    r"(?:Scale|Questionnaire|Inventory|Index|Survey|Checklist|Test|Schedule|Battery|Profile|Rating|Impression|Score)(?:-[IVX\d]+|\s+(?:II|III|IV)\b)?(?![\w-])"
)
NO_NAME = re.compile(
    r"^(?:which|this|that|these|those|it|compared?|measured|assessed|evaluated|defined|not|was|were|is|are|to|we|also|as|by|with|then|"
    r"all|both|other|others|following|listed|shown|presented|described|analy[sz]ed|determined|calculated|performed|reached|met|"
    r"significant\w*|there|no|our|based|obtained|reported|chosen|selected|pre-?specified|achieved|proportion|number|percentage|"
    r"secondary|primary|outcomes?|end[\s-]?points?|group|groups|baseline|direction)\b(?!\s+of\b)|.*\b(?:was|were|is|are|had|has|have|did)\b",
    re.IGNORECASE,
)

_WHAT = r"(?P<what>[^.;]{4,220}?)"
ROLE_STATEMENTS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "primary_was", "primary",
        re.compile(
            rf"\b(?:primary|main|principal)\s+(?:(?:efficacy|clinical|study|trial|treatment)\s+)?(?:outcomes?|end[\s-]?points?)"
            rf"(?:\s+(?:measures?|variables?|parameters?))?(?:\s+of\s+(?:this|the)\s+(?:study|trial))?\s*"
            rf"(?:was|were|is|are|will\s+be|included|includes|:)\s+(?:defined\s+as\s+|assessed\s+(?:by|with|using)\s+|measured\s+(?:by|with|using)\s+)?"
            rf"(?:the\s+|an?\s+)?{_WHAT}(?=[.;]|,\s+(?:and\s+)?(?:the\s+)?secondary|\s+and\s+(?:the\s+)?secondary|$)",
            re.IGNORECASE,
        ),
    ),
    (
        "was_primary", "primary",
        re.compile(
            rf"(?:^|[.;]\s+)(?:the\s+|an?\s+)?{_WHAT}\s+(?:was|were)\s+(?:chosen\s+as\s+|used\s+as\s+|defined\s+as\s+|considered\s+)?(?:the\s+|our\s+)?"
            rf"(?:primary|main|principal)\s+(?:outcome|end[\s-]?point)",
            re.IGNORECASE,
        ),
    ),
    (
        "secondary_were", "secondary",
        re.compile(
            rf"\bsecondary\s+(?:(?:efficacy|clinical|study|trial)\s+)?(?:outcomes?|end[\s-]?points?)(?:\s+(?:measures?|variables?|parameters?))?\s*"
            rf"(?:was|were|is|are|will\s+be|included|includes|:)\s+(?:the\s+|an?\s+)?{_WHAT}(?=[.;]|$)",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip
LIST_SPLIT = re.compile(
    r",\s*(?:and\s+|or\s+)?|;\s*(?:and\s+)?|\s+and\s+(?=(?:the\s+)?\w+)", re.IGNORECASE
)
TAIL = re.compile(
    r"\s+(?:at|after|during|over|from|between|in\s+the|as\s+(?:measured|assessed|determined)|measured|assessed|evaluated|using|"
    r"defined|which|that|within|based|according|recorded|for\s+the|among|with\s+a|with\s+the)\b.*$",
    re.IGNORECASE,
)
HEAD = re.compile(
    r"^(?:the|a|an|both|changes?\s+(?:from\s+baseline\s+)?(?:in|of)|mean|percentage\s+(?:change\s+)?(?:in|of)|"
    r"difference\s+in|improvements?\s+in|reductions?\s+(?:in|of)|assessment\s+of|measures?\s+of|level\s+of|score\s+(?:on|of)|scores\s+on|:|to\s+\w+)\s+",
    re.IGNORECASE,
)

SCALE_RANGE = re.compile(
    r"(?:rang(?:e|es|ing|ed)\s*(?:is|was|of|:|=)?\s*(?:of\s+scores?\s+)?(?:from\s+|between\s+)?|scor(?:e|es|ed|ing)\s+(?:range\s+)?(?:from\s+|of\s+|between\s+)?|(?:total\s+)?scores?\s+(?:can\s+|may\s+)?(?:vary|varies|range)\s+(?:from|between)\s+|[(\[]\s*(?:range\s*[:=]?\s*)?)"
    r"(?P<low>-?\d{1,3}(?:\.\d)?)(?:\s*\([^)]{1,40}\))?\s*(?:-|–|—|to|and)\s*(?P<high>\d{1,4}(?:\.\d)?)(?!\s*(?:%|years|months|weeks|items?|min|mg|patients|\d))",
    re.IGNORECASE,
)
HIGHER = re.compile(
    r"\b(?P<side>higher|greater|lower|larger|increas(?:ed|ing))\s+(?:total\s+)?(?:scores?|values?|points?|numbers?|results?)\s+"
    r"(?:on\s+\w+\s+)?(?:in\s+\w+\s+)?(?:indicat|reflect|represent|mean|signif|correspond|denot|suggest|show|impl|being|are\s+associated\s+with)\w*\s+(?:to\s+|with\s+|an?\s+)?"
    r"(?P<meaning>[^.;)]{3,90})",
    re.IGNORECASE,
)
WORSE = re.compile(
    r"\b(?:worse|worsen|poorer|severe|severity|impair|disab|pain|symptom|depress|anxi|stress|fatigue|distress|problem|dysfunction|limitation|"
    r"burden|interfer|catastroph|insomnia|disturb|risk|negative|impact|dissatisf|avoid|inflexib)\w*",
    re.IGNORECASE,
)
BETTER = re.compile(
    r"\b(?:better|improved|good|health|healthier|quality\s+of\s+life|function|well-?being|satisf|mindful|compassion|self-?efficac|positive|"
    r"performance|ability|adherence|support|confidence|resilien|accept)\w*",
    re.IGNORECASE,
)
HARM = re.compile(
    r"\b(?:adverse|side\s+effects?|nausea|vomiting|headache|dizz|constipat|diarrh|rash|death|mortality|bleeding|infection|complication|toxicit)\w*",
    re.IGNORECASE,
)
BIOMARKER = re.compile(
    r"\b(?:serum|plasma|salivary|urinary|blood\s+(?:glucose|lactate|level)|cortisol|CRP|IL-\d|TNF|BDNF|HbA1c|cholesterol|triglycerides?|insulin|"
    r"h(?:a)?emoglobin|LDL|HDL|creatinine|cytokine|interleukin|glucose|HRV|RMSSD|leptin|adiponectin)\b",
    re.IGNORECASE,
)
GENERIC_WORDS = frozenset(
    "total score scores scale scales index mean sum overall global questionnaire inventory test subscale subscales "
    "the a an of in on and level levels rating ratings measure summary value values points".split()
)
# Words that tell how something was measured or how it moved, not what it was (normalised form).
MEASURE_WORDS = frozenset(
    """change reduction decrease increase improvement decline rise gain loss mean median average percentage percent
    proportion rate incidence prevalence number frequency patient participant subject people with who had from baseline
    at for to and by reported self severity intensity symptom outcome assessed measured using
    as during after before post pre end week month day year significant overall""".split()
)
