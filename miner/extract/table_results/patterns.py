"""Patterns of table cells and labels: data beside the logic that uses them."""

from __future__ import annotations

import re

DASHES = frozenset(
    (
        "-",
        "--",
        "---",
        "...",
        "…",
        "/",
        "*",
        "na",
        "NA",
        "N/A",
        "n/a",
        "n.a.",
        "NR",
        "ND",
        "nd",
        "nr",
        "NE",
        "Ref",
        "Ref.",
        "ref",
        "Reference",
        "reference",
        ".",
    )
)

# A value at the start of a cell: sign, bracket or comparison, then a digit; or a p or test.
NUMERIC_CELL = re.compile(
    r"""
    \s*[*†‡]?\s*
    (?:
        [<>≤≥=~≈±+\-([$€£]*\s*(?:\d|\.\d)(?![\d.]*(?:st|nd|rd|th)\b)
        (?!\d*\s*(?:\+?\s*(?:weeks?|months?|days?|years?|hours?|hrs?|min|wks?|mg|g|kg|ml|mo|yrs?|times?)\b|-\d+\s*(?:weeks?|months?|days?|years?|hours?|mg)\b)(?!\s*\())
      | [pP]\s*[-=<>≤≥.]\s*
      | (?:n\.?\s?s\.?|N\.?S\.?)$
      | (?:t|F|z|Z|U|W|H|r|χ2?|X2|Χ2|chi2|Q)\s*(?:\([\d,.; =df]+\))?\s*=\s*[-\d.]
    )
    """,
    re.VERBOSE,
)

# Signs that point to a note, at the end of a value or beside it.
TRAILING_MARKS = re.compile(
    r"""(?<=[\d)\]%a-zA-Z])\s?(?:[*†‡§¶‖#∥★☆△▲●@^]+|\*+)(?=\s*$|\s*[;,)(\]])
      | ^\s*[*†‡§¶‖#]+(?=\s*[<>=\d.pP])
      | (?<=[<>])\s*\*+(?=\s*[\d.])""",
    re.VERBOSE,
)

_PERCENT_SIGN = r"(?:(?<!\d)(?<!\d\s)(?<!\w-)%|per\s?cent(?:age)?)"

