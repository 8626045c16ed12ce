"""What claims are told with: words for change, comparison, certainty, cause. Data only."""

from __future__ import annotations

import re

# Each cue: name, pattern, what it says of the outcome's number or of benefit.
#   decrease / increase: the number; better / worse: benefit; none: no difference or change.
_CUES = (
    ("no-difference", "none",
     r"(?:no|not (?:a|any)|little|without(?: any)?|\w*n['’]t (?:a|any|make (?:a|any))|neither)(?: \w+){0,3} "
     r"(?:differen\w+|chang\w+|effects?|benefits?|improvements?|impact|reductions?|increases?|decreases?|"
     r"advantage|gains?|link|association|correlation|relation\w*)"
     r"|(?:did|do|does|was|were|is|are|has|have|had)(?: not|n['’]t)(?: \w+){0,2} "
     r"(?:differ\w*|chang\w+|affect\w*|alter\w*|influenc\w+|matter)"
     r"|indistinguishable|comparable|equivalent|equally|identical|no worse (?:and|or|but) no better"),
    ("no-more-than", "none",
     r"no (?:more|less|better|worse|greater|fewer|higher|lower|different)(?: \w+){0,5} than"
     r"|no (?:more|less|better|worse|greater|different)\b|(?:not|\w*n['’]t)(?: \w+){0,2} (?:any )?(?:more|better|less|greater|superior)(?: \w+){0,6} than"),
    ("did-nothing", "none",
     r"(?:did|does|do|doing|done) (?:absolutely |precisely |basically )?nothing|made (?:little|hardly any|no real|no) (?:\w+ )?difference"
     r"|(?:barely|hardly|scarcely) (?:moved|chang\w+|differ\w+|budged|improv\w+|affect\w*)"),
    ("wore-off", "none",
     r"(?:relief|benefits?|improvements?|gains?|effects?)\b[^.;]{0,70}?\b(?:disappear\w*|vanish\w*|w(?:ore|orn|ears?) off|fad(?:ed?|es)|w(?:as|ere|ent) (?:all )?gone|had gone|"
     r"(?:did|do|does)(?: not|n['’]t) last|w(?:as|ere) lost)"),
    ("same", "none",
     r"(?:about |much |just |exactly |roughly |pretty much |more or less )?the same(?! (?:time|study|trial|period|weeks|people|way))"
     r"|(?:just|every bit|quite) as (?:much|well|good|often|many|bad|effective|likely|far)(?: \w+){0,3} as\b|just as (?:much|well|good|often|many|likely)"
     r"|as (?:much|good|effective|often|likely) (?:\w+ ){0,2}as|(?:did|does|do|work(?:s|ed)?|fared|performed) as well as"
     r"|unchanged|unaffected|unaltered|stable|flat|constant|stayed (?:put|where|the|at)\b|stagnant|on (?:a )?par with|similar(?:ly)?"
     r"|independent of|unrelated|not related"),
    ("whether-or-not", "none", r"whether or not|regardless of|whether the \w+ (?:had|got|were|was)|irrespective of"),
    ("decrease", "decrease",
     r"reduc(?:e|es|ed|ing|tions?)|decreas\w+|lower(?:s|ed|ing)?|less(?:ens?|ened|ening)?|few(?:er|est)|fell|fall(?:s|en|ing)?"
     r"|drop(?:s|ped|ping)?|declin\w+|c(?:a|o)me (?:right )?down|coming down|w[eo]nt down|going down|goes down|gone down"
     r"|br(?:ing|ings|inging|ought)(?: \w+){0,6} down|cut(?:s|ting)?(?: (?:back|down))?|diminish\w*|shr[aiu]nk\w*|smaller|slow(?:s|ed|er|ing)?|short(?:er|ens?|ened)"
     r"|weaken\w*|inhibit\w*|suppress\w*|prevent\w*|block(?:s|ed|ing)?|attenuat\w+|halv(?:e|es|ed|ing)|abolish\w*|down-?regulat\w+"
     r"|impair(?:s|ed|ing)?|loss of|deplet\w+|protect\w*|keeps?(?: \w+){0,3} down|disappear\w*|minimi[sz]\w+|limit(?:s|ed|ing)|low(?= (?:levels?|risk|rates?))"),
    ("increase", "increase",
     r"increas\w+|rais(?:e|es|ed|ing)|r(?:ose|isen?|ises|ising)|high(?:er|est)?(?= |,|\.|$)|great(?:er|est)|more|elevat\w+|w[eo]nt up|going up|goes up|gone up|gr(?:ew|ow|ows|own|owing)"
     r"|boost\w*|enhanc\w+|promot\w+|long(?:er|est)|prolong\w*|strong(?:er|est)|doubl(?:e|es|ed|ing)|tripl\w+|gain(?:s|ed|ing)?|up-?regulat\w+|stimulat(?:es|ed)"
     r"|accelerat\w+|larger|extra|built up|facilitat\w+|induc(?:e|es|ed|ing)|trigger\w*|activat(?:e|es|ed|ing)|lead(?:s|ing)? to|led to|caus(?:e|es|ed|ing)"),
    ("better", "better",
     r"improv\w+|better|help(?:s|ed|ing|ful)?|benefi\w+|eas(?:e|es|ed|ing)|reliev\w+|relief|alleviat\w+|heal(?:s|ed|ing)?|cur(?:e|es|ed|ing)|treats|effective(?:ly|ness)?"
     r"|efficac\w+|works?(?: (?:well|better|wonders))|worked|superior|calm(?:s|ed|er|ing)?|sooth\w+|recover(?:y|ed|s)?|dull(?:s|ed|ing)?|outperform\w*|beat|got rid of|successful\w*"
     r"|kinder|less bothered|fix(?:es|ed)?|ameliorat\w+|normali[sz]\w+"),
    ("worse", "worse",
     r"wors(?:e|en|ens|ened|ening)|aggravat\w+|exacerbat\w+|deteriorat\w+|inferior|harm(?:s|ed|ful|ing)?|damag\w+|flar(?:e|es|ed)|backfir\w+|ineffective|useless|suffer(?:s|ed)? more"),
)  # fmt: skip

