//! Enums that are kept as a code: the code stands once, in the enum.

/// An enum with its codes: `name: Variant = "code", …`. Shows itself as the code.
macro_rules! codes {
    ($(
        $(#[$of_enum:meta])*
        $seen:vis enum $name:ident { $($(#[$of_variant:meta])* $variant:ident = $code:literal),+ $(,)? }
    )+) => { $(
        $(#[$of_enum])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $seen enum $name { $($(#[$of_variant])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$($name::$variant),+];
            /// Of `ALL`, in its order.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// By its code.
            pub fn named(code: &str) -> Option<Self> {
                match code {
                    $($code => Some($name::$variant),)+
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }
    )+ };
}
pub(crate) use codes;
