//! Days and moments in UTC, as far as settings and reports need them.

use std::fmt;

const DAY: i64 = 86_400;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// year
    pub year: u16,
    /// month, from 1
    pub month: u8,
    /// day, from 1
    pub day: u8,
}

impl Date {
    /// Its first second, counted from 1970.
    pub fn start(self) -> i64 {
        // Years that begin in March put the leap day last; an era has 400 of them and 146,097 days.
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        (era * 146_097 + day_of_era - 719_468) * DAY
    }

    /// The first second after it.
    pub fn end(self) -> i64 {
        self.start() + DAY
    }
}

/// `2026-11-23`
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A moment given in seconds since 1970, as `2026-11-23T20:53:01Z` (RFC 3339).
pub fn rfc3339(seconds: i64) -> String {
    let days = seconds.div_euclid(DAY) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let clock = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Reads a moment: seconds since 1970, `2026-11-23` or `2026-11-23T20:53:01Z`.
pub fn parse(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let moment: toml::value::Datetime = text.parse().ok()?;
    let date = moment.date?;
    let start = Date { year: date.year, month: date.month, day: date.day }.start();
    let Some(time) = moment.time else { return moment.offset.is_none().then_some(start) };
    let offset = match moment.offset? {
        toml::value::Offset::Z => 0,
        toml::value::Offset::Custom { minutes } => i64::from(minutes) * 60,
    };
    let seconds = i64::from(time.second.unwrap_or(0));
    Some(start + i64::from(time.hour) * 3_600 + i64::from(time.minute) * 60 + seconds - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_agree() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_467_181, "2026-11-23T20:53:01Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(seconds), text);
            assert_eq!(parse(text), Some(seconds));
        }
        assert_eq!(Date { year: 2000, month: 2, day: 29 }.start(), 951_782_400);
        assert_eq!(Date { year: 2000, month: 2, day: 29 }.end(), Date { year: 2000, month: 3, day: 1 }.start());
    }

    #[test]
    fn moments_are_read_in_three_forms() {
        assert_eq!(parse("1234"), Some(1234));
        assert_eq!(parse("1970-01-02"), Some(DAY));
        assert_eq!(parse("1970-01-01T01:00:00+01:00"), Some(0));
        assert_eq!(parse("yesterday"), None);
        assert_eq!(parse("1970-01-01T01:00:00"), None);
    }
}
