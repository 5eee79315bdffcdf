//! Evaluation: what departments earn and lose by the tickets that they lead, as a ledger whose every point leads to its
//! ticket. Nothing in it is overwritten: what turns out otherwise is one more entry.
//!
//! [`entries`] says what follows from a ticket's events, [`opinions`] what follows from a proposal. [`Score`] adds up a
//! month by the [`Rules`] that hold in it. [`Indicator`] has the trade's figures. No entry is ever a co-responsible unit's:
//! townships are not assessed on what they help with.

mod average;
mod book;
mod closing;
mod entry;
mod figure;
mod follow;
mod frozen;
mod indicator;
mod month;
mod opinion;
mod points;
mod report;
mod score;
mod tally;

pub use book::{Book, Bounds, Rules};
pub use closing::{closes_months, counts_in, may_close};
pub use entry::{Cause, Entry, Rater, Reason, Rule};
pub use figure::{Done, Edition, Figure, Measure, RulesFault, decides_rules, months_ahead};
pub use follow::entries;
pub use frozen::{Carried, Counts, Figures, Indicated, UnitIndicators};
pub use indicator::{Counted, INDICATORS, Indicator, Unit as IndicatorUnit, Words as IndicatorWords};
pub use month::Month;
pub use opinion::opinions;
pub use points::{FULL, Points};
pub use report::{Before, Line, Lines, Preview, Ranking, Standing, UnitScore, reads_all_scores, reads_scores_of};
pub use score::{Aspect, CentrePart, Ranked, RuleSum, Score, Sum, TownshipsPart, rank, scores};
pub use tally::Tally;
