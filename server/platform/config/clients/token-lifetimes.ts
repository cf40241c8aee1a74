import {
  ACCESS_TOKEN_SECONDS,
  LONGEST_ACCESS_TOKEN_SECONDS,
  LONGEST_REFRESH_TOKEN_SECONDS,
  REFRESH_TOKEN_SECONDS,
  SHORTEST_ACCESS_TOKEN_SECONDS,
  SHORTEST_REFRESH_TOKEN_SECONDS,
} from "@nearside/shared/lifetimes.ts";
import * as v from "valibot";
import { configTexts } from "../../../texts/config.ts";

// Lifetimes of a program's tokens, within the bounds that hold for the configuration file, an administrator and a registration alike.

const within = (least: number, most: number) => {
  const message = configTexts.wholeNumber({ least, most });
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
};

export const accessTokenSecondsSchema = within(SHORTEST_ACCESS_TOKEN_SECONDS, LONGEST_ACCESS_TOKEN_SECONDS);
/** The lifetime of a login. */
export const refreshTokenSecondsSchema = within(SHORTEST_REFRESH_TOKEN_SECONDS, LONGEST_REFRESH_TOKEN_SECONDS);

/** The lifetimes of client metadata, in seconds. */
export const lifetimesSchema = v.strictObject(
  {
    access_token: v.optional(accessTokenSecondsSchema, ACCESS_TOKEN_SECONDS),
    refresh_token: v.optional(refreshTokenSecondsSchema, REFRESH_TOKEN_SECONDS),
  },
  configTexts.clients.lifetimes,
);
export type Lifetimes = v.InferOutput<typeof lifetimesSchema>;

/** The default. */
export const LIFETIMES: Lifetimes = { access_token: ACCESS_TOKEN_SECONDS, refresh_token: REFRESH_TOKEN_SECONDS };

/** Tells if no lifetime is longer than the default. */
export const areUsual = ({ access_token, refresh_token }: Lifetimes): boolean =>
  access_token <= LIFETIMES.access_token && refresh_token <= LIFETIMES.refresh_token;
