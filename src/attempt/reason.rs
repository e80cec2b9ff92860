//! Why a unit was acted on or left: a closed set per routine, each with its text in both målformer and its source.

use crate::domain::Malform;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub code: &'static str,
    pub nb: &'static str,
    pub nn: &'static str,
    /// Where the rule comes from, with its mark.
    pub source: &'static str,
}

impl Reason {
    pub fn text(&self, malform: Malform) -> &'static str {
        malform.ord(self.nb, self.nn)
    }
}

/// An enum of reasons with their texts, and the list of all of them.
macro_rules! reasons {
    ($(#[$doc:meta])* $name:ident: $($variant:ident = $code:literal, $nb:literal, $nn:literal, $source:literal;)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($variant),+ }

        pub const REASONS: &[$crate::attempt::Reason] = &[$(
            $crate::attempt::Reason { code: $code, nb: $nb, nn: $nn, source: $source }
        ),+];

        impl $name {
            pub fn code(self) -> &'static str {
                REASONS[self as usize].code
            }

            /// By its code.
            pub fn named(code: &str) -> Option<Self> {
                [$($name::$variant),+].into_iter().find(|reason| reason.code() == code)
            }
        }

        impl $crate::attempt::Why for $name {
            fn code(self) -> &'static str {
                $name::code(self)
            }
        }
    };
}
pub(crate) use reasons;
