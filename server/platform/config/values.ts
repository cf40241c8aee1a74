import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";

// Every message completes the sentence "<setting> <message>." for the person who starts the server.

/** Refuses control characters, since these texts are shown to people. */
const isPlain = (value: string): boolean => !/\p{C}/u.test(value);

export const text = (message: string, max = 255) =>
  v.pipe(v.string(message), v.minLength(1, message), v.maxLength(max, message), v.check(isPlain, message));

export const whole = (min: number, max: number) => {
  const message = configTexts.wholeNumber({ least: min, most: max });
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
};

export const yesOrNo = v.boolean(configTexts.trueOrFalse);

export const list = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item, configTexts.list), v.maxLength(64, configTexts.entries({ most: 64 })));
