// Numbers, plurals and lists of the texts that people read. Each formatter is made at its first use, since most
// processes need none, and loading the platform's language data costs milliseconds.

/** The language of all texts, as a BCP 47 tag. */
export const LANGUAGE = "en-GB";

/** The forms of one text: `#` is where the number goes. */
export interface Forms {
  readonly one: string;
  readonly other: string;
}
type Written = string | ((number: string) => string);

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

const numbers = once(() => new Intl.NumberFormat(LANGUAGE));
const plurals = once(() => new Intl.PluralRules(LANGUAGE));
const allOf = once(() => new Intl.ListFormat(LANGUAGE, { type: "conjunction" }));
const oneOf = once(() => new Intl.ListFormat(LANGUAGE, { type: "disjunction" }));

/** Gives "2,000". */
export const numberText = (count: number): string => numbers().format(count);

/**
 * Chooses the form that the count needs, and puts the number in: "1 browser", "2,000 browsers". A form that holds anything else, such as a
 * name, is a function: in a name `#` is no place for a number.
 */
export function plural(count: number, { one, other }: Readonly<Record<keyof Forms, Written>>): string {
  const form = plurals().select(count) === "one" ? one : other;
  const number = numberText(count);
  return typeof form === "string" ? form.replaceAll("#", () => number) : form(number);
}

/** Gives "a, b and c". */
export const listText = (items: Iterable<string>): string => allOf().format(items);

/** Gives "a, b or c". */
export const choiceText = (items: Iterable<string>): string => oneOf().format(items);
