//! Enums that a column keeps as a code: the code stands once, in the enum.

/// An enum with its codes: `name: Variant = "code", …`. Reads and writes a column of text, and shows itself as the code.
macro_rules! codes {
    ($(
        $(#[$of_enum:meta])*
        $seen:vis enum $name:ident { $($(#[$of_variant:meta])* $variant:ident = $code:literal),+ $(,)? }
    )+) => { $(
        $(#[$of_enum])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        $seen enum $name { $($(#[$of_variant])* $variant),+ }

        impl $name {
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

        impl From<$name> for $crate::store::Value {
            fn from(state: $name) -> Self {
                state.code().into()
            }
        }

        impl $crate::store::Column for $name {
            type Sql = diesel::sql_types::Text;
        }

        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let code = String::from_sql(bytes)?;
                $name::named(&code).ok_or_else(|| format!("the database says `{code}`, which this program does not know").into())
            }
        }

        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                self.code().to_sql(out)
            }
        }
    )+ };
}
pub(crate) use codes;