# Every statistic that a label can name, by part name; order decides where two would fit.
PART_PATTERNS: tuple[tuple[str, str], ...] = (
    ("ci_lower", r"(?:\d\d\s*%\s*(?:CI|confidence\s+intervals?)\s*[-:,]?\s*)?(?:lower|low)(?:\s+(?:bound|limit|CI|95\s*%\s*CI))?|(?-i:LL(?:CI)?|LCL)\b|\bCI\s+low(?:er)?"),
    ("ci_upper", r"(?:\d\d\s*%\s*(?:CI|confidence\s+intervals?)\s*[-:,]?\s*)?(?:upper|high(?:er)?)\s+(?:bound|limit|CI|95\s*%\s*CI)|upper|(?-i:UL(?:CI)?|UCL)\b|\bCI\s+(?:upp|high)er"),
    ("ci", r"(?:\(?\d{2}(?:\.\d)?\s*%\s*)?(?:C\.?\s?I\.?s?\b|CrI\b|confidence\s+(?:intervals?|limits?)|Conf\.?\s+int\.?)(?:\s*\(?\d{2}\s*%\)?)?|\b95\s*%\s*(?=\)|$)|credible\s+intervals?"),
    ("cohens_d", r"cohen['’´`]?s?['’]?\s*d\b(?:\s*\(?effect\s+sizes?\)?)?|\beffect\s+sizes?\s*\(?\s*(?:cohen['’]?s?\s*)?\(?d\)?(?![a-z])|(?-i:(?<![\w-])d(?:\s*(?:value|effect\s+size))?(?![\w-]))|\bcohen['’]?s\b"),
    ("hedges_g", r"hedges?['’]?s?['’]?\s*g\b|(?-i:(?<![\w-])g(?![\w-]))"),
    ("glass_delta", r"glass['’]?s?\s*(?:delta|Δ)"),
    ("partial_eta_squared", r"partial\s*(?:η|eta)[\s-]*(?:2|²|squared?)|partial\s*η\s*2|(?:η|eta)\s*_?p?\s*(?:2|²)\s*_?p|(?:η|eta)p\s*(?:2|²)|ηp²|η²p|(?:η|eta)\s*\(?p\)?\s*(?:2|²)|(?-i:\bPES\b)"),
    ("eta_squared", r"(?:η|\beta)[\s-]*(?:2|²|squared?)"),
    ("omega_squared", r"(?:ω|\bomega)[\s-]*(?:2|²|squared?)"),
    ("smd_unspecified", r"\bS\.?M\.?D\b|standardi[sz]ed\s+(?:mean\s+)?(?:difference|effect)s?(?:\s+sizes?)?|\beffect\s+sizes?\b|(?-i:(?<![\w-])E\.?S\.?(?![\w-]))"),
    ("risk_difference", r"difference\s+(?:in|of|between)\s+(?:the\s+)?(?:proportions?|percentages?|rates|risks?)|(?:absolute\s+)?risk\s+(?:difference|reduction)s?|(?-i:\bARR\b|\bARD\b|(?<![\w-])RD(?![\w-]))|absolute\s+difference"),
    ("odds_ratio", r"(?:crude\s+|unadjusted\s+|adjusted\s+|multivariable\s+|multivariate\s+|univariate\s+)?odds[\s-]ratios?|(?<![\w-])(?:[ac]|adj(?:usted)?\.?\s*)?(?-i:ORs?)(?![\w-])|\b(?-i:AOR)\b"),
    ("hazard_ratio", r"(?:crude\s+|unadjusted\s+|adjusted\s+)?hazards?[\s-]ratios?|(?<![\w-])(?:[ac]|adj\.?\s*)?(?-i:HRs?)(?![\w-])|\b(?-i:AHR)\b"),
    ("rate_ratio", r"(?:incidence\s+|incident\s+)?rate[\s-]ratios?|\b(?-i:IRRs?)\b|\bprevalence\s+ratios?"),
    ("risk_ratio", r"(?:crude\s+|unadjusted\s+|adjusted\s+)?(?:relative\s+risks?(?!\s+reduction)|risk[\s-]ratios?)|(?<![\w-])(?:a|adj\.?\s*)?(?-i:RRs?)(?![\w-])"),
    ("nnt", r"\bNNT[BH]?\b|\bNNH\b|numbers?\s+needed\s+to\s+(?:treat|harm)"),
    ("standardised_coefficient", r"(?:standardi[sz]ed\s+)(?:beta|β|regression\s+)?\s*(?:coefficients?|β)?(?:\s*\(?β\)?)?|\bβs\b"),
    ("regression_coefficient", r"(?:unstandardi[sz]ed\s+)?(?:regression\s+)?(?:\bbeta\b|β|(?<![\w-])[Bb](?![\w-]))(?:[\s-]*(?:coefficients?|weights?|values?|estimates?))?(?:\s*\((?:B|β|unstandardi[sz]ed)\))?|\b(?:unstandardi[sz]ed\s+)?(?:regression\s+)?coeff?(?:icient)?s?\b\.?(?:\s*\(?[Bβb]\)?)?|\b(?:fixed\s+effects?\s+)?(?:parameter\s+)?estimates?\b(?!\s+(?:mean|marginal))"),
    ("correlation", r"(?:pearson|spearman)(?:['’]?s)?(?:\s+(?:correlation|r|rho|ρ))*(?:\s+coefficients?)?|correlations?(?:\s+coefficients?)?(?:\s*\(?r\)?)?|(?-i:(?<![\w-])r(?![\w-]))|\brho\b|ρ(?!\s*-?\s*values?)"),
    ("p", r"(?<![\w-])ρ\s*-?\s*values?|(?<![\w-])[pP][\s-]*(?:values?|val\.?)?(?:\s*\((?:two|2|one|1)[\s-](?:sided|tailed)\))?(?![\w-]|\s*[<>=]\s*\d)|\bprobability\b|\bsignificance(?:\s+levels?)?\b|\bsig\.?(?:\s*\(?2[\s-]tailed\)?)?(?![a-z])|\bp\s*for\s+(?:interaction|trend|difference|group)\b"),
    ("F", r"(?<![\w-])(?!\w[\s-]*tests?\s*:?\s*p[\s-]*values?)(?-i:F)(?:[\s-]*(?:values?|statistics?|ratio|test|score))?(?:\s*\(\s*(?:df|\d+\s*,\s*\d+)\s*\))?(?![\w-])"),
    ("t", r"(?<![\w-])(?!\w[\s-]*tests?\s*:?\s*p[\s-]*values?)t(?:[\s-]*(?:values?|statistics?|ratio|test|score))?(?:\s*\(\s*(?:df|\d+)\s*\))?(?![\w-])"),
    ("chi2", r"(?:χ|Χ|(?<![\w-])[xX]|\bchi)[\s-]*(?:2|²|squared?)(?:[\s-]*(?:values?|tests?|statistics?))?(?:\s*\(\s*(?:df|\d+)\s*\))?"),
    ("z", r"(?<![\w-])(?!\w[\s-]*tests?\s*:?\s*p[\s-]*values?)[zZ](?:[\s-]*(?:values?|statistics?|scores?|test))?(?![\w-])"),
    ("U", r"(?<![\w-])(?!\w[\s-]*tests?\s*:?\s*p[\s-]*values?)(?-i:U)(?:[\s-]*(?:values?|statistics?|test))?(?![\w-])|mann[\s-]whitney(?:\s+U)?(?:\s+test)?"),
    ("W", r"(?<![\w-])(?-i:W)(?:[\s-]*(?:values?|statistics?))?(?![\w-])"),
    ("test", r"\btest\s+(?:statistics?|values?)\b|\bstatistics?\b(?!al)"),
    ("df", r"(?<![\w-])d\.?\s?f\.?(?![\w-])|degrees?\s+of\s+freedom"),
    ("n_percent", rf"(?<![\w-])(?:[nN]|[Nn]o\.?|[Nn]umber|[Cc]ount|[Ff]requency|[Ff]req\.?)(?:\s+of\s+(?:patients|participants|subjects|events))?\s*[,;/]?\s*[\[(]?\s*{_PERCENT_SIGN}\s*[\])]?"),
    ("percent_n", rf"{_PERCENT_SIGN}\s*[\[(]\s*[nN](?:o\.?)?\s*[\])]"),
    ("events_n", r"(?<![\w-])(?:n|no\.?|events?)\s*/\s*(?:N|n|total|no\.?)(?![\w-])"),
    ("median", r"\bmedians?\b|\bMdn\b"),
    ("mean", r"(?:adjusted\s+|unadjusted\s+|estimated\s+(?:marginal\s+)?|arithmetic\s+|least[\s-]squares?\s+|LS\s+|marginal\s+|raw\s+)?\bmeans?\b(?!\s+arterial)|^χ$|[xX]\u0305|[xX]\u0304|\baverage\b|\bavg\b\.?|\bLSM\b|\bx̄|(?-i:(?<![\w-])M(?=\s*(?:[(±,]\s*S)|\s*$|\s*\+)|(?<![\w-])X(?=\s*[(±,]\s*S))|(?<![\w-])m(?=\s*[(±]\s*S)|\bEMM\b"),
    ("sd", r"(?<![\w-])[sS]\.?\s?[dD]\.?s?(?![\w-])|standard\s+deviations?|\b(?-i:[Ss]td)\.?\s*(?:dev(?:iation)?)?\.?(?!\s*err)"),
    ("se", r"(?<![\w-])[sS]\.?\s?[eE]\.?\s?[mM]?\.?(?![\w-])|standard\s+errors?(?:\s+of\s+(?:the\s+)?mean)?|\bstd\.?\s*err(?:or)?\.?"),
    ("iqr_lower", r"\b(?:1st|first|lower)\s+quartile|\b25th\s+percentile(?!s)|(?-i:\bQ1\b)(?!\s*[-,;/to]+\s*Q3)"),
    ("iqr_upper", r"\b(?:3rd|third|upper)\s+quartile|\b75th\s+percentile(?!s)"),
    ("iqr", r"\bI\.?Q\.?R\.?\b|inter[\s-]?quartile(?:\s+ranges?)?|\bQ1\s*[-,;to]+\s*Q3\b|\b25th?\s*(?:%|percentile)?\s*[-,;/to]+\s*75th?\s*(?:%|percentiles?)?|quartiles?|(?-i:(?<![\w-])IR(?![\w-]))"),
    ("range", r"\bmin(?:imum)?\.?\s*[-/,;to]+\s*max(?:imum)?\.?|\brange\b(?!\s+of)(?!\s*[:=]?\s*\(?\d)(?<!score range)"),
    ("percent", rf"{_PERCENT_SIGN}|\bproportions?\b"),
    ("events", r"\bevents?\b|\bcases\b"),
    ("n", r"(?<![\w-])[nN](?![\w-])|\bno\.(?=\s|$|\))|\bnumber(?:\s+of\s+(?:patients|participants|subjects|cases|observations))?(?=\s*$|\s*\))|\bcounts?\b|\bfrequency\b(?=\s*$|\s*\()|\bsample\s+size\b"),
    ("change", r"(?:mean\s+|adjusted\s+|absolute\s+|score\s+|relative\s+)*(?:(?<!no )(?<!No )\bchanges?\b|\bchange\s+scores?\b|\bimprovements?\b(?=\s*$|\s*\()|\breductions?\b(?=\s*$|\s*\(|\s+from)|\bdecreases?\b(?=\s*$|\s*\()|Δ|\bgain(?:\s+scores?)?\b(?=\s*$|\s*\())(?:\s+(?:scores?|values?))?(?:\s+from\s+(?=$|\())?"),
    ("difference", r"(?:within[\s-](?:individual|subject|patient|person)s?\s+)?(?:adjusted\s+|unadjusted\s+|estimated\s+)?(?:mean\s+)?(?:between[\s-]groups?\s+)?\bdifferences?\b(?:\s+(?:in|of)\s+(?:adjusted\s+|the\s+|LS\s+)?(?:means?|changes?|scores))?(?:\s+(?:between|among)\s+(?:the\s+)?(?:two\s+|study\s+|treatment\s+)?(?:groups?|arms|treatments))?|(?-i:\bW?MD\b)|\bdiff\.?\b|\btreatment\s+effects?\b|\bintervention\s+effects?\b|(?:estimated\s+)?\beffects?\s+of\s+(?:the\s+)?(?:intervention|treatment)s?\b|\bgroup\s+effects?\b"),
)  # fmt: skip

