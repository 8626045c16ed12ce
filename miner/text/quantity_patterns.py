"""Patterns of quantities, as data: how fractions, spreads, intervals and p values are printed."""

from __future__ import annotations

import re

from miner.text.numbers import MIDDLE_DOTS, MINUS_SIGNS, THIN_SPACES

_M = MINUS_SIGNS
# Never across a tab: it parts the cells of a table.
_S = rf"[ \n\r{THIN_SPACES}]"
_DIGITS = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?![\d,])(?:[.{MIDDLE_DOTS}]\d+)?|\d+(?:[.{MIDDLE_DOTS}]\d+)?|[.{MIDDLE_DOTS}]\d+)"
_NUM = rf"(?:[{_M}]{_S}?)?{_DIGITS}"
_UNSIGNED = _DIGITS
_INT = r"\d{1,3}(?:,\d{3})+(?![\d,.])|\d+(?![\d.·]*\d)"
_END = rf"(?![\d_]|[.,{MIDDLE_DOTS}]\d)"
_SEPARATOR = rf"(?:{_S}*(?:to|and|through){_S}+|{_S}*[,;:]{_S}*|{_S}*[\u2014~{_M}]{_S}*)"
_UNIT = r"(?:\s?(?:%|mm|cm|points?|mg|g|kg|ml|mL|days?|weeks?|months?|years?))?"
_LEVEL = rf"(?:(?P<level>\d\d(?:[.{MIDDLE_DOTS}]\d+)?)\s?%\s?-?\s?)"
_CI_WORD = (
    rf"(?:{_LEVEL}?(?:\(?C\.?\s?I\.?s?\)?(?![a-z])|[Cc]onfidence\s[Ii]ntervals?(?:\s?[\[(]\s?CI\s?[\])])?|"
    rf"[Cc]onfidence\s[Ll]imits?|[Cc]r\.?I\b|[Cc]redible\s[Ii]ntervals?)"
    rf"(?:\s?(?P<level_after>\d\d)\s?%)?)"
)
_IQR_WORD = r"(?P<iqr>IQRs?\b|[Ii]nter-?\s?quartile\s[Rr]anges?(?:\s?[\[(]IQR[\])])?|[Qq]uartiles?|Q1\s?[-–,]\s?Q3|25th\s?[-–]\s?75th(?:\spercentiles?)?)"
_RANGE_WORD = r"(?P<range>[Rr]anges?\b(?:\sfrom)?)"
_BOUNDS = rf"(?P<lower>{_NUM}){_UNIT}{_SEPARATOR}(?P<upper>{_NUM}){_UNIT}"
_LABEL_END = rf"(?:{_S}*[:=,;]?{_S}*(?:(?:was|were|of|from|is|ranged?){_S}+)?)"

