//! A fag's name in each målform.

use crate::domain::{Malform, programomrade};
use crate::store::row;

row! {
    /// Of the columns `fag_nb` and `fag_nn`.
    #[derive(Clone, Debug, Default)]
    pub struct Fag {
        #[diesel(column_name = fag_nb)]
        pub nb: String,
        #[diesel(column_name = fag_nn)]
        pub nn: String,
    }
}

impl Fag {
    pub fn navn(&self, malform: Malform) -> &str {
        malform.ord(&self.nb, &self.nn)
    }

    /// Inside a sentence.
    pub fn i_setning(&self, malform: Malform) -> String {
        programomrade::i_setning(self.navn(malform))
    }
}
