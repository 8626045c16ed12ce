"""Instruments and measures that papers call by their initials without saying what they are."""

from __future__ import annotations

_LINES = """
BDI: Beck depression inventory
BDI-II: Beck depression inventory
BAI: Beck anxiety inventory
HADS: hospital anxiety and depression scale
HADS-A: hospital anxiety scale
HADS-D: hospital depression scale
HAM-D: Hamilton depression rating scale
HAMD: Hamilton depression rating scale
HDRS: Hamilton depression rating scale
HAM-A: Hamilton anxiety rating scale
MADRS: Montgomery Asberg depression rating scale
CES-D: epidemiologic studies depression scale
EPDS: Edinburgh postnatal depression scale
GDS: geriatric depression scale
PHQ-9: patient health questionnaire depression
GAD-7: generalised anxiety disorder scale
STAI: state trait anxiety inventory
PSWQ: Penn State worry questionnaire
PSS: perceived stress scale
PANSS: positive and negative syndrome scale
BPRS: brief psychiatric rating scale
CGI: clinical global impression
YMRS: Young mania rating scale
PTSD: posttraumatic stress disorder
DASS: depression anxiety stress scales
SF-36: health survey quality of life
SF-12: health survey quality of life
EQ-5D: EuroQol quality of life
QOL: quality of life
QoL: quality of life
HRQoL: health related quality of life
HRQOL: health related quality of life
VAS: visual analogue scale pain
NRS: numeric rating scale pain
BPI: brief pain inventory
PSQI: Pittsburgh sleep quality index
ISI: insomnia severity index
ESS: Epworth sleepiness scale
FIQ: fibromyalgia impact questionnaire
WOMAC: osteoarthritis index pain stiffness function
ODI: Oswestry disability index
RMDQ: Roland Morris disability questionnaire
NDI: neck disability index
DASH: disabilities of the arm shoulder and hand
HAQ: health assessment questionnaire disability
MMSE: mini mental state examination cognition
MoCA: Montreal cognitive assessment
ADL: activities of daily living
BMI: body mass index
WHR: waist hip ratio
BP: blood pressure
SBP: systolic blood pressure
DBP: diastolic blood pressure
MAP: mean arterial pressure
HR: heart rate
RR: respiratory rate
LVEF: left ventricular ejection fraction
FEV1: forced expiratory volume
FVC: forced vital capacity
PEF: peak expiratory flow
VO2max: maximal oxygen uptake
SpO2: oxygen saturation
6MWT: six minute walk test
6MWD: six minute walk distance
TUG: timed up and go
HbA1c: glycated haemoglobin
FBG: fasting blood glucose
FPG: fasting plasma glucose
FBS: fasting blood sugar glucose
HOMA-IR: insulin resistance
TC: total cholesterol
LDL: low density lipoprotein cholesterol
LDL-C: low density lipoprotein cholesterol
HDL: high density lipoprotein cholesterol
HDL-C: high density lipoprotein cholesterol
TG: triglycerides
TGs: triglycerides
CRP: C-reactive protein
hs-CRP: high sensitivity C-reactive protein
ESR: erythrocyte sedimentation rate
IL-6: interleukin 6
TNF: tumour necrosis factor
TNF-α: tumour necrosis factor alpha
Hb: haemoglobin
WBC: white blood cell count leukocytes
RBC: red blood cell count erythrocytes
ALT: alanine aminotransferase
AST: aspartate aminotransferase
ALP: alkaline phosphatase
BUN: blood urea nitrogen
GFR: glomerular filtration rate
eGFR: estimated glomerular filtration rate
PSA: prostate specific antigen
FSH: follicle stimulating hormone
LH: luteinising hormone
BMD: bone mineral density
LOS: length of stay
ICU: intensive care unit
PONV: postoperative nausea and vomiting
AE: adverse event
AEs: adverse events
SAE: serious adverse event
SAEs: serious adverse events
UTI: urinary tract infection
DVT: deep vein thrombosis
MI: myocardial infarction
OS: overall survival
PFS: progression free survival
DFS: disease free survival
ORR: objective response rate
CR: complete response
PR: partial response
ROM: range of motion
EBL: estimated blood loss
IOP: intraocular pressure
BCVA: best corrected visual acuity
CMT: central macular thickness
CRT: central retinal thickness
PD: pocket probing depth
PPD: probing pocket depth
CAL: clinical attachment level
BOP: bleeding on probing
IPSS: international prostate symptom score
Qmax: maximum flow rate
"""
INSTRUMENTS: dict[str, str] = {
    short: long.strip()
    for short, _, long in (line.partition(":") for line in _LINES.strip().splitlines())
}
