"""Which sentences claim something, and of what kind. Data only."""

from __future__ import annotations

import re

_I = re.IGNORECASE

# In this order: the first that fits names the type. `needs_topic` types are claims only
# where the sentence also names a health matter or a study.
METHOD_CRITIQUE = re.compile(
    r"""
    \b(?:
        (?:too\s+)?(?:small|tiny|low)\s+(?:an?\s+)?(?:sample|numbers?|n\b|group|study|trial|cohort) | sample\s+(?:was\s+|is\s+)?(?:too\s+|so\s+|very\s+)?(?:small|tiny)
      | under-?powered | not\s+(?:properly\s+|even\s+|really\s+)?blind(?:ed)? | un-?blind(?:ed|able)? | no\s+blinding | open[- ]label | blinding
      | no\s+(?:real\s+|proper\s+|active\s+|placebo\s+)?(?:controls?|control\s+groups?|comparison\s+group|placebo|sham|follow-?up) | without\s+(?:a\s+)?(?:proper\s+|placebo\s+)?controls?
      | (?:n[o'’]t|not|never|no\s+attempt\s+to|didn[’']t\s+(?:even\s+)?bother\s+to)\s+control(?:led|ling)?\s+for | uncontrolled | un(?:-?accounted)(?:[- ]for)?
      | expectan(?:cy|cies|ts?) | expectation\s+(?:effects?|bias) | expectations | placebo\s+(?:effects?|response) | confound\w* | bias(?:ed|es)? | p-?hack\w* | cherry[- ]?pick\w*
      | subjective\s+(?:outcomes?|measures?|reports?|questionnaires?) | self[- ]report(?:ed)?\s+(?:outcomes?|measures?|questionnaires?|bias) | no\s+objective\s+(?:outcomes?|measures?)
      | (?:poor(?:ly)?|badly|bad|weak|flawed|sloppy|shoddy|junk|terrible|dreadful|crap|pathetic)\s+(?:\w+\s+)?(?:designed|design|controlled|science|methods?|methodology|study|trial|research|attempts?)
      | (?:study|trial|paper|research|methods?|this)\s+(?:is|was|are|were)\s+(?:so\s+|just\s+|very\s+|totally\s+|completely\s+)?(?:flawed|pathetic|meaningless|worthless|rubbish|nonsense|garbage|useless|junk)
      | methodolog\w+ | drop-?outs?\s+(?:rate|were|was) | multiple\s+(?:\w+[- ]){0,4}(?:effects|comparisons|outcomes|interventions) | all\s+other\s+things\s+being\s+equal
      | (?:marketing|advertis\w+)\s+(?:terms?|speak|language) | regression\s+to\s+the\s+mean | conflicts?\s+of\s+interest | not\s+(?:been\s+)?(?:replicated|peer[- ]reviewed)
      | generali[sz]e\b | proves?\s+nothing | correlation\s+(?:is|does)\s*n[o'’]t | recall\s+bias | selection\s+(?:bias|effects?) | cannot\s+be\s+concluded | fluff\s+up | spin\b | quack\w*
      | pseudo-?scien\w+ | hype
    )\b
    """,
    re.VERBOSE | _I,
)
# Words of critique that mean something else outside of talk about research.
LOOSE_CRITIQUE = re.compile(
    r"^(?:expectations?|expectan\w+|bias(?:ed|es)?|confound\w*|generali[sz]e|spin|hype|blinding|cherry[- ]?pick\w*)$",
    _I,
)
OF_RESEARCH = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|papers?|research\w*|samples?|participants|patients|placebo|controls?|results|findings|evidence|scien\w+|authors?|investigators|outcomes?|randomi[sz]\w+|RCTs?)\b",
    _I,
)
HARM = re.compile(
    r"\b(?:side[- ]effects?|adverse (?:events?|effects?|reactions?)|toxic\w*|dangerous|unsafe|harmful|harm(?:s|ed)?|"
    r"made (?:me|him|her|them|it|my \w+|us|things) (?:much |far |a lot |even )?worse|made (?:\w+ ){1,7}?worse|"
    r"wors(?:e|en)(?:s|ed|ing)?\b(?= (?:of )?(?:my|the|their|his|her|symptoms|pain|fatigue))|crash(?:ed|es)?|relaps\w+|"
    r"overdos\w+|addict\w+|withdrawal|risk of (?:death|bleeding|suicid\w+|infection))\b",
    _I,
)
PREVALENCE = re.compile(
    r"\b(?:prevalen\w+|incidence|(?:million|thousand|billion)s? (?:of )?(?:people|adults|women|men|patients|americans|sufferers|in)|"
    r"affect(?:s|ing)? (?:around |about |an estimated |up to |nearly |roughly )?[\d.,]+|one in (?:\w+|\d+)|[\d.,]+ ?(?:%|percent|per cent) of (?:the )?(?:general )?(?:population|people|adults|women|men)|"
    r"may suffer from|suffer(?:s|ed)? from|(?:very |quite |fairly |most )?common(?:est)? (?:in|among|disease|illness|condition|cause|symptom)|rare(?:ly)? (?:disease|illness|condition|in)|widespread problem|(?:economic|public health|disease|financial) burden|burden (?:of|for|on))\b",
    _I,
)
MECHANISM = re.compile(
    r"\b(?:mechanism|pathogenesis|pathophysiolog\w+|aetiolog\w+|etiolog\w+|neuro-?inflamm\w+|inflammat\w+|cytokines?|biomarkers?|BDNF|"
    r"neuroplasticity|sensiti[sz]ation|glia\w*|microglia\w*|astrocyt\w*|receptors?|dopamine|serotonin|cortisol|hormon\w+|immune|autoimmun\w+|"
    r"mediat(?:e|es|ed|ing|or|ors)|moderat(?:e|es|ed|ing|or|ors)|gene(?:s|tic)?|protein|neurons?|brain (?:levels?|regions?|areas?|scans?|retraining)|"
    r"nervous system|amygdala|cortex|mitochondri\w+|unknown cause|cause of|caused by|plays? (?:a|an) (?:key |important |\w+ )?role|pathways?|TSPO|CRP|IL-?\d+)\b",
    _I,
)
EXPERIENCE = re.compile(
    r"\b(?:(?:i|i['’]ve|my (?:husband|wife|partner|son|daughter|mother|mum|mom|father|dad|sister|brother|friend)|he|she|we)\b[^.;]{0,60}?\b"
    r"(?:tried|took|take|takes|taking|started|starting|use|uses|used|using|been on|am on|was on|were on|went on|stopped|felt|feel|feels|find|finds|found|noticed|notice|got|gets|"
    r"had|have|improved|slept|sleep|lost|gained|recovered|experienced|benefit\w*|do (?:yoga|meditation|exercise|pilates)|suffer\w*|got my)\b|"
    r"(?:help(?:s|ed)?|work(?:s|ed)|did (?:nothing|wonders)|made|makes|making|caus(?:es|ed|ing)|gave|gives|destroys?|keeps?) (?:for )?(?:me|my|us)\b|for me\b)",
    _I,
)
# What came of it, in the words of one who tried it: no experience is a claim without.
FELT = re.compile(
    r"\b(?:(?<!to )help(?:s|ed|ing|ful)?|improv\w+|reliev\w+|relief|eas(?:e[sd]?|ing|ier)|better|wors(?!t\b)\w+|(?<!a )cure[sd]?|fix(?:ed|es)|(?:got|gets|get) rid of|went away|gone|disappear\w+|"
    r"recover(?:ed|y)|reduc\w+|lower(?:ed|s)|increas\w+|calm\w*|crash\w*|flar\w+|side[- ]?effects?|no (?:real |noticeable )?(?:difference|effects?|change|return|benefit)|did nothing|done nothing|"
    r"allow(?:s|ed) me|lets? me|work(?:s|ed)(?! (?:as|at|in|with|on|out|through|despite)\b)|benefi\w+|trigger\w*|game[- ]?changer|(?:big|huge|any|some|a) difference|stopped (?:the|my|me)|"
    r"(?:makes?|made) (?:me|my|it|us|him|her) [\w ]{0,20}\b(?:feel|lazy|tired|sick|ill|sleepy|drowsy|dizzy|foggy|anxious|less|more)|(?:more|less|no) (?:energy|pain|fatigue|anxiety)|(?:not as|less) (?:severe|bad|often|frequent\w*)|keeps? me|keeping me|(?:gave|gives|giving) me (?!an?\b|the\b|half|some|his|her|\d)|(?:caus|mak)ing me|destroys? me|edge off|fad(?:ed|es|ing)|subsid\w+|kick(?:s|ed) in|"
    r"(?:touch(?:ed|es)?|killed) (?:it|my|the)|(?:quit|stopped) (?:feeling|having|needing)|no longer|experienced? (?:\w+ ){0,2}results|good results|ruin\w*)\b",
    _I,
)
# Only supposed, wished or planned: nothing came of it yet.
SUPPOSED = re.compile(
    r"\bif\b|\bhop(?:e|es|ing|eful)\b|\bfind(?:ing)? (?:something|anything|someone|a cure|a way|ways|out)\b|\bwonder(?:ing|ed)?\b|\b(?:i|we|you)\s+(?:\w+\s+)?(?:might|should|would|want|try|need|will|could)\b|\bi['’](?:ll|d)\b|\bi\s+(?:agree|disagree|doubt)\b",
    _I,
)
# Said to another poster of themselves: advice, comfort or argument.
TO_READER = re.compile(
    r"^\W*(?:(?:yes|no|yeah|but|so|and|if|like)\W+)*(?:you|your|you['’]re)\b", _I
)
# What one began, took or left off, and a change set against that time.
WHILE_TAKING = re.compile(
    r"\b(?:when|since|after|before|until|once|while|(?:each|every) time)\s+(?:i|he|she|we)\s+(?:\w+\s+)?(?:start(?:ed)?|took|take|resum\w+|stopp?(?:ed)?|quit|tried|used?|went on|got on|(?:was|were|am|is) on)\b|"
    r"\b(?:while|since|after|before|when)\s+(?:taking|on|using|starting|stopping|quitting)\b|\bwhen (?:i|he|she) resumed\b",
    _I,
)
# Notes of one who tried something, the person left out: `Took the edge off, made me sleepy.`
FRAGMENT = re.compile(
    r"^\W*(?:it\s+)?(?:(?:also|only|really|definitely|just)\s+)?(?:provided|relieved|reduced|helped|made\s+me|gave\s+me|caused|decreased|increased|worked|improved|lowered|eased|stopped|took|knocked|kept)\b|"
    r"^\W*(?:some|no|little|great|good|mild|slight|only)\s+(?:\w+\s+)?(?:relief|benefits?|improvement|effects?|change)\b",
    _I,
)
# That something brought about what is told.
BROUGHT_ABOUT = re.compile(
    r"\b(?:(?<!to )help(?:s|ed)|ma(?:de|kes?|king)|caus(?:e[sd]?|ing)|trigger\w*|because|due to|thanks to|g(?:ave|ives?) me|after|since|work(?:s|ed)|keeps? me|ruin\w*|"
    r"reliev\w+|reduc\w+|improv(?:es|ed)|side[- ]?effects?|from (?:the|my|taking|doing|using)|touch(?:ed|es)?|took|tak(?:e|es|en|ing)|tried|taper\w*|wean\w*|(?:started|stopped) (?:taking|using|it))\b",
    _I,
)
# Of what another poster has said, or advice to someone: talk, no claim.
TALK = re.compile(
    r"\b(?:you|your)\s+(?:\w+\s+){0,5}?(?:claims?|claimed|said|say|saying|believe|think|argu\w+|post(?:ed)?|wrote|assum\w+)\b|^\W*if\b.*\bshould\b",
    _I,
)
# One thing brings about another, or goes with it.
RELATION = re.compile(
    r"\b(?:caus\w+|due to|because|lead(?:s|ing)? to|led to|trigger\w*|increas\w+|rais(?:e|es|ed)|reduc\w+|lower(?:s|ed)?|decreas\w+|inhibit\w*|block(?:s|ed)?|promot\w+|boost\w*|support(?:s|ed)|"
    r"mediat\w+|link(?:s|ed)|associat\w+|role|result(?:s|ed)? in|releas\w+|responsible|driv(?:es|en|ing)|contribut\w+|sensiti[sz]\w+|activat\w+|affect(?:s|ed)?|target(?:s|ed)?|attack\w*|damag\w+|"
    r"improv\w+|help(?:s|ed)|prevent\w*|treat(?:s|ed)?|show(?:s|n|ed)|found|elevated|overdrive|binds?|corresponds?|powerful|calm\w*|anti-?inflammator\w+)\b",
    _I,
)
# What can be taken or done, or what one is exposed to.
EXPOSURE = re.compile(
    r"\b(?:ssris?|snris?|antihistamines?|antivirals?|antibiotics?|steroids?|beta[- ]?blockers?|antidepressants?|meds?|medications?|medicines?|drugs?|supplements?|vitamins?|minerals?|diets?|fasting|"
    r"exercis\w+|rest(?:ing)?|pacing|therap\w+|treat(?:ing|ments?)|vaccin\w+|jabs?|protocols?|pills?|tablets?|injections?|dos(?:e|es|age)|mg|sleep(?:ing)?|walk(?:s|ing)?|baths?|meditat\w+|mindful\w+|"
    r"programmes?|programs?|training|surgery|massages?|stimulation|oxygen|probiotics?|amino acids?|oils?|infections?|virus\w*|stress|work(?:ing)? out|lifting|smoking|alcohol|caffeine|intervention|nicotine|appointments?|consultations?|listened to)\b|"
    r"\b[a-z]{3,}(?:amine|idine|olol|arin|azole|oxin|trophin|quinone)\b|\b(?:[BD]\d*|co)-?q?\d+\b",
    _I,
)
STUDY_FACT = re.compile(
    r"\b(?:randomi[sz]ed|controlled trial|RCT|(?:in|ex)clu(?:ded|sion)|recruited|enrolled|participants|participated|assigned|study (?:arms?|involved|included|analy[sz]ed)|"
    r"trial (?:involved|included|of)|n ?= ?\d+|\d+ (?:\w+ ){0,3}(?:patients|participants|women|men|adults|controls|people)|controls?\b|active (?:control|intervention)|"
    r"first (?:\w+ ){0,3}(?:study|trial)|weekly|sessions|booster)\b",
    _I,
)
# Tells how a study was made, whatever else the sentence names.
DESIGN = re.compile(
    r"\b(?:(?:study|trial) (?:was|is) an? (?:\w+[- ]){0,4}(?:trial|study|RCT)|(?:was|were) (?:then )?randomi[sz]ed (?:in)?to|first (?:\w+ ){0,3}(?:study|trial)|"
    r"(?:study|trial|team) (?:involved|included|enrolled|recruited|had)|^\W*had \d+|imaged \d+|total of \d+ (?:\w+ ){0,3}(?:patients|participants|people|women|men))\b",
    _I,
)
EFFECT_WORDS = re.compile(
    r"\b(?:effective\w*|efficac\w+|treatment for|therap(?:y|ies)|recommended for|beneficial|benefits?|improv\w+|reduc\w+|decreas\w+|increas\w+|"
    r"no (?:significant )?(?:difference|change|effect)s?|works?\b|cures?|helps?|prevents?)\b",
    _I,
)
TOPIC = re.compile(
    r"""
    \b(?:
        fibromyalgia | fibro | fms? | me/?cfs | cfs | long[- ]covid | covid\S* | coronavirus | sars\S* | virus\w* | infect\w+ | cancer\w* | tumou?r\w* | diabet\w+ | depress\w+ | anxi\w+
      | pain\w* | fatigu\w* | symptoms? | illness\w* | disease\w* | disorders? | syndromes? | conditions? | patients? | sufferers? | health\w* | medic\w+ | drugs? | dos(?:e|es|ed|age|ing)
      | treat(?:s|ed|ing|ments?)? | therap\w+ | interventions? | placebo | sham | trials? | stud(?:y|ies) | research\w* | exercise\w* | diets? | supplements? | vitamin\w* | vaccin\w* | jabs?
      | mindful\w+ | meditat\w+ | yoga | acupunctur\w+ | cbt | mbsr | relaxation | compassion | attachment | stimulation | surger(?:y|ies) | operations? | injections? | pills? | tablets?
      | inflammat\w+ | immune | brain | nerves? | muscles? | joints? | sleep\w* | insomnia | stress\w* | mood | cognit\w+ | memory | blood | heart | mortality | risk\w* | scans? | naltrexone
      | ldn | opioids? | cannabis | cbd | antidepress\w+ | ssris? | snris? | pregabalin | duloxetine | gabapentin | biomarkers? | BDNF | clinical\w* | antibod\w+ | cells? | proteins? | genes? | genetic\w*
      | \w+(?:itis|osis|aemia|emia|pathy|algia|ectomy|therapy) | masks? | hospital\w* | quality\s+of\s+life | programme | mg | colds? | flu | fevers? | cough\w* | asthma | migraines? | headaches? | arthritis | zinc | magnesium
      | depression | dementia | strokes? | obes\w+ | bowel | ibs | nause\w+ | nerve | skin | lungs? | kidneys? | livers?
    )\b
    """,
    re.VERBOSE | _I,
)
VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|do|does|did|can|could|may|might|will|would|should|must|seems?|appears?|shows?|showed|shown|demonstrat\w+|found|finds?|suggests?|"
    r"suggested|reports?|reported|reduc\w+|increas\w+|decreas\w+|improv\w+|help\w*|work(?:s|ed)|caus\w+|prevent\w*|lower\w*|rais\w+|treat(?:s|ed)?|cure[sd]?|lead(?:s)?|led|felt|feel|"
    r"make|makes|made|gave|gives?|brings?|brought|keeps?|kept|binds?|releases?|corresponds?|generates?|involv\w+|confirm\w*|prov(?:es?|ed|en)|affects?|attenuat\w+|predict\w*|correlat\w+|associat\w+|fell|rose|went|came|got|gets|n['’]t|randomi[sz]ed|recruited|enrolled|assigned|included|lasted|"
    r"takes?|took|feels|benefits?|contribut\w+|driv(?:es|en)|releas(?:es|ed)|trigger(?:s|ed)|short(?:ens|ened)|\w{3,}(?:i[sz]es?|i[sz]ed|ates|ated|ifies|ified))\b",
    _I,
)

