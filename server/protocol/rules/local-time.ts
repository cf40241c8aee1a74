import { type Given, WEEKDAYS } from "@nearside/shared/rules/given.ts";

/** Reads moments in the time zone of the configuration. Its format is made once, since making one takes a millisecond. */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat;

  /** @param timeZone a valid IANA name */
  constructor({ timeZone }: { readonly timeZone: string }) {
    this.#format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "long",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    });
  }

  /** @param at epoch milliseconds */
  of(at: number): Given["time"] {
    const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, value]));
    const weekday = WEEKDAYS.find((day) => day === parts.get("weekday")?.toLowerCase());
    if (weekday === undefined) throw new Error("a day has no name");
    return { at, weekday, hour: Number(parts.get("hour")), minute: Number(parts.get("minute")) };
  }
}

export interface WithLocalTime {
  readonly localTime: LocalTime;
}
