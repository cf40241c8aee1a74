import { type Given, WEEKDAYS } from "@nearside/shared/rules/given.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** The moment in that zone's local time. @param timeZone a valid IANA name, from the configuration */
export function localTime(at: number, timeZone: string): Given["time"] {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "long",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const weekday = WEEKDAYS.find((day) => day === parts.get("weekday")?.toLowerCase());
  if (weekday === undefined) throw new Error("a day has no name");
  return { at, weekday, hour: Number(parts.get("hour")), minute: Number(parts.get("minute")) };
}
