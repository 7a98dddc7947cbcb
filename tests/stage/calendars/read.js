// Prints what ical.js, the reader of Thunderbird and Nextcloud, finds in each file: one JSON array.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const person = (property) => [
  property.getFirstParameter("cn"),
  property.getFirstValue(),
];

const read = (path) => {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
  const component = calendar.getFirstSubcomponent("vevent");
  const event = new ICAL.Event(component);
  return {
    method: calendar.getFirstPropertyValue("method"),
    zones: calendar.getAllSubcomponents("vtimezone").length,
    uid: event.uid,
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    organizer: person(component.getFirstProperty("organizer")),
    invited: component.getAllProperties("attendee").map(person),
    summary: event.summary,
    location: event.location,
    starts: event.startDate.toJSDate().toISOString(),
    ends: event.endDate.toJSDate().toISOString(),
  };
};

console.log(JSON.stringify(process.argv.slice(2).map(read)));
