import { type Given, WEEKDAYS } from "@nearside/shared/rules/given.ts";

/** The part of the configuration that names the zone: a valid IANA name. */
interface Zone {
  readonly timeZone: string;
}

/** The formats are made once for each configuration, since making one takes a millisecond. */
const formats = new WeakMap<Zone, Intl.DateTimeFormat>();

/** The moment in that zone's local time. */
export function localTime(at: number, zone: Zone): Given["time"] {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone.timeZone,
      weekday: "long",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const weekday = WEEKDAYS.find((day) => day === parts.get("weekday")?.toLowerCase());
  if (weekday === undefined) throw new Error("a day has no name");
  return { at, weekday, hour: Number(parts.get("hour")), minute: Number(parts.get("minute")) };
}