PART = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in PART_PATTERNS), re.IGNORECASE
)

# Parts of one letter count only where nothing but statistic words stands around them.
SHORT_PARTS = frozenset(
    ("cohens_d", "hedges_g", "F", "t", "z", "U", "W", "correlation", "regression_coefficient",
     "p", "n", "mean", "df", "smd_unspecified", "risk_difference", "ci_lower", "ci_upper",
     "events", "iqr", "test", "standardised_coefficient", "range")
)  # fmt: skip

EFFECT_PARTS = frozenset(
    ("cohens_d", "hedges_g", "glass_delta", "partial_eta_squared", "eta_squared", "omega_squared",
     "smd_unspecified", "risk_difference", "odds_ratio", "hazard_ratio", "rate_ratio",
     "risk_ratio", "nnt", "standardised_coefficient", "regression_coefficient", "correlation",
     "difference")
)  # fmt: skip
TEST_PARTS = frozenset(("F", "t", "chi2", "z", "U", "W", "test"))

# Words that may stand beside statistic words without naming anything.
FILLER = re.compile(
    r"""^(?:[\s()\[\],;:/&+±=*†‡§#.·^\-|]|\b(?:and|or|of|in|the|for|with|values?|scores?|group|groups|
    between|within|adjusted|unadjusted|crude|patients|participants|subjects|total|test|tests|two|
    sided|tailed|one|2|1|from|by|at|to|a|b|c|mean|est|estimated|inter|intra|overall|model|comparison|
    comparisons|statistical|anova|ancova|time|interaction|x|×|vs|effect|level|uncorrected|corrected|trend|linear|quadratic|
    data|results?|treatment|estimates?|point|wald|multivariate|univariate|multivariable|univariable|
    analysis|95|90|99|%)\b)*$""",
    re.VERBOSE | re.IGNORECASE,
)
SPEC_WORD = re.compile(
    r"[\s(]*(?:mean|m|sd|se|sem|n|no\.?|%|median|iqr|range|p|p[\s-]?values?|95\s*%\s*ci|or|rr|hr|t|f|z|d)"
    r"(?:[\s()±,;/+%-]|sd|se|sem|iqr|range|95\s*%\s*ci|ci|value|n)*[\s)]*",
    re.IGNORECASE,
)

