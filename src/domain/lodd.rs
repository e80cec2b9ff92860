//! A lot that anybody can draw again: the order of digests of a kept seed, the year and the one it is for. Pure.

use sha2::{Digest, Sha256};

/// The lot of one applicant; the smallest comes first.
pub fn lodd(fro: &str, soknadsar: i64, unit: &str) -> [u8; 32] {
    Sha256::digest(format!("{fro}\n{soknadsar}\n{unit}")).into()
}

#[cfg(test)]
mod tests {
    use super::lodd;

    #[test]
    fn loddet_er_det_samme_hver_gang_og_et_annet_med_et_annet_fro() {
        assert_eq!(lodd("a", 2026, "soker:1"), lodd("a", 2026, "soker:1"));
        let order = |fro: &str| {
            let mut all: Vec<u32> = (1..20).collect();
            all.sort_by_key(|n| lodd(fro, 2026, &format!("soker:{n}")));
            all
        };
        assert_ne!(order("a"), order("b"));
        assert_ne!(order("a"), (1..20).collect::<Vec<_>>());
    }
}
