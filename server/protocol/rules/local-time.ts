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

export interface WithLocalTime {
  readonly localTime: LocalTime;
}
