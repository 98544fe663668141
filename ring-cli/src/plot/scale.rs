//! Axes.

/// An axis of percents that begins at 0.
pub(super) struct Scale {
    /// From one mark to the next, in units.
    step: u32,
    /// How many parts of the keys a unit is: 10^-decimals of a percent.
    decimals: i32,
    steps: u32,
}

impl Scale {
    /// With at most five steps of 1, 2 or 5 times a power of ten.
    pub(super) fn up_to(largest: f64) -> Self {
        for decimals in (-1..9).rev() {
            for step in [1, 2, 5] {
                let scale = Self { step, decimals, steps: 5 };
                if scale.end() >= largest {
                    let steps = (1..5).find(|&steps| Self { steps, ..scale }.end() >= largest).unwrap_or(5);
                    return Self { steps, ..scale };
                }
            }
        }
        Self { step: 5, decimals: -1, steps: 2 }
    }

    pub(super) fn end(&self) -> f64 {
        self.at(self.steps)
    }

    fn at(&self, mark: u32) -> f64 {
        f64::from(mark * self.step) / 100.0 / 10f64.powi(self.decimals)
    }

    pub(super) fn marks(&self) -> impl Iterator<Item = (f64, String)> {
        let digits = usize::try_from(self.decimals).unwrap_or(0);
        (0..=self.steps).map(move |mark| {
            let share = self.at(mark);
            (share, format!("{:.digits$}%", share * 100.0))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_few_round_marks_and_room_for_all() {
        for (largest, marks) in [
            (1.0, "0% 20% 40% 60% 80% 100%"),
            (0.31, "0% 10% 20% 30% 40%"),
            (0.1001, "0% 5% 10% 15%"),
            (0.0052, "0.0% 0.2% 0.4% 0.6%"),
            (0.00001, "0.0000% 0.0002% 0.0004% 0.0006% 0.0008% 0.0010%"),
        ] {
            let scale = Scale::up_to(largest);
            assert_eq!(scale.marks().map(|(_, name)| name).collect::<Vec<_>>().join(" "), marks);
            assert!(scale.end() >= largest);
        }
        // Weights can ask for more than there is.
        assert!(Scale::up_to(0.0).end() > 0.0 && Scale::up_to(2.9).end() >= 1.0);
    }
}
