//! A ticket, as devices and the database read it.

use domain::Ticket;
use jiff::Timestamp;

/// A ticket that reads is written as what reads the same, and can be looked at and told again.
pub fn ticket(bytes: &[u8]) -> bool {
    let Ok(ticket) = serde_json::from_slice::<Ticket>(bytes) else { return false };
    let text = serde_json::to_string(&ticket).expect("JSON");
    assert_eq!(serde_json::from_str::<Ticket>(&text).ok().as_ref(), Some(&ticket));
    for now in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        let _ = ticket.light(now);
    }
    assert!(!ticket.scopes().is_empty());
    if let Some(told) = Ticket::replay(ticket.id, &ticket.events) {
        assert_eq!(told.events, ticket.events);
    }
    true
}