GROUP_N = re.compile(
    r"""[\s,;:(\[]*\b(?:[nN]|[Nn]o\.?|total\s+n)\s*[=:]\s*(?P<n>\d{1,3}(?:[, ]\d{3})+(?!\d)|\d{1,6})
        (?:\s*/\s*(?P<of>\d{1,6}))?(?:\s*(?:patients|participants|subjects|women|men|children|eyes|knees|patients?))?
        (?:\s*[;,]?\s*\d+(?:\.\d+)?\s*%)?(?!\s*(?:-|to)\s*\d)[\s)\]]*""",
    re.VERBOSE,
)
SCALE_RANGE = re.compile(
    r"[\s,;]*[\[(]?\s*(?:(?:score\s+|possible\s+|scale\s+)?range[:=]?\s*)?(?P<low>-?\d{1,3}(?:\.\d)?)\s*(?:-|to)\s*(?P<high>\d{1,4}(?:\.\d)?)\s*(?:points?|scale|mm|cm)?\s*[\])]"
)
UNIT = re.compile(
    r"""[\s,;]*[\[(]\s*(?P<unit>
        (?:[%‰°]|[µμmkcn]?g|[mdcµμ]?[lL]|[kcmn]?m2?|mm\s?Hg|kPa|bpm|beats?|points?|scores?|years?|yrs?|y|
           months?|mo|weeks?|wks?|days?|d|hours?|hrs?|h|min(?:utes?)?|sec(?:onds)?|m?s2?|kcal|kJ|IU|U|mEq|m?mol|
           nmol|pmol|µmol|μmol|pg|ng|mg|kg|lb|cm|mm|Hz|W|N|Nm|°C|×\s?10[\^\d]*|US\s?\$|\$|€|£)
        (?:\s*[/.·]\s*[\w%^. -]{1,14}|\s*[*·]\s*\w+|\s+per\s+\w+|-\d|2|\^\d)?
        )\s*[\])]""",
    re.VERBOSE,
)