CUES: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (name, says, re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.I))
    for name, says, pattern in _CUES
)

CLAUSE_BREAK = re.compile(
    r"[;:]|,?\s+\b(?:but|while|whereas|although|though|however|yet|even though|unlike)\b|"
    r",\s+(?:and|so|only|not|which|with)\b|\s[–—-]\s|,(?=\s+\w+\s+(?:did|was|were|had|fell|rose)\b)",
    re.I,
)
COMPARATOR = re.compile(
    r"\b(?:than(?! (?:a |one |two |three |four |five |six |seven |eight |nine |ten |half |\d))|compared (?:with|to)|relative to|versus|vs\.?|over and above|as opposed to|"
    r"against|rather than|in contrast (?:to|with)|unlike|between|as (?:the|in|among))\s+(?P<who>[^,;.()]{3,90})",
    re.I,
)
# `people who waited`, `the control group`: words that show a second arm without `than`.
OTHER_ARM = re.compile(
    r"\b(?:controls?|control(?:led)?[- ](?:group|arm|condition|patients|participants)|comparison group|placebo|sham|dummy|waiting[- ]?list|wait-?list\w*|"
    r"waited|waiting their turn|usual care|treatment as usual|those (?:who|on|in|still|left|given|getting)|"
    r"(?:the )?(?:people|patients|ones|folks|women|men|kids|classmates|participants) (?:who|on|in|left|still|given|that|without)|without (?:it|texts?|any)|"
    r"the other (?:group|arm|half|treatment)|both (?:groups?|arms?|treatments?)|either (?:group|arm|treatment)|between (?:the )?(?:two )?groups?|fake)\b",
    re.I,
)
CONTROL_ARM = re.compile(
    r"\b(?:controls?(?! over)|control(?:led)?[- ](?:group|arm|condition|patients|participants)|comparison group|placebo|sham|dummy|"
    r"waiting[- ]?list|wait-?list\w*|those still waiting|waited|usual care|treatment as usual)\b",
    re.I,
)
BOTH_ARMS = re.compile(
    r"\b(?:both (?:the )?(?:groups?|arms?|treatments?)|either (?:group|arm|treatment)|groups? (?:did|were)|between|than|as (?:much|well|good))\b",
    re.I,
)
WITHIN = re.compile(
    r"\b(?:from (?:baseline|about|around|roughly|an average|\d)|than before|compared (?:with|to) (?:baseline|before)|before (?:the )?(?:treatment|course|trial|study)|"
    r"over the (?:course|\w+ weeks)|since|at the start|by the end|relative to baseline)\b",
    re.I,
)
SIGNIFICANT = re.compile(
    r"\b(?:statistical(?:ly)? )?significan(?:t|tly|ce)\b|\bp\s*[<=]\s*0?\.0\d+", re.I
)
NOT_SIGNIFICANT = re.compile(
    r"\b(?:not|n['’]t|no|non|in)[- ]?(?:\w+ ){0,3}(?:statistical(?:ly)? )?significan\w+|\binsignifican\w+|"
    r"\b(?:down to|due to|by|just) chance\b|\bchance finding\b|\bno (?:real|clear|reliable|meaningful) (?:\w+ )?(?:difference|change|effect|benefit)|"
    r"\bp\s*[=>]\s*0?\.[1-9]\d*|\b(?:real|clear|meaningful) difference\b(?=.*\bnot\b)",
    re.I,
)
MAGNITUDE = re.compile(
    r"\b(?:very |quite )?(?:large|huge|big|small|tiny|moderate|modest|medium|slight(?:ly)?|dramatic(?:ally)?|marked(?:ly)?|"
    r"substantial(?:ly)?|considerabl[ey]|strong(?:ly)?|massive(?:ly)?|a lot|a little|a bit|much|far|hugely|greatly|robust|"
    r"doubl\w+|halv\w+|half|(?:two|three|four|five|ten)[- ]?(?:fold|times)|twice)\b"
    r"(?: (?:effect sizes?|effects?|differences?|improvements?|reductions?|decreases?|increases?|drops?|gains?))?",
    re.I,
)
CAUSAL = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|lead(?:s|ing)? to|led to|result(?:s|ed)? in|due to|because of|thanks to|makes?|made|prevents?|prevented|"
    r"protects?|reduc(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|lowers?|rais(?:e|es)|improv(?:e|es|ed|ing)|boosts?|cures?|cured|triggers?|"
    r"produc(?:e|es|ed)|induc(?:e|es|ed)|eases?|eased|relieves?|effect of|effects of|effective|helps?|helped|works?)\b",
    re.I,
)
CORRELATIONAL = re.compile(
    r"\b(?:associat\w+|correlat\w+|link(?:s|ed|age)?|relat(?:ed|ion\w*)|predict\w*|tied to|connected|risk factor\w*|more likely|less likely|goes with|go together)\b",
    re.I,
)