# An opinion is no experience: what follows is the claim.
OPINION = re.compile(
    r"\b(?:i|we)(?:['’]m)?\s+(?:really\s+|just\s+|don['’]?t\s+)?(?:think|believe|doubt|guess|suspect|reckon|am\s+sure|am\s+convinced|sure|convinced|say|said|would\s+say|hear|heard|read|saw)\b(?:\s+that)?",
    _I,
)
# Says outright that a treatment works: efficacy, whatever mechanism the sentence names.
OUTRIGHT = re.compile(
    r"\b(?:(?:in)?effective(?:ness)?|efficac\w+|(?:good|best|useful|promising|proven) (?:treatments?|therap\w+)|recommended for|cures?|cured)\b",
    _I,
)
# Points at one study that the reader is taken to know.
THAT_STUDY = re.compile(
    r"\b(?:the|this|our|his|her|their|these|those) (?:\w+ )?(?:study|studies|trial|team|teams|paper|researchers?|research|group['’]s|scans?)\b|\b(?:they|we|he|she) (?:also )?(?:found|imaged|tested|recruited|measured)\b|\bwhat they found\b",
    _I,
)
FINITE = re.compile(
    r"\b(?:is|are|was|were|does|do|did|has|have|can|may|not|reduc(?:es|ed)|improv(?:es|ed)|increas(?:es|ed)|decreas(?:es|ed)|prevent(?:s|ed)|predict(?:s|ed)|caus(?:es|ed)|"
    r"induc(?:es|ed)|affect(?:s|ed)|enhanc(?:es|ed)|attenuat(?:es|ed)|lower(?:s|ed)|relie(?:ves|ved)|alleviat(?:es|ed)|help(?:s|ed)|show(?:s|ed)|modulat(?:es|ed)|mediat(?:es)|fails?|failed|promot(?:es|ed))\b",
    _I,
)
# Drugs and methods that papers and posts call by the same name.
_NAMED = (
    r"(?:low[- ]dose )?[a-z]{3,}(?:xone|tine|pram|line|balin|pentin|zole|mab|nib|statin|caine|profen|azepam|olol|sartan|pril|codone|morphine|adol|mycin|cillin|vir|formin|zine|gliptin|gliflozin|glitazone|parin|xaban|terol|tropium|prost|olone|lukast|triptan|setron|dipine|thiazide|floxacin|relix|relin)"
    r"|(?:low[- ]dose )?ldn|cannabis|cbd oil|cbd|marijuana|opioids?|magnesium|vitamin [a-z]\d*|fish oil|coq10|ketamine|yoga|tai chi|qigong|acupuncture|mbsr|"
    r"cbt|cognitive[- ]behaviou?r(?:al)? therapy|graded exercise(?: therapy)?|hydrotherapy|massage|physiotherapy|pacing|gluten[- ]free diet|keto(?:genic)? diet|brain retraining|amygdala retraining|"
    r"(?:smartphone |mobile |phone )?apps?|surgery|hypnosis|biofeedback|psychotherapy"
)
# Words that end like a drug and are none.
_NO_DRUG = r"(?!(?:routine|baseline|decline|medicine|discipline|online|guideline|outline|headline|deadline|timeline|pipeline|adrenaline|quarantine|intestine|determine|magazine)s?\b)"
NAMED_TREATMENT = re.compile(rf"\b{_NO_DRUG}(?:{_NAMED})\b", _I)
# A treatment by name or by its kind: what `it` means two sentences on.
TREATMENT_NAME = re.compile(
    rf"\b{_NO_DRUG}(?:{_NAMED}|mindfulness|meditation|"
    r"(?:[a-z]+[- ]){1,3}(?:therapy|training|programme|stimulation|supplements?|vaccine))\b",
    _I,
)
# What is no claim, however many health words it holds.
NOT_CLAIM = re.compile(
    r"""
    ^\W*(?:
        (?:has|have|does|do|did|is|are|was|were|can|could|would|should|will|what|why|how|when|where|who|which|any(?:one|body)?|anyone)\b[^.!]*\?
      | (?:many\s+|so\s+much\s+|big\s+|huge\s+)?(?:thanks|thank\s+you|thx|ta\b|cheers|welcome|hello|hi\b|hey\b|good\s+(?:luck|morning|evening|question|find)|congrat\w*|sorry\b|lol\b|haha\w*)
      | (?:please|click|subscribe|share|read\s+more|sign\s+up|log\s*in|leave\s+a|reply|liked\s+by|last\s+edited|published|reading\s+time|copyright|©|advertisement|see\s+more|check\s+out|source:|tags?:|
          related\s+(?:posts|articles)|buy\s+me|fill\s+in|follow\s+us|posted|full\s+title|open\s+access|©|home\b|keywords?\b|original\s+language|pages\b|research\s+output)
      | (?:hope|wishing|take\s+care|looking\s+forward|for\s+giggles|good\s+grief)\b
      | (?:i|we)\s+(?:may|might|will|would|shall|plan\s+to|am\s+going\s+to|['’]ll|want\s+to|need\s+to|hope\s+to)\s+(?:contact|read|look|try|ask|post|check|see|write|email|report|update|let)
    )
    | \?\s*["'”’)]*\s*$
    | ^\W*\[[^\]]*\]\W*\(?\[?link
    | ^\W*(?:dive\s+into|together\s+they\s+form|cite\s+this|citations?\b|\d+\s+comments?\b|comments?\b)
    | \b(?:all\s+rights\s+reserved|cookie|privacy\s+policy|terms\s+of\s+use|you\s+are\s+commenting|wordpress\.com|akismet|javascript)\b
    """,
    re.VERBOSE | _I,
)
# What is hoped of a study is no result of it.
HOPED = re.compile(r"\bhop(?:e[ds]?|ing)\b|\bfurther funding\b|\bof its kind\b", _I)
# Aims and plans of a paper say what was looked at, not what was found.
AIM = re.compile(
    r"\b(?:(?:the )?(?:aims?|objectives?|purpose|goal) (?:of (?:this|the|our) \w+ )?(?:was|were|is|are)\b|(?:this|the present|our|we) (?:study |trial |paper )?(?:aim(?:s|ed)|sought|set out|investigated|examined|evaluated|assessed|explored|tested) (?:to|whether|if|the|how)|"
    r"we (?:will|plan to|hypothesi[sz]ed?)|(?:was|were) (?:randomly )?(?:conducted|analy[sz]ed|calculated|measured|assessed|used|obtained|performed|computed|collected|evaluated) (?:at|with|using|to|by|in order)|in order to (?:evaluate|assess|test)|has yet to be|remains? (?:unclear|unknown|to be))\b",
    _I,
)