ARM_WORD = re.compile(
    r"\b(?:group|arm|control|placebo|intervention|treatment|treated|untreated|experimental|sham|usual\s+care|"
    r"TAU|WLC?|wait(?:ing)?[\s-]?list|standard(?:\s+care)?|therapy|training|exercise|mg|dose|comparator|"
    r"vehicle|saline|active|conventional|IG|CG|EG|PG|TG|no\s+treatment|CBT|MBSR|cases?|controls|program(?:me)?|"
    r"drug|education|counsel(?:l)?ing|care|stent|block|laser|acupuncture|massage|surgery|regimen)\b",
    re.IGNORECASE,
)
WHOLE_STUDY = re.compile(
    r"^\W*(?:total|overall|all|entire|whole|both(?:\s+groups)?|(?:combined|pooled)(?=\s+\w)|sum)(?:\s+(?:patients|participants|"
    r"subjects|sample|group|groups|cohort|study|population|n|cases|women|men|children))*\W*$",
    re.IGNORECASE,
)
ADJUSTED = re.compile(
    r"^\W*(?:crude|raw|(?:fully\s+|partially\s+|un)?adjusted)(?:\s+(?:models?|analys[ie]s|results?|estimates?|for\b.*))?"
    r"(?:\s*\(.*\))?\W*$",
    re.IGNORECASE,
)
GENERIC_HEAD = re.compile(
    r"^\W*(?!(?:psychological|clinical|safety|efficacy|individual)\W*$)(?:(?:primary|secondary|main|other|clinical|study|baseline|follow-?up|efficacy|safety|additional|tertiary|"
    r"exploratory|patient|demographic|individual|outcomes?|psychological|assessment|dependent|treatment|groups?|variables?|measures?|"
    r"parameters?|items?|time|types?\s+of|name\s+of|list\s+of)\s*[-&/,]?\s*)*"
    r"(?:outcomes?(?:\s+(?:measures?|variables?))?|measures?|measurements?|variables?|valuables?|characteristics?|"
    r"parameters?|items?|endpoints?|end\s+points?|tests?|scales?|instruments?|factors?|groups?|results?|index|"
    r"indices|indicators?|domains?|time|weeks?|visits?|periods?|assessment(?:\s+period)?s?|statistics?|scores?|data|subscales?|"
    r"arms?|conditions?|treatments?|interventions?|features?|category|categories|event|source|phase|"
    r"questionnaires?|descriptions?|subjects|patients|participants|comparisons?|study|studies|symptoms?)?\W*$|"
    r"^\W*(?:\w+\s+)?time\s*points?\W*$",
    re.IGNORECASE,
)
BASELINE_CAPTION = re.compile(
    r"\bage\s+and\s+(?:sex|gender)\b|(?<!from )(?<!according to )(?<!adjusted for )(?<!adjusting for )(?<!stratified by )(?<!depending on )\bbaseline\b(?!\s+(?:and|to|through|,|compared|vs|until|[-/&])|,|-)(?!.{0,60}\b(?:after|post|follow|weeks?|months?|change|end)\b)|\bdemographics?\b|\bcharacteristics?\b|\bprofile\s+of\s+(?:the\s+)?(?:patients|participants|subjects)|"
    r"clinical\s+characteristics|\bat\s+presentation\b|pre[-\s]?operative\s+(?:data|characteristics)|on\s+admission|at\s+(?:the\s+)?(?:time\s+of\s+)?(?:study\s+)?(?:entry|enrol?lment|inclusion|recruitment)|\bdescription\s+of\s+(?:the\s+)?(?:study\s+)?(?:population|sample|patients|participants|groups)|\bpre-?test\s+comparisons?|patients?['’]?\s+characteristics",
    re.IGNORECASE,
)
# Generic as a heading, but the outcome itself where it names a row with values.
MEASURED_WORD = re.compile(
    r"^\W*(?:time|scores?|index|symptoms?|tests?|results?|scales?)\W*$", re.IGNORECASE
)
CHANGE_WORD = re.compile(
    r"(?<!no )\bchang(?:e|es|ed)\b|\bincrements?\b|\bΔ|\bdelta\b|\breduction\b|\bimprovement\b|\bgain\s+scores?\b|\bdifferences?\s+(?:pre|from|of\s+the)",
    re.IGNORECASE,
)
GROUP_SIZE_ROW = re.compile(
    r"^\W*(?:(?:number|no\.?|n)\s+(?:of\s+)?)?(?:patients|participants|subjects|women|men|children|individuals)?\s*(?:randomly\s+)?"
    r"(?:assigned|randomi[sz]ed|analy[sz]ed|included|enrolled|completed|evaluated|treated|allocated|in\s+group)?(?:\s*,?\s*\(?n\)?)?\W*$",
    re.IGNORECASE,
)
NUMBER_LABEL = re.compile(r"^[<>≥≤=~]?\s*-?\d[\d.,\s]*(?:(?:-|to)\s*\d[\d.,]*)?\+?\s*$")
TIME_HEAD = re.compile(
    r"\b(?:time(?:[\s-]?points?)?|visits?|(?:assessment|measurement)\s+(?:points?|times?|periods?)|weeks?|months?|days?|hours?|years?|follow[\s-]?up)\b",
    re.IGNORECASE,
)
CORRELATION_TABLE = re.compile(
    r"\b(?:inter)?correlations?\b|\bcorrelation\s+(?:matrix|coefficients?)\b|\bfactor\s+loadings?\b|\bfit\s+indices\b",
    re.IGNORECASE,
)
REGRESSION_TABLE = re.compile(
    r"\bregressions?\b|\bpredictors?\b|\bassociations?\s+(?:between|of|with)\b|\bmultivaria(?:te|ble)\b|\bunivaria(?:te|ble)\b|\brisk\s+factors\b|\bmediation\b|\bmoderat(?:or|ion)",
    re.IGNORECASE,
)
# What people were given, not what came of it.
COMPOSITION = re.compile(
    r"\b(?<!body )(?:composition|ingredients?|nutrients?|contents?)\s+(?:\w+\s+){0,3}(?:of|for|in)\s+(?:\w+\s+){0,4}?(?:diets?|meals?|oils?|fats|supplements?|"
    r"formula(?:s|e)?|drinks?|beverages?|products?|feeds?|capsules?|bars?|solutions?)\b|"
    r"\bprofiles?\s+(?:of|for)\s+(?:\w+\s+){0,3}(?:test|study|experimental|individual)\s+(?:diets?|meals?|oils?|fats|supplements?)\b",
    re.IGNORECASE,
)
OTHER_SUBJECT = re.compile(
    r"\bcronbach|\binternal\s+consistency\b|\b(?:test[-\s]retest|inter-?rater)\s+reliability\b|\bintra-?class\s+correlation|"
    r"\b(?:included|reviewed|previous|published|eligible)\s+(?:studies|trials)\b|\bmeta-?analys|\b(?:data|results)\s+from\s+(?:\w+\s+){0,2}(?:[\w-]+\s+){0,3}(?:clinical\s+)?(?:trials|studies)\b|\bsummary\s+of\s+(?:the\s+)?(?:studies|trials|literature)|\bsearch\s+strategy\b|\brisk\s+of\s+bias\b",
    re.IGNORECASE,
)