FRACTION = re.compile(
    rf"(?P<events>{_INT}){_S}?(?:/|\bof{_S}(?:the{_S}|a{_S}total{_S}of{_S}|all{_S})?|out{_S}of{_S}(?:the{_S})?){_S}?"
    rf"(?P<n>{_INT})(?![\d/])(?:{_S}(?!and\b|or\b|vs\b|with\b)[a-z][a-z-]+){{0,3}}{_S}?[,;]?{_S}?[(\[]?{_S}?"
    rf"(?P<percent>{_UNSIGNED}){_S}?(?P<sign>%|per{_S}?cent\b|[)\]])"
)
PERCENT_FRACTION = re.compile(
    rf"(?P<percent>{_UNSIGNED}){_S}?(?:%|per{_S}?cent){_S}?[,;]?{_S}?[(\[]{_S}?(?:n{_S}?={_S}?)?(?P<events>{_INT})"
    rf"(?:{_S}?(?:/|of(?:{_S}the)?|out{_S}of){_S}?(?P<n>{_INT}))?(?=[^\d.%]|\.\D|$)(?!{_S}?[{_M}]|{_S}?(?:%|to\b))"
)
BARE_FRACTION = re.compile(
    rf"(?P<events>{_INT}){_S}?(?:/|\bof{_S}(?:the{_S}|all{_S})?|out{_S}of{_S}(?:the{_S})?){_S}?(?P<n>{_INT})(?![\d/%])(?!{_S}?%)"
)
COUNT_PERCENT = re.compile(
    rf"(?P<events>{_INT})(?:{_S}(?!and\b|or\b|vs\b|to\b|with\b|of\b)[a-z][a-z-]+){{0,3}}{_S}?[(\[]{_S}?"
    rf"(?P<percent>{_UNSIGNED}){_S}?%(?!{_S}?(?:CI|C\.I|[Cc]onf|[{_M}]))(?:{_S}?(?P<close>[)\]]){_S}?of{_S}(?:the{_S}|all{_S})?(?P<n>{_INT}))?"
)
PLUS_MINUS = re.compile(
    rf"(?P<value>{_NUM}){_UNIT}{_S}?(?:\({_S}?)?(?:±|\+\s?/\s?[{_M}]|\u2213){_S}?(?P<spread>{_UNSIGNED}){_END}"
)
NAMED_SPREAD = re.compile(
    rf"(?P<value>{_NUM}){_UNIT}{_S}?(?:[,;]{_S}?|[(\[]{_S}?)(?:(?P<sd>S\.?D\.?|s\.d\.|[Ss]tandard\s[Dd]eviation)|"
    rf"(?P<se>S\.?E\.?M?\.?|s\.e\.m?\.?|[Ss]tandard\s[Ee]rror))(?![a-z]){_S}?(?:of{_S})?[:=,]?{_S}?±?{_S}?(?P<spread>{_UNSIGNED}){_END}"
)
BRACKET_SPREAD = re.compile(rf"(?P<value>{_NUM}){_S}?[(\[](?P<spread>{_UNSIGNED})[)\]](?![\w])")
VALUE_INTERVAL = re.compile(
    rf"(?P<value>{_NUM})(?!{_S}?%{_S}?-?{_S}?\(?(?:C\.?\s?I|[Cc]onf|[Cc]r)){_UNIT}{_S}?(?:[,;]{_S}?)?[(\[{{]?{_S}?"
    rf"(?:(?:{_CI_WORD}|{_IQR_WORD}|{_RANGE_WORD}){_LABEL_END}[(\[]?{_S}?)?{_BOUNDS}{_END}"
)
_INTERVAL_BODY = rf"(?:{_CI_WORD}|{_IQR_WORD}|{_RANGE_WORD}){_LABEL_END}[(\[]?{_S}?{_BOUNDS}{_END}"
INTERVAL = re.compile(_INTERVAL_BODY)
TO_ASCII = {ord(sign): "-" for sign in MINUS_SIGNS} | {ord(c): None for c in ", \n\r" + THIN_SPACES}
# A first letter lets the engine skip ahead; the full pattern is then tried at those places only.
INTERVAL_HINT = re.compile(r"[CcIiQqRr](?:I|\.\s?I|onfidence|redible|r\.?I|QR|nter|uartile|1|ange)")
BRACKETED = re.compile(rf"[(\[]{_S}?(?P<lower>{_NUM}){_SEPARATOR}(?P<upper>{_NUM}){_S}?[)\]]")
_POWER = rf"(?:\s?[×xX*]\s?10\s?\^?\s?[{_M}]\s?\d{{1,2}}|[eE][{_M}]\d{{1,3}}|(?<=10)[\u2212^]-?\d{{1,2}})?"
P_VALUE = re.compile(
    rf"""
    [Pp](?<![A-Za-z0-9_{_M}][Pp])[Ss]?
    (?:{_S}?[-\u2013]?{_S}?[Vv]alues?|{_S}?\([a-z -]{{3,24}}\)|{_S}for{_S}[a-z -]{{3,30}}?|[-_{_S}](?:trend|interaction|heterogeneity))?
    (?:{_S}?,{_S}?(?:one|two)-(?:tailed|sided))?
    {_S}*(?P<operator>(?:<|>|=|≤|≥|⩽|⩾|&lt;|&gt;|≈){{1,2}}|:|(?:was|were|is|of|being|less\sthan|greater\sthan)\b(?:{_S}(?:less|greater)\sthan\b)?(?:{_S}?[<>=])?)
    {_S}*(?:(?P<value>(?:[01](?:[.{MIDDLE_DOTS}]\d+|,\d+)?|[.{MIDDLE_DOTS}]\d+|\d+(?:\.\d+)?(?=\s?[×xX*eE]|[\u2212^])){_POWER})(?![\d_])(?!\.\d)
      | (?P<ns>[Nn]\.?[Ss]\b\.?))
    """,
    re.VERBOSE,
)
LONE_NS = re.compile(
    r"(?<=[(\[;,] )(?:ns|NS|n\.s\.)(?=[)\];,])|(?<=[(\[])(?:ns|NS|n\.s\.)(?=[)\]])"
)
