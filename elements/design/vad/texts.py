# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Sentences that nobody wrote: random words in each language's letters.

A detector of voice does not need sense, it needs every sound of a language;
numbers are in digits, so that each voice reads them in its own words.
"""

import numpy as np

LATIN = (("a", "e", "i", "o", "u", "ai", "ea", "ou"),
         ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v",
          "st", "tr", "pl", "sh", "ch", "z", "h", "y"))
CYRILLIC = (("а", "е", "и", "о", "у", "ы", "я", "ю"),
            ("б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "р", "с",
             "т", "ф", "х", "ч", "ш", "ст", "пр"))
GREEK = (("α", "ε", "ι", "ο", "ου", "αι"),
         ("β", "γ", "δ", "ζ", "θ", "κ", "λ", "μ", "ν", "π", "ρ", "σ", "τ",
          "φ", "χ", "στ"))
DEVANAGARI = (("ा", "ि", "ी", "ु", "े", "ो", ""),
              ("क", "ग", "च", "ज", "त", "द", "न", "प", "ब", "म", "य", "र",
               "ल", "व", "स", "ह", "श"))
ARABIC = (("ا", "ي", "و", ""),
          ("ب", "ت", "ج", "د", "ر", "ز", "س", "ش", "ف", "ق", "ك", "ل", "م",
           "ن", "ه"))
GEORGIAN = (("ა", "ე", "ი", "ო", "უ"),
            ("ბ", "გ", "დ", "ვ", "ზ", "თ", "კ", "ლ", "მ", "ნ", "რ", "ს",
             "ტ", "ფ", "ქ", "შ"))
KANA = (("",), tuple("あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめも"
                     "やゆよらりるれろわ"))
HAN = (("",), tuple("一二三四五六七八九十天地人山水火木金土日月大小上下左右中国好来去看听"
                    "说走门口手"))
HANGUL = (("",), tuple("가나다라마바사아자차카타파하고노도로모보소오조구누두루무부수우주"
                       "기니디리미비시이지한국말"))

SCRIPTS = {
    **dict.fromkeys(("ru", "uk", "bg", "mk", "be", "sr", "kk", "ky", "tt",
                     "ba", "ru-lv"), CYRILLIC),
    **dict.fromkeys(("el", "grc"), GREEK),
    **dict.fromkeys(("hi", "mr", "ne", "kok"), DEVANAGARI),
    **dict.fromkeys(("ar", "fa", "ur", "ug"), ARABIC),
    "ka": GEORGIAN, "ja": KANA, "ko": HANGUL, "cmn": HAN, "yue": HAN,
}


def word(rng: np.random.Generator, language: str) -> str:
    """One to four syllables of consonant and vowel, or a number."""
    if rng.random() < 0.2:
        return str(rng.integers(0, 10 ** rng.integers(1, 5)))
    vowels, consonants = SCRIPTS.get(language, LATIN)
    syllables = rng.integers(1, 5)
    text = "".join(rng.choice(consonants) + rng.choice(vowels)
                   for _ in range(syllables))
    closed = vowels != ("",) and rng.random() < 0.4
    return text + (str(rng.choice(consonants)) if closed else "")


def sentence(rng: np.random.Generator, language: str) -> str:
    """Two to nine words with the marks that shape a sentence's melody."""
    words = [word(rng, language) for _ in range(rng.integers(2, 10))]
    if len(words) > 5 and rng.random() < 0.5:
        words[len(words) // 2] += ","
    return " ".join(words) + str(rng.choice([".", "?", "!", ""]))
