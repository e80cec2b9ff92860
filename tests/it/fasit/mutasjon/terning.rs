//! A small generator of numbers (splitmix64): the same seed gives the same world on both backends.

#[derive(Clone)]
pub struct Terning(u64);

impl Terning {
    pub fn ny(fro: u64) -> Self {
        Terning(fro)
    }

    fn neste(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to but not with `n`.
    pub fn under(&mut self, n: u64) -> u64 {
        self.neste() % n
    }

    pub fn sjanse(&mut self, prosent: u64) -> bool {
        self.under(100) < prosent
    }

    pub fn en<T: Copy>(&mut self, av: &[T]) -> T {
        av[usize::try_from(self.under(av.len() as u64)).unwrap()]
    }

    /// One of some, each as often as its weight says.
    pub fn vektet<T: Copy>(&mut self, av: &[(u64, T)]) -> T {
        let mut kast = self.under(av.iter().map(|(vekt, _)| vekt).sum());
        for (vekt, verdi) in av {
            if kast < *vekt {
                return *verdi;
            }
            kast -= vekt;
        }
        unreachable!("the weights add up")
    }
}
