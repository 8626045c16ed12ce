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
    r"FDA|NIH|NICE|WHO|USA|UK|TAU|CBT|MBSR|MBCT|ACT|CAM|NHS|HMO|GP|GPs|ACR|EULAR|IASP|AE|AEs|SAE|SAEs|VAS|NRS|MMSE|MINI|SCID.*|PEDro|(?:Table|Fig|Figure|Assessment|Visit|Appendix|Box|Phase)\s?[A-Z\d]+|[A-Z]\d)$"
)
# Definitions that hold an instrument's word and are none.
NOT_INSTRUMENT = re.compile(
    r"\b(?:per-protocol|based\s+on|Mann|Whitney|Wilcoxon|Kruskal|Student|Fisc?her|Exact|Bonferroni|Tukey|Shapiro|Kolmogorov|chi|log[\s-]?rank|"
    r"t[\s-]?tests?|McNemar|Levene|Friedman|version|Table|Figure|consent|informed|ethic|committee|society|association|health\s+service|"
    r"clinical\s+interview|structured|diagnostic|mini-mental|body\s+mass|case\s+report|Consolidated|CONSORT|STROBE|Meso\s+Scale|VAS|NRS|telephone|computer|propensity|information\s+criterion|"
    r"visual\s+analogu?e?\s+scales?$|likert|^(?:numeric(?:al)?\s+)?(?:pain\s+)?rating\s+scales?$|significance|effect\s+size|PEDro|Jadad|confidence|statistical|social\s+sciences|hazard|mass\s+index|randomi[sz]ation|risk\s+of\s+bias)\b",
    re.IGNORECASE,
)
INSTRUMENT_NAME = re.compile(
    r"(?<![\w-])(?!(?:The|This|These|Each|A|An|In|All|For|Primary|Secondary|Total|Mean|Our|Using|On|Both|Other|Written|Informed)\s)"
    r"(?:[A-Z][\w’'–-]+(?:\s+(?:of|for|and|the|in|to|on)(?:\s+the)?)?\s+){1,6}"
    r"(?:Scale|Questionnaire|Inventory|Index|Survey|Checklist|Test|Schedule|Battery|Profile|Rating|Impression|Score)s?(?:-[IVX\d]+|\s+(?:II|III|IV)\b)?(?![\w-])"
    r"(?!\s+(?:Scale|Questionnaire|Inventory|Index|Survey|Checklist|Test|Schedule|Profile|Score))"
)
SCALE_RANGE = re.compile(
    r"(?:rang(?:e|es|ing|ed)\s*(?:is|was|of|:|=)?\s*(?:of\s+scores?\s+)?(?:from\s+|between\s+)?|scor(?:e|es|ed|ing)\s+(?:range\s+)?(?:from\s+|of\s+|between\s+)?|(?:total\s+)?scores?\s+(?:can\s+|may\s+)?(?:vary|varies|range)\s+(?:from|between)\s+|[(\[]\s*(?:range\s*[:=]?\s*)?)"
    r"(?P<low>-?\d{1,3}(?:\.\d)?)(?:\s*\([^)]{1,40}\))?\s*(?:-|–|—|to|and)\s*(?P<high>\d{1,4}(?:\.\d)?)(?!\s*(?:%|years|months|weeks|items?|min|mg|patients|\d))",
    re.IGNORECASE,
)
HIGHER = re.compile(
    r"\b(?P<side>higher|greater|lower|larger|increas(?:ed|ing))\s+(?:total\s+)?(?:scores?|values?|points?|numbers?|results?|ratings?)\s+"
    r"(?:(?:on|in|of)\s+(?:the\s+|this\s+|these\s+)?[\w-]+\s+){0,2}(?:(?:are|is|were)\s+)?(?:indicat|reflect|represent|mean|signif|correspond|denot|suggest|show|impl|being|associated\s+with)\w*\s+(?:to\s+|with\s+|an?\s+|the\s+|that\s+)?"
    r"(?P<meaning>[^.;)]{3,90})",
    re.IGNORECASE,
)
WORSE = re.compile(
    r"\b(?:worse|worsen|poorer|severe|severity|impair|disab|pain|symptom|depress|anxi|stress|fatigue|distress|problem|dysfunction|limitation|"
    r"burden|interfer|catastroph|insomnia|disturb|risk|negative|impact|dissatisf|avoid|inflexib|handicap|sleepi|craving|dependence|nausea|"
    r"lonel|ruminat|hostil|anger|aggress|impuls|difficult|worry|fear|inattent|disorder|damage|inflamm)\w*",
    re.IGNORECASE,
)
BETTER = re.compile(
    r"\b(?:better|improved|good|health|healthier|quality\s+of\s+life|function|well-?being|satisf|mindful|compassion|self-?efficac|positive|"
    r"performance|ability|adherence|support|confidence|resilien|accept|mobility|capacit|competen|superior|independen|strength|optimis|"
    r"knowledge|skill|recovery|relief|engagement|hope|vitality|energy|self-?esteem|motivation|happi)\w*",
    re.IGNORECASE,
)
# Says harm by itself; a symptom is one only where harms are told of.
HARM = re.compile(
    r"\b(?:adverse(?!\s+(?:left|cardiac|remodel|childhood|life|\w+\s+outcomes?|outcomes?|events?\s+free))|side[\s-]?effects?|complications?|toxicit|S?AEs?\b|tolerability)\w*",
    re.IGNORECASE,
)
BIOMARKER = re.compile(
    r"\b(?:serum|plasma|salivary|urinary|blood\s+(?:glucose|lactate|levels?)|cortisol|(?:hs-?)?CRP|C-reactive\s+protein|IL-?\d+\w*|TNF\S*|IFN\S*|BDNF|NGF|HbA1c|"
    r"cholesterol|triglycerides?|insulin|h(?:a)?emoglobin|h(?:a)?ematocrit|[VH]?LDL|HDL|lipoproteins?|creatinine|cytokines?|interleukin|interferon|glucose|"
    r"HRV|RMSSD|leptin|adiponectin|ferritin|fibrinogen|albumin|bilirubin|urea|uric\s+acid|ALT|AST|GGT|aminotransferase|transaminase|leu[ck]ocytes?|"
    r"lymphocytes?|platelets?|white\s+blood\s+cells?|CD\d+\+?|viral\s+load|PSA|homocysteine|25-?\(?OH\)?\S*|malondialdehyde|MDA|telomer\w+)(?![\w-])",
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
