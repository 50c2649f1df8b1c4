//! The generator of chance: xoshiro256** of D. Blackman and S. Vigna, "Scrambled linear pseudorandom number
//! generators" (ACM TOMS 47, 2021), filled from a seed by SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014);
//! both are in the public domain at <https://prng.di.unimi.it>.
//!
//! The same seed gives the same numbers on every machine: only integers are used. Not for secrets.

/// A stream of numbers that a seed decides.
#[derive(Clone, Debug)]
pub(crate) struct Rng([u64; 4]);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        let mut state = seed;
        let mut split_mix = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Self([split_mix(), split_mix(), split_mix(), split_mix()])
    }

    pub(crate) fn next(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A number below `bound`; 0 where `bound` is 0. The bias of multiplying instead of rejecting is under 2⁻³²·bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }

    /// True `times` in a thousand.
    pub(crate) fn per_mille(&mut self, times: usize) -> bool {
        self.below(1_000) < times
    }

    /// A number of the exponential distribution with mean 1, in 65,536ths: `-ln(u)` for a uniform `u`, with the
    /// logarithm taken piece by piece along straight lines (off by at most 0.06), because the library's logarithm
    /// may differ from platform to platform.
    pub(crate) fn exponential_16(&mut self) -> i64 {
        /// ln 2 in 65,536ths.
        const LN_2: u64 = 45_426;
        let u = self.next() | 1;
        let zeros = u.leading_zeros();
        let mantissa = (u << zeros) << 1;
        let log_2 = (u64::from(zeros + 1) << 16) - (mantissa >> 48);
        ((log_2 * LN_2) >> 16) as i64
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn a_seed_decides_the_numbers() {
        let (mut a, mut b, mut c) = (Rng::new(7), Rng::new(7), Rng::new(8));
        let (a, b, c): (Vec<_>, Vec<_>, Vec<_>) = (
            (0..9).map(|_| a.next()).collect(),
            (0..9).map(|_| b.next()).collect(),
            (0..9).map(|_| c.next()).collect(),
        );
        assert_eq!(a, b);
        assert_ne!(a, c);
    }

    #[test]
    fn exponential_numbers_have_mean_one() {
        let mut rng = Rng::new(1);
        let mean = (0..100_000).map(|_| rng.exponential_16()).sum::<i64>() as f64 / 100_000.0 / 65_536.0;
        assert!((0.95..1.08).contains(&mean), "{mean}");
    }

    #[test]
    fn numbers_stay_below_their_bound_and_reach_it() {
        let mut rng = Rng::new(3);
        let mut seen = [false; 6];
        (0..1_000).for_each(|_| seen[rng.below(6)] = true);
        assert_eq!(seen, [true; 6]);
        assert_eq!(rng.below(0), 0);
    }
}
