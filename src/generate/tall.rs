//! Numbers that look random and are the same on every machine (splitmix64).

pub struct Tall(u64);

impl Tall {
    /// A row of its own for each purpose, so that one purpose asking for more moves no other.
    pub fn ny(seed: u64, fylkesnr: &str, formal: &str) -> Self {
        let mut t = Tall(seed);
        for byte in fylkesnr.bytes().chain(formal.bytes()) {
            t.0 = t.neste() ^ u64::from(byte);
        }
        t
    }

    pub fn neste(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to `n` - 1; 0 when `n` is 0.
    pub fn under(&mut self, n: usize) -> usize {
        usize::try_from(self.neste() % n.max(1) as u64).unwrap_or(0)
    }

    pub fn prosent(&mut self, p: usize) -> bool {
        self.under(100) < p
    }

    pub fn velg<'a, T: ?Sized>(&mut self, fra: &[&'a T]) -> &'a T {
        fra[self.under(fra.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::Tall;

    #[test]
    fn the_row_is_fixed_and_its_purposes_apart() {
        let first = |formal| Tall::ny(1, "46", formal).neste();
        assert_eq!(first("soker"), first("soker"));
        assert_ne!(first("soker"), first("skole"));
        assert_eq!(Tall(0).neste(), 0xE220_A839_7B1D_CDAF, "the published first number of splitmix64");
    }
}
