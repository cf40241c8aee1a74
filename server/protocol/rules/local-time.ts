import { type Given, WEEKDAYS } from "@nearside/shared/rules/given.ts";

/** Reads moments in the time zone of the configuration. Its format is made once, by the first who asks. */
export class LocalTime {
  readonly #timeZone: string;
  #format: Intl.DateTimeFormat | undefined;

  /** @param timeZone a valid IANA name */
  constructor({ timeZone }: { readonly timeZone: string }) {
    this.#timeZone = timeZone;
  }

  /** @param at epoch milliseconds */
  of(at: number): Given["time"] {
    if (this.#timeZone === "UTC") return inUtc(at);
    this.#format ??= new Intl.DateTimeFormat("en-GB", {
      timeZone: this.#timeZone,
      weekday: "long",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    });
    const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, value]));
    const weekday = WEEKDAYS.find((day) => day === parts.get("weekday")?.toLowerCase());
    if (weekday === undefined) throw new Error("a day has no name");
    return { at, weekday, hour: Number(parts.get("hour")), minute: Number(parts.get("minute")) };
  }
}

/** The same without a format, which takes a hundredth of a second to make: all zones are loaded. */
function inUtc(at: number): Given["time"] {
  const date = new Date(at);
  const weekday = WEEKDAYS.at(date.getUTCDay() - 1); // of a Sunday, which is 0, that is the last one
  if (weekday === undefined) throw new Error("a day has no name");
  return { at, weekday, hour: date.getUTCHours(), minute: date.getUTCMinutes() };
}

export interface WithLocalTime {
  readonly localTime: LocalTime;
}
