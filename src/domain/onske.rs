//! Statuses of a wish, by VIGO's codes (SOURCES.md S52): those that a rule here speaks of, and any other as it stands.

/// Where a wish stands in formidlingen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stilling {
    Inne,
    /// Struck by the routines: it may stand again.
    Stroket,
    /// Out, by somebody else's doing.
    Ute,
    Ukjent,
}

/// `Variant = "code", where it stands;`
macro_rules! statuser {
    ($($name:ident = $code:literal, $stilling:ident;)+) => {
        /// A county's data may hold any code of the list `onskestatus`.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Onskestatus {
            $($name,)+
            /// One that no rule here speaks of.
            Annen(String),
        }

        impl Onskestatus {
            /// All but `Annen`.
            pub const KJENTE: &[Onskestatus] = &[$(Onskestatus::$name),+];

            pub fn code(&self) -> &str {
                match self {
                    $(Onskestatus::$name => $code,)+
                    Onskestatus::Annen(code) => code,
                }
            }

            /// By its code; there is one for every code.
            pub fn named(code: &str) -> Option<Self> {
                Some(match code {
                    $($code => Onskestatus::$name,)+
                    _ => Onskestatus::Annen(code.to_owned()),
                })
            }

            pub fn stilling(&self) -> Stilling {
                match self {
                    $(Onskestatus::$name => Stilling::$stilling,)+
                    Onskestatus::Annen(_) => Stilling::Ukjent,
                }
            }
        }
    };
}

statuser! {
    Sform = "SFORM", Inne;
    Tilbsk = "TILBSK", Inne;
    Tilblae = "TILBLÆ", Inne;
    Tilbpr = "TILBPR", Inne;
    Inntli = "INNTLI", Inne;
    Inntlae = "INNTLÆ", Inne;
    Lannet = "LANNET", Inne;
    Strilae = "STRILÆ", Stroket;
    Strnlv = "STRNLV", Stroket;
    Strinn = "STRINN", Ute;
    Strtlb = "STRTLB", Ute;
    Stopp = "STOPP", Ute;
    Ukval2 = "UKVAL2", Ute;
    Trukk = "TRUKK", Ute;
    Uaktu = "UAKTU", Ute;
    Nedl = "NEDL", Ute;
}

impl std::fmt::Display for Onskestatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.code())
    }
}

impl serde::Serialize for Onskestatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn en_kode_vi_ikke_kjenner_blir_staende() {
        for code in ["SFORM", "INNTLÆ", "STOPP", "FORMIDLET_ANNET"] {
            assert_eq!(Onskestatus::named(code).unwrap().to_string(), code);
        }
        assert_eq!(Onskestatus::named("INNTLÆ").unwrap().stilling(), Stilling::Inne);
        assert_eq!(Onskestatus::named("INNTLAE").unwrap().stilling(), Stilling::Ukjent);
    }
}
