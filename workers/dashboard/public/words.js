// What the workers' own names mean to people.

const STATUSES = { new: "New", contacted: "Contacted", qualified: "Qualified", offer: "Offer made",
  contract: "Under contract", closed: "Closed", lost: "Lost" };
const STEPS = { pageview: "Saw a page", offer_viewed: "Looked at an offer", offer_accepted: "Accepted an offer",
  lead_created: "Became a lead", booking_created: "Booked a call" };
const EVENTS = { unhandled: "A fault in the code", background: "Work behind an answer failed",
  scheduled_failed: "A scheduled run failed", message_unreadable: "A queued message can't be read",
  request_slow: "An answer took too long", request_failed: "A request failed", outbox_dead: "A message was given up",
  report_failed: "A report did not get through", slack_failed: "Slack did not take a message",
  feed_bad: "A feed can't be read", feed_unreadable: "A feed can't be read", upstream: "A provider failed", fallback: "Went on without another worker" };
const HEALTH = { ok: "Well", degraded: "Partly down", down: "Down", unreachable: "No answer",
  maintenance: "In maintenance", unknown: "Not known" };

const CRMS = { hubspot: "HubSpot", followupboss: "Follow Up Boss", generic: "your CRM" };

export const spoken = (name) => {
  const plain = name.replaceAll("_", " ").trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
};
export const statusSaid = (name) => STATUSES[name] ?? spoken(name);
export const crmSaid = (name) => CRMS[name] ?? spoken(name);
export const stepSaid = (name) => STEPS[name] ?? (name.startsWith("/") ? name : spoken(name));
export const eventSaid = (name) => EVENTS[name] ?? spoken(name);
export const healthSaid = (name) => HEALTH[name] ?? spoken(name);
export const sourceSaid = (name) => (name === "direct" ? "Came directly" : name);
