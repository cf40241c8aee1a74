import { ACCESS_TOKEN_SECONDS } from "@nearside/shared/lifetimes.ts";
import * as v from "valibot";
import { REFRESH_TOKEN_SECONDS } from "./client.ts";

// How long a program's tokens live, within what anybody may set: the configuration file, an administrator, a registration.

/** Seconds. An access token that is out is judged by its API alone where that reads no status list: never longer than an hour. */
const ACCESS_TOKEN = { least: 60, most: 3600 };
/** Seconds; a year. */
const REFRESH_TOKEN = { least: 300, most: 31_536_000 };

const within = ({ least, most }: { readonly least: number; readonly most: number }) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
};

export const accessTokenSecondsSchema = within(ACCESS_TOKEN);
/** How long a login lasts. */
export const refreshTokenSecondsSchema = within(REFRESH_TOKEN);

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
