import {
  ACCESS_TOKEN_SECONDS,
  LONGEST_ACCESS_TOKEN_SECONDS,
  LONGEST_REFRESH_TOKEN_SECONDS,
  REFRESH_TOKEN_SECONDS,
  SHORTEST_ACCESS_TOKEN_SECONDS,
  SHORTEST_REFRESH_TOKEN_SECONDS,
} from "@nearside/shared/lifetimes.ts";
import * as v from "valibot";

// How long a program's tokens live, within what anybody may set: the configuration file, an administrator, a registration.

const within = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
};

export const accessTokenSecondsSchema = within(SHORTEST_ACCESS_TOKEN_SECONDS, LONGEST_ACCESS_TOKEN_SECONDS);
/** How long a login lasts. */
export const refreshTokenSecondsSchema = within(SHORTEST_REFRESH_TOKEN_SECONDS, LONGEST_REFRESH_TOKEN_SECONDS);

/** As client metadata has them, in seconds. */
export const lifetimesSchema = v.strictObject(
  {
    access_token: v.optional(accessTokenSecondsSchema, ACCESS_TOKEN_SECONDS),
    refresh_token: v.optional(refreshTokenSecondsSchema, REFRESH_TOKEN_SECONDS),
  },
  "must be an object of access_token and refresh_token, in seconds",
);
export type Lifetimes = v.InferOutput<typeof lifetimesSchema>;

/** Where nothing is said. */
export const LIFETIMES: Lifetimes = { access_token: ACCESS_TOKEN_SECONDS, refresh_token: REFRESH_TOKEN_SECONDS };

/** Whether nothing of it is longer than where nothing is said. */
export const areUsual = ({ access_token, refresh_token }: Lifetimes): boolean =>
  access_token <= LIFETIMES.access_token && refresh_token <= LIFETIMES.refresh_token;
