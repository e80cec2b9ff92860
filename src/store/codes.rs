//! Enums that a column keeps as a code.

use crate::domain::{Behandlet, Hendelse, JaNei, Onskestatus, Svarkilde, Trinn};

/// Lets an enum of codes be read from and written to a column of text.
macro_rules! text_column {
    ($($name:ident),+ $(,)?) => { $(
        impl From<$name> for $crate::store::Value {
            fn from(code: $name) -> Self {
                code.code().into()
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
pub(crate) use text_column;

text_column!(Behandlet, Hendelse, JaNei, Onskestatus, Svarkilde, Trinn);

/// Codes of the machine, that diesel may ask about as well.
macro_rules! codes {
    ($(
        $(#[$of_enum:meta])*
        $seen:vis enum $name:ident $variants:tt
    )+) => { $(
        $crate::domain::codes::codes! {
            $(#[$of_enum])*
            #[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
            #[diesel(sql_type = diesel::sql_types::Text)]
            $seen enum $name $variants
        }
        $crate::store::text_column!($name);
    )+ };
}
pub(crate) use codes;
