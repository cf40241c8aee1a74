import * as v from "valibot";
import { userIdSchema } from "./ids.ts";

// Claims that several statements have in common.

/** NumericDate (RFC 7519 §2), whole seconds. */
export const secondsSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(253_402_300_799));

/** An origin without a path (protocol §2). https, or http on this very machine. */
export const issuerSchema = v.pipe(
  v.string(),
  v.maxLength(255),
  v.regex(
    /^(https:\/\/[a-z0-9.-]+(:[0-9]{1,5})?|http:\/\/(localhost|[a-z0-9-]+\.localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?)$/,
  ),
);

/** Where a command line listens (protocol §4.1). */
export const loopbackSchema = v.strictObject({
  address: v.picklist(["127.0.0.1", "::1"]),
  port: v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(65_535)),
});
export type Loopback = v.InferOutput<typeof loopbackSchema>;

export const userSchema = v.strictObject({
  id: userIdSchema,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
});
export type User = v.InferOutput<typeof userSchema>;

export const confirmationSchema = v.strictObject({ jkt: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)) });

/** What the machine says of the login it started; its own word, shown as such (protocol §4.1). */
export const contextSchema = v.strictObject({
  hostname: v.pipe(v.string(), v.maxLength(255)),
  os: v.pipe(v.string(), v.maxLength(255)),
  account: v.pipe(v.string(), v.maxLength(255)),
  command: v.pipe(v.string(), v.maxLength(1024)),
  cwd: v.pipe(v.string(), v.maxLength(1024)),
  parent: v.nullable(v.pipe(v.string(), v.maxLength(255))),
  tty: v.nullable(v.pipe(v.string(), v.maxLength(255))),
  remote: v.nullable(v.pipe(v.string(), v.maxLength(64))),
});
export type Context = v.InferOutput<typeof contextSchema>;

/** RFC 9396: each element has a `type`; the rest is the resource's own. Bounded, since people must read it. */
export const authorizationDetailsSchema = v.pipe(
  v.array(v.objectWithRest({ type: v.pipe(v.string(), v.minLength(1), v.maxLength(255)) }, v.unknown())),
  v.maxLength(16),
);
